"""Writing down what a company has said about a job."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from companies.events import Kind, company_climbed
from companies.ladder.models import CompanyWord, RungReached
from companies.ladder.rungs import Rung
from companies.openings import actions as openings
from companies.openings.models import JobOpening
from companies.talks import actions as talks
from companies.talks.models import Talk
from jobpakker.foundation.audit.record import record
from jobpakker.foundation.once import put_once


@transaction.atomic
def reach(*, opening: JobOpening, rung: Rung, on: date, said_by: str, by: Any, at: datetime) -> RungReached:
    """The company has climbed a rung. Said again it is corrected; said alike nothing happens.

    `by` is None when the company said it itself, through its link. Whoever heard it has talked with the company.
    """
    _hold(opening)
    rows = RungReached.objects.for_municipality(opening.municipality_id)
    before = rows.select_for_update().filter(opening=opening, rung=rung).first()
    if before and (before.said_on, before.said_by) == (on, said_by):
        return before
    row, new = rows.update_or_create(
        opening=opening, rung=rung,
        defaults={"municipality_id": opening.municipality_id, "said_on": on, "said_by": said_by, "written_by": by, "written_at": at},
    )  # fmt: skip
    data = {"rung": str(rung), "on": on.isoformat()}
    record(kind=Kind.RUNG_REACHED, subject=opening, by=by, by_name=said_by, at=at, data=data)
    if by is not None and by.name != said_by and new:
        talks.happened(
            kind=Talk.Kind.TALKED, company=opening.company, key=row.public_id, on=on, person=said_by, about=opening.title,
            by=by, at=at,
        )  # fmt: skip
    if rung == Rung.HIRED:
        openings.fill(opening=opening, by=by, at=at)
    _announce(opening, rung, before=before.said_on if before else None, on=on, by=by, at=at)
    return row


@transaction.atomic
def take_back(*, opening: JobOpening, rung: Rung, by: Any, at: datetime) -> bool:
    """It was a slip of the hand. The trail keeps both."""
    _hold(opening)
    row = RungReached.objects.for_municipality(opening.municipality_id).filter(opening=opening, rung=rung).first()
    if row is None:
        return False
    talks.unhappened(company=opening.company, key=row.public_id)
    row.delete()
    record(kind=Kind.RUNG_TAKEN_BACK, subject=opening, by=by, at=at, data={"rung": str(rung)})
    if rung == Rung.HIRED:
        openings.unfill(opening=opening, by=by, at=at)
    _announce(opening, rung, before=row.said_on, on=None, by=by, at=at)
    return True


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


def _hold(opening: JobOpening) -> None:
    """The job first, then whatever hangs from it: the order that everybody keeps to (commitments/actions.py)."""
    rows = JobOpening.objects.for_municipality(opening.municipality_id).select_for_update(no_key=True)
    rows.filter(pk=opening.pk).values_list("pk").get()


def _announce(opening: JobOpening, rung: Rung, *, before: date | None, on: date | None, by: Any, at: datetime) -> None:
    company_climbed.send(sender=RungReached, opening=opening, rung=rung, before=before, on=on, by=by, at=at)
