"""The search for the greenest plan: over ordinals and ranks of working days, and nothing else. What it does is told in `backward.py`."""

from bisect import bisect_left
from collections import deque
from collections.abc import Sequence
from datetime import date, timedelta

from casework.planning.steps import Length, LengthUnit, StepSpec
from jobpakker.foundation.workdays import WorkdayCalendar

# One integer holds the whole cost: dead days · DEAD + deviation · DEVIATION + (FIRST - ordinal of the first start).
_NEVER = 1 << 30
FIRST = 1 << 20  # ordinals of this century are below 770,000
DEVIATION = 1 << 20
DEAD = 1 << 36
LONGEST_STEP = timedelta(days=4 * 366)

type _Costs = dict[int, int]


class Search:
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
        fixed = [p.start for s in steps for p in s.sessions]
        self.chooses = bool(fixed)  # between sessions
        fixed += [s.pinned.starts_on for s in steps if s.pinned]
        fixed += [s.ends_by for s in steps if s.ends_by and s.ends_by < last_job]
        self.last_job = last_job
        # No search goes further back than one step before today, the job or a date that stands fast; closing days make a
        # step of working days longer.
        closed = len(calendar.closed_days)
        margin = LONGEST_STEP + timedelta(days=closed * 7 // 5) if closed else LONGEST_STEP
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
        if len(days) == 1 and not self.chooses:
            if self._straight(days[0]):
                return self.best
            self.choices = [{} for _ in self.steps]
        for index in range(len(self.steps) - 1, -1, -1):
            self.follows[index] = days
            days = self._starts(index, days)
            if not days:
                return {}
        costs = {start: FIRST - start for start in days}
        for index in range(len(self.steps)):
            costs = self._costs(index, costs)
        return costs if self.steps else dict.fromkeys(days, 0)

    def _straight(self, job: int) -> bool:
        """Most chains without course dates need no search: each length as preferred, nothing dead, all in time. No other plan can
        equal that, since one working day more or less in any step already costs something."""
        rank_of, x = self.calendar.rank_of, job
        for index in range(len(self.steps) - 1, -1, -1):
            step = self.steps[index]
            if step.pinned is not None:
                start, until = self.pin(step)
                if step.varies or until > x or rank_of(until) != rank_of(x):
                    return False
            else:
                start = self.exact(step.length, x)
                if x > self.latest[index] or not self.earliest[index] <= start < x:
                    return False
                if step.varies:
                    first, last = self.window(step, x)
                    if not first <= rank_of(start) <= last:
                        return False
            self.choices[index][x] = start
            x = start
        self.best = {job: FIRST - x if self.steps else 0}
        return True

    # Back from the job: where a step can start at all
    def _starts(self, index: int, days: list[int]) -> list[int]:
        step, earliest, latest = self.steps[index], self.earliest[index], self.latest[index]
        if step.pinned is not None:
            start, until = self.pin(step)
            return [start] if until <= days[-1] else []
        if step.sessions:
            last = min(days[-1], latest)
            return sorted({p.start.toordinal() for p in step.sessions
                           if p.until.toordinal() <= last and p.start.toordinal() >= earliest})  # fmt: skip
        if days[-1] > latest:
            days = sorted({min(x, latest) for x in days})
        if not step.varies:
            found = {start for x in days if earliest <= (start := self.exact(step.length, x)) < x}
            return sorted(found) if len(found) > 1 else list(found)
        working, rank_of = self.calendar.working_ordinal, self.calendar.rank_of
        starts: list[int] = []
        low, top = rank_of(earliest), -1
        for x in days:
            first, last = self.window(step, x)
            for rank in range(max(first, low, top + 1), last + 1):
                starts.append(working(rank))
            top = max(top, last)
        return starts

    def pin(self, step: StepSpec) -> tuple[int, int]:
        pin = step.pinned
        assert pin is not None
        until = pin.until or step.length.after(pin.starts_on, self.calendar)
        return pin.starts_on.toordinal(), until.toordinal()

    def exact(self, length: Length, x: int) -> int:
        """The start of a step of exactly this length before X: counted back, then on to a working day."""
        calendar = self.calendar
        if length.unit == LengthUnit.WORKDAYS:
            return calendar.working_ordinal(calendar.rank_of(x) - length.amount)
        return calendar.working_ordinal(calendar.rank_of(self.back(length, x)))

    def back(self, length: Length, x: int) -> int:
        match length.unit:
            case LengthUnit.WEEKS:
                return x - 7 * length.amount
            case LengthUnit.DAYS:
                return x - length.amount
            case LengthUnit.WORKDAYS:
                return self.calendar.working_ordinal(self.calendar.rank_of(x) - length.amount)
            case LengthUnit.MONTHS:
                return length.before(date.fromordinal(x), self.calendar).toordinal()

    def window(self, step: StepSpec, x: int) -> tuple[int, int]:
        """Ranks of the first and last working day on which a step between its bounds may start; first > last: none."""
        rank_of = self.calendar.rank_of
        first = rank_of(self.back(step.longest or step.length, x))
        last = rank_of(min(self.back(step.shortest or step.length, x), x - 1) + 1) - 1
        return first, last

    # Forward again: the best cost of each state, and the start that gives it
    def _costs(self, index: int, before: _Costs) -> _Costs:
        step, days, latest = self.steps[index], self.follows[index], self.latest[index]
        if step.pinned is not None:
            start, until = self.pin(step)
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
            start = self.exact(step.length, end)
            if start < end and start in before:
                costs[x] = before[start] + self._lost(end, x)
                chosen[x] = start
        return costs

    def _lost(self, end: int, x: int) -> int:
        """What it costs that a step ends before `end` and nothing follows until X."""
        return 0 if end == x else (self.calendar.rank_of(x) - self.calendar.rank_of(end)) * DEAD

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
            here = (before[start] - rank_of(until) * DEAD, -start)
            untils.append(until)
            running.append(min(here, running[-1]) if running else here)
        costs: _Costs = {}
        for x in days:
            at = bisect_left(untils, x + 1)
            if at:
                cost, start = running[at - 1]
                costs[x] = cost + rank_of(x) * DEAD
                chosen[x] = -start
        return costs

    def _after_fixed_of_any_length(
        self, index: int, ends: list[tuple[int, int]], before: _Costs, days: list[int]
    ) -> _Costs:
        """The same where a preferred length says which of several fixed dates lies nearest to it: it depends on X, so each is tried."""
        step, rank_of, chosen = self.steps[index], self.calendar.rank_of, self.choices[index]
        costs: _Costs = {}
        for x in days:
            wanted = rank_of(x) - rank_of(self.exact(step.length, x))
            best: tuple[int, int] | None = None
            for until, start in ends:
                if until <= x and start in before:
                    length = rank_of(until) - rank_of(start)
                    lost = rank_of(x) - rank_of(until)
                    here = (before[start] + lost * DEAD + abs(length - wanted) * DEVIATION, -start)
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
            first, last = self.window(step, end)
            first = max(first, low)
            wanted = rank_of(self.exact(step.length, end))
            for rank in range(max(pushed_earlier + 1, first), min(last, wanted) + 1):
                _push(earlier, before.get(working(rank)), -rank * DEVIATION, rank)
            pushed_earlier = max(pushed_earlier, min(last, wanted))
            for rank in range(max(pushed_later + 1, first, wanted), last + 1):
                _push(later, before.get(working(rank)), rank * DEVIATION, rank)
            pushed_later = max(pushed_later, last)
            while earlier and earlier[0][1] < first:
                earlier.popleft()
            while later and later[0][1] < max(first, wanted):
                later.popleft()
            best: tuple[int, int] | None = None
            if earlier:
                best = (earlier[0][0] + wanted * DEVIATION, -earlier[0][1])
            if later:
                here = (later[0][0] - wanted * DEVIATION, -later[0][1])
                best = here if best is None else min(best, here)
            if best:
                costs[x], chosen[x] = best[0] + self._lost(end, x), working(-best[1])
        return costs


def _push(queue: deque[tuple[int, int]], cost: int | None, shift: int, rank: int) -> None:
    if cost is None:
        return
    key = cost + shift
    while queue and queue[-1][0] >= key:  # among equals the later start wins
        queue.pop()
    queue.append((key, rank))
