"""What nobody answers is lifted, once to the team leader and once to the manager, after the municipality's own days."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from casework import tasks
from casework.green_wave import actions, lifting
from casework.green_wave.models import Cause
from jobpakker.foundation.audit.models import AuditEvent
from jobpakker.foundation.outbox import dispatch
from tests.casework.green_wave.rows import MONDAY, at, flags, run_here, with_a_gap
from tests.factories.accounts import TeamFactory, UserFactory

pytestmark = pytest.mark.django_db

BEGINS = date(2026, 12, 7)  # a Monday: the first dead day of `with_a_gap`


@pytest.fixture(autouse=True)
def early_monday():
    with time_machine.travel(at(MONDAY, 4), tick=False):
        yield


@pytest.fixture
def caseworker():
    return UserFactory()


@pytest.fixture
def jobpakke(caseworker):
    return with_a_gap(caseworker=caseworker, lost=10)


def morning(user, day):
    with time_machine.travel(at(day, 6), tick=False):
        run_here(tasks.detect, user.municipality_id, day)
        while dispatch.drain(at=at(day, 6)):
            pass


def lifted(jobpakke):
    [flag] = flags(jobpakke)
    return (flag.lifted_to, flag.lifted_on)


def mails_to(user):
    return [message.subject for message in mail.outbox if message.to == [user.email]]


def test_first_the_team_leader_then_the_manager_each_told_once(caseworker, jobpakke):
    leader = UserFactory(manager=True, municipality=caseworker.municipality, team=caseworker.team)
    manager = UserFactory(manager=True, municipality=caseworker.municipality)
    for day in range((BEGINS - MONDAY).days + 2):
        morning(caseworker, MONDAY + timedelta(days=day))
    assert lifted(jobpakke) == ("", None)
    for _ in range(2):
        morning(caseworker, BEGINS + timedelta(days=2))  # two working days have gone by
    assert lifted(jobpakke) == ("team_leader", date(2026, 12, 9))
    assert mails_to(leader) == ["1 død periode venter på dig"]
    assert mails_to(manager) == []
    morning(caseworker, BEGINS + timedelta(days=3))
    assert len(mails_to(leader)) == 1
    morning(caseworker, BEGINS + timedelta(days=7))  # five
    assert lifted(jobpakke) == ("manager", date(2026, 12, 14))
    assert mails_to(manager) == ["1 død periode venter på dig"]


def test_a_team_without_a_leader_of_its_own_is_the_managers(caseworker, jobpakke):
    manager = UserFactory(manager=True, municipality=caseworker.municipality)
    other = UserFactory(
        manager=True, municipality=caseworker.municipality, team=TeamFactory(municipality=caseworker.municipality)
    )
    morning(caseworker, MONDAY)
    morning(caseworker, BEGINS + timedelta(days=2))
    assert mails_to(manager) == ["1 død periode venter på dig"]
    assert mails_to(other) == []


@pytest.mark.parametrize("answer", ["cause", "acts", "accept"])
def test_what_is_answered_is_lifted_no_further(caseworker, jobpakke, answer):
    morning(caseworker, MONDAY)
    [flag] = flags(jobpakke)
    if answer == "cause":
        actions.set_cause(dead_period=flag, cause=Cause.GRANT_WAIT, by=caseworker, at=at(MONDAY))
    elif answer == "acts":
        actions.assign(dead_period=flag, acts="provider", by=caseworker, at=at(MONDAY))
    else:
        actions.accept(
            dead_period=flag, cause=Cause.GRANT_WAIT, owner=caseworker, until=BEGINS, by=caseworker, today=MONDAY,
            at=at(MONDAY),
        )  # fmt: skip
    morning(caseworker, BEGINS + timedelta(days=8))
    assert lifted(jobpakke) == ("", None)


def test_ten_days_on_which_nothing_ran_lose_nothing_and_say_it_once(caseworker, jobpakke):
    manager = UserFactory(manager=True, municipality=caseworker.municipality)
    morning(caseworker, MONDAY)
    late = BEGINS + timedelta(days=9)
    morning(caseworker, late)
    assert lifted(jobpakke) == ("manager", late)
    assert len(mails_to(manager)) == 1


def test_the_mail_holds_no_case_and_no_name(caseworker, jobpakke):
    manager = UserFactory(manager=True, municipality=caseworker.municipality)
    morning(caseworker, MONDAY)
    morning(caseworker, BEGINS + timedelta(days=2))
    [message] = [message for message in mail.outbox if message.to == [manager.email]]
    assert jobpakke.citizen.alias not in message.body
    assert jobpakke.citizen.last_name not in message.body
    client = Client()
    client.force_login(manager)
    address = next(word for word in message.body.split() if word.startswith("http"))
    page = client.get(address.removeprefix("http://127.0.0.1:8000")).content.decode()
    assert jobpakke.citizen.last_name in page


def test_each_municipality_sets_its_own_days(caseworker, jobpakke):
    manager = UserFactory(manager=True, municipality=caseworker.municipality)
    client = Client()
    client.force_login(manager)
    address = reverse("casework:lifting_rule")
    for _ in range(2):
        assert client.post(address, {"team_leader_after": "1", "manager_after": "3"}).status_code == 302
    rows = AuditEvent.objects.for_municipality(caseworker.municipality_id).filter(kind="lifting_rule.set")
    assert rows.count() == 1
    for wrong in ({"team_leader_after": "3", "manager_after": "3"}, {"team_leader_after": "0"}, {"manager_after": "x"}):
        assert client.post(address, wrong).status_code == 422
    morning(caseworker, MONDAY)
    morning(caseworker, BEGINS + timedelta(days=1))
    assert lifted(jobpakke)[0] == "team_leader"
    assert lifting.rule_of(UserFactory().municipality_id).team_leader_after == 2


def test_only_who_answers_for_the_watch_sets_the_days(caseworker):
    client = Client()
    client.force_login(caseworker)
    assert client.post(reverse("casework:lifting_rule"), {}).status_code == 403


def test_no_lifting_in_a_weekend(caseworker, jobpakke):
    morning(caseworker, MONDAY)
    morning(caseworker, BEGINS + timedelta(days=5))
    assert lifted(jobpakke) == ("", None)
