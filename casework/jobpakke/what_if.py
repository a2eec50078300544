"""The same chain towards other first working days: how many dead days each would have, and when it would have to begin (pure).

Every working day of a year is planned at once; the weeks around the chosen day are said in words as well. And the same for
the classes that a course could take.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from casework.jobpakke import fixed_dates, reasons
from casework.jobpakke.wanted import Wanted, specs
from casework.planning import backward
from casework.planning.periods import ONE_DAY
from jobpakker.foundation.ui import dates
from jobpakker.foundation.workdays import WorkdayCalendar

WEEKS_BEFORE, WEEKS_AFTER = 6, 10  # said in words
YEAR = timedelta(weeks=52)
WORKDAYS = 5  # rows of a week


@dataclass(frozen=True)
class Alternative:
    """One first working day. `press` is empty for the day that is chosen, and for one that cannot be reached."""

    day: date
    press: str
    number: str  # of dead working days; "" where it cannot be reached
    dead: str
    begins: str
    kind: str  # wave, dead, or none: it cannot be reached
    chosen: bool


@dataclass(frozen=True)
class Week:
    """`month` is named by the week in which it begins. Monday to Friday; None for a day off, or outside the year."""

    month: str
    days: Sequence[Alternative | None]


@dataclass(frozen=True)
class WhatIf:
    weeks: Sequence[Week] = ()  # from tomorrow a year on, or until some weeks past the chosen day
    around: Sequence[Alternative] = ()  # the same day of the week, week by week; the next working day where it is none


def what_if(wanted: Wanted, *, today: date, calendar: WorkdayCalendar, around: date | None = None) -> WhatIf:
    """`around`: the first day that works, when the chosen one does not."""
    steps, _lanes = specs(wanted, calendar)
    if not steps:
        return WhatIf()
    job = wanted.job_starts_on
    middle = around or job
    first = today + ONE_DAY
    end = max(first + YEAR, middle + timedelta(weeks=WEEKS_AFTER))
    days = set(calendar.days(first, end))
    near = {job, *_around(middle, today, calendar)}
    found = backward.what_if(steps, job_dates=days | near, today=today, calendar=calendar)
    by_day = {one.job_starts_on: _alternative(one, job) for one in found}
    monday = first - timedelta(days=first.weekday())
    return WhatIf(_weeks(monday, end, {day: by_day[day] for day in days}), [by_day[day] for day in sorted(near)])


def in_class(wanted: Wanted, index: int, days: str, *, today: date, calendar: WorkdayCalendar) -> Alternative:
    """The same chain and the same job, with the course of row `index` in the class on these days, as they are typed."""
    there = wanted.with_step(index, dates=fixed_dates.parse(days, today=today, calendar=calendar))
    steps, _lanes = specs(there, calendar)
    [found] = backward.what_if(steps, job_dates=[wanted.job_starts_on], today=today, calendar=calendar)
    return _alternative(found, wanted.job_starts_on)


def _around(middle: date, today: date, calendar: WorkdayCalendar) -> set[date]:
    weeks = (middle + timedelta(weeks=week) for week in range(-WEEKS_BEFORE, WEEKS_AFTER + 1) if week)
    return {day for day in (middle, *map(calendar.on_or_after, weeks)) if day > today}


def _weeks(monday: date, end: date, found: dict[date, Alternative]) -> list[Week]:
    weeks = []
    while monday < end:
        days = [found.get(monday + timedelta(days=n)) for n in range(WORKDAYS)]
        weeks.append(Week(_month(monday), days))
        monday += timedelta(weeks=1)
    return weeks


def _month(monday: date) -> str:
    """Named by the week that holds its first day; with the year in January."""
    sunday = monday + timedelta(days=6)
    return dates.month(sunday, short=True, with_year=sunday.month == 1) if sunday.day <= sunday.weekday() + 1 else ""


def _alternative(one: backward.Alternative, job: date) -> Alternative:
    chosen = one.job_starts_on == job
    if not one.feasible:
        return Alternative(one.job_starts_on, "", "", _("kan ikke nås"), "", "none", chosen)
    begins = _("begynder {day}").format(day=dates.show(one.starts_on, "short")) if one.starts_on else ""
    dead = reasons.dead_days(one.dead_days) if one.dead_days else _("ingen døde dage")
    press = "" if chosen else f"job:{one.job_starts_on.isoformat()}"
    kind = "dead" if one.dead_days else "wave"
    return Alternative(one.job_starts_on, press, str(one.dead_days), dead, begins, kind, chosen)
