"""What can happen to a citizen in this system: written down, changed, clarified, and asked for the first name."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from casework.citizens import queries
from casework.citizens.events import Kind, clarification_changed
from casework.citizens.models import Citizen
from casework.citizens.sorting import name_sort_key
from jobpakker.foundation.accounts.models import Municipality, User
from jobpakker.foundation.audit import access_log
from jobpakker.foundation.audit.record import record
from jobpakker.foundation.once import Taken, put_once
from jobpakker.foundation.sealed import blind_index, seal

FIELDS = (
    "first_name", "last_name", "email", "phone", "target_group", "benefit_since", "exempt_from_prior_period", "lab_from",
    "job_ready", "referred_on", "caseworker",
)  # fmt: skip


class Stale(Exception):
    """Somebody else saved first; `current` is the citizen as she stands now."""

    def __init__(self, current: Citizen) -> None:
        super().__init__(f"version {current.version}")
        self.current = current


class NoNumber(Exception):
    """There is no CPR number to show, or its seal does not open."""


@transaction.atomic
def create(
    *, key: UUID, first_name: str, last_name: str, cpr: str, target_group: str, referred_on: date, caseworker: User,
    by: User, at: datetime, email: str = "", phone: str = "", benefit_since: date | None = None,
    exempt_from_prior_period: bool = False, lab_from: date | None = None, job_ready: bool | None = None,
) -> Citizen:  # fmt: skip
    """A citizen in her caseworker's team. `cpr` is ten digits, or "" where it is not known.

    The case number is the next of the municipality's year: the municipality's row is held meanwhile, so that two at once
    get two numbers. Raises `Taken` when the municipality has the CPR number already.
    """
    Municipality.objects.select_for_update(no_key=True).get(pk=by.municipality_id)
    citizen, new = put_once(
        Citizen, key=key, municipality_id=by.municipality_id,
        alias=queries.next_alias(by.municipality_id, timezone.localdate(at).year),
        first_name=first_name, last_name=last_name, sort_key=name_sort_key(first_name, last_name), email=email, phone=phone,
        target_group=target_group, benefit_since=benefit_since, exempt_from_prior_period=exempt_from_prior_period,
        lab_from=lab_from, job_ready=job_ready, referred_on=referred_on, caseworker=caseworker, team_id=caseworker.team_id, created_at=at,
        **_sealed(cpr, key, by.municipality_id),
    )  # fmt: skip
    if new:
        record(kind=Kind.CREATED, subject=citizen, by=by, at=at, data={"alias": citizen.alias})
    return citizen


@transaction.atomic
def change(*, citizen: Citizen, version: int, by: User, at: datetime, cpr: str | None = None, **fields: Any) -> Citizen:
    """Writes what differs. `version` is the one that was read; `cpr` is ten digits, or None to leave it as it is.

    Raises `Stale` when somebody else has saved since, unless all is as it was to become (the second press of a button),
    and `Taken` when the municipality has the CPR number already. The trail names the fields, not their values.
    """
    held = _held(citizen)
    changed = [name for name, value in fields.items() if getattr(held, name) != value]
    sealed = {}
    if cpr is not None and queries.open_cpr(held) != cpr:
        sealed = _sealed(cpr, held.public_id, held.municipality_id)
        changed.append("cpr")
    if not changed:
        return held
    if held.version != version:
        raise Stale(held)
    for name, value in (fields | sealed).items():
        setattr(held, name, value)
    held.sort_key = name_sort_key(held.first_name, held.last_name)
    if (
        "caseworker" in changed
    ):  # a caseworker who moves leaves her citizens with their team, until they are handed over
        held.team_id = held.caseworker.team_id or held.team_id
    held.version += 1
    _save(held)
    record(
        kind=Kind.CHANGED, subject=held, by=by, at=at, data={"fields": sorted(changed), "version": held.version},
    )  # fmt: skip
    return held


@transaction.atomic
def reveal_cpr(*, citizen: Citizen, reason: str, by: User, at: datetime) -> str:
    """The ten digits, shown once. Who asked, and why, is written down before they are read. Raises `NoNumber`."""
    if citizen.cpr_sealed is None:
        raise NoNumber
    access_log.revealed_cpr(user=by, citizen_id=citizen.public_id, reason=reason)
    record(kind=Kind.CPR_REVEALED, subject=citizen, by=by, at=at, data={"reason": reason})
    number = queries.open_cpr(citizen)
    if number is None:
        raise NoNumber
    return number


@transaction.atomic
def clarify(*, citizen: Citizen, on: date, by: User, at: datetime, today: date) -> Citizen:
    """Trin 0 is done: it lies before the jobpakke and is never a step of it."""
    return _clarification(citizen, on, Kind.CLARIFIED, by=by, at=at, today=today)


@transaction.atomic
def take_back_clarification(*, citizen: Citizen, by: User, at: datetime, today: date) -> Citizen:
    return _clarification(citizen, None, Kind.CLARIFICATION_TAKEN_BACK, by=by, at=at, today=today)


def _clarification(citizen: Citizen, on: date | None, kind: Kind, *, by: User, at: datetime, today: date) -> Citizen:
    moved = _set(citizen, "clarified_on", on, kind, by=by, at=at)
    if moved:
        clarification_changed.send(sender=Citizen, citizen=citizen, by=by, today=today, at=at)
    return citizen


@transaction.atomic
def agree_to_first_name(*, citizen: Citizen, on: date, by: User, at: datetime) -> Citizen:
    """From now on companies that are asked see the first name. What they have been sent already does not change."""
    _set(citizen, "agreed_to_first_name_on", on, Kind.AGREED_TO_FIRST_NAME, by=by, at=at)
    return citizen


@transaction.atomic
def take_back_agreement(*, citizen: Citizen, by: User, at: datetime) -> Citizen:
    _set(citizen, "agreed_to_first_name_on", None, Kind.AGREEMENT_TAKEN_BACK, by=by, at=at)
    return citizen


def _set(citizen: Citizen, field: str, on: date | None, kind: Kind, *, by: User, at: datetime) -> bool:
    """A date that is set once and can be taken away; a second press finds nothing to do, and writes nothing down."""
    rows = Citizen.objects.for_municipality(citizen.municipality_id).filter(pk=citizen.pk)
    moved = rows.filter(**{f"{field}__isnull": on is not None}).update(**{field: on})
    citizen.refresh_from_db(fields=[field])
    if moved:
        record(kind=kind, subject=citizen, by=by, at=at, data={"on": on.isoformat()} if on else {})
    return bool(moved)


def _held(citizen: Citizen) -> Citizen:
    rows = Citizen.objects.for_municipality(citizen.municipality_id).select_for_update(of=("self",))
    return rows.select_related("caseworker").get(pk=citizen.pk)


def _sealed(number: str, public_id: UUID, municipality_id: int) -> dict[str, Any]:
    if not number:
        return {"cpr_sealed": None, "cpr_index": None}
    return {
        "cpr_sealed": seal(number, bound_to=str(public_id)),
        "cpr_index": blind_index(number, municipality_id=municipality_id),
    }


def _save(citizen: Citizen) -> None:
    try:
        with transaction.atomic():
            citizen.save()
    except IntegrityError:
        # The error's own text holds the value that clashed, and must reach no log.
        raise Taken from None
