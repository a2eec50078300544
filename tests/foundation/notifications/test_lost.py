"""What did not get there, or may not have, has one consequence for each kind of message, and stays where it can be read."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from companies.portal import actions as portal
from jobpakker.foundation import clock
from jobpakker.foundation.notifications import dispatch
from jobpakker.foundation.notifications.dispatch import KINDS, LISTENERS, Lost
from jobpakker.foundation.notifications.models import Notification
from jobpakker.foundation.outbox import dispatch as outbox
from jobpakker.foundation.staff import actions as staff
from tests.companies.pages import body, client_of, someone
from tests.factories.accounts import UserFactory
from tests.factories.companies import ContactFactory, asked
from tests.mail_server import HANGS_UP

pytestmark = pytest.mark.django_db


def drained():
    outbox.drain(at=clock.now() + timedelta(days=1))


@pytest.mark.parametrize("kind", sorted(dispatch.WRITERS))
def test_every_kind_has_one_consequence_and_somebody_to_bring_it_about(kind):
    assert KINDS[kind].comes_of_it
    assert (kind in LISTENERS) == (KINDS[kind].lost is not Lost.SEEN_ANYWAY)


@pytest.mark.parametrize("reply", [HANGS_UP, "550 No"])
def test_whoever_asked_for_a_link_that_was_lost_gets_another_at_once(server, reply):
    user, contact = UserFactory(), ContactFactory()
    server.says["END"] = reply

    def ask():
        return [
            staff.send_password_link(user=user, by=None, at=clock.now()),
            bool(portal.send_links(email=contact.email, at=clock.now())),
        ]

    assert ask() == [True, True]
    assert ask() == [False, False]  # it is on its way
    drained()
    server.says.clear()
    server.mails.clear()
    assert ask() == [True, True]
    assert ask() == [False, False]
    drained()
    assert sorted(mail["To"] for mail in server.mails) == sorted([user.email, contact.email])


def test_what_was_lost_is_on_the_page_of_the_watch(server):
    commitment = asked()
    place = commitment.municipality
    manager = client_of(someone(place, manager=True))
    page = reverse("casework:watch")
    assert "Mails, der ikke kom frem" not in body(manager.get(page))
    server.says["END"] = HANGS_UP
    drained()
    server.says["END"] = "550 No"
    with CaptureQueriesContext(connection) as one:
        shown = body(manager.get(page))
    for word in ("Mails, der ikke kom frem", "Link til vilkårene", "måske ikke fremme", "Det står på Min dag"):
        assert word in shown
    assert commitment.contact.email not in shown
    staff.send_password_link(user=commitment.asked_by, by=None, at=clock.now())
    drained()
    dispatch.make_good(municipality_id=place.pk, at=clock.now(), commitment=str(commitment.public_id))
    with CaptureQueriesContext(connection) as two:
        shown = body(manager.get(page))
    for word in ("Der er sendt en ny.", "Link til at vælge adgangskode", "Modtageren kan straks bede om en ny."):
        assert word in shown
    assert len(one) == len(two)
    assert "Mails, der" not in body(client_of(someone(UserFactory().municipality, manager=True)).get(page))
    assert Client().get(page).status_code == 302


def test_after_two_weeks_it_is_history():
    commitment = asked()
    rows = Notification.objects.for_municipality(commitment.municipality_id)
    rows.update(failed_at=clock.now() - timedelta(days=15))
    page = reverse("casework:watch")
    assert "Mails, der" not in body(client_of(someone(commitment.municipality, manager=True)).get(page))
