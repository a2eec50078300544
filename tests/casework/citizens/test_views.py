"""The pages of the citizens: what they show, to whom, and what they make of whatever is sent."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from casework.citizens.models import Citizen
from jobpakker.foundation import clock
from jobpakker.foundation.audit.models import AccessLogEntry, AuditEvent
from jobpakker.foundation.ui import dates
from tests.factories.accounts import TeamFactory, UserFactory
from tests.factories.citizens import CitizenFactory

pytestmark = pytest.mark.django_db

NUMBER = "6101801234"
LIST = reverse("casework:citizen_list")
CREATE = reverse("casework:citizen_create")
NASTY = ["\x00", "\x0b", "\u202egnp", "\u200b", "a" * 100_000, "<script>alert(1)</script>", "{{7*7}}", "'; DROP TABLE x", "\r\n", "🙂", "فاطمة", "%", "9" * 5000]  # fmt: skip


@pytest.fixture
def caseworker():
    return UserFactory()


@pytest.fixture
def client(client, caseworker):
    client.raise_request_exception = False
    client.force_login(caseworker)
    return client


def body(response):
    return response.content.decode()


def at(citizen, name="detail"):
    return reverse(f"casework:citizen_{name}", args=[citizen.public_id])


def log(user):
    rows = AccessLogEntry.objects.for_municipality(user.municipality_id).order_by("pk")
    return list(rows.values_list("action", "what", "citizen_id"))


def filled(caseworker, /, **differing):
    plain = {
        "first_name": "Amira", "last_name": "Nour", "cpr": "", "target_group": "kh_jobparat", "benefit_since": "",
        "referred_on": dates.show(clock.today(), "numeric"), "email": "", "phone": "", "caseworker": str(caseworker.public_id),
    }  # fmt: skip
    return plain | differing


def opened(client, citizen):
    """What the edit form would send if nothing were typed: its fields and the memory beside them."""
    form = client.get(at(citizen, "edit")).context["form"]
    data = {"version": str(citizen.version)}
    for name in form.names:
        value = form[name].value()
        text = "" if value is None else str(value)
        data[f"initial-{name}"] = text
        if value is not False:
            data[name] = text
    return data


# The list -----------------------------------------------------------------------------------------------------------------
def test_the_list_shows_mine_then_the_team_in_danish_order(client, caseworker):
    colleague = UserFactory(municipality=caseworker.municipality, team=caseworker.team)
    for name in ("Ålborg", "Zoo", "Ærø"):
        CitizenFactory(caseworker=caseworker, last_name=name)
    CitizenFactory(caseworker=colleague, last_name="Abe")
    CitizenFactory(caseworker=UserFactory(municipality=caseworker.municipality), last_name="Anderledes")
    mine = body(client.get(LIST))
    assert mine.index("Zoo,") < mine.index("Ærø,") < mine.index("Ålborg,")
    assert "Abe" not in mine
    team = body(client.get(LIST, {"hvis": "alle"}))
    assert team.index("Abe,") < team.index("Zoo,")
    assert "Anderledes" not in team


def test_an_empty_list_says_what_to_do_first(client):
    assert "Opret den første" in body(client.get(LIST))


def test_the_manager_sees_the_whole_municipality_and_no_button_to_create(client, caseworker):
    CitizenFactory(caseworker=caseworker, last_name="Nour")
    client.force_login(UserFactory(manager=True, municipality=caseworker.municipality))
    page = body(client.get(LIST))
    assert "Nour, Amira" in page
    assert CREATE not in page


@pytest.mark.parametrize("name", ["hvis", "side"])
def test_any_address_of_the_list_answers(client, name):
    for text in NASTY:
        assert client.get(LIST, {name: text}).status_code in {200, 400}, text[:20]


def test_a_long_list_costs_no_more_queries_than_a_short_one(client, caseworker, django_assert_num_queries):
    CitizenFactory.create_batch(3, caseworker=caseworker)
    with django_assert_num_queries(6):  # session, user, municipality, count, citizens, packages
        client.get(LIST)
    CitizenFactory.create_batch(30, caseworker=caseworker)
    with django_assert_num_queries(6):
        client.get(LIST)


# Searching ----------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("text", ["610180-1234", "Nour", "B-2026-0042"])
def test_one_hit_opens_the_page_and_what_was_typed_is_in_no_log(client, caseworker, text):
    citizen = CitizenFactory(caseworker=caseworker, alias="B-2026-0042", last_name="Nour", cpr=NUMBER)
    response = client.post(LIST, {"q": text})
    assert response.headers["Location"] == at(citizen)
    assert log(caseworker) == [("search", "casework:citizen_list (1)", None)]


def test_several_hits_are_listed(client, caseworker):
    CitizenFactory.create_batch(3, caseworker=caseworker, first_name="Bo", last_name="Holm")
    page = body(client.post(LIST, {"q": "holm"}))
    assert "3 borgere passer" in page
    assert page.count("Holm, Bo") == 3


def test_too_many_hits_ask_for_more_letters(client, caseworker):
    CitizenFactory.create_batch(51, caseworker=caseworker, last_name="Holm")
    page = body(client.post(LIST, {"q": "holm"}))
    assert "De første 50" in page
    assert page.count("Holm, Amira") == 50


def test_no_hit_says_where_to_look(client):
    page = body(client.post(LIST, {"q": "Findes Ikke"}))
    assert "Ingen borger passer" in page


def test_any_search_answers(client):
    for text in ("", " ", *NASTY):
        assert client.post(LIST, {"q": text}).status_code in {200, 422}, text[:20]


# Written down --------------------------------------------------------------------------------------------------------------
def test_created_with_a_case_number_and_shown_masked(client, caseworker):
    response = client.post(CREATE, filled(caseworker, cpr="610180-1234"), follow=True)
    page = body(response)
    citizen = Citizen.objects.for_municipality(caseworker.municipality).get()
    assert citizen.alias == f"B-{clock.today().year}-0001"
    assert "******-1234" in page
    assert "610180" not in page
    assert "erstatningsnummer" in page
    assert citizen.team == caseworker.team


def test_a_number_without_modulus_11_is_saved_with_a_warning(client, caseworker):
    page = body(client.post(CREATE, filled(caseworker, cpr="070761-4286"), follow=True))
    assert "modulus 11" in page
    assert Citizen.objects.for_municipality(caseworker.municipality).count() == 1


@pytest.mark.parametrize(
    ("differing", "sentence"),
    [
        ({"cpr": "320180-1234"}, "ikke en dato"),
        ({"cpr": "123"}, "seks cifre og fire cifre"),
        ({"cpr": "211062-5629"}, "mere end 120 år"),
        ({"first_name": ""}, "Udfyld feltet."),
        ({"first_name": "\u202eArima"}, "usynligt tegn"),
        ({"last_name": "x" * 101}, "100"),
        ({"target_group": ""}, "Vælg her."),
        ({"target_group": "findes_ikke"}, "Vælg en fra listen."),
        ({"referred_on": "31-02-2026"}, "findes ikke i kalenderen"),
        ({"referred_on": "24-12-2099"}, "ikke ligge efter i dag"),
        ({"email": "ikke en mail"}, "e-mail"),
        ({"phone": "12"}, "otte cifre"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_the_rest_stands(client, caseworker, differing, sentence):
    response = client.post(CREATE, filled(caseworker, **({"phone": "70 00 00 09"} | differing)))
    assert response.status_code == 422
    (field,) = differing
    assert sentence in str(response.context["form"].errors[field])
    if field != "phone":
        assert "70 00 00 09" in body(response)
    assert not Citizen.objects.for_municipality(caseworker.municipality).exists()


def test_a_caseworker_of_another_municipality_cannot_be_chosen(client, caseworker):
    response = client.post(CREATE, filled(caseworker, caseworker=str(UserFactory().public_id)))
    assert response.status_code == 422


@pytest.mark.parametrize("name", ["first_name", "last_name", "cpr", "phone", "email", "referred_on", "benefit_since", "key", "caseworker", "target_group"])  # fmt: skip
def test_any_text_in_any_field_is_answered(client, caseworker, name):
    for text in NASTY:
        assert client.post(CREATE, filled(caseworker, **{name: text})).status_code in {302, 422}, text[:20]


def test_a_name_is_text_and_never_code(client, caseworker):
    page = body(client.post(CREATE, filled(caseworker, first_name="<b>{{7*7}}</b>"), follow=True))
    assert "&lt;b&gt;{{7*7}}&lt;/b&gt;" in page


def test_a_double_press_makes_one(client, caseworker):
    key = str(uuid4())
    places = {
        client.post(CREATE, filled(caseworker, cpr="610180-1234", key=key)).headers["Location"] for _press in range(2)
    }
    assert len(places) == 1
    assert Citizen.objects.for_municipality(caseworker.municipality).count() == 1


def test_a_known_number_leads_to_the_citizen_of_my_team(client, caseworker):
    known = CitizenFactory(caseworker=caseworker, cpr=NUMBER)
    response = client.post(CREATE, filled(caseworker, cpr="610180-1234"))
    assert response.status_code == 422
    assert known.alias in str(response.context["form"].errors["cpr"])
    assert at(known) in body(response)


def test_a_number_known_in_another_team_names_the_team_and_nothing_more(client, caseworker):
    team = TeamFactory(municipality=caseworker.municipality, name="Team Nord")
    known = CitizenFactory(caseworker=UserFactory(municipality=caseworker.municipality, team=team), cpr=NUMBER)
    page = body(client.post(CREATE, filled(caseworker, cpr="610180-1234", first_name="Ny", last_name="Ny")))
    assert "Team Nord" in page
    assert known.alias not in page
    assert known.last_name not in page


def test_a_number_known_in_another_municipality_is_not_known_here(client, caseworker):
    CitizenFactory(cpr=NUMBER)
    assert client.post(CREATE, filled(caseworker, cpr="610180-1234")).status_code == 302


def test_a_caseworker_without_a_team_is_told_to_choose(client, caseworker):
    lonely = UserFactory(municipality=caseworker.municipality, team=None)
    client.force_login(lonely)
    response = client.post(CREATE, filled(caseworker, caseworker=str(lonely.public_id)))
    assert response.status_code == 422


# The page -------------------------------------------------------------------------------------------------------------------
def test_opening_the_page_is_written_down(client, caseworker):
    citizen = CitizenFactory(caseworker=caseworker)
    assert client.get(at(citizen)).status_code == 200
    assert log(caseworker) == [("view", "casework:citizen_detail", citizen.public_id)]


def test_the_title_holds_no_name_and_the_page_is_not_kept(client, caseworker):
    citizen = CitizenFactory(caseworker=caseworker, last_name="Hemmeligsen")
    response = client.get(at(citizen))
    head = body(response).split("</head>")[0]
    assert "Hemmeligsen" not in head
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize("name", ["detail", "edit", "reveal_cpr", "clarify", "unclarify", "agree", "disagree"])
def test_a_stranger_and_nobody_get_the_same_answer_and_are_written_down(client, caseworker, name):
    other_team = UserFactory(municipality=caseworker.municipality)
    strangers = [CitizenFactory(cpr=NUMBER), CitizenFactory(caseworker=other_team, cpr=NUMBER)]
    ids = [*(citizen.public_id for citizen in strangers), uuid4()]
    get_and_post = name in {"edit", "reveal_cpr"}
    for method in ("get", "post") if get_and_post else ("get",) if name == "detail" else ("post",):
        pages = [getattr(client, method)(reverse(f"casework:citizen_{name}", args=[one])) for one in ids]
        assert {page.status_code for page in pages} == {404}
        assert len({page.content for page in pages}) == 1
    assert {entry[2] for entry in log(caseworker) if entry[0] == "denied"} == set(ids)


def test_the_number_is_shown_once_after_a_reason(client, caseworker):
    citizen = CitizenFactory(caseworker=caseworker, cpr=NUMBER)
    where = at(citizen, "reveal_cpr")
    assert "610180" not in body(client.get(at(citizen)))
    refused = client.post(where, {"cpr-reason": ""})
    assert refused.status_code == 422
    assert "610180" not in body(refused)
    shown = client.post(where, {"cpr-reason": "opslag i VITAS"})
    assert "610180-1234" in body(shown)
    assert shown.headers["Cache-Control"] == "no-store"
    assert "610180" not in body(client.get(where, follow=True))
    entries = AccessLogEntry.objects.for_municipality(caseworker.municipality_id).filter(action="reveal_cpr")
    assert [entry.reason for entry in entries] == ["opslag i VITAS"]


def test_the_number_itself_is_no_reason(client, caseworker):
    citizen = CitizenFactory(caseworker=caseworker, cpr=NUMBER)
    response = client.post(at(citizen, "reveal_cpr"), {"cpr-reason": "slår 610180-1234 op"})
    assert response.status_code == 422
    assert not AccessLogEntry.objects.for_municipality(caseworker.municipality_id).filter(action="reveal_cpr").exists()


def test_any_reason_is_answered(client, caseworker):
    citizen = CitizenFactory(caseworker=caseworker, cpr=NUMBER)
    for text in NASTY:
        assert client.post(at(citizen, "reveal_cpr"), {"cpr-reason": text}).status_code in {200, 422}, text[:20]


def test_without_a_number_nothing_can_be_shown(client, caseworker):
    response = client.post(at(CitizenFactory(caseworker=caseworker), "reveal_cpr"), {"cpr-reason": "opslag"})
    assert response.status_code == 409
    assert "intet nummer" in body(response)


def test_clarified_with_undo(client, caseworker):
    citizen = CitizenFactory(caseworker=caseworker)
    page = body(client.post(at(citizen, "clarify"), {"trin0-on": dates.show(clock.today(), "numeric")}, follow=True))
    assert at(citizen, "unclarify") in page
    citizen.refresh_from_db()
    assert citizen.clarified_on == clock.today()
    client.post(at(citizen, "unclarify"))
    citizen.refresh_from_db()
    assert citizen.clarified_on is None


@pytest.mark.parametrize("day", ["", "engang", "31-02-2026", "24-12-2099", "01-01-1901", "\x00", "9" * 400])
def test_a_day_that_cannot_be_is_refused_beside_its_field(client, caseworker, day):
    citizen = CitizenFactory(caseworker=caseworker)
    response = client.post(at(citizen, "clarify"), {"trin0-on": day})
    assert response.status_code == 422
    assert response.context["clarify"].errors["on"]


def test_the_first_name_agreed_to_and_taken_back(client, caseworker):
    citizen = CitizenFactory(caseworker=caseworker)
    page = body(client.post(at(citizen, "agree"), follow=True))
    assert at(citizen, "disagree") in page
    client.post(at(citizen, "disagree"))
    citizen.refresh_from_db()
    assert citizen.agreed_to_first_name_on is None


def test_the_manager_reads_and_is_offered_no_change(client, caseworker):
    citizen = CitizenFactory(caseworker=caseworker, cpr=NUMBER)
    client.force_login(UserFactory(manager=True, municipality=caseworker.municipality))
    page = body(client.get(at(citizen)))
    assert at(citizen, "edit") not in page
    assert at(citizen, "reveal_cpr") in page
    assert f"?borger={citizen.public_id}" in page
    assert client.post(at(citizen, "agree")).status_code == 403


# Changed ----------------------------------------------------------------------------------------------------------------------
def test_opened_and_saved_untouched_changes_nothing(client, caseworker):
    citizen = CitizenFactory(caseworker=caseworker, cpr=NUMBER, benefit_since=clock.today() - timedelta(days=300))
    data = opened(client, citizen)
    assert client.post(at(citizen, "edit"), data).status_code == 302
    citizen.refresh_from_db()
    assert citizen.version == 1
    assert not AuditEvent.objects.for_municipality(citizen.municipality).exists()


def test_the_number_is_not_in_the_edit_page(client, caseworker):
    citizen = CitizenFactory(caseworker=caseworker, cpr=NUMBER)
    page = body(client.get(at(citizen, "edit")))
    assert "610180" not in page
    assert "******-1234" in page


def test_the_second_of_two_sees_what_changed_and_loses_nothing(client, caseworker):
    citizen = CitizenFactory(caseworker=caseworker, phone="70 00 00 01", email="")
    mine, others = opened(client, citizen), opened(client, citizen)
    client.post(at(citizen, "edit"), others | {"phone": "70 00 00 02", "email": "ny@borger.invalid"})
    response = client.post(at(citizen, "edit"), mine | {"phone": "70 00 00 03", "last_name": "Nygift"})
    page = body(response)
    assert response.status_code == 409
    assert caseworker.name in page
    rows = {row.label: (row.now, row.yours) for row in response.context["differences"]}
    assert rows == {"Telefon": ("70 00 00 02", "70 00 00 03"), "E-mail": ("ny@borger.invalid", "")}
    form = response.context["form"]
    assert (form["phone"].value(), form["last_name"].value()) == ("70 00 00 03", "Nygift")
    assert form["email"].value() == "ny@borger.invalid"  # not undone by somebody who never touched it
    again = {name: form.data[name] for name in form.data}
    assert client.post(at(citizen, "edit"), again).status_code == 302
    citizen.refresh_from_db()
    assert (citizen.phone, citizen.last_name, citizen.email, citizen.version) == (
        "70 00 00 03", "Nygift", "ny@borger.invalid", 3,
    )  # fmt: skip


def test_a_box_ticked_by_the_other_stays_ticked(client, caseworker):
    citizen = CitizenFactory(caseworker=caseworker)
    mine, others = opened(client, citizen), opened(client, citizen)
    client.post(at(citizen, "edit"), others | {"exempt_from_prior_period": "on"})
    form = client.post(at(citizen, "edit"), mine | {"phone": "70 00 00 03"}).context["form"]
    client.post(at(citizen, "edit"), {name: form.data[name] for name in form.data})
    citizen.refresh_from_db()
    assert citizen.exempt_from_prior_period


def test_handed_to_another_team_the_way_leads_to_the_list(client, caseworker):
    citizen = CitizenFactory(caseworker=caseworker)
    colleague = UserFactory(municipality=caseworker.municipality)
    response = client.post(at(citizen, "edit"), opened(client, citizen) | {"caseworker": str(colleague.public_id)})
    assert response.headers["Location"] == LIST
    assert client.get(at(citizen)).status_code == 404


@pytest.mark.parametrize("name", ["version", "initial-referred_on", "initial-exempt_from_prior_period", "cpr"])
def test_any_memory_of_the_form_is_answered(client, caseworker, name):
    citizen = CitizenFactory(caseworker=caseworker)
    data = opened(client, citizen)
    for number, text in enumerate(("", "0", "-1", "x", "9" * 40, "\x00")):
        response = client.post(at(citizen, "edit"), data | {name: text, "phone": f"70 00 00 {number:02}"})
        assert response.status_code in {302, 409, 422}, text
