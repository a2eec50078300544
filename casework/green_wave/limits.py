"""From how many empty working days on a transition is a flag: the municipality's own, over the usual ones."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from casework.blueprints.models import KIND_LABELS
from casework.green_wave import actions
from casework.green_wave.events import Kind
from casework.green_wave.models import FlagThreshold
from casework.planning.gaps import PROMISE, Thresholds
from casework.planning.steps import CHAIN_KINDS, JOB, StepKind
from jobpakker.foundation.accounts.models import Municipality, User
from jobpakker.foundation.audit.record import record
from jobpakker.foundation.outbox import dispatch as outbox

Sides = tuple[str, str]

_STEPS = [str(kind) for kind in StepKind if kind in CHAIN_KINDS]
# Every transition that a chain can have, in the order walked.
TRANSITIONS: tuple[Sides, ...] = tuple(
    (before, after) for before in [PROMISE, *_STEPS] for after in [*_STEPS, JOB] if (before, after) != (PROMISE, JOB)
)


def usual(sides: Sides) -> int:
    return Thresholds().start_notice if sides[0] == PROMISE else Thresholds().notice


def label(sides: Sides) -> str:
    def side(name: str) -> str:
        named = {PROMISE: _("Virksomhedens løfte"), JOB: _("Job")}
        return named.get(name) or str(KIND_LABELS[StepKind(name)])

    return _("{before} → {after}").format(before=side(sides[0]), after=side(sides[1]))


def of(municipality_id: int) -> dict[Sides, int]:
    """Every transition with what counts for it."""
    rows = FlagThreshold.objects.for_municipality(municipality_id).values_list("before", "after", "least")
    own = {(before, after): least for before, after, least in rows}
    return {sides: own.get(sides, usual(sides)) for sides in TRANSITIONS}


@transaction.atomic
def set_all(*, values: Mapping[Sides, int], by: User, at: datetime) -> bool:
    """What is as usual needs no row. Is anything different, no package counts as checked, and a run is asked for: it reaches every
    page through the queue. Saying the same again does nothing."""
    Municipality.objects.select_for_update().filter(pk=by.municipality_id).values_list("pk").get()
    before = of(by.municipality_id)
    changed = {sides: values[sides] for sides in TRANSITIONS if values[sides] != before[sides]}
    if not changed:
        return False
    rows = FlagThreshold.objects.for_municipality(by.municipality_id)
    for sides, least in changed.items():
        named = {"municipality_id": by.municipality_id, "before": sides[0], "after": sides[1]}
        row, _new = rows.update_or_create(**named, defaults={"least": least})
        told = {"before": sides[0], "after": sides[1], "old": before[sides], "new": least}
        record(kind=Kind.THRESHOLDS_SET, subject=row, by=by, at=at, data=told)
        if least == usual(sides):
            row.delete()
    actions.forget(municipality_id=by.municipality_id)
    outbox.put("green_wave.detect_now", at=at, municipality_id=by.municipality_id)
    return True
