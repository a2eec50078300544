"""One mail a caseworker a day, in the order of the page, when there is something to say; never a name."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core import mail

from casework import tasks
from casework.green_wave import actions, my_day
from casework.green_wave.day import Sort
from jobpakker.foundation.notifications.models import Notification
from jobpakker.foundation.outbox import dispatch
from tests.casework.green_wave.rows import MONDAY, WEEK, at, flags, package, run_here, step, with_a_gap
from tests.factories.accounts import UserFactory
from tests.factories.citizens import CitizenFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def caseworker():
    return UserFactory()


@pytest.fixture(autouse=True)
def early_monday():
    with time_machine.travel(at(MONDAY, 4), tick=False):
        yield


def drain(day, hour=6):
    while dispatch.drain(at=at(day, hour)):
        pass


def morning(user, day=MONDAY):
    """The run, and what the outbox does with it."""
    with time_machine.travel(at(day, 6), tick=False):
        run_here(tasks.detect, user.municipality_id, day)
        drain(day)


def digests():
    """Not the mails to the companies, which the rows of these tests have sent as well."""
    return [message for message in mail.outbox if message.subject.startswith("Min dag")]


def beginning(caseworker, day=MONDAY):
    return package(step("P", day, day + 4 * WEEK), job=day + 4 * WEEK, promised_on=day - WEEK, caseworker=caseworker)


def test_one_mail_in_the_order_of_the_page_with_case_numbers_and_a_link(caseworker):
    with_a_gap(caseworker=caseworker)
    beginning(caseworker)
    CitizenFactory(caseworker=caseworker, referred_on=MONDAY - 20 * WEEK)
    morning(caseworker)
    [message] = digests()
    assert message.to == [caseworker.email]
    assert message.subject == "Min dag: 1 ting haster"
    lines = [line for line in message.body.splitlines() if line.startswith("- ")]
    page = [row for row in my_day.of(caseworker, today=MONDAY).rows if row.sort != Sort.CITIZEN]
    assert lines == [f"- {row.alias}: {row.title} ({row.tag})" for row in page]
    assert "http://127.0.0.1:8000/min-dag/" in message.body


def test_it_holds_no_name(caseworker):
    jobpakke = with_a_gap(caseworker=caseworker)
    morning(caseworker)
    [message] = digests()
    told = message.subject + message.body
    assert jobpakke.citizen.alias in told
    assert jobpakke.citizen.first_name not in told
    assert jobpakke.citizen.last_name not in told


def test_the_same_run_twice_is_one_mail(caseworker):
    with_a_gap(caseworker=caseworker)
    for _ in range(3):
        morning(caseworker)
    assert len(digests()) == 1
    notification = Notification.objects.for_municipality(caseworker.municipality_id).get(kind="green_wave_digest")
    assert notification.said_once == f"digest:{caseworker.public_id}:2026-11-23"


def test_nothing_new_and_nothing_due_is_no_mail(caseworker):
    with_a_gap(caseworker=caseworker)
    morning(caseworker)
    morning(caseworker, MONDAY + timedelta(days=1))  # the gap is known and lies ahead
    assert len(digests()) == 1
    morning(caseworker, date(2026, 12, 7))  # it runs
    assert len(digests()) == 2


def test_who_has_nothing_at_all_hears_nothing(caseworker):
    UserFactory(municipality=caseworker.municipality, team=caseworker.team)
    UserFactory(manager=True, municipality=caseworker.municipality)
    with_a_gap(caseworker=caseworker)
    morning(caseworker)
    assert [message.to for message in digests()] == [[caseworker.email]]


def test_no_digest_in_a_weekend_on_a_holiday_or_about_a_day_that_is_over(caseworker):
    with_a_gap(caseworker=caseworker)
    morning(caseworker, date(2026, 11, 22))
    assert digests() == []
    with time_machine.travel(at(MONDAY, 6), tick=False):
        run_here(tasks.detect, caseworker.municipality_id, MONDAY)
    drain(MONDAY + timedelta(days=1))  # the outbox was a day away
    assert digests() == []


def test_what_was_mended_before_the_mail_left_is_not_said(caseworker):
    jobpakke = beginning(caseworker)
    drain(MONDAY, 5)
    with time_machine.travel(at(MONDAY, 6), tick=False):
        run_here(tasks.detect, caseworker.municipality_id, MONDAY)
        assert (
            dispatch.drain(at=at(MONDAY, 6), limit=4) == 4
        )  # settled, handed out, nothing to lift, asked for; not yet written
        assert (
            Notification.objects.for_municipality(caseworker.municipality_id).filter(kind="green_wave_digest").exists()
        )
        jobpakke.steps.update(state="running", started_on=MONDAY)
        drain(MONDAY)
    assert digests() == []


def test_a_save_that_could_not_be_checked_is_checked_by_the_outbox(caseworker):
    jobpakke = package(
        step("P", date(2200, 1, 6), date(2200, 1, 10)), job=date(2200, 5, 5), promised_on=MONDAY, caseworker=caseworker
    )
    actions.package_changed(jobpakke=jobpakke, today=MONDAY, at=at(MONDAY))
    end = MONDAY + 3 * WEEK
    jobpakke.steps.update(starts_on=MONDAY, until=end)
    type(jobpakke).objects.for_municipality(jobpakke.municipality_id).filter(pk=jobpakke.pk).update(
        job_starts_on=end + WEEK
    )
    dispatch.drain(at=at(MONDAY))
    assert [flag.working_days for flag in flags(jobpakke)] == [5]
