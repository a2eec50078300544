"""Writes differences, a few statements for a thousand packages, and only the difference.

The scan reads and thinks without holding anything. Before it writes, one statement claims the packages that nobody has
re-checked since they were read, by their row of `boundaries`, which every save writes anew. What was saved meanwhile, or is
being re-checked now, is left to that save, and looked at again afterwards.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import connection

from casework.green_wave import boundaries, queries
from casework.green_wave.comparison import SAID, Difference
from casework.green_wave.events import Kind
from casework.green_wave.models import DeadPeriod
from jobpakker.foundation.audit.record import record_many

_FORGET = f"""
    INSERT INTO {boundaries.TABLE} (jobpakke_id, municipality_id)
    SELECT watched.id, %s FROM ({queries.WATCHED}) AS watched ORDER BY watched.id
    ON CONFLICT (jobpakke_id) DO UPDATE SET next_boundary_on = NULL
"""  # noqa: S608 - our own names
_COLUMNS = {
    "kind": "varchar", "after_step_id": "bigint", "before_step_id": "bigint", "starts_on": "date", "until": "date",
    "working_days": "int", "wished_days": "int", "excused_days": "int", "first_dead_on": "date", "state": "varchar", "severity": "varchar", "closed_at": "timestamptz",
    "close_reason": "varchar", "cause": "varchar", "acts": "varchar",
}  # fmt: skip
assert tuple(_COLUMNS) == SAID
# What a person has said of the flag since it was read stays said.
_SAYS = {name: f"CASE WHEN flag.{name}_by_hand THEN flag.{name} ELSE said.{name} END" for name in ("cause", "acts")}
_UPDATE = """
    UPDATE casework_deadperiod AS flag SET {assignments}
    FROM unnest(%s::bigint[], {arrays}) AS said (id, {columns})
    WHERE flag.id = said.id AND flag.municipality_id = %s
""".format(  # noqa: S608 - the names above, no one's text
    assignments=", ".join(f'"{name}" = {_SAYS.get(name, f"said.{name}")}' for name in _COLUMNS),
    arrays=", ".join(f"%s::{kind}[]" for kind in _COLUMNS.values()),
    columns=", ".join(f'"{name}"' for name in _COLUMNS),
)
_NOTED = ("starts_on", "until", "working_days", "state", "close_reason", "cause")


def claim(differences: Sequence[Difference]) -> set[int]:
    """Writes the next boundary of the packages that are untouched since they were read (their `row_version`), and holds their
    boundaries until the end of the transaction. Returns the ids of the packages."""
    if not differences:
        return set()
    seen = [(one.jobpakke.pk, one.jobpakke.row_version, one.boundary) for one in differences]  # type: ignore[union-attr]
    return boundaries.claim(differences[0].jobpakke.municipality_id, seen)


def forget(municipality_id: int) -> None:
    """No package that is watched counts as checked. Each row is written anew, so that nobody who is thinking by the old
    knowledge writes afterwards."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [municipality_id, municipality_id])


def write_flags(differences: Iterable[Difference], *, at: datetime) -> None:
    """Inside the transaction that holds the packages. What stays and what closes first, then what moves, then what is new."""
    differences = [difference for difference in differences if difference.flags_differ]
    changed = [(flag, difference.before[flag.pk]) for difference in differences for flag in difference.changed]
    opened = [flag for difference in differences for flag in difference.opened]
    moved = [flag for flag, said in changed if flag.starts_on != said["starts_on"]]
    if moved:
        _step_aside(moved)
    _update([flag for flag, said in changed if flag.starts_on == said["starts_on"]])
    _update(moved)
    if opened:
        DeadPeriod.objects.bulk_create(opened, batch_size=1000)
    record_many(
        [(_kind(flag, said), flag, _told(flag, said)) for flag, said in changed]
        + [(Kind.FOUND, flag, _told(flag, None)) for flag in opened],
        at=at,
    )


def _step_aside(flags: Sequence[DeadPeriod]) -> None:
    """Two flags of a package may change places, and the database looks at each row alone: first they leave theirs."""
    rows = zip(*[(flag.pk, date.min + n * timedelta(days=1)) for n, flag in enumerate(flags)], strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE casework_deadperiod AS flag SET starts_on = aside.day
            FROM unnest(%s::bigint[], %s::date[]) AS aside (id, day)
            WHERE flag.id = aside.id AND flag.municipality_id = %s
            """,
            [*map(list, rows), flags[0].municipality_id],
        )


def _update(flags: Sequence[DeadPeriod]) -> None:
    if not flags:
        return
    columns = [[getattr(flag, name) for flag in flags] for name in SAID]
    with connection.cursor() as cursor:
        cursor.execute(_UPDATE, [[flag.pk for flag in flags], *columns, flags[0].municipality_id])


def _kind(flag: DeadPeriod, said: dict[str, object]) -> Kind:
    if flag.close_reason != said["close_reason"]:
        return Kind.CLOSED if flag.close_reason else Kind.REOPENED
    return Kind.CHANGED


def _told(flag: DeadPeriod, said: dict[str, object] | None) -> dict[str, object]:
    """Dates, counts and words alone; with what they were when they changed."""
    told = {name: _plain(getattr(flag, name)) for name in _NOTED}
    if said is None:
        return told
    old = {name: _plain(said[name]) for name in _NOTED if said[name] != getattr(flag, name)}
    return told | {"old": old}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
