"""A hole that no mend fits is let be in the builder itself: with a cause, an owner and an end, kept until there is a dead period."""

import re
from datetime import timedelta

import pytest

from casework.jobpakke.models import Jobpakke
from casework.jobpakke.states import JobpakkeState
from jobpakker.foundation import clock
from tests.casework.jobpakke.bench import follow, free_monday, packages
from tests.casework.jobpakke.pages import build_url, detail_url, edit_url, fields
from tests.companies.pages import body
from tests.factories.accounts import UserFactory
from tests.factories.companies import said_yes
from tests.factories.jobpakker import moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def holed(opening, typed):
    """The course has days of its own, so early that the løntilskud cannot reach back to it."""
    monday = free_monday(opening.starts_on - timedelta(days=190))
    return typed | {"trin-1-dates": f"{monday:%d-%m-%Y} til {monday + timedelta(days=2):%d-%m-%Y}"}


@pytest.fixture
def answer(opening):
    return {"let_cause": "course_wait", "let_until": f"{opening.starts_on:%d-%m-%Y}"}


def flag_of(package):
    return package.dead_periods.get(closed_at=None)


def test_a_gap_ends_its_mends_with_letting_it_be(client, opening, typed, holed):
    page = body(follow(client, opening, holed))
    assert "Lad hullet være: skriv årsag, ansvarlig og hvor længe" in page
    assert re.search(r'id="let-be-asked"[^>]*class="is-asked"', page)
    assert "Lad hullet være: skriv" not in body(follow(client, opening, typed))


def test_saved_and_sent_it_is_accepted_by_whom_it_says(client, citizen, opening, holed, answer):
    colleague = UserFactory(role_code="caseworker", municipality=citizen.municipality, team=citizen.team)
    sent = holed | answer | {"let_owner": str(colleague.public_id), "do": "send"}
    assert client.post(build_url(opening), sent).status_code == 302
    package = packages(citizen).get()
    flag = flag_of(package)
    assert (flag.cause, flag.owner, flag.accepted_by) == ("course_wait", colleague, citizen.caseworker)
    assert flag.accepted_until == opening.starts_on + timedelta(days=1)
    assert package.let_be_cause == ""
    assert "Får lov at være til og med" in body(client.get(edit_url(package)))
    said_yes(package.commitment, at=moment(clock.today()))
    package.refresh_from_db()
    assert package.state == JobpakkeState.ACTIVE  # and waits for no decision


def test_without_it_the_confirmed_package_waits_for_a_decision(client, citizen, opening, holed):
    assert client.post(build_url(opening), holed | {"do": "send"}).status_code == 302
    package = packages(citizen).get()
    said_yes(package.commitment, at=moment(clock.today()))
    package.refresh_from_db()
    assert package.state == JobpakkeState.AWAITING_DECISION


def test_a_draft_keeps_it_until_it_is_sent(client, citizen, opening, holed, answer):
    assert client.post(build_url(opening), holed | answer | {"do": "save"}).status_code == 302
    package = packages(citizen).get()
    assert not package.dead_periods.exists() and package.let_be_owner == citizen.caseworker
    shown = fields(client.get(edit_url(package)))
    assert (shown["let_cause"], shown["let_until"]) == (answer["let_cause"], answer["let_until"])
    assert "lader planens huller være til og med" in body(client.get(detail_url(package)))
    client.post(edit_url(package), shown | {"do": "send"})
    assert flag_of(package).owner == citizen.caseworker


def test_a_plan_without_holes_has_nothing_to_let_be(client, citizen, opening, typed, holed, answer):
    client.post(build_url(opening), holed | answer | {"do": "save"})
    package = packages(citizen).get()
    mended = fields(client.get(edit_url(package))) | {"trin-1-dates": ""}
    assert client.post(edit_url(package), mended | {"do": "save"}).status_code == 302
    assert Jobpakke.objects.for_municipality(citizen.municipality_id).get().let_be_cause == ""


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"let_until": ""}, "hvor længe hullet får lov at være"),
        ({"let_cause": ""}, "Skriv, hvorfor hullet er der."),
        ({"let_until": "1-1-2020"}, "Dagen er gået."),
        ({"let_cause": "unknown"}, ""),
        ({"let_cause": "vejret"}, ""),
        ({"let_owner": "ingen"}, ""),
        ({"let_owner": "00000000-0000-4000-8000-000000000000"}, "Den ansvarlige arbejder ikke her mere"),
    ],
)
def test_half_an_answer_is_refused_beside_its_field(client, citizen, opening, holed, answer, wrong, sentence):
    refused = client.post(build_url(opening), holed | answer | wrong | {"do": "save"})
    assert refused.status_code == 422 and sentence in body(refused)
    assert not packages(citizen).exists()
