"""The builder's page: what opens, what follows from a change, what is stored, and what is said when something is wrong."""

from datetime import timedelta

import pytest
from django.urls import reverse

from companies.openings import actions as openings
from jobpakker.foundation import clock
from jobpakker.foundation.ui import dates
from tests.casework.jobpakke.bench import (
    HTMX,
    follow,
    free_monday,
    log,
    packages,
)
from tests.casework.jobpakke.pages import build_url, detail_url, fields, opened, preview_url, start_url
from tests.companies.pages import HOSTILE, body, client_of, someone
from tests.factories import jobpakker
from tests.factories.blueprints import BlueprintFactory
from tests.factories.citizens import CitizenFactory
from tests.factories.companies import JobOpeningFactory

pytestmark = pytest.mark.django_db


# The start ----------------------------------------------------------------------------------------------------------------
def test_the_start_offers_those_who_wait_and_the_models(client, opening, citizen, blueprint):
    page = body(client.get(start_url(opening)))
    assert citizen.full_name in page
    assert blueprint.title in page


def test_who_walks_a_chain_is_not_offered_but_found(client, opening, citizen):
    jobpakker.draft(citizen=citizen)
    assert citizen.full_name not in body(client.get(start_url(opening)))
    assert "Har allerede et åbent forløb." in body(client.post(start_url(opening), {"q": citizen.last_name}))


@pytest.mark.parametrize("what", ["last_name", "alias"])
def test_a_search_is_logged_without_what_was_searched_for(client, opening, citizen, what):
    page = body(client.post(start_url(opening), {"q": getattr(citizen, what)}, headers=HTMX))
    assert citizen.full_name in page
    assert "<html" not in page
    assert log(citizen, "search") == [("casework:jobpakke_start (1)", None)]


def test_a_cpr_number_finds_and_stands_in_no_address(client, opening, citizen):
    other = CitizenFactory(caseworker=citizen.caseworker, cpr="6101801234", last_name="Nummersen")
    response = client.post(start_url(opening), {"q": "610180-1234"})
    assert other.full_name in body(response)
    assert "6101801234" not in body(response)


def test_citizens_of_other_teams_and_places_are_not_found(client, opening, citizen):
    CitizenFactory(caseworker=someone(citizen.municipality), last_name="Andetteam")
    CitizenFactory(last_name="Andetsted")
    assert "Andet" not in body(client.post(start_url(opening), {"q": "Andet"})).replace('value="Andet"', "")


def test_a_search_for_nothing_says_so(client, opening):
    assert client.post(start_url(opening), {"q": ""}).status_code == 422


def test_no_start_from_a_job_that_is_gone(client, opening, citizen):
    openings.withdraw(opening=opening, by=citizen.caseworker, at=clock.now())
    assert client.get(start_url(opening)).url == reverse("companies:opening_detail", args=[opening.public_id])


# Opening --------------------------------------------------------------------------------------------------------------------
def test_the_model_is_laid_out_with_every_date_filled_in(client, opening, citizen, blueprint):
    response = opened(client, opening, citizen, blueprint)
    page, typed = body(response), fields(response)
    assert response.status_code == 200
    assert [typed[f"trin-{i}-kind"] for i in range(4)] == ["praktik", "kursus", "loentilskud", "mentor"]
    assert typed["trin-0-length"] == "4 uger (2-13)"
    assert all(typed[f"trin-{i}-seen"] for i in range(4))
    assert typed["job_starts_on"] == f"{opening.starts_on:%d-%m-%Y}"
    assert "Grøn bølge: ingen døde dage" in page
    assert "Sammensat forløb" in page
    assert page.index("Løntilskud i køkkenet") < page.index("Praktik i køkkenet")  # latest first


def test_opening_changes_nothing_and_is_written_down(client, opening, citizen, blueprint):
    opened(client, opening, citizen, blueprint)
    assert not packages(citizen).exists()
    assert log(citizen, "view") == [("casework:jobpakke_build", citizen.public_id)]


def test_without_a_model_the_stairs_are_empty_and_say_how_to_begin(client, opening, citizen):
    page = body(opened(client, opening, citizen))
    assert "Der er ingen trin endnu" in page


def test_each_date_explains_itself(client, opening, citizen, blueprint):
    page = body(opened(client, opening, citizen, blueprint))
    day = f"{opening.starts_on.day}. {dates.month(opening.starts_on)}"
    assert f"Fordi det skal slutte før jobbet {day}" in page
    assert "Praktikken starter" in page


def test_a_citizen_with_an_open_chain_is_led_to_it(client, opening, citizen):
    package = jobpakker.draft(citizen=citizen)
    assert opened(client, opening, citizen).url == detail_url(package)


@pytest.mark.parametrize("wrong", ["citizen", "other_team", "model", "opening", "nonsense"])
def test_what_is_not_hers_is_as_unknown_as_what_is_not(client, opening, citizen, wrong):
    strangers = {
        "citizen": (opening, CitizenFactory(), None),
        "other_team": (opening, CitizenFactory(caseworker=someone(citizen.municipality)), None),
        "model": (opening, citizen, BlueprintFactory()),
        "opening": (JobOpeningFactory(), citizen, None),
    }
    if wrong == "nonsense":
        assert client.get(build_url(opening), {"borger": "' OR 1=1"}).status_code == 404
        assert client.post(build_url(opening), {"citizen": "x", "do": "save"}).status_code == 404
        return
    job, person, model = strangers[wrong]
    assert opened(client, job, person, model).status_code == 404
    data = {"citizen": person.public_id, "blueprint": model.public_id if model else ""}
    assert client.post(build_url(job), data | {"do": "save"}).status_code == 404
    if wrong != "model":  # what follows from a change asks for no model
        assert client.post(preview_url(job), data).status_code == 404


def test_a_consultant_builds_nothing(opening, citizen):
    consultant = client_of(someone(citizen.municipality, consultant=True))
    assert consultant.get(start_url(opening)).status_code == 403


# What follows from a change -----------------------------------------------------------------------------------------------
def test_a_changed_length_moves_what_comes_before_it(client, opening, citizen, typed):
    response = follow(client, opening, typed, **{"trin-2-length": "20 uger"})
    page = body(response)
    assert response.status_code == 200
    assert "<form" not in page and 'name="trin-2-length"' not in page  # no field is redrawn
    assert page.count('hx-swap-oob="true"') > 10
    assert "før: " in page
    assert not packages(citizen).exists()


def test_a_gap_is_counted_explained_and_mended(client, opening, typed):
    monday = free_monday(opening.starts_on - timedelta(days=180))
    typed |= {
        "trin-1-dates": f"{monday:%d-%m-%Y} til {monday + timedelta(days=2):%d-%m-%Y}",
        "trin-2-length": "13 uger",
    }
    page = body(follow(client, opening, typed))
    assert "døde dage" in page
    assert "Kurset slutter" in page
    assert 'value="length:2:' in page
    press = page.split('value="length:2:')[1].split('"')[0]
    mended = body(follow(client, opening, typed, do=f"length:2:{press}"))
    assert '<form id="builder"' in mended
    assert "Grøn bølge: ingen døde dage" in mended


def test_what_cannot_be_reached_says_what_is_in_the_way_and_what_would_help(client, opening, typed):
    page = body(follow(client, opening, typed, **{"trin-0-length": "60 uger"}))
    assert "Planen kan ikke nås til den første arbejdsdag" in page
    assert 'value="job:' in page
    assert "Forkort praktikken til" in page
    press = "job:" + page.split('value="job:')[1][:10]
    moved = body(follow(client, opening, typed, **{"trin-0-length": "60 uger", "do": press}))
    assert "Grøn bølge" in moved


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("trin-0-length", "0 uger", "Et trin varer mindst én dag."),
        ("trin-0-length", "10.000 uger", "Et trin kan højst vare 156 uger."),
        ("trin-0-length", "10000 uger", "Et trin kan højst vare 156 uger."),
        ("trin-0-length", "", "Udfyld feltet."),
        ("trin-0-length", "længe", "Skriv længden som"),
        ("job_starts_on", "01-01-2020", "Jobbet skal begynde efter i dag."),
        ("job_starts_on", "01-01-2090", "Jobbet kan højst ligge 5 år ude i fremtiden."),
        ("job_starts_on", "31-02-2027", "Den dato findes ikke i kalenderen."),
        ("trin-1-dates", "i morgen måske", "Skriv datoen som"),
        ("trin-1-dates", "01-01-2028", "er ikke en arbejdsdag"),
        ("trin-3-dates", "03-01-2028", "En mentor følger kæden"),
        ("trin-0-title", "Ring til 010180-1234", "Skriv ikke et CPR-nummer her"),
        ("conditions", "CPR 0101801234", "Skriv ikke et CPR-nummer her"),
        ("reason", "Det er 010180-1234", "Skriv ikke et CPR-nummer her"),
        ("trin-0-hours", "hele dagen", "fx 37 eller 18,5"),
        ("trin-0-hours", "0", "fx 37 eller 18,5"),
        ("company_took_part_on", "01-01-2090", "Datoen kan ikke ligge efter i dag."),
    ],
)
def test_what_cannot_be_read_gets_a_sentence_beside_its_field_and_nothing_is_lost(
    client, opening, citizen, typed, field, text, sentence
):
    changed = typed | {field: text, "trin-1-title": "Ordblindekursus"}
    quick = body(follow(client, opening, changed))
    assert f'id="err-{field}"' in quick and sentence in quick
    saved = client.post(build_url(opening), changed | {"do": "send"})
    assert saved.status_code == 422
    assert sentence in body(saved)
    assert fields(saved) | {"trin-0-seen": "", "trin-1-seen": ""} == changed | {"trin-0-seen": "", "trin-1-seen": ""}
    assert not packages(citizen).exists()


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    "field", ["trin-0-title", "trin-0-length", "trin-0-kind", "trin-0-id", "trin", "version", "key", "do", "contact"]
)
def test_nothing_that_is_sent_makes_the_page_fall_over(client, opening, typed, field, text):
    for url in (build_url(opening), preview_url(opening)):
        assert client.post(url, typed | {"do": "save"} | {field: text}).status_code < 500


@pytest.mark.parametrize(
    ("button", "kinds"),
    [
        ("add:0", ["kursus", "praktik", "kursus", "loentilskud", "mentor"]),
        ("add:2", ["praktik", "kursus", "kursus", "loentilskud", "mentor"]),
        ("add:4:mentor", ["praktik", "kursus", "loentilskud", "mentor", "mentor"]),
        ("remove:1", ["praktik", "loentilskud", "mentor"]),
        ("later:0", ["kursus", "praktik", "loentilskud", "mentor"]),
        ("earlier:2", ["praktik", "loentilskud", "kursus", "mentor"]),
        ("later:2", ["praktik", "kursus", "loentilskud", "mentor"]),  # past the mentor: nothing
        ("move:0:2", ["kursus", "loentilskud", "praktik", "mentor"]),
        ("move:2:0", ["loentilskud", "praktik", "kursus", "mentor"]),
        ("move:0:3", ["praktik", "kursus", "loentilskud", "mentor"]),  # past the mentor: nothing
        ("move:1:x", ["praktik", "kursus", "loentilskud", "mentor"]),
        ("fill:2:5 arbejdsdage", ["praktik", "kursus", "kursus", "loentilskud", "mentor"]),
        ("remove:99", ["praktik", "kursus", "loentilskud", "mentor"]),
        ("explode:1", ["praktik", "kursus", "loentilskud", "mentor"]),
    ],
)
def test_buttons_move_rows_with_and_without_a_script(client, opening, typed, button, kinds):
    with_script = client.post(preview_url(opening), typed | {"do": button}, headers=HTMX)
    without = client.post(build_url(opening), typed | {"do": button})
    for response in (with_script, without):
        assert response.status_code == 200
        got = fields(response)
        assert [got[f"trin-{i}-kind"] for i in range(int(got["trin"]))] == kinds
    assert "<html" not in body(with_script) and "<html" in body(without)
