"""From the first day of the job back to today: the greenest plan that every hard bound allows, and exactly why.

**What is best** (interfaces.md): fewest dead working days; then the lengths nearest to the preferred; then the latest first
day; then, step by step from the job backwards, the latest start.

**How.** The state between two steps is one day, X: the first day of what follows. Going back from the job, each step maps the
days that X can be to the days on which it can start. Going forward again over those sets, each state gets its best cost:
one integer that holds (dead days, deviation in working days, how early the first step starts), in that order. An exact step has one
start per X; sessions are a running minimum over those that end before X, since the days lost after a session are a difference
of ranks; a step between bounds is a sliding minimum over its window. So the result is exact, and the work is linear in steps,
sessions and days: every job date of a year costs little more than one (`what_if`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from casework.planning.lanes import place_lane
from casework.planning.obstacles import Obstacle, obstacles_of
from casework.planning.periods import ONE_DAY
from casework.planning.search import DEAD, DEVIATION, FIRST, Search
from casework.planning.steps import LaneSpec, Plan, StepSpec
from casework.planning.walk import walk
from jobpakker.foundation.workdays import WorkdayCalendar

SEARCH_AHEAD = timedelta(days=3 * 366)  # how far an earliest job date is looked for


class UnableToPlan(Exception):
    """No plan keeps every hard bound. `earliest_job_starts_on` is the first later job date that works, if one does within three years."""

    def __init__(self, obstacles: tuple[Obstacle, ...], earliest_job_starts_on: date | None) -> None:
        super().__init__(", ".join(f"{o.step}: {o.code}" for o in obstacles))
        self.obstacles = obstacles
        self.earliest_job_starts_on = earliest_job_starts_on


@dataclass(frozen=True, slots=True)
class Alternative:
    """The same chain towards another job date."""

    job_starts_on: date
    feasible: bool
    dead_days: int
    starts_on: date | None


def plan(
    steps: Sequence[StepSpec],
    *,
    job_starts_on: date,
    today: date,
    calendar: WorkdayCalendar,
    lanes: Sequence[LaneSpec] = (),
) -> Plan:
    """The best plan towards `job_starts_on`; `steps` in the order walked. No step starts before `today` unless pinned.

    Raises `UnableToPlan` with the obstacles and the earliest job date that would work.
    """
    search = Search(steps, today, calendar, job_starts_on, job_starts_on)
    job = job_starts_on.toordinal()
    if job not in search.best:
        raise UnableToPlan(
            obstacles_of(search, job), earliest_job_date(steps, after=job_starts_on, today=today, calendar=calendar)
        )
    planned, gaps = walk(search, job)
    named = {step.id: step for step in planned}
    beside = tuple(place_lane(lane, named, job_starts_on, today, calendar) for lane in lanes)
    return Plan(job_starts_on, planned, gaps, beside)


def what_if(
    steps: Sequence[StepSpec], *, job_dates: Iterable[date], today: date, calendar: WorkdayCalendar
) -> list[Alternative]:
    """The same chain for each of these job dates, all at once."""
    days = sorted(set(job_dates))
    if not days:
        return []
    search = Search(steps, today, calendar, days[0], days[-1], jobs=[day.toordinal() for day in days])
    found = []
    for day in days:
        cost = search.best.get(day.toordinal())
        if cost is None:
            found.append(Alternative(day, False, 0, None))
        else:
            first = date.fromordinal(FIRST - cost % DEVIATION) if steps else None
            found.append(Alternative(day, True, cost // DEAD, first))
    return found


def earliest_job_date(
    steps: Sequence[StepSpec],
    *,
    after: date,
    today: date,
    calendar: WorkdayCalendar,
    working_days_only: bool = False,
) -> date | None:
    """The first day later than `after` on which the job could start, at most three years later; None if none does.

    A screen proposes working days only; a job may however begin on the first of a month that is a Saturday.
    """
    first, last = after + ONE_DAY, max(after, today) + SEARCH_AHEAD
    days = list(range(first.toordinal(), last.toordinal() + 1))
    if working_days_only:
        days = [day.toordinal() for day in calendar.days(first, last + ONE_DAY)]
    search = Search(steps, today, calendar, first, last, jobs=days)
    return date.fromordinal(min(search.best)) if search.best else None
