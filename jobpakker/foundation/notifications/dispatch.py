"""Queue a message inside the transaction; it leaves after the commit, once. What does not get there is known."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from jobpakker.foundation.notifications.channels import email
from jobpakker.foundation.notifications.models import Notification
from jobpakker.foundation.outbox import dispatch as outbox


@dataclass(frozen=True)
class Message:
    """What a person reads. No name, CPR number, benefit or note: who reads along is not known."""

    subject: str
    body: str


Writer = Callable[[Notification], Message | None]
WRITERS: dict[str, Writer] = {}
Listener = Callable[[Notification], None]
LISTENERS: dict[str, Listener] = {}


def writes(kind: str) -> Callable[[Writer], Writer]:
    """Registers who writes messages of a kind; a writer that returns None finds that there is nothing left to say."""

    def register(writer: Writer) -> Writer:
        WRITERS[kind] = writer
        return writer

    return register


def not_arrived_tells(kind: str) -> Callable[[Listener], Listener]:
    """Registers who is told, in the same transaction, that a message of a kind did not get there."""

    def register(listener: Listener) -> Listener:
        LISTENERS[kind] = listener
        return listener

    return register


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


@outbox.handles("notification")
def deliver(*, notification_id: int, at: datetime) -> None:
    notification = Notification.objects.across_municipalities().select_for_update().get(pk=notification_id)
    if notification.sent_at or notification.failed_at:
        return
    message = WRITERS[notification.kind](notification)
    if message is not None:
        try:
            email.send(
                to=notification.to_email, subject=message.subject, body=message.body,
                message_id=str(notification.public_id),
            )  # fmt: skip
        except email.Refused:
            _did_not_arrive(notification, at=at)
            return
    notification.sent_at = at
    notification.save(update_fields=["sent_at"])


@outbox.given_up("notification")
def gave_up(*, notification_id: int, at: datetime) -> None:
    _did_not_arrive(Notification.objects.across_municipalities().select_for_update().get(pk=notification_id), at=at)


def _did_not_arrive(notification: Notification, *, at: datetime) -> None:
    notification.failed_at = at
    notification.save(update_fields=["failed_at"])
    if notification.kind in LISTENERS:
        LISTENERS[notification.kind](notification)


def not_arrived(municipality_id: int) -> QuerySet[Notification]:
    """What did not get there, and nothing newer has been sent instead of."""
    rows = Notification.objects.for_municipality(municipality_id)
    return rows.filter(failed_at__isnull=False, made_good_at=None)


def make_good(*, municipality_id: int, at: datetime, **about: Any) -> None:
    """Something new is being sent about the same: what did not arrive before asks for nothing any more."""
    named = {f"context__{name}": value for name, value in about.items()}
    not_arrived(municipality_id).filter(**named).update(made_good_at=at)
