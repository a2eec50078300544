"""The planning problem of interfaces.md as a model for Google's CP-SAT, sharing no code with the planner.

A second opinion: the solver knows nothing of how the planner searches, only what a plan is and which one is best. Working
days are asked of the `holidays` library day by day. Used by `benchmarks/planner.py` and by
`tests/casework/planning/test_against_solver.py`.
"""

import calendar
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import accumulate
from typing import Any, NamedTuple

import holidays
from ortools.sat.python import cp_model

from casework.planning.steps import Length, StepSpec

DAY = timedelta(days=1)
BEFORE = 1200  # a preferred length may reach that far back, to before the first day there is


class Best(NamedTuple):
    """What is minimised, in this order."""

    dead_days: int
    deviation: int  # working days from the preferred lengths
    starts_on: date  # the later the better


class Chain:
    """One chain towards one job. `solve()` gives its best, or None when no plan keeps every bound."""

    def __init__(
        self, steps: Sequence[StepSpec], *, job_starts_on: date, today: date, closed: frozenset[date] = frozenset()
    ) -> None:
        fixed = [period.start for s in steps for period in s.sessions] + [s.pinned.starts_on for s in steps if s.pinned]
        self.first = min([today, *fixed])
        self.today, self.job, self.steps = today, job_starts_on, steps
        public = holidays.country_holidays("DK")
        days = [self.first + DAY * n for n in range(-BEFORE, (job_starts_on - self.first).days + 2)]
        self.works = [day.weekday() < 5 and day not in public and day not in closed for day in days]
        self.ranks = list(accumulate(self.works, initial=0))
        self.make()

    def make(self) -> None:
        """The model, once the calendar is there; again for a benchmark."""
        self.model, self.solver = cp_model.CpModel(), cp_model.CpSolver()
        self.solver.parameters.num_workers = 1
        self._build()

    def make_and_solve(self) -> Best | None:
        self.make()
        return self.solve()

    def solve(self) -> Best | None:
        status = self.solver.solve(self.model)
        if status == cp_model.INFEASIBLE:
            return None
        assert status == cp_model.OPTIMAL, self.solver.status_name()
        value = self.solver.value
        return Best(value(self.dead), value(self.off), self.first + DAY * value(self.starts[0]))

    # The model -------------------------------------------------------------------------------------------------------------
    def _build(self) -> None:
        model, job = self.model, (self.job - self.first).days
        self.starts = [model.new_int_var(0, max(job, 0), f"s{n}") for n in range(len(self.steps))]
        follows: list[Any] = [*self.starts[1:], model.new_constant(job)]
        dead, off = [], []
        for step, start, x in zip(self.steps, self.starts, follows, strict=True):
            lost, apart = self._step(step, start, x, job)
            dead.append(lost)
            off.append(apart)
        self.dead, self.off = sum(dead), sum(off)
        most_off = len(self.ranks) * len(self.steps) + 1
        model.minimize((self.dead * most_off + self.off) * (job + 1) - self.starts[0])

    def _step(self, step: StepSpec, start: Any, x: Any, job: int) -> tuple[Any, Any]:
        model = self.model
        if not step.pinned:
            not_before, lead = self.today, step.lead
            while lead:
                not_before += DAY
                lead -= self._works((not_before - self.first).days)
            model.add(start >= (not_before - self.first).days)
        model.add(start < x)
        # Where a step of exactly the asked-for length before X begins, for every X that there is.
        exact = [self._exact(step.length, day) for day in range(job + 1)]
        fixed = self._fixed(step)
        if fixed is not None:
            until = model.new_int_var(0, job, "")
            model.add_allowed_assignments([start, until], [pair for pair in fixed if pair[0] >= 0 and pair[1] <= job])
            model.add(until <= x)
            lost = self._ranked(x) - self._ranked(until)
            length = self._ranked(until) - self._ranked(start)
        elif not _varies(step):
            model.add_element(x, exact, start)
            return 0, 0
        else:
            lost, length = 0, self._ranked(x) - self._ranked(start)
            working = [day for day in range(job + 1) if self._works(day)]
            model.add_allowed_assignments([start], [(day,) for day in working])
            model.add(start >= self._table(x, [self._back(step.longest or step.length, day) for day in range(job + 1)]))
            model.add(
                start <= self._table(x, [self._back(step.shortest or step.length, day) for day in range(job + 1)])
            )
        if not _varies(step):
            return lost, 0
        wanted = self._table(x, [self._rank(day) - self._rank(exact[day]) for day in range(job + 1)])
        apart = model.new_int_var(0, 10_000, "")
        model.add_abs_equality(apart, length - wanted)
        return lost, apart

    def _fixed(self, step: StepSpec) -> list[tuple[int, int]] | None:
        if step.pinned:
            until = step.pinned.until or step.length.after(step.pinned.starts_on, None)  # type: ignore[arg-type]
            return [((step.pinned.starts_on - self.first).days, (until - self.first).days)]
        if step.sessions:
            return [((p.start - self.first).days, (p.until - self.first).days) for p in step.sessions]
        return None

    def _ranked(self, day: Any) -> Any:
        return self._table(day, [self._rank(n) for n in range((self.job - self.first).days + 1)])

    def _table(self, day: Any, values: list[int]) -> Any:
        found = self.model.new_int_var(min(values), max(values), "")
        self.model.add_element(day, values, found)
        return found

    # Counting, day by day; a day is its number from the first one, and may lie before it ------------------------------------------
    def _works(self, day: int) -> bool:
        return self.works[day + BEFORE]

    def _rank(self, day: int) -> int:
        """The working days before it."""
        return self.ranks[day + BEFORE]

    def _back(self, length: Length, x: int) -> int:
        match str(length.unit):
            case "weeks":
                return x - 7 * length.amount
            case "days":
                return x - length.amount
            case "workdays":
                day, left = x, length.amount
                while left:
                    day -= 1
                    left -= self._works(day)
                return day
        day = self.first + DAY * x
        year, month = divmod(day.year * 12 + day.month - 1 - length.amount, 12)
        last = calendar.monthrange(year, month + 1)[1]
        return (date(year, month + 1, min(day.day, last)) - self.first).days

    def _exact(self, length: Length, x: int) -> int:
        day = self._back(length, x)
        while not self._works(day):
            day += 1
        return day


def _varies(step: StepSpec) -> bool:
    return step.shortest is not None or step.longest is not None
