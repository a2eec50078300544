"""A run over the country and its books, a handful of statements for a thousand packages however many municipalities they are of.

The work is handed out in chunks. Each municipality has a row of its own for its run (`WatchRun`), in which stands which chunks
it still waits for; what a chunk wrote is counted there in the transaction that wrote it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from casework.green_wave import actions, queries
from casework.green_wave.models import WatchRun
from casework.green_wave.queries import Packages
from casework.green_wave.tally import Tallies, Tally
from jobpakker.foundation.accounts.models import Municipality
from jobpakker.foundation.outbox import dispatch as outbox
from jobpakker.foundation.recordset import as_text, insert

Job = WatchRun.Job
Share = tuple[int, list[int]]  # a run, and the ids of packages
HandedOut = tuple[int, list[Share]]  # the number of a chunk, and what is in it: numbers alone, as a task carries them

# What follows a run of a municipality, each in a transaction of its own.
AFTERWARDS = ("green_wave.settle", "green_wave.digests", "green_wave.lift")
# Rows are held in order, so that two chunks of the same municipalities never wait for each other.
_COUNT = """
    UPDATE casework_watchrun AS run
    SET opened = run.opened + told.opened, changed = run.changed + told.changed, closed = run.closed + told.closed,
        differing = run.differing + told.differing
    FROM json_to_recordset(%s) AS told (id bigint, opened int, changed int, closed int, differing int)
    JOIN (SELECT id FROM casework_watchrun WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE) AS held USING (id)
    WHERE run.id = held.id
"""
_DONE = """
    UPDATE casework_watchrun AS run
    SET "left" = array_remove(run."left", %(number)s), failed = run.failed + told.failed,
        finished_at = CASE WHEN run."left" = ARRAY[%(number)s] THEN %(at)s::timestamptz END
    FROM json_to_recordset(%(told)s) AS told (id bigint, failed int)
    JOIN (
        SELECT id FROM casework_watchrun WHERE id = ANY(%(runs)s) AND "left" @> ARRAY[%(number)s]
        ORDER BY id FOR NO KEY UPDATE
    ) AS held USING (id)
    WHERE run.id = held.id
    RETURNING run.municipality_id, run.job, run.day, run.finished_at
"""


class PackagesFailed(Exception):
    """Some packages could not be checked; everything else was. Holds ids alone."""

    def __init__(self, ids: Iterable[int]) -> None:
        super().__init__(", ".join(map(str, ids)))


# Handing out -----------------------------------------------------------------------------------------------------------
def hand_out(
    job: Job, municipalities: Sequence[int], *, today: date, at: datetime, which: queries.Which | None = None
) -> list[HandedOut]:
    """The runs of that day, and the chunks in which their work is to be done. `which` packages: those that are due, or at night
    those that are not."""
    which = which or (queries.due(today) if job == Job.DETECT else queries.settled(today))
    return begin(job, municipalities, actions.chunks(municipalities, which), day=today, at=at)


@transaction.atomic
def begin(
    job: Job, municipalities: Sequence[int], chunks: Sequence[Packages], *, day: date, at: datetime
) -> list[HandedOut]:
    """A run that has not come to its end is gone on with: a second beat, or the next question after a worker was killed, finds
    it, and numbers on. One that has nothing to do is at its end."""
    places = Municipality.objects.select_for_update(no_key=True).filter(pk__in=municipalities).order_by("pk")
    held = list(places.values_list("pk", flat=True))  # one beginning at a time
    rows = WatchRun.objects.across_municipalities()
    begun = rows.filter(municipality__in=held, job=job, day=day, finished_at=None).order_by("pk")
    gone_on_with = {run.municipality_id: run for run in begun.select_for_update(no_key=True)}
    new = [
        WatchRun(municipality_id=place, job=job, day=day, started_at=at) for place in held if place not in gone_on_with
    ]
    runs = gone_on_with | {run.municipality_id: run for run in new}
    for run in runs.values():
        run.left, run.failed = [], 0  # those that failed are tried again
    due: Counter[int] = Counter()
    last = max((run.chunks for run in runs.values()), default=0)
    for number, packages in enumerate(chunks, start=last + 1):
        for place, ids in packages.items():
            runs[place].left.append(number)
            runs[place].chunks = number
            due[place] += len(ids)
    for place, run in runs.items():
        # One that is gone on with has fewer to do, and did not do fewer.
        run.packages = max(run.packages, due[place])
        run.finished_at = None if run.left else at
    insert(new)
    rows.bulk_update(gone_on_with.values(), ["left", "chunks", "packages", "failed", "finished_at"])
    _go_on([place for place, run in runs.items() if run.finished_at], job, day, at=at)
    return [
        (number, [(runs[place].pk, ids) for place, ids in packages.items()])
        for number, packages in enumerate(chunks, start=last + 1)
    ]


def _go_on(ended: Iterable[int], job: Job, day: date, *, at: datetime) -> None:
    """What follows in these municipalities waits in the outbox."""
    if job == Job.DETECT:
        told = [{"municipality_id": place, "day": day.isoformat()} for place in ended]
        outbox.put_many([(what, payload) for payload in told for what in AFTERWARDS], at=at)


@transaction.atomic
def ran(job: Job, municipality_id: int, tally: Tally, *, day: date, at: datetime, differing: int = 0) -> None:
    """A run that was not handed out."""
    counts = {name: getattr(tally, name) for name in ("packages", "opened", "changed", "closed")}
    counts |= {"failed": len(tally.failed), "differing": differing, "started_at": at, "finished_at": at}
    WatchRun.objects.create(municipality_id=municipality_id, job=job, day=day, **counts)
    _go_on([municipality_id], job, day, at=at)


# A chunk ---------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Chunk:
    """What is still waited for of a chunk: `runs` and `packages` by municipality."""

    number: int
    runs: dict[int, int]
    packages: Packages

    @staticmethod
    def still_out(number: int, shares: Sequence[Share]) -> "Chunk | None":
        """None: it comes late, or a second time, and nobody waits for it any more."""
        ids = dict(shares)
        rows = WatchRun.objects.across_municipalities().filter(pk__in=list(ids), left__contains=[number])
        runs = dict(rows.order_by("municipality_id").values_list("municipality_id", "pk"))
        return Chunk(number, runs, {place: ids[run] for place, run in runs.items()}) if runs else None

    def count(self, written: Tallies, *, differing: int = 0) -> None:
        """In the transaction that wrote it, so that a worker that is killed leaves the one as little as the other."""
        counts = ("opened", "changed", "closed")
        rows = [
            {"id": self.runs[place], "differing": differing} | {name: getattr(tally, name) for name in counts}
            for place, tally in written.items()
        ]
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, [as_text(rows), [row["id"] for row in rows]])

    def done(self, tallies: Tallies, *, at: datetime) -> None:
        """Once for each run that still waits for it; with its last one a run is finished. What was found is there already, in
        transactions of its own."""
        told = [{"id": run, "failed": len(tallies[place].failed)} for place, run in self.runs.items()]
        values = {"number": self.number, "at": at, "told": as_text(told), "runs": list(self.runs.values())}
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_DONE, values)
            rows = cursor.fetchall()
            if rows:
                _place, job, day, _finished_at = rows[0]  # of a chunk they are all the same
                _go_on([place for place, *_same, finished_at in rows if finished_at], job, day, at=at)
        failed = tallies.together().failed
        if failed:
            raise PackagesFailed(failed)
