"""Writing down how far the company has come and what it said: from the job's page, once, with its day and person."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from companies.commitments import actions as commitments
from companies.ladder import queries
from companies.ladder.models import CompanyWord, RungReached
from companies.ladder.rungs import Rung
from companies.openings import queries as openings
from jobpakker.foundation import clock
from jobpakker.foundation.audit.models import AuditEvent
from tests.companies.pages import HOSTILE, body, client_of, hidden, someone
from tests.factories.accounts import MunicipalityFactory
from tests.factories.companies import JobOpeningFactory, asked, said_yes

pytestmark = pytest.mark.django_db


@pytest.fixture
def opening():
    return JobOpeningFactory()


@pytest.fixture
def client(opening):
    return client_of(someone(opening.municipality, consultant=True))


def at(name, opening, *rest):
    return reverse(f"companies:{name}", args=[opening.public_id, *rest])


def day(days):
    return f"{clock.today() + timedelta(days=days):%d-%m-%Y}"


def rung(**other):
    return {"rung": "took_part", "said_on": day(-2), "said_by": "Birgit Værkfører"} | other


def words(**other):
    plain = {"key": str(uuid4()), "kind": "motive", "theme": "responsibility", "words": "Vi vil gerne gøre en forskel."}
    return plain | {"said_on": day(-2), "said_by": "Birgit Værkfører"} | other


def kinds(opening):
    rows = AuditEvent.objects.for_municipality(opening.municipality_id).filter(subject_id=opening.public_id)
    return list(rows.order_by("pk").values_list("kind", flat=True))


def test_a_rung_has_its_day_and_who_said_it(client, opening):
    assert client.post(at("rung_reach", opening), rung()).status_code == 302
    row = RungReached.objects.for_municipality(opening.municipality).get()
    assert (row.rung, row.said_on, row.said_by) == ("took_part", clock.today() - timedelta(days=2), "Birgit Værkfører")
    page = body(client.get(at("opening_detail", opening)))
    assert "Birgit Værkfører" in page
    assert page.count("ikke nået") == 4  # talked, conditional, confirmed, hired
    assert kinds(opening) == ["opening.rung_reached"]


def test_a_double_press_writes_once_and_a_correction_corrects(client, opening):
    for _press in range(2):
        client.post(at("rung_reach", opening), rung())
    assert kinds(opening) == ["opening.rung_reached"]
    client.post(at("rung_reach", opening), rung(said_on=day(-5)))
    row = RungReached.objects.for_municipality(opening.municipality).get()
    assert row.said_on == clock.today() - timedelta(days=5)
    assert kinds(opening) == ["opening.rung_reached"] * 2


def test_a_slip_is_taken_back_once(client, opening):
    client.post(at("rung_reach", opening), rung())
    for _press in range(2):
        assert client.post(at("rung_take_back", opening, "took_part")).status_code == 302
    assert RungReached.objects.for_municipality(opening.municipality).count() == 0
    assert kinds(opening) == ["opening.rung_reached", "opening.rung_taken_back"]


@pytest.mark.parametrize("name", ["stated", "confirmed", "x", "talked2"])
def test_what_nobody_wrote_down_by_hand_is_not_taken_back(client, opening, name):
    assert client.post(at("rung_take_back", opening, name)).status_code == 404


def test_hired_fills_a_job_with_one_place_and_taking_it_back_opens_it(client, opening):
    client.post(at("rung_reach", opening), rung(rung="hired"))
    opening.refresh_from_db()
    assert opening.state == "filled"
    client.post(at("rung_take_back", opening, "hired"))
    opening.refresh_from_db()
    assert opening.state == "open"


def test_hired_leaves_a_job_with_more_places_open(client, opening):
    opening.places = 2
    opening.save()
    client.post(at("rung_reach", opening), rung(rung="hired"))
    opening.refresh_from_db()
    assert opening.state == "open"


def test_the_confirmation_by_link_is_a_rung_until_it_is_asked_anew(opening):
    commitment = said_yes(asked(opening), name="Mette Holm")

    def lines():
        return {line.rung: line for line in queries.lines(openings.opening(commitment.asked_by, opening.public_id))}

    confirmed = lines()[Rung.CONFIRMED]
    assert (confirmed.said.by, confirmed.said.on, confirmed.by_hand) == ("Mette Holm", clock.today(), False)
    assert lines()[Rung.CONDITIONAL].done  # the terms have conditions
    commitments.withdraw(commitment=commitment, by=commitment.asked_by, at=clock.now())
    assert not lines()[Rung.CONFIRMED].done


def test_the_companys_own_words_are_on_the_page_as_they_were_said(client, opening):
    said = words(words="Vi <3 at lære nogen op.", key=hidden(client.get(at("words_write", opening)), "key"))
    for _press in range(2):
        assert client.post(at("words_write", opening), said).status_code == 302
    client.post(at("words_write", opening), words(kind="result", words="Det tog længere tid end ventet."))
    page = body(client.get(at("opening_detail", opening)))
    assert page.count("Vi &lt;3 at lære nogen op.") == 1
    assert "Hvad de fik ud af det" in page
    assert kinds(opening) == ["opening.company_words"] * 2
    events = AuditEvent.objects.for_municipality(opening.municipality).values_list("data", flat=True)
    assert not any("lære" in str(data) for data in events)


BAD_RUNGS = [
    ({"rung": ""}, "Vælg her."), ({"rung": "confirmed"}, "Vælg en fra listen."), ({"said_on": ""}, "Udfyld feltet."),
    ({"said_on": day(1)}, "Det er først sagt, når dagen er kommet."), ({"said_on": "engang"}, "Skriv datoen som"),
    ({"said_by": ""}, "Udfyld feltet."), ({"said_by": "x" * 151}, "højst"), ({"said_by": "010190-1234"}, "Skriv ikke et CPR-nummer"),
]  # fmt: skip
BAD_WORDS = [
    ({"kind": "andet"}, "Vælg en fra listen."), ({"theme": "x"}, "Vælg en fra listen."), ({"words": " "}, "Udfyld feltet."),
    ({"words": "x" * 1001}, "højst"), ({"words": "Om 010190-1234"}, "Skriv ikke et CPR-nummer"), ({"words": "a\u200bb"}, "usynligt tegn"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "plain", "other", "sentence"), [
    *[("rung_reach", rung, other, sentence) for other, sentence in BAD_RUNGS],
    *[("words_write", words, other, sentence) for other, sentence in BAD_WORDS],
])  # fmt: skip
def test_a_bad_form_is_422_with_a_sentence_and_nothing_is_lost(client, opening, name, plain, other, sentence):
    response = client.post(at(name, opening), plain() | other)
    assert response.status_code == 422
    assert sentence in body(response)
    if "said_by" not in other:
        assert 'value="Birgit Værkfører"' in body(response)
    for model in (RungReached, CompanyWord):
        assert model.objects.for_municipality(opening.municipality).count() == 0


@pytest.mark.parametrize(("name", "plain"), [("rung_reach", rung), ("words_write", words)])
def test_no_value_in_any_field_is_a_fault(client, opening, name, plain):
    for field in plain():
        for text in HOSTILE:
            response = client.post(at(name, opening), plain() | {field: text})
            assert response.status_code in {302, 422}, (field, text)


def test_a_key_that_is_somebody_elses_row_opens_nothing(client, opening):
    theirs = JobOpeningFactory()
    other = client_of(someone(theirs.municipality))
    key = str(uuid4())
    assert other.post(at("words_write", theirs), words(key=key)).status_code == 302
    assert client.post(at("words_write", opening), words(key=key)).status_code == 404


def test_a_strangers_job_looks_like_none_and_who_may_not_write_does_not(opening):
    stranger, manager = (
        client_of(someone(MunicipalityFactory())),
        client_of(someone(opening.municipality, manager=True)),
    )
    for name, rest, methods in (
        ("rung_reach", (), ("get", "post")),
        ("words_write", (), ("get", "post")),
        ("rung_take_back", ("talked",), ("post",)),
    ):
        for method in methods:
            assert getattr(stranger, method)(at(name, opening, *rest)).status_code == 404
            assert getattr(manager, method)(at(name, opening, *rest)).status_code == 403
    assert "Skriv et trin ned" not in body(manager.get(at("opening_detail", opening)))


def test_the_ladder_costs_the_same_however_much_was_said(client, opening, django_assert_max_num_queries):
    def cost():
        with django_assert_max_num_queries(25) as made:
            client.get(at("opening_detail", opening))
        return len(made)

    opening.places = 9
    opening.save()
    said_yes(asked(opening))
    client.post(at("words_write", opening), words())
    few = cost()
    for name in ("talked", "took_part", "conditional", "hired"):
        client.post(at("rung_reach", opening), rung(rung=name))
        client.post(at("words_write", opening), words())
        said_yes(asked(opening))
    assert cost() == few
