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
from casework.green_wave.lean import AnyFlag
from casework.green_wave.models import DeadPeriod
from jobpakker.foundation.audit.record import record_many
from jobpakker.foundation.recordset import as_text, insert

_FORGET = f"""
    INSERT INTO {boundaries.TABLE} (jobpakke_id, municipality_id)
    SELECT watched.id, watched.municipality_id FROM ({queries.WATCHED}) AS watched ORDER BY watched.id
    ON CONFLICT (jobpakke_id) DO UPDATE SET next_boundary_on = NULL
"""  # noqa: S608 - our own names
# What a person has said of the flag since it was read stays said.
_SAYS = {name: f"CASE WHEN flag.{name}_by_hand THEN flag.{name} ELSE said.{name} END" for name in ("cause", "acts")}
_UPDATE = """
    UPDATE {table} AS flag SET {assignments} FROM json_populate_recordset(NULL::{table}, %s) AS said
    WHERE flag.id = said.id AND flag.municipality_id = said.municipality_id
""".format(  # noqa: S608 - our own names
    table=DeadPeriod._meta.db_table,
    assignments=", ".join(f'"{name}" = {_SAYS.get(name, f"said.{name}")}' for name in SAID),
)
_STEP_ASIDE = f"""
    UPDATE {DeadPeriod._meta.db_table} AS flag SET starts_on = aside.starts_on
    FROM json_populate_recordset(NULL::{DeadPeriod._meta.db_table}, %s) AS aside
    WHERE flag.id = aside.id AND flag.municipality_id = aside.municipality_id
"""  # noqa: S608
_NOTED = ("starts_on", "until", "working_days", "state", "close_reason", "cause")


def claim(differences: Sequence[Difference]) -> set[int]:
    """Writes the next boundary of the packages that are untouched since they were read (their `row_version`), and holds their
    boundaries until the end of the transaction. Returns the ids of the packages."""
    read = ((one.jobpakke, one.boundary) for one in differences)
    return boundaries.claim(
        [boundaries.Seen(package.municipality_id, package.pk, package.row_version, day) for package, day in read]  # type: ignore[union-attr]
    )


def forget(municipality_id: int) -> None:
    """No package that is watched counts as checked. Each row is written anew, so that nobody who is thinking by the old
    knowledge writes afterwards."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [[municipality_id]])


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
    insert(opened)
    record_many(
        [(_kind(flag, said), flag, _told(flag, said)) for flag, said in changed]
        + [(Kind.FOUND, flag, _told(flag, None)) for flag in opened],
        at=at,
    )


def _step_aside(flags: Sequence[AnyFlag]) -> None:
    """Two flags of a package may change places, and the database looks at each row alone: first they leave theirs."""
    days = (date.min + n * timedelta(days=1) for n in range(len(flags)))
    _write(_STEP_ASIDE, (_which(flag) | {"starts_on": day} for flag, day in zip(flags, days, strict=True)))


def _update(flags: Sequence[AnyFlag]) -> None:
    if flags:
        _write(_UPDATE, (_which(flag) | {name: getattr(flag, name) for name in SAID} for flag in flags))


def _which(flag: AnyFlag) -> dict[str, object]:
    return {"id": flag.pk, "municipality_id": flag.municipality_id}


def _write(statement: str, rows: Iterable[dict[str, object]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [as_text(rows)])


def _kind(flag: AnyFlag, said: dict[str, object]) -> Kind:
    if flag.close_reason != said["close_reason"]:
        return Kind.CLOSED if flag.close_reason else Kind.REOPENED
    return Kind.CHANGED


def _told(flag: AnyFlag, said: dict[str, object] | None) -> dict[str, object]:
    """Dates, counts and words alone; with what they were when they changed."""
    told = {name: getattr(flag, name) for name in _NOTED}
    if said is None:
        return told
    return told | {"old": {name: said[name] for name in _NOTED if said[name] != told[name]}}
