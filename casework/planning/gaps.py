"""Dead periods: what one is, in one place (domain.md § 9). Page, task, dashboard and export all ask here.

A dead day is a working day inside the package on which no covering step is in force and nothing excuses it. A dead period is a
maximal run of them between two covering steps. A mentor never covers; coverage is by period, not by attendance.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from casework.planning.periods import ONE_DAY, Period, uncovered
from casework.planning.steps import JOB
from jobpakker.foundation.workdays import WorkdayCalendar

FOREVER = date.max


class GapKind(StrEnum):
    INNER = "inner"  # between two covering steps, or the last one and the job
    START = "start"  # from the company's agreement to the first covering day
    OPEN = "open"  # nothing follows: it runs up to yesterday, and on


class Severity(StrEnum):
    GREEN = "green"
    NOTICE = "notice"
    WARNING = "warning"
    CRITICAL = "critical"


class Excuse(StrEnum):
    """What takes days out of the count (domain.md § 9.3), when it is agreed with an end."""

    SICK = "sick"
    PARENTAL = "parental"
    HOLIDAY_LEAVE = "holiday_leave"
    COMPANY_CLOSURE = "company_closure"
    AGREED = "agreed"


# What counted days of a pause are called, beside the word of an `Excuse` that was not agreed.
OWN_WISH = "own_wish"  # the citizen's own wish: counts, in a column of its own
OVERDUE = "overdue"  # the end that was agreed has come, and nobody has said that the citizen is back


CLOSURE_DAYS_A_YEAR = 15  # working days of company closure that are excused in one calendar year


@dataclass(frozen=True, slots=True)
class Cover:
    """A covering step in force on `[starts_on, until)`; `id` names it. The job covers until `FOREVER`."""

    id: str
    starts_on: date
    until: date
    kind: str = ""  # what a threshold of a transition goes by


@dataclass(frozen=True, slots=True)
class Pause:
    """Registered days on which nothing is expected of the citizen: no step is in force on them (`suspended`).

    `excuse` None: the days count, under `reason`. `runs_on`: it goes on day by day until somebody says that it is over.
    """

    excuse: Excuse | None
    period: Period
    reason: str = ""
    runs_on: bool = False


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From how many dead working days a gap is worth a notice, a warning, or is critical; green is no flag.

    `least` is a municipality's own: by the kinds of the two sides, from how many days on a gap is a flag at all. The side
    before a start gap is called `PROMISE`. The days count whatever it says.
    """

    notice: int = 1
    warning: int = 3
    critical: int = 6
    start_notice: int = 11
    start_warning: int = 16
    start_critical: int = 21
    least: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def severity(self, kind: GapKind, dead_days: int, sides: tuple[str, str] = ("", "")) -> Severity:
        usual = self._usual(kind, dead_days)
        least = self.least.get(sides)
        if least is None or not dead_days:
            return usual
        if dead_days < least:
            return Severity.GREEN
        return Severity.NOTICE if usual == Severity.GREEN else usual

    def _usual(self, kind: GapKind, dead_days: int) -> Severity:
        at_start = kind == GapKind.START
        if dead_days >= (self.start_critical if at_start else self.critical):
            return Severity.CRITICAL
        if dead_days >= (self.start_warning if at_start else self.warning):
            return Severity.WARNING
        return Severity.NOTICE if dead_days >= (self.start_notice if at_start else self.notice) else Severity.GREEN


PROMISE = "loefte"  # what lies before the first step


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch `[starts_on, until)` of a gap whose working days are all excused, or all count under one `reason`."""

    starts_on: date
    until: date
    excused: bool = False
    reason: str = ""  # "": nobody covers them, and no pause was registered


@dataclass(frozen=True, slots=True)
class Gap:
    """`[starts_on, until)` from the first bare calendar day; of its `working_days`, `excused` do not count, and of those
    that count, `wished` are the citizen's own wish. `parts` cover all of it, in order."""

    kind: GapKind
    after: str | None  # None: the company's agreement
    before: str | None  # None: nothing follows
    starts_on: date
    until: date
    working_days: int
    excused: int
    first_dead_day: date | None  # None: every day is excused
    last_dead_day: date | None
    severity: Severity
    wished: int = 0
    parts: tuple[Part, ...] = ()

    @property
    def dead_days(self) -> int:
        return self.working_days - self.excused


def find(
    covers: Iterable[Cover],
    *,
    calendar: WorkdayCalendar,
    agreed_on: date | None = None,
    as_of: date | None = None,
    pauses: Sequence[Pause] = (),
    thresholds: Thresholds = Thresholds(),  # noqa: B008 - frozen
) -> list[Gap]:
    """All gaps in order of time, those that are wholly excused included (`dead_days` 0).

    `agreed_on`: the company's agreement; the day itself is not counted. `as_of`: the last day that is over; with it a chain
    that ends in nothing has an open gap up to and including that day. The covers say what was true on `as_of`.
    """
    bounds: list[tuple[GapKind, Cover | None, Cover | None, date, date]] = []
    ordered = sorted(covers, key=lambda cover: (cover.starts_on, cover.until))
    latest: Cover | None = None
    for cover in ordered:
        if latest is None:
            if agreed_on is not None and agreed_on + ONE_DAY < cover.starts_on:
                bounds.append((GapKind.START, None, cover, agreed_on + ONE_DAY, cover.starts_on))
            latest = cover
        else:
            if cover.starts_on > latest.until:
                bounds.append((GapKind.INNER, latest, cover, latest.until, cover.starts_on))
            if cover.until > latest.until:
                latest = cover
    if as_of is not None:
        bare_from = latest.until if latest else (agreed_on + ONE_DAY if agreed_on else None)
        if bare_from is not None and bare_from <= as_of:
            bounds.append((GapKind.OPEN, latest, None, bare_from, as_of + ONE_DAY))
    closure_used: dict[int, int] = {}
    gaps = []
    for kind, after, before, starts_on, until in bounds:
        days = calendar.days(starts_on, until)
        if not days:
            continue
        parts: tuple[Part, ...] = (Part(starts_on, until),)
        dead, wished = days, 0
        if pauses:
            said = _said(days, pauses, closure_used)
            dead = [day for day, (excused, _reason) in zip(days, said, strict=True) if not excused]
            wished = sum(not excused and reason == OWN_WISH for excused, reason in said)
            parts = tuple(_parts(starts_on, until, days, said))
        sides = (after.kind if after else PROMISE, before.kind if before else "")
        gaps.append(
            Gap(
                kind, after.id if after else None, before.id if before else None, starts_on, until, len(days),
                len(days) - len(dead), dead[0] if dead else None, dead[-1] if dead else None,
                thresholds.severity(kind, len(dead), sides), wished, parts,
            )
        )  # fmt: skip
    return gaps


def suspended(covers: Iterable[Cover], pauses: Sequence[Pause]) -> list[Cover]:
    """The covers without the days of the pauses: a step that is interrupted is not in force (domain.md § 9.1). One that is
    interrupted in the middle becomes two of the same name. The job is no step, and nothing interrupts it."""
    if not pauses:
        return list(covers)
    found = []
    for cover in covers:
        if cover.id == JOB:
            found.append(cover)
        else:
            bare = uncovered(Period(cover.starts_on, cover.until), [pause.period for pause in pauses])
            found += [Cover(cover.id, period.start, period.until, cover.kind) for period in bare]
    return found


def excused_days(days: Iterable[date], pauses: Sequence[Pause]) -> int:
    """How many of these working days, which no step covers, are taken out of the count."""
    return sum(excused for excused, _reason in _said(days, pauses, {}))


def _said(days: Iterable[date], pauses: Sequence[Pause], closure_used: dict[int, int]) -> list[tuple[bool, str]]:
    """Of each day: is it excused, and else under which word does it count. Company closure excuses the first 15 working days
    of a calendar year."""
    own = [pause.period for pause in pauses if pause.excuse not in {None, Excuse.COMPANY_CLOSURE}]
    closures = [pause.period for pause in pauses if pause.excuse == Excuse.COMPANY_CLOSURE]
    counted = sorted((pause for pause in pauses if pause.excuse is None), key=lambda pause: pause.reason != OWN_WISH)
    said = []
    for day in days:
        if any(day in period for period in own):
            said.append((True, ""))
            continue
        closed = any(day in period for period in closures)
        if closed and closure_used.get(day.year, 0) < CLOSURE_DAYS_A_YEAR:
            closure_used[day.year] = closure_used.get(day.year, 0) + 1
            said.append((True, ""))
            continue
        reason = next((pause.reason for pause in counted if day in pause.period), "")
        said.append((False, reason or (str(Excuse.COMPANY_CLOSURE) if closed else "")))
    return said


def _parts(starts_on: date, until: date, days: Sequence[date], said: Sequence[tuple[bool, str]]) -> Iterable[Part]:
    """Each run of days of which the same is said; what is no working day goes with the run before it."""
    begins = starts_on
    for n, what in enumerate(said):
        last = n + 1 == len(said)
        if last or said[n + 1] != what:
            ends = until if last else days[n + 1]
            yield Part(begins, ends, *what)
            begins = ends


def job_cover(job_starts_on: date) -> Cover:
    return Cover(JOB, job_starts_on, FOREVER, JOB)


def worst(gaps: Iterable[Gap]) -> Severity:
    order = list(Severity)
    return max((gap.severity for gap in gaps), key=order.index, default=Severity.GREEN)
