"""How many places there are, are in use, and are free: the law's own examples, and every day counted by hand."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companies.directory import places
from companies.directory.places import Stay

TODAY = date(2027, 3, 1)


def stay(start, days, *, worksite=1):
    starts_on = TODAY + timedelta(days=start)
    return Stay(1, worksite, "praktik", starts_on, starts_on + timedelta(days=days))


@pytest.mark.parametrize(
    ("employees", "limit"),
    [(0, 1), (4, 1), (9, 1), (10, 2), (15, 3), (49, 9), (50, 10), (59, 10), (60, 11), (100, 15), (137, 18)],
)
def test_the_law_of_the_day_says_how_many(employees, limit):
    assert places.ratios(TODAY).limit(employees) == limit


def test_a_day_without_a_rule_has_no_limit():
    assert places.ratios(date(1950, 1, 1)).limit(10) is None


def test_the_paragraphs_are_named():
    assert places.ratios(TODAY).references == ("LAB § 63 stk. 1", "LAB § 77")


def test_a_place_is_taken_from_the_first_day_until_the_day_after_the_last():
    one = [stay(0, 14)]
    days = [places.in_use(one, TODAY + timedelta(days=n)) for n in (-1, 0, 13, 14)]
    assert days == [0, 1, 1, 0]


def test_the_next_free_place_is_when_the_first_leaves_and_nobody_takes_it_over():
    there = [stay(-5, 10), stay(5, 10), stay(-5, 40)]
    assert places.next_free_on(there, 2, TODAY) == TODAY + timedelta(days=15)
    assert places.next_free_on(there, 3, TODAY) is None  # there is one today
    assert places.next_free_on(there, 0, TODAY) is None


def test_too_many_are_told_of_before_they_come():
    there = [stay(-5, 60), stay(10, 10)]
    assert places.overfull_on(there, 1, TODAY) == TODAY + timedelta(days=10)
    assert places.overfull_on(there, 2, TODAY) is None


def test_months_go_over_the_turn_of_the_year():
    found = places.months(date(2027, 1, 31), back=2, ahead=1)
    assert found == [date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1), date(2027, 3, 1)]


STAYS = st.lists(st.tuples(st.integers(-40, 40), st.integers(1, 30)), max_size=6)


@given(STAYS, st.integers(1, 3))
def test_peaks_and_first_days_are_those_of_a_count_day_by_day(drawn, limit):
    there = [stay(start, days) for start, days in drawn]
    span = [TODAY + timedelta(days=n) for n in range(80)]
    counts = [places.in_use(there, day) for day in span]
    assert places.peak(there, span[0], span[0] + timedelta(days=80)) == max(counts)
    over = next((day for day, n in zip(span, counts, strict=True) if n > limit), None)
    assert places.overfull_on(there, limit, TODAY) == over
    free = None if counts[0] < limit else next((d for d, n in zip(span, counts, strict=True) if n < limit), None)
    assert places.next_free_on(there, limit, TODAY) == free
