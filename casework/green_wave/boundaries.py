"""When the watch must look at a package again: one narrow row a package, and the one lock under which its flags are written.

Beside the package and not in it: a new day is written into two small indexes instead of the package's thirteen, and what the
watch holds while it writes is nothing that a save needs. A package without a row was never looked at, and is due.

Who writes the flags of a package holds its row, and read the package after that, or finds the row as it was when the package
was read (`xmin`): each re-check writes the row anew, whether or not the day is another one. So the later knowledge stands. A
save never waits for the row: where the watch has it, the save leaves its re-check to the outbox.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db import connection, models

from casework.jobpakke.models import Jobpakke
from jobpakker.foundation.recordset import as_text
from jobpakker.foundation.tenancy import TenantModel


class Boundary(TenantModel):
    public_id = None  # nobody outside sees it
    municipality = models.ForeignKey(
        "accounts.Municipality", on_delete=models.PROTECT, related_name="+", verbose_name="kommune", db_index=False
    )
    jobpakke = models.OneToOneField(Jobpakke, on_delete=models.CASCADE, primary_key=True, related_name="boundary")
    # The next day on which the set of dead periods can change without anyone touching the package. Empty: never checked.
    next_boundary_on = models.DateField(null=True)

    class Privacy:
        personal = ()
        secret = ()
        neutral = ("jobpakke", "municipality", "next_boundary_on")

    class Meta:
        verbose_name = "næste skel"
        indexes = [models.Index(fields=["municipality", "next_boundary_on"], name="boundary_by_day")]

    def __str__(self) -> str:
        return f"{self.next_boundary_on}"


TABLE, _PACKAGES = Boundary._meta.db_table, Jobpakke._meta.db_table
_HOLD = f"""
    INSERT INTO {TABLE} AS held (jobpakke_id, municipality_id)
    SELECT id, municipality_id FROM {_PACKAGES} WHERE id = %s
    ON CONFLICT (jobpakke_id) DO UPDATE SET next_boundary_on = held.next_boundary_on
    RETURNING next_boundary_on
"""  # noqa: S608 - our own names, here and below
_TRY = f"""
    UPDATE {TABLE} AS held SET next_boundary_on = held.next_boundary_on
    WHERE jobpakke_id = (SELECT jobpakke_id FROM {TABLE} WHERE jobpakke_id = %s FOR NO KEY UPDATE SKIP LOCKED)
    RETURNING next_boundary_on
"""  # noqa: S608
# A row that somebody holds is there for whoever asks, and is left alone: an INSERT that met it would wait.
_MAKE = f"""
    INSERT INTO {TABLE} (jobpakke_id, municipality_id)
    SELECT id, municipality_id FROM {_PACKAGES}
    WHERE id = %s AND NOT EXISTS (SELECT FROM {TABLE} WHERE jobpakke_id = %s)
    ON CONFLICT DO NOTHING
    RETURNING next_boundary_on
"""  # noqa: S608
_SEEN = "seen (municipality_id bigint, jobpakke_id bigint, version bigint, day date)"
_CLAIM = f"""
    UPDATE {TABLE} AS moved SET next_boundary_on = held.day
    FROM (
        SELECT held.jobpakke_id, seen.day
        FROM json_to_recordset(%s) AS {_SEEN}
        JOIN {TABLE} AS held ON held.jobpakke_id = seen.jobpakke_id AND held.municipality_id = seen.municipality_id
        WHERE held.xmin::text::bigint = seen.version
        ORDER BY held.jobpakke_id
        FOR NO KEY UPDATE OF held SKIP LOCKED
    ) AS held
    WHERE moved.jobpakke_id = held.jobpakke_id
    RETURNING moved.jobpakke_id
"""  # noqa: S608
_CLAIM_NEW = f"""
    INSERT INTO {TABLE} (jobpakke_id, municipality_id, next_boundary_on)
    SELECT jobpakke_id, municipality_id, day FROM json_to_recordset(%s) AS {_SEEN} ORDER BY jobpakke_id
    ON CONFLICT DO NOTHING
    RETURNING jobpakke_id
"""  # noqa: S608


class Held:
    """The row is ours until the end of the transaction; `day` is what stands in it."""

    def __init__(self, jobpakke: Jobpakke, day: date | None) -> None:
        self.jobpakke, self.day = jobpakke, day

    def put(self, day: date) -> None:
        if day != self.day:
            _rows(self.jobpakke).update(next_boundary_on=day)
            self.day = day


def wait_for(jobpakke_id: int) -> None:
    """Holds the row until the end of the transaction, made if there is none. Not for a save."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [jobpakke_id])


def hold(jobpakke: Jobpakke) -> Held | None:
    """The row, made if there is none; None: somebody has it, and writes the flags of the package just now."""
    with connection.cursor() as cursor:
        cursor.execute(_TRY, [jobpakke.pk])
        found = cursor.fetchone()
        if found is None:
            cursor.execute(_MAKE, [jobpakke.pk] * 2)
            found = cursor.fetchone()
    return Held(jobpakke, found[0]) if found else None


def unknown(jobpakke: Jobpakke) -> None:
    """The package counts as never checked."""
    held = hold(jobpakke)
    if held is not None and held.day is not None:
        _rows(jobpakke).update(next_boundary_on=None)


class Seen(NamedTuple):
    """A package as it was read: the version of its row then (None: there was none), and its new day."""

    municipality_id: int
    jobpakke_id: int
    version: int | None
    day: date


def claim(seen: Sequence[Seen]) -> set[int]:
    """Writes the day where the row still is the one that was seen, holds it until the end of the transaction, and returns the
    ids of those packages."""
    known = [one for one in seen if one.version is not None]
    new = [one for one in seen if one.version is None]
    claimed: set[int] = set()
    with connection.cursor() as cursor:
        for statement, rows in ((_CLAIM, known), (_CLAIM_NEW, new)):
            if rows:
                cursor.execute(statement, [as_text(one._asdict() for one in rows)])
                claimed |= {pk for (pk,) in cursor.fetchall()}
    return claimed


def _rows(jobpakke: Jobpakke) -> models.QuerySet[Boundary]:
    return Boundary.objects.for_municipality(jobpakke.municipality_id).filter(pk=jobpakke.pk)
