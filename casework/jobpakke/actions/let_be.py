"""Holes of a plan are let be, each by itself: somebody says why, answers for it, and until when.

The dead periods themselves lie in a topic above this one, and come to be when the plan is asked about. So what was said is kept
beside the package until then; who watches the periods takes it over (`taken_over`), in the transaction that finds them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from casework.jobpakke.actions.base import UnableTo, conclude, locked
from casework.jobpakke.events import Kind
from casework.jobpakke.models import Jobpakke, LetBe, Step
from casework.jobpakke.states import OPEN
from jobpakker.foundation.accounts.models import User


@dataclass(frozen=True)
class Said:
    """Of the hole between two steps (`before` None: the job follows); `until` is half-open."""

    after: Step
    before: Step | None
    cause: str
    owner: User
    until: date

    @property
    def pair(self) -> tuple[int, int | None]:
        return self.after.pk, self.before.pk if self.before else None

    @property
    def all(self) -> tuple[Any, ...]:
        return (*self.pair, self.cause, self.owner.pk, self.until)


@transaction.atomic
def let_be(*, jobpakke: Jobpakke, said: Sequence[Said], by: User, at: datetime, today: date) -> Jobpakke:
    """All that is said of the plan's holes from now on; what is not said again is taken back. The days still count as dead;
    nobody is reminded of them before. The same words again change nothing."""
    if not said and not waiting(jobpakke):
        return jobpakke
    held = locked(jobpakke)
    if held.state not in OPEN:
        raise UnableTo("package_closed")
    for one in said:
        if one.until <= today:
            raise UnableTo("let_be_over")
        if one.owner.municipality_id != held.municipality_id or not one.owner.is_active:
            raise UnableTo("unknown_owner")
    rows = waiting(held)
    stored = {row.pk: Said(row.after_step, row.before_step, row.cause, row.owner, row.until) for row in rows}
    known, wanted = {one.all for one in stored.values()}, {one.all for one in said}
    new = [one for one in said if one.all not in known]
    gone = {pk: one for pk, one in stored.items() if one.all not in wanted}
    if not new and not gone:
        return held
    taken_over(held, gone)
    LetBe.objects.bulk_create(
        LetBe(
            municipality_id=held.municipality_id, jobpakke=held, after_step=one.after, before_step=one.before,
            cause=one.cause, owner=one.owner, until=one.until, said_by=by,
        )
        for one in new
    )  # fmt: skip
    pairs = {one.pair for one in said}
    conclude(
        held, Kind.LET_BE, by=by, at=at, today=today, gaps=[_told(one) for one in new],
        withdrawn=[_between(one) for one in gone.values() if one.pair not in pairs],
    )  # fmt: skip
    return held


def waiting(jobpakke: Jobpakke) -> list[LetBe]:
    """What is said of holes that are no dead periods yet, or not any more."""
    rows = LetBe.objects.for_municipality(jobpakke.municipality_id).filter(jobpakke=jobpakke)
    return list(rows.select_related("after_step", "before_step", "owner", "said_by").order_by("pk"))


def taken_over(jobpakke: Jobpakke, rows: Iterable[int]) -> None:
    """By their numbers: the dead periods have them now, or nothing of the sort is said any more."""
    LetBe.objects.for_municipality(jobpakke.municipality_id).filter(jobpakke=jobpakke, pk__in=list(rows)).delete()


def _between(one: Said) -> dict[str, str]:
    """The titles of the two steps; empty: the job."""
    return {"after": one.after.title, "before": one.before.title if one.before else ""}


def _told(one: Said) -> dict[str, str]:
    return _between(one) | {
        "cause": one.cause, "owner": str(one.owner.public_id), "owner_name": one.owner.name, "until": one.until.isoformat(),
    }  # fmt: skip
