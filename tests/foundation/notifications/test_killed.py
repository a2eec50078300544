"""A real worker and a real mail server, and what breaks between them: no mail is sent twice, and what nobody knows is told."""

import os
import signal
from datetime import timedelta

import pytest
from django.db import connection, transaction

from casework.green_wave import my_day
from jobpakker.foundation import clock
from jobpakker.foundation.notifications.models import Notification
from jobpakker.foundation.outbox.dispatch import LEASE
from jobpakker.foundation.outbox.models import OutboxMessage
from jobpakker.foundation.outbox.tasks import drain
from tests.factories.jobpakker import awaiting
from tests.starter.private import until

CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'worker' AND datname = current_database()"


@pytest.fixture
def asked(server, worker):
    """Three companies, each to be asked by a mail of its own on another day; `worker` and `server` stand ready."""
    with transaction.atomic():
        packages = [awaiting(), awaiting(), awaiting()]
        OutboxMessage.objects.update(due_at=clock.now() + timedelta(days=1))
    assert list(rows().values_list("kind", flat=True)) == ["commitment_request"] * 3
    return packages


def rows():
    return Notification.objects.across_municipalities().order_by("pk")


def loses_its_database():
    with connection.cursor() as cursor:
        cursor.execute(CUT)
        assert cursor.fetchall()
    connection.close()  # the one of the mail server's thread


def test_no_mail_is_sent_twice_whatever_breaks_and_when(asked, server, worker):
    def killed():
        os.kill(worker.process.pid, signal.SIGKILL)
        worker.process.wait(20)

    messages = iter(list(OutboxMessage.objects.order_by("pk").values_list("pk", flat=True)))

    def next_one(place, what):
        server.before[place] = what
        OutboxMessage.objects.filter(pk=next(messages)).update(due_at=clock.now())
        drain.delay()
        until(lambda: place not in server.before, seconds=30, what=f"nobody came as far as {place}")

    next_one("END", loses_its_database)  # the server has the first mail
    worker.wait_for(lambda: "OperationalError" in worker.log.read_text(errors="replace"))
    next_one("END", killed)  # and the second
    worker.start()
    next_one("RCPT", killed)  # and not the third
    assert len(server.mails) == 2
    assert [(row.leaving_at is None, row.sent_at) for row in rows()] == [(False, None), (False, None), (True, None)]

    worker.start()
    for _beat in range(2):
        drain.delay()
    worker.wait_for(lambda: worker.broker.llen("celery") == 0)
    worker.stop()  # at its leisure: what it had begun is done
    assert len(server.mails) == 2  # each is left alone until it is sure that nobody is at it any more

    worker.start(clock.now() + LEASE)
    for _beat in range(2):
        drain.delay()
    worker.wait_for(lambda: not OutboxMessage.objects.filter(done_at=None).exists())
    assert sorted(mail["To"] for mail in server.mails) == sorted(row.to_email for row in rows())
    assert [row.may_have_arrived for row in rows()] == [True, True, False]
    for package, told in zip(asked, [1, 1, 0], strict=True):
        titles = [row.title for row in my_day.of(package.caseworker, today=clock.today()).rows]
        company = package.opening.company.name
        assert titles.count(f"Vi ved ikke, om mailen til {company} nåede frem") == told
