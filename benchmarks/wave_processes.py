"""The part of `wave_scale.py` that is measured with real processes: a worker, a beat, and people who save meanwhile."""

import os
import random
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from figures import Figure, places, say
from ground import ROOT, Ground

TRIES = 12  # of what is measured on one package as a person sees it


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
    """No package counts as checked, no run is there, and it is asked for as in the morning. Returns whether it is there."""
    from casework import tasks
    from casework.green_wave import actions
    from casework.green_wave.models import WatchRun

    everywhere = places()
    for place in everywhere:
        actions.forget(municipality_id=place)
    WatchRun.objects.across_municipalities().delete()
    tasks.detect_all.delay()
    runs = WatchRun.objects.across_municipalities().exclude(finished_at=None)
    return lambda: runs.values("municipality_id").distinct().count() == len(everywhere)


def peak(pid: int) -> float:
    """Megabytes of memory that the process has had at most."""
    told = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert told
    return int(told[1]) / 1024


def with_a_worker(ground: Ground) -> list[Figure]:
    from django.db import connection

    from jobpakker.foundation.outbox.models import OutboxMessage
    from jobpakker.starter.processes import WORKER

    OutboxMessage.objects.all().delete()  # of the runs before, which nobody has handled
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
        # What follows a run is another thing. A re-check that a save has left here is none of that: it is to be done.
        OutboxMessage.objects.exclude(kind="green_wave.recheck").delete()
        quiet += saves.go_on(seconds=8)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    waits = re.findall(
        rf"^{pid} .*process {pid} (acquired .* after [\d.]+ ms)", ground.postgres.log.read_text(errors="replace"), re.M
    )
    p95, p95_busy = (quantiles(taken, n=20)[-1] for taken in (quiet, busy))
    say(
        f"     the worker recomputed everything through the queue in {took:.1f} s while {len(busy)} saves were made; p95 of a save "
        f"(median {median(quiet) * 1000:.1f} and {median(busy) * 1000:.1f} ms) {p95 * 1000:.1f} ms alone, {p95_busy * 1000:.1f} ms meanwhile; longest {max(busy) * 1000:.0f} ms"
    )
    for wait in waits:
        say(f"     a save {wait}")
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
    OutboxMessage.objects.exclude(kind="green_wave.recheck").delete()
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
