"""A pause of the citizen's: registered, changed, said to be over, or taken back. What its days count for, the one definition says."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from casework.jobpakke.actions.base import UnableTo, conclude, locked
from casework.jobpakke.events import Kind
from casework.jobpakke.models import Jobpakke, Pause
from casework.jobpakke.states import OPEN
from jobpakker.foundation.once import Taken, put_once

DAYS = ("starts_on", "until", "back_on")
FIELDS = ("reason", "starts_on", "until", "owner_id", "agreed_with")


@transaction.atomic
def pause(
    *, key: UUID, jobpakke: Jobpakke, reason: str, starts_on: date, until: date | None, owner: Any, agreed_with: str,
    by: Any, at: datetime,
) -> Pause:  # fmt: skip
    """`until` is half-open; what is left empty is left empty, and its days count until it is filled in. `key` is its public id:
    a second press finds what the first one made."""
    held = _open(jobpakke)
    if owner is not None and owner.municipality_id != held.municipality_id:
        raise UnableTo("unknown_owner")
    try:
        row, new = put_once(
            Pause, key=key, municipality_id=held.municipality_id, jobpakke=held, reason=reason, starts_on=starts_on,
            until=until, owner=owner, agreed_with=agreed_with, created_at=at, created_by=by,
        )  # fmt: skip
    except Taken:
        raise UnableTo("wrong_state") from None
    if new:
        _concluded(held, row, Kind.PAUSED, by=by, at=at)
    return row


@transaction.atomic
def change_pause(
    *, pause: Pause, reason: str, starts_on: date, until: date | None, owner: Any, agreed_with: str, by: Any, at: datetime
) -> Pause:  # fmt: skip
    """Prolonged, or told in full. Saying the same again changes nothing."""
    held, row = _held(pause)
    if owner is not None and owner.municipality_id != held.municipality_id:
        raise UnableTo("unknown_owner")
    old = {name: getattr(row, name) for name in FIELDS}
    row.reason, row.starts_on, row.until, row.owner, row.agreed_with = reason, starts_on, until, owner, agreed_with
    if row.back_on is not None and row.back_on < starts_on:
        raise UnableTo("back_before_it")
    if all(getattr(row, name) == value for name, value in old.items()):
        return row
    row.save(update_fields=["reason", "starts_on", "until", "owner", "agreed_with"])
    _concluded(held, row, Kind.PAUSE_CHANGED, by=by, at=at)
    return row


@transaction.atomic
def back_again(*, pause: Pause, on: date, by: Any, at: datetime) -> Pause:
    """The citizen is back: `on` is the first day with something to go to again."""
    held, row = _held(pause)
    if on > timezone.localdate(at):
        raise UnableTo("in_the_future")
    if on < row.starts_on:
        raise UnableTo("back_before_it")
    if row.back_on != on:
        row.back_on = on
        row.save(update_fields=["back_on"])
        _concluded(held, row, Kind.PAUSE_OVER, by=by, at=at)
    return row


@transaction.atomic
def take_back_pause(*, pause: Pause, by: Any, at: datetime) -> None:
    """The last word about it is taken back: that the citizen is back, or else the pause itself."""
    held, row = _held(pause)
    if row.back_on is not None:
        row.back_on = None
        row.save(update_fields=["back_on"])
        _concluded(held, row, Kind.PAUSE_CHANGED, by=by, at=at)
        return
    told = _told(row)
    row.delete()
    conclude(held, Kind.PAUSE_TAKEN_BACK, by=by, at=at, today=timezone.localdate(at), **told)


@dataclass(frozen=True)
class Before:
    """What a pause said before a press, and what the press made of it (None: there was none, or there is none any more)."""

    pause: UUID
    said: dict[str, Any]
    became: dict[str, Any] | None


def all_of(row: Pause) -> dict[str, Any]:
    """All that is said of it, as plain data. Why somebody is away may be about her health: it goes into no trail."""
    days = {name: day.isoformat() if day else None for name, day in ((n, getattr(row, n)) for n in DAYS)}
    return {"reason": row.reason, "owner_id": row.owner_id, "agreed_with": row.agreed_with, **days}


@transaction.atomic
def restore_pause(*, jobpakke: Jobpakke, before: Before, by: Any, at: datetime) -> None:
    """The press is taken back, as long as the pause stands as it left it. Doing so twice does it once."""
    held = _open(jobpakke)
    rows = Pause.objects.for_municipality(held.municipality_id)
    row = rows.filter(jobpakke=held, public_id=before.pause).first()
    said = before.said | {name: date.fromisoformat(day) if (day := before.said[name]) else None for name in DAYS}
    if row is not None and all_of(row) == before.said:
        return
    if (all_of(row) if row is not None else None) != before.became:
        raise UnableTo("wrong_state")
    if row is not None:
        for name, value in said.items():
            setattr(row, name, value)
        row.save(update_fields=list(said))
        _concluded(held, row, Kind.PAUSE_CHANGED, by=by, at=at)
        return
    row = rows.create(
        municipality_id=held.municipality_id,
        public_id=before.pause,
        jobpakke=held,
        created_at=at,
        created_by=by,
        **said,
    )
    _concluded(held, row, Kind.PAUSED, by=by, at=at)


def end_with_step(jobpakke: Jobpakke, *, on: date) -> None:
    """Who begins a step `on` is back from what had begun before. Inside the transaction of the step."""
    rows = Pause.objects.for_municipality(jobpakke.municipality_id).filter(jobpakke=jobpakke, back_on=None)
    rows.filter(starts_on__lte=on).update(back_on=on)


def _open(jobpakke: Jobpakke) -> Jobpakke:
    held = locked(jobpakke)
    if held.state not in OPEN:
        raise UnableTo("package_closed")
    return held


def _held(pause: Pause) -> tuple[Jobpakke, Pause]:
    held = _open(pause.jobpakke)
    row = Pause.objects.for_municipality(pause.municipality_id).filter(pk=pause.pk).first()
    if row is None:
        raise UnableTo("wrong_state")
    return held, row


def _told(row: Pause) -> dict[str, Any]:
    """Dates alone: why somebody is away may be about her health, and the trail is read by many."""
    return {
        "pause": str(row.public_id),
        "starts_on": row.starts_on.isoformat(),
        "until": row.until.isoformat() if row.until else None,
        "back_on": row.back_on.isoformat() if row.back_on else None,
        "agreed": row.is_agreed,
    }


def _concluded(jobpakke: Jobpakke, row: Pause, kind: Kind, *, by: Any, at: datetime) -> None:
    conclude(jobpakke, kind, by=by, at=at, today=timezone.localdate(at), **_told(row))
