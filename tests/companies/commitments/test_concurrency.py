"""A hundred presses of "Bekræft" at the same moment: one confirmation, one receipt, one line in the audit trail."""

from collections import Counter
from threading import Barrier

import pytest
from django.db import transaction
from django.test import Client

from companies.commitments import actions
from companies.commitments.actions import UnableToAnswer
from companies.commitments.links import REST_BETWEEN_LINKS
from companies.commitments.models import CommitmentVersion, DeclineReason, HiringCommitment
from jobpakker.foundation import clock
from jobpakker.foundation.audit.models import AuditEvent
from jobpakker.foundation.notifications.models import Notification
from jobpakker.foundation.outbox.models import OutboxMessage
from tests.companies.at_once import at_once, room
from tests.companies.commitments.pages import address, confirm
from tests.factories.companies import asked, terms

pytestmark = pytest.mark.django_db(transaction=True)

HUNDRED = 100


def fresh(commitment):
    return HiringCommitment.objects.across_municipalities().select_related("contact").get(pk=commitment.pk)


def events(kind):
    return AuditEvent.objects.across_municipalities().filter(kind=kind).count()


def receipts():
    return Notification.objects.across_municipalities().filter(kind="commitment_receipt")


def test_a_hundred_confirmations_at_once_are_one():
    commitment = asked()
    version = commitment.versions.get()

    def press(number):
        return actions.confirm(
            commitment=fresh(commitment), number=1, fingerprint=version.fingerprint,
            answered_by_name=f"Finger {number}", at=clock.now(),
        )  # fmt: skip

    outcomes = at_once(press, times=HUNDRED)
    won = [outcome for outcome in outcomes if isinstance(outcome, CommitmentVersion)]
    lost = [outcome for outcome in outcomes if not isinstance(outcome, CommitmentVersion)]
    assert (len(won), len(lost)) == (1, HUNDRED - 1)
    assert Counter((type(error), getattr(error, "code", error)) for error in lost) == {
        (UnableToAnswer, "already_confirmed"): HUNDRED - 1
    }
    assert fresh(commitment).state == "confirmed"
    assert commitment.versions.get().answered_by_name == won[0].answered_by_name
    assert events("commitment.confirmed") == 1
    assert receipts().count() == 1
    mailed = OutboxMessage.objects.filter(payload__notification_id=receipts().get().pk)
    assert mailed.count() == 1


def test_a_hundred_presses_on_the_page_at_once_all_end_at_one_receipt():
    commitment = asked()
    where = address(commitment)
    outcomes = at_once(lambda number: confirm(where, commitment, answered_by_name=f"Finger {number}"), times=HUNDRED)
    assert Counter((page.status_code, page.headers["Location"]) for page in outcomes) == {(302, where): HUNDRED}
    assert (events("commitment.confirmed"), receipts().count()) == (1, 1)
    shown = Client().get(where).content.decode()
    assert commitment.versions.get().answered_by_name in shown


def test_looking_first_and_writing_then_would_not_hold():
    """The negative control: the same hundred, with the usual `if state == …: save()`. It confirms many times over."""
    commitment = asked()
    workers = room(HUNDRED)
    everyone_has_looked = Barrier(workers)

    def press(number):
        with transaction.atomic():
            row = fresh(commitment)
            if row.state != "requested":
                raise UnableToAnswer("already_confirmed")
            everyone_has_looked.wait(timeout=60)
            row.state, row.answered_at = "confirmed", clock.now()
            row.save()
        return number

    outcomes = at_once(press, times=workers)
    assert sum(isinstance(outcome, int) for outcome in outcomes) == workers > 1


def test_different_answers_at_once_leave_exactly_one():
    commitment = asked()
    version = commitment.versions.get()
    shown = {"number": 1, "fingerprint": version.fingerprint, "answered_by_name": "Mette"}

    def press(number):
        row, at = fresh(commitment), clock.now()
        match number % 5:
            case 0:
                return actions.confirm(commitment=row, at=at, **shown)
            case 1:
                return actions.decline(commitment=row, reason=DeclineReason.FILLED, text="", at=at, **shown)
            case 2:
                return actions.propose_change(commitment=row, starts_on=None, text="Senere", at=at, **shown)
            case 3:
                new = terms(row.opening, weekly_hours="30")
                return actions.propose_new_terms(commitment=row, terms=new, by=row.asked_by, at=at)
            case _:
                return actions.withdraw(commitment=row, by=row.asked_by, at=at)

    at_once(press, times=50)
    row = fresh(commitment)
    # Whatever the order was: withdrawn is the end, version 1 has one answer at most, and each answer one line.
    assert row.state == "withdrawn"
    answers = sum(events(f"commitment.{kind}") for kind in ("confirmed", "declined", "change_proposed"))
    first = row.versions.get(number=1)
    assert answers == (1 if first.answer else 0)
    assert events("commitment.withdrawn") == 1
    assert receipts().count() == answers


def test_a_lost_link_asked_for_fifty_times_at_once_is_one_mail():
    commitment = asked(at=clock.now() - 2 * REST_BETWEEN_LINKS)
    outcomes = at_once(lambda _n: actions.renew_link(commitment=fresh(commitment), at=clock.now()), times=50)
    assert Counter(outcomes) == {True: 1, False: 49}
    assert Notification.objects.across_municipalities().count() == 2
