"""A mail that does not get there is known: refused by the mail server at once, or given up after the last try."""

import smtplib
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage

from jobpakker.foundation import clock
from jobpakker.foundation.notifications import dispatch as notifications
from jobpakker.foundation.notifications.models import Notification
from jobpakker.foundation.outbox import dispatch as outbox
from jobpakker.foundation.outbox.models import OutboxMessage
from tests.factories.companies import asked

pytestmark = pytest.mark.django_db

NO_SUCH_MAILBOX = smtplib.SMTPRecipientsRefused({"x@y.invalid": (550, b"No such mailbox")})
GREYLISTED = smtplib.SMTPRecipientsRefused({"x@y.invalid": (450, b"Come back later")})
TOO_LARGE = smtplib.SMTPDataError(552, b"No")


@pytest.fixture
def server(monkeypatch):
    """What the mail server says to each mail; None: it takes it."""
    said = {"reply": None, "asked": 0}

    def send(_mail, *_args, **_kwargs):
        said["asked"] += 1
        if said["reply"] is not None:
            raise said["reply"]
        return 1

    monkeypatch.setattr(EmailMessage, "send", send)
    return said


def drained(times=1):
    """So often, each time late enough for the next try."""
    at = clock.now() + timedelta(minutes=1)
    for _n in range(times):
        outbox.drain(at=at)
        at += timedelta(hours=3)
    return Notification.objects.across_municipalities().get()


@pytest.mark.parametrize("reply", [NO_SUCH_MAILBOX, TOO_LARGE])
def test_what_the_server_refuses_for_good_is_not_tried_again(server, reply):
    asked()
    server["reply"] = reply
    row = drained(3)
    assert (row.sent_at, server["asked"]) == (None, 1)
    assert row.failed_at is not None
    assert OutboxMessage.objects.filter(done_at=None).count() == 0


@pytest.mark.parametrize("reply", [GREYLISTED, ConnectionRefusedError(), smtplib.SMTPServerDisconnected()])
def test_what_may_pass_is_tried_again_and_then_given_up(server, reply):
    asked()
    server["reply"] = reply
    assert drained(outbox.MAX_ATTEMPTS - 1).failed_at is None
    at = clock.now() + timedelta(days=2)
    outbox.drain(at=at)
    row = Notification.objects.across_municipalities().get()
    assert (row.failed_at, row.sent_at, server["asked"]) == (at, None, outbox.MAX_ATTEMPTS)


def test_a_mail_that_gets_there_at_the_second_try_did_not_fail(server):
    asked()
    server["reply"] = GREYLISTED
    drained()
    server["reply"] = None
    outbox.drain(at=clock.now() + timedelta(hours=3))
    row = Notification.objects.across_municipalities().get()
    assert row.failed_at is None
    assert row.sent_at is not None


def test_whoever_was_to_be_told_and_fails_does_not_keep_the_message_from_being_given_up(server, monkeypatch, caplog):
    asked()
    server["reply"] = GREYLISTED

    def broken(**_what):
        raise RuntimeError

    monkeypatch.setitem(outbox.GIVEN_UP, "notification", broken)
    drained(outbox.MAX_ATTEMPTS)
    assert OutboxMessage.objects.exclude(gave_up_at=None).count() == 1
    assert "nobody was told" in caplog.text


def test_only_what_is_about_the_same_is_made_good(server):
    first, other = asked(), asked()
    server["reply"] = NO_SUCH_MAILBOX
    outbox.drain(at=clock.now() + timedelta(minutes=1))
    notifications.make_good(municipality_id=first.municipality_id, at=clock.now(), commitment=str(first.public_id))
    assert notifications.not_arrived(first.municipality_id).count() == 0
    assert notifications.not_arrived(other.municipality_id).count() == 1
