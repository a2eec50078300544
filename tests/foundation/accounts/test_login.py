"""The way in: wrong passwords, the lock after five of them, and that nothing tells who works here."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from jobpakker.foundation import clock
from jobpakker.foundation.accounts import lockout
from jobpakker.foundation.accounts.models import LoginTry
from tests.companies.at_once import at_once
from tests.factories.accounts import PASSWORD, UserFactory

LOGIN = reverse("accounts:login")
NASTY = ["", "\x00", "\x0b", "a" * 100_000, "<script>", "{{7*7}}", "'; DROP TABLE x", "🙂", "\u202e@x.invalid"]


def post(client, email, password=PASSWORD):
    return client.post(LOGIN, {"username": email, "password": password})


def inside(client):
    return "_auth_user_id" in client.session


def sentence(response):
    (error,) = response.context["form"].non_field_errors()
    return error


def plain(response):
    """The page without what differs from one answer to the next by itself."""
    return re.sub(
        r'(csrfmiddlewaretoken" value|X-CSRFToken": ")[^>]*|value="[^"]*@[^"]*"', "", response.content.decode()
    )


@pytest.mark.django_db
@pytest.mark.parametrize("written", ["{}", " {} ", "{:u}"])
def test_the_address_is_read_as_people_write_it(client, written):
    email = UserFactory().email
    response = post(client, written.replace("{:u}", email.upper()).format(email))
    assert response.headers["Location"] == reverse("home")
    assert inside(client)


@pytest.mark.django_db
def test_a_refused_login_is_422_and_says_the_same_for_anyone(client):
    closed = UserFactory(is_active=False)
    answers = [
        post(client, UserFactory().email, "forkert"), post(client, "ingen@kommune.invalid"), post(client, closed.email),
    ]  # fmt: skip
    assert {answer.status_code for answer in answers} == {422}
    assert len({plain(answer) for answer in answers}) == 1
    assert not inside(client)


@pytest.mark.django_db
@pytest.mark.parametrize("known", [True, False])
def test_after_five_wrong_ones_the_right_one_is_refused_too(client, known):
    email = UserFactory().email if known else "ingen@kommune.invalid"
    for _try in range(5):
        assert "passer ikke sammen" in sentence(post(client, email, "forkert"))
    refused = post(client, email)
    assert "Vent et kvarter" in sentence(refused)
    assert refused.status_code == 422
    assert not inside(client)


@pytest.mark.django_db
def test_the_lock_reads_the_same_for_known_and_unknown(client):
    pages = []
    for email in (UserFactory().email, "ingen@kommune.invalid"):
        for _try in range(6):
            last = post(client, email, "forkert")
        pages.append(plain(last))
    assert pages[0] == pages[1]


@pytest.mark.django_db
def test_one_address_locked_leaves_the_others_open(client):
    email = UserFactory().email
    for _try in range(9):
        post(client, email, "forkert")
    post(client, UserFactory().email)
    assert inside(client)


@pytest.mark.django_db
def test_spelling_the_address_differently_is_no_way_around(client):
    email = UserFactory().email
    for written in (email, email.upper(), f" {email}", f"{email} ", email.title()):
        post(client, written, "forkert")
    assert "Vent et kvarter" in sentence(post(client, email))


@pytest.mark.django_db
def test_the_right_password_wipes_the_slate(client):
    email = UserFactory().email
    for _try in range(4):
        post(client, email, "forkert")
    post(client, email)
    assert not LoginTry.objects.exists()


@pytest.mark.django_db
def test_a_quarter_of_an_hour_later_it_is_open_and_the_old_tries_are_gone():
    at = clock.now()
    assert [lockout.may_try("a@b.invalid", at=at) for _try in range(7)] == [True] * 5 + [False] * 2
    assert not lockout.may_try("a@b.invalid", at=at + lockout.WINDOW - timedelta(seconds=1))
    assert lockout.may_try("a@b.invalid", at=at + lockout.WINDOW)
    assert LoginTry.objects.count() == 1


@pytest.mark.django_db
def test_whoever_keeps_trying_does_not_keep_it_locked():
    at = clock.now()
    for minute in range(15):
        lockout.may_try("a@b.invalid", at=at + timedelta(minutes=minute / 4))
    assert lockout.may_try("a@b.invalid", at=at + lockout.WINDOW + timedelta(minutes=1))


@pytest.mark.django_db
def test_what_was_typed_is_not_in_the_database():
    lockout.may_try("hemmeligt-kodeord", at=clock.now())
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM accounts_logintry t")
        assert "hemmeligt" not in cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_a_hundred_at_once_get_no_more_than_five_looks_at_the_password():
    at = clock.now()
    found = at_once(lambda _n: lockout.may_try("a@b.invalid", at=at), times=100)
    assert found.count(True) <= 5
    assert set(found) <= {True, False}


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["username", "password", "next"])
def test_any_text_is_answered(client, name):
    email = UserFactory().email
    for text in NASTY:
        response = client.post(LOGIN, {"username": email, "password": PASSWORD} | {name: text})
        assert response.status_code in {302, 422}, text[:20]
        client.logout()


@pytest.mark.django_db
def test_a_letter_typed_in_two_parts_is_the_same_password(client):
    user = UserFactory()
    user.set_password("blåbærgrød på bordet")
    user.save()
    post(client, user.email, "bla\u030abærgrød pa\u030a bordet")
    assert inside(client)


@pytest.mark.django_db
def test_the_page_leads_to_a_new_password(client):
    assert reverse("accounts:forgot_password") in client.get(LOGIN).content.decode()


@pytest.mark.django_db
def test_somebody_who_is_closed_while_logged_in_is_out_at_the_next_click(client):
    user = UserFactory(administrator=True)
    client.force_login(user)
    assert client.get(reverse("accounts:user_list")).status_code == 200
    user.is_active = False
    user.save()
    assert client.get(reverse("accounts:user_list")).headers["Location"].startswith(LOGIN)
