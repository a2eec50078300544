"""The pages: who gets in, what they say with and without data, and what leaves as a file."""

import csv
import io
import re
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from casework.flow import export
from casework.flow.listings import FIGURES, Column, Listing, Row
from casework.green_wave.models import Cause, DeadPeriod
from casework.jobpakke.models import Outcome
from casework.jobpakke.states import StepState
from jobpakker.foundation.audit.models import AccessLogEntry
from tests.casework.flow.rows import TODAY, Municipality, noon, some
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
OVERVIEW = reverse("casework:flow_overview")


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(noon(TODAY), tick=False):
        yield


@pytest.fixture
def place():
    return Municipality(teams=2)


@pytest.fixture
def manager(client, place):
    client.force_login(place.manager)
    return client


def address(figure, view="flow_list"):
    return reverse(f"casework:{view}", args=[figure])


def exported(response):
    assert response.status_code == 200
    text = response.content.decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:]), delimiter=";"))


# Who gets in -------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", ["caseworker", "company_consultant", "administrator"])
@pytest.mark.parametrize("url", [OVERVIEW, address("i-gang"), address("i-gang", "flow_export")])
def test_only_who_may_see_the_flow_gets_in(role, url, place):
    client = Client()
    assert client.get(url).status_code == 302
    client.force_login(UserFactory(role_code=role, municipality=place.municipality))
    assert client.get(url).status_code == 403


@pytest.mark.parametrize("url", [OVERVIEW, address("i-gang"), address("i-gang", "flow_export")])
def test_nothing_is_changed_here(manager, url):
    assert manager.head(url).status_code == 200
    assert manager.post(url).status_code == 405


def test_a_figure_that_does_not_exist_is_not_there(manager):
    assert manager.get(address("noget-andet")).status_code == 404
    assert manager.get(address("noget-andet", "flow_export")).status_code == 404


def test_another_municipalitys_cases_and_teams_are_not_there(manager, place):
    other = Municipality(teams=2)
    some(other, 12)
    assert "Her er intet at måle endnu" in manager.get(OVERVIEW).content.decode()
    for figure in FIGURES:
        assert "B-20" not in manager.get(address(figure)).content.decode()
        assert len(exported(manager.get(address(figure, "flow_export")))) == 1
    # A team that is not hers is answered like one that does not exist.
    foreign = manager.get(OVERVIEW, {"team": str(other.teams[0].public_id)})
    unknown = manager.get(OVERVIEW, {"team": "00000000-0000-0000-0000-000000000000"})
    assert foreign.status_code == unknown.status_code == 400


# What it says --------------------------------------------------------------------------------------------------------------------
def test_before_any_data_it_says_where_the_figures_come_from(manager):
    page = manager.get(OVERVIEW)
    assert page.status_code == 200
    assert "bygget de første jobpakker" in page.content.decode()
    for figure in FIGURES:
        assert "Ingen rækker passer" in manager.get(address(figure)).content.decode()


def test_without_dead_days_the_wave_rolls(manager, place):
    place.package(
        ("praktik", "11-02", "12-18", StepState.RUNNING), job="2026-12-21", promised="2026-11-01", earned="2026-11-01"
    )
    page = manager.get(OVERVIEW).content.decode()
    assert "Ingen døde dage i perioden" in page
    assert "100 %" in page
    assert "kpi-wave" in page


def test_every_figure_opens_its_list_and_says_how_it_is_counted(manager, place):
    some(place, 30)
    page = manager.get(OVERVIEW).content.decode()
    links = {url.replace("&amp;", "&") for url in re.findall(r'href="(/flow/[^"]+)"', page)}
    assert {url.split("/")[2] for url in links} == set(FIGURES)
    for url in links:
        answer = manager.get(url)
        assert answer.status_code == 200, url
        assert "Ingen rækker passer" not in answer.content.decode() or "doede-dage-forude" in url, url
    assert page.count("Sådan tælles det") >= 11


def test_the_number_of_a_figure_is_the_number_of_rows_behind_it(manager, place):
    some(place, 30)
    context = manager.get(OVERVIEW).context
    found, urls = context["found"], context["urls"]
    rows = {name: manager.get(url).context["listing"].rows for name, url in urls.items()}
    assert len(rows["i_gang"]) == found.open_total > 0
    assert len(rows["tilsagn"]) == found.asked.n
    assert len(rows["syltekrukke"]) == found.waiting.n > 0
    assert len(rows["i_job"]) == found.ordinary + found.fleksjob > 0


def test_lists_show_case_numbers_and_open_the_case_never_a_name(manager, place):
    citizen = place.citizen(first_name="Zuleikha", last_name="Abdirahman")
    package = place.package(
        ("praktik", "11-02", "11-13"), ("kursus", "11-19", "12-18", StepState.RUNNING), job="2026-12-23",
        promised="2026-10-30", citizen=citizen,
    )  # fmt: skip
    for figure in (
        "i-gang",
        "doede-dage",
        "doede-dage-forude",
        "aktive-dage",
        "overgange",
        "loefte-til-trin",
        "startede",
    ):
        page = manager.get(address(figure)).content.decode()
        assert reverse("casework:jobpakke_detail", args=[package.public_id]) in page
        assert citizen.alias in page
        for text in (page, str(exported(manager.get(address(figure, "flow_export"))))):
            assert "Zuleikha" not in text
            assert "Abdirahman" not in text


def test_percentages_of_small_groups_are_not_shown(manager, place):
    for n in range(4):
        place.package(
            ("praktik", "03-02", "03-27"), job="2026-03-30", promised="2026-02-02", earned="2026-02-02", ended="2026-04-10",
            outcome=Outcome.ORDINAER if n else Outcome.FLEKSJOB,
        )  # fmt: skip
    page = manager.get(OVERVIEW).content.decode()
    assert "af startede</span>" not in page
    assert "3 ordinære job er for få til en median" in page
    assert "under 5" in page
    place.package(
        ("praktik", "03-02", "03-27"), job="2026-03-30", promised="2026-02-02", earned="2026-02-02", ended="2026-04-10",
        outcome=Outcome.AFBRUDT,
    )  # fmt: skip
    page = manager.get(OVERVIEW).content.decode()
    assert "60 % af startede" in page
    assert "20 % af afsluttede" in page


def test_team_and_period_narrow_every_figure(manager, place):
    some(place, 20)
    team = str(place.teams[0].public_id)
    whole = manager.get(OVERVIEW).context["found"]
    part = manager.get(OVERVIEW, {"team": team, "fra": "1-9-2026", "til": "30-9-2026"})
    found = part.context["found"]
    assert 0 < found.open_total < whole.open_total
    assert found.working_days < whole.working_days
    assert f"team={team}" in part.context["urls"]["i_gang"]
    assert "fra=01-09-2026&til=30-09-2026" in part.context["urls"]["doede_dage"]
    assert "findes kun for hele kommunen" in part.content.decode()


def test_a_long_list_comes_in_pages_and_keeps_its_filters(manager, place):
    for n in range(60):
        place.citizen(referred=(TODAY - timedelta(days=n + 1)).isoformat())
    page = manager.get(address("syltekrukke"), {"side": "2"})
    assert len(page.context["rows"]) == 10
    assert len(exported(manager.get(address("syltekrukke", "flow_export"), {"side": "2"}))) == 61


def test_a_day_without_a_year_is_the_one_that_has_been(manager, place):
    day = TODAY - timedelta(days=3)
    answer = manager.get(OVERVIEW, {"fra": f"{day.day}/{day.month}"})
    assert answer.status_code == 200
    assert answer.context["form"].period.start == day


@pytest.mark.parametrize(
    "query",
    [
        {"fra": "engang"}, {"fra": "1-1-2030"}, {"fra": "1-9-2026", "til": "1-8-2026"}, {"fra": "1-1-2001"},
        {"team": "alle"}, {"fra": "\x00"}, {"til": "32-13-2026"}, {"fra": "1-1-1899"}, {"team": "' OR 1=1"},
    ],
)  # fmt: skip
@pytest.mark.parametrize("url", [OVERVIEW, address("i-gang"), address("doede-dage"), address("i-gang", "flow_export")])
def test_what_cannot_be_meant_is_said_beside_its_field(manager, place, query, url):
    place.citizen()
    answer = manager.get(url, query)
    assert answer.status_code == 400
    assert "form-error" in answer.content.decode()


@pytest.mark.parametrize(
    "query", [{"side": "0"}, {"side": "x"}, {"overgang": "x-y"}, {"aarsag": "vejret"}, {"til": "x"}]
)
def test_a_list_refuses_what_it_does_not_know(manager, query):
    assert manager.get(address("doede-dage"), query).status_code == 400


def test_a_period_that_ends_after_today_ends_today(manager, place):
    place.citizen()
    found = manager.get(OVERVIEW, {"fra": "1-11-2026", "til": "1-1-2027"}).context["found"]
    assert found.period.until == TODAY + timedelta(days=1)


def test_a_page_takes_the_same_queries_for_three_and_for_thirty(place, django_assert_max_num_queries):
    counts = []
    for number in (3, 30):
        other = Municipality(teams=2)
        some(other, number)
        client = Client()
        client.force_login(other.manager)
        client.get(OVERVIEW)
        for url in (OVERVIEW, address("doede-dage"), address("startede"), address("syltekrukke")):
            with django_assert_max_num_queries(15) as counted:
                assert client.get(url).status_code == 200
            counts.append((url, len(counted)))
    assert counts[:4] == counts[4:]


# What leaves as a file -------------------------------------------------------------------------------------------------------------
def test_an_export_is_the_list_with_danish_dates_and_is_written_in_the_access_log(manager, place):
    citizen = place.citizen(cpr="6101801234")
    place.package(
        ("praktik", "03-02", "03-27"),
        ("kursus", "04-13", "04-21"),
        job="2026-04-22",
        promised="2026-03-01",
        citizen=citizen,
    )
    answer = manager.get(address("doede-dage", "flow_export"))
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="doede-dage-2026-11-23.csv"'
    header, row = exported(answer)
    assert dict(zip(header, row, strict=True)) == {
        "Sag": citizen.alias, "Job": "Rengøringsassistent", "Virksomhed": place.company.name,
        "Overgang": "Praktik → Kursus", "Fra": "28-03-2026", "Til og med": "12-04-2026", "Arbejdsdage": "7",
        "Heraf eget ønske": "0", "Årsag": "ikke angivet", "Hvis dage": "jobcentret", "Hvem handler": "sagsbehandler", "Sagsbehandler": citizen.caseworker.name,
        "Team": citizen.team.name,
    }  # fmt: skip
    assert "610180" not in answer.content.decode()
    [entry] = AccessLogEntry.objects.for_municipality(place.municipality).filter(action=AccessLogEntry.Action.SEARCH)
    assert entry.what == "casework:flow_export doede-dage (1)"


@pytest.mark.parametrize("figure", FIGURES)
def test_an_export_has_all_the_rows_of_its_list(manager, place, figure):
    some(place, 20)
    listing = manager.get(address(figure)).context["listing"]
    rows = exported(manager.get(address(figure, "flow_export")))
    assert len(rows) == len(listing.rows) + 1
    assert rows[0] == [column.label for column in listing.columns]


@pytest.mark.parametrize(
    ("written", "defused"),
    [
        ("=HYPERLINK(0)", "'=HYPERLINK(0)"), ("+1", "'+1"), ("-1+2", "'-1+2"), ("@SUM(A1)", "'@SUM(A1)"), ("\t=1", "'\t=1"),
        ("  =1", "'  =1"), ("\u200b=1", "'=1"), ("＝1", "'＝1"), ("=cmd|'/c calc'!A1", "'=cmd|'/c calc'!A1"), ("%0A", "'%0A"),
        ("Nord & Søn", "Nord & Søn"), ("a=1", "a=1"), ("", ""), (None, ""), (-3, "-3"), (date(2026, 4, 7), "07-04-2026"),
    ],
)  # fmt: skip
def test_a_cell_is_never_a_formula(written, defused):
    assert export.cell(written) == defused


def test_a_cell_with_separators_and_line_breaks_stays_one_cell():
    text = 'Nord; "Syd"\nVest'
    listing = Listing(columns=(Column("Sag"), Column("Job")), rows=(Row("", ("B-1", text)),))
    assert list(csv.reader(io.StringIO(export.csv_of(listing)), delimiter=";")) == [["Sag", "Job"], ["B-1", text]]


# In the browser ----------------------------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [1280, 320])
def test_the_pages_hold_at_every_width_and_axe_finds_nothing(new_page, axe, width):
    busy, new = Municipality(teams=2), Municipality()
    some(busy, 25)
    package = busy.package(
        ("praktik", "03-02", "03-27"), ("kursus", "04-13", "04-21"), job="2026-04-22", promised="2026-03-01"
    )
    DeadPeriod.objects.create(  # the longest word there is
        municipality=busy.municipality, jobpakke=package, kind="inner", starts_on=date(2026, 3, 28),
        first_dead_on=date(2026, 3, 30), until=date(2026, 4, 13), working_days=7, state="past", cause=Cause.VITAS_REP, severity="critical",
        found_on=TODAY, closed_at=noon(TODAY), close_reason="passed",
    )  # fmt: skip
    for place in (busy, new):
        page = new_page(width=width, user=place.manager)
        for url in (OVERVIEW, address("doede-dage"), address("startede"), address("syltekrukke")):
            page.goto(url)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, url
            assert axe(page) == [], url


@pytest.mark.django_db(transaction=True)
def test_a_manager_goes_from_a_figure_to_its_list_and_back_with_the_keyboard(new_page):
    place = Municipality(teams=2)
    some(place, 25)
    page = new_page(user=place.manager)
    page.goto(OVERVIEW)
    figure = page.locator(".kpi", has_text="Døde dage").first.locator(".kpi-value a")
    days = re.match(r"[\d.]+", figure.inner_text())[0]
    figure.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/flow/doede-dage/**")
    expect(page.locator("[role=status]").last).to_contain_text(f"Arbejdsdage: {days}")
    page.locator("a.back").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/flow/?**")
