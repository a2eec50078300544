"""One package as the flow sees it: where it stands, the days it covered, the days it lost, and how it ended (pure).

What covers and what is dead is asked of `timeline` and `planning.gaps`, so that a dead day here is the dead day of the
staircase and of Min dag. Here it is only cut to what is over and to a period, and given the names of its two sides.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.utils import timezone

from casework.green_wave import causes
from casework.green_wave.models import WHOSE, Actor, Cause, DeadPeriod, Side
from casework.jobpakke import timeline
from casework.jobpakke.models import Jobpakke, Outcome, Pause, Step
from casework.jobpakke.states import CLOSED, LIVE_STEPS, JobpakkeState, StepState
from casework.planning.gaps import OWN_WISH, PROMISE, Cover, Gap, GapKind
from casework.planning.periods import ONE_DAY, Period
from casework.planning.steps import JOB
from companies.commitments.states import CommitmentState
from jobpakker.foundation.workdays import WorkdayCalendar

BROKEN_OFF = "afbrudt"  # nothing followed: the package ended there
ORDINARY = frozenset({Outcome.ORDINAER, Outcome.ORDINAER_DELTID})
EDUCATION = frozenset({Outcome.UDDANNELSE, Outcome.IGU})


class Place(StrEnum):
    """Where an open package stands on a day, in the order in which one gets there."""

    PLANNING = "planlaegges"  # no company has promised
    PROMISED = "lovet"  # promised, and no step has begun
    PRAKTIK = "praktik"
    KURSUS = "kursus"
    LOENTILSKUD = "loentilskud"
    BETWEEN = "mellem"  # a step is over and none covers the day
    IN_JOB = "jobbet"  # the first day of the job has come, and nobody has written how it went


class History(StrEnum):
    """Pure from the start and grown into one are never mixed in a figure (the seed's footnote 6)."""

    PURE = "ren"
    GROWN = "vokset"
    COMPOSED = "sammensat"
    SINGLE = "enkelt"


class Result(StrEnum):
    RUNNING = "i-gang"
    ORDINARY = "ordinaert"
    FLEKSJOB = "fleksjob"
    EDUCATION = "uddannelse"
    NONE = "intet"  # back on benefit, broken off, moved, other


@dataclass(frozen=True, slots=True)
class Lost:
    """A dead period as far as it is over, or (`ahead`) as far as it is not; where a pause lies in it, the stretches beside and
    within that pause are told apart, each with its own cause. `[starts_on, until)` in calendar days, all of whose working
    days count."""

    before: str  # the kind of the step that ended, or PROMISE
    after: str  # the kind of the step that begins, JOB or BROKEN_OFF
    starts_on: date
    until: date
    cause: Cause
    acts: Actor
    at_start: bool  # before the first covering day: lost, but outside the days that a green wave is counted of
    continued: bool = False  # not the first stretch of its dead period
    wished: bool = False  # the citizen's own wish, which counts in a column of its own

    @property
    def side(self) -> Side:
        """Whose the days are."""
        return WHOSE[self.cause]

    @property
    def transition(self) -> str:
        return f"{self.before}-{self.after}"


@dataclass(frozen=True, slots=True)
class Crossing:
    """From what covered to what covers next, on the first day of the latter. `dead_days` in working days, 0 when green."""

    before: str
    after: str
    on: date
    dead_days: int

    @property
    def transition(self) -> str:
        return f"{self.before}-{self.after}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    id: UUID
    alias: str
    team: str
    caseworker: str
    company: str
    job: str
    state: JobpakkeState
    history: History
    result: Result
    outcome: str
    place: Place | None  # None: it has ended
    place_since: date
    built_on: date
    promised_on: date | None
    asked_on: date | None  # a question that the company has not answered
    first_day: date | None  # the first day that a step covered
    job_starts_on: date
    ended_on: date | None
    window: Period | None  # from `first_day` until the job, the end or today: the days a green wave is counted of
    lost: tuple[Lost, ...]
    ahead: tuple[Lost, ...]
    excused: tuple[Period, ...]  # agreed pauses, where no step covered: neither dead days nor days with activity
    crossings: tuple[Crossing, ...]

    @property
    def days_to_job(self) -> int | None:
        """Calendar days from the first day of the first step to the first day of the job; to the end, of a package that was
        broken off because the citizen found other work."""
        other_work = self.state == JobpakkeState.BROKEN_OFF and self.result in {Result.ORDINARY, Result.FLEKSJOB}
        last = self.ended_on if other_work and self.ended_on else self.job_starts_on
        return (last - self.first_day).days if self.first_day else None


def measure(
    jobpakke: Jobpakke,
    steps: Sequence[Step],
    pauses: Sequence[Pause],
    flags: Sequence[DeadPeriod],
    calendar: WorkdayCalendar,
    *,
    as_of: date,
    day: date,
) -> Package:
    """As things stand when `as_of` is over; `place` is where it stands on `day`.

    A page says `as_of` yesterday and `day` today: a step that begins today covers today until we hear otherwise. A snapshot
    says the same day for both.
    """
    ended_on = jobpakke.ended_on if jobpakke.ended_on and jobpakke.ended_on <= max(as_of, day) else None
    over = min(as_of, ended_on) if ended_on else as_of
    chain = [step for step in steps if not step.beside]
    kinds = {str(step.public_id): str(step.kind) for step in chain} | {JOB: JOB}
    covers = sorted(timeline.covers(jobpakke, chain, as_of=as_of), key=lambda cover: (cover.starts_on, cover.until))
    planned = {str(step.public_id): step.starts_on for step in chain if step.state == StepState.PLANNED}
    first_day = next(
        (c.starts_on for c in covers if c.id not in {JOB, *planned} and c.starts_on <= max(as_of, day)), None
    )
    gaps = timeline.dead_periods(jobpakke, chain, calendar, pauses=pauses, today=as_of + ONE_DAY)
    lost, ahead = _gaps(gaps, flags, calendar, kinds, over=over, ended_on=ended_on)
    dead_between = {(gap.after, gap.before): gap.dead_days for gap in gaps}
    excused = [part for gap in gaps for part in gap.parts if part.excused and part.starts_on <= over]
    # A step that should have begun and has not: it may cover what lies ahead, but it is not where the package stands.
    there = [cover for cover in covers if planned.get(cover.id, day) >= day]
    place, since = _place(jobpakke, there, kinds, day) if ended_on is None else (None, ended_on)
    until = min(jobpakke.job_starts_on, over + ONE_DAY)
    return Package(
        id=jobpakke.public_id,
        alias=jobpakke.citizen.alias,
        team=jobpakke.citizen.team.name,
        caseworker=jobpakke.caseworker.name,
        company=jobpakke.opening.company.name,
        job=jobpakke.opening.title,
        state=JobpakkeState(jobpakke.state),
        history=_history(jobpakke, chain, first_day),
        result=_result(jobpakke) if ended_on else Result.RUNNING,
        outcome=jobpakke.outcome if ended_on else "",
        place=place,
        place_since=since,
        built_on=timezone.localdate(jobpakke.created_at),
        promised_on=jobpakke.promised_on,
        asked_on=_asked_on(jobpakke, as_of=max(as_of, day)),
        first_day=first_day,
        job_starts_on=jobpakke.job_starts_on,
        ended_on=ended_on,
        window=Period(first_day, until) if first_day and first_day < until else None,
        lost=lost,
        ahead=ahead,
        excused=tuple(Period(part.starts_on, min(part.until, over + ONE_DAY)) for part in excused),
        crossings=_crossings(
            covers, kinds, dead_between, promised_on=jobpakke.promised_on, until=over,
            job_came=jobpakke.state != JobpakkeState.BROKEN_OFF,
        ),
    )  # fmt: skip


def _asked_on(jobpakke: Jobpakke, *, as_of: date) -> date | None:
    """The day the company was asked, when it had not answered by the end of `as_of`."""
    commitment = jobpakke.commitment
    if (
        commitment is None
        or commitment.state == CommitmentState.WITHDRAWN
        or timezone.localdate(commitment.asked_at) > as_of
    ):
        return None
    if commitment.answered_at is not None and timezone.localdate(commitment.answered_at) <= as_of:
        return None
    return timezone.localdate(commitment.asked_at)


def _history(jobpakke: Jobpakke, chain: Iterable[Step], first_day: date | None) -> History:
    earned = jobpakke.became_jobpakke_on
    if earned is not None:
        return History.PURE if first_day is None or earned <= first_day else History.GROWN
    if jobpakke.state == JobpakkeState.BROKEN_OFF:  # what was still to come has been taken out of the plan
        steps = len({step.position for step in chain})
    else:
        steps = sum(step.state in LIVE_STEPS and step.state != StepState.BROKEN for step in chain)
    return History.COMPOSED if steps > 1 else History.SINGLE


def _result(jobpakke: Jobpakke) -> Result:
    if jobpakke.state not in CLOSED:
        return Result.RUNNING
    if jobpakke.outcome in ORDINARY:
        return Result.ORDINARY
    if jobpakke.outcome == Outcome.FLEKSJOB:
        return Result.FLEKSJOB
    return Result.EDUCATION if jobpakke.outcome in EDUCATION else Result.NONE


def _place(jobpakke: Jobpakke, covers: Sequence[Cover], kinds: dict[str, str], day: date) -> tuple[Place, date]:
    begun = [cover for cover in covers if cover.starts_on <= day]
    standing = [cover for cover in begun if day < cover.until and cover.id != JOB]
    steps = [cover for cover in begun if cover.id != JOB]
    promised_on = jobpakke.promised_on if jobpakke.promised_on and jobpakke.promised_on <= day else None
    if jobpakke.job_starts_on <= day and (promised_on or steps):
        return Place.IN_JOB, jobpakke.job_starts_on
    if standing:
        latest = max(standing, key=lambda cover: cover.starts_on)
        return Place(kinds[latest.id]), latest.starts_on
    if steps:
        return Place.BETWEEN, max(cover.until for cover in steps)
    if promised_on:
        return Place.PROMISED, promised_on
    return Place.PLANNING, timezone.localdate(jobpakke.created_at)


def _gaps(
    gaps: Iterable[Gap], flags: Sequence[DeadPeriod], calendar: WorkdayCalendar, kinds: dict[str, str],
    *, over: date, ended_on: date | None,
) -> tuple[tuple[Lost, ...], tuple[Lost, ...]]:  # fmt: skip
    lost: list[Lost] = []
    ahead: list[Lost] = []
    for gap in gaps:
        flag = max(flags, key=lambda one: _shared(one.starts_on, one.until, gap.starts_on, gap.until), default=None)
        if flag is not None and not _shared(flag.starts_on, flag.until, gap.starts_on, gap.until):
            flag = None
        cause, acts = (Cause(flag.cause), Actor(flag.acts)) if flag else (Cause.UNKNOWN, Actor.CASEWORKER)
        before = kinds[gap.after] if gap.after else PROMISE
        after = kinds[gap.before] if gap.before else BROKEN_OFF
        if ended_on is not None and gap.until > ended_on + ONE_DAY:
            after = BROKEN_OFF
        counted = [part for part in gap.parts if not part.excused]
        for found, first, last in ((lost, gap.starts_on, over + ONE_DAY), (ahead, over + ONE_DAY, gap.until)):
            if found is ahead and ended_on is not None:
                continue
            continued = False
            for part in counted:
                start, until = max(part.starts_on, first), min(part.until, last)
                if calendar.count(start, until):
                    why = causes.of_part(part.reason, cause)
                    at_start = gap.kind == GapKind.START
                    wished = part.reason == OWN_WISH
                    found.append(Lost(before, after, start, until, why, acts, at_start, continued, wished))
                    continued = True
    return tuple(lost), tuple(ahead)


def _shared(start: date, until: date, other_start: date, other_until: date) -> int:
    """Calendar days that both have."""
    return max(0, (min(until, other_until) - max(start, other_start)).days)


def _crossings(
    covers: Sequence[Cover], kinds: dict[str, str], dead: dict[tuple[str | None, str | None], int],
    *, promised_on: date | None, until: date, job_came: bool,
) -> tuple[Crossing, ...]:  # fmt: skip
    found: list[Crossing] = []
    latest: Cover | None = None
    for cover in covers:
        if cover.starts_on > until or (cover.id == JOB and not job_came):
            break
        if latest is None or cover.until > latest.until:
            if latest is not None:
                pair = (latest.id, cover.id)
                found.append(Crossing(kinds[latest.id], kinds[cover.id], cover.starts_on, dead.get(pair, 0)))
            elif cover.id != JOB and promised_on is not None and promised_on <= cover.starts_on:
                found.append(Crossing(PROMISE, kinds[cover.id], cover.starts_on, dead.get((None, cover.id), 0)))
            latest = cover
    return tuple(found)


# Cut to a period -----------------------------------------------------------------------------------------------------------
def days_within(start: date, until: date, period: Period, calendar: WorkdayCalendar) -> int:
    """Working days of `[start, until)` that lie in the period."""
    return calendar.count(max(start, period.start), min(until, period.until))


def working_days(package: Package, period: Period, calendar: WorkdayCalendar) -> int:
    """The days a green wave is counted of: from the first step until the job, in this period, less those of agreed pauses."""
    window = package.window
    if window is None:
        return 0
    excused = 0
    for one in package.excused:
        start, until = max(one.start, window.start), min(one.until, window.until)
        excused += days_within(start, until, period, calendar)
    return days_within(window.start, window.until, period, calendar) - excused


def dead_days(package: Package, period: Period, calendar: WorkdayCalendar) -> int:
    """Of them, those that nobody covered."""
    return sum(days_within(lost.starts_on, lost.until, period, calendar) for lost in package.lost if not lost.at_start)
