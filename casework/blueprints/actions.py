"""What can happen to an inspiration model: loaded from the catalogue, copied to one's own, changed into a new version."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from casework.blueprints import catalogue, queries
from casework.blueprints.catalogue import ModelStep
from casework.blueprints.events import Kind
from casework.blueprints.models import Blueprint, BlueprintStep
from jobpakker.foundation.accounts.models import Municipality, User
from jobpakker.foundation.audit.record import record
from jobpakker.foundation.once import put_once

SYSTEM = "jobpakker"


class Stale(Exception):
    """Somebody else saved first; `current` is the model as it stands now."""

    def __init__(self, current: Blueprint) -> None:
        super().__init__(f"version {current.version}")
        self.current = current


@transaction.atomic
def load_catalogue(*, municipality: Municipality, at: datetime, by: User | None = None) -> int:
    """Gives the municipality the models that it has not yet; returns how many. What it has stays as it is, edits and all."""
    _hold(municipality.pk)
    rows = Blueprint.objects.for_municipality(municipality)
    known = set(rows.values_list("code", flat=True))
    missing = [model for model in catalogue.models() if model.code not in known]
    for model in missing:
        blueprint = rows.create(
            municipality=municipality, code=model.code, title=model.title, branch=model.branch,
            prerequisites="\n".join(model.needs), original=model.original,
        )  # fmt: skip
        _write_steps(blueprint, model.steps)
        record(kind=Kind.LOADED, subject=blueprint, by=by, by_name=SYSTEM, at=at, data={"code": model.code})
    return len(missing)


@transaction.atomic
def copy(*, blueprint: Blueprint, key: UUID, by: User, at: datetime) -> Blueprint:
    """The municipality's own, with a code of its own, to be changed freely. The form's key makes a second press find it."""
    _hold(blueprint.municipality_id)
    own, new = put_once(
        Blueprint, key=key, municipality_id=blueprint.municipality_id, code=queries.next_own_code(blueprint.municipality_id),
        title=_("{title} (egen)").format(title=blueprint.title[:140]), branch=blueprint.branch,
        prerequisites=blueprint.prerequisites,
    )  # fmt: skip
    if new:
        _write_steps(own, queries.values(blueprint))
        data = {"from": blueprint.code, "version": blueprint.version}
        record(kind=Kind.COPIED, subject=own, by=by, at=at, data=data)
    return own


@transaction.atomic
def keep(
    *, municipality: Municipality, key: UUID, title: str, branch: str, prerequisites: str, steps: Sequence[ModelStep],
    source: UUID, by: User, at: datetime,
) -> Blueprint:  # fmt: skip
    """A chain that was built is kept as the municipality's own model; `source` names the package. A second press finds it."""
    _hold(municipality.pk)
    own, new = put_once(
        Blueprint, key=key, municipality_id=municipality.pk, code=queries.next_own_code(municipality.pk),
        title=_("{title} (egen)").format(title=title[:140]), branch=branch, prerequisites=prerequisites,
    )  # fmt: skip
    if new:
        _write_steps(own, steps)
        record(kind=Kind.KEPT, subject=own, by=by, at=at, data={"code": own.code, "from": str(source)})
    return own


@transaction.atomic
def change(
    *, blueprint: Blueprint, version: int, title: str, branch: str, prerequisites: str, steps: Sequence[ModelStep],
    by: User, at: datetime,
) -> Blueprint:  # fmt: skip
    """A new version. Packages made from an older one keep their steps and its number.

    Raises `Stale` when somebody else has saved since `version` was read, unless all stands so already (a second press).
    """
    held = Blueprint.objects.for_municipality(blueprint.municipality_id).select_for_update().get(pk=blueprint.pk)
    heads = {"title": title, "branch": branch, "prerequisites": prerequisites}
    if all(getattr(held, name) == value for name, value in heads.items()) and queries.values(held) == tuple(steps):
        return held
    if held.version != version:
        raise Stale(held)
    for name, value in heads.items():
        setattr(held, name, value)
    held.version += 1
    held.save(update_fields=[*heads, "version"])
    held.steps.all().delete()
    _write_steps(held, steps)
    record(kind=Kind.CHANGED, subject=held, by=by, at=at, data={"version": held.version})
    return held


def _hold(municipality_id: int) -> None:
    """Codes are given out one at a time."""
    Municipality.objects.select_for_update(no_key=True).get(pk=municipality_id)


def _write_steps(blueprint: Blueprint, steps: Iterable[ModelStep]) -> None:
    """In the order walked, lanes last."""
    ordered = sorted(steps, key=lambda step: step.beside)
    BlueprintStep.objects.for_municipality(blueprint.municipality_id).bulk_create(
        BlueprintStep(
            municipality_id=blueprint.municipality_id, blueprint=blueprint, position=position, kind=step.kind,
            title=step.title, length_amount=step.length.preferred.amount, length_unit=step.length.preferred.unit,
            shortest_amount=step.length.shortest, longest_amount=step.length.longest,
            **{name: getattr(step, name) for name in queries.AS_IT_IS},
        )
        for position, step in enumerate(ordered)
    )  # fmt: skip
