"""A first guess at why nobody covers the days, from recorded facts alone; a person's word goes before it, always."""

from collections.abc import Iterable
from datetime import date

from casework.green_wave.models import Cause
from casework.jobpakke.models import EndReason, Step
from casework.jobpakke.states import StepState
from casework.planning import gaps
from casework.planning.gaps import Excuse, Gap
from casework.planning.steps import StepKind

_ENDED = {
    EndReason.CITIZEN_STOPPED: Cause.CITIZEN_STOPPED,
    EndReason.COMPANY_WITHDREW: Cause.COMPANY_WITHDREW,
    EndReason.SEAT_CANCELLED: Cause.SEAT_CANCELLED,
}
# Counted days of a pause say their cause themselves.
OF_A_PAUSE = {
    gaps.OWN_WISH: Cause.CITIZEN_WISH,
    gaps.OVERDUE: Cause.PAUSE_OVER,
    Excuse.HOLIDAY_LEAVE: Cause.HOLIDAY,
    Excuse.COMPANY_CLOSURE: Cause.HOLIDAY,
}


def of_part(reason: str, gap_cause: Cause) -> Cause:
    """The one cause of a stretch of a gap: the pause's where one was registered, and else that of the gap."""
    return OF_A_PAUSE.get(reason, Cause.PAUSE_UNAGREED) if reason else gap_cause


def guess(gap: Gap, after: Step | None, before: Step | None, steps: Iterable[Step], *, today: date) -> Cause:
    """A pause, where no day but its own is bare; else, in this order: what should have begun and has not; what was called off; what ended early; a date somebody else set."""
    counted = {part.reason for part in gap.parts if not part.excused}
    if counted and "" not in counted:
        newest = next(part.reason for part in reversed(gap.parts) if not part.excused)
        return of_part(newest, Cause.UNKNOWN)
    here = [step for step in steps if not step.beside and step.starts_on < gap.until and gap.starts_on < step.until]
    if late(before, today) or any(late(step, today) for step in here):
        return Cause.NOT_STARTED
    for step in here:
        if step.state == StepState.BROKEN and step.started_on is None and step.end_reason:
            return _ENDED.get(EndReason(step.end_reason), Cause.UNKNOWN)
    if after is not None and after.ended_until is not None and after.ended_until < after.until:
        return _ENDED.get(EndReason(after.end_reason), Cause.ENDED_EARLY) if after.end_reason else Cause.ENDED_EARLY
    if before is not None and before.kind == StepKind.COURSE and (before.pinned or before.fixed_dates):
        return Cause.COURSE_WAIT
    return Cause.UNKNOWN


def late(step: Step | None, today: date) -> bool:
    """Its day has come and gone, and nobody has said that it began."""
    return step is not None and step.state == StepState.PLANNED and step.starts_on < today
