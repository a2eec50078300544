"""What an administrator does: employees, teams and closed days; and how an employee comes to her password."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from jobpakker.foundation.accounts import lockout
from jobpakker.foundation.accounts.models import ClosedDay, Municipality, Team, User
from jobpakker.foundation.audit.models import AuditEvent
from jobpakker.foundation.audit.record import record
from jobpakker.foundation.notifications import dispatch
from jobpakker.foundation.once import Taken, put_once
from jobpakker.foundation.staff import queries
from jobpakker.foundation.staff.events import Kind, closed_days_changed

CHOOSE_PASSWORD = "choose_password"  # noqa: S105
MAIL_EVERY = 15 * 60  # seconds: whoever asks again within this gets the one mail that is on its way


class UnableTo(Exception):
    """`code` says why: `self`, `last_administrator` or `in_use`; the page says it in words."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


# Employees ----------------------------------------------------------------------------------------------------------------
@transaction.atomic
def create_user(
    *, key: UUID, name: str, email: str, phone: str, role_code: str, team: Team | None, by: User, at: datetime
) -> User:
    """Without a password: a mail with a link to choose one follows. Raises `Taken` when the address is somebody's already."""
    found = User.objects.filter(municipality_id=by.municipality_id, public_id=key).first()
    if found is not None:
        return found
    user = User(
        public_id=key, municipality_id=by.municipality_id, name=name, email=email.lower(), phone=phone, role_code=role_code,
        team=team,
    )  # fmt: skip
    user.set_unusable_password()
    _save(user, force_insert=True)
    record(kind=Kind.USER_CREATED, subject=user, by=by, at=at, data={"role": role_code})
    _queue_link(user, at=at)
    return user


@transaction.atomic
def change_user(*, user: User, by: User, at: datetime, **fields: Any) -> User:
    """Writes what differs. One's own role is not changed by oneself, and somebody is always left to let people in."""
    held = _held(user)
    changed = [name for name, value in fields.items() if getattr(held, name) != value]
    if not changed:
        return held
    if "role_code" in changed:
        _check_not_self(held, by)
        _check_someone_is_left(held)
    for name in changed:
        setattr(held, name, fields[name])
    _save(held, update_fields=changed)
    record(kind=Kind.USER_CHANGED, subject=held, by=by, at=at, data={"fields": sorted(changed)})
    return held


@transaction.atomic
def deactivate(*, user: User, by: User, at: datetime) -> User:
    """From the next click on she is logged out. Her name stays on all that she has done."""
    held = _held(user)
    _check_not_self(held, by)
    _check_someone_is_left(held)
    return _set_active(held, False, Kind.USER_DEACTIVATED, by=by, at=at)


@transaction.atomic
def activate(*, user: User, by: User, at: datetime) -> User:
    return _set_active(_held(user), True, Kind.USER_ACTIVATED, by=by, at=at)


@transaction.atomic
def send_password_link(*, user: User, by: User | None, at: datetime) -> bool:
    """By an administrator, or by herself from the log-in page (`by` None). False when one is on its way already."""
    queued = _queue_link(user, at=at)
    if queued:
        record(kind=Kind.PASSWORD_LINK_ASKED, subject=user, by=by, by_name=user.name, at=at)
    return queued


@transaction.atomic
def choose_password(*, user: User, password: str, at: datetime) -> None:
    """The link is used up by it, every other session of hers ends, and an address that was locked is open again."""
    user.set_password(password)
    user.save(update_fields=["password"])
    lockout.forget(user.email)
    record(kind=Kind.PASSWORD_CHOSEN, subject=user, by=user, at=at)


def _queue_link(user: User, *, at: datetime) -> bool:
    return dispatch.queue(
        CHOOSE_PASSWORD, municipality_id=user.municipality_id, to_email=user.email, at=at, user=str(user.public_id),
        said_once=f"{CHOOSE_PASSWORD}:{user.public_id}:{int(at.timestamp()) // MAIL_EVERY}",
    )  # fmt: skip


def _held(user: User) -> User:
    """The municipality's row is held too: two administrators cannot shut each other out at the same moment."""
    Municipality.objects.select_for_update(no_key=True).get(pk=user.municipality_id)
    return User.objects.select_for_update(of=("self",)).select_related("team").get(pk=user.pk)


def _check_not_self(user: User, by: User) -> None:
    if user.pk == by.pk:
        raise UnableTo("self")


def _check_someone_is_left(user: User) -> None:
    others = queries.administrators(user.municipality_id).exclude(pk=user.pk)
    if not others.exists():
        raise UnableTo("last_administrator")


def _set_active(user: User, active: bool, kind: Kind, *, by: User, at: datetime) -> User:
    """A second press finds nothing to move, and writes nothing down."""
    if user.is_active != active:
        user.is_active = active
        user.save(update_fields=["is_active"])
        record(kind=kind, subject=user, by=by, at=at)
    return user


# Teams --------------------------------------------------------------------------------------------------------------------
@transaction.atomic
def create_team(*, key: UUID, name: str, by: User, at: datetime) -> Team:
    """Raises `Taken` when a team has the name."""
    team, new = put_once(Team, key=key, municipality_id=by.municipality_id, name=name)
    if new:
        record(kind=Kind.TEAM_CREATED, subject=team, by=by, at=at, data={"name": name})
    return team


@transaction.atomic
def rename_team(*, team: Team, name: str, by: User, at: datetime) -> Team:
    if team.name != name:
        data = {"from": team.name, "name": name}
        team.name = name
        _save(team, update_fields=["name"])
        record(kind=Kind.TEAM_RENAMED, subject=team, by=by, at=at, data=data)
    return team


def remove_team(*, team: Team, by: User, at: datetime) -> None:
    """Only an empty one: `UnableTo("in_use")` while anyone works in it, or has worked, or any case is its own."""
    try:
        with transaction.atomic():
            record(kind=Kind.TEAM_REMOVED, subject=team, by=by, at=at, data={"name": team.name})
            Team.objects.for_municipality(team.municipality_id).filter(pk=team.pk).delete()
    except (ProtectedError, IntegrityError):  # the second when somebody joins at the same moment
        raise UnableTo("in_use") from None


@transaction.atomic
def restore_team(*, removed: AuditEvent, by: User, at: datetime) -> Team:
    name = removed.data["name"]
    team, new = put_once(Team, key=removed.subject_id, municipality_id=removed.municipality_id, name=name)
    if new:
        record(kind=Kind.TEAM_RESTORED, subject=team, by=by, at=at, data={"name": name})
    return team


# Closed days --------------------------------------------------------------------------------------------------------------
@transaction.atomic
def add_closed_day(*, key: UUID, day: date, reason: str, by: User, at: datetime) -> ClosedDay:
    """Raises `Taken` when the day is closed already."""
    closed, new = put_once(ClosedDay, key=key, municipality_id=by.municipality_id, day=day, reason=reason)
    if new:
        record(kind=Kind.CLOSED_DAY_ADDED, subject=closed, by=by, at=at, data=_as_data(closed))
        _announce(closed, at=at)
    return closed


@transaction.atomic
def remove_closed_day(*, closed: ClosedDay, by: User, at: datetime) -> None:
    record(kind=Kind.CLOSED_DAY_REMOVED, subject=closed, by=by, at=at, data=_as_data(closed))
    ClosedDay.objects.for_municipality(closed.municipality_id).filter(pk=closed.pk).delete()
    _announce(closed, at=at)


@transaction.atomic
def restore_closed_day(*, removed: AuditEvent, by: User, at: datetime) -> ClosedDay:
    closed, new = put_once(
        ClosedDay, key=removed.subject_id, municipality_id=removed.municipality_id,
        day=date.fromisoformat(removed.data["day"]), reason=removed.data["reason"],
    )  # fmt: skip
    if new:
        record(kind=Kind.CLOSED_DAY_RESTORED, subject=closed, by=by, at=at, data=_as_data(closed))
        _announce(closed, at=at)
    return closed


def _announce(closed: ClosedDay, *, at: datetime) -> None:
    closed_days_changed.send(sender=ClosedDay, municipality_id=closed.municipality_id, at=at)


def _as_data(closed: ClosedDay) -> dict[str, str]:
    return {"day": closed.day.isoformat(), "reason": closed.reason}


def _save(row: Any, **options: Any) -> None:
    try:
        with transaction.atomic():
            row.save(**options)
    except IntegrityError:
        raise Taken from None
