"""Queue a message inside the transaction; it leaves after the commit, at most once. What does not get there is known.

Exactly once cannot be had of a mail server: whoever is killed between handing a mail over and noting it leaves nobody who
knows. So it is noted first that the mail is leaving, and one that was leaving is never sent again: that nobody knows whether
it got there is told as it is told that it did not.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from jobpakker.foundation.notifications.channels import email
from jobpakker.foundation.notifications.models import Notification
from jobpakker.foundation.outbox import dispatch as outbox


@dataclass(frozen=True)
class Message:
    """What a person reads. No name, CPR number, benefit or note: who reads along is not known."""

    subject: str
    body: str


class Lost(Enum):
    """What comes of a message that did not get there, or may not have. Each kind has exactly one of these."""

    DESK = "desk"
    ASKED_FOR = "asked_for"
    SEEN_ANYWAY = "seen_anyway"


COMES_OF_IT = {
    Lost.DESK: gettext_lazy("Det står på Min dag, til der er sendt en ny."),
    Lost.ASKED_FOR: gettext_lazy("Modtageren kan straks bede om en ny."),
    Lost.SEEN_ANYWAY: gettext_lazy("Ingen skal gøre noget: det samme står på siden."),
}


@dataclass(frozen=True)
class Kind:
    called: Promise  # on a page
    lost: Lost

    @property
    def comes_of_it(self) -> Promise:
        return COMES_OF_IT[self.lost]


Writer = Callable[[Notification], Message | None]
KINDS: dict[str, Kind] = {}
WRITERS: dict[str, Writer] = {}
Listener = Callable[[Notification], None]
LISTENERS: dict[str, Listener] = {}


def writes(kind: str, *, called: Promise, lost: Lost) -> Callable[[Writer], Writer]:
    """Registers who writes messages of a kind; a writer that returns None finds that there is nothing left to say."""

    def register(writer: Writer) -> Writer:
        WRITERS[kind], KINDS[kind] = writer, Kind(called, lost)
        if lost is Lost.ASKED_FOR:
            not_arrived_tells(kind)(_may_be_asked_for_again)
        return writer

    return register


def not_arrived_tells(kind: str) -> Callable[[Listener], Listener]:
    """Registers who is told, in the same transaction, that a message of a kind did not get there, or that nobody knows."""

    def register(listener: Listener) -> Listener:
        LISTENERS[kind] = listener
        return listener

    return register


def _may_be_asked_for_again(notification: Notification) -> None:
    rows = Notification.objects.for_municipality(notification.municipality_id).filter(pk=notification.pk)
    rows.update(said_once=f"{notification.said_once}:{notification.public_id}")


def queue(kind: str, *, municipality_id: int, to_email: str, said_once: str, at: datetime, **context: Any) -> bool:
    """True if it was queued, False if the same thing (`said_once`) has already been said or is on its way."""
    notification, new = Notification.objects.across_municipalities().get_or_create(
        said_once=said_once,
        defaults={
            "municipality_id": municipality_id,
            "kind": kind,
            "to_email": to_email,
            "context": context,
            "created_at": at,
        },
    )
    if new:
        outbox.put("notification", at=at, notification_id=notification.pk)
    return new


class TakenOver(Exception):
    """Somebody else has come as far as handing it over: this one was slower than the outbox waits."""


@outbox.hands_over("notification")
def deliver(*, notification_id: int, at: datetime) -> None:
    """1. What was leaving and was never noted as sent was somebody's who was killed: it is not sent again.
    2. It is put into words, and everything that can go wrong with the mail server before the mail itself goes wrong here.
    3. One UPDATE, committed, says that it leaves; of two, one comes through.
    4. The mail goes over, and what the server answered is noted. A certain no leaves it as it was, to be tried again.
    """
    rows = Notification.objects.across_municipalities().filter(pk=notification_id)
    notification = rows.get()
    if notification.sent_at or notification.failed_at:
        return
    if notification.leaving_at:
        _did_not_arrive(notification_id, at=at)
        return
    with transaction.atomic():
        message = WRITERS[notification.kind](notification)
    if message is None:
        rows.update(sent_at=at)
        return
    try:
        email.send(
            to=notification.to_email, subject=message.subject, body=message.body,
            message_id=str(notification.public_id), leaving=lambda: _leaves(rows, at=at),
        )  # fmt: skip
    except email.Refused:
        _stayed(rows, at=at)
        _did_not_arrive(notification_id, at=at)
    except email.Unknown:
        _did_not_arrive(notification_id, at=at)
    except Exception:
        _stayed(rows, at=at)
        raise
    else:  # also where it took so long that somebody else has said meanwhile that nobody knows; it may be back already, too
        rows.exclude(leaving_at=None).update(sent_at=at, failed_at=None)


def _leaves(rows: QuerySet[Notification], *, at: datetime) -> None:
    with transaction.atomic(durable=True):
        if not rows.filter(leaving_at=None, sent_at=None, failed_at=None).update(leaving_at=at):
            raise TakenOver


def _stayed(rows: QuerySet[Notification], *, at: datetime) -> None:
    """Takes back one's own note, and nobody else's."""
    rows.filter(leaving_at=at, sent_at=None).update(leaving_at=None)


@outbox.given_up("notification")
def gave_up(*, notification_id: int, at: datetime) -> None:
    _did_not_arrive(notification_id, at=at, given_up=True)


@transaction.atomic
def _did_not_arrive(notification_id: int, *, at: datetime, given_up: bool = False) -> None:
    """Also where nobody knows: then it is still noted as leaving."""
    notification = Notification.objects.across_municipalities().select_for_update().get(pk=notification_id)
    if notification.sent_at or notification.failed_at:
        return
    notification.failed_at, notification.given_up = at, given_up
    notification.save(update_fields=["failed_at", "given_up"])
    if notification.kind in LISTENERS:
        LISTENERS[notification.kind](notification)


@transaction.atomic
def came_back(*, public_id: UUID, at: datetime) -> bool:
    """The server took it, or may have, and a report says that it could not be delivered. False when that is no news."""
    left = Q(leaving_at__isnull=False) | Q(sent_at__isnull=False, failed_at=None)
    rows = Notification.objects.across_municipalities().select_for_update().filter(left, public_id=public_id)
    notification = rows.first()
    if notification is None:
        return False
    # For certain, now; and a second report finds nothing any more.
    notification.leaving_at, notification.failed_at = None, at
    if _was_said_to_another_address(notification):
        notification.made_good_at = at
    notification.save(update_fields=["leaving_at", "failed_at", "made_good_at"])
    if notification.kind in LISTENERS and notification.made_good_at is None:
        LISTENERS[notification.kind](notification)
    return True


def _was_said_to_another_address(notification: Notification) -> bool:
    """Somebody has put the address right before the report came."""
    later = Notification.objects.for_municipality(notification.municipality_id).filter(
        kind=notification.kind, context=notification.context, created_at__gt=notification.created_at, failed_at=None
    )
    return later.exclude(to_email=notification.to_email).exists()


def not_arrived(municipality_id: int) -> QuerySet[Notification]:
    """What did not get there, or may not have, and nothing newer has been sent instead of."""
    rows = Notification.objects.for_municipality(municipality_id)
    return rows.filter(failed_at__isnull=False, made_good_at=None)


def lost_since(municipality_id: int, moment: datetime, *, at_most: int = 50) -> list[Notification]:
    """What did not get there, or may not have, the latest first; also what has been made good. Each knows its
    `kind_of`. An index finds them among all that was said."""
    rows = Notification.objects.for_municipality(municipality_id).filter(failed_at__gte=moment)
    found = list(rows.order_by("-failed_at", "-pk")[:at_most])
    for row in found:
        row.kind_of = KINDS[row.kind]  # type: ignore[attr-defined]
    return found


def heard_from(*, municipality_id: int, at: datetime, **about: Any) -> None:
    """They have spoken: of a mail of which nobody knew, nobody need ask. An address that refused one is still wrong."""
    _about(municipality_id, about).filter(leaving_at__isnull=False, sent_at=None).update(made_good_at=at)


def make_good(*, municipality_id: int, at: datetime, **about: Any) -> None:
    """Something new is being sent about the same: what did not arrive before asks for nothing any more."""
    _about(municipality_id, about).update(made_good_at=at)


def _about(municipality_id: int, about: dict[str, Any]) -> QuerySet[Notification]:
    return not_arrived(municipality_id).filter(**{f"context__{name}": value for name, value in about.items()})
