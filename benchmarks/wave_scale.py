#!/usr/bin/env python3
"""The green wave at the scale of the country: `.venv/bin/python benchmarks/wave_scale.py [--steps 1000000]`, or 10000000.

Of `--steps` steps six in a hundred are in open packages, in 98 municipalities. A tenth of the country is laid out and
measured first, then the whole of it, so that growth is seen in one run; everything is a ratio of two figures of the same run.
The worker, the beat and the broker are real processes. Ends with 1 when a goal is missed.
"""

import argparse
import logging
import math
import random
import sys
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from figures import Figure, places, say, timed
from ground import Ground, laid
from wave_processes import on_the_page, with_a_worker

# Nothing here outlives the run. Every wait for a lock that is longer than a millisecond is written down.
SETTINGS = {
    "fsync": "off", "full_page_writes": "off", "max_wal_size": "8GB", "shared_buffers": "512MB", "autovacuum": "off",
    "log_lock_waits": "on", "deadlock_timeout": "1ms", "log_line_prefix": "%p ", "track_io_timing": "off",
}  # fmt: skip
MORNINGS = 5
OPEN = "state IN ('active', 'awaiting_company', 'awaiting_decision')"


# What is read and recomputed -----------------------------------------------------------------------------------------------
def read_all() -> None:
    """All that the watch needs of every open package, by the same statements, into this process as tuples: and no more."""
    from django.db import connection

    from casework.green_wave import actions, queries

    with connection.cursor() as cursor:
        for packages in actions.chunks(places(), queries.EVERY):
            cursor.execute(*queries.reading(packages))
            cursor.fetchall()
            while cursor.nextset():
                cursor.fetchall()


def touch_all() -> None:
    """The steps of the open packages, looked at inside the server and not handed out: the least there is."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*), max(step.until - step.starts_on) FROM casework_step AS step JOIN casework_jobpakke AS package "
            f"ON package.id = step.jobpakke_id WHERE package.{OPEN}"  # noqa: S608
        )
        cursor.fetchone()


def detect(day: date, *, everything: bool = False) -> Any:
    """What the tasks call, one after the other in this process, with the books of every municipality: its run, what was counted
    in it, and what it asks for afterwards."""
    from django.utils import timezone

    from casework.green_wave import actions, queries, rounds
    from casework.green_wave.tally import Tallies

    tallies, at, which = Tallies(), timezone.now(), queries.EVERY if everything else None
    for number, shares in rounds.hand_out(rounds.Job.DETECT, places(), today=day, at=at, which=which):
        chunk = rounds.Chunk.still_out(number, shares)
        assert chunk is not None
        found = actions.detect_chunk(packages=chunk.packages, today=day, at=at, told=chunk.count)
        chunk.done(found, at=timezone.now())
        tallies += found
    return tallies.together()


def differing(day: date) -> int:
    """Packages whose flags are not those of a recomputation from nothing."""
    from django.utils import timezone

    from casework.green_wave import actions, queries

    found = 0
    for packages in actions.chunks(places(), queries.EVERY):
        looked = actions.differences(packages, [], today=day, at=timezone.now())
        found += sum(difference.flags_differ for difference in looked)
    return found


# The figures ----------------------------------------------------------------------------------------------------------------
def recomputation(day: date) -> tuple[float, float, list[Figure]]:
    """After a first run has written every flag: the best of three, taken in turn with reading."""
    first = timed(lambda: detect(day, everything=True))
    reading, touching, full = [], [], []
    for _ in range(3):
        reading.append(timed(read_all))
        touching.append(timed(touch_all))
        full.append(timed(lambda: detect(day, everything=True)))
    say(
        f"     reading {min(reading):.2f} s, touching inside the server {min(touching):.2f} s, recomputing {min(full):.2f} s, "
        f"the first time with every flag written {first:.2f} s"
    )
    figures = [
        Figure("full recomputation of all open packages / reading their rows", min(full) / min(reading), 10),
        Figure("the same / looking at their steps inside the server, nothing handed out", min(full) / min(touching)),
    ]
    return min(full), min(reading), figures


def mornings(ground: Ground, day: date) -> list[Figure]:
    """The mornings that follow, each over what its day has made due, and beside it a full recomputation of the same morning: the
    median of their ratios. Between them people say what has begun and what has ended, all but a few, and each saved package is
    looked at by its save."""
    ratios, empty, due, differ = [], [], [], 0
    detect(day)
    for _ in range(MORNINGS):
        day += timedelta(days=1)
        tally: list[Any] = []
        took = timed(lambda day=day, tally=tally: tally.append(detect(day)))
        others = differing(day)
        differ += others
        full = min(timed(lambda day=day: detect(day, everything=True)) for _ in range(2))
        nothing = timed(lambda day=day: detect(day))
        say(
            f"     {day}: {tally[0].packages} packages were due, {took * 1000:.0f} ms; all of them {full * 1000:.0f} ms, none {nothing * 1000:.0f} ms; {others} differ"
        )
        ratios.append(took / full)
        empty.append(nothing / full)
        due.append(tally[0].packages)
        live(ground, day)
        detect(day)
    return [
        Figure(f"the morning run / full recomputation, median of {MORNINGS} mornings", median(ratios), 0.1),
        Figure("the same on the worst of them", max(ratios)),
        Figure("a run with nothing due / full recomputation", median(empty)),
        Figure("packages that differ from a full recomputation after any of them", differ, 0, ""),
    ]


def live(ground: Ground, day: date) -> None:
    """A day goes by: steps end, and begin on their day, all but three of a hundred. The packages count as never checked."""
    with ground.as_superuser() as connection:
        connection.execute("SET session_replication_role = replica")
        changed = connection.execute(
            f"""
            WITH moved AS (
                UPDATE casework_step AS step SET
                    state = CASE WHEN step.until <= %(day)s THEN 'done' ELSE 'running' END,
                    started_on = coalesce(step.started_on, step.starts_on),
                    ended_until = CASE WHEN step.until <= %(day)s THEN step.until END
                FROM casework_jobpakke AS package
                WHERE package.id = step.jobpakke_id AND package.{OPEN} AND package.state <> 'awaiting_company'
                    AND (step.state = 'planned' AND step.starts_on = %(day)s AND random() > 0.03
                         OR step.state = 'running' AND step.until <= %(day)s)
                RETURNING step.jobpakke_id
            )
            UPDATE casework_boundary SET next_boundary_on = NULL WHERE jobpakke_id IN (SELECT jobpakke_id FROM moved)
            """,  # noqa: S608 - numbers of our own
            {"day": day},
        ).rowcount
    say(f"     in the course of the day {changed} packages were saved")


def one_package(day: date) -> list[Figure]:
    from django.db import transaction
    from django.utils import timezone

    from casework.green_wave import actions
    from casework.jobpakke.models import Jobpakke

    some = random.Random(7).sample(some_open(4000), 400)  # noqa: S311
    reads, checks = [], []
    for package in Jobpakke.objects.across_municipalities().filter(pk__in=some):
        reads.append(timed(lambda package=package: read_steps(package.pk)))
        with transaction.atomic():
            checks.append(
                timed(lambda package=package: actions.recheck(jobpakke=package, today=day, at=timezone.now()))
            )
    say(
        f"     reading the steps of one package {median(reads) * 1000:.2f} ms, its re-check {median(checks) * 1000:.2f} ms"
    )
    return [Figure("one changed package re-checked / one indexed read of its steps", median(checks) / median(reads), 5)]


def read_steps(package_id: int) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM casework_step WHERE jobpakke_id = %s", [package_id])
        cursor.fetchall()


def batches(day: date, size: int) -> list[Figure]:
    """So many packages lose days of their last step at once, and then ten times as many."""
    took = {}
    for number in (size, 10 * size):
        changed = change(random.Random(number).sample(some_open(10**9), number))  # noqa: S311
        tally: list[Any] = []
        took[number] = timed(lambda tally=tally: tally.append(detect(day)))
        assert tally[0].packages >= number, (tally[0], changed)
    say(f"     {size} changed packages {took[size]:.2f} s, {10 * size} {took[10 * size]:.2f} s")
    return [Figure("ten times as many changes / as many", took[10 * size] / took[size], 11)]


def some_open(most: int) -> list[int]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM casework_jobpakke WHERE {OPEN} ORDER BY id LIMIT %s", [most])  # noqa: S608
        return [pk for (pk,) in cursor.fetchall()]


def change(ids: list[int], *, days: int = 3) -> int:
    """Behind the watch's back; the packages count as never checked."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE casework_step SET until = until - %s WHERE jobpakke_id = ANY(%s) AND state = 'planned'", [days, ids]
        )
        changed = cursor.rowcount
        cursor.execute("UPDATE casework_boundary SET next_boundary_on = NULL WHERE jobpakke_id = ANY(%s)", [ids])
    return changed


def measure(ground: Ground, steps: int) -> list[Figure]:
    from country import Country

    from jobpakker.celery import settle_in
    from jobpakker.foundation import clock

    settle_in()  # as the worker is, whose work is done here
    day = clock.today()
    figures: list[Figure] = []
    full, reading = {}, {}
    with ground.as_superuser() as connection:
        country = Country(connection, today=day)
        for size in (steps // 10, steps):
            say(f"{size} steps are laid out in {timed(lambda size=size: country.grow(size)):.0f} s")
            full[size], reading[size], found = recomputation(day)
            say("\n".join(map(str, found)))
        connection.execute("ANALYZE")
    figures += found
    growth, of_reading = (math.log10(taken[steps] / taken[steps // 10]) for taken in (full, reading))
    parts = [
        lambda: [
            Figure(f"growth from {steps // 10} to {steps} steps: exponent", growth, 1.05, ""),
            Figure("the same of reading alone, which the machine's own haste shows in", of_reading, unit=""),
        ],
        lambda: one_package(day),
        lambda: batches(day, len(some_open(10**9)) // 120),
        lambda: with_a_worker(ground),
        lambda: on_the_page(ground),
        lambda: mornings(ground, day),
    ]
    for part in parts:
        found = part()
        say("\n".join(map(str, found)))
        figures += found
    return figures


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=1_000_000)
    wanted = parser.parse_args().steps
    with laid(broker=True, **SETTINGS) as found_ground:
        logging.disable(logging.WARNING)
        reached = all(figure.reached for figure in measure(found_ground, wanted))
    sys.exit(0 if reached else 1)
