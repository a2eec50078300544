"""Dates as they are typed, and back."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.blueprints import lengths
from casework.blueprints.fields import HoursField
from casework.jobpakke import fixed_dates
from jobpakker.foundation.workdays import WorkdayCalendar

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


# Weeks, and what must be over ------------------------------------------------------------------------------------------------
CALENDAR = WorkdayCalendar.danish()


def test_a_week_begins_on_its_first_working_day():
    """Monday of week 15 in 2026 is the second day of Easter."""
    assert fixed_dates.parse("uge 15", today=TODAY, calendar=CALENDAR).starts_on == date(2026, 4, 7)
    assert fixed_dates.parse("uge 34", today=TODAY, calendar=CALENDAR).starts_on == date(2026, 8, 17)


@pytest.mark.parametrize("text", ["uge 34-36", "uge 34 til uge 36", "Uger 34–36 2026", "u 34-36"])
def test_weeks_go_from_their_monday_to_their_friday(text):
    read = fixed_dates.parse(text, today=TODAY, calendar=CALENDAR)
    assert read.periods == ((date(2026, 8, 17), date(2026, 9, 5)),)


@pytest.mark.parametrize("text", ["uge 52-2", "uge 52-2 2027"])
def test_weeks_over_new_year(text):
    read = fixed_dates.parse(text, today=TODAY, calendar=CALENDAR)
    assert read.periods == ((date(2026, 12, 21), date(2027, 1, 16)),)


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("før 1/9", date(2026, 9, 1)),
        ("inden den 1. september", date(2026, 9, 1)),
        ("senest 31/8", date(2026, 9, 1)),
        ("før uge 34", date(2026, 8, 17)),
        ("senest uge 34", date(2026, 8, 22)),
    ],
)
def test_a_day_to_be_over_before(text, before):
    read = fixed_dates.parse(text, today=TODAY)
    assert (read.ends_by, bool(read), read.periods, read.not_before, read.fixed) == (before, True, (), None, False)


@pytest.mark.parametrize("text", ["før", "før snart", "før 2/3-13/3", "uge 34-99", "senest 31/2"])
def test_half_a_sentence_is_answered_with_one(text):
    with pytest.raises(fixed_dates.Unreadable):
        fixed_dates.parse(text, today=TODAY)


@pytest.mark.parametrize(
    ("text", "not_before", "ends_by"),
    [
        ("efter 1/9", date(2026, 9, 2), None),
        ("tidligst 1/9", date(2026, 9, 1), None),
        ("ikke før den 1. september", date(2026, 9, 1), None),
        ("fra 1/9", date(2026, 9, 1), None),
        ("tidligst uge 34", date(2026, 8, 17), None),
        ("efter uge 34", date(2026, 8, 22), None),
        ("tidligst 2/9 og senest 31/10", date(2026, 9, 2), date(2026, 11, 1)),
        ("før 1/12, efter 1/9", date(2026, 9, 2), date(2026, 12, 1)),
        ("efter 1/12 og før 1/3", date(2025, 12, 2), date(2026, 3, 1)),
        ("not before 1/9 and by 31/10", date(2026, 9, 1), date(2026, 11, 1)),
    ],
)
def test_bounds_between_which_planning_is_free(text, not_before, ends_by):
    read = fixed_dates.parse(text, today=TODAY)
    assert (read.not_before, read.ends_by, read.fixed) == (not_before, ends_by, False)


@pytest.mark.parametrize(
    "text", ["før 1/9", "senest uge 34", "efter uge 50, før 1/3", "tidligst 2/9 og senest 31/10", "by 1/9"]
)
def test_bounds_are_kept_as_typed_and_read_back_in_any_year(text):
    read = fixed_dates.parse(text, today=TODAY)
    assert read.text.split()[0] == text.split()[0]
    assert fixed_dates.parse(read.text, today=date(2031, 5, 1)) == read


@pytest.mark.parametrize(
    "text", ["senest 1/9 før 2/9", "efter 2/9/2026 før 1/9/2026", "mellem 1/9 og 1/10", "tidligst", "efter"]
)
def test_bounds_that_say_nothing_or_too_much_are_answered_with_a_sentence(text):
    with pytest.raises(fixed_dates.Unreadable):
        fixed_dates.parse(text, today=TODAY)


def test_from_a_day_to_a_day_is_a_period():
    assert fixed_dates.parse("fra 2/3 til 13/3", today=TODAY).periods == ((date(2026, 3, 2), date(2026, 3, 14)),)


@pytest.mark.parametrize(
    "text",
    ["2/3", "2/3-13/3", "2/3-13/3 eller 13/4-24/4", "uge 34", "uge 34-36", "før 1/9", "senest 31/8",
     "2/3-13/3 or 13/4-24/4", "week 34", "week 34-36", "before 1/9", "by 31/8",
     "efter 1/9", "tidligst 2/9", "tidligst 2/9 og senest 31/10", "after 1/9", "not before 2/9 and by 31/10"],
)  # fmt: skip
def test_what_the_builder_says_one_can_write_can_be_read(text):
    assert fixed_dates.parse(text, today=TODAY, calendar=CALENDAR)


@pytest.mark.parametrize("text", ["4u", "10 arbejdsdage", "3 mdr", "6 uger (4-13)", "4w", "10 working days", "3 months", "6 weeks (4-13)"])  # fmt: skip
def test_so_can_the_lengths(text):
    assert lengths.parse(text).preferred.amount


@pytest.mark.parametrize("text", ["2/3 1905", "uge 3 1905", "uge 3-5 1905", "før 1/1 1901", "senest uge 1 1900", "2/3 1905-13/3 1905"])  # fmt: skip
def test_what_lies_before_any_calendar_is_refused(text):
    with pytest.raises(fixed_dates.Unreadable, match="for langt tilbage"):
        fixed_dates.parse(text, today=TODAY, calendar=CALENDAR)


@pytest.mark.parametrize(
    ("text", "hours"),
    [("37", "37"), ("18,5", "18.5"), ("18.5", "18.5"), ("37 timer", "37"), ("30 t om ugen", "30"), (" ", None)],
)
def test_hours_are_read_as_people_write_them(text, hours):
    assert HoursField(required=False).clean(text) == (None if hours is None else Decimal(hours))
