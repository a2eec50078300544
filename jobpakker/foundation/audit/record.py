"""Write down what happened, in the same transaction as the change itself."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import connection

from jobpakker.foundation.audit.models import AuditEvent
from jobpakker.foundation.recordset import as_text
from jobpakker.foundation.tenancy import TenantModel

_MANY = f"""
    INSERT INTO {AuditEvent._meta.db_table} (municipality_id, kind, subject_type, subject_id, data, by_id, by_name, at)
    SELECT event.*, %s, %s, %s FROM json_to_recordset(%s)
        AS event (municipality_id bigint, kind text, subject_type text, subject_id uuid, data jsonb)
"""  # noqa: S608 - our own name


class NotInTransaction(RuntimeError):
    """An event outside the transaction of its change could be there without the change, or the other way round."""


def record(
    *,
    kind: StrEnum | str,
    subject: TenantModel,
    by: Any,
    at: datetime,
    by_name: str = "",
    data: dict[str, Any] | None = None,
) -> None:
    """`by` is a User, or None with `by_name` for what ran by itself or came through a link."""
    if not connection.in_atomic_block:
        raise NotInTransaction(kind)
    AuditEvent.objects.create(
        municipality_id=subject.municipality_id,
        kind=str(kind),
        subject_type=subject._meta.label_lower,
        subject_id=subject.public_id,
        by_id=by.pk if by else None,
        by_name=by.name if by else by_name,
        at=at,
        data=data or {},
    )


def record_many(
    events: Sequence[tuple[StrEnum | str, TenantModel, dict[str, Any]]], *, at: datetime, by: Any = None
) -> None:
    """(kind, subject, data) of what ran over many rows, in one statement; `by` is None for what ran by itself."""
    if not events:
        return
    if not connection.in_atomic_block:
        raise NotInTransaction(events[0][0])
    rows = [
        {
            "municipality_id": subject.municipality_id,
            "kind": str(kind),
            "subject_type": subject._meta.label_lower,
            "subject_id": subject.public_id,
            "data": data,
        }
        for kind, subject, data in events
    ]
    with connection.cursor() as cursor:
        cursor.execute(_MANY, [by.pk if by else None, by.name if by else "", at, as_text(rows)])
