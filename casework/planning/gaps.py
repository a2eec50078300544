"""Dead periods: what one is, in one place (domain.md § 9). Page, task, dashboard and export all ask here.

A dead day is a working day inside the package on which no covering step is in force and nothing excuses it. A dead period is a
maximal run of them between two covering steps. A mentor never covers; coverage is by period, not by attendance.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from casework.planning.periods import ONE_DAY, Period
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
    """The four causes that take days out of the count (domain.md § 9.3)."""

    SICK = "sick"
    PARENTAL = "parental"
    HOLIDAY_LEAVE = "holiday_leave"
    COMPANY_CLOSURE = "company_closure"


CLOSURE_DAYS_A_YEAR = 15  # working days of company closure that are excused in one calendar year


@dataclass(frozen=True, slots=True)
class Cover:
    """A covering step in force on `[starts_on, until)`; `id` names it. The job covers until `FOREVER`."""

    id: str
    starts_on: date
    until: date


@dataclass(frozen=True, slots=True)
class Pause:
    """Registered days on which nothing is expected of the citizen."""

    excuse: Excuse
    period: Period


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From how many dead working days a gap is worth a notice, a warning, or is critical; a municipality may set its own."""

    notice: int = 1
    warning: int = 3
    critical: int = 6
    start_notice: int = 11
    start_warning: int = 16
    start_critical: int = 21

    def severity(self, kind: GapKind, dead_days: int) -> Severity:
        at_start = kind == GapKind.START
        if dead_days >= (self.start_critical if at_start else self.critical):
            return Severity.CRITICAL
        if dead_days >= (self.start_warning if at_start else self.warning):
            return Severity.WARNING
        return Severity.NOTICE if dead_days >= (self.start_notice if at_start else self.notice) else Severity.GREEN


@dataclass(frozen=True, slots=True)
class Gap:
    """`[starts_on, until)` from the first bare calendar day; of its `working_days`, `excused` do not count."""

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
    bounds: list[tuple[GapKind, str | None, str | None, date, date]] = []
    ordered = sorted(covers, key=lambda cover: (cover.starts_on, cover.until))
    latest: Cover | None = None
    for cover in ordered:
        if latest is None:
            if agreed_on is not None and agreed_on + ONE_DAY < cover.starts_on:
                bounds.append((GapKind.START, None, cover.id, agreed_on + ONE_DAY, cover.starts_on))
            latest = cover
        else:
            if cover.starts_on > latest.until:
                bounds.append((GapKind.INNER, latest.id, cover.id, latest.until, cover.starts_on))
            if cover.until > latest.until:
                latest = cover
    if as_of is not None:
        bare_from = latest.until if latest else (agreed_on + ONE_DAY if agreed_on else None)
        if bare_from is not None and bare_from <= as_of:
            bounds.append((GapKind.OPEN, latest.id if latest else None, None, bare_from, as_of + ONE_DAY))
    closure_used: dict[int, int] = {}
    gaps = []
    for kind, after, before, starts_on, until in bounds:
        days = calendar.days(starts_on, until)
        if not days:
            continue
        dead = _dead(days, pauses, closure_used) if pauses else days
        severity = thresholds.severity(kind, len(dead))
        first, last = (dead[0], dead[-1]) if dead else (None, None)
        gaps.append(Gap(kind, after, before, starts_on, until, len(days), len(days) - len(dead), first, last, severity))
    return gaps


def _dead(days: list[date], pauses: Sequence[Pause], closure_used: dict[int, int]) -> list[date]:
    """The days that nothing excuses. Company closure excuses the first 15 working days of a calendar year."""
    own = [pause.period for pause in pauses if pause.excuse != Excuse.COMPANY_CLOSURE]
    closures = [pause.period for pause in pauses if pause.excuse == Excuse.COMPANY_CLOSURE]
    dead = []
    for day in days:
        if any(day in period for period in own):
            continue
        if any(day in period for period in closures) and closure_used.get(day.year, 0) < CLOSURE_DAYS_A_YEAR:
            closure_used[day.year] = closure_used.get(day.year, 0) + 1
            continue
        dead.append(day)
    return dead


def job_cover(job_starts_on: date) -> Cover:
    return Cover(JOB, job_starts_on, FOREVER)


def worst(gaps: Iterable[Gap]) -> Severity:
    order = list(Severity)
    return max((gap.severity for gap in gaps), key=order.index, default=Severity.GREEN)
