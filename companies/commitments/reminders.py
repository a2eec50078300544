"""Reminding the companies that owe an answer: which are due, "we talked today", and how often a municipality wants it."""

import logging
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from companies.commitments.actions import remind
from companies.commitments.cadence import is_due
from companies.commitments.models import HiringCommitment, ReminderSettings
from companies.commitments.states import CommitmentState
from companies.commitments.waiting import as_waiting, cadence_of, calendar_of, waiting_for_answer
from companies.events import Kind
from companies.talks import actions as talks
from companies.talks.models import Talk
from jobpakker.foundation.audit.record import record

logger = logging.getLogger(__name__)

BY_ITSELF = "jobpakker"  # who did it, when nobody pressed a button


@dataclass(frozen=True)
class Run:
    sent: int
    failed: int


def remind_due(*, municipality_id: int, today: date, at: datetime) -> Run:
    """One reminder to each contact who is due for one. Run twice, or after days away, it still sends each only one.

    Each is a transaction of its own: one that fails is logged by its id and skipped, and the others get theirs.
    """
    cadence, calendar = cadence_of(municipality_id), calendar_of(municipality_id)
    sent = failed = 0
    for commitment in waiting_for_answer(municipality_id):
        if not is_due(as_waiting(commitment), cadence, calendar, today=today):
            continue
        try:
            sent += remind(commitment=commitment, by=None, by_name=BY_ITSELF, at=at)
        except Exception as error:  # noqa: BLE001 - one that fails must not keep the others from being reminded
            failed += 1
            logger.error("reminder of commitment %s failed: %s", commitment.public_id, type(error).__name__)
    return Run(sent, failed)


@transaction.atomic
def talked(*, commitment: HiringCommitment, until: date, why: str, by: Any, at: datetime) -> bool:
    """They talked today: no reminder goes by itself before `until`. False: answered or taken back meanwhile."""
    rows = HiringCommitment.objects.for_municipality(commitment.municipality_id).filter(pk=commitment.pk)
    quieted = rows.filter(state=CommitmentState.REQUESTED).update(quiet_until=until, quiet_why=why)
    commitment.refresh_from_db()
    if quieted:
        data = {"number": commitment.version, "until": until.isoformat()}
        record(kind=Kind.COMMITMENT_TALKED, subject=commitment, by=by, at=at, data=data)
        person = commitment.contact.name
        talks.happened(
            kind=Talk.Kind.TALKED, company=commitment.opening.company, by=by, at=at, person=person, about=why
        )
    return bool(quieted)


@transaction.atomic
def change_settings(*, municipality_id: int, every: int, at_most: int, by: Any, at: datetime) -> ReminderSettings:
    row, _new = ReminderSettings.objects.for_municipality(municipality_id).update_or_create(
        municipality_id=municipality_id, defaults={"every": every, "at_most": at_most}
    )
    record(kind=Kind.REMINDERS_CHANGED, subject=row, by=by, at=at, data={"every": every, "at_most": at_most})
    return row
