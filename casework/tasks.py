"""Everything that runs by itself, thin shells. Each may be killed, repeated, started twice or late: the rows decide."""

from datetime import date, datetime, timedelta
from typing import Any

from celery import shared_task
from celery.utils.log import get_task_logger
from django.utils import timezone

from casework.flow import actions as flow
from casework.green_wave import actions, queries, watch
from casework.green_wave.watch import Job
from jobpakker.foundation import clock
from jobpakker.foundation.accounts.models import Municipality

logger = get_task_logger(__name__)


# The next question asks anew for what has not been begun by then, so that nothing piles up while the workers are away.
UNTIL_ASKED_AGAIN = 290  # seconds


@shared_task(name="green_wave.detect_all")
def detect_all() -> None:
    """One task a municipality, for those whose last due run is not there. On a public holiday none is due; a run that was
    missed is caught up with whenever this is asked, and asked it is all day long."""
    at = clock.now()
    for municipality_id in watch.missing(Job.DETECT, at=at):
        send(detect, municipality_id, timezone.localdate(at).isoformat())


@shared_task(name="green_wave.detect")
def detect(municipality_id: int, day: str) -> None:
    """Lays the packages that are due out in chunks, one task each. Those that an earlier attempt got done are due no more.

    `day` is an ISO date. A task that was held up over midnight does nothing: flags would be set back to an old day."""
    at, today = clock.now(), date.fromisoformat(day)
    if today != timezone.localdate(at):
        logger.warning(
            "the run of %s for municipality %s came too late; the next one does its work", day, municipality_id
        )
        return
    _hand_out(
        Job.DETECT, detect_chunk, municipality_id, today, actions.chunks(municipality_id, queries.due(today)), at=at
    )


@shared_task(name="green_wave.detect_chunk")
def detect_chunk(run_id: int, number: int, municipality_id: int, ids: list[int], day: str) -> None:
    at, today = clock.now(), date.fromisoformat(day)
    if today != timezone.localdate(at) or not watch.is_out(run_id, number):
        return
    tally = actions.detect_chunk(
        municipality_id=municipality_id, ids=ids, today=today, at=at, told=lambda written: watch.count(run_id, written)
    )
    watch.chunk_done(run_id, number, at=clock.now(), failed=len(tally.failed))
    if tally.failed:
        raise watch.PackagesFailed(tally.failed)


@shared_task(name="green_wave.drift_all")
def drift_all() -> None:
    at = clock.now()
    for municipality_id in watch.missing(Job.DRIFT, at=at):
        send(drift, municipality_id, timezone.localdate(at).isoformat())


@shared_task(name="green_wave.drift")
def drift(municipality_id: int, day: str) -> None:
    at, today = clock.now(), date.fromisoformat(day)
    if today == timezone.localdate(at):
        settled = actions.chunks(municipality_id, queries.settled(today))
        _hand_out(Job.DRIFT, drift_chunk, municipality_id, today, settled, at=at)


@shared_task(name="green_wave.drift_chunk")
def drift_chunk(run_id: int, number: int, municipality_id: int, ids: list[int], day: str) -> None:
    """Reports what differs from a full recomputation, by id, and puts it right afterwards."""
    at, today = clock.now(), date.fromisoformat(day)
    if today != timezone.localdate(at) or not watch.is_out(run_id, number):
        return
    tally, differing = actions.drifted_chunk(municipality_id=municipality_id, ids=ids, today=today, at=at)
    if differing:
        logger.error("flags of municipality %s differ from a recomputation, packages: %s", municipality_id, differing)
        actions.put_right(
            differing, tally, today=today, at=at, told=lambda written: watch.count(run_id, written, differing=1)
        )
    watch.chunk_done(run_id, number, at=clock.now(), failed=len(tally.failed))
    if tally.failed:
        raise watch.PackagesFailed(tally.failed)


def _hand_out(job: Job, task: Any, municipality_id: int, today: date, chunks: list[list[int]], *, at: datetime) -> None:
    run = watch.begin(job, municipality_id, today, at=at, chunks=len(chunks), packages=sum(map(len, chunks)))
    if not chunks:
        watch.finish(run, at=at)
    for number, ids in zip(run.left, chunks, strict=True):
        send(task, run.pk, number, municipality_id, ids, today.isoformat())


def send(task: Any, *arguments: Any) -> None:
    """Ids and days alone travel over the broker."""
    task.apply_async(arguments, expires=UNTIL_ASKED_AGAIN)


@shared_task(name="flow.snapshot_all")
def snapshot_all() -> None:
    """One task a municipality; where the picture of yesterday is there, it finds nothing to do."""
    yesterday = clock.today() - timedelta(days=1)
    for municipality_id in Municipality.objects.values_list("pk", flat=True):
        snapshot.delay(municipality_id, yesterday.isoformat())


@shared_task(name="flow.snapshot")
def snapshot(municipality_id: int, yesterday: str) -> None:
    """`yesterday` is an ISO date. Made of recorded days, so that it may come late; nights that were missed are made good."""
    municipality = Municipality.objects.get(pk=municipality_id)
    flow.take_missing(municipality=municipality, yesterday=date.fromisoformat(yesterday), at=clock.now())
