"""Rows as the watch reads them by the thousand: the columns that decide, and nothing around them.

They carry the names that the models have, so that the one definition of a dead period reads either. A row of a model costs ten
times as much to make as one of these, and a run over the country makes a million.
"""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import ClassVar, NamedTuple
from uuid import UUID

from casework.green_wave.models import DeadPeriod
from casework.jobpakke.models import Jobpakke, Step


class LeanPackage(NamedTuple):
    pk: int
    municipality_id: int
    state: str
    job_starts_on: date
    promised_on: date | None
    ended_on: date | None
    next_boundary_on: date | None
    row_version: int | None  # PostgreSQL's mark of the edition of its boundary; None: it has none. See `boundaries`


class LeanStep(NamedTuple):
    pk: int
    jobpakke_id: int
    kind: str
    beside: bool
    starts_on: date
    until: date
    pinned: bool
    fixed_dates: bool  # whether there are any
    state: str
    started_on: date | None
    ended_until: date | None
    end_reason: str

    @property
    def public_id(self) -> int:
        """Tells the steps of a package apart, which is all that it is asked for here; nobody outside sees it."""
        return self.pk


@dataclass(slots=True)
class LeanFlag:
    """A standing flag. It is changed in memory, and what differs is written from it."""

    _meta: ClassVar = DeadPeriod._meta  # the audit trail names what it is about by it

    pk: int
    municipality_id: int
    public_id: UUID
    jobpakke_id: int
    kind: str
    after_step_id: int | None
    before_step_id: int | None
    starts_on: date
    until: date
    working_days: int
    wished_days: int
    excused_days: int
    first_dead_on: date
    state: str
    severity: str
    closed_at: datetime | None
    close_reason: str
    cause: str
    acts: str
    cause_by_hand: bool
    acts_by_hand: bool


def names(row: type) -> tuple[str, ...]:
    """Named as the models name them."""
    return row._fields if issubclass(row, tuple) else tuple(field.name for field in fields(row))


AnyPackage = Jobpakke | LeanPackage
AnyStep = Step | LeanStep
AnyFlag = DeadPeriod | LeanFlag
