"""Doing the same thing many times at the same moment, each time on a connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection, connections

SPARE = 8  # for the server itself, and for whoever else is looking


def room(wanted: int) -> int:
    """How many connections we may take at once, at most `wanted`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int"
            " - (SELECT count(*) FROM pg_stat_activity)"
        )
        return min(wanted, cursor.fetchone()[0] - SPARE)


def at_once(work: Callable[[int], Any], *, times: int) -> list[Any]:
    """What each of `times` calls returned or raised. All threads hold a connection before the first of them begins."""
    workers = room(times)
    assert workers > 10, "too few connections are free for this test to mean anything"
    start = Barrier(workers)

    def worker(first: int) -> list[Any]:
        try:
            connection.ensure_connection()
            start.wait(timeout=60)
            return [_outcome(work, number) for number in range(first, times, workers)]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(workers) as pool:
        return [outcome for outcomes in pool.map(worker, range(workers)) for outcome in outcomes]


def _outcome(work: Callable[[int], Any], number: int) -> Any:
    try:
        return work(number)
    except Exception as error:  # noqa: BLE001 - what was refused is what the test counts
        return error
