"""Put something in the outbox inside a transaction; do it when the transaction is there to be seen.

No request waits for the broker: it may be down, frozen or emptied, and nothing is lost. Redis carries only the wake-up; the
work itself waits here.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from jobpakker.foundation.outbox.models import OutboxMessage
from jobpakker.foundation.outbox.wake import wake_up

logger = logging.getLogger(__name__)

Handler = Callable[..., None]
HANDLERS: dict[str, Handler] = {}
GIVEN_UP: dict[str, Handler] = {}
MAX_ATTEMPTS = 8  # with the doubling below: about two hours


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Registers what to do with messages of a kind: called with the payload and `at`, safe to run twice."""

    def register(handler: Handler) -> Handler:
        HANDLERS[kind] = handler
        return handler

    return register


def given_up(kind: str) -> Callable[[Handler], Handler]:
    """Registers whom to tell when a message of a kind has failed for the last time: called as its handler is, in the
    transaction that gives it up."""

    def register(handler: Handler) -> Handler:
        GIVEN_UP[kind] = handler
        return handler

    return register


def put(kind: str, *, at: datetime, due_at: datetime | None = None, **payload: Any) -> None:
    """Only inside the transaction of the change that asks for it."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an outbox message belongs to the transaction of its change")
    OutboxMessage.objects.create(kind=kind, payload=payload, created_at=at, due_at=due_at or at)
    if due_at is None or due_at <= at:
        transaction.on_commit(wake_up, robust=True)


def drain(*, at: datetime, limit: int = 200) -> int:
    """Handles what is due, one message a transaction; two drainers never take the same one. Returns how many were done."""
    done = 0
    for _ in range(limit):
        with transaction.atomic():
            message = (
                OutboxMessage.objects.select_for_update(skip_locked=True)
                .filter(done_at=None, gave_up_at=None, due_at__lte=at)
                .order_by("due_at", "pk")
                .first()
            )
            if message is None:
                break
            done += _handle(message, at=at)
    return done


def _handle(message: OutboxMessage, *, at: datetime) -> bool:
    try:
        with transaction.atomic():
            HANDLERS[message.kind](at=at, **message.payload)
    except Exception as error:  # noqa: BLE001 - one poisoned message must not stop the others
        message.attempts += 1
        message.last_error = type(error).__name__
        message.due_at = at + timedelta(seconds=30 * 2**message.attempts)
        if message.attempts >= MAX_ATTEMPTS:
            message.gave_up_at = at
            _tell_that_it_failed(message, at=at)
        message.save(update_fields=["attempts", "last_error", "due_at", "gave_up_at"])
        logger.warning("outbox message %s (%s) failed: %s", message.pk, message.kind, message.last_error)
        return False
    OutboxMessage.objects.filter(pk=message.pk).update(done_at=at, attempts=F("attempts") + 1)
    return True


def _tell_that_it_failed(message: OutboxMessage, *, at: datetime) -> None:
    if message.kind not in GIVEN_UP:
        return
    try:
        with transaction.atomic():
            GIVEN_UP[message.kind](at=at, **message.payload)
    except Exception as error:  # noqa: BLE001 - the message is given up all the same, so that the others get their turn
        logger.error("nobody was told that outbox message %s failed: %s", message.pk, type(error).__name__)
