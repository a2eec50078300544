"""The Danish working-day calendar against the library asked day by day, and the counts of domain.md § 8.1."""

from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobpakker.foundation.workdays import WorkdayCalendar, public_holidays

CALENDAR = WorkdayCalendar.danish()
PUBLIC = holidays.country_holidays("DK")
days = st.dates(date(2007, 1, 1), date(2045, 12, 31))


def by_hand(day):
    return day.weekday() < 5 and day not in PUBLIC


@pytest.mark.parametrize(
    ("year", "by_month"),
    [
        (2026, [21, 20, 22, 19, 19, 22, 23, 21, 22, 22, 21, 22]),
        (2027, [20, 20, 20, 22, 19, 22, 22, 22, 22, 21, 22, 23]),
    ],
)
def test_working_days_of_a_year(year, by_month):
    firsts = [date(year, month, 1) for month in range(1, 13)] + [date(year + 1, 1, 1)]
    assert [CALENDAR.count(a, b) for a, b in zip(firsts, firsts[1:], strict=False)] == by_month


@pytest.mark.parametrize(
    ("year", "days_off"),
    [
        (2026, "01-01 04-02 04-03 04-05 04-06 05-14 05-24 05-25 12-25 12-26"),
        (2027, "01-01 03-25 03-26 03-28 03-29 05-06 05-16 05-17 12-25 12-26"),
    ],
)
def test_the_public_holidays_of_a_year(year, days_off):
    assert sorted(public_holidays(year)) == [date.fromisoformat(f"{year}-{day}") for day in days_off.split()]


def test_store_bededag_until_2023():
    assert not CALENDAR.is_working_day(date(2023, 5, 5))
    assert CALENDAR.is_working_day(date(2024, 4, 26))
    assert (len(public_holidays(2023)), len(public_holidays(2024))) == (11, 10)


@pytest.mark.parametrize("day", [date(2026, 5, 1), date(2026, 6, 5), date(2026, 12, 24), date(2026, 12, 31)])
def test_days_that_are_often_off_are_working_days_until_the_municipality_closes(day):
    assert CALENDAR.is_working_day(day)
    assert not WorkdayCalendar(closed_days=[day]).is_working_day(day)


def test_why_a_day_is_closed():
    closed = WorkdayCalendar(closed_days=[date(2026, 6, 5)])
    assert closed.why_closed(date(2026, 4, 6)) == "2. påskedag"
    assert closed.why_closed(date(2026, 4, 11)) == "weekend"
    assert closed.why_closed(date(2026, 6, 5)) == "closed"
    assert closed.why_closed(date(2026, 6, 8)) == ""


@given(days)
def test_a_day_is_what_it_is_by_hand(day):
    assert CALENDAR.is_working_day(day) == by_hand(day)


@given(days, st.integers(1, 400))
def test_counting_back_and_forth(day, n):
    before, after = CALENDAR.before(day, n), CALENDAR.after(day, n)
    assert by_hand(before)
    assert by_hand(after)
    assert CALENDAR.count(before, day) == n
    assert CALENDAR.count(day + timedelta(days=1), after + timedelta(days=1)) == n


@given(days, st.integers(-30, 400))
def test_counts_are_the_days_listed(start, length):
    until = start + timedelta(days=length)
    listed = CALENDAR.days(start, until)
    assert CALENDAR.count(start, until) == len(listed) == sum(by_hand(start + timedelta(days=n)) for n in range(length))


def test_years_outside_the_first_table_are_laid_out_when_asked_for():
    calendar = WorkdayCalendar()
    assert calendar.count(date(1995, 1, 2), date(1995, 1, 7)) == 5
    assert calendar.after(date(2090, 12, 29), 10) == date(2091, 1, 15)
    with pytest.raises(ValueError, match="from 1985"):
        calendar.is_working_day(date(1950, 1, 1))
