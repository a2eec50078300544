"""What one package's flags ought to say, against what they say. Reads and writes nothing: the difference is written elsewhere.

A flag keeps its row while its gap lives. A gap finds its flag by the two steps it lies between; when those were replaced, by
its first day; when that moved as well, by the days the two share.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import attrgetter

from casework.green_wave import causes
from casework.green_wave.lean import AnyFlag, AnyPackage, AnyStep
from casework.green_wave.models import WHO_ACTS, Cause, CloseReason, DeadPeriod, State
from casework.jobpakke import timeline
from casework.jobpakke.models import Pause
from casework.jobpakke.states import OPEN, JobpakkeState
from casework.planning.gaps import Gap, GapKind, Severity, Thresholds
from casework.planning.periods import ONE_DAY
from jobpakker.foundation.workdays import WorkdayCalendar

# A package that is checked and on which no day can change anything: looked at again when somebody changes it.
NEVER = date.max
# What a flag says about its gap. `cause` and `acts` follow too, until a person has said why.
SAID = (
    "kind", "after_step_id", "before_step_id", "starts_on", "until", "working_days", "wished_days", "excused_days",
    "first_dead_on", "state", "severity", "closed_at", "close_reason", "cause", "acts",
)  # fmt: skip
_said = attrgetter(*SAID)


@dataclass
class Difference:
    """What is to be written for one package. `before` holds, for a changed flag, what it said."""

    jobpakke: AnyPackage
    boundary: date
    opened: list[DeadPeriod] = field(default_factory=list)
    changed: list[AnyFlag] = field(default_factory=list)
    before: dict[int, dict[str, object]] = field(default_factory=dict)

    @property
    def flags_differ(self) -> bool:
        return bool(self.opened or self.changed)

    @property
    def anything(self) -> bool:
        """Of a package read by the thousand, which carries the boundary that stands."""
        return self.flags_differ or self.jobpakke.next_boundary_on != self.boundary  # type: ignore[union-attr]

    def closings(self) -> list[AnyFlag]:
        return [flag for flag in self.changed if flag.closed_at and self.before[flag.pk]["closed_at"] is None]


def is_watched(jobpakke: AnyPackage) -> bool:
    """From the question to the company until the end; a draft only when it has been promised before."""
    if jobpakke.state == JobpakkeState.DRAFT:
        return jobpakke.promised_on is not None
    return jobpakke.state in OPEN


def compare(
    jobpakke: AnyPackage, steps: Sequence[AnyStep], flags: Sequence[AnyFlag], calendar: WorkdayCalendar, *,
    pauses: Sequence[Pause], thresholds: Thresholds, today: date, at: datetime,
) -> Difference:  # fmt: skip
    """`flags` are those that stand (open, or past): the rest is history and is left alone. Changes the flags in memory."""
    if not is_watched(jobpakke):
        return _all_closed(jobpakke, flags, calendar, pauses=pauses, today=today, at=at)
    gaps = timeline.dead_periods(jobpakke, steps, calendar, pauses=pauses, today=today, thresholds=thresholds)
    boundary = timeline.next_boundary(jobpakke, steps, today, calendar, pauses=pauses, gaps=gaps)
    runs_on = any(pause.runs_on for pause in timeline.paused(pauses, as_of=today - ONE_DAY))
    difference = Difference(jobpakke, boundary or NEVER)
    by_public_id = {str(step.public_id): step for step in steps}
    left = list(flags)
    wanted = [gap for gap in gaps if gap.dead_days and gap.severity != Severity.GREEN]
    pairs = _paired(wanted, left, by_public_id)
    for gap, flag in pairs:
        if flag is None:
            flag = DeadPeriod(
                municipality_id=jobpakke.municipality_id, jobpakke_id=jobpakke.pk, found_on=today, closed_at=None
            )
            _say(flag, gap, steps, by_public_id, runs_on=runs_on, today=today, at=at)
            difference.opened.append(flag)
        else:
            said = _said(flag)
            _say(flag, gap, steps, by_public_id, runs_on=runs_on, today=today, at=at)
            _note(difference, flag, said)
    for flag in left:
        said = _said(flag)
        flag.closed_at, flag.close_reason = at, CloseReason.MENDED
        _note(difference, flag, said)
    return difference


def _paired(gaps: list[Gap], left: list[AnyFlag], steps: dict[str, AnyStep]) -> list[tuple[Gap, AnyFlag | None]]:
    """Each gap with its flag, which is taken out of `left`; what remains there has no gap any more."""
    found: dict[int, AnyFlag] = {}

    def same_steps(gap: Gap, flag: AnyFlag) -> bool:
        after, before = _ids(gap, steps)
        return (flag.kind, flag.after_step_id, flag.before_step_id) == (gap.kind, after, before)

    def same_start(gap: Gap, flag: AnyFlag) -> bool:
        return flag.starts_on == gap.starts_on

    def shared_days(gap: Gap, flag: AnyFlag) -> bool:
        return flag.starts_on < gap.until and gap.starts_on < flag.until

    for alike in (same_steps, same_start, shared_days):
        for number, gap in enumerate(gaps):
            if number in found:
                continue
            flag = next((flag for flag in left if alike(gap, flag)), None)
            if flag is not None:
                found[number] = flag
                left.remove(flag)
    return [(gap, found.get(number)) for number, gap in enumerate(gaps)]


def _ids(gap: Gap, steps: dict[str, AnyStep]) -> tuple[int | None, int | None]:
    """The rows of the two steps; the agreement before the first one and the job after the last one have none."""
    after, before = steps.get(gap.after or ""), steps.get(gap.before or "")
    return after.pk if after else None, before.pk if before else None


def _say(
    flag: AnyFlag, gap: Gap, steps: Sequence[AnyStep], by_public_id: dict[str, AnyStep], *,
    runs_on: bool, today: date, at: datetime,
) -> None:  # fmt: skip
    after, before = by_public_id.get(gap.after or ""), by_public_id.get(gap.before or "")
    flag.kind, flag.starts_on, flag.until = str(gap.kind), gap.starts_on, gap.until
    flag.after_step_id, flag.before_step_id = after.pk if after else None, before.pk if before else None
    flag.working_days, flag.severity = gap.dead_days, str(gap.severity)
    flag.wished_days, flag.excused_days = gap.wished, gap.excused
    flag.first_dead_on = gap.first_dead_day or gap.starts_on
    flag.state = str(state_of(gap, before, today, runs_on=runs_on))
    if flag.state == State.PAST:
        flag.closed_at, flag.close_reason = flag.closed_at or at, str(CloseReason.PASSED)
    else:
        flag.closed_at, flag.close_reason = None, ""
    # What is over keeps the reason that it had while it ran.
    if not flag.cause_by_hand and (flag.pk is None or flag.state != State.PAST):
        flag.cause = str(causes.guess(gap, after, before, steps, today=today))
        if not flag.acts_by_hand:
            flag.acts = str(WHO_ACTS[Cause(flag.cause)])


def state_of(gap: Gap, before: AnyStep | None, today: date, *, runs_on: bool = False) -> State:
    """By its first and last dead day. A gap that ends today only because nobody has said that the next step began, or that
    the citizen is back from a pause (`runs_on`), goes on."""
    if gap.first_dead_day is None or gap.last_dead_day is None or gap.first_dead_day > today:
        return State.FORECAST
    if gap.last_dead_day >= today or gap.kind == GapKind.OPEN:
        return State.RUNNING
    return State.RUNNING if gap.until == today and (runs_on or causes.late(before, today)) else State.PAST


def _all_closed(
    jobpakke: AnyPackage, flags: Sequence[AnyFlag], calendar: WorkdayCalendar, *, pauses: Sequence[Pause], today: date,
    at: datetime,
) -> Difference:  # fmt: skip
    """Nobody watches the package any more. Days that were lost before its end were lost; the rest never came."""
    difference = Difference(jobpakke, NEVER)
    reason = CloseReason.DRAFT if jobpakke.state == JobpakkeState.DRAFT else CloseReason.PACKAGE_CLOSED
    ended_until = (jobpakke.ended_on or today) + ONE_DAY
    for flag in flags:
        if flag.closed_at is not None:
            continue
        said = _said(flag)
        flag.closed_at, flag.close_reason = at, str(reason)
        if flag.state == State.RUNNING and reason == CloseReason.PACKAGE_CLOSED:
            until = min(flag.until, ended_until)
            lost = timeline.dead_days(flag.starts_on, until, calendar, pauses=pauses, today=today)
            if lost:
                flag.state, flag.until, flag.working_days = str(State.PAST), until, lost
                flag.close_reason = str(CloseReason.PASSED)
        _note(difference, flag, said)
    return difference


def _note(difference: Difference, flag: AnyFlag, said: tuple[object, ...]) -> None:
    if said != _said(flag):
        difference.changed.append(flag)
        difference.before[flag.pk] = dict(zip(SAID, said, strict=True))
