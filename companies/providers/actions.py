"""What can happen to a class of a course: written down, changed, cancelled, opened again, its seats taken and given back.

Each press carries a key of its own, kept in the audit event: the same press twice does it once, and can be taken back by its key.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from companies.events import Kind
from companies.providers import queries
from companies.providers.facts import SessionFacts, differences, from_plain
from companies.providers.models import Course, CourseSession, Provider
from companies.providers.titles import words
from jobpakker.foundation.audit.models import AuditEvent
from jobpakker.foundation.audit.record import record
from jobpakker.foundation.once import Taken, put_once

Reason = CourseSession.CancelReason
OPEN, CANCELLED = CourseSession.State.OPEN, CourseSession.State.CANCELLED


class NoSeat(Exception):
    """Every seat is taken, or the class is cancelled."""


class NoneTaken(Exception):
    """No seat is taken that could be given back."""


class TooFewSeats(Exception):
    """More seats are taken by now than the class is to have."""


class UnableToUndo(Exception):
    """Somebody has gone on from there."""


# Written down and changed -----------------------------------------------------------------------------------------------------
@transaction.atomic
def add(*, key: UUID, facts: SessionFacts, amu: str = "", days: int, by: Any, at: datetime) -> CourseSession:
    """With its course (`amu`, `days` when that is new) and its provider. Raises `Taken` when the class is there already."""
    found = queries.sessions(by.municipality_id).filter(public_id=key).first()
    if found is not None:
        return found
    course = course_of(by.municipality_id, facts.title, amu=amu, days=days, at=at)
    provider = provider_of(by.municipality_id, facts.provider, at=at)
    session, new = put_once(
        CourseSession, key=key, municipality_id=by.municipality_id, course=course, provider=provider, created_at=at,
        **_columns(facts),
    )  # fmt: skip
    if new:
        data = {"key": str(key), "title": course.title, "starts_on": facts.starts_on.isoformat()}
        record(kind=Kind.COURSE_SESSION_ADDED, subject=session, by=by, at=at, data=data)
    return session


@transaction.atomic
def change(*, session: CourseSession, key: UUID, by: Any, at: datetime, **said: Any) -> CourseSession:
    """`said`: fields of `SessionFacts` by name. Raises `TooFewSeats`, and `Taken` when another class is that one already."""
    held = _held(session)
    old = held.facts
    changes = differences(old, old.with_(**said))
    if changes:
        _write(held, old.with_(**said), at=at)
        data = {"key": str(key), "title": old.title, "changes": changes}
        record(kind=Kind.COURSE_SESSION_CHANGED, subject=held, by=by, at=at, data=data)
    return held


def _write(held: CourseSession, facts: SessionFacts, *, at: datetime) -> None:
    if facts.seats_taken > facts.seats:
        raise TooFewSeats
    if facts.title != held.course.title:
        held.course = course_of(held.municipality_id, facts.title, days=held.course.days, at=at)
    if facts.provider != held.provider.name:
        held.provider = provider_of(held.municipality_id, facts.provider, at=at)
    columns = _columns(facts)
    for name, value in columns.items():
        setattr(held, name, value)
    try:
        with transaction.atomic():
            held.save(update_fields=["course", "provider", *columns])
    except IntegrityError:
        raise Taken from None


def _columns(facts: SessionFacts) -> dict[str, Any]:
    """Whether it is cancelled is no column to write: that has an action of its own."""
    names = ("place", "starts_on", "until", "seats", "seats_taken", "price_kr", "reference")
    return {name: getattr(facts, name) for name in names}


def course_of(municipality_id: int, title: str, *, amu: str = "", days: int, at: datetime) -> Course:
    found = queries.course_named(municipality_id, title)
    fields = {"title": title, "amu": amu, "days": days, "words": words(title), "created_at": at}
    return found or _made(Course, municipality_id, "title", fields)


def provider_of(municipality_id: int, name: str, *, at: datetime) -> Provider:
    found = queries.provider_named(municipality_id, name)
    return found or _made(Provider, municipality_id, "name", {"name": name, "created_at": at})


def _made[Row: (Course, Provider)](model: type[Row], municipality_id: int, name: str, fields: dict[str, Any]) -> Row:
    """Somebody else may make the same one in the same moment: then it is that one."""
    rows = model.objects.for_municipality(municipality_id)
    try:
        with transaction.atomic():
            return rows.create(municipality_id=municipality_id, **fields)
    except IntegrityError:
        return rows.get(**{name: fields[name]})


@transaction.atomic
def change_course(*, course: Course, by: Any, at: datetime, **said: Any) -> Course:
    """For every class of it. Raises `Taken` when another course has the title."""
    changes = {name: [getattr(course, name), value] for name, value in said.items() if getattr(course, name) != value}
    if not changes:
        return course
    for name, value in said.items():
        setattr(course, name, value)
    course.words = words(course.title)
    try:
        with transaction.atomic():
            course.save(update_fields=[*changes, "words"])
    except IntegrityError:
        raise Taken from None
    record(kind=Kind.COURSE_CHANGED, subject=course, by=by, at=at, data={"changes": changes})
    return course


# Cancelled and opened again ---------------------------------------------------------------------------------------------------
@transaction.atomic
def cancel(*, session: CourseSession, key: UUID, reason: str, by: Any, at: datetime) -> CourseSession:
    fields = {"state": CANCELLED, "cancelled_on": timezone.localdate(at), "cancel_reason": reason}
    data = {"key": str(key), "reason": reason}
    return _move(session, OPEN, fields, Kind.COURSE_SESSION_CANCELLED, data, by=by, at=at)


@transaction.atomic
def reopen(*, session: CourseSession, by: Any, at: datetime, data: dict[str, Any] | None = None) -> CourseSession:
    fields = {"state": OPEN, "cancelled_on": None, "cancel_reason": ""}
    return _move(session, CANCELLED, fields, Kind.COURSE_SESSION_REOPENED, data or {}, by=by, at=at)


def _move(
    session: CourseSession, old: str, fields: Mapping[str, Any], kind: Kind, data: dict[str, Any], *, by: Any, at: datetime
) -> CourseSession:  # fmt: skip
    """A second press finds nothing to move, and writes nothing down."""
    moved = _rows(session).filter(state=old).update(**fields)
    session.refresh_from_db()
    if moved:
        record(kind=kind, subject=session, by=by, at=at, data=data)
    return session


# Seats --------------------------------------------------------------------------------------------------------------------------
@transaction.atomic
def take_seat(*, session: CourseSession, key: UUID, by: Any, at: datetime) -> CourseSession:
    """Never more than there are, however many ask in the same moment. Raises `NoSeat`."""
    return _seat(session, key, Kind.COURSE_SEAT_TAKEN, by=by, at=at)


@transaction.atomic
def give_back(*, session: CourseSession, key: UUID, by: Any, at: datetime) -> CourseSession:
    """Raises `NoneTaken`. A seat of a cancelled class can be given back too."""
    return _seat(session, key, Kind.COURSE_SEAT_GIVEN_BACK, by=by, at=at)


def _seat(
    session: CourseSession, key: UUID, kind: Kind, *, by: Any, at: datetime, data: dict[str, Any] | None = None
) -> CourseSession:
    held = _held(session)
    if _event(held, key) is not None:
        return held
    rows = _rows(session)
    if kind == Kind.COURSE_SEAT_TAKEN:
        moved = rows.filter(state=OPEN, seats_taken__lt=F("seats")).update(seats_taken=F("seats_taken") + 1)
        if not moved:
            raise NoSeat
    else:
        moved = rows.filter(seats_taken__gt=0).update(seats_taken=F("seats_taken") - 1)
        if not moved:
            raise NoneTaken
    held.refresh_from_db(fields=["seats_taken"])
    record(kind=kind, subject=held, by=by, at=at, data={"key": str(key), "free": held.free} | (data or {}))
    return held


# Taken back ---------------------------------------------------------------------------------------------------------------------
@transaction.atomic
def undo(*, session: CourseSession, key: UUID, by: Any, at: datetime) -> CourseSession | None:
    """Takes back the press with this key; None when that removed the class. A second press changes nothing more.

    Raises `UnableToUndo` when what it did has been built upon, or is none of the things that can be taken back.
    """
    held = _held(session)
    event = _event(held, key)
    take_back = _UNDO.get(event.kind) if event else None
    if event is None or take_back is None:
        raise UnableToUndo
    if queries.events(held).filter(data__undid=str(key)).exists():
        return held
    return take_back(held, event, by, at)


def _undo_added(held: CourseSession, event: AuditEvent, by: Any, at: datetime) -> None:
    if queries.events(held).exclude(pk=event.pk).exists():
        raise UnableToUndo
    data = {"undid": event.data["key"], "title": event.data["title"], "starts_on": event.data["starts_on"]}
    record(kind=Kind.COURSE_SESSION_REMOVED, subject=held, by=by, at=at, data=data)
    _rows(held).delete()


def _undo_changed(held: CourseSession, event: AuditEvent, by: Any, at: datetime) -> CourseSession:
    """Field by field, where each still is what that change made it."""
    now, before = held.facts, {}
    for name, (old, new) in event.data["changes"].items():
        if getattr(now, name) != from_plain(name, new):
            raise UnableToUndo
        before[name] = from_plain(name, old)
    if "cancelled" in before:
        raise UnableToUndo
    facts = now.with_(**before)
    try:
        _write(held, facts, at=at)
    except (Taken, TooFewSeats):
        raise UnableToUndo from None
    data = {"undid": event.data["key"], "title": now.title, "changes": differences(now, facts)}
    record(kind=Kind.COURSE_SESSION_CHANGED, subject=held, by=by, at=at, data=data)
    return held


def _undo_cancelled(held: CourseSession, event: AuditEvent, by: Any, at: datetime) -> CourseSession:
    return reopen(session=held, by=by, at=at, data={"undid": event.data["key"]})


def _undo_seat(held: CourseSession, event: AuditEvent, by: Any, at: datetime) -> CourseSession:
    taken = event.kind == Kind.COURSE_SEAT_TAKEN
    other = Kind.COURSE_SEAT_GIVEN_BACK if taken else Kind.COURSE_SEAT_TAKEN
    key = UUID(int=UUID(event.data["key"]).int ^ 1)  # a press of its own
    try:
        return _seat(held, key, other, by=by, at=at, data={"undid": event.data["key"]})
    except (NoSeat, NoneTaken):
        raise UnableToUndo from None


_UNDO: dict[str, Callable[[CourseSession, AuditEvent, Any, datetime], CourseSession | None]] = {
    Kind.COURSE_SESSION_ADDED: _undo_added,
    Kind.COURSE_SESSION_CHANGED: _undo_changed,
    Kind.COURSE_SESSION_CANCELLED: _undo_cancelled,
    Kind.COURSE_SEAT_TAKEN: _undo_seat,
    Kind.COURSE_SEAT_GIVEN_BACK: _undo_seat,
}


# ---------------------------------------------------------------------------------------------------------------------------------
def _rows(session: CourseSession) -> Any:
    return CourseSession.objects.for_municipality(session.municipality_id).filter(pk=session.pk)


def _held(session: CourseSession) -> CourseSession:
    """As it is now, and nobody else's until we are done."""
    rows = CourseSession.objects.for_municipality(session.municipality_id).select_related("course", "provider")
    return rows.select_for_update(of=("self",)).get(pk=session.pk)


def _event(session: CourseSession, key: UUID) -> AuditEvent | None:
    return queries.events(session).filter(data__key=str(key)).first()
