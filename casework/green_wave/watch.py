"""The proof that the net is up: which run was due, whether it came, and what it found.

Every run leaves a row. What matters is never "did it run this morning" but "is the run there that was due last": so a run
that was missed shows, is caught up with, and shows no more.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from casework.green_wave.actions import Tally
from casework.green_wave.models import WatchRun
from casework.planning.periods import ONE_DAY
from jobpakker.foundation.accounts.models import Municipality
from jobpakker.foundation.outbox import dispatch as outbox
from jobpakker.foundation.outbox.models import OutboxMessage
from jobpakker.foundation.workdays import WorkdayCalendar

Job = WatchRun.Job

# Local time on working days; the timetable in jobpakker/celery.py starts them then, and asks again until they are there.
RUNS_AT = {Job.DETECT: time(5, 30), Job.DRIFT: time(21, 0)}
GRACE = timedelta(hours=1)  # so long after its time a run is missed
STUCK_AFTER = timedelta(minutes=5)  # the outbox is looked into every second


class PackagesFailed(Exception):
    """Some packages could not be checked; everything else was. Holds ids alone."""

    def __init__(self, ids: Iterable[int]) -> None:
        super().__init__(", ".join(map(str, ids)))


# When ------------------------------------------------------------------------------------------------------------------
def due_day(job: Job, at: datetime, *, grace: timedelta = timedelta()) -> date:
    """The latest working day whose run should be there at `at`. Public holidays are no working days anywhere in the country;
    a municipality's own closing days are, here: the wave does not close."""
    local = timezone.localtime(at)
    calendar = WorkdayCalendar.danish()
    day = local.date()
    if local < _moment(job, day) + grace:
        day -= ONE_DAY
    return day if calendar.is_working_day(day) else calendar.before(day)


def next_moment(job: Job, at: datetime) -> datetime:
    local = timezone.localtime(at)
    day = local.date() if local < _moment(job, local.date()) else local.date() + ONE_DAY
    return _moment(job, WorkdayCalendar.danish().on_or_after(day))


def _moment(job: Job, day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, RUNS_AT[job]))


# What ran --------------------------------------------------------------------------------------------------------------
def missing(job: Job, *, at: datetime, grace: timedelta = timedelta()) -> list[int]:
    """Municipalities without a finished run as late as the one that was due."""
    done = WatchRun.objects.across_municipalities().filter(
        job=job, day__gte=due_day(job, at, grace=grace), finished_at__isnull=False
    )
    rows = Municipality.objects.exclude(pk__in=done.values("municipality_id"))
    return list(rows.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def begin(job: Job, municipality_id: int, day: date, *, at: datetime, chunks: int = 0, packages: int = 0) -> WatchRun:
    """The run of that day with so many chunks to hand out, now in `left`. One that has not come to its end is gone on with:
    a second beat, or the next question after a worker was killed, finds it and numbers on."""
    Municipality.objects.select_for_update(no_key=True).get(pk=municipality_id)  # one beginning at a time
    rows = WatchRun.objects.for_municipality(municipality_id)
    run = rows.filter(job=job, day=day, finished_at=None).order_by("pk").last()
    if run is None:
        run = rows.create(municipality_id=municipality_id, job=job, day=day, started_at=at)
    run.left = list(range(run.chunks + 1, run.chunks + chunks + 1))
    run.chunks += chunks
    run.packages = max(run.packages, packages)  # gone on with, there are fewer to do, and not fewer that were done
    run.failed = 0  # those are tried again
    run.save(update_fields=["left", "chunks", "packages", "failed"])
    return run


def is_out(run_id: int, number: int) -> bool:
    """Whether anyone still waits for the chunk."""
    return WatchRun.objects.across_municipalities().filter(pk=run_id, left__contains=[number]).exists()


def count(run_id: int, tally: Tally, *, differing: int = 0) -> None:
    """In the transaction that wrote what is counted, so that a worker that is killed leaves the one as little as the other."""
    WatchRun.objects.across_municipalities().filter(pk=run_id).update(
        opened=F("opened") + tally.opened,
        changed=F("changed") + tally.changed,
        closed=F("closed") + tally.closed,
        differing=F("differing") + differing,
    )


@transaction.atomic
def chunk_done(run_id: int, number: int, *, at: datetime, failed: int = 0) -> None:
    """Once for each chunk that is still out; with the last one the run is finished. What was found is there already, in
    transactions of its own; what is to be said about it waits in the outbox."""
    run = WatchRun.objects.across_municipalities().select_for_update(no_key=True).get(pk=run_id)
    if number not in run.left:
        return
    run.left.remove(number)
    run.failed += failed
    run.save(update_fields=["left", "failed"])
    if not run.left:
        finish(run, at=at)


@transaction.atomic
def finish(run: WatchRun, tally: Tally | None = None, *, at: datetime, differing: int = 0) -> None:
    """`tally` and `differing`: of a run that was not handed out in chunks."""
    run.finished_at = at
    fields = ["finished_at"]
    if tally is not None:
        run.packages, run.failed, run.differing = tally.packages, len(tally.failed), differing
        run.opened, run.changed, run.closed = tally.opened, tally.changed, tally.closed
        fields += ["packages", "failed", "differing", "opened", "changed", "closed"]
    run.save(update_fields=fields)
    if run.job == Job.DETECT:
        for what in ("green_wave.settle", "green_wave.digests", "green_wave.lift"):
            outbox.put(what, at=at, municipality_id=run.municipality_id, day=run.day.isoformat())


# How it stands ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Standing:
    job: Job
    last: WatchRun | None  # the latest that came to its end
    due: date
    missed: bool
    next_at: datetime

    @property
    def ok(self) -> bool:
        return not self.missed and self.last is not None and not self.last.failed and not self.last.differing


def standings(municipality_id: int, *, at: datetime) -> list[Standing]:
    """One a job, for the page; two queries."""
    found = []
    rows = WatchRun.objects.for_municipality(municipality_id).exclude(finished_at=None)
    for job in Job:
        last = rows.filter(job=job).order_by("-day", "-finished_at").first()
        due = due_day(job, at, grace=GRACE)
        missed = last is None or last.day < due
        found.append(Standing(job, last, due, missed, next_moment(job, at)))
    return found


def health(*, at: datetime) -> dict[str, object]:
    """Over all municipalities, for the machine that asks: counts alone."""
    jobs: list[dict[str, object]] = []
    for job in Job:
        latest = (
            WatchRun.objects.across_municipalities()
            .filter(job=job, finished_at__isnull=False)
            .order_by()
            .values("municipality_id")
            .annotate(newest=Max("pk"))
            .values("newest")
        )
        newest = WatchRun.objects.across_municipalities().filter(pk__in=latest)
        jobs.append(
            {
                "job": str(job),
                "due": due_day(job, at, grace=GRACE).isoformat(),
                "missed": len(missing(job, at=at, grace=GRACE)),
                "with_failures": newest.filter(failed__gt=0).count(),
                "with_differences": newest.filter(differing__gt=0).count(),
            }
        )
    wrong = ("missed", "with_failures", "with_differences")
    stuck = stuck_messages(at=at)
    return {"ok": not stuck and not any(job[what] for job in jobs for what in wrong), "jobs": jobs, "stuck": stuck}


def stuck_messages(*, at: datetime) -> int:
    """What should have left the outbox by now: mails and re-checks wait there while the workers or the broker are away."""
    waiting = OutboxMessage.objects.filter(done_at=None, gave_up_at=None, attempts=0)
    return waiting.filter(due_at__lt=at - STUCK_AFTER).count()
