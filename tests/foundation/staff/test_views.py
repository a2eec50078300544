"""The administrator's pages, and what they make of whatever is sent."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from jobpakker.foundation import clock
from jobpakker.foundation.accounts.models import ClosedDay, Team, User
from jobpakker.foundation.ui import dates
from tests.factories.accounts import TeamFactory, UserFactory

pytestmark = pytest.mark.django_db

LIST, CREATE = reverse("accounts:user_list"), reverse("accounts:user_create")
TEAMS, DAYS = reverse("accounts:team_list"), reverse("accounts:closed_day_list")
NASTY = ["", " ", "\x00", "\x0b", "\u202egnp", "a" * 50_000, "<script>alert(1)</script>", "{{7*7}}", "🙂", "-1", "9" * 4000, "%"]  # fmt: skip
BY_ID = [
    ("user_edit", "get"), ("user_deactivate", "post"), ("user_activate", "post"), ("user_send_link", "post"),
    ("team_edit", "get"), ("team_remove", "post"), ("team_restore", "post"), ("closed_day_remove", "post"),
    ("closed_day_restore", "post"),
]  # fmt: skip


@pytest.fixture
def admin():
    return UserFactory(administrator=True, name="Anna Administrator")


@pytest.fixture
def client(client, admin):
    client.raise_request_exception = False
    client.force_login(admin)
    return client


def body(response):
    return response.content.decode()


def at(row, name):
    return reverse(f"accounts:{name}", args=[row.public_id])


def filled(**differing):
    return {
        "name": "Ny Hansen",
        "email": "ny@kommune.invalid",
        "phone": "",
        "role_code": "manager",
        "team": "",
    } | differing


def weekday():
    day = clock.today() + timedelta(days=30)
    return day - timedelta(days=day.weekday())


# Employees ----------------------------------------------------------------------------------------------------------------
def test_the_list_shows_who_works_here_now_and_all_when_asked(client, admin):
    UserFactory(municipality=admin.municipality, name="Bodil Bor Her")
    UserFactory(municipality=admin.municipality, name="Carl Er Væk", is_active=False)
    UserFactory(name="Dorte Fra Andetsted")
    now, everyone = body(client.get(LIST)), body(client.get(LIST, {"hvem": "alle"}))
    assert "Bodil Bor Her" in now
    assert "Carl Er Væk" not in now
    assert "Carl Er Væk" in everyone
    assert "Dorte Fra Andetsted" not in everyone


def test_a_long_list_costs_no_more_queries_than_a_short_one(client, admin, django_assert_num_queries):
    UserFactory.create_batch(3, municipality=admin.municipality)
    with django_assert_num_queries(5):  # session, user, municipality, count, people with their teams
        client.get(LIST)
    UserFactory.create_batch(30, municipality=admin.municipality)
    with django_assert_num_queries(5):
        client.get(LIST)


@pytest.mark.parametrize("name", ["q", "hvem", "side"])
def test_any_address_of_the_list_answers(client, name):
    for text in NASTY:
        assert client.get(LIST, {name: text}).status_code in {200, 400}, text[:20]


def test_created_with_a_mail_on_the_way(client, admin):
    page = body(client.post(CREATE, filled(), follow=True))
    assert "Ny Hansen" in page
    assert "på vej til ny@kommune.invalid" in page


@pytest.mark.parametrize(
    ("differing", "sentence"),
    [
        ({"name": ""}, "Udfyld feltet."),
        ({"email": "ingen mail"}, "e-mail"),
        ({"email": "anna@kommune.invalid"}, "allerede en medarbejder"),
        ({"email": "ANNA@Kommune.invalid"}, "allerede en medarbejder"),
        ({"phone": "1"}, "otte cifre"),
        ({"role_code": ""}, "Vælg her."),
        ({"role_code": "konge"}, "Vælg en fra listen."),
        ({"role_code": "caseworker"}, "uden det ser en sagsbehandler ingen borgere"),
        ({"team": str(uuid4())}, ""),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(client, admin, differing, sentence):
    UserFactory(email="anna@kommune.invalid")
    response = client.post(CREATE, filled(**differing))
    assert response.status_code == 422
    assert sentence in str(response.context["form"].errors)


def test_a_team_of_another_municipality_cannot_be_chosen(client):
    assert client.post(CREATE, filled(team=str(TeamFactory().public_id))).status_code == 422


@pytest.mark.parametrize("name", ["name", "email", "phone", "role_code", "team", "key"])
def test_any_text_in_any_field_is_answered(client, name):
    for number, text in enumerate(NASTY):
        email = {"email": f"ny{number}@kommune.invalid"}
        assert client.post(CREATE, filled(**(email | {name: text}))).status_code in {302, 422}, text[:20]


def test_no_field_but_those_of_the_form_can_be_set(client, admin):
    other = UserFactory().municipality
    client.post(CREATE, filled(municipality=other.pk, is_active="", password="x", last_login="2020-01-01"))  # noqa: S106
    user = User.objects.get(email="ny@kommune.invalid")
    assert (user.municipality, user.is_active, user.last_login) == (admin.municipality, True, None)
    assert not user.has_usable_password()


def test_changed(client, admin):
    user = UserFactory(municipality=admin.municipality)
    team = TeamFactory(municipality=admin.municipality)
    data = filled(email=user.email, role_code="caseworker", team=str(team.public_id))
    assert client.post(at(user, "user_edit"), data).status_code == 302
    user.refresh_from_db()
    assert (user.name, user.team) == ("Ny Hansen", team)


def test_ones_own_role_cannot_be_changed_and_oneself_not_closed(client, admin):
    page = body(client.get(at(admin, "user_edit")))
    assert at(admin, "user_deactivate") not in page
    client.post(at(admin, "user_edit"), filled(email=admin.email, role_code="caseworker"))
    refused = client.post(at(admin, "user_deactivate"))
    admin.refresh_from_db()
    assert (admin.role_code, admin.is_active) == ("administrator", True)
    assert refused.status_code == 409
    assert "Du kan ikke lukke dig selv" in body(refused)


def test_closed_with_undo_and_logged_out(client, admin):
    user = UserFactory(municipality=admin.municipality, manager=True)
    from django.test import Client

    hers = Client()
    hers.force_login(user)
    page = body(client.post(at(user, "user_deactivate"), follow=True))
    assert at(user, "user_activate") in page
    assert hers.get(reverse("audit:access_log")).headers["Location"].startswith(reverse("accounts:login"))
    client.post(at(user, "user_activate"))
    user.refresh_from_db()
    assert user.is_active


def test_a_new_link_is_sent_once_and_not_to_somebody_closed(client, admin):
    user = UserFactory(municipality=admin.municipality)
    assert "på vej til" in body(client.post(at(user, "user_send_link"), follow=True))
    assert "allerede et link på vej" in body(client.post(at(user, "user_send_link"), follow=True))
    closed = UserFactory(municipality=admin.municipality, is_active=False)
    assert "er lukket" in body(client.post(at(closed, "user_send_link"), follow=True))


@pytest.mark.parametrize(("name", "method"), BY_ID)
def test_a_row_of_another_municipality_looks_like_none(client, name, method):
    make = {"user": UserFactory, "team": TeamFactory}.get(name.split("_")[0])
    ids = [uuid4(), make().public_id if make else uuid4()]
    pages = [getattr(client, method)(reverse(f"accounts:{name}", args=[one])) for one in ids]
    assert {page.status_code for page in pages} == {404}
    assert len({page.content for page in pages}) == 1


# Teams and closed days ------------------------------------------------------------------------------------------------------
def test_a_team_made_renamed_removed_and_brought_back(client, admin):
    client.post(TEAMS, {"name": "Team Nord"})
    team = Team.objects.for_municipality(admin.municipality).get()
    client.post(at(team, "team_edit"), {"name": "Team Syd"})
    page = body(client.post(at(team, "team_remove"), follow=True))
    assert at(team, "team_restore") in page
    assert not Team.objects.for_municipality(admin.municipality).exists()
    assert "Team Syd" in body(client.post(at(team, "team_restore"), follow=True))


def test_a_team_in_use_is_not_removed_and_says_why(client, admin):
    user = UserFactory(municipality=admin.municipality)
    response = client.post(at(user.team, "team_remove"))
    assert response.status_code == 409
    assert "Flyt dem først" in body(response)


def test_a_name_twice_is_refused(client, admin):
    TeamFactory(municipality=admin.municipality, name="Team Nord")
    assert client.post(TEAMS, {"name": "team nord"}).status_code == 422


def test_a_closed_day_added_removed_and_brought_back(client, admin):
    page = body(client.post(DAYS, {"day": dates.show(weekday(), "numeric"), "reason": "Flytning"}, follow=True))
    closed = ClosedDay.objects.for_municipality(admin.municipality).get()
    assert "Flytning" in page
    assert at(closed, "closed_day_restore") in body(client.post(at(closed, "closed_day_remove"), follow=True))
    assert "Flytning" in body(client.post(at(closed, "closed_day_restore"), follow=True))


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (lambda: weekday() + timedelta(days=5), "lørdag eller søndag"),
        (lambda: weekday() + timedelta(days=7 * 600), "mere end fem år"),
        (lambda: None, "Udfyld feltet."),
    ],
)
def test_a_day_that_need_not_or_cannot_be_closed(client, day, sentence):
    written = dates.show(day(), "numeric") if day() else ""
    response = client.post(DAYS, {"day": written, "reason": "Flytning"})
    assert response.status_code == 422
    assert sentence in body(response)


def test_a_day_twice_is_refused_with_its_reason(client):
    data = {"day": dates.show(weekday(), "numeric"), "reason": "Flytning"}
    client.post(DAYS, data)
    response = client.post(DAYS, data)
    assert response.status_code == 422
    assert "Flytning" in str(response.context["form"].errors["day"])


@pytest.mark.parametrize(
    ("address", "name"), [(TEAMS, "name"), (TEAMS, "key"), (DAYS, "day"), (DAYS, "reason"), (DAYS, "key")]
)
def test_any_text_is_answered(client, address, name):
    for number, text in enumerate(NASTY):
        day = dates.show(weekday() + timedelta(days=7 * number), "numeric")
        data = {"name": f"Team {number}", "day": day, "reason": "Flytning"} | {name: text}
        assert client.post(address, data).status_code in {302, 422}, text[:20]
