"""Dates as they are typed, and back."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.jobpakke import fixed_dates

TODAY = date(2026, 1, 5)


@pytest.mark.parametrize("text", ["2/3", "2. marts", "02-03-2026", "mandag 2. marts"])
def test_one_date_is_a_pinned_first_day(text):
    read = fixed_dates.parse(text, today=TODAY)
    assert (read.starts_on, read.periods, read.pinned) == (date(2026, 3, 2), (), True)


@pytest.mark.parametrize(
    "text",
    [
        "2/3-13/3",
        "2/3 - 13/3 2026",
        "2/3–13/3",
        "02-03-2026 til 13-03-2026",
        "2. marts til 13. marts",
        "2026-03-02 til 2026-03-13",
    ],
)
def test_one_period_is_pinned_whole_and_half_open(text):
    read = fixed_dates.parse(text, today=TODAY)
    assert read.periods == ((date(2026, 3, 2), date(2026, 3, 14)),)
    assert read.pinned


def test_several_periods_are_a_choice_in_the_order_of_time():
    read = fixed_dates.parse("13/4-24/4 eller 2/3-13/3; 2/3-13/3", today=TODAY)
    assert read.periods == ((date(2026, 3, 2), date(2026, 3, 14)), (date(2026, 4, 13), date(2026, 4, 25)))
    assert not read.pinned


def test_a_period_over_new_year_takes_its_year_from_the_last_day():
    read = fixed_dates.parse("20/12-8/1 2027", today=date(2026, 12, 22))
    assert read.periods == ((date(2026, 12, 20), date(2027, 1, 9)),)


@pytest.mark.parametrize("text", ["", "  ", "\n"])
def test_nothing_typed_is_nothing_fixed(text):
    assert not fixed_dates.parse(text, today=TODAY)


@pytest.mark.parametrize(
    "text",
    ["snart", "31/2", "13-03-2026 til 02-03-2026", "2/3-13/3 eller 13/4", "2/3 eller 9/3", ";".join(["2/3-13/3"] * 51)],
)
def test_what_cannot_be_read_is_answered_with_a_sentence(text):
    with pytest.raises(fixed_dates.Unreadable, match=r"\.$"):
        fixed_dates.parse(text, today=TODAY)


DAYS = st.dates(date(2025, 1, 1), date(2031, 12, 30))


@given(st.lists(st.tuples(DAYS, DAYS).filter(lambda p: p[0] < p[1]), min_size=1, max_size=6, unique=True))
def test_what_is_shown_is_read_back_to_the_same_dates(periods):
    read = fixed_dates.parse(fixed_dates.show(periods), today=TODAY)
    assert read.periods == tuple(sorted(periods))


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text):
    try:
        fixed_dates.parse(text, today=TODAY)
    except fixed_dates.Unreadable as error:
        assert str(error)
