"""A hundred hands for the last seats at the same moment, and two people with the same file."""

from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest

from companies.providers import actions, importing, queries
from companies.providers.actions import NoSeat
from companies.providers.importing import AlreadyApplied, ChangedMeanwhile
from companies.providers.models import Course, CourseSession, Provider
from jobpakker.foundation import clock
from jobpakker.foundation.audit.models import AuditEvent
from tests.companies.at_once import at_once
from tests.factories.accounts import UserFactory
from tests.factories.providers import CourseSessionFactory

pytestmark = pytest.mark.django_db(transaction=True)
HUNDRED = 100


def events(kind):
    return AuditEvent.objects.across_municipalities().filter(kind=kind).count()


def test_a_hundred_for_seven_seats():
    by = UserFactory()
    session = CourseSessionFactory(municipality=by.municipality, seats=12, seats_taken=5)
    outcomes = at_once(lambda _n: actions.take_seat(session=session, key=uuid4(), by=by, at=clock.now()), times=HUNDRED)
    assert Counter(type(outcome) for outcome in outcomes) == {CourseSession: 7, NoSeat: HUNDRED - 7}
    assert queries.sessions(by.municipality_id).get().seats_taken == 12
    assert events("course_session.seat_taken") == 7


def test_one_press_that_arrives_a_hundred_times_takes_one_seat():
    by, key = UserFactory(), uuid4()
    session = CourseSessionFactory(municipality=by.municipality, seats=12, seats_taken=5)
    at_once(lambda _n: actions.take_seat(session=session, key=key, by=by, at=clock.now()), times=HUNDRED)
    assert queries.sessions(by.municipality_id).get().seats_taken == 6
    assert events("course_session.seat_taken") == 1


def _file():
    day = clock.today() + timedelta(days=30)
    lines = [f"Kursus {n};Skole {n % 3};{day + timedelta(days=n):%d-%m-%Y};2;12" for n in range(20)]
    return "\n".join(["titel;udbyder;start;dage;pladser", *lines]).encode()


def kept(by):
    return importing.keep(
        key=uuid4(), content=_file(), file_name="k.csv", by=by, at=clock.now(), today=clock.today()
    )  # fmt: skip


def apply(row, by):
    shown = importing.preview(row, at=clock.now(), today=clock.today())
    return lambda _n: importing.apply(
        kept=row, fingerprint=shown.fingerprint, by=by, at=clock.now(), today=clock.today()
    )


def test_one_file_applied_many_times_at_once_is_applied_once():
    by = UserFactory()
    outcomes = at_once(apply(kept(by), by), times=30)
    assert Counter(type(outcome) for outcome in outcomes) == {dict: 1, AlreadyApplied: 29}
    assert queries.sessions(by.municipality_id).count() == 20
    assert (events("course_session.added"), events("courses.imported")) == (20, 1)


def test_the_same_file_of_two_people_at_once_makes_each_class_once():
    one = UserFactory()
    two = UserFactory(municipality=one.municipality)
    works = [apply(kept(one), one), apply(kept(two), two)]
    outcomes = at_once(lambda n: works[n % 2](n), times=20)
    assert Counter(type(outcome) for outcome in outcomes)[dict] == 1
    assert {type(outcome) for outcome in outcomes} == {dict, AlreadyApplied, ChangedMeanwhile}
    assert queries.sessions(one.municipality_id).count() == 20
    assert Course.objects.for_municipality(one.municipality_id).count() == 20
    assert Provider.objects.for_municipality(one.municipality_id).count() == 3
