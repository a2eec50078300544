from datetime import timedelta

from celery import shared_task

from jobpakker.foundation import clock
from jobpakker.foundation.outbox import dispatch

# Messages and time; the next wake-up goes on with the rest. Far below Celery's limit, which would kill in the middle of one.
AT_MOST = 200
AT_LONGEST = timedelta(minutes=5)


@shared_task(name="outbox.drain")
def drain() -> None:
    """The clock is read for each message: a hand-over may take its time, and others go by what is due now."""
    stop_at = clock.now() + AT_LONGEST
    for _ in range(AT_MOST):
        at = clock.now()
        if at > stop_at or dispatch.handle_next(at=at) is None:
            break
