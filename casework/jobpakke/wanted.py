"""What is wanted of a plan, as values: the rows of the staircase in the order walked, and the job (pure).

A row is named by its number in `Wanted.steps`, which is also its number among the fields of the builder's form.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from casework.blueprints.lengths import LengthRange
from casework.jobpakke.fixed_dates import FixedDates
from casework.planning.periods import Period
from casework.planning.steps import JOB, LaneSpec, Length, Moment, Pin, StepKind, StepSpec
from jobpakker.foundation.workdays import WorkdayCalendar


@dataclass(frozen=True, kw_only=True)
class Begun:
    """A step that has begun, and may be over: `[starts_on, until)` as it really is."""

    starts_on: date
    until: date
    over: bool  # done, or ended before time: nothing about it changes any more
    length: LengthRange  # as it was typed; a running step whose length is typed anew ends that long after its start


@dataclass(frozen=True, kw_only=True)
class WantedStep:
    """One row as it was read. For a mentor `length` says how long it goes on after the job has begun."""

    kind: StepKind
    length: LengthRange
    title: str = ""
    place: str = ""
    dates: FixedDates = FixedDates()
    at_the_company: bool = True
    id: UUID | None = None  # an existing step of this package
    begun: Begun | None = None

    @property
    def beside(self) -> bool:
        return self.kind == StepKind.MENTOR

    @property
    def free(self) -> bool:
        """Planning chooses its days."""
        return self.begun is None and not self.dates

    @property
    def running(self) -> bool:
        return self.begun is not None and not self.begun.over


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Everything that was typed, in the shape that is stored."""

    job_starts_on: date
    steps: tuple[WantedStep, ...]  # in the order walked, those that have begun first; lanes beside the chain last
    mentor_name: str = ""
    conditions: str = ""
    company_took_part_on: date | None = None

    @property
    def chain(self) -> list[tuple[int, WantedStep]]:
        return [(index, step) for index, step in enumerate(self.steps) if not step.beside]

    def with_step(self, index: int, **changed: object) -> "Wanted":
        steps = list(self.steps)
        steps[index] = replace(steps[index], **changed)  # type: ignore[arg-type]
        return replace(self, steps=tuple(steps))

    def with_one_more(self, index: int, step: WantedStep) -> "Wanted":
        return replace(self, steps=(*self.steps[:index], step, *self.steps[index:]))


# What planning is asked for ------------------------------------------------------------------------------------------------
def specs(wanted: Wanted, calendar: WorkdayCalendar) -> tuple[list[StepSpec], list[LaneSpec]]:
    """The chain, and the lanes beside it from the first step's first day; `id` is the number of the row."""
    pins = _pins([(index, step) for index, step in wanted.chain if step.begun], calendar)
    found = []
    for index, step in wanted.chain:
        if step.begun is None:
            found.append(_spec(index, step))
        elif index in pins:
            found.append(StepSpec(str(index), step.kind, step.length.preferred, pinned=pins[index]))
    first = found[0].id if found else JOB
    lanes = [
        LaneSpec(str(index), step.kind, begins=Moment(first), ends=Moment(JOB, step.length.preferred))
        for index, step in enumerate(wanted.steps)
        if step.beside
    ]
    return found, lanes


def _spec(index: int, step: WantedStep) -> StepSpec:
    length = step.length
    least, most = (Length(n, length.preferred.unit) if n else None for n in (length.shortest, length.longest))
    return StepSpec(
        str(index), step.kind, length.preferred,
        shortest=None if step.dates else least,
        longest=None if step.dates else most,
        sessions=tuple(Period(start, until) for start, until in step.dates.periods),
        pinned=Pin(step.dates.starts_on) if step.dates.starts_on else None,
    )  # fmt: skip


def standing(step: WantedStep, calendar: WorkdayCalendar) -> tuple[date, date]:
    """`[starts_on, until)` of a begun step; a running one whose length was typed anew ends that long after its start."""
    begun = step.begun
    assert begun is not None
    if begun.over or step.length == begun.length:
        return begun.starts_on, begun.until
    return begun.starts_on, step.length.preferred.after(begun.starts_on, calendar)


def _pins(begun: Sequence[tuple[int, WantedStep]], calendar: WorkdayCalendar) -> dict[int, Pin]:
    """Steps that have begun may lie over each other; in the chain each ends where the next one began, at the latest."""
    found: dict[int, Pin] = {}
    before: date | None = None
    for index, step in reversed(begun):
        starts_on, until = standing(step, calendar)
        until = until if before is None else min(until, before)
        if until > starts_on:
            found[index] = Pin(starts_on, until)
            before = starts_on
    return found
