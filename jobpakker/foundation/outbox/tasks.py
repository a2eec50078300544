from celery import shared_task

from jobpakker.foundation import clock
from jobpakker.foundation.outbox import dispatch

AT_MOST = 200  # messages; the next wake-up goes on with the rest


@shared_task(name="outbox.drain")
def drain() -> None:
    """The clock is read for each message: a hand-over may take its time, and others go by what is due now."""
    for _ in range(AT_MOST):
        if dispatch.handle_next(at=clock.now()) is None:
            break
