"""A municipality's own limits: from how many days on a transition is a flag. They reach everything through the real queue."""

import pytest
import time_machine
from django.urls import reverse

from casework import tasks
from casework.green_wave import actions, limits, my_day
from casework.green_wave.models import FlagThreshold
from casework.jobpakke.states import JobpakkeState
from jobpakker.foundation.outbox import dispatch
from tests.casework.green_wave.rows import MONDAY, at, flags, with_a_gap
from tests.companies.pages import body, client_of
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
PRAKTIK_TO_LOENTILSKUD = ("praktik", "loentilskud")


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(at(MONDAY), tick=False):
        yield


@pytest.fixture
def caseworker():
    return UserFactory()


@pytest.fixture
def manager(caseworker):
    return UserFactory(manager=True, municipality=caseworker.municipality)


def saved(user, **numbers):
    """As the page sends it: every number, those of `numbers` changed."""
    address = reverse("casework:thresholds")
    told = {"-".join(sides): str(least) for sides, least in limits.of(user.municipality_id).items()}
    return client_of(user).post(address, told | {name.replace("_", "-"): number for name, number in numbers.items()})


def work(user, monkeypatch):
    """The outbox hands over, and what it hands over is run as a worker would."""
    monkeypatch.setattr(tasks, "send", lambda task, *given: task(*given))
    while dispatch.drain(at=at(MONDAY)):
        pass


def open_days(jobpakke):
    return [flag.working_days for flag in flags(jobpakke) if flag.closed_at is None]


def test_the_usual_is_from_the_first_day_and_before_the_first_step_from_the_eleventh(manager):
    stands = limits.of(manager.municipality_id)
    assert stands[PRAKTIK_TO_LOENTILSKUD] == 1
    assert stands["loefte", "praktik"] == 11
    assert len(stands) == 15
    page = body(client_of(manager).get(reverse("casework:thresholds")))
    assert "Virksomhedspraktik → Løntilskud" in page or "Praktik → Løntilskud" in page


def test_a_limit_that_is_raised_closes_the_flags_beneath_it_and_lowered_opens_them_again(
    caseworker, manager, monkeypatch
):
    five, ten = with_a_gap(caseworker=caseworker, lost=5), with_a_gap(caseworker=caseworker, lost=10)
    actions.detect(municipality_id=caseworker.municipality_id, today=MONDAY, at=at(MONDAY))
    assert (open_days(five), open_days(ten)) == ([5], [10])
    assert saved(manager, praktik_loentilskud="6").status_code == 302
    work(manager, monkeypatch)
    assert (open_days(five), open_days(ten)) == ([], [10])
    assert len(my_day.of(caseworker, today=MONDAY).rows) == 1
    saved(manager, praktik_loentilskud="1")
    work(manager, monkeypatch)
    assert (open_days(five), open_days(ten)) == ([5], [10])
    assert not FlagThreshold.objects.for_municipality(manager.municipality_id).exists()  # as usual: no row


def test_a_package_waits_for_no_decision_about_what_is_no_flag(caseworker, manager, monkeypatch):
    jobpakke = with_a_gap(caseworker=caseworker, lost=5, state=JobpakkeState.AWAITING_DECISION)
    saved(manager, praktik_loentilskud="6")
    work(manager, monkeypatch)
    jobpakke.refresh_from_db()
    assert jobpakke.state == JobpakkeState.ACTIVE


def test_another_municipality_keeps_its_own(caseworker, manager):
    elsewhere = with_a_gap(lost=5)
    saved(manager, praktik_loentilskud="6")
    actions.detect(municipality_id=elsewhere.municipality_id, today=MONDAY, at=at(MONDAY))
    assert open_days(elsewhere) == [5]


@pytest.mark.parametrize("wrong", ["", "0", "61", "-1", "1,5", "x", "9" * 40, "a\x00b"])
def test_what_is_no_number_of_days_is_refused_and_nothing_is_changed(manager, wrong):
    response = saved(manager, praktik_loentilskud=wrong)
    assert response.status_code == 422
    assert not FlagThreshold.objects.for_municipality(manager.municipality_id).exists()


def test_saying_the_same_again_asks_for_no_run(manager):
    saved(manager)
    assert dispatch.drain(at=at(MONDAY)) == 0
