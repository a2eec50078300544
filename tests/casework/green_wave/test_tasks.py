"""The watch with a real worker over a real broker, on the day it is; and what a broker that is away does to a save (nothing)."""

import os
import signal
import time
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from casework import tasks
from casework.green_wave import limits
from casework.green_wave.models import WatchRun
from casework.jobpakke.models import EndReason
from casework.planning.periods import ONE_DAY
from jobpakker.celery import app
from jobpakker.foundation import clock
from jobpakker.foundation.notifications.models import Notification
from jobpakker.foundation.outbox.dispatch import LEASE
from jobpakker.foundation.outbox.models import OutboxMessage
from jobpakker.foundation.workdays import WorkdayCalendar
from tests.casework.green_wave.rows import flags, with_a_gap
from tests.factories.companies import said_yes
from tests.factories.jobpakker import awaiting, steps_of, walking


def finished(municipality_id):
    return WatchRun.objects.for_municipality(municipality_id).exclude(finished_at=None).count()


def waiting():
    return OutboxMessage.objects.filter(done_at=None, due_at__lte=clock.now() + LEASE).count()


def idle(worker):
    """Nothing is waiting on the broker, and nothing is in the hands of the worker."""
    return not worker.broker.llen("celery") and not worker.broker.hlen("unacked")


def this_monday():
    return clock.today() - timedelta(days=clock.today().weekday())


def drained(worker):
    """Wakes the worker up, as beat does, until the outbox is empty."""

    def empty():
        app.send_task("outbox.drain")
        return waiting() == 0

    worker.wait_for(empty, seconds=40)


def digests(user):
    return Notification.objects.for_municipality(user.municipality_id).filter(kind="green_wave_digest")


def mails_to(worker, user):
    found = [path.read_text(errors="replace") for path in worker.mails.rglob("*") if path.is_file()]
    return [text for text in found if f"To: {user.email}" in text and "green_wave" not in text]


def test_two_beats_and_a_task_delivered_twice_find_each_flag_once_and_write_once(worker):
    today = clock.today()
    jobpakke = with_a_gap(today=this_monday())
    user = jobpakke.caseworker
    tasks.detect_all.delay()
    tasks.detect_all.delay()
    tasks.detect.delay(user.municipality_id, today.isoformat())
    tasks.detect.delay(user.municipality_id, (today - ONE_DAY).isoformat())  # held up since yesterday
    worker.wait_for(lambda: finished(user.municipality_id) and idle(worker))
    drained(worker)
    assert [flag.closed_at for flag in flags(jobpakke)] == [None]
    assert not WatchRun.objects.for_municipality(user.municipality_id).exclude(day=today).exists()
    working = WorkdayCalendar.danish().is_working_day(today)
    assert digests(user).count() == (1 if working else 0)
    assert len([text for text in mails_to(worker, user) if "min-dag" in text]) == digests(user).count()


def test_a_worker_killed_in_between_is_made_good_by_the_next_question(worker):
    jobpakke = with_a_gap(today=this_monday())
    municipality_id = jobpakke.municipality_id
    worker.stop(signal.SIGKILL)
    tasks.detect_all.delay()
    worker.broker.flushdb()  # and what lay on the broker is gone as well
    worker.start()
    assert flags(jobpakke) == []
    tasks.detect_all.delay()
    worker.wait_for(lambda: finished(municipality_id) == 1)
    assert len(flags(jobpakke)) == 1


def test_the_broker_frozen_and_emptied_while_a_company_answers_loses_nothing(worker):
    """The save goes through at once, its flags are there, and the mail leaves when the broker is back."""
    jobpakke = awaiting()
    worker.wait_for(lambda: waiting() == 0)  # with no beat here: what is put in the outbox says so itself
    broker = worker.broker.info("server")["process_id"]
    os.kill(broker, signal.SIGSTOP)
    try:
        began = time.monotonic()
        said_yes(jobpakke.commitment)
        took = time.monotonic() - began
        assert waiting() > 0
    finally:
        os.kill(broker, signal.SIGCONT)
    assert took < 2
    jobpakke.refresh_from_db()
    assert jobpakke.state == "active"
    worker.broker.flushdb()
    worker.stop()
    worker.start()
    drained(worker)
    told = Notification.objects.for_municipality(jobpakke.municipality_id).filter(kind="jobpakke_answered")
    assert [notification.sent_at is not None for notification in told] == [True]


@pytest.mark.django_db
def test_a_flag_is_on_the_page_within_two_seconds_of_the_save():
    """The worst case there is: a step ends early. No queue is waited for: the save itself looks."""
    package = walking()
    client = Client()
    client.force_login(package.caseworker)
    first = steps_of(package)[0]
    address = reverse("casework:my_day")
    assert first.title not in client.get(address).content.decode()
    began = time.monotonic()
    response = client.post(
        reverse("casework:step_break", args=[first.public_id]),
        {"on": (clock.today() - ONE_DAY).strftime("%d-%m-%Y"), "reason": EndReason.CITIZEN_STOPPED},
    )
    page = client.get(address).content.decode()
    assert response.status_code == 302, response.content.decode()
    assert "Hul mellem praktikken og kurset" in page
    assert time.monotonic() - began < 2


def test_a_limit_that_is_changed_reaches_the_flags_through_the_queue(worker):
    jobpakke = with_a_gap(today=this_monday())
    user = jobpakke.caseworker
    tasks.detect.delay(user.municipality_id, clock.today().isoformat())
    worker.wait_for(lambda: [flag.closed_at for flag in flags(jobpakke)] == [None] and idle(worker))
    stands = limits.of(user.municipality_id)
    limits.set_all(values=stands | {("praktik", "loentilskud"): 6}, by=user, at=clock.now())
    drained(worker)
    worker.wait_for(lambda: all(flag.closed_at for flag in flags(jobpakke)))
