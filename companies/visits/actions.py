"""What a company says of those who come. Each is said once, may be taken back for a moment, and is announced at once.

Lock order, for whoever listens: the commitment first, then rows of one's own.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from companies import events
from companies.commitments.models import HiringCommitment
from companies.events import Kind
from companies.visits.models import JobAnswer, StepReview, VisitReport
from companies.visits.queries import UNDO, Agreed, Visit, agreed_of
from jobpakker.foundation.audit.record import record
from jobpakker.foundation.notifications import dispatch as notifications


class UnableToSay(Exception):
    """Codes: `changed` (what the page showed is not what is agreed any more), `too_late` (to take it back)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def report(*, visit: Visit, said: VisitReport.Said, on: date, by_name: str, at: datetime) -> VisitReport:
    """Has begun, did not come, or put off until `on`. A second press of the same button finds what the first one said."""
    assert visit.walked is not None
    commitment = _held(visit.agreed)
    rows = VisitReport.objects.for_municipality(commitment.municipality_id)
    about = {
        "commitment": commitment, "reference": visit.walked.reference, "starts_on": date.fromisoformat(visit.step.starts_on),
    }  # fmt: skip
    before = rows.filter(**about, taken_back_at=None).order_by("-at", "-pk").first()
    if before is not None and (before.said, before.on) == (said, on):
        return before
    # Said again after something else was said since: the newest counts, and each is kept once.
    rows.filter(**about, said=said, on=on, taken_back_at=None).update(taken_back_at=at)
    row = rows.create(
        municipality_id=commitment.municipality_id, number=visit.agreed.number, kind=visit.step.kind, said=said, on=on,
        by_name=by_name, at=at, **about,
    )  # fmt: skip
    data = {"said": str(said), "on": on.isoformat(), "kind": visit.step.kind}
    _write_down(Kind.VISIT_REPORTED, commitment, by_name=by_name, at=at, **data)
    events.visit_reported.send(sender=VisitReport, report=row, commitment=commitment, at=at)
    return row


@transaction.atomic
def take_back(*, visit: Visit, by_name: str, at: datetime) -> VisitReport:
    """A slip of the thumb. After the moment has passed it is for a person to put right, over the telephone."""
    commitment = _held(visit.agreed)
    row = visit.report
    if row is None:
        raise UnableToSay("changed")
    rows = VisitReport.objects.for_municipality(commitment.municipality_id).filter(pk=row.pk, taken_back_at=None)
    if not rows.filter(at__gt=at - UNDO).update(taken_back_at=at):
        raise UnableToSay("too_late")
    row.refresh_from_db()
    _write_down(Kind.VISIT_TAKEN_BACK, commitment, by_name=by_name, at=at, said=row.said, kind=row.kind)
    events.visit_taken_back.send(sender=VisitReport, report=row, commitment=commitment, at=at)
    return row


@transaction.atomic
def review(*, visit: Visit, fit: str, went: str, missing: str, by_name: str, at: datetime) -> StepReview:
    """The three questions, once a step: who is second reads what the first one answered."""
    assert visit.walked is not None
    commitment = _held(visit.agreed)
    row, new = StepReview.objects.for_municipality(commitment.municipality_id).get_or_create(
        commitment=commitment, reference=visit.walked.reference,
        defaults={
            "municipality_id": commitment.municipality_id, "number": visit.agreed.number, "name": visit.stair.name,
            "ends_on": visit.stair.ends_on, "fit": fit, "went": went, "missing": missing, "by_name": by_name, "at": at,
        },
    )  # fmt: skip
    if new:
        _write_down(Kind.STEP_REVIEWED, commitment, by_name=by_name, at=at, kind=visit.step.kind)
        events.step_reviewed.send(sender=StepReview, review=row, commitment=commitment, at=at)
    return row


@transaction.atomic
def answer_job(
    *, agreed: Agreed, answer: JobAnswer.Answer, on: date | None, text: str, by_name: str, at: datetime
) -> JobAnswer:
    """Yes from a day, no with a reason, or not yet until a day. The newest counts; said again alike it is the same."""
    commitment = _held(agreed)
    rows = JobAnswer.objects.for_municipality(commitment.municipality_id)
    before = rows.filter(commitment=commitment).order_by("-at", "-pk").first()
    if before is not None and (before.answer, before.on, before.text) == (answer, on, text):
        return before
    row = rows.create(
        municipality_id=commitment.municipality_id, commitment=commitment, number=agreed.number, answer=answer, on=on,
        text=text, by_name=by_name, at=at,
    )  # fmt: skip
    data: dict[str, Any] = {"answer": str(answer), "on": on.isoformat() if on else None}
    _write_down(Kind.JOB_ANSWERED, commitment, by_name=by_name, at=at, **data)
    events.job_answered.send(sender=JobAnswer, answer=row, commitment=commitment, at=at)
    return row


def _held(agreed: Agreed) -> HiringCommitment:
    """The row, while it is still what the page showed: nobody speaks about an agreement that has been replaced."""
    rows = HiringCommitment.objects.for_municipality(agreed.commitment.municipality_id)
    held = rows.select_for_update(no_key=True).filter(pk=agreed.commitment.pk).first()
    now = agreed_of(held) if held else None
    if held is None or now is None or now.number != agreed.number:
        raise UnableToSay("changed")
    return held


def _write_down(kind: Kind, commitment: HiringCommitment, /, *, by_name: str, at: datetime, **data: Any) -> None:
    """Whoever speaks need not be asked any more whether a mail got there."""
    notifications.heard_from(municipality_id=commitment.municipality_id, at=at, commitment=str(commitment.public_id))
    record(kind=kind, subject=commitment, by=None, by_name=by_name, at=at, data=data | {"number": commitment.version})
