"""Queue a message inside the transaction; it leaves after the commit, once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

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


def writes(kind: str) -> Callable[[Writer], Writer]:
    """Registers who writes messages of a kind; a writer that returns None finds that there is nothing left to say."""

    def register(writer: Writer) -> Writer:
        WRITERS[kind] = writer
        return writer

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
    if notification.sent_at:
        return
    message = WRITERS[notification.kind](notification)
    if message is not None:
        email.send(
            to=notification.to_email, subject=message.subject, body=message.body, message_id=str(notification.public_id)
        )
    notification.sent_at = at
    notification.save(update_fields=["sent_at"])
