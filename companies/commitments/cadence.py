"""When a company that has not answered is reminded (pure): chosen by how things stand, never by "exactly n days ago".

So a worker that was away for ten days sends one reminder to each company that still owes an answer, and none to the others.
"""

from dataclasses import dataclass
from datetime import date

from jobpakker.foundation.workdays import WorkdayCalendar


@dataclass(frozen=True)
class Cadence:
    every: int = 3  # working days since a link last left; 0: never
    at_most: int = 3  # then it is for a person to call


@dataclass(frozen=True)
class Waiting:
    """An unanswered question, as far as reminding is concerned."""

    link_left_on: date
    reminders: int
    quiet_until: date | None  # the first day on which a reminder is no longer unwanted
    job_date: date


def next_on(waiting: Waiting, cadence: Cadence, calendar: WorkdayCalendar) -> date | None:
    """The working day from which a reminder is due. None: it is no longer for a machine to ask, or the job has begun."""
    if cadence.every == 0 or waiting.reminders >= cadence.at_most:
        return None
    day = calendar.after(waiting.link_left_on, cadence.every)
    if waiting.quiet_until and waiting.quiet_until > day:
        day = calendar.on_or_after(waiting.quiet_until)
    return day if day <= waiting.job_date else None


def is_due(waiting: Waiting, cadence: Cadence, calendar: WorkdayCalendar, *, today: date) -> bool:
    """Nobody is written to on a day off, or about a first day that has gone."""
    day = next_on(waiting, cadence, calendar)
    return day is not None and day <= today <= waiting.job_date and calendar.is_working_day(today)
