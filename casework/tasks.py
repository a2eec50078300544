"""Everything that runs by itself, thin shells. Each may be killed, repeated, started twice or late: the rows decide."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from celery import shared_task
from celery.utils.log import get_task_logger
from django.utils import timezone

from casework.flow import actions as flow
from casework.green_wave import actions, rounds, watch
from casework.green_wave.tally import Tallies
from casework.green_wave.watch import Job
from jobpakker.foundation import clock
from jobpakker.foundation.accounts.models import Municipality

logger = get_task_logger(__name__)


# The next question asks anew for what has not been begun by then, so that nothing piles up while the workers are away.
UNTIL_ASKED_AGAIN = 290  # seconds


@shared_task(name="green_wave.detect_all")
def detect_all() -> None:
    """For the municipalities whose last due run is not there. On a public holiday none is due; a run that was missed is caught
    up with whenever this is asked, and asked it is all day long. What an earlier attempt got done is due no more."""
    at = clock.now()
    _hand_out(Job.DETECT, watch.missing(Job.DETECT, at=at), at=at)


@shared_task(name="green_wave.detect")
def detect(municipality_id: int, day: str) -> None:
    """Of one municipality out of turn: its working days or its limits have changed.

    `day` is an ISO date. A task that was held up over midnight does nothing: flags would be set back to an old day."""
    at = clock.now()
    if date.fromisoformat(day) != timezone.localdate(at):
        logger.warning(
            "the run of %s for municipality %s came too late; the next one does its work", day, municipality_id
        )
        return
    _hand_out(Job.DETECT, [municipality_id], at=at)


@shared_task(name="green_wave.detect_chunk")
def detect_chunk(number: int, shares: list[rounds.Share], day: str) -> None:
    at, today = clock.now(), date.fromisoformat(day)
    chunk = rounds.Chunk.still_out(number, shares) if today == timezone.localdate(at) else None
    if chunk is not None:
        tallies = actions.detect_chunk(packages=chunk.packages, today=today, at=at, told=chunk.count)
        chunk.done(tallies, at=clock.now())


@shared_task(name="green_wave.drift_all")
def drift_all() -> None:
    at = clock.now()
    _hand_out(Job.DRIFT, watch.missing(Job.DRIFT, at=at), at=at)


@shared_task(name="green_wave.drift_chunk")
def drift_chunk(number: int, shares: list[rounds.Share], day: str) -> None:
    """Reports what differs from a full recomputation, by id, and puts it right afterwards."""
    at, today = clock.now(), date.fromisoformat(day)
    chunk = rounds.Chunk.still_out(number, shares) if today == timezone.localdate(at) else None
    if chunk is None:
        return
    tallies, failed = Tallies(), list[int]()
    differing = actions.drifted_chunk(packages=chunk.packages, failed=failed, today=today, at=at)
    if differing:
        logger.error("flags differ from a recomputation, packages: %s", differing)
        told = partial(chunk.count, differing=1)
        actions.put_right(differing, tallies, failed, today=today, at=at, told=told)
    chunk.done(tallies.about(chunk.packages, failed), at=clock.now())


def _hand_out(job: Job, municipalities: Sequence[int], *, at: datetime) -> None:
    """One task a chunk: of one large municipality, or of many small ones."""
    today, task = timezone.localdate(at), detect_chunk if job == Job.DETECT else drift_chunk
    for number, shares in rounds.hand_out(job, municipalities, today=today, at=at) if municipalities else ():
        send(task, number, shares, today.isoformat())


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
