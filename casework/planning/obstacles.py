"""What is in the way where no plan keeps every hard bound, and on which day."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from casework.planning.search import Search
from casework.planning.steps import Because, StepSpec


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What is in the way. `code` and `facts` (dates, steps) become a sentence on the page."""

    code: Because
    step: str
    facts: dict[str, Any]


def obstacles_of(search: Search, job: int) -> tuple[Obstacle, ...]:
    """Back from the job, each step as late as it can be; where that fails is what is in the way."""
    x = job
    for index in range(len(search.steps) - 1, -1, -1):
        found = _latest(search, index, x)
        if isinstance(found, Obstacle):
            return (found,)
        x = found
    # Each step fits as late as possible, yet no choice of days fits them all: only bounds that no working day meets do that.
    return (Obstacle(Because.NO_WORKING_DAY, search.steps[0].id, {"day": date.fromordinal(x)}),)


def _latest(search: Search, index: int, x: int) -> int | Obstacle:
    step, earliest, day = search.steps[index], search.earliest[index], date.fromordinal(x)
    if step.pinned is not None:
        start, until = search.pin(step)
        if until > x:
            facts = {"ends_on": date.fromordinal(until - 1), "day": day}
            return Obstacle(Because.PINNED_TOO_LATE, step.id, facts)
        return start
    if step.sessions:
        x = min(x, search.latest[index])
        in_time = [p.start.toordinal() for p in step.sessions if p.until.toordinal() <= x]
        if not in_time:
            return Obstacle(Because.NO_SESSION_IN_TIME, step.id, {"day": date.fromordinal(x)})
        if max(in_time) < earliest:
            facts = {"day": date.fromordinal(max(in_time)), "earliest": date.fromordinal(earliest)}
            return Obstacle(Because.SESSIONS_TOO_EARLY, step.id, facts)
        return max(in_time)
    x = min(x, search.latest[index])
    if step.varies:
        first, last = search.window(step, x)
        start = search.calendar.working_ordinal(last) if first <= last else x
    else:
        start = search.exact(step.length, x)
    if start >= x:
        return Obstacle(Because.NO_WORKING_DAY, step.id, {"day": day})
    if start < earliest:
        facts = {"day": date.fromordinal(start), "earliest": date.fromordinal(earliest)}
        if step.ends_by is not None and x < day.toordinal():
            facts["ends_by"] = step.ends_by
        code = _bound(search, step, start, earliest)
        if code == Because.NOT_BEFORE and step.not_before is not None:
            facts["earliest"] = step.not_before
        return Obstacle(code, step.id, facts)
    return start


def _bound(search: Search, step: StepSpec, start: int, earliest: int) -> Because:
    """Which bound says that a step cannot begin on `start`."""
    if start < search.today.toordinal():
        return Because.BEFORE_TODAY
    if step.not_before is not None and step.not_before.toordinal() >= earliest > search.today.toordinal():
        return Because.NOT_BEFORE
    return Because.TOO_LITTLE_LEAD
