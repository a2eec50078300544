"""What the pages of the jobs read: rows of one's own municipality only, in a fixed number of queries."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Case, Count, IntegerField, Q, QuerySet, When
from django.http import Http404

from companies.openings.models import JobOpening
from jobpakker.foundation.accounts.models import User


def search(
    user: User, *, state: str = "", text: str = "", codes: Collection[str] | None = None
) -> QuerySet[JobOpening]:  # fmt: skip
    """Open jobs first, the one that begins first on top; below them what is closed, the newest first.

    `codes`: only jobs of these kinds (DISCO-08).
    """
    found = JobOpening.objects.for_municipality(user.municipality_id)
    if state:
        found = found.filter(state=state)
    if text:
        found = found.filter(Q(title__icontains=text) | Q(company__name__icontains=text) | Q(disco=text))
    if codes is not None:
        found = found.filter(disco__in=codes)
    is_open = Q(state=JobOpening.State.OPEN)
    return (
        found.select_related("company", "worksite")
        .annotate(
            asked=_counted("requested"),
            promised=_counted("confirmed"),
            closed=Case(When(is_open, then=0), default=1, output_field=IntegerField()),
        )
        .order_by("closed", Case(When(is_open, then="starts_on")), "-starts_on", "pk")
    )


def opening(user: User, public_id: UUID) -> JobOpening:
    """With `promised`, how many of its places the company has promised."""
    rows = JobOpening.objects.for_municipality(user.municipality_id).annotate(promised=_counted("confirmed"))
    found = rows.select_related("company", "worksite", "contact", "created_by").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def _counted(state: str) -> Count:
    """How many commitments of a job stand so; they lie above the jobs, and are reached through the rows alone."""
    return Count("commitments", filter=Q(commitments__state=state), distinct=True)
