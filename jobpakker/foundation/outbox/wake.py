"""Tells the worker at once that something waits in the outbox. A courtesy: where it does not arrive, the beat's next look is a
second away, and nothing is lost.

A thread of its own speaks to the broker, so that no request waits for a broker that is frozen, or hears of one that is down.
"""

import logging
import threading
import time

from celery import current_task

logger = logging.getLogger(__name__)

QUIET = 5  # seconds in which a broker that did not answer is left alone

_asked = threading.Event()
_one = threading.Lock()
_caller: threading.Thread | None = None


def wake_up() -> None:
    """After the commit, and at once. However many ask while it is being said, it is said once more. A worker is awake."""
    global _caller  # noqa: PLW0603 - one a process, begun by the first who asks
    if current_task:
        return
    _asked.set()
    with _one:
        if _caller is None or not _caller.is_alive():  # after a fork as well
            _caller = threading.Thread(target=_go_on_saying_it, name="outbox-wake-up", daemon=True)
            _caller.start()


def _go_on_saying_it() -> None:
    from jobpakker.foundation.outbox.tasks import drain

    while True:
        try:
            with drain.app.connection_for_write() as connection:
                while True:
                    _asked.wait()
                    _asked.clear()
                    drain.apply_async(connection=connection, retry=False, expires=10)
        except Exception as error:  # noqa: BLE001 - whatever it is, the beat looks too
            logger.warning("the worker could not be woken up: %s", type(error).__name__)
            time.sleep(QUIET)
