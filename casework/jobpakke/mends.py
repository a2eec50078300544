"""What would close a gap, and what would clear the way to the job: each tried out in the planner before it is offered (pure).

A mend is one press of a button of the builder (`draft.press`); the page says it in words from `code` and `facts`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from casework.blueprints import lengths
from casework.blueprints.lengths import LengthRange
from casework.jobpakke import fixed_dates
from casework.jobpakke.fixed_dates import FixedDates
from casework.jobpakke.wanted import Wanted, WantedStep, specs
from casework.planning import backward
from casework.planning.obstacles import Obstacle
from casework.planning.steps import JOB, Length, LengthUnit, Plan, PlannedGap, StepKind
from jobpakker.foundation.workdays import WorkdayCalendar

MOST_OFFERED = 4
SHORT_COURSE = 20  # working days
JOB_DATES = timedelta(days=366)  # how far from the agreed day another job date is looked for


class MendCode(StrEnum):
    """In the order in which they are offered among equals: least disturbance first, the company's own date last."""

    DONE = "done"  # `rules` of `steps` are done: nothing is waited for any more
    OTHER_SESSION = "other_session"  # shorten `step` to `length`, and the course takes a later session
    STRETCH = "stretch"  # `step` becomes `length`
    SHORTEN = "shorten"
    LET_GO = "let_go"  # the fixed date of `step` is given up
    OTHER_CLASS = "other_class"  # the course of `step` takes a real class with free seats, `label`
    BESIDE = "beside"  # the course of `step` goes beside the chain, `[starts_on, until)`, and no more before `follows`
    FILL = "fill"  # a course of `length` in between
    MOVE_JOB = "move_job"  # the job begins on `day`


class Over(StrEnum):
    ROW = "row"  # the most that was typed of the step's length
    LAW = "law"


ORDER = {code: place for place, code in enumerate(MendCode)}


@dataclass(frozen=True)
class Mend:
    press: str  # the value of the button
    code: MendCode
    dead_days: int  # working days that are still dead in the whole plan afterwards
    facts: Mapping[str, Any] = field(default_factory=dict)
    # Working days between a lane that would be over before the chain begins, and the chain: not dead, and no wave either.
    bare: int = 0
    over: Over | None = None  # what it would go past; a person may, and is told

    @property
    def effect(self) -> tuple[int, bool, int]:
        """The best first; of equals what keeps every bound."""
        return self.dead_days + self.bare, self.over is not None, ORDER[self.code]


@dataclass(frozen=True)
class _Try:
    press: str
    code: MendCode
    wanted: Wanted
    facts: Mapping[str, Any]


# Gaps -------------------------------------------------------------------------------------------------------------------
def of_plan(wanted: Wanted, plan: Plan, *, today: date, calendar: WorkdayCalendar) -> dict[str, tuple[Mend, ...]]:
    """By the gap's `after`. What another day of the job would give is the same for every gap, and looked for once."""
    if not plan.gaps:
        return {}
    elsewhere = list(_other_job_dates(wanted, plan, today=today, calendar=calendar))
    return {gap.after: _of(gap, wanted, plan, elsewhere, today=today, calendar=calendar) for gap in plan.gaps}


def _of(
    gap: PlannedGap, wanted: Wanted, plan: Plan, elsewhere: Iterable[Mend], *, today: date, calendar: WorkdayCalendar
) -> tuple[Mend, ...]:  # fmt: skip
    """Only what leaves fewer dead days in the whole plan, the best first."""
    found = list(elsewhere)
    for tried in _tries(gap, wanted, plan, today=today, calendar=calendar):
        dead_days = _dead_days(tried.wanted, today=today, calendar=calendar)
        if dead_days is not None and dead_days < plan.dead_days:
            over = _past_its_row(tried.facts, wanted, plan, calendar)
            found.append(_mend(tried, dead_days, today=today, calendar=calendar, over=over))
    return tuple(sorted(found, key=lambda mend: mend.effect))


def _tries(gap: PlannedGap, wanted: Wanted, plan: Plan, *, today: date, calendar: WorkdayCalendar) -> Iterator[_Try]:
    before = int(gap.after)
    after = None if gap.before == JOB else int(gap.before)
    first_dead = calendar.on_or_after(gap.starts_on)
    begins = {step.id: step.starts_on for step in plan.steps}
    follows = {step.id: step.follows_on for step in plan.steps}
    earlier, later = wanted.steps[before], None if after is None else wanted.steps[after]
    longer = None if after is None else _can_be_longer(wanted, after)
    if longer is not None and longer == after:
        yield from _resized(MendCode.STRETCH, wanted, longer, first_dead, follows[gap.before], calendar)
        for _start, until in earlier.dates.periods:
            if gap.until < until < follows[gap.before]:
                start = calendar.on_or_after(until)
                yield from _resized(MendCode.OTHER_SESSION, wanted, longer, start, follows[gap.before], calendar)
    elif longer is not None:
        days = begins[str(longer)], follows[str(longer)]
        yield from _moved_up(wanted, longer, *days, gap.working_days, today=today, calendar=calendar)
    if earlier.kind != StepKind.COURSE and (earlier.running or (earlier.begun is None and earlier.dates.starts_on)):
        yield from _resized(MendCode.STRETCH, wanted, before, begins[gap.after], gap.until, calendar, to_the_end=True)
    for index, step in ((before, earlier), (after, later)):
        if index is None or step is None or step.begun is not None:
            continue
        if step.waits_for is not None:
            yield _done(wanted, [index])
        if step.dates.starts_on or step.dates.bounded:
            let_go = wanted.with_step(index, dates=FixedDates())
            yield _Try(f"unpin:{index}", MendCode.LET_GO, let_go, {"step": str(index)})
    yield from _beside(wanted, [index for index in (before, after) if index is not None])
    if gap.working_days <= SHORT_COURSE:
        length = Length(gap.working_days, LengthUnit.WORKDAYS)
        course = WantedStep(kind=StepKind.COURSE, length=LengthRange(length))
        filled = wanted.with_one_more(before + 1, course)
        yield _Try(f"fill:{before + 1}:{lengths.show(length)}", MendCode.FILL, filled, {"length": length})


def _can_be_longer(wanted: Wanted, after: int) -> int | None:
    """The row, from `after` on, that a gap before `after` can be closed with: the first that is no course, when nothing on the
    way to it has dates of its own. How long a course lasts is the school's to say; it only moves."""
    for index, step in wanted.chain:
        if index >= after and not step.free:
            return None
        if index >= after and step.kind != StepKind.COURSE:
            return index
    return None


def _moved_up(
    wanted: Wanted, index: int, begins: date, until: date, most: int, *, today: date, calendar: WorkdayCalendar
) -> Iterator[_Try]:  # fmt: skip
    """The step so many working days longer, `most` of them or the most with which there is a plan: the courses before it begin
    so much earlier. Fewer never make it worse, so it is halved to."""
    low, high, best = 0, most + 1, None
    while high - low > 1:
        middle = (low + high) // 2
        tried = next(_resized(MendCode.STRETCH, wanted, index, calendar.before(begins, middle), until, calendar), None)
        if tried is None or _dead_days(tried.wanted, today=today, calendar=calendar) is None:
            high = middle
        else:
            low, best = middle, tried
    if best is not None:
        yield best


def _resized(
    code: MendCode, wanted: Wanted, index: int, start: date, until: date, calendar: WorkdayCalendar, *,
    to_the_end: bool = False,
) -> Iterator[_Try]:  # fmt: skip
    """The step made to fill `[start, until)`; whole weeks where that is what it is, otherwise working days."""
    days, working_days = (until - start).days, calendar.count(start, until)
    if working_days < 1 or working_days > lengths.LONGEST[LengthUnit.WORKDAYS]:
        return
    in_weeks = days % 7 == 0 and not to_the_end
    length = Length(days // 7, LengthUnit.WEEKS) if in_weeks else Length(working_days, LengthUnit.WORKDAYS)
    changed = wanted.with_step(index, length=LengthRange(length))
    yield _Try(f"length:{index}:{lengths.show(length)}", code, changed, {"step": str(index), "length": length})


def _other_job_dates(wanted: Wanted, plan: Plan, *, today: date, calendar: WorkdayCalendar) -> Iterator[Mend]:
    """The nearest working day before, and the nearest after, on which the same chain has the fewest dead days."""
    job = wanted.job_starts_on
    first, last = max(today + timedelta(days=1), job - JOB_DATES), job + JOB_DATES
    steps, _lanes = specs(wanted, calendar)
    found = backward.what_if(steps, job_dates=calendar.days(first, last), today=today, calendar=calendar)
    better = [a for a in found if a.feasible and a.dead_days < plan.dead_days]
    fewest = min((a.dead_days for a in better), default=None)
    best = [a.job_starts_on for a in better if a.dead_days == fewest]
    nearest = (max((day for day in best if day < job), default=None), min((d for d in best if d > job), default=None))
    for day in nearest:
        if day is not None and fewest is not None:
            yield Mend(f"job:{day.isoformat()}", MendCode.MOVE_JOB, fewest, {"day": day})


# Another lane -----------------------------------------------------------------------------------------------------------
def _beside(wanted: Wanted, rows: Iterable[int]) -> Iterator[_Try]:
    """A course goes beside the chain, from the step before it, with its length or its own dates (as `lanes.laid_beside` types it).
    Bounds are for planning to choose within, and no lane's."""
    chain = [index for index, _step in wanted.chain]
    for index in rows:
        step, place = wanted.steps[index], chain.index(index)
        if step.kind != StepKind.COURSE or step.begun is not None or step.dates.bounded or len(chain) < 2:
            continue
        before = chain[place - 1] if place else None
        changed = wanted.with_step(index, beside=True, own_length=True, begins_with=before, ends_with=None)
        follows = str(chain[place + 1]) if place + 1 < len(chain) else JOB
        yield _Try(f"beside:{index}", MendCode.BESIDE, changed, {"step": str(index), "follows": follows})


def _mend(tried: _Try, dead_days: int, *, today: date, calendar: WorkdayCalendar, over: Over | None = None) -> Mend:
    """What is offered says when a new lane would lie."""
    facts, bare = dict(tried.facts), 0
    if tried.code == MendCode.BESIDE:
        steps, lanes = specs(tried.wanted, calendar)
        job = tried.wanted.job_starts_on
        plan = backward.plan(steps, job_starts_on=job, today=today, calendar=calendar, lanes=lanes)
        laid = next(lane for lane in plan.lanes if lane.id == facts["step"])
        facts |= {"starts_on": laid.starts_on, "until": laid.until}
        bare = calendar.count(laid.until, plan.starts_on) if plan.starts_on and laid.until < plan.starts_on else 0
    return Mend(tried.press, tried.code, dead_days, facts, bare, over)


def _past_its_row(facts: Mapping[str, Any], wanted: Wanted, plan: Plan, calendar: WorkdayCalendar) -> Over | None:
    """Whether a length, counted back from what follows the step now, is more than the most that was typed of the row."""
    if "length" not in facts or "step" not in facts:
        return None
    asked = wanted.steps[int(facts["step"])].length
    follows = next((step.follows_on for step in plan.steps if step.id == facts["step"]), None)
    if asked.longest is None or follows is None:
        return None
    most = Length(asked.longest, asked.preferred.unit)
    return Over.ROW if facts["length"].before(follows, calendar) < most.before(follows, calendar) else None


# Real classes -----------------------------------------------------------------------------------------------------------
def classes(
    wanted: Wanted, index: int, offers: Iterable[tuple[str, str]], *, today: date, calendar: WorkdayCalendar
) -> Iterator[Mend]:
    """The course of a row in each of these classes (its days as they are typed, and its label), where that gives a plan."""
    for typed, label in offers:
        changed = wanted.with_step(index, dates=fixed_dates.parse(typed, today=today, calendar=calendar))
        dead_days = _dead_days(changed, today=today, calendar=calendar)
        if dead_days is not None:
            yield Mend(f"dates:{index}:{typed}", MendCode.OTHER_CLASS, dead_days, {"step": str(index), "label": label})


def best(found: Iterable[Mend], *, below: int | None = None) -> list[Mend]:
    """The best first; `below`: only what leaves fewer dead days than that."""
    kept = [mend for mend in found if below is None or mend.dead_days + mend.bare < below]
    return sorted(kept, key=lambda mend: mend.effect)[:MOST_OFFERED]


# Obstacles --------------------------------------------------------------------------------------------------------------
def out_of(
    wanted: Wanted, obstacles: Sequence[Obstacle], *, today: date, calendar: WorkdayCalendar
) -> tuple[Mend, ...]:
    """A shorter step, or a date given up, with which there is a plan. Another job date is offered beside these."""
    found = []
    tries = [
        *_all_done(wanted, obstacles),
        *_given_up(wanted, obstacles),
        *_shorter(wanted, today=today, calendar=calendar),
        # Any course may be what is in the way: its classes press upon the steps before it.
        *_beside(wanted, [index for index, _step in wanted.chain]),
    ]
    for tried in tries:
        dead_days = _dead_days(tried.wanted, today=today, calendar=calendar)
        if dead_days is not None:
            found.append(_mend(tried, dead_days, today=today, calendar=calendar))
    found.sort(key=lambda mend: mend.effect)
    return tuple(_once(found)[:MOST_OFFERED])


def _once(found: Sequence[Mend]) -> list[Mend]:
    """All done at once says no more than one step's, where that is enough."""
    done = [mend for mend in found if mend.code == MendCode.DONE]
    enough = min(done, key=lambda mend: len(mend.facts["steps"]), default=None)
    return [mend for mend in found if mend.code != MendCode.DONE or mend is enough]


def _done(wanted: Wanted, rows: Sequence[int]) -> _Try:
    """Somebody says that what these rows wait for is done."""
    steps, pressed, rules = list(wanted.steps), [], []
    for index in rows:
        waited = [lead.rule for lead in steps[index].leads if lead.days and not lead.done]
        steps[index] = steps[index].done_with(waited)
        pressed.append(f"{index}:{' '.join(waited)}")
        rules += waited
    facts = {"steps": tuple(str(index) for index in rows), "rules": tuple(dict.fromkeys(rules))}
    return _Try(f"done:{','.join(pressed)}", MendCode.DONE, replace(wanted, steps=tuple(steps)), facts)


def _all_done(wanted: Wanted, obstacles: Iterable[Obstacle]) -> Iterator[_Try]:
    """What stands in the way first; and all rows together, for where that alone is not enough."""
    waiting = [index for index, step in wanted.chain if step.begun is None and step.waits_for is not None]
    for index in waiting:
        if any(obstacle.step == str(index) for obstacle in obstacles):
            yield _done(wanted, [index])
    if len(waiting) > 1:
        yield _done(wanted, waiting)


def _given_up(wanted: Wanted, obstacles: Iterable[Obstacle]) -> Iterator[_Try]:
    for index, step in wanted.chain:
        if step.begun is None and step.dates and any(obstacle.step == str(index) for obstacle in obstacles):
            let_go = wanted.with_step(index, dates=FixedDates())
            yield _Try(f"unpin:{index}", MendCode.LET_GO, let_go, {"step": str(index)})


def _shorter(wanted: Wanted, *, today: date, calendar: WorkdayCalendar) -> Iterator[_Try]:
    """Each free step by itself, at the longest length that gives a plan: shorter never makes it worse, so it is halved to."""
    for index, step in wanted.chain:
        unit = step.length.preferred.unit
        low, high = 0, step.length.shortest or step.length.preferred.amount
        while step.free and high - low > 1:
            middle = (low + high) // 2
            changed = wanted.with_step(index, length=LengthRange(Length(middle, unit)))
            if _dead_days(changed, today=today, calendar=calendar) is None:
                high = middle
            else:
                low = middle
        if step.free and low:
            length = Length(low, unit)
            changed = wanted.with_step(index, length=LengthRange(length))
            facts = {"step": str(index), "length": length}
            yield _Try(f"length:{index}:{lengths.show(length)}", MendCode.SHORTEN, changed, facts)


def _dead_days(wanted: Wanted, *, today: date, calendar: WorkdayCalendar) -> int | None:
    """None: there is no plan."""
    steps, _lanes = specs(wanted, calendar)
    [found] = backward.what_if(steps, job_dates=[wanted.job_starts_on], today=today, calendar=calendar)
    return found.dead_days if found.feasible else None
