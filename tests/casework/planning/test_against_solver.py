"""On chains too large to try every plan: the planner's optimum is that of Google's CP-SAT, which shares no code with it."""

import random
from datetime import timedelta

import pytest

from benchmarks.cp_sat import Chain
from casework.planning.backward import UnableToPlan, plan
from casework.planning.periods import Period
from casework.planning.steps import CHAIN_KINDS, Length, LengthUnit, Pin, StepSpec
from jobpakker.foundation.workdays import WorkdayCalendar
from tests.casework.planning.strategies import TODAY

WIDEST = {LengthUnit.DAYS: 60, LengthUnit.WORKDAYS: 30, LengthUnit.WEEKS: 13, LengthUnit.MONTHS: 4}
HORIZON = 700
SEEDS = 8  # more take more of CI's minutes; benchmarks/planner.py compares on larger chains


def large_chain(chance):
    """5 to 10 steps, with bounds of weeks, up to 15 sessions, dates that stand fast, lead times and closing days."""
    steps = []
    for number in range(chance.randint(5, 10)):
        unit = chance.choice(list(LengthUnit))
        length = Length(chance.randint(1, WIDEST[unit]), unit)
        shortest = longest = pinned = None
        sessions = ()
        how = chance.choice(["exact", "bounds", "bounds", "sessions", "sessions", "pinned and bounds"])
        if "bounds" in how:
            shortest = Length(max(1, length.amount - chance.randint(0, length.amount)), unit)
            longest = Length(length.amount + chance.randint(0, 6), unit)
        if how == "sessions":
            starts = [TODAY + timedelta(days=chance.randint(0, HORIZON)) for _n in range(chance.randint(1, 15))]
            sessions = tuple(Period(day, day + timedelta(days=chance.randint(1, 12))) for day in starts)
        # A date that stands fast in the middle of a long chain mostly makes it impossible: only now and then, early on.
        if "pinned" in how and number < 2:
            day = TODAY + timedelta(days=chance.randint(-20, 60))
            pinned = Pin(day, day + timedelta(days=chance.randint(1, 20)))
        lead = chance.choice([0, 0, 0, 5, 20])
        steps.append(
            StepSpec(
                f"s{number}", chance.choice(sorted(CHAIN_KINDS)), length, shortest, longest, sessions, pinned, lead
            )
        )
    return steps


@pytest.mark.parametrize("seed", range(SEEDS))
def test_the_optimum_is_the_solvers(seed):
    chance = random.Random(seed)
    steps = large_chain(chance)
    closed = frozenset(TODAY + timedelta(days=chance.randint(0, HORIZON)) for _n in range(12))
    job = TODAY + timedelta(days=chance.randint(HORIZON // 2, HORIZON))
    best = Chain(steps, job_starts_on=job, today=TODAY, closed=closed).solve()
    calendar = WorkdayCalendar.danish(closed)
    try:
        found = plan(steps, job_starts_on=job, today=TODAY, calendar=calendar)
    except UnableToPlan:
        assert best is None
        return
    assert best is not None
    assert (found.dead_days, found.starts_on) == (best.dead_days, best.starts_on)
    assert deviation(found, steps, calendar) == best.deviation


def deviation(found, steps, calendar):
    """Working days from the preferred lengths, of the steps that may vary."""
    off = 0
    for step, spec in zip(found.steps, steps, strict=True):
        if spec.varies:
            x = step.follows_on
            fixed = bool(spec.sessions or spec.pinned)
            length = calendar.count(step.starts_on, step.until if fixed else x)
            preferred = calendar.on_or_after(spec.length.before(x, calendar))
            off += abs(length - calendar.count(preferred, x))
    return off


def test_enough_of_the_random_chains_can_be_planned_and_enough_lose_days():
    feasible = losing = 0
    for seed in range(SEEDS):
        chance = random.Random(seed)
        steps = large_chain(chance)
        closed = frozenset(TODAY + timedelta(days=chance.randint(0, HORIZON)) for _n in range(12))
        job = TODAY + timedelta(days=chance.randint(HORIZON // 2, HORIZON))
        try:
            found = plan(steps, job_starts_on=job, today=TODAY, calendar=WorkdayCalendar.danish(closed))
        except UnableToPlan:
            continue
        feasible += 1
        losing += found.dead_days > 0
    assert feasible >= 4
    assert losing >= 2
