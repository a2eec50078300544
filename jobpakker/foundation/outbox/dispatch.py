"""Put something in the outbox inside a transaction; do it when the transaction is there to be seen.

No request waits for the broker: it may be down, frozen or emptied, and nothing is lost. Redis carries only the wake-up; the
work itself waits here.
"""

import logging
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from jobpakker.foundation.outbox.models import OutboxMessage
from jobpakker.foundation.outbox.wake import wake_up
from jobpakker.foundation.recordset import as_text

logger = logging.getLogger(__name__)

Handler = Callable[..., None]
HANDLERS: dict[str, Handler] = {}
HAND_OVERS: dict[str, Handler] = {}
GIVEN_UP: dict[str, Handler] = {}
MAX_ATTEMPTS = 8  # with the doubling below: about two hours
LEASE = timedelta(minutes=5)  # longer than any talk with a mail server takes


_PUT = f"""
    INSERT INTO {OutboxMessage._meta.db_table} (kind, payload, created_at, due_at, attempts, last_error)
    SELECT message.*, %s, %s, 0, '' FROM json_to_recordset(%s) AS message (kind text, payload jsonb)
"""  # noqa: S608 - our own name


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Registers what to do with messages of a kind: called with the payload and `at`, safe to run twice."""

    def register(handler: Handler) -> Handler:
        HANDLERS[kind] = handler
        return handler

    return register


def hands_over(kind: str) -> Callable[[Handler], Handler]:
    """Registers what gives something out of the house that no rollback takes back. It is called as a handler is, but outside
    any transaction, so that it commits for itself what must stand before the hand-over. Nobody else is given the message
    until `LEASE` is over; whoever is given it then finds what was committed, and must not rely on being alone."""

    def register(handler: Handler) -> Handler:
        HAND_OVERS[kind] = handler
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
    put_many([(kind, payload)], at=at, due_at=due_at)


def put_many(messages: Iterable[tuple[str, dict[str, Any]]], *, at: datetime, due_at: datetime | None = None) -> None:
    """(kind, payload) of each, in one statement."""
    if not connection.in_atomic_block:
        raise RuntimeError("an outbox message belongs to the transaction of its change")
    rows, due_at = [{"kind": kind, "payload": payload} for kind, payload in messages], due_at or at
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(_PUT, [at, due_at, as_text(rows)])
    if due_at <= at:
        transaction.on_commit(wake_up, robust=True)


def drain(*, at: datetime, limit: int = 200) -> int:
    """Handles what is due, at most so many messages. Returns how many were done."""
    done = 0
    for _ in range(limit):
        was_done = handle_next(at=at)
        if was_done is None:
            break
        done += was_done
    return done


def handle_next(*, at: datetime) -> bool | None:
    """The message that has been due longest, in a transaction with what it asks for; two never take the same one. None when
    nothing is due, False when it failed and is tried again later."""
    with transaction.atomic():
        message = (
            OutboxMessage.objects.select_for_update(skip_locked=True)
            .filter(done_at=None, gave_up_at=None, due_at__lte=at)
            .order_by("due_at", "pk")
            .first()
        )
        if message is None:
            return None
        if message.kind not in HAND_OVERS:
            return _settle(message, _error_of(HANDLERS, message, at=at), at=at)
        message.due_at = at + LEASE
        message.save(update_fields=["due_at"])
    error = _error_of(HAND_OVERS, message, at=at, atomic=False)
    with transaction.atomic():
        held = OutboxMessage.objects.select_for_update().get(pk=message.pk)
        if held.done_at or held.gave_up_at:  # the lease was over, and somebody else came to the end of it
            return True
        return _settle(held, error, at=at)


def _error_of(
    handlers: dict[str, Handler], message: OutboxMessage, *, at: datetime, atomic: bool = True
) -> Exception | None:
    try:
        with transaction.atomic() if atomic else nullcontext():
            handlers[message.kind](at=at, **message.payload)
    except Exception as error:  # noqa: BLE001 - one poisoned message must not stop the others
        return error
    return None


def _settle(message: OutboxMessage, error: Exception | None, *, at: datetime) -> bool:
    message.attempts += 1
    if error is None:
        message.done_at = at
        message.save(update_fields=["attempts", "done_at"])
        return True
    message.last_error = type(error).__name__
    message.due_at = at + timedelta(seconds=30 * 2**message.attempts)
    if message.attempts >= MAX_ATTEMPTS:
        message.gave_up_at = at
        _tell_that_it_failed(message, at=at)
    message.save(update_fields=["attempts", "last_error", "due_at", "gave_up_at"])
    logger.warning("outbox message %s (%s) failed: %s", message.pk, message.kind, message.last_error)
    return False


def _tell_that_it_failed(message: OutboxMessage, *, at: datetime) -> None:
    if message.kind not in GIVEN_UP:
        return
    try:
        with transaction.atomic():
            GIVEN_UP[message.kind](at=at, **message.payload)
    except Exception as error:  # noqa: BLE001 - the message is given up all the same, so that the others get their turn
        logger.error("nobody was told that outbox message %s failed: %s", message.pk, type(error).__name__)
