"""Putting a row away from one's own Min dag, with a reason, until a day. It is not gone: the list of what is put away stands beneath,
the figures and the other people see it as before, and what nobody answers is lifted all the same."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from casework.green_wave.day import PutAway, Row
from casework.green_wave.events import Kind
from casework.green_wave.models import Muted
from jobpakker.foundation.accounts.models import User
from jobpakker.foundation.audit.record import record


@transaction.atomic
def mute(*, row: Row, reason: str, until: date, by: User, at: datetime) -> Muted:
    """Half-open. Muting it again says the new reason and day. A row of what is still ahead comes back when the wave breaks there."""
    fields = {"reason": reason, "until": until, "was_ahead": row.slack >= 0, "created_at": at}
    rows = Muted.objects.for_municipality(by.municipality_id)
    muted, _new = rows.update_or_create(
        user=by, sort=str(row.sort), subject_id=row.subject,
        defaults=fields, create_defaults=fields | {"municipality_id": by.municipality_id},
    )  # fmt: skip
    record(kind=Kind.MUTED, subject=muted, by=by, at=at, data=_told(muted))
    return muted


@transaction.atomic
def unmute(*, sort: str, subject: object, by: User, at: datetime) -> None:
    """Saying it twice says it once."""
    rows = Muted.objects.for_municipality(by.municipality_id).select_for_update()
    for muted in rows.filter(user=by, sort=sort, subject_id=subject):
        record(kind=Kind.UNMUTED, subject=muted, by=by, at=at, data=_told(muted))
        muted.delete()


def parted(rows: Iterable[Row], *, user: User, today: date) -> tuple[list[Row], list[PutAway]]:
    """What stands on the page, and what this reader has put away. One query."""
    found = Muted.objects.for_municipality(user.municipality_id).filter(user=user, until__gt=today)
    put_away = {(muted.sort, muted.subject_id): muted for muted in found}
    left: list[Row] = []
    away: list[PutAway] = []
    for row in rows:
        muted = put_away.get((str(row.sort), row.subject))
        if muted is None or (muted.was_ahead and row.slack < 0):
            left.append(row)
        else:
            away.append(PutAway(row, muted.reason, muted.until))
    return left, away


def _told(muted: Muted) -> dict[str, object]:
    return {"sort": muted.sort, "row": str(muted.subject_id), "until": muted.until.isoformat()}
