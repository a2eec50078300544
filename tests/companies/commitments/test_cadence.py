"""When a reminder is due: weekends, holidays, closing days, summer time, days away, and the day the job begins."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companies.commitments.cadence import Cadence, Waiting, is_due, next_on
from jobpakker.foundation.workdays import WorkdayCalendar

CALENDAR = WorkdayCalendar.danish()
THREE = Cadence(every=3, at_most=3)


def waiting(left, **differing):
    plain = {"link_left_on": left, "reminders": 0, "quiet_until": None, "job_date": left + timedelta(days=365)}
    return Waiting(**(plain | differing))


@pytest.mark.parametrize(
    ("left", "due", "why"),
    [
        (date(2026, 11, 23), date(2026, 11, 26), "Monday: Thursday"),
        (date(2026, 11, 25), date(2026, 11, 30), "Wednesday: over the weekend to Monday"),
        (date(2026, 11, 28), date(2026, 12, 2), "sent on a Saturday: Wednesday"),
        (date(2026, 12, 23), date(2026, 12, 29), "Christmas: the 24th counts, the 25th does not, then a weekend"),
        (date(2027, 3, 24), date(2027, 4, 1), "Easter 2027: 25, 26, 28 and 29 March are holidays"),
        (date(2027, 3, 26), date(2027, 4, 1), "over the change to summer time on 28 March"),
        (date(2026, 10, 23), date(2026, 10, 28), "over the change to winter time on 25 October"),
    ],
)
def test_three_working_days_after_the_link_left(left, due, why):
    assert next_on(waiting(left), THREE, CALENDAR) == due, why
    assert is_due(waiting(left), THREE, CALENDAR, today=due)
    assert not is_due(waiting(left), THREE, CALENDAR, today=due - timedelta(days=1))


def test_a_municipalitys_own_closing_days_do_not_count():
    closed = WorkdayCalendar.danish(frozenset({date(2026, 11, 24)}))
    assert next_on(waiting(date(2026, 11, 23)), THREE, closed) == date(2026, 11, 27)


@pytest.mark.parametrize("day", [date(2026, 12, 5), date(2026, 12, 6), date(2026, 12, 25), date(2027, 3, 25)])
def test_nobody_is_written_to_on_a_day_off(day):
    assert not is_due(waiting(day - timedelta(days=30)), THREE, CALENDAR, today=day)


def test_who_talked_today_is_left_alone_until_the_day_they_agreed_on():
    left = date(2026, 11, 2)
    talked = waiting(left, quiet_until=date(2026, 11, 21))  # a Saturday
    assert next_on(talked, THREE, CALENDAR) == date(2026, 11, 23)
    assert not is_due(talked, THREE, CALENDAR, today=date(2026, 11, 20))
    assert is_due(talked, THREE, CALENDAR, today=date(2026, 11, 23))


def test_a_short_silence_does_not_make_it_earlier():
    assert next_on(waiting(date(2026, 11, 23), quiet_until=date(2026, 11, 24)), THREE, CALENDAR) == date(2026, 11, 26)


@pytest.mark.parametrize(
    "cadence", [Cadence(every=0, at_most=3), Cadence(every=3, at_most=0), Cadence(every=3, at_most=2)]
)
def test_what_a_municipality_does_not_want_is_never_due(cadence):
    question = waiting(date(2026, 11, 2), reminders=2)
    assert next_on(question, cadence, CALENDAR) is None
    assert not is_due(question, cadence, CALENDAR, today=date(2026, 11, 30))


def test_nobody_is_reminded_of_a_first_day_that_has_gone():
    question = waiting(date(2026, 11, 23), job_date=date(2026, 11, 26))
    assert is_due(question, THREE, CALENDAR, today=date(2026, 11, 26))
    assert not is_due(question, THREE, CALENDAR, today=date(2026, 11, 27))
    assert next_on(waiting(date(2026, 11, 23), job_date=date(2026, 11, 25)), THREE, CALENDAR) is None


@settings(deadline=None)
@given(st.dates(date(2024, 1, 1), date(2035, 12, 31)), st.integers(1, 30), st.integers(0, 60))
def test_it_is_due_from_its_day_on_however_late_one_looks(left, every, late):
    question, cadence = waiting(left), Cadence(every=every, at_most=1)
    due = next_on(question, cadence, CALENDAR)
    looked = CALENDAR.after(due, late)
    assert CALENDAR.count(left + timedelta(days=1), due + timedelta(days=1)) == every
    assert is_due(question, cadence, CALENDAR, today=looked) == (looked <= question.job_date)
    assert not any(
        is_due(question, cadence, CALENDAR, today=left + timedelta(days=n)) for n in range((due - left).days)
    )
