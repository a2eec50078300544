from celery import shared_task

from jobpakker.foundation import clock
from jobpakker.foundation.outbox import dispatch


@shared_task(name="outbox.drain")
def drain() -> None:
    dispatch.drain(at=clock.now())
