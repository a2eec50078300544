"""What comes back when a plan is asked for: the plan with its gaps and mends, or what is in the way. Pure, stores nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from casework.jobpakke import mends
from casework.jobpakke.mends import Mend
from casework.jobpakke.wanted import Wanted, specs, standing
from casework.planning import backward
from casework.planning.backward import UnableToPlan
from casework.planning.obstacles import Obstacle
from casework.planning.steps import Plan, PlannedGap, PlannedLane, PlannedStep
from jobpakker.foundation.workdays import WorkdayCalendar


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What follows from what is wanted. Without a plan: what is in the way, and the earliest working day that works."""

    wanted: Wanted
    calendar: WorkdayCalendar = field(repr=False, compare=False)
    plan: Plan | None
    obstacles: tuple[Obstacle, ...] = ()
    earliest_job_on: date | None = None
    mends: Mapping[str, tuple[Mend, ...]] = field(default_factory=dict)  # by the gap's `after`
    ways_out: tuple[Mend, ...] = ()  # of the obstacles

    @cached_property
    def placed(self) -> dict[str, PlannedStep | PlannedLane]:
        """By the number of the row. A begun step that lies wholly under the next one is not in the plan."""
        return {step.id: step for step in (*self.plan.steps, *self.plan.lanes)} if self.plan else {}

    @cached_property
    def gap_after(self) -> dict[str, PlannedGap]:
        return {gap.after: gap for gap in self.plan.gaps} if self.plan else {}

    @property
    def dead(self) -> bool:
        return bool(self.plan and self.plan.dead_days)

    def dates_of(self, index: int) -> tuple[date, date] | None:
        """`[starts_on, until)` of a row: as it really is when it has begun, otherwise as planned."""
        step, planned = self.wanted.steps[index], self.placed.get(str(index))
        if step.begun is not None and (not step.beside or step.own_length or step.begun.over):
            return standing(step, self.calendar)
        if planned is None:
            return None
        return (step.begun.starts_on if step.begun else planned.starts_on), planned.until


def propose(wanted: Wanted, *, today: date, calendar: WorkdayCalendar, with_mends: bool = True) -> Proposal:
    """The plan of `wanted` as seen from `today`; with mends for each gap, or ways out of what is in the way."""
    steps, lanes = specs(wanted, calendar)
    try:
        plan = backward.plan(steps, job_starts_on=wanted.job_starts_on, today=today, calendar=calendar, lanes=lanes)
    except UnableToPlan as unable:
        earliest = unable.earliest_job_starts_on
        if earliest is not None and not calendar.is_working_day(earliest):
            earliest = backward.earliest_job_date(
                steps, after=earliest, today=today, calendar=calendar, working_days_only=True
            )
        ways_out = mends.out_of(wanted, unable.obstacles, today=today, calendar=calendar) if with_mends else ()
        return Proposal(
            wanted=wanted, calendar=calendar, plan=None, obstacles=unable.obstacles, earliest_job_on=earliest,
            ways_out=ways_out,
        )  # fmt: skip
    offered = mends.of_plan(wanted, plan, today=today, calendar=calendar) if with_mends else {}
    return Proposal(wanted=wanted, calendar=calendar, plan=plan, mends=offered)
