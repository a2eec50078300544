"""A hole that no mend fits is let be in the builder itself, each by itself: with a cause, an owner and an end, kept until there is a
dead period between the same two steps."""

import re
from datetime import timedelta

import pytest

from casework.jobpakke import draft as drafts
from casework.jobpakke.models import LetBe
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
def twice(opening, holed):
    """And the løntilskud is over a while before the job: two holes."""
    monday = free_monday(opening.starts_on - timedelta(days=100))
    return holed | {
        "trin-2-length": "4 uger",
        "trin-2-dates": f"{monday:%d-%m-%Y} til {monday + timedelta(days=25):%d-%m-%Y}",
    }


@pytest.fixture
def answer(opening):
    return {"trin-1-let_cause": "course_wait", "trin-1-let_until": f"{opening.starts_on:%d-%m-%Y}"}


@pytest.fixture
def other(opening):
    """Of the hole before the job."""
    return {
        "trin-2-let_cause": "company_delay",
        "trin-2-let_until": f"{opening.starts_on - timedelta(days=7):%d-%m-%Y}",
    }


def test_a_mend_that_would_go_past_the_law_says_so(client, opening, holed):
    """Stretched back to the course, a praktik would last half a year; a løntilskud of four months is lawful."""
    praktik = holed | {"trin-2-kind": "praktik", "trin-2-length": "10 uger"}
    said = "længere end reglerne siger"
    assert said in body(client.post(build_url(opening), praktik | {"do": "again"}))
    monday = free_monday(opening.starts_on - timedelta(days=120))
    near = {"trin-1-dates": f"{monday:%d-%m-%Y} til {monday + timedelta(days=2):%d-%m-%Y}", "trin-2-length": "10 uger"}
    within = body(client.post(build_url(opening), holed | near | {"do": "again"}))
    assert "Forlæng løntilskuddet" in within
    assert said not in within


def flag_of(package):
    return package.dead_periods.get(closed_at=None)


def flags_of(package):
    rows = package.dead_periods.filter(closed_at=None, kind="inner").select_related("after_step").order_by("starts_on")
    return [(flag.after_step.position, flag.cause if flag.accepted_at else "") for flag in rows]


def said_of(package):
    rows = LetBe.objects.for_municipality(package.municipality_id).filter(jobpakke=package)
    return [(one.after_step.position, one.cause, one.owner) for one in rows.order_by("after_step__position")]


def asking(page):
    """The places of the page that show the fields of a gap."""
    return re.findall(r'id="gap-(\w+)" class="gap-slot asks"', page)


def test_a_gap_ends_its_mends_with_letting_it_be(client, opening, typed, twice):
    assert asking(body(client.post(build_url(opening), typed | {"do": "again"}))) == []
    page = body(client.post(build_url(opening), twice | {"do": "again"}))
    assert asking(page) == ["job", "1"]
    assert (
        page.count("Lad hullet være: skriv årsag, ansvarlig og hvor længe") == 3
    )  # beneath each place, and shown in two
    assert 'id="gap-1" hx-swap-oob="true" class="gap-slot asks"' in body(follow(client, opening, twice))


def test_saved_and_sent_it_is_accepted_by_whom_it_says(client, citizen, opening, holed, answer):
    colleague = UserFactory(role_code="caseworker", municipality=citizen.municipality, team=citizen.team)
    sent = holed | answer | {"trin-1-let_owner": str(colleague.public_id), "do": "send"}
    assert client.post(build_url(opening), sent).status_code == 302
    package = packages(citizen).get()
    flag = flag_of(package)
    assert (flag.cause, flag.owner, flag.accepted_by) == ("course_wait", colleague, citizen.caseworker)
    assert flag.accepted_until == opening.starts_on + timedelta(days=1)
    assert said_of(package) == []
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
    assert not package.dead_periods.exists() and said_of(package) == [(1, "course_wait", citizen.caseworker)]
    shown = fields(client.get(edit_url(package)))
    assert shown | answer == shown
    history = body(client.get(detail_url(package)))
    assert "svarede for huller i planen." in history and "har ansvaret." in history
    client.post(edit_url(package), shown | {"do": "send"})
    assert flag_of(package).owner == citizen.caseworker


def test_a_plan_without_holes_has_nothing_to_let_be(client, citizen, opening, typed, holed, answer):
    client.post(build_url(opening), holed | answer | {"do": "save"})
    package = packages(citizen).get()
    mended = fields(client.get(edit_url(package))) | {"trin-1-dates": ""}
    shown = fields(client.post(edit_url(package), mended | {"do": "again"}))
    assert shown | answer == shown  # it waits in its fields, should the hole come back
    assert client.post(edit_url(package), mended | {"do": "save"}).status_code == 302
    assert said_of(package) == []
    assert "svaret gælder ikke mere" in body(client.get(detail_url(package)))


def test_each_hole_is_answered_for_by_itself(client, citizen, opening, twice, answer, other):
    page = body(client.post(build_url(opening), twice | answer | {"do": "again"}))
    first, second = page.index('id="gap-job"'), page.index('id="gap-1"')
    assert "Får lov at være" in page[second:] and "Får lov at være" not in page[first:second]
    assert "data-press" in page[first:second] and "data-press" in page[second:]  # both offer their mends
    assert client.post(build_url(opening), twice | answer | {"do": "send"}).status_code == 302
    package = packages(citizen).get()
    assert flags_of(package) == [(1, "course_wait"), (2, "")]
    said_yes(package.commitment, at=moment(clock.today()))
    package.refresh_from_db()
    assert package.state == JobpakkeState.AWAITING_DECISION  # of the other one
    page = client.get(edit_url(package))
    assert asking(body(page)) == ["job"]
    assert client.post(edit_url(package), fields(page) | other | {"do": "save"}).status_code == 302
    assert flags_of(package) == [(1, "course_wait"), (2, "company_delay")]
    package.refresh_from_db()
    assert package.state == JobpakkeState.ACTIVE


def test_one_of_two_is_taken_back(client, citizen, opening, twice, answer, other):
    client.post(build_url(opening), twice | answer | other | {"do": "save"})
    package = packages(citizen).get()
    assert [place for place, _cause, _owner in said_of(package)] == [1, 2]
    shown = fields(client.get(edit_url(package)))
    version = package.version
    client.post(edit_url(package), shown | {"do": "save"})  # the same again
    package.refresh_from_db()
    assert package.version == version
    client.post(edit_url(package), shown | {"trin-1-let_cause": "", "trin-1-let_until": "", "do": "save"})
    assert said_of(package) == [(2, "company_delay", citizen.caseworker)]


def test_a_hole_that_moves_keeps_its_answer(client, citizen, opening, twice, answer, other):
    client.post(build_url(opening), twice | answer | other | {"do": "send"})
    package = packages(citizen).get()
    shown = fields(client.get(edit_url(package)))
    page = client.post(edit_url(package), shown | {"trin-2-length": "3 uger", "trin-2-dates": "", "do": "again"})
    assert asking(body(page)) == []
    assert body(page).count("har ansvaret.") == 1  # that before the job is mended, the other one is longer
    assert client.post(edit_url(package), fields(page) | {"do": "save"}).status_code == 302
    assert flags_of(package) == [(1, "course_wait")]


def test_what_is_said_follows_its_two_steps_and_no_other_gap(client, opening, twice, answer, other):
    typed = fields(client.post(build_url(opening), twice | answer | other | {"do": "again"}))

    def after(press):
        rows = drafts.press(drafts.read(typed), press).rows
        return [(n, row["let_cause"]) for n, row in enumerate(rows) if row["let_cause"]]

    assert after("add:0") == [(2, "course_wait"), (3, "company_delay")]
    assert after("add:2") == [(3, "company_delay")]  # something comes between
    assert after("later:1") == []  # the løntilskud before the course: other gaps, both
    assert after("earlier:1") == [(2, "company_delay")]
    assert after("remove:0") == [(0, "course_wait"), (1, "company_delay")]
    assert after("remove:2") == []
    undone = drafts.press(drafts.read(typed | {"trin-1-let_to": "job"}), "undo").rows
    assert [row["let_cause"] for row in undone] == ["", "", "company_delay", ""]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"trin-1-let_until": ""}, "hvor længe hullet får lov at være"),
        ({"trin-1-let_cause": ""}, "Skriv, hvorfor hullet er der."),
        ({"trin-1-let_until": "1-1-2020"}, "Dagen er gået."),
        ({"trin-1-let_cause": "unknown"}, ""),
        ({"trin-1-let_cause": "vejret"}, ""),
        ({"trin-1-let_owner": "ingen"}, ""),
        ({"trin-1-let_owner": "00000000-0000-4000-8000-000000000000"}, "Den ansvarlige arbejder ikke her mere"),
    ],
)
def test_half_an_answer_is_refused_beside_its_field(client, citizen, opening, holed, answer, wrong, sentence):
    refused = client.post(build_url(opening), holed | answer | wrong | {"do": "save"})
    assert refused.status_code == 422 and sentence in body(refused)
    assert not packages(citizen).exists()


def test_half_an_answer_is_no_hindrance_while_it_is_written(client, opening, holed, answer):
    half = holed | answer | {"trin-1-let_until": ""}
    page = body(client.post(build_url(opening), half | {"do": "again"}))
    assert "hvor længe hullet får lov" not in page and 'id="plan-strip"' in page
    wrong = body(follow(client, opening, half | {"trin-1-let_until": "snart"}))
    assert 'href="#trin-1-let_until"' in wrong and "Hullet efter kurset" in wrong
    # Of a gap that is not there nothing is asked.
    assert 'href="#trin-1-let_until"' not in body(
        follow(client, opening, half | {"trin-1-let_until": "snart", "trin-1-dates": ""})
    )


# Before it is sent ---------------------------------------------------------------------------------------------------------------
def note(response):
    return re.search(r'id="plan-unanswered"[^>]*>(.*?)</div>', body(response), re.DOTALL)[1]


def test_sending_a_plan_with_holes_says_what_follows_beside_the_press(
    client, citizen, opening, typed, twice, answer, other
):
    assert note(client.post(build_url(opening), typed | {"do": "again"})) == ""
    page = client.post(build_url(opening), twice | {"do": "again"})
    days = re.search(r"Ingen svarer for (\d+) døde arbejdsdage: forløbet går ikke i gang, før de er lukket", note(page))
    assert days and f"{days[1]} døde dage" in body(page)
    assert 'href="#hul-job"' in note(page) and 'id="hul-job"' in body(page)
    one = note(client.post(build_url(opening), twice | other | {"do": "again"}))
    assert 'href="#hul-1"' in one and days[0] not in one
    assert note(client.post(build_url(opening), twice | answer | other | {"do": "again"})) == ""
    assert client.post(build_url(opening), twice | answer | {"do": "send"}).status_code == 302  # it stops nobody


def test_a_saved_draft_says_so_where_it_can_be_sent(client, citizen, opening, twice, answer, other):
    client.post(build_url(opening), twice | answer | {"do": "save"})
    package = packages(citizen).get()
    assert "Ingen svarer for" in body(client.get(detail_url(package)))
    client.post(edit_url(package), fields(client.get(edit_url(package))) | other | {"do": "save"})
    assert "Ingen svarer for" not in body(client.get(detail_url(package)))
    client.post(edit_url(package), fields(client.get(edit_url(package))) | {"do": "send"})
    assert "Ingen svarer for" not in body(client.get(detail_url(package)))


def test_what_is_under_way_is_only_told_when_it_would_be_asked_again(client, citizen, opening, typed, twice):
    client.post(build_url(opening), typed | {"do": "send"})
    package = packages(citizen).get()
    said_yes(package.commitment, at=moment(clock.today()))
    shown = fields(client.get(edit_url(package)))
    assert note(client.post(edit_url(package), shown | {"do": "again"})) == ""
    dates = {name: twice[name] for name in ("trin-2-length", "trin-2-dates")}
    assert "går forløbet først videre" in note(client.post(edit_url(package), shown | dates | {"do": "again"}))
