"""The proof that the net is up: which run was due, whether it came, and what it found.

Every run leaves a row. What matters is never "did it run this morning" but "is the run there that was due last": so a run
that was missed shows, is caught up with, and shows no more.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Max
from django.utils import timezone

from casework.green_wave.models import WatchRun
from casework.planning.periods import ONE_DAY
from jobpakker.foundation.accounts.models import Municipality
from jobpakker.foundation.outbox.models import OutboxMessage
from jobpakker.foundation.workdays import WorkdayCalendar

Job = WatchRun.Job

# Local time on working days; the timetable in jobpakker/celery.py starts them then, and asks again until they are there.
RUNS_AT = {Job.DETECT: time(5, 30), Job.DRIFT: time(21, 0)}
GRACE = timedelta(hours=1)  # so long after its time a run is missed
STUCK_AFTER = timedelta(minutes=5)  # the outbox is looked into every second


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
