"""The mail with its link, and the choice of a password; neither tells who works here."""

import re
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from jobpakker.foundation import clock
from jobpakker.foundation.accounts import lockout
from jobpakker.foundation.audit.models import AuditEvent
from jobpakker.foundation.notifications.models import Notification
from jobpakker.foundation.outbox import dispatch
from jobpakker.foundation.staff import actions, passwords
from jobpakker.foundation.staff.events import Kind
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

FORGOT, LOGIN = reverse("accounts:forgot_password"), reverse("accounts:login")
NEW = "fire tilfældige ord her"


def body(response):
    return response.content.decode()


def plain(response):
    return re.sub(r'csrfmiddlewaretoken" value[^>]*', "", body(response))


def path_of(user):
    return "/" + passwords.address_for(user).split("/", 3)[3]


def choose(client, where, password=NEW, again=None):
    return client.post(where, {"password": password, "again": password if again is None else again})


def sent():
    dispatch.drain(at=clock.now())
    return mail.outbox


# The mail -------------------------------------------------------------------------------------------------------------------
def test_the_mail_to_a_new_employee_holds_a_link_that_works_and_no_name(client):
    admin = UserFactory(administrator=True)
    actions.create_user(
        key=uuid4(), name="Ny Hansen", email="ny@kommune.invalid", phone="", role_code="manager", team=None, by=admin,
        at=clock.now(),
    )  # fmt: skip
    (letter,) = sent()
    where = re.search(r"https?://[^/]+(/adgangskode/\S+)", letter.body)[1]
    assert letter.to == ["ny@kommune.invalid"]
    assert "Hansen" not in letter.body + letter.subject
    assert admin.municipality.name in letter.body
    assert choose(client, where).headers["Location"] == LOGIN
    assert client.post(LOGIN, {"username": "ny@kommune.invalid", "password": NEW}).headers["Location"] == reverse(
        "home"
    )


def test_the_link_is_stored_nowhere():
    user = UserFactory()
    actions.send_password_link(user=user, by=None, at=clock.now())
    sent()
    stored = str(list(Notification.objects.for_municipality(user.municipality_id).values()))
    assert "adgangskode" not in stored


@pytest.mark.parametrize("change", [{"is_active": False}, {"email": "rettet@kommune.invalid"}])
def test_nothing_leaves_when_she_has_left_or_the_address_was_wrong(change):
    user = UserFactory()
    actions.send_password_link(user=user, by=None, at=clock.now())
    type(user).objects.filter(pk=user.pk).update(**change)
    assert sent() == []


# Forgotten ------------------------------------------------------------------------------------------------------------------
def test_the_answer_is_the_same_for_anyone_and_only_who_works_here_gets_a_mail(client):
    user, closed = UserFactory(), UserFactory(is_active=False)
    answers = [
        client.post(FORGOT, {"email": email}) for email in (user.email.upper(), closed.email, "ingen@kommune.invalid")
    ]
    assert {answer.status_code for answer in answers} == {200}
    assert len({plain(answer) for answer in answers}) == 1
    assert [letter.to for letter in sent()] == [[user.email]]


def test_asking_ten_times_sends_one(client):
    user = UserFactory()
    for _press in range(10):
        client.post(FORGOT, {"email": user.email})
    assert len(sent()) == 1


def test_any_address_is_answered(client):
    client.raise_request_exception = False
    for text in (
        "",
        " ",
        "\x00",
        "ikke en mail",
        "a" * 50_000,
        "a@" + "b" * 300 + ".dk",
        "<script>@x.invalid",
        "🙂@x.invalid",
    ):
        assert client.post(FORGOT, {"email": text}).status_code in {200, 422}, text[:20]


# Chosen ---------------------------------------------------------------------------------------------------------------------
def test_reading_the_page_uses_nothing_up_and_choosing_does(client):
    user = UserFactory()
    where = path_of(user)
    for _look in range(3):
        response = client.get(where)
        assert response.status_code == client.head(where).status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert choose(client, where).status_code == 302
    assert client.get(where).status_code == 404
    assert choose(client, where, "noget helt andet nu").status_code == 404
    user.refresh_from_db()
    assert user.check_password(NEW)
    kinds = [event.kind for event in AuditEvent.objects.for_municipality(user.municipality_id)]
    assert kinds == [Kind.PASSWORD_CHOSEN]


def test_a_link_is_over_when_she_has_logged_in_is_closed_or_has_another_address(client):
    for change in ({"is_active": False}, {"email": "rettet@kommune.invalid"}, {"last_login": clock.now()}):
        user = UserFactory()
        where = path_of(user)
        type(user).objects.filter(pk=user.pk).update(**change)
        assert client.get(where).status_code == 404


def test_a_link_of_one_does_not_open_another(client):
    one, other = UserFactory(), UserFactory()
    where = path_of(one).replace(one.public_id.hex, other.public_id.hex)
    assert client.get(where).status_code == 404


@pytest.mark.parametrize(
    "token",
    ["x", "x.y", ".", "..", "0" * 32 + ".a-b", "%00", "🙂", "a" * 3000, "%F0%9F", "35bc66668de4449baccc0d81f471d640"],
)
def test_any_link_is_answered_the_same(client, token):
    client.raise_request_exception = False
    response = client.get(f"/adgangskode/{token}/")
    assert response.status_code == 404


@pytest.mark.parametrize(
    ("password", "again", "field"),
    [("kort", "kort", "password"), ("password1234", "password1234", "password"), (NEW, "noget andet", "again"), ("", "", "password"),
     ("medarbejder@kommune", "medarbejder@kommune", "password")],
)  # fmt: skip
def test_a_weak_or_mistyped_password_is_refused_beside_its_field(client, password, again, field):
    user = UserFactory(email="medarbejder@kommune.invalid")
    response = choose(client, path_of(user), password, again)
    assert response.status_code == 422
    assert response.context["form"].errors[field]
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_choosing_opens_a_locked_address_and_ends_other_sessions(client):
    user = UserFactory(manager=True)
    elsewhere = Client()
    elsewhere.force_login(user)
    user.refresh_from_db()  # logged in just now, which uses up older links
    for _try in range(6):
        lockout.may_try(user.email, at=clock.now())
    choose(client, path_of(user))
    assert elsewhere.get(reverse("audit:access_log")).status_code == 302
    assert client.post(LOGIN, {"username": user.email, "password": NEW}).status_code == 302


def test_a_blank_is_part_of_a_password(client):
    user = UserFactory()
    choose(client, path_of(user), "  blanke i enderne  ")
    user.refresh_from_db()
    assert user.check_password("  blanke i enderne  ")
