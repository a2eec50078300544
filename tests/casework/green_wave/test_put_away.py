"""What one puts away from Min dag; what a pause that is over, and a decision that is missing, ask for there."""

from datetime import timedelta
from html import escape
from urllib.parse import urlencode
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from casework.green_wave import actions, lifting, my_day, notifications
from casework.green_wave.day import Sort
from casework.green_wave.models import Lifted, Muted
from casework.jobpakke import actions as packages
from casework.jobpakke.states import JobpakkeState, StepState
from casework.planning.periods import ONE_DAY
from tests.casework.green_wave.rows import MONDAY, WEEK, at, flags, package, step, with_a_gap
from tests.companies.pages import body, client_of, hidden
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(at(MONDAY), tick=False):
        yield


@pytest.fixture
def caseworker():
    return UserFactory()


def detect(user, today=MONDAY):
    actions.detect(municipality_id=user.municipality_id, today=today, at=at(today))


def day_of(user, today=MONDAY, **options):
    return my_day.of(user, today=today, **options)


def address(row, name="mute"):
    return reverse(f"casework:my_day_{name}", args=[row.sort, row.subject])


def put_away(user, row, last=MONDAY + WEEK, reason="Aftalt at tales ved på mandag"):
    return client_of(user).post(address(row), {"reason": reason, "last_day": f"{last:%d-%m-%Y}"})


def test_a_row_is_put_away_with_a_reason_until_a_day_listed_and_taken_out_again(caseworker):
    with_a_gap(caseworker=caseworker)
    detect(caseworker)
    [row] = day_of(caseworker).rows
    assert put_away(caseworker, row).status_code == 302
    found = day_of(caseworker)
    assert found.rows == []
    assert [(one.row.subject, one.reason) for one in found.muted] == [(row.subject, "Aftalt at tales ved på mandag")]
    client = client_of(caseworker)
    assert "Se den ene, du har skjult" in body(client.get(reverse("casework:my_day")))
    listed = body(client.get(reverse("casework:my_day"), {"slags": "skjulte"}))
    assert "Aftalt at tales ved på mandag" in listed
    assert "Vis igen" in listed
    assert day_of(caseworker, MONDAY + WEEK + ONE_DAY).rows != []  # its day is over
    for _ in range(2):
        assert client.post(address(row, "unmute")).status_code == 302
    assert len(day_of(caseworker).rows) == 1


def test_min_dag_is_found_again_as_it_was_chosen_whether_a_row_is_put_away_refused_or_taken_out(caseworker):
    with_a_gap(caseworker=caseworker)
    detect(caseworker)
    [row] = day_of(caseworker).rows
    client, chosen = client_of(caseworker), reverse("casework:my_day") + "?hvem=alle&slags=boelgen"
    hide = f"{address(row)}?{urlencode({'next': chosen})}"
    assert f'href="{hide}"' in body(client.get(chosen))
    back = f'<a class="back" href="{escape(chosen)}">'
    assert back in body(client.get(hide))
    assert back in body(client.post(hide, {"reason": "", "last_day": ""}))
    said = {"reason": "Vi tales ved på mandag", "last_day": f"{MONDAY + WEEK:%d-%m-%Y}"}
    assert client.post(hide, said).url == chosen
    assert client.post(address(row, "unmute"), {"next": hidden(client.get(chosen), "next")}).url == chosen
    for foreign in ("https://ond.invalid/", "//ond.invalid/", "javascript:alert(1)"):
        assert client.post(f"{address(row)}?{urlencode({'next': foreign})}", said).url == reverse("casework:my_day")


def test_the_digest_leaves_out_what_is_put_away(caseworker):
    with_a_gap(caseworker=caseworker)
    detect(caseworker)
    assert notifications._rows(caseworker, MONDAY) == day_of(caseworker).rows != []
    put_away(caseworker, day_of(caseworker).rows[0])
    assert notifications._rows(caseworker, MONDAY) == []


def test_it_comes_back_the_day_the_wave_breaks_there(caseworker):
    with_a_gap(caseworker=caseworker)
    detect(caseworker)
    put_away(caseworker, day_of(caseworker).rows[0], last=MONDAY + 3 * WEEK)
    breaks = MONDAY + timedelta(days=14)
    detect(caseworker, breaks)
    rows = [row for row in day_of(caseworker, breaks).rows if row.sort == Sort.DEAD]
    assert [row.slack for row in rows] == [-1]


def test_it_is_put_away_for_oneself_alone_and_stops_no_escalation(caseworker):
    colleague = UserFactory(municipality=caseworker.municipality, team=caseworker.team)
    with_a_gap(caseworker=caseworker, today=MONDAY - 2 * WEEK, lost=10)
    detect(caseworker)
    row = next(row for row in day_of(caseworker).rows if row.sort == Sort.DEAD)
    put_away(caseworker, row)
    assert row.subject in {one.subject for one in day_of(colleague, everyone=True).rows}
    lifted = lifting.lift(municipality_id=caseworker.municipality_id, today=MONDAY + WEEK, at=at(MONDAY + WEEK))
    assert {flag.public_id for flag in lifted} >= {row.subject}


@pytest.mark.parametrize(
    "wrong",
    [{"reason": ""}, {"last_day": ""}, {"last_day": "22-11-2026"}, {"last_day": "01-03-2027"}, {"last_day": "x"},
     {"reason": "x" * 201}, {"reason": "010203-1234"}],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(caseworker, wrong):
    with_a_gap(caseworker=caseworker)
    detect(caseworker)
    [row] = day_of(caseworker).rows
    told = {"reason": "Ferie", "last_day": "27-11-2026"} | wrong
    assert client_of(caseworker).post(address(row), told).status_code == 422
    assert not Muted.objects.for_municipality(caseworker.municipality_id).exists()


def test_rows_of_strangers_and_rows_that_are_gone_are_unknown(caseworker):
    with_a_gap(caseworker=caseworker)
    detect(caseworker)
    [row] = day_of(caseworker).rows
    stranger = client_of(UserFactory())
    assert stranger.get(address(row)).status_code == 404
    assert stranger.post(address(row), {"reason": "x", "last_day": "27-11-2026"}).status_code == 404
    client = client_of(caseworker)
    assert client.get(reverse("casework:my_day_mute", args=["dead", uuid4()])).status_code == 404
    assert client.get(reverse("casework:my_day_mute", args=["noget", uuid4()])).status_code == 404
    assert client.get(address(row)).status_code == 200


# Pauses -------------------------------------------------------------------------------------------------------------------
def running(caseworker):
    first = MONDAY - 6 * WEEK
    end = MONDAY + 6 * WEEK
    return package(
        step("P", first, end - ONE_DAY, state=StepState.RUNNING),
        job=end,
        promised_on=first - WEEK,
        caseworker=caseworker,
    )


def paused(jobpakke, first, last):
    return packages.pause(
        key=uuid4(), jobpakke=jobpakke, reason="sick", starts_on=first, until=last + ONE_DAY, owner=jobpakke.caseworker,
        agreed_with="Borgeren", by=jobpakke.caseworker, at=at(first),
    )  # fmt: skip


def test_the_last_day_of_a_pause_asks_and_the_next_working_day_is_a_flag(caseworker):
    jobpakke = running(caseworker)
    pause = paused(jobpakke, MONDAY - WEEK, MONDAY)
    detect(caseworker)
    [row] = day_of(caseworker).rows
    assert (row.sort, row.slack, row.tag) == (Sort.PAUSE, 0, "pausen slutter")
    assert flags(jobpakke) == []
    tuesday, wednesday = MONDAY + ONE_DAY, MONDAY + 2 * ONE_DAY
    detect(caseworker, tuesday)
    assert flags(jobpakke) == []  # who comes back comes today
    [row] = day_of(caseworker, tuesday).rows
    assert (row.sort, row.action.label) == (Sort.PAUSE, "Tilbage tirs. 24. november")
    detect(caseworker, wednesday)
    [flag] = flags(jobpakke)
    assert (flag.state, flag.working_days, flag.cause, flag.closed_at) == ("running", 1, "pause_over", None)
    [row] = day_of(caseworker, wednesday).rows
    assert (row.sort, row.slack, row.title) == (Sort.DEAD, -1, "Er borgeren tilbage efter pausen?")
    with time_machine.travel(at(wednesday), tick=False):
        response = client_of(caseworker).post(row.action.url, dict(row.action.fields))
    assert response.status_code == 302
    pause.refresh_from_db()
    assert pause.back_on == tuesday
    assert day_of(caseworker, wednesday).rows == []
    assert [flag.close_reason for flag in flags(jobpakke)] == ["mended"]


def test_a_pause_that_is_over_without_a_word_is_lifted_like_any_other(caseworker):
    jobpakke = running(caseworker)
    paused(jobpakke, MONDAY - 3 * WEEK, MONDAY - 2 * WEEK)
    seen = []
    for days in range(12):
        today = MONDAY + timedelta(days=days)
        if today.weekday() < 5:
            detect(caseworker, today)
            lifting.lift(municipality_id=caseworker.municipality_id, today=today, at=at(today))
            seen.append(flags(jobpakke)[0].lifted_to)
    assert list(dict.fromkeys(seen)) == ["", Lifted.TEAM_LEADER, Lifted.MANAGER]


# A decision that is missing -----------------------------------------------------------------------------------------------
def test_a_confirmed_package_with_a_hole_is_for_today_however_far_ahead_the_hole_lies(caseworker):
    jobpakke = with_a_gap(caseworker=caseworker, state=JobpakkeState.AWAITING_DECISION)
    detect(caseworker)
    [row] = day_of(caseworker).rows
    assert row.title == "Virksomheden har bekræftet, men hullet mangler en beslutning"
    assert (row.slack, row.due, row.tag, row.action.label) == (0, True, "mangler beslutning", "Tag stilling")
    assert row.action.url == reverse("casework:dead_period_detail", args=[flags(jobpakke)[0].public_id])


def test_few_and_many_cost_the_same(caseworker, django_assert_max_num_queries):
    def make(user, number):
        for _ in range(number):
            paused(running(user), MONDAY - WEEK, MONDAY - ONE_DAY)
            with_a_gap(caseworker=user, state=JobpakkeState.AWAITING_DECISION)
        detect(user)

    other = UserFactory()
    make(caseworker, 1)
    make(other, 5)
    with django_assert_max_num_queries(20) as few:
        day_of(caseworker)
    with django_assert_max_num_queries(len(few)):
        assert len(day_of(other).rows) == 10
