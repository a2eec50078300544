"""The Celery app and the one timetable of everything that runs by itself."""

import gc
import logging
import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import worker_ready
from kombu.transport import redis, virtual

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobpakker.settings")

logger = logging.getLogger(__name__)


class Message(virtual.Message):
    """A task that was at work while the broker went away answers for itself over a channel that is closed by then. kombu
    (5.7) stumbles over that, and the whole worker ends; but there is nobody left to tell, and a task may come twice here."""

    def ack_log_error(self, *arguments: Any, **options: Any) -> None:
        if self._is_heard():
            super().ack_log_error(*arguments, **options)

    def reject_log_error(self, *arguments: Any, **options: Any) -> None:
        if self._is_heard():
            super().reject_log_error(*arguments, **options)

    def _is_heard(self) -> bool:
        if self.channel is not None and not self.channel.closed:
            return True
        logger.warning("the broker went away during a task, which may come a second time")
        return False


class QoS(redis.QoS):
    """What a worker has in hand when its channel is closed is given back to the broker. Of a channel whose connection is gone
    already there is nobody to give it to, and kombu (5.7) stumbles over that, too; it comes again by itself when its time is over."""

    def restore_unacked(self, client: Any = None) -> None:
        if self.channel.connection is None or self.channel.connection.client is None:
            self._delivered.clear()
        else:
            super().restore_unacked(client)


redis.Channel.Message, redis.Channel.QoS = Message, QoS

app = Celery("jobpakker")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def settle_in(**_: Any) -> None:
    """What the program itself is made of is no garbage: looking through all of it again and again took a tenth of a run's time."""
    gc.collect()
    gc.freeze()


app.conf.beat_schedule = {
    # What must follow a commit waits in PostgreSQL; this wakes the worker up. It expires, so that a broker that was
    # away does not come back to an hour of wake-ups.
    "outbox": {"task": "outbox.drain", "schedule": 1.0, "options": {"expires": 10}},
    # Every working morning, before anyone comes; public holidays are left to the task, which knows the calendar. Asked again
    # around the clock, so that a run that was missed is caught up with; when it is there, that is one query.
    "dead-periods": {"task": "green_wave.detect_all", "schedule": crontab(hour=5, minute=30)},
    "dead-periods-again": {
        "task": "green_wave.detect_all",
        "schedule": crontab(minute="*/5"),
        "options": {"expires": 290},
    },
    # In the evening the flags are held against a full recomputation, and any difference is told.
    "drift": {"task": "green_wave.drift_all", "schedule": crontab(hour=21, minute=0)},
    "drift-again": {
        "task": "green_wave.drift_all",
        "schedule": crontab(minute="2-57/5"),
        "options": {"expires": 290},
    },
    # What companies are to hear of, on working days: who owes an answer, who begins today, what has come to its end. Chosen by how
    # things stand, so that each hour of the day is a second chance, and days away are made good with one mail.
    "companies": {
        "task": "companies.remind_due",
        "schedule": crontab(minute=10, hour="8-15"),
        "options": {"expires": 3500},
    },
    # When a day is over, a picture of the flow; asked again every hour, for a night on which nothing ran.
    "flow": {"task": "flow.snapshot_all", "schedule": crontab(minute=20), "options": {"expires": 3500}},
}
