"""Who owes an answer, and how often they may be reminded: read by the reminders and by the page of the job."""

from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from companies.commitments.cadence import Cadence, Waiting
from companies.commitments.models import CommitmentVersion, HiringCommitment, ReminderSettings
from companies.commitments.states import CommitmentState
from jobpakker.foundation.accounts.models import ClosedDay
from jobpakker.foundation.workdays import WorkdayCalendar


def waiting_for_answer(municipality_id: int) -> QuerySet[HiringCommitment]:
    """With `job_day`, the first working day in the newest terms as ISO text. Who was asked first comes first."""
    newest = CommitmentVersion.objects.for_municipality(municipality_id).filter(
        commitment=OuterRef("pk"), number=OuterRef("version")
    )
    rows = HiringCommitment.objects.for_municipality(municipality_id).filter(state=CommitmentState.REQUESTED)
    return (
        rows.select_related("contact")
        .annotate(job_day=Subquery(newest.values("terms__job_starts_on")[:1]))
        .order_by("asked_at", "pk")
    )


def as_waiting(commitment: Any) -> Waiting:
    """`commitment` comes from `waiting_for_answer`."""
    return Waiting(
        link_left_on=timezone.localdate(commitment.link_mailed_at or commitment.asked_at),
        reminders=commitment.reminders,
        quiet_until=commitment.quiet_until,
        job_date=date.fromisoformat(commitment.job_day),
    )


def cadence_of(municipality_id: int) -> Cadence:
    row = ReminderSettings.objects.for_municipality(municipality_id).first()
    return Cadence(every=row.every, at_most=row.at_most) if row else Cadence()


def calendar_of(municipality_id: int) -> WorkdayCalendar:
    closed = ClosedDay.objects.for_municipality(municipality_id).values_list("day", flat=True)
    return WorkdayCalendar.danish(frozenset(closed))
