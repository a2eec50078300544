"""Min dag, the list, a dead period's page and the watch: what stands there, in which order, for whom, in how many queries."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casework.green_wave import actions, my_day
from casework.green_wave.day import Sort
from casework.green_wave.models import Cause, DeadPeriod
from casework.jobpakke.models import Jobpakke, Outcome
from casework.jobpakke.states import JobpakkeState, StepState
from casework.planning.periods import ONE_DAY
from companies.commitments import actions as commitments
from companies.commitments.models import HiringCommitment
from companies.commitments.states import CommitmentState
from jobpakker.foundation.audit.models import AccessLogEntry
from jobpakker.foundation.outbox import dispatch
from tests.casework.green_wave.rows import MONDAY, WEEK, at, flags, package, step, with_a_gap
from tests.factories.accounts import TeamFactory, UserFactory
from tests.factories.citizens import CitizenFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(at(MONDAY), tick=False):
        yield


@pytest.fixture
def caseworker():
    return UserFactory(name="Sara Sagsbehandler")


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def detect(user, today=MONDAY):
    actions.detect(municipality_id=user.municipality_id, today=today, at=at(today))


def body(response):
    return re.sub(r"\s+", " ", response.content.decode())


def get(user, name="my_day", *args, **query):
    return client_of(user).get(reverse(f"casework:{name}", args=args), query)


def rows(user, **options):
    return my_day.of(user, today=MONDAY, **options).rows


def late(caseworker, **options):
    return package(
        step("P", MONDAY - 4 * WEEK, MONDAY - timedelta(days=5), state=StepState.DONE),
        step("L", MONDAY - timedelta(days=4), MONDAY + 8 * WEEK), job=MONDAY + 8 * WEEK + ONE_DAY,
        promised_on=MONDAY - 4 * WEEK, caseworker=caseworker, **options,
    )  # fmt: skip


def beginning(caseworker):
    return package(
        step("P", MONDAY, MONDAY + 4 * WEEK - ONE_DAY), job=MONDAY + 4 * WEEK, promised_on=MONDAY - WEEK,
        caseworker=caseworker,
    )  # fmt: skip


def ending(caseworker):
    return package(
        step("P", MONDAY - 4 * WEEK, MONDAY, state=StepState.RUNNING), job=MONDAY + ONE_DAY, promised_on=MONDAY - 4 * WEEK,
        caseworker=caseworker,
    )  # fmt: skip


def undecided(caseworker, state, *, commitment="requested", first=MONDAY + 3 * WEEK):
    return package(
        step("P", first, first + 4 * WEEK - ONE_DAY), job=first + 4 * WEEK, state=state, commitment=commitment,
        caseworker=caseworker,
    )  # fmt: skip


def asked_on(jobpakke, day):
    rows_ = HiringCommitment.objects.for_municipality(jobpakke.municipality_id).filter(pk=jobpakke.commitment_id)
    rows_.update(asked_at=at(day), link_mailed_at=at(day))


# The order of the day --------------------------------------------------------------------------------------------------
def test_what_is_broken_comes_first_then_what_breaks_next_and_citizens_who_wait_come_last(caseworker):
    CitizenFactory(caseworker=caseworker, referred_on=MONDAY - 30 * WEEK)
    undecided(caseworker, JobpakkeState.DRAFT, commitment="")
    with_a_gap(caseworker=caseworker)
    beginning(caseworker)
    late(caseworker)
    detect(caseworker)
    found = rows(caseworker)
    assert [row.sort for row in found] == [Sort.DEAD, Sort.STEP, Sort.DEAD, Sort.DRAFT, Sort.CITIZEN]
    assert [row.slack for row in found[:-1]] == [-2, 0, 10, 15]
    assert [row.action.label for row in found] == [
        "Begyndt tors. 19. november", "Begyndt i dag", "Ret planen", "Send tilsagnet", "Find et job",
    ]  # fmt: skip


def test_each_row_says_why_and_has_one_button(caseworker):
    late(caseworker)
    detect(caseworker)
    page = body(get(caseworker))
    assert "Løntilskuddet er ikke begyndt" in page
    assert "Skulle være begyndt tors. 19. november. 2 arbejdsdage er gået tabt" in page
    assert page.count("data-day-action") == 1


def test_begun_is_one_press_that_mends_the_wave_and_comes_back(caseworker):
    jobpakke = late(caseworker)
    detect(caseworker)
    client = client_of(caseworker)
    [row] = [row for row in rows(caseworker) if row.sort == Sort.DEAD]
    response = client.post(row.action.url, dict(row.action.fields) | {"next": "/min-dag/?hvem=alle"})
    assert response.url == "/min-dag/?hvem=alle"
    assert flags(jobpakke)[0].close_reason == "mended"
    assert rows(caseworker) == []


def test_a_button_never_leads_out_of_the_house(caseworker):
    late(caseworker)
    detect(caseworker)
    [row] = rows(caseworker)
    for away in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        response = client_of(caseworker).post(row.action.url, dict(row.action.fields) | {"next": away})
        assert "evil" not in response.headers.get("Location", "")
        assert "javascript" not in response.headers.get("Location", "")


def test_a_step_on_its_last_day_is_told_done(caseworker):
    jobpakke = ending(caseworker)
    detect(caseworker)
    [row] = rows(caseworker)
    assert (row.title, row.action.label) == ("Praktikken slutter i dag", "Gennemført")
    client_of(caseworker).post(row.action.url)
    assert jobpakke.steps.get().state == StepState.DONE


@pytest.mark.parametrize(("asked", "shown"), [(MONDAY - timedelta(days=5), False), (MONDAY - timedelta(days=6), True)])
def test_a_company_is_reminded_after_three_working_days(caseworker, asked, shown):
    """Wednesday to Monday is three working days of thinking; Tuesday to Monday is four."""
    jobpakke = undecided(caseworker, JobpakkeState.AWAITING_COMPANY)
    asked_on(jobpakke, asked)
    found = [row for row in rows(caseworker) if row.sort == Sort.COMPANY]
    assert bool(found) == shown
    if shown:
        assert found[0].action.label == "Ryk"
        client_of(caseworker).post(found[0].action.url)
        assert [
            row for row in rows(caseworker) if row.sort == Sort.COMPANY
        ] == []  # reminded: they get their days again


@pytest.mark.parametrize(
    ("answer", "title"), [("declined", "har sagt nej"), ("change_proposed", "foreslår en ændring")]
)
def test_an_answer_that_is_no_yes_waits_on_the_desk(caseworker, answer, title):
    jobpakke = undecided(caseworker, JobpakkeState.DRAFT)
    rows_ = HiringCommitment.objects.for_municipality(jobpakke.municipality_id).filter(pk=jobpakke.commitment_id)
    rows_.update(state=CommitmentState(answer), answered_at=at(MONDAY - ONE_DAY))
    [row] = rows(caseworker)
    assert title in row.title
    assert row.action.label == "Se svaret"
    assert row.fresh


def test_a_withdrawn_question_leaves_a_draft_that_is_not_sent(caseworker):
    jobpakke = undecided(caseworker, JobpakkeState.DRAFT)
    commitments.withdraw(commitment=jobpakke.commitment, by=caseworker, at=at(MONDAY))
    [row] = rows(caseworker)
    assert row.sort == Sort.DRAFT


def test_those_who_wait_longest_come_first_and_who_has_a_job_does_not_wait(caseworker):
    newer = CitizenFactory(caseworker=caseworker, referred_on=MONDAY - WEEK)
    older = CitizenFactory(caseworker=caseworker, referred_on=MONDAY - 9 * WEEK)
    at_work = with_a_gap(caseworker=caseworker)
    back = with_a_gap(caseworker=caseworker)
    ended = Jobpakke.objects.for_municipality(caseworker.municipality_id)
    ended.filter(pk=at_work.pk).update(state="completed", outcome=Outcome.ORDINAER, ended_on=MONDAY - WEEK)
    ended.filter(pk=back.pk).update(state="broken_off", outcome=Outcome.AFBRUDT, ended_on=MONDAY - 2 * WEEK)
    found = rows(caseworker, group="borgere")
    assert [row.alias for row in found] == [older.alias, back.citizen.alias, newer.alias]
    assert found[0].tag == "45 arbejdsdage"


def test_only_the_ten_who_wait_longest_stand_below_the_wave_and_the_rest_are_a_click_away(caseworker):
    for weeks in range(12):
        CitizenFactory(caseworker=caseworker, referred_on=MONDAY - (weeks + 1) * WEEK)
    assert len(rows(caseworker)) == 10
    page = body(get(caseworker))
    assert "Se alle 12 borgere, der venter" in page
    assert body(get(caseworker, slags="borgere")).count("data-day-row") == 12


def test_what_somebody_answers_for_is_let_be_until_its_day(caseworker):
    jobpakke = with_a_gap(caseworker=caseworker)
    detect(caseworker)
    [flag] = flags(jobpakke)
    actions.accept(
        dead_period=flag, cause=Cause.COURSE_WAIT, owner=caseworker, until=MONDAY + WEEK, by=caseworker, today=MONDAY,
        at=at(MONDAY),
    )  # fmt: skip
    assert rows(caseworker) == []
    assert len(my_day.of(caseworker, today=MONDAY + WEEK).rows) == 1


def test_an_empty_day_says_what_to_do_first(caseworker):
    page = body(get(caseworker))
    assert "Intet bryder bølgen" in page
    assert reverse("companies:opening_list") in page


def test_the_filters_live_in_the_address_and_nonsense_is_a_kind_400(caseworker):
    colleague = UserFactory(municipality=caseworker.municipality, team=caseworker.team)
    with_a_gap(caseworker=colleague)
    detect(caseworker)
    assert "data-day-row" not in body(get(caseworker))
    assert "data-day-row" in body(get(caseworker, hvem="alle"))
    assert "data-day-row" not in body(get(caseworker, hvem="alle", slags="borgere"))
    for query in ({"slags": "x"}, {"hvem": "'; DROP"}, {"side": "-1"}):
        assert get(caseworker, **query).status_code == 400


def test_nobody_sees_the_day_of_another_team_or_municipality(caseworker):
    stranger = UserFactory(municipality=caseworker.municipality, team=TeamFactory(municipality=caseworker.municipality))
    with_a_gap(caseworker=stranger)
    with_a_gap(caseworker=UserFactory())
    detect(caseworker)
    assert rows(caseworker, everyone=True) == []


def count_queries(user, name, **query):
    client = client_of(user)
    client.get(reverse(f"casework:{name}"), query)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(reverse(f"casework:{name}"), query)
    return len(queries)


@pytest.mark.parametrize("name", ["my_day", "dead_period_list"])
def test_the_number_of_queries_does_not_depend_on_the_rows(caseworker, name):
    def more():
        with_a_gap(caseworker=caseworker)
        late(caseworker)
        beginning(caseworker)
        ending(caseworker)
        undecided(caseworker, JobpakkeState.DRAFT, commitment="")
        asked_on(undecided(caseworker, JobpakkeState.AWAITING_COMPANY), MONDAY - WEEK)
        CitizenFactory(caseworker=caseworker)
        detect(caseworker)

    more()
    few = count_queries(caseworker, name, hvem="alle")
    for _ in range(4):
        more()
    assert count_queries(caseworker, name, hvem="alle") == few
    assert few <= 18


# The list --------------------------------------------------------------------------------------------------------------
def test_the_list_shows_the_open_ones_and_the_history_on_request(caseworker):
    mended = with_a_gap(caseworker=caseworker)
    detect(caseworker)
    [flag] = flags(mended)
    DeadPeriod.objects.for_municipality(caseworker.municipality_id).update(closed_at=at(MONDAY), close_reason="mended")
    with_a_gap(caseworker=caseworker, lost=10)
    detect(caseworker)
    page = body(get(caseworker, "dead_period_list"))
    assert "10 døde dage" in page
    assert "5 døde dage" not in page
    history = body(get(caseworker, "dead_period_list", tilstand="lukkede"))
    assert "lukket i planen" in history
    assert "10 døde dage" not in history
    assert "5 døde dage" not in body(get(caseworker, "dead_period_list", tilstand="alle", aarsag="grant_wait"))
    assert get(caseworker, "dead_period_list", tilstand="x").status_code == 400


def test_the_leader_of_a_team_sees_her_team_first_and_the_others_when_she_asks(caseworker):
    elsewhere = UserFactory(
        municipality=caseworker.municipality, team=TeamFactory(municipality=caseworker.municipality)
    )
    hers, other = with_a_gap(caseworker=caseworker), with_a_gap(caseworker=elsewhere)
    detect(caseworker)
    leader = UserFactory(manager=True, municipality=caseworker.municipality, team=caseworker.team)
    first, all_of_them = body(get(leader, "dead_period_list")), body(get(leader, "dead_period_list", hvem="alle"))
    assert hers.citizen.last_name in first and other.citizen.last_name not in first
    assert hers.citizen.last_name in all_of_them and other.citizen.last_name in all_of_them
    manager = UserFactory(manager=True, municipality=caseworker.municipality, team=None)
    assert other.citizen.last_name in body(get(manager, "dead_period_list"))


def test_a_company_consultant_sees_the_case_number_and_no_name(caseworker):
    consultant = UserFactory(consultant=True, municipality=caseworker.municipality, team=caseworker.team)
    jobpakke = with_a_gap(caseworker=caseworker)
    detect(caseworker)
    [flag] = flags(jobpakke)
    for response in (
        get(consultant, "dead_period_list", hvem="alle"),
        get(consultant, "dead_period_detail", flag.public_id),
    ):
        page = body(response)
        assert response.status_code == 200
        assert jobpakke.citizen.alias in page
        assert jobpakke.citizen.last_name not in page
        assert jobpakke.citizen.first_name not in page
    assert AccessLogEntry.objects.for_municipality(caseworker.municipality_id).count() == 0


# One dead period -------------------------------------------------------------------------------------------------------
@pytest.fixture
def flag(caseworker):
    jobpakke = with_a_gap(caseworker=caseworker)
    detect(caseworker)
    return flags(jobpakke)[0]


def test_the_page_of_a_dead_period_tells_all_of_it_and_is_logged(caseworker, flag):
    page = body(get(caseworker, "dead_period_detail", flag.public_id))
    for words in ("Praktik i rengøring", "5 arbejdsdage", "5. dec. – 13. dec. 2026", "Fundet:", "Luk hullet i planen"):
        assert words in page
    assert reverse("casework:jobpakke_edit", args=[flag.jobpakke.public_id]) in page
    entry = AccessLogEntry.objects.for_municipality(caseworker.municipality_id).get()
    assert (entry.action, entry.citizen_id) == ("view", flag.jobpakke.citizen.public_id)


def test_no_name_comes_into_the_title(caseworker, flag):
    page = body(get(caseworker, "dead_period_detail", flag.public_id))
    title = page[page.index("<title>") : page.index("</title>")]
    assert flag.jobpakke.citizen.last_name not in title
    assert flag.jobpakke.citizen.alias in title


@pytest.mark.parametrize("name", ["handle", "accept", "withdraw_acceptance"])
def test_a_strangers_dead_period_looks_like_none(caseworker, flag, name):
    stranger = UserFactory()
    for public_id in (flag.public_id, uuid4()):
        assert get(stranger, "dead_period_detail", public_id).status_code == 404
        assert client_of(stranger).post(reverse(f"casework:dead_period_{name}", args=[public_id])).status_code == 404
    flag.refresh_from_db()
    assert (flag.cause_by_hand, flag.accepted_at) == (False, None)


def test_one_says_why_and_who_acts(caseworker, flag):
    response = client_of(caseworker).post(
        reverse("casework:dead_period_handle", args=[flag.public_id]),
        {"cause": "grant_wait", "acts": "team_leader", "seen": "unknown:caseworker"},
    )
    assert response.status_code == 302
    flag.refresh_from_db()
    assert (flag.cause, flag.acts) == ("grant_wait", "team_leader")
    page = body(get(caseworker, "dead_period_detail", flag.public_id))
    assert "Sara Sagsbehandler skrev årsagen: venter på bevilling." in page
    assert "Sara Sagsbehandler skrev, hvem der handler: teamleder." in page


def test_the_second_of_two_is_told_and_keeps_what_was_chosen(caseworker, flag):
    client, address = client_of(caseworker), reverse("casework:dead_period_handle", args=[flag.public_id])
    seen = "unknown:caseworker"
    client.post(address, {"cause": "grant_wait", "acts": "team_leader", "seen": seen})
    response = client.post(address, {"cause": "ratio_full", "acts": "company", "seen": seen})
    page = body(response)
    assert response.status_code == 409
    assert "En anden har skrevet noget andet imens" in page
    assert re.search(r'<option value="ratio_full" selected', page)
    again = re.search(r'name="seen" value="([^"]+)"', page)[1]
    assert client.post(address, {"cause": "ratio_full", "acts": "company", "seen": again}).status_code == 302


@pytest.mark.parametrize("chosen", [{}, {"cause": "x", "acts": "y"}, {"cause": "grant_wait"}])
def test_nonsense_about_the_cause_is_refused_beside_its_field(caseworker, flag, chosen):
    response = client_of(caseworker).post(reverse("casework:dead_period_handle", args=[flag.public_id]), chosen)
    assert response.status_code == 422


def accept(caseworker, flag, **fields):
    plain = {"accept-cause": "course_wait", "accept-owner": str(caseworker.public_id), "accept-last_day": "11-12-2026"}
    return client_of(caseworker).post(reverse("casework:dead_period_accept", args=[flag.public_id]), plain | fields)


def test_accepting_names_an_owner_and_an_end_and_can_be_taken_back(caseworker, flag):
    assert accept(caseworker, flag).status_code == 302
    flag.refresh_from_db()
    assert (flag.owner, str(flag.accepted_until)) == (caseworker, "2026-12-12")
    page = body(get(caseworker, "dead_period_detail", flag.public_id))
    assert "Accepteret til og med 11. december 2026" in page
    assert "Acceptér til den dag" not in page
    client_of(caseworker).post(reverse("casework:dead_period_withdraw_acceptance", args=[flag.public_id]))
    flag.refresh_from_db()
    assert flag.accepted_at is None


def test_the_second_of_two_who_accept_is_told_who_answers_for_it_now(caseworker, flag):
    colleague = UserFactory(municipality=caseworker.municipality, team=caseworker.team, name="Kim Kollega")
    seen = re.search(
        r'name="accept-seen" value="([^"]+)"', body(get(caseworker, "dead_period_detail", flag.public_id))
    )[1]
    assert accept(caseworker, flag, **{"accept-seen": seen}).status_code == 302
    assert accept(caseworker, flag, **{"accept-seen": seen}).status_code == 302  # a double press says the same
    theirs = {"accept-owner": str(colleague.public_id), "accept-seen": seen}
    response = accept(colleague, flag, **theirs)
    page = body(response)
    assert response.status_code == 409
    assert "En anden har skrevet noget andet imens" in page
    flag.refresh_from_db()
    assert flag.owner == caseworker
    again = re.search(r'name="accept-seen" value="([^"]+)"', page)[1]
    assert accept(colleague, flag, **theirs | {"accept-seen": again}).status_code == 302
    flag.refresh_from_db()
    assert flag.owner == colleague


@pytest.mark.parametrize(
    "fields",
    [{"accept-cause": ""}, {"accept-cause": "unknown"}, {"accept-owner": ""}, {"accept-last_day": "1-11-2026"},
     {"accept-last_day": "x"}, {"accept-owner": "not-a-uuid"}],
)  # fmt: skip
def test_an_acceptance_without_cause_owner_and_end_is_refused(caseworker, flag, fields):
    assert accept(caseworker, flag, **fields).status_code == 422
    flag.refresh_from_db()
    assert flag.accepted_at is None


def test_one_that_runs_is_accepted_as_the_page_offers_it(caseworker):
    """What has been found up to yesterday ends yesterday: the day that stands in the field can be pressed all the same."""
    jobpakke = with_a_gap(caseworker=caseworker)
    detect(caseworker)
    [running] = flags(jobpakke)
    DeadPeriod.objects.for_municipality(running.municipality_id).update(until=running.starts_on + ONE_DAY)
    with time_machine.travel(at(running.starts_on + 3 * ONE_DAY), tick=False):
        page = body(get(caseworker, "dead_period_detail", running.public_id))
        offered = re.search(r'name="accept-last_day" value="([^"]+)"', page)[1]
        assert accept(caseworker, running, **{"accept-last_day": offered}).status_code == 302


def test_a_stranger_is_no_owner(caseworker, flag):
    assert accept(caseworker, flag, **{"accept-owner": str(UserFactory().public_id)}).status_code == 422


def test_what_closed_meanwhile_cannot_be_accepted(caseworker, flag):
    DeadPeriod.objects.for_municipality(flag.municipality_id).update(closed_at=at(MONDAY), close_reason="mended")
    assert accept(caseworker, flag).status_code == 302
    flag.refresh_from_db()
    assert flag.accepted_at is None


# The watch -------------------------------------------------------------------------------------------------------------
def test_the_watch_page_and_the_health_address_turn_red_when_a_run_is_missed(client):
    manager = UserFactory(manager=True)
    from casework.green_wave import rounds
    from casework.green_wave.models import WatchRun
    from casework.green_wave.tally import Tally

    def ran(day, hour, job=WatchRun.Job.DETECT, **tally):
        rounds.ran(job, manager.municipality_id, Tally(**tally), day=day, at=at(day, hour))

    friday = MONDAY - timedelta(days=3)
    ran(friday, 5)
    ran(friday, 21, WatchRun.Job.DRIFT)
    response = client.get("/helbred/vagt/")
    assert response.status_code == 503  # it is Monday, eight o'clock
    assert response.json()["jobs"][0] == {
        "job": "detect", "due": "2026-11-23", "missed": 1, "with_failures": 0, "with_differences": 0,
    }  # fmt: skip
    page = body(get(manager, "watch"))
    assert "Morgenrunden mangler for 23. november 2026" in page
    ran(MONDAY, 6, packages=7)
    assert client.get("/helbred/vagt/").json()["stuck"] == 6  # three for each morning, and no worker has come by
    assert "6 beskeder har ventet" in body(get(manager, "watch"))
    while dispatch.drain(at=at(MONDAY)):
        pass
    assert client.get("/helbred/vagt/").json()["ok"] is True
    page = body(get(manager, "watch"))
    assert "mangler for" not in page
    assert "24. november 2026 05:30" in page
    ran(MONDAY, 7, failed=[99])
    assert client.get("/helbred/vagt/").status_code == 503
    assert "1 forløb kunne ikke tjekkes" in body(get(manager, "watch"))


def test_the_watch_is_for_who_answers_for_it(caseworker):
    assert get(caseworker, "watch").status_code == 403
    assert get(UserFactory(administrator=True), "watch").status_code == 200
