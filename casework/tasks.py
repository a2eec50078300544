"""Everything that runs by itself, thin shells. Each may be killed, repeated, started twice or late: the rows decide."""

from datetime import date, timedelta

from celery import shared_task
from celery.utils.log import get_task_logger
from django.utils import timezone

from casework.flow import actions as flow
from casework.green_wave import actions, watch
from casework.green_wave.watch import Job
from jobpakker.foundation import clock
from jobpakker.foundation.accounts.models import Municipality

logger = get_task_logger(__name__)


@shared_task(name="green_wave.detect_all")
def detect_all() -> None:
    """One task a municipality, for those whose last due run is not there. On a public holiday none is due; a run that was
    missed is caught up with whenever this is asked, and asked it is all day long."""
    at = clock.now()
    for municipality_id in watch.missing(Job.DETECT, at=at):
        detect.delay(municipality_id, timezone.localdate(at).isoformat())


@shared_task(name="green_wave.detect")
def detect(municipality_id: int, day: str) -> None:
    """`day` is an ISO date. A task that was held up over midnight does nothing: flags would be set back to an old day."""
    at, today = clock.now(), date.fromisoformat(day)
    if today != timezone.localdate(at):
        logger.warning(
            "the run of %s for municipality %s came too late; the next one does its work", day, municipality_id
        )
        return
    run = watch.begin(Job.DETECT, municipality_id, today, at=at)
    tally = actions.detect(municipality_id=municipality_id, today=today, at=at)
    watch.finish(run, tally, at=clock.now())
    if tally.failed:
        raise watch.PackagesFailed(tally.failed)


@shared_task(name="green_wave.drift_all")
def drift_all() -> None:
    at = clock.now()
    for municipality_id in watch.missing(Job.DRIFT, at=at):
        drift.delay(municipality_id, timezone.localdate(at).isoformat())


@shared_task(name="green_wave.drift")
def drift(municipality_id: int, day: str) -> None:
    """Reports what differs from a full recomputation, by id, and puts it right afterwards."""
    at, today = clock.now(), date.fromisoformat(day)
    if today != timezone.localdate(at):
        return
    run = watch.begin(Job.DRIFT, municipality_id, today, at=at)
    tally, differing = actions.drifted(municipality_id=municipality_id, today=today, at=at)
    if differing:
        logger.error("flags of municipality %s differ from a recomputation, packages: %s", municipality_id, differing)
        actions.put_right(differing, tally, today=today, at=at)
    watch.finish(run, tally, at=clock.now(), differing=len(differing))
    if tally.failed:
        raise watch.PackagesFailed(tally.failed)


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
