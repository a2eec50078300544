"""Half-open periods: what touches becomes one, what nobody covers is left."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.planning.periods import Period, merge, uncovered

DAY = date(2026, 1, 1)
periods = st.builds(
    lambda start, days: Period(DAY + timedelta(days=start), DAY + timedelta(days=start + days)),
    st.integers(0, 60), st.integers(1, 20),
)  # fmt: skip


def days_of(some):
    return {period.start + timedelta(days=n) for period in some for n in range(period.days)}


def test_an_empty_period_is_refused():
    with pytest.raises(ValueError, match="ends after it starts"):
        Period(DAY, DAY)


def test_inclusive_days_are_read_and_told_in_one_place():
    period = Period.inclusive(date(2026, 3, 2), date(2026, 3, 6))
    assert (period.until, period.last, period.days) == (date(2026, 3, 7), date(2026, 3, 6), 5)
    assert date(2026, 3, 6) in period
    assert date(2026, 3, 7) not in period


@given(st.lists(periods, max_size=8))
def test_merging_keeps_every_day_and_leaves_air_between(some):
    merged = merge(some)
    assert days_of(merged) == days_of(some)
    assert all(a.until < b.start for a, b in zip(merged, merged[1:], strict=False))


@given(periods, st.lists(periods, max_size=8))
def test_what_is_left_uncovered_is_the_rest_of_the_window(window, some):
    assert days_of(uncovered(window, some)) == days_of([window]) - days_of(some)


@given(periods, periods)
def test_overlap_is_a_day_in_common(a, b):
    assert a.overlaps(b) == bool(days_of([a]) & days_of([b]))
