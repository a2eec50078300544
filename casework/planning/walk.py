"""The answer of a search, read back from the job: each step and each gap with the reason for every date."""

from datetime import date

from casework.planning.periods import ONE_DAY
from casework.planning.search import Search
from casework.planning.steps import JOB, Because, Length, LengthUnit, PlannedGap, PlannedStep, Reason, StepSpec


def walk(search: Search, job: int) -> tuple[tuple[PlannedStep, ...], tuple[PlannedGap, ...]]:
    planned: list[PlannedStep] = []
    gaps: list[PlannedGap] = []
    x, next_id = job, JOB
    for index in range(len(search.steps) - 1, -1, -1):
        start = search.choices[index][x]
        step = _planned(search, index, start, x, next_id)
        lost = search.calendar.rank_of(x) - search.calendar.rank_of(step.until.toordinal())
        if lost:
            gaps.append(_gap(search, index, step, x, next_id, lost))
        planned.append(step)
        x, next_id = start, step.id
    return tuple(reversed(planned)), tuple(reversed(gaps))


def _planned(search: Search, index: int, start: int, x: int, next_id: str) -> PlannedStep:
    step, rank_of, follows = search.steps[index], search.calendar.rank_of, date.fromordinal(x)
    x = min(x, search.latest[index])
    if step.pinned is not None:
        until = search.pin(step)[1]
        because = [Reason(Because.PINNED, {"day": step.pinned.starts_on})]
    elif step.sessions:
        until = max(
            p.until.toordinal() for p in step.sessions if p.start.toordinal() == start and p.until.toordinal() <= x
        )
        because = [Reason(Because.SESSION, {"of": len(step.sessions)})]
    else:
        until = search.calendar.working_ordinal(rank_of(x) - 1) + 1
        because = [Reason(Because.LEADS_TO, {"step": next_id, "day": follows})]
        if step.ends_by is not None and x < follows.toordinal():
            because = [Reason(Because.ENDS_BY, {"day": step.ends_by})]
        because += _why_that_day(search, step, start, x)
    if step.pinned is None:
        because += _why_no_earlier(search, step, start)
    length = _length(search, step, start, until, x)
    return PlannedStep(
        step.id, step.kind, date.fromordinal(start), date.fromordinal(until), follows, length,
        rank_of(until) - rank_of(start), tuple(because),
    )  # fmt: skip


def _why_that_day(search: Search, step: StepSpec, start: int, x: int) -> list[Reason]:
    because: list[Reason] = []
    wanted = search.exact(step.length, x)
    longer = search.calendar.rank_of(wanted) - search.calendar.rank_of(start)
    if longer:
        code = Because.STRETCHED if longer > 0 else Because.SHORTENED
        because.append(Reason(code, {"working_days": abs(longer), "preferred": str(step.length)}))
    elif step.length.unit != LengthUnit.WORKDAYS and (counted := search.back(step.length, x)) != start:
        day = date.fromordinal(counted)
        name = search.calendar.why_closed(day)
        because.append(Reason(Because.NOT_A_WORKING_DAY, {"day": day, "name": name}))
    return because


def _why_no_earlier(search: Search, step: StepSpec, start: int) -> list[Reason]:
    """It begins on the very first day that its bounds leave."""
    day = date.fromordinal(start)
    if step.not_before == day:
        return [Reason(Because.NOT_BEFORE, {"day": day})]
    if step.lead and search.calendar.after(search.today, step.lead) == day:
        return [Reason(Because.LEAD, {"working_days": step.lead, "day": day})]
    return []


def _length(search: Search, step: StepSpec, start: int, until: int, x: int) -> Length:
    if step.pinned is not None or step.sessions:
        if step.length.unit == LengthUnit.WORKDAYS:
            return Length(max(1, search.calendar.rank_of(until) - search.calendar.rank_of(start)), LengthUnit.WORKDAYS)
        if step.pinned is not None and step.pinned.until is None:
            return step.length
        return Length(until - start, LengthUnit.DAYS)
    if start == search.exact(step.length, x):
        return step.length
    if step.length.unit == LengthUnit.WORKDAYS:
        return Length(search.calendar.rank_of(x) - search.calendar.rank_of(start), LengthUnit.WORKDAYS)
    days = x - start
    return Length(days // 7, LengthUnit.WEEKS) if days % 7 == 0 else Length(days, LengthUnit.DAYS)


def _gap(search: Search, index: int, step: PlannedStep, x: int, next_id: str, lost: int) -> PlannedGap:
    spec = search.steps[index]
    because = [Reason(Because.ENDS_ON, {"step": step.id, "day": step.until - ONE_DAY})]
    if spec.ends_by is not None and not spec.pinned:
        because.append(Reason(Because.ENDS_BY, {"step": step.id, "day": spec.ends_by}))
    if spec.sessions and not spec.pinned:
        later = any(step.until < p.until and p.until.toordinal() <= x for p in spec.sessions)
        code = Because.NO_FEWER_DEAD_DAYS if later else Because.NO_OTHER_SESSION
        because.append(Reason(code, {"step": step.id, "day": date.fromordinal(x)}))
    code = Because.BEGINS_ON if _could_begin_earlier(search, index + 1, step.until, x) else Because.CANNOT_BEGIN_EARLIER
    because.append(Reason(code, {"step": next_id, "day": date.fromordinal(x)}))
    return PlannedGap(step.id, next_id, step.until, date.fromordinal(x), lost, tuple(because))


def _could_begin_earlier(search: Search, index: int, since: date, x: int) -> bool:
    """Whether the step has a session that begins within the gap. Steps of free dates begin as early as what follows them allows."""
    if index == len(search.steps):
        return False
    step, earliest = search.steps[index], max(since.toordinal(), search.earliest[index])
    return step.pinned is None and any(earliest <= p.start.toordinal() < x for p in step.sessions)
