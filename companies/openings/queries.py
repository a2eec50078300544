"""What the pages of the jobs read: rows of one's own municipality only, in a fixed number of queries."""

from typing import Any
from uuid import UUID

from django.db.models import Case, Count, IntegerField, Q, QuerySet, When
from django.http import Http404

from companies.openings.models import JobOpening
from jobpakker.foundation.accounts.models import User


def search(user: User, *, state: str = "", text: str = "") -> QuerySet[JobOpening]:
    """Open jobs first, the one that begins first on top; below them what is closed, the newest first."""
    found = JobOpening.objects.for_municipality(user.municipality_id)
    if state:
        found = found.filter(state=state)
    if text:
        found = found.filter(Q(title__icontains=text) | Q(company__name__icontains=text))
    is_open = Q(state=JobOpening.State.OPEN)
    return (
        found.select_related("company", "worksite")
        .annotate(
            asked=Count("commitments", filter=Q(commitments__state="requested"), distinct=True),
            promised=Count("commitments", filter=Q(commitments__state="confirmed"), distinct=True),
            closed=Case(When(is_open, then=0), default=1, output_field=IntegerField()),
        )
        .order_by("closed", Case(When(is_open, then="starts_on")), "-starts_on", "pk")
    )


def opening(user: User, public_id: UUID) -> JobOpening:
    rows = JobOpening.objects.for_municipality(user.municipality_id)
    found = rows.select_related("company", "worksite", "contact", "created_by").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def commitments(opening: JobOpening) -> list[Any]:
    """What the company has been asked and has answered about this job, newest first; `editions` are the versions, newest first."""
    found = list(
        opening.commitments.select_related("contact", "asked_by")
        .prefetch_related("versions")
        .order_by("-asked_at", "-pk")
    )
    for commitment in found:
        commitment.editions = sorted(commitment.versions.all(), key=lambda version: version.number, reverse=True)
    return found
