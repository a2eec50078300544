"""Writes differences, a few statements for a thousand packages, and only the difference.

The scan reads and thinks without holding anything. Before it writes, one statement claims the packages that are still as they
were read and that nobody is saving: it names the row version (`xmin`) that was seen, since every action on a package
updates its row. What was saved meanwhile, or is being saved now, is left to that save, and looked at again afterwards.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import connection

from casework.green_wave.comparison import SAID, Difference
from casework.green_wave.events import Kind
from casework.green_wave.models import DeadPeriod
from casework.jobpakke.models import Jobpakke
from jobpakker.foundation.audit.record import record_many

_CLAIM = """
    UPDATE casework_jobpakke AS package SET next_boundary_on = claimed.boundary
    FROM (
        SELECT held.id, seen.boundary
        FROM unnest(%s::bigint[], %s::bigint[], %s::date[]) AS seen (id, version, boundary)
        JOIN casework_jobpakke AS held ON held.id = seen.id
        WHERE held.xmin::text::bigint = seen.version AND held.municipality_id = %s
        ORDER BY held.id
        FOR NO KEY UPDATE OF held SKIP LOCKED
    ) AS claimed
    WHERE package.id = claimed.id
    RETURNING package.id
"""
_COLUMNS = {
    "kind": "varchar", "after_step_id": "bigint", "before_step_id": "bigint", "starts_on": "date", "until": "date",
    "working_days": "int", "wished_days": "int", "excused_days": "int", "first_dead_on": "date", "state": "varchar", "severity": "varchar", "closed_at": "timestamptz",
    "close_reason": "varchar", "cause": "varchar", "acts": "varchar",
}  # fmt: skip
assert tuple(_COLUMNS) == SAID
_UPDATE = """
    UPDATE casework_deadperiod AS flag SET {assignments}
    FROM unnest(%s::bigint[], {arrays}) AS said (id, {columns})
    WHERE flag.id = said.id AND flag.municipality_id = %s
""".format(  # noqa: S608 - the names above, no one's text
    assignments=", ".join(f'"{name}" = said."{name}"' for name in _COLUMNS),
    arrays=", ".join(f"%s::{kind}[]" for kind in _COLUMNS.values()),
    columns=", ".join(f'"{name}"' for name in _COLUMNS),
)
_NOTED = ("starts_on", "until", "working_days", "state", "close_reason", "cause")


def claim(differences: Sequence[Difference]) -> set[int]:
    """Sets the next boundary of the packages that are untouched since they were read (their `row_version`), and holds them
    until the end of the transaction. Returns their ids."""
    if not differences:
        return set()
    packages = [difference.jobpakke for difference in differences]
    seen = [package.row_version for package in packages]  # type: ignore[attr-defined]
    boundaries = [difference.boundary for difference in differences]
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [[package.pk for package in packages], seen, boundaries, packages[0].municipality_id])
        return {pk for (pk,) in cursor.fetchall()}


def set_boundary(jobpakke: Jobpakke, boundary: date | None) -> None:
    Jobpakke.objects.for_municipality(jobpakke.municipality_id).filter(pk=jobpakke.pk).update(next_boundary_on=boundary)
    jobpakke.next_boundary_on = boundary


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
