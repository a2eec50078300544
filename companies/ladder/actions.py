"""Writing down what a company has said about a job."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from companies.events import Kind
from companies.ladder.models import CompanyWord, RungReached
from companies.ladder.rungs import Rung
from companies.openings import actions as openings
from companies.openings.models import JobOpening
from jobpakker.foundation.audit.record import record
from jobpakker.foundation.once import put_once


@transaction.atomic
def reach(*, opening: JobOpening, rung: Rung, on: date, said_by: str, by: Any, at: datetime) -> RungReached:
    """The company has climbed a rung. Said again it is corrected; said alike nothing happens."""
    rows = RungReached.objects.for_municipality(opening.municipality_id)
    before = rows.select_for_update().filter(opening=opening, rung=rung).first()
    if before and (before.said_on, before.said_by) == (on, said_by):
        return before
    row, _new = rows.update_or_create(
        opening=opening, rung=rung,
        defaults={"municipality_id": opening.municipality_id, "said_on": on, "said_by": said_by, "written_by": by, "written_at": at},
    )  # fmt: skip
    record(kind=Kind.RUNG_REACHED, subject=opening, by=by, at=at, data={"rung": str(rung), "on": on.isoformat()})
    if rung == Rung.HIRED:
        openings.fill(opening=opening, by=by, at=at)
    return row


@transaction.atomic
def take_back(*, opening: JobOpening, rung: Rung, by: Any, at: datetime) -> bool:
    """It was a slip of the hand. The trail keeps both."""
    rows = RungReached.objects.for_municipality(opening.municipality_id)
    gone, _each = rows.filter(opening=opening, rung=rung).delete()
    if gone:
        record(kind=Kind.RUNG_TAKEN_BACK, subject=opening, by=by, at=at, data={"rung": str(rung)})
        if rung == Rung.HIRED:
            openings.unfill(opening=opening, by=by, at=at)
    return bool(gone)


@transaction.atomic
def write_words(
    *, opening: JobOpening, key: UUID, kind: str, theme: str, words: str, on: date, said_by: str, by: Any, at: datetime
) -> CompanyWord:
    row, new = put_once(
        CompanyWord, key=key, municipality_id=opening.municipality_id, opening=opening, kind=kind, theme=theme, words=words,
        said_on=on, said_by=said_by, written_by=by, written_at=at,
    )  # fmt: skip
    if new:
        record(kind=Kind.COMPANY_WORDS, subject=opening, by=by, at=at, data={"kind": kind, "theme": theme})
    return row
