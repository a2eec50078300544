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

from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from casework.planning.periods import ONE_DAY
from casework.planning.steps import (
    JOB,
    Because,
    LaneSpec,
    Length,
    LengthUnit,
    Moment,
    Plan,
    PlannedGap,
    PlannedLane,
    PlannedStep,
    Reason,
    StepSpec,
)
from jobpakker.foundation.workdays import WorkdayCalendar

# One integer holds the whole cost: dead days · _DEAD + deviation · _DEVIATION + (_FIRST - ordinal of the first start).
_NEVER = 1 << 30
_FIRST = 1 << 20  # ordinals of this century are below 770,000
_DEVIATION = 1 << 20
_DEAD = 1 << 36
LONGEST_STEP = timedelta(days=4 * 366)
SEARCH_AHEAD = timedelta(days=3 * 366)  # how far an earliest job date is looked for


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What is in the way. `code` and `facts` (dates, steps) become a sentence on the page."""

    code: Because
    step: str
    facts: dict[str, Any]


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
    search = _Search(steps, today, calendar, job_starts_on, job_starts_on)
    job = job_starts_on.toordinal()
    if job not in search.best:
        raise UnableToPlan(
            search.obstacles(job), earliest_job_date(steps, after=job_starts_on, today=today, calendar=calendar)
        )
    planned, gaps = search.walk(job)
    named = {step.id: step for step in planned}
    return Plan(job_starts_on, planned, gaps, tuple(_lane(lane, named, job_starts_on, calendar) for lane in lanes))


def what_if(
    steps: Sequence[StepSpec], *, job_dates: Iterable[date], today: date, calendar: WorkdayCalendar
) -> list[Alternative]:
    """The same chain for each of these job dates, all at once."""
    days = sorted(set(job_dates))
    if not days:
        return []
    search = _Search(steps, today, calendar, days[0], days[-1], jobs=[day.toordinal() for day in days])
    found = []
    for day in days:
        cost = search.best.get(day.toordinal())
        if cost is None:
            found.append(Alternative(day, False, 0, None))
        else:
            first = date.fromordinal(_FIRST - cost % _DEVIATION) if steps else None
            found.append(Alternative(day, True, cost // _DEAD, first))
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
    search = _Search(steps, today, calendar, first, last, jobs=days)
    return date.fromordinal(min(search.best)) if search.best else None


def _lane(lane: LaneSpec, steps: dict[str, PlannedStep], job: date, calendar: WorkdayCalendar) -> PlannedLane:
    start = _moment(lane.begins, steps, job, calendar, end=False)
    until = max(_moment(lane.ends, steps, job, calendar, end=True), start + ONE_DAY)
    return PlannedLane(lane.id, lane.kind, start, until)


def _moment(moment: Moment, steps: dict[str, PlannedStep], job: date, calendar: WorkdayCalendar, *, end: bool) -> date:
    """Half-open where `end`: until a step is until its last day is over; until the job is until the day before it."""
    step = steps.get(moment.step)
    day = job if step is None else (step.until if end else step.starts_on)
    if moment.distance is None:
        return day
    return moment.distance.before(day, calendar) if moment.back else moment.distance.after(day, calendar)


# The search ------------------------------------------------------------------------------------------------------------------
type _Costs = dict[int, int]


class _Search:
    """All ordinals and ranks. `best` maps each job date that works to its cost."""

    def __init__(
        self,
        steps: Sequence[StepSpec],
        today: date,
        calendar: WorkdayCalendar,
        first_job: date,
        last_job: date,
        jobs: list[int] | None = None,
    ) -> None:
        self.steps, self.calendar = steps, calendar
        self.jobs = [first_job.toordinal()] if jobs is None else jobs
        fixed = [p.start for s in steps for p in s.sessions] + [s.pinned.starts_on for s in steps if s.pinned]
        fixed += [s.ends_by for s in steps if s.ends_by and s.ends_by < last_job]
        self.last_job = last_job
        # No search goes further back than one step before today, the job or a date that stands fast; closing days make a
        # step of working days longer.
        margin = LONGEST_STEP + timedelta(days=len(calendar.closed_days) * 7 // 5)
        calendar.cover(min(first_job, today, *fixed) - margin, max(last_job, today, *fixed) + margin)
        self.today = today
        self.earliest = [0 if s.pinned else self._earliest(s) for s in steps]
        # Beyond this X a step ends no later: it lies as if what follows began here.
        self.latest = [_NEVER if s.pinned else self._latest_end(s) for s in steps]
        # follows[i]: the days X can be for step i, in order; follows[-1] are the job dates.
        self.follows: list[list[int]] = [[] for _ in steps]
        self.choices: list[dict[int, int]] = [{} for _ in steps]
        self.best: _Costs = {}
        self.best = self._solve()

    def _earliest(self, step: StepSpec) -> int:
        """No step begins on the job's day or later, so that a later bound need not be known day by day."""
        bound = min(step.not_before or self.today, max(self.last_job, self.today))
        return max(self.calendar.after(self.today, step.lead), bound).toordinal()

    def _latest_end(self, step: StepSpec) -> int:
        if step.ends_by is None or step.ends_by >= self.last_job:
            return _NEVER
        return self.calendar.working_ordinal(self.calendar.rank_of(step.ends_by.toordinal()))

    def _solve(self) -> _Costs:
        days = self.jobs
        if len(days) == 1:
            if self._straight(days[0]):
                return self.best
            self.choices = [{} for _ in self.steps]
        for index in range(len(self.steps) - 1, -1, -1):
            self.follows[index] = days
            days = self._starts(index, days)
            if not days:
                return {}
        costs = {start: _FIRST - start for start in days}
        for index in range(len(self.steps)):
            costs = self._costs(index, costs)
        return costs if self.steps else dict.fromkeys(days, 0)

    def _straight(self, job: int) -> bool:
        """Most chains need no search: each length as preferred, nothing dead, all in time. No other plan can equal that, since
        one working day more or less in any step already costs something."""
        rank_of, x = self.calendar.rank_of, job
        for index in range(len(self.steps) - 1, -1, -1):
            step = self.steps[index]
            if step.pinned is not None:
                start, until = self._pin(step)
                if step.varies or until > x or rank_of(until) != rank_of(x):
                    return False
            elif step.sessions:
                return False
            else:
                start = self._exact(step.length, x)
                if x > self.latest[index] or not self.earliest[index] <= start < x:
                    return False
                if step.varies:
                    first, last = self._window(step, x)
                    if not first <= rank_of(start) <= last:
                        return False
            self.choices[index][x] = start
            x = start
        self.best = {job: _FIRST - x if self.steps else 0}
        return True

    # Back from the job: where a step can start at all
    def _starts(self, index: int, days: list[int]) -> list[int]:
        step, earliest, latest = self.steps[index], self.earliest[index], self.latest[index]
        if step.pinned is not None:
            start, until = self._pin(step)
            return [start] if until <= days[-1] else []
        if step.sessions:
            last = min(days[-1], latest)
            return sorted({p.start.toordinal() for p in step.sessions
                           if p.until.toordinal() <= last and p.start.toordinal() >= earliest})  # fmt: skip
        if days[-1] > latest:
            days = sorted({min(x, latest) for x in days})
        if not step.varies:
            found = {start for x in days if earliest <= (start := self._exact(step.length, x)) < x}
            return sorted(found) if len(found) > 1 else list(found)
        working, rank_of = self.calendar.working_ordinal, self.calendar.rank_of
        starts: list[int] = []
        low, top = rank_of(earliest), -1
        for x in days:
            first, last = self._window(step, x)
            for rank in range(max(first, low, top + 1), last + 1):
                starts.append(working(rank))
            top = max(top, last)
        return starts

    def _pin(self, step: StepSpec) -> tuple[int, int]:
        pin = step.pinned
        assert pin is not None
        until = pin.until or step.length.after(pin.starts_on, self.calendar)
        return pin.starts_on.toordinal(), until.toordinal()

    def _exact(self, length: Length, x: int) -> int:
        """The start of a step of exactly this length before X: counted back, then on to a working day."""
        calendar = self.calendar
        if length.unit == LengthUnit.WORKDAYS:
            return calendar.working_ordinal(calendar.rank_of(x) - length.amount)
        return calendar.working_ordinal(calendar.rank_of(self._back(length, x)))

    def _back(self, length: Length, x: int) -> int:
        match length.unit:
            case LengthUnit.WEEKS:
                return x - 7 * length.amount
            case LengthUnit.DAYS:
                return x - length.amount
            case LengthUnit.WORKDAYS:
                return self.calendar.working_ordinal(self.calendar.rank_of(x) - length.amount)
            case LengthUnit.MONTHS:
                return length.before(date.fromordinal(x), self.calendar).toordinal()

    def _window(self, step: StepSpec, x: int) -> tuple[int, int]:
        """Ranks of the first and last working day on which a step between its bounds may start; first > last: none."""
        rank_of = self.calendar.rank_of
        first = rank_of(self._back(step.longest or step.length, x))
        last = rank_of(min(self._back(step.shortest or step.length, x), x - 1) + 1) - 1
        return first, last

    # Forward again: the best cost of each state, and the start that gives it
    def _costs(self, index: int, before: _Costs) -> _Costs:
        step, days, latest = self.steps[index], self.follows[index], self.latest[index]
        if step.pinned is not None:
            start, until = self._pin(step)
            return self._after_fixed(index, [(until, start)], before, days)
        if step.sessions:
            ends = sorted((p.until.toordinal(), p.start.toordinal()) for p in step.sessions)
            ends = [end for end in ends if end[0] <= latest]
            return self._after_fixed(index, ends, before, days)
        chosen = self.choices[index]
        if step.varies:
            return self._between_bounds(index, before, days)
        costs: _Costs = {}
        for x in days:
            end = min(x, latest)
            start = self._exact(step.length, end)
            if start < end and start in before:
                costs[x] = before[start] + self._lost(end, x)
                chosen[x] = start
        return costs

    def _lost(self, end: int, x: int) -> int:
        """What it costs that a step ends before `end` and nothing follows until X."""
        return 0 if end == x else (self.calendar.rank_of(x) - self.calendar.rank_of(end)) * _DEAD

    def _after_fixed(self, index: int, ends: list[tuple[int, int]], before: _Costs, days: list[int]) -> _Costs:
        """`ends` are (until, start) in order of time. Days lost after one of them: rank(X) - rank(until)."""
        step, rank_of, chosen = self.steps[index], self.calendar.rank_of, self.choices[index]
        if step.varies:
            return self._after_fixed_of_any_length(index, ends, before, days)
        untils: list[int] = []
        running: list[tuple[int, int]] = []  # the least cost so far, less the lost days; and its start
        for until, start in ends:
            if start not in before:
                continue
            here = (before[start] - rank_of(until) * _DEAD, -start)
            untils.append(until)
            running.append(min(here, running[-1]) if running else here)
        costs: _Costs = {}
        for x in days:
            at = bisect_left(untils, x + 1)
            if at:
                cost, start = running[at - 1]
                costs[x] = cost + rank_of(x) * _DEAD
                chosen[x] = -start
        return costs

    def _after_fixed_of_any_length(
        self, index: int, ends: list[tuple[int, int]], before: _Costs, days: list[int]
    ) -> _Costs:
        """The same where a preferred length says which of several fixed dates lies nearest to it: it depends on X, so each is tried."""
        step, rank_of, chosen = self.steps[index], self.calendar.rank_of, self.choices[index]
        costs: _Costs = {}
        for x in days:
            wanted = rank_of(x) - rank_of(self._exact(step.length, x))
            best: tuple[int, int] | None = None
            for until, start in ends:
                if until <= x and start in before:
                    length = rank_of(until) - rank_of(start)
                    lost = rank_of(x) - rank_of(until)
                    here = (before[start] + lost * _DEAD + abs(length - wanted) * _DEVIATION, -start)
                    best = here if best is None else min(best, here)
            if best:
                costs[x], chosen[x] = best[0], -best[1]
        return costs

    def _between_bounds(self, index: int, before: _Costs, days: list[int]) -> _Costs:
        """Sliding minima on both sides of the preferred start; windows and preferred starts only move forward with X."""
        step, rank_of, working = self.steps[index], self.calendar.rank_of, self.calendar.working_ordinal
        low, chosen, latest = rank_of(self.earliest[index]), self.choices[index], self.latest[index]
        costs: _Costs = {}
        later: deque[tuple[int, int]] = deque()  # (cost + rank, rank): starts later than preferred, a shorter step
        earlier: deque[tuple[int, int]] = deque()  # (cost - rank, rank): starts at or before the preferred one
        pushed_later = pushed_earlier = low - 1
        for x in days:
            end = min(x, latest)
            first, last = self._window(step, end)
            first = max(first, low)
            wanted = rank_of(self._exact(step.length, end))
            for rank in range(max(pushed_earlier + 1, first), min(last, wanted) + 1):
                _push(earlier, before.get(working(rank)), -rank * _DEVIATION, rank)
            pushed_earlier = max(pushed_earlier, min(last, wanted))
            for rank in range(max(pushed_later + 1, first, wanted), last + 1):
                _push(later, before.get(working(rank)), rank * _DEVIATION, rank)
            pushed_later = max(pushed_later, last)
            while earlier and earlier[0][1] < first:
                earlier.popleft()
            while later and later[0][1] < max(first, wanted):
                later.popleft()
            best: tuple[int, int] | None = None
            if earlier:
                best = (earlier[0][0] + wanted * _DEVIATION, -earlier[0][1])
            if later:
                here = (later[0][0] - wanted * _DEVIATION, -later[0][1])
                best = here if best is None else min(best, here)
            if best:
                costs[x], chosen[x] = best[0] + self._lost(end, x), working(-best[1])
        return costs

    # Reading the answer --------------------------------------------------------------------------------------------------------
    def walk(self, job: int) -> tuple[tuple[PlannedStep, ...], tuple[PlannedGap, ...]]:
        planned: list[PlannedStep] = []
        gaps: list[PlannedGap] = []
        x, next_id = job, JOB
        for index in range(len(self.steps) - 1, -1, -1):
            start = self.choices[index][x]
            step = self._planned(index, start, x, next_id)
            lost = self.calendar.rank_of(x) - self.calendar.rank_of(step.until.toordinal())
            if lost:
                gaps.append(self._gap(index, step, x, next_id, lost))
            planned.append(step)
            x, next_id = start, step.id
        return tuple(reversed(planned)), tuple(reversed(gaps))

    def _planned(self, index: int, start: int, x: int, next_id: str) -> PlannedStep:
        step, rank_of, follows = self.steps[index], self.calendar.rank_of, date.fromordinal(x)
        x = min(x, self.latest[index])
        if step.pinned is not None:
            until = self._pin(step)[1]
            because = [Reason(Because.PINNED, {"day": step.pinned.starts_on})]
        elif step.sessions:
            until = max(
                p.until.toordinal() for p in step.sessions if p.start.toordinal() == start and p.until.toordinal() <= x
            )
            because = [Reason(Because.SESSION, {"of": len(step.sessions)})]
        else:
            until = self.calendar.working_ordinal(rank_of(x) - 1) + 1
            because = [Reason(Because.LEADS_TO, {"step": next_id, "day": follows})]
            if step.ends_by is not None and x < follows.toordinal():
                because = [Reason(Because.ENDS_BY, {"day": step.ends_by})]
            because += self._why_that_day(step, start, x)
        if step.pinned is None:
            because += self._why_no_earlier(step, start)
        length = self._length(step, start, until, x)
        return PlannedStep(
            step.id, step.kind, date.fromordinal(start), date.fromordinal(until), follows, length,
            rank_of(until) - rank_of(start), tuple(because),
        )  # fmt: skip

    def _why_that_day(self, step: StepSpec, start: int, x: int) -> list[Reason]:
        because: list[Reason] = []
        wanted = self._exact(step.length, x)
        longer = self.calendar.rank_of(wanted) - self.calendar.rank_of(start)
        if longer:
            code = Because.STRETCHED if longer > 0 else Because.SHORTENED
            because.append(Reason(code, {"working_days": abs(longer), "preferred": str(step.length)}))
        elif step.length.unit != LengthUnit.WORKDAYS and (counted := self._back(step.length, x)) != start:
            day = date.fromordinal(counted)
            name = self.calendar.why_closed(day)
            because.append(Reason(Because.NOT_A_WORKING_DAY, {"day": day, "name": name}))
        return because

    def _why_no_earlier(self, step: StepSpec, start: int) -> list[Reason]:
        """It begins on the very first day that its bounds leave."""
        day = date.fromordinal(start)
        if step.not_before == day:
            return [Reason(Because.NOT_BEFORE, {"day": day})]
        if step.lead and self.calendar.after(self.today, step.lead) == day:
            return [Reason(Because.LEAD, {"working_days": step.lead, "day": day})]
        return []

    def _length(self, step: StepSpec, start: int, until: int, x: int) -> Length:
        if step.pinned is not None or step.sessions:
            if step.length.unit == LengthUnit.WORKDAYS:
                return Length(max(1, self.calendar.rank_of(until) - self.calendar.rank_of(start)), LengthUnit.WORKDAYS)
            if step.pinned is not None and step.pinned.until is None:
                return step.length
            return Length(until - start, LengthUnit.DAYS)
        if start == self._exact(step.length, x):
            return step.length
        if step.length.unit == LengthUnit.WORKDAYS:
            return Length(self.calendar.rank_of(x) - self.calendar.rank_of(start), LengthUnit.WORKDAYS)
        days = x - start
        return Length(days // 7, LengthUnit.WEEKS) if days % 7 == 0 else Length(days, LengthUnit.DAYS)

    def _gap(self, index: int, step: PlannedStep, x: int, next_id: str, lost: int) -> PlannedGap:
        spec = self.steps[index]
        because = [Reason(Because.ENDS_ON, {"step": step.id, "day": step.until - ONE_DAY})]
        if spec.ends_by is not None and not spec.pinned:
            because.append(Reason(Because.ENDS_BY, {"step": step.id, "day": spec.ends_by}))
        if spec.sessions and not spec.pinned:
            because.append(Reason(Because.NO_OTHER_SESSION, {"step": step.id, "day": date.fromordinal(x)}))
        because.append(Reason(Because.CANNOT_BEGIN_EARLIER, {"step": next_id, "day": date.fromordinal(x)}))
        return PlannedGap(step.id, next_id, step.until, date.fromordinal(x), lost, tuple(because))

    # When there is no plan -----------------------------------------------------------------------------------------------------
    def obstacles(self, job: int) -> tuple[Obstacle, ...]:
        """Back from the job, each step as late as it can be; where that fails is what is in the way."""
        x = job
        for index in range(len(self.steps) - 1, -1, -1):
            found = self._latest(index, x)
            if isinstance(found, Obstacle):
                return (found,)
            x = found
        # Each step fits as late as possible, yet no choice of days fits them all: only bounds that no working day meets do that.
        return (Obstacle(Because.NO_WORKING_DAY, self.steps[0].id, {"day": date.fromordinal(x)}),)

    def _latest(self, index: int, x: int) -> int | Obstacle:
        step, earliest, day = self.steps[index], self.earliest[index], date.fromordinal(x)
        if step.pinned is not None:
            start, until = self._pin(step)
            if until > x:
                facts = {"ends_on": date.fromordinal(until - 1), "day": day}
                return Obstacle(Because.PINNED_TOO_LATE, step.id, facts)
            return start
        if step.sessions:
            x = min(x, self.latest[index])
            in_time = [p.start.toordinal() for p in step.sessions if p.until.toordinal() <= x]
            if not in_time:
                return Obstacle(Because.NO_SESSION_IN_TIME, step.id, {"day": date.fromordinal(x)})
            if max(in_time) < earliest:
                facts = {"day": date.fromordinal(max(in_time)), "earliest": date.fromordinal(earliest)}
                return Obstacle(Because.SESSIONS_TOO_EARLY, step.id, facts)
            return max(in_time)
        x = min(x, self.latest[index])
        if step.varies:
            first, last = self._window(step, x)
            start = self.calendar.working_ordinal(last) if first <= last else x
        else:
            start = self._exact(step.length, x)
        if start >= x:
            return Obstacle(Because.NO_WORKING_DAY, step.id, {"day": day})
        if start < earliest:
            facts = {"day": date.fromordinal(start), "earliest": date.fromordinal(earliest)}
            if step.ends_by is not None and x < day.toordinal():
                facts["ends_by"] = step.ends_by
            code = self._bound(step, start, earliest)
            if code == Because.NOT_BEFORE and step.not_before is not None:
                facts["earliest"] = step.not_before
            return Obstacle(code, step.id, facts)
        return start

    def _bound(self, step: StepSpec, start: int, earliest: int) -> Because:
        """Which bound says that a step cannot begin on `start`."""
        if start < self.today.toordinal():
            return Because.BEFORE_TODAY
        if step.not_before is not None and step.not_before.toordinal() >= earliest > self.today.toordinal():
            return Because.NOT_BEFORE
        return Because.TOO_LITTLE_LEAD


def _push(queue: deque[tuple[int, int]], cost: int | None, shift: int, rank: int) -> None:
    if cost is None:
        return
    key = cost + shift
    while queue and queue[-1][0] >= key:  # among equals the later start wins
        queue.pop()
    queue.append((key, rank))
