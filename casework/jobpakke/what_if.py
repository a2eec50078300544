"""The same chain towards other first working days: how many dead days each would have, and when it would have to begin (pure)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from casework.jobpakke import reasons
from casework.jobpakke.wanted import Wanted, specs
from casework.planning import backward
from jobpakker.foundation.ui import dates
from jobpakker.foundation.workdays import WorkdayCalendar

WEEKS_BEFORE, WEEKS_AFTER = 6, 10


@dataclass(frozen=True)
class Alternative:
    """One column of the strip. `press` is empty for the day that is chosen, and for one that cannot be reached."""

    day: date
    press: str
    dead: str
    begins: str
    kind: str  # wave, dead, or none: it cannot be reached
    chosen: bool


def alternatives(
    wanted: Wanted, *, today: date, calendar: WorkdayCalendar, around: date | None = None
) -> list[Alternative]:
    """The same day of the week, week by week around the chosen one; the next working day where it is none. `around`: the
    first day that works, when the chosen one does not."""
    steps, _lanes = specs(wanted, calendar)
    if not steps:
        return []
    days = sorted({wanted.job_starts_on, *_days(around or wanted.job_starts_on, today, calendar)})
    found = backward.what_if(steps, job_dates=days, today=today, calendar=calendar)
    return [_alternative(one, wanted.job_starts_on) for one in found]


def _days(job: date, today: date, calendar: WorkdayCalendar) -> Iterator[date]:
    for week in range(-WEEKS_BEFORE, WEEKS_AFTER + 1):
        day = calendar.on_or_after(job + timedelta(weeks=week)) if week else job
        if day > today:
            yield day


def _alternative(one: backward.Alternative, job: date) -> Alternative:
    chosen = one.job_starts_on == job
    if not one.feasible:
        return Alternative(one.job_starts_on, "", _("kan ikke nås"), "", "none", chosen)
    begins = _("begynder {day}").format(day=dates.show(one.starts_on, "short")) if one.starts_on else ""
    dead = reasons.dead_days(one.dead_days) if one.dead_days else _("ingen døde dage")
    press = "" if chosen else f"job:{one.job_starts_on.isoformat()}"
    return Alternative(one.job_starts_on, press, dead, begins, "dead" if one.dead_days else "wave", chosen)
