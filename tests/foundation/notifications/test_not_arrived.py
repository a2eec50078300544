"""A mail that does not get there is known: refused by the mail server at once, or given up after the last try. One of which
nobody knows is never sent again, and is told as well."""

from datetime import timedelta

import pytest

from jobpakker.foundation import clock
from jobpakker.foundation.notifications import dispatch as notifications
from jobpakker.foundation.notifications.models import Notification
from jobpakker.foundation.outbox import dispatch as outbox
from jobpakker.foundation.outbox.models import OutboxMessage
from tests.companies.at_once import at_once
from tests.factories.companies import asked
from tests.mail_server import HANGS_UP

pytestmark = pytest.mark.django_db

NO_SUCH_MAILBOX = "550 5.1.1 No such mailbox"
GREYLISTED = "450 Come back later"
PASSES = [
    ("RCPT", GREYLISTED), ("DATA", "451 Not now"), ("END", "452 Full"), ("MAIL", "421 Too busy"), ("HELLO", "554 Not you"),
    ("HELLO", HANGS_UP), ("EHLO", HANGS_UP), ("MAIL", HANGS_UP), ("RCPT", HANGS_UP),
]  # fmt: skip


def row():
    return Notification.objects.across_municipalities().get()


def drained(times=1):
    """So often, each time late enough for the next try."""
    at = clock.now() + timedelta(minutes=1)
    for _n in range(times):
        outbox.drain(at=at)
        at += timedelta(hours=3)
    return row()


@pytest.mark.parametrize(("place", "reply"), [("RCPT", NO_SUCH_MAILBOX), ("DATA", "554 No"), ("END", "552 Too large")])
def test_what_the_server_refuses_for_good_is_not_tried_again(server, place, reply):
    asked()
    server.says[place] = reply
    found = drained(3)
    assert (found.sent_at, found.may_have_arrived, server.heard.count("RCPT")) == (None, False, 1)
    assert found.failed_at is not None
    assert OutboxMessage.objects.filter(done_at=None).count() == 0


@pytest.mark.parametrize(("place", "reply"), PASSES)
def test_what_may_pass_is_tried_again_and_then_given_up(server, place, reply):
    asked()
    server.says[place] = reply
    found = drained(outbox.MAX_ATTEMPTS - 1)
    assert (found.failed_at, found.leaving_at) == (None, None)
    at = clock.now() + timedelta(days=2)
    outbox.drain(at=at)
    assert (row().failed_at, row().sent_at, row().may_have_arrived, server.mails) == (at, None, False, [])
    assert server.heard.count("HELLO") == outbox.MAX_ATTEMPTS


@pytest.mark.parametrize(("place", "reply"), PASSES)
def test_a_mail_that_gets_there_at_the_second_try_did_not_fail(server, place, reply):
    asked()
    server.says[place] = reply
    drained()
    server.says.clear()
    outbox.drain(at=clock.now() + timedelta(hours=3))
    assert row().failed_at is None
    assert row().sent_at is not None
    assert len(server.mails) == 1


@pytest.mark.parametrize(("place", "reply"), [("DATA", HANGS_UP), ("END", HANGS_UP), ("END", "250-kept\r\n25")])
def test_what_breaks_while_it_is_handed_over_is_not_sent_again(server, place, reply):
    commitment = asked()
    server.says[place] = reply
    drained()
    server.says.clear()
    found = drained(3)
    assert (found.sent_at, found.may_have_arrived, server.heard.count("RCPT")) == (None, True, 1)
    assert list(notifications.not_arrived(commitment.municipality_id)) == [found]
    assert OutboxMessage.objects.filter(done_at=None).count() == 0


def test_a_server_that_hangs_up_instead_of_saying_goodbye_has_the_mail_all_the_same(server):
    asked()
    server.says["QUIT"] = HANGS_UP
    found = drained(2)
    assert (found.failed_at, len(server.mails)) == (None, 1)
    assert found.sent_at is not None


def killed():
    raise KeyboardInterrupt


@pytest.mark.parametrize(("place", "sent_later"), [("RCPT", True), ("END", False)])
def test_nobody_else_is_given_it_until_the_lease_is_over(server, monkeypatch, place, sent_later):
    """Killed in the middle: what `test_killed.py` does to a process is one exception here."""
    asked()
    at = clock.now() + timedelta(minutes=1)
    server.before[place] = lambda: monkeypatch.setattr(notifications, "_stayed", lambda *_a, **_k: killed())
    server.says[place] = HANGS_UP
    with monkeypatch.context() as patch:
        patch.setattr(notifications, "_did_not_arrive", lambda *_a, **_k: killed())
        with pytest.raises(KeyboardInterrupt):
            outbox.drain(at=at)
    monkeypatch.undo()
    server.says.clear()
    assert outbox.drain(at=at + outbox.LEASE / 2) == 0
    assert (row().sent_at, row().failed_at) == (None, None)
    outbox.drain(at=at + outbox.LEASE)
    assert (row().sent_at is not None, row().may_have_arrived) == (sent_later, not sent_later)
    assert len(server.mails) == 1


def test_the_slower_of_two_stops_before_the_mail_goes(server, monkeypatch):
    """Slower than the lease: the other has noted that it leaves, and this one finds that."""
    asked()
    at = clock.now() + timedelta(minutes=1)
    others = Notification.objects.across_municipalities()
    real = notifications.email.send

    def slow(*, leaving, **mail):
        def late():
            others.update(leaving_at=at + outbox.LEASE)
            leaving()

        real(leaving=late, **mail)

    monkeypatch.setattr(notifications.email, "send", slow)
    outbox.drain(at=at)
    assert (server.mails, row().sent_at, row().leaving_at) == ([], None, at + outbox.LEASE)
    assert OutboxMessage.objects.get().last_error == "TakenOver"


def test_whoever_comes_to_know_that_it_got_there_says_so(server, monkeypatch):
    """It took longer than the lease, and somebody has said that nobody knows."""
    asked()
    at = clock.now() + timedelta(minutes=1)
    real = notifications.email.send

    def slow(**mail):
        real(**mail)
        notifications.deliver(notification_id=row().pk, at=at + outbox.LEASE)
        assert row().may_have_arrived

    monkeypatch.setattr(notifications.email, "send", slow)
    outbox.drain(at=at)
    assert (row().failed_at, row().sent_at, len(server.mails)) == (None, at, 1)


def test_whoever_was_to_be_told_and_fails_does_not_keep_the_message_from_being_given_up(server, monkeypatch, caplog):
    asked()
    server.says["RCPT"] = GREYLISTED

    def broken(**_what):
        raise RuntimeError

    monkeypatch.setitem(outbox.GIVEN_UP, "notification", broken)
    drained(outbox.MAX_ATTEMPTS)
    assert OutboxMessage.objects.exclude(gave_up_at=None).count() == 1
    assert "nobody was told" in caplog.text


def test_only_what_is_about_the_same_is_made_good(server):
    first, other = asked(), asked()
    server.says["RCPT"] = NO_SUCH_MAILBOX
    outbox.drain(at=clock.now() + timedelta(minutes=1))
    notifications.make_good(municipality_id=first.municipality_id, at=clock.now(), commitment=str(first.public_id))
    assert notifications.not_arrived(first.municipality_id).count() == 0
    assert notifications.not_arrived(other.municipality_id).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_twenty_at_once_who_are_all_given_it_one_sends_it(server):
    """Without the lease, even: as twenty workers that were each slower than it."""
    asked()
    at = clock.now() + timedelta(minutes=1)

    def deliver(turn):
        try:
            notifications.deliver(notification_id=row().pk, at=at + timedelta(seconds=turn))
        except notifications.TakenOver:
            return False
        return True

    at_once(deliver, times=20)
    assert len(server.mails) == 1
    assert (row().sent_at is None, row().failed_at) == (False, None)
