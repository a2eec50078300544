"""Random chains, calendars and sessions for the property tests."""

from datetime import date, timedelta

from hypothesis import strategies as st

from casework.planning.periods import Period
from casework.planning.steps import CHAIN_KINDS, Length, LengthUnit, Pin, StepSpec

TODAY = date(2026, 1, 5)
UNITS = list(LengthUnit)
WIDEST = {LengthUnit.DAYS: 12, LengthUnit.WORKDAYS: 8, LengthUnit.WEEKS: 2, LengthUnit.MONTHS: 1}

days = st.integers(0, 110).map(lambda n: TODAY + timedelta(days=n))
job_days = st.integers(20, 130).map(lambda n: TODAY + timedelta(days=n))
closed_days = st.sets(days, max_size=6).map(frozenset)


@st.composite
def lengths(draw):
    unit = draw(st.sampled_from(UNITS))
    return Length(draw(st.integers(1, WIDEST[unit])), unit)


@st.composite
def specs(draw, number):
    length = draw(lengths())
    how = draw(st.sampled_from(["exact", "exact", "bounds", "bounds", "sessions", "pinned"]))
    shortest = longest = None
    sessions, pinned = (), None
    if how == "bounds":
        shortest = Length(draw(st.integers(max(1, length.amount - 3), length.amount)), length.unit)
        longest = Length(draw(st.integers(length.amount, length.amount + 3)), length.unit)
    elif how == "sessions":
        starts = draw(st.lists(days, min_size=1, max_size=4, unique=True))
        sessions = tuple(Period(day, day + timedelta(days=draw(st.integers(1, 9)))) for day in starts)
    elif how == "pinned":
        day = draw(days)
        pinned = Pin(day, day + timedelta(days=draw(st.integers(1, 9))))
    lead = draw(st.sampled_from([0, 0, 0, 3, 10]))
    kind = draw(st.sampled_from(sorted(CHAIN_KINDS)))
    not_before, ends_by = (draw(st.one_of(st.none(), st.none(), days)) for _n in range(2))
    return StepSpec(f"s{number}", kind, length, shortest, longest, sessions, pinned, lead, not_before, ends_by)


@st.composite
def chains(draw, most=4):
    return [draw(specs(number)) for number in range(draw(st.integers(1, most)))]
