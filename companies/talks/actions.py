"""Writing down that somebody was in touch with a company. What sends a commitment or hears an answer writes it down by itself."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from companies.events import Kind
from companies.register.models import Company
from companies.talks.models import Talk
from jobpakker.foundation.audit.record import record
from jobpakker.foundation.once import put_once


@transaction.atomic
def talked(
    *, company: Company, key: UUID, by: Any, at: datetime, on: date | None = None, person: str = "", about: str = ""
) -> Talk:
    """We have talked together. `key` rides in the button: a second press finds what the first one made."""
    row, new = put_once(
        Talk, key=key, municipality_id=company.municipality_id, company=company, kind=Talk.Kind.TALKED, by=by,
        on=on or timezone.localdate(at), person=person[:150], about=about[:200], written_at=at,
    )  # fmt: skip
    if new:
        record(kind=Kind.TALKED, subject=company, by=by, at=at, data={"talk": str(row.public_id)})
    return row


@transaction.atomic
def forget(*, company: Company, key: UUID, by: Any, at: datetime) -> bool:
    """It was a slip of the hand. Only what somebody wrote down: what was sent was sent."""
    gone = unhappened(company=company, key=key)
    if gone:
        record(kind=Kind.TALK_TAKEN_BACK, subject=company, by=by, at=at, data={"talk": str(key)})
    return gone


# Contacts with an audit event of their own where they happened; inside that transaction. ------------------------------------
def happened(
    *, kind: Talk.Kind, company: Company, by: Any, at: datetime, on: date | None = None, person: str = "", about: str = "",
    key: UUID | None = None,
) -> Talk:  # fmt: skip
    """`key` makes it possible to take it back together with what it came from."""
    return Talk.objects.for_municipality(company.municipality_id).create(
        public_id=key or uuid4(), municipality_id=company.municipality_id, company=company, kind=kind, by=by,
        on=on or timezone.localdate(at), person=person[:150], about=about[:200], written_at=at,
    )  # fmt: skip


def unhappened(*, company: Company, key: UUID) -> bool:
    rows = Talk.objects.for_municipality(company.municipality_id)
    gone, _each = rows.filter(company=company, public_id=key, kind=Talk.Kind.TALKED).delete()
    return bool(gone)
