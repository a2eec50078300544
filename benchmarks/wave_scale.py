#!/usr/bin/env python3
"""The green wave at the scale of the country: `.venv/bin/python benchmarks/wave_scale.py [--steps 1000000]`, or 10000000.

Of `--steps` steps six in a hundred are in open packages, in 98 municipalities. A tenth of the country is laid out and
measured first, then the whole of it, so that growth is seen in one run; everything is a ratio of two figures of the same run.
The worker, the beat and the broker are real processes. Ends with 1 when a goal is missed.
"""

import argparse
import logging
import math
import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from ground import ROOT, Ground, laid

# Nothing here outlives the run. Every wait for a lock that is longer than a millisecond is written down.
SETTINGS = {
    "fsync": "off", "full_page_writes": "off", "max_wal_size": "8GB", "shared_buffers": "512MB", "autovacuum": "off",
    "log_lock_waits": "on", "deadlock_timeout": "1ms", "log_line_prefix": "%p ", "track_io_timing": "off",
}  # fmt: skip
OPEN = "state IN ('active', 'awaiting_company', 'awaiting_decision')"
TRIES = 12  # of what is measured on one package as a person sees it


@dataclass
class Figure:
    name: str
    value: float
    goal: float | None = None
    unit: str = "×"

    @property
    def reached(self) -> bool:
        return self.goal is None or self.value <= self.goal

    def __str__(self) -> str:
        word = "    " if self.goal is None else "ok  " if self.reached else "OVER"
        return f"{word} {self.value:9.3f} {self.unit:<3}{f'(goal ≤ {self.goal:g})' if self.goal else '':<17}{self.name}"


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def say(text: str) -> None:
    print(text, flush=True)


# What is read and recomputed -----------------------------------------------------------------------------------------------
def places() -> list[int]:
    from jobpakker.foundation.accounts.models import Municipality

    return list(Municipality.objects.order_by("pk").values_list("pk", flat=True))


def read_all() -> None:
    """All that the watch needs of every open package, by the same statements, into this process as tuples: and no more."""
    from django.db import connection

    from casework.green_wave import actions, queries

    with connection.cursor() as cursor:
        for place in places():
            for ids in actions.chunks(place, queries.EVERY):
                cursor.execute(*queries.reading(place, ids))
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
    from django.utils import timezone

    from casework.green_wave import actions

    tally, at = actions.Tally(), timezone.now()
    for place in places():
        tally += actions.detect(municipality_id=place, today=day, at=at, everything=everything)
    return tally


def differing(day: date) -> int:
    """Packages whose flags, or whose next boundary, are not those of a recomputation from nothing."""
    from django.utils import timezone

    from casework.green_wave import actions, queries

    found = 0
    for place in places():
        for ids in actions.chunks(place, queries.EVERY):
            looked = actions.differences(place, ids, [], today=day, at=timezone.now())
            found += sum(difference.flags_differ for difference in looked)
    return found


# The figures ----------------------------------------------------------------------------------------------------------------
def recomputation(day: date) -> tuple[float, list[Figure]]:
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
    return min(full), figures


def morning(day: date, full: float) -> list[Figure]:
    """The next morning, over what its days have made due."""
    tally: list[Any] = []
    took = timed(lambda: tally.append(detect(day)))
    nothing = min(timed(lambda: detect(day)) for _ in range(3))
    say(f"     the next morning {tally[0].packages} packages were due; {took:.2f} s, and {nothing:.2f} s with none")
    return [
        Figure("the morning run / full recomputation", took / full, 0.1),
        Figure("a run with nothing due / full recomputation", nothing / full),
        Figure("packages that differ from a full recomputation after it", differing(day), 0, ""),
    ]


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
        cursor.execute("UPDATE casework_jobpakke SET next_boundary_on = NULL WHERE id = ANY(%s)", [ids])
    return changed


# With real processes ----------------------------------------------------------------------------------------------------------
@contextmanager
def process(*words: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    from jobpakker.starter.child import dies_with_parent

    with log.open("wb") as output:
        running = subprocess.Popen(
            list(words), cwd=ROOT, env=os.environ | {"EMAIL_URL": f"mailbox://{log.parent / 'mails'}"}, stdout=output, stderr=output,
            preexec_fn=dies_with_parent(),  # noqa: PLW1509
        )  # fmt: skip
        try:
            yield running
        finally:
            running.terminate()
            try:
                running.wait(20)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait()


def until(happened: Callable[[], Any], *, seconds: float, what: str, every: float = 0.02) -> Any:
    deadline = time.monotonic() + seconds
    while not (answer := happened()):
        if time.monotonic() > deadline:
            raise TimeoutError(what)
        time.sleep(every)
    return answer


def asked_of_the_worker() -> Callable[[], bool]:
    """No package counts as checked, and the queue is given a run of every municipality. Returns whether they are there."""
    from casework import tasks
    from casework.green_wave import actions
    from casework.green_wave.models import WatchRun
    from jobpakker.foundation import clock

    everywhere = places()
    for place in everywhere:
        actions.forget(municipality_id=place)
    asked = clock.now()
    for place in everywhere:
        tasks.detect.delay(place, clock.today().isoformat())
    runs = WatchRun.objects.across_municipalities().filter(finished_at__gt=asked)
    return lambda: runs.values("municipality_id").distinct().count() == len(everywhere)


def peak(pid: int) -> float:
    """Megabytes of memory that the process has had at most."""
    told = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert told
    return int(told[1]) / 1024


def with_a_worker(ground: Ground) -> list[Figure]:
    from django.db import connection

    from jobpakker.starter.processes import WORKER

    with process(*WORKER, log=ground.place / "worker.log") as worker:
        saves = Saves()
        quiet = saves.go_on(seconds=8)
        there = asked_of_the_worker()
        began, busy = time.perf_counter(), []
        while not there():
            if worker.poll() is not None or time.perf_counter() - began > 3600:
                raise TimeoutError((ground.place / "worker.log").read_text(errors="replace")[-2000:])
            busy += saves.go_on(seconds=1)
        took, memory = time.perf_counter() - began, peak(worker.pid)
        quiet += saves.go_on(seconds=8)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    waits = re.findall(
        rf"^{pid} .*process {pid} acquired .* after ([\d.]+) ms", ground.postgres.log.read_text(errors="replace"), re.M
    )
    p95, p95_busy = (quantiles(taken, n=20)[-1] for taken in (quiet, busy))
    say(
        f"     the worker recomputed everything through the queue in {took:.1f} s while {len(busy)} saves were made; p95 of a save "
        f"(median {median(quiet) * 1000:.1f} and {median(busy) * 1000:.1f} ms) {p95 * 1000:.1f} ms alone, {p95_busy * 1000:.1f} ms meanwhile; longest {max(busy) * 1000:.0f} ms"
    )
    return [
        Figure("peak memory of the worker", memory, 200, "MB"),
        Figure("a save during a full recomputation / without it, p95", p95_busy / p95, 2),
        Figure("saves that waited for a lock for more than a millisecond", len(waits), 0, ""),
    ]


class Saves:
    """A caseworker's save, again and again: a step ends before time, and that is taken back. All of it is the real thing."""

    def __init__(self) -> None:
        from casework.jobpakke.models import Step

        rows = Step.objects.across_municipalities().filter(state="running", jobpakke__state="active")
        self.ids = random.Random(11).sample(list(rows.values_list("pk", flat=True)[:50_000]), 400)  # noqa: S311
        self.turn = 0

    def go_on(self, *, seconds: float) -> list[float]:
        from casework.jobpakke import actions
        from casework.jobpakke.models import EndReason, Step
        from jobpakker.foundation import clock

        taken, ends = [], time.perf_counter() + seconds
        while time.perf_counter() < ends:
            step = (
                Step.objects.across_municipalities()
                .select_related("jobpakke__caseworker")
                .get(pk=self.ids[self.turn // 2 % len(self.ids)])
            )
            by, at, today = step.jobpakke.caseworker, clock.now(), clock.today()
            began = time.perf_counter()
            if self.turn % 2 == 0:
                actions.break_step(
                    step=step,
                    ended_until=max(today, step.started_on + timedelta(days=1)),
                    reason=EndReason.OTHER,
                    by=by,
                    at=at,
                )
            else:
                actions.take_back(step=step, by=by, at=at)
            taken.append(time.perf_counter() - began)
            self.turn += 1
            time.sleep(0.01)
        return taken


def on_the_page(ground: Ground) -> list[Figure]:
    """From the save until the flag is on the caseworker's page. The save itself looks; where it could not, the outbox, the beat,
    the broker and the worker do."""
    from django.conf import settings
    from django.db import transaction
    from django.test import Client
    from django.urls import reverse

    from casework.green_wave.models import DeadPeriod
    from casework.jobpakke.models import EndReason, Step
    from jobpakker.foundation import clock
    from jobpakker.foundation.outbox import dispatch
    from jobpakker.foundation.outbox.models import OutboxMessage
    from jobpakker.starter.processes import WORKER, beat

    settings.ALLOWED_HOSTS = ["testserver"]
    OutboxMessage.objects.all().delete()
    rows = Step.objects.across_municipalities().select_related("jobpakke__caseworker").filter(
        state="running", jobpakke__state="active", started_on__lt=clock.today() - timedelta(days=2), until__gt=clock.today() + timedelta(days=9)
    )  # fmt: skip
    steps = random.Random(13).sample(list(rows[:5000]), 2 * TRIES)  # noqa: S311
    at_once, queued = [], []
    with process(*WORKER, log=ground.place / "worker.log"), process(*beat(ground.place), log=ground.place / "beat.log"):
        until(lambda: not OutboxMessage.objects.filter(done_at=None).exists() and alive(), seconds=60, what="no worker")
        for number, step in enumerate(steps):
            package = step.jobpakke
            browser = Client()
            browser.force_login(package.caseworker)
            address = f"{reverse('casework:dead_period_list')}?tilstand=running"
            flags = DeadPeriod.objects.for_municipality(package.municipality_id).filter(
                jobpakke=package, after_step=step, starts_on=clock.today()
            )
            began = time.perf_counter()
            if number % 2:
                form = {"on": (clock.today() - timedelta(days=1)).strftime("%d-%m-%Y"), "reason": EndReason.OTHER}
                answer = browser.post(reverse("casework:step_break", args=[step.public_id]), form)
                assert answer.status_code == 302, answer.content.decode()
            else:
                with transaction.atomic():
                    rows.model.objects.across_municipalities().filter(pk=step.pk).update(
                        state="broken", ended_until=clock.today(), end_reason="other"
                    )
                    dispatch.put("green_wave.recheck", at=clock.now(), jobpakke_id=package.pk)

            def shown(browser: Client = browser, address: str = address, flags: Any = flags) -> bool:
                flag = flags.first()
                return flag is not None and str(flag.public_id) in browser.get(address).content.decode()

            until(shown, seconds=30, what="the flag did not come")
            (at_once if number % 2 else queued).append(time.perf_counter() - began)
    say(f"     medians {median(at_once) * 1000:.0f} ms and {median(queued) * 1000:.0f} ms")
    return [
        Figure(f"from the save to the page, the longest of {TRIES}", max(at_once), 2, "s"),
        Figure(
            f"the same where the save could not look, through the queue, the longest of {TRIES}", max(queued), 2, "s"
        ),
    ]


def alive() -> bool:
    """The worker answers: what is put on the queue is taken from it."""
    import redis
    from django.conf import settings

    from jobpakker.celery import app

    app.send_task("outbox.drain")
    held = redis.Redis(unix_socket_path=settings.REDIS_URL.removeprefix("redis+socket://").partition("?")[0])
    time.sleep(0.3)
    return held.llen("celery") == 0


def measure(ground: Ground, steps: int) -> list[Figure]:
    from country import Country

    from jobpakker.foundation import clock

    day = clock.today()
    figures: list[Figure] = []
    full = {}
    with ground.as_superuser() as connection:
        country = Country(connection, today=day)
        for size in (steps // 10, steps):
            say(f"{size} steps are laid out in {timed(lambda size=size: country.grow(size)):.0f} s")
            full[size], found = recomputation(day)
            say("\n".join(map(str, found)))
        connection.execute("ANALYZE")
    figures += found
    growth = math.log10(full[steps] / full[steps // 10])
    parts = [
        lambda: [Figure(f"growth from {steps // 10} to {steps} steps: exponent", growth, 1.05, "")],
        lambda: one_package(day),
        lambda: batches(day, len(some_open(10**9)) // 120),
        lambda: with_a_worker(ground),
        lambda: on_the_page(ground),
        lambda: morning(day + timedelta(days=1), full[steps]),
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
