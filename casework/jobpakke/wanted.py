"""What is wanted of a plan, as values: the rows of the staircase in the order walked, and the job (pure).

A row is named by its number in `Wanted.steps`, which is also its number among the fields of the builder's form.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from casework.blueprints.lengths import LengthRange
from casework.jobpakke.fixed_dates import FixedDates
from casework.planning.periods import Period
from casework.planning.steps import JOB, LaneSpec, Length, Moment, Pin, StepKind, StepSpec, lies_beside
from jobpakker.foundation.workdays import WorkdayCalendar


@dataclass(frozen=True, kw_only=True)
class Begun:
    """A step that has begun, and may be over: `[starts_on, until)` as it really is."""

    starts_on: date
    until: date
    over: bool  # done, or ended before time: nothing about it changes any more
    length: LengthRange  # as it was typed; a running step whose length is typed anew ends that long after its start


@dataclass(frozen=True)
class LeadStep:
    """Something that must be done before the step begins, and takes so many working days: a grant, a seat, a hearing."""

    rule: str
    days: int
    done: bool = False


@dataclass(frozen=True, kw_only=True)
class WantedStep:
    """One row as it was read. A lane (`beside`: a mentor, or a course that was laid there) goes from the first day of a row (None: the chain's first), or of the job, until
    a row is over; with `ends_with` None into the job, and `length` says how long after the job has begun. With `own_length` it
    lasts its length from its first day, or has dates of its own."""

    kind: StepKind
    length: LengthRange
    beside: bool = False  # as asked for; what it comes to, `lies_beside` says
    title: str = ""
    place: str = ""
    dates: FixedDates = FixedDates()
    at_the_company: bool = True
    id: UUID | None = None  # an existing step of this package
    begun: Begun | None = None
    weekly_hours: Decimal | None = None
    leads: tuple[LeadStep, ...] = ()  # those that planning holds to, the longest first
    own_lead: int | None = None  # working days, where they were typed for this row
    begins_with: int | None = None
    begins_with_job: bool = False
    ends_with: int | None = None
    own_length: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "beside", lies_beside(self.kind, self.beside))

    @property
    def waits_for(self) -> LeadStep | None:
        """The longest of what is not done yet: the step begins no earlier."""
        return next((lead for lead in self.leads if lead.days and not lead.done), None)

    def done_with(self, rules: Iterable[str]) -> "WantedStep":
        marked = frozenset(rules)
        return replace(self, leads=tuple(replace(one, done=one.done or one.rule in marked) for one in self.leads))

    @property
    def free(self) -> bool:
        """Planning chooses its days."""
        return self.begun is None and not self.dates.fixed

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
    last_employed_here: bool | None = None  # what the law asks; None: not known
    net_increase: bool | None = None

    @property
    def chain(self) -> list[tuple[int, WantedStep]]:
        return [(index, step) for index, step in enumerate(self.steps) if not step.beside]

    def with_step(self, index: int, **changed: object) -> "Wanted":
        steps = list(self.steps)
        steps[index] = replace(steps[index], **changed)  # type: ignore[arg-type]
        return replace(self, steps=tuple(steps))

    def with_one_more(self, index: int, step: WantedStep) -> "Wanted":
        """Before row `index`; what the lanes name moves along."""
        steps = (*self.steps[:index], step, *self.steps[index:])
        return replace(self, steps=tuple(_shifted(one, index) for one in steps))


def _shifted(step: WantedStep, index: int) -> WantedStep:
    def moved(row: int | None) -> int | None:
        return row + 1 if row is not None and row >= index else row

    return replace(step, begins_with=moved(step.begins_with), ends_with=moved(step.ends_with))


# What planning is asked for ------------------------------------------------------------------------------------------------
def specs(wanted: Wanted, calendar: WorkdayCalendar) -> tuple[list[StepSpec], list[LaneSpec]]:
    """The chain, and the lanes beside it; `id` is the number of the row."""
    pins = _pins([(index, step) for index, step in wanted.chain if step.begun], calendar)
    found = []
    for index, step in wanted.chain:
        if step.begun is None:
            found.append(_spec(index, step))
        elif index in pins:
            found.append(StepSpec(str(index), step.kind, step.length.preferred, pinned=pins[index]))
    first = found[0].id if found else JOB
    lanes = [
        _lane(index, step, first, {spec.id for spec in found}) for index, step in enumerate(wanted.steps) if step.beside
    ]
    return found, lanes


def _lane(index: int, step: WantedStep, first: str, chain: Container[str]) -> LaneSpec:
    """Where the row that it names is not in the chain any more it follows the whole of it."""
    begins, ends = str(step.begins_with), str(step.ends_with)
    begins = JOB if step.begins_with_job else begins if begins in chain else first
    until = Moment(ends) if ends in chain else Moment(JOB, step.length.preferred)
    return LaneSpec(
        str(index), step.kind, begins=Moment(begins), ends=None if step.own_length else until, length=step.length.preferred,
        on=step.begun.starts_on if step.begun else step.dates.starts_on,
        sessions=tuple(Period(start, until) for start, until in step.dates.periods),
    )  # fmt: skip


def _spec(index: int, step: WantedStep) -> StepSpec:
    length = step.length
    least, most = (Length(n, length.preferred.unit) if n else None for n in (length.shortest, length.longest))
    return StepSpec(
        str(index), step.kind, length.preferred,
        shortest=None if step.dates.fixed else least,
        longest=None if step.dates.fixed else most,
        sessions=tuple(Period(start, until) for start, until in step.dates.periods),
        pinned=Pin(step.dates.starts_on) if step.dates.starts_on else None,
        lead=step.waits_for.days if step.waits_for else 0,
        not_before=step.dates.not_before,
        ends_by=step.dates.ends_by,
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
