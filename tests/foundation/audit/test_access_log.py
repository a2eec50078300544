"""The access log: who may read it, how it is narrowed, and what it says."""

from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from jobpakker.foundation import clock
from jobpakker.foundation.audit import presenters
from jobpakker.foundation.audit.models import AccessLogEntry
from jobpakker.foundation.ui import dates
from tests.factories.accounts import UserFactory
from tests.factories.citizens import CitizenFactory

pytestmark = pytest.mark.django_db

LOG = reverse("audit:access_log")
NASTY = ["\x00", "\x0b", "a" * 50_000, "<script>", "nej", "-1", "0", "9" * 4000, "31-02-2026", "🙂"]


@pytest.fixture
def manager():
    return UserFactory(manager=True)


@pytest.fixture
def client(client, manager):
    client.raise_request_exception = False
    client.force_login(manager)
    return client


def body(response):
    return response.content.decode()


def entry(user, *, at=None, action="view", what="casework:citizen_detail", citizen=None, reason=""):
    return AccessLogEntry.objects.create(
        municipality_id=user.municipality_id, at=at or clock.now(), user_id=user.pk, user_name=user.name,
        role_code=user.role_code, action=action, what=what, citizen_id=citizen, reason=reason,
    )  # fmt: skip


def shown(response):
    return [line.entry for line in response.context["lines"]]


def test_it_says_who_did_what_to_whom_and_why_without_a_name(client, manager):
    caseworker = UserFactory(municipality=manager.municipality, name="Bodil Behandler")
    citizen = CitizenFactory(caseworker=caseworker, alias="B-2026-0042", last_name="Hemmeligsen")
    entry(caseworker, action="reveal_cpr", what="cpr", citizen=citizen.public_id, reason="opslag i VITAS")
    page = body(client.get(LOG))
    for text in ("Bodil Behandler", "Sagsbehandler", "viste CPR-nummer", "B-2026-0042", "opslag i VITAS"):
        assert text in page
    assert "Hemmeligsen" not in page
    assert reverse("casework:citizen_detail", args=[citizen.public_id]) in page


def test_the_administrator_reads_case_numbers_and_no_way_to_the_citizen(client, manager):
    citizen = CitizenFactory(caseworker=UserFactory(municipality=manager.municipality), alias="B-2026-0042")
    entry(manager, citizen=citizen.public_id)
    client.force_login(UserFactory(administrator=True, municipality=manager.municipality))
    page = body(client.get(LOG))
    assert "B-2026-0042" in page
    assert reverse("casework:citizen_detail", args=[citizen.public_id]) not in page


def test_no_line_of_another_municipality(client):
    stranger = UserFactory(name="Fra Et Andet Sted")
    entry(stranger)
    page = client.get(LOG)
    assert shown(page) == []
    assert "Fra Et Andet Sted" not in body(page)


def test_narrowed_to_an_employee_a_citizen_an_action_and_a_period(client, manager):
    other, citizen = UserFactory(municipality=manager.municipality), uuid4()
    night = datetime(2026, 3, 10, 23, 30, tzinfo=ZoneInfo("Europe/Copenhagen"))
    first = entry(manager, at=night, citizen=citizen)
    second = entry(other, at=night + timedelta(hours=1), action="search", what="casework:citizen_list (3)")
    assert shown(client.get(LOG)) == [second, first]
    assert shown(client.get(LOG, {"medarbejder": str(other.public_id)})) == [second]
    assert shown(client.get(LOG, {"borger": str(citizen)})) == [first]
    assert shown(client.get(LOG, {"handling": "search"})) == [second]
    assert shown(client.get(LOG, {"fra": "10-03-2026", "til": "10-03-2026"})) == [first]
    assert shown(client.get(LOG, {"fra": "11-03-2026"})) == [second]
    assert shown(client.get(LOG, {"til": "09-03-2026"})) == []


def test_an_employee_of_another_municipality_cannot_be_asked_for(client):
    assert client.get(LOG, {"medarbejder": str(UserFactory().public_id)}).status_code == 400


def test_a_period_that_ends_before_it_begins_is_refused(client):
    response = client.get(LOG, {"fra": "11-03-2026", "til": "10-03-2026"})
    assert response.status_code == 400
    assert "ligger før den første" in body(response)


@pytest.mark.parametrize("name", ["medarbejder", "handling", "fra", "til", "borger", "side"])
def test_any_address_answers(client, name):
    for text in NASTY:
        assert client.get(LOG, {name: text}).status_code in {200, 400}, text[:20]


def test_pages_and_the_same_number_of_queries(client, manager, django_assert_num_queries):
    for _n in range(3):
        entry(manager, citizen=CitizenFactory(caseworker=UserFactory(municipality=manager.municipality)).public_id)
    with django_assert_num_queries(7):  # session, user, employees, count, lines, citizens, municipality
        client.get(LOG)
    for _n in range(60):
        entry(manager, citizen=uuid4())
    with django_assert_num_queries(7):
        page = client.get(LOG, {"til": dates.show(clock.today(), "numeric")})
    assert len(shown(page)) == 50
    assert "side=2" in body(page)


def test_an_empty_log_says_what_will_come(client):
    assert "Ingen har set en borger endnu" in body(client.get(LOG))


def test_words_for_pages_searches_and_what_nobody_has_named():
    assert presenters.words("casework:citizen_detail") == "borgerens side"
    assert presenters.words("casework:citizen_list (3)") == "søgning efter borgere: 3 fundet"
    assert presenters.words("casework:flow_export job (12)") == "udtræk af et tal i flowet: job: 12 fundet"
    assert presenters.words("et nyt sted") == "et nyt sted"
