"""What goes wrong in the night, with a real worker: killed in the middle, again and again; woken on another day than it fell
asleep. After each: no flag is lost, none is there twice, no mail is sent twice, and a full recomputation finds nothing.

Small here; `WATCH_FAULTS=full` takes 10,000 packages, twenty kills and every turn of the calendar (some minutes).
"""

import os
import signal
import time
from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Count

from casework import tasks
from casework.green_wave import actions, watch
from casework.green_wave.models import STANDING, DeadPeriod, WatchRun
from casework.green_wave.watch import Job
from casework.jobpakke.models import Jobpakke
from jobpakker.celery import app
from jobpakker.foundation import clock
from jobpakker.foundation.audit.models import AuditEvent
from jobpakker.foundation.notifications.models import Notification
from jobpakker.foundation.outbox.dispatch import LEASE
from jobpakker.foundation.outbox.models import OutboxMessage
from jobpakker.foundation.workdays import WorkdayCalendar
from tests.casework.green_wave.rows import many_with_a_gap, with_a_gap
from tests.factories.accounts import UserFactory

FULL = os.environ.get("WATCH_FAULTS") == "full"
KILLS, PACKAGES = (20, 10_000) if FULL else (2, 1600)
pytestmark = pytest.mark.timeout(3600 if FULL else 240)

# Each is the next morning that the worker sees. A Monday after a weekend; New Year's Eve, New Year's Day (a holiday) and the
# first working day after it; the morning after Easter, in which summer time begins; the Monday after it ended; the days around
# 29 February; and ten days later.
TURNS = [
    "2026-11-27 06:00", "2026-11-28 10:00", "2026-11-30 06:00", "2026-12-31 06:00", "2027-01-01 09:00", "2027-01-04 06:00",
    "2027-03-24 06:00", "2027-03-30 06:00", "2027-10-29 06:00", "2027-11-01 06:00", "2028-02-28 06:00", "2028-02-29 06:00",
    "2028-03-01 06:00", "2028-03-11 06:00", "2028-03-13 06:00",
]  # fmt: skip
IN_CI = ["2026-12-31 06:00", "2028-02-29 06:00"]  # each costs the start of a worker


def lacking(municipality_id, day, at):
    """Packages on which a full recomputation would still write."""
    ids = list(Jobpakke.objects.for_municipality(municipality_id).values_list("pk", flat=True))
    failed = []
    found = actions.differences({municipality_id: ids}, failed, today=day, at=at)
    return [difference.jobpakke.pk for difference in found if difference.flags_differ] + failed


def doubled(municipality_id):
    """Gaps with more than one standing flag."""
    rows = DeadPeriod.objects.for_municipality(municipality_id).filter(close_reason__in=STANDING)
    found = rows.order_by().values("jobpakke", "after_step", "before_step").annotate(flags=Count("pk"))
    return list(found.filter(flags__gt=1))


def mails_twice(worker):
    """By the number that a message keeps however often it is tried."""
    told = [path.read_text(errors="replace") for path in worker.mails.rglob("*.eml")]
    numbers = Counter(line for text in told for line in text.splitlines() if line.lower().startswith("message-id:"))
    return [number for number, times in numbers.items() if times > 1]


def drained(worker, moment=None):
    def empty():
        app.send_task("outbox.drain")
        at = moment or clock.now()
        return not OutboxMessage.objects.filter(done_at=None, gave_up_at=None, due_at__lte=at + LEASE).exists()

    worker.wait_for(empty, seconds=120)


def test_a_worker_killed_in_the_middle_of_runs_loses_and_doubles_nothing(worker):
    workers = [UserFactory(), UserFactory()]
    places = [user.municipality_id for user in workers]
    day = clock.today()
    for user in workers:  # laid out from a Monday, each has one gap
        many_with_a_gap(PACKAGES // 2, caseworker=user, today=day - timedelta(days=day.weekday()))
    flags = DeadPeriod.objects.across_municipalities()

    def ask():
        """As beat does every five minutes, while the run is not there."""
        for place in places:
            tasks.detect.delay(place, day.isoformat())

    in_the_middle = 0
    for _ in range(KILLS):
        before = flags.count()
        ask()
        deadline = time.monotonic() + 60
        while flags.count() <= before:  # without a pause: a run is a second or two
            assert time.monotonic() < deadline, worker.log.read_text(errors="replace")
        worker.stop(signal.SIGKILL)
        in_the_middle += flags.count() < PACKAGES
        OutboxMessage.objects.filter(done_at=None).update(
            due_at=clock.now()
        )  # a mail in its hands: its five minutes are over
        worker.start()
    assert in_the_middle == KILLS
    ask()
    runs = WatchRun.objects.across_municipalities().exclude(finished_at=None)
    worker.wait_for(lambda: runs.count() == 2, seconds=600)
    drained(worker)
    worker.stop()

    assert flags.count() == PACKAGES
    for place in places:
        assert doubled(place) == []
        assert lacking(place, day, clock.now()) == []
        found = AuditEvent.objects.for_municipality(place).filter(kind="dead_period.found")
        assert found.values("subject_id").distinct().count() == found.count() == PACKAGES // 2
        run = runs.get(municipality_id=place)
        assert (run.packages, run.opened, run.failed, run.left) == (PACKAGES // 2, PACKAGES // 2, 0, [])
    assert mails_twice(worker) == []
    expected = 1 if WorkdayCalendar.danish().is_working_day(day) else 0
    for user in workers:
        rows = Notification.objects.for_municipality(user.municipality_id).filter(kind="green_wave_digest")
        assert rows.count() == expected
        assert all(row.sent_at or row.may_have_arrived for row in rows)


def test_the_calendar_turns_while_nobody_looks(worker):
    """Weekends, summer time, a leap day, New Year, ten days away; and on each morning two beats ask at once."""
    turns = [
        datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Copenhagen"))
        for text in (TURNS if FULL else IN_CI)
    ]
    user = UserFactory()
    place = user.municipality_id
    for moment in turns:
        with_a_gap(caseworker=user, today=moment.date())  # its gap is ahead on that day, and runs and passes later
    for moment in turns:
        worker.stop()
        worker.start(moment)
        for _ in range(2):
            app.send_task("green_wave.detect_all")
            app.send_task("green_wave.drift_all")
        worker.wait_for(lambda m=moment: not any(watch.missing(job, at=m) for job in Job), seconds=60)
        drained(worker, moment)
        if (
            watch.due_day(Job.DETECT, moment) == moment.date()
        ):  # what turns on a day off is looked at on the next working day
            assert lacking(place, moment.date(), moment) == [], moment
        assert doubled(place) == []
    runs = WatchRun.objects.for_municipality(place).exclude(finished_at=None)
    assert {run.day for run in runs.filter(job=Job.DETECT)} <= {moment.date() for moment in turns}
    assert not runs.filter(differing__gt=0).exists()
    assert mails_twice(worker) == []
    digests = Notification.objects.for_municipality(place).filter(kind="green_wave_digest")
    days = [said["day"] for said in digests.values_list("context", flat=True)]
    assert len(days) == len(set(days))
    assert days, "somebody was told something"
    assert all(WorkdayCalendar.danish().is_working_day(datetime.fromisoformat(day).date()) for day in days)
