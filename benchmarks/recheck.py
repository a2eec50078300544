#!/usr/bin/env python3
"""What the watch costs, as ratios measured in one run: `.venv/bin/python benchmarks/recheck.py [--packages 4000]`.

Absolute times drift from machine to machine and hour to hour; a ratio to reading the same rows in the same way does not.
Ends with 1 when a goal is missed.
"""

import argparse
import logging
import random
import sys
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parent))

from ground import laid

TODAY = date(2026, 11, 23)
TIMES = 400  # packages that are re-checked one by one


def lay_out(packages: int) -> int:
    """Open packages of about six steps, some with gaps, some late, as in a large municipality. Returns its id."""
    from django.utils import timezone

    from casework.citizens.models import Citizen
    from casework.jobpakke.models import Jobpakke, Step
    from casework.planning.steps import StepKind
    from companies.commitments.models import HiringCommitment
    from tests.factories.accounts import UserFactory
    from tests.factories.companies import JobOpeningFactory

    dice, now = random.Random(2010), timezone.now()  # noqa: S311
    worker = UserFactory()
    municipality = worker.municipality
    opening = JobOpeningFactory(company__municipality=municipality, created_by=worker)
    citizens = Citizen.objects.bulk_create(
        Citizen(
            municipality=municipality, alias=f"B-2026-{n:06}", first_name="A", last_name=str(n), sort_key=f"{n:06}",
            target_group="kh_aktivitetsparat", referred_on=TODAY, caseworker=worker, team=worker.team, created_at=now,
        )
        for n in range(packages)
    )  # fmt: skip
    commitments = HiringCommitment.objects.bulk_create(
        HiringCommitment(
            municipality=municipality, opening=opening, contact=opening.contact, state="confirmed", asked_at=now,
            asked_by=worker, answered_at=now,
        )
        for _ in range(packages)
    )  # fmt: skip
    chains = [_chain(dice) for _ in range(packages)]
    made = Jobpakke.objects.bulk_create(
        Jobpakke(
            municipality=municipality, citizen=citizen, opening=opening, commitment=commitment, caseworker=worker,
            state="active", job_starts_on=job, promised_on=begins, created_at=now, created_by=worker,
        )
        for citizen, commitment, (_steps, begins, job) in zip(citizens, commitments, chains, strict=True)
    )  # fmt: skip
    kinds = [StepKind.VIRKSOMHEDSPRAKTIK, StepKind.COURSE, StepKind.LOENTILSKUD]
    Step.objects.bulk_create(
        (
            Step(
                municipality=municipality, jobpakke=package, position=n, kind=kinds[n % 3], title="Trin", length_amount=1,
                length_unit="days", starts_on=starts_on, until=until, state=state,
                started_on=None if state == "planned" else starts_on, ended_until=until if state == "done" else None,
            )
            for package, (steps, _begins, _job) in zip(made, chains, strict=True)
            for n, (starts_on, until, state) in enumerate(steps)
        ),
        batch_size=2000,
    )  # fmt: skip
    return municipality.pk


def _chain(dice: random.Random) -> tuple[list[tuple[date, date, str]], date, date]:
    begins = TODAY - timedelta(days=dice.randrange(20, 200))
    cursor, steps = begins + timedelta(days=3), []
    for _ in range(dice.choice([4, 5, 5, 6, 6, 7])):
        cursor += timedelta(days=dice.choice([0, 0, 0, 0, 2, 4, 9]))
        until = cursor + timedelta(days=dice.randrange(5, 60))
        late = dice.random() < 0.02
        state = "done" if until <= TODAY else "running" if cursor <= TODAY and not late else "planned"
        steps.append((cursor, until, state))
        cursor = until
    return steps, begins, cursor + timedelta(days=dice.choice([0, 0, 0, 5]))


def timed(work: object, *arguments: object) -> float:
    began = perf_counter()
    work(*arguments)  # type: ignore[operator]
    return perf_counter() - began


def measure(packages: int) -> bool:
    from django.db import connection, transaction
    from django.utils import timezone

    from casework.green_wave import actions, queries
    from casework.green_wave.boundaries import Boundary
    from casework.jobpakke.models import Jobpakke

    at = timezone.now()
    municipality = lay_out(packages)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    rows = Jobpakke.objects.for_municipality(municipality)

    def detect(everything: bool = False) -> None:
        actions.detect(municipality_id=municipality, today=TODAY, at=at, everything=everything)

    first = timed(detect)  # writes every flag there is
    ids = list(rows.order_by("pk").values_list("pk", flat=True))

    def read_all() -> None:
        for start in range(0, len(ids), actions.CHUNK):
            list(queries.chunk({municipality: ids[start : start + actions.CHUNK]}))

    reading, full = (min(timed(work) for _ in range(3)) for work in (read_all, lambda: detect(True)))
    nothing_due = min(timed(detect) for _ in range(3))
    due = max(1, packages * 2 // 100)  # of 120,000 open packages about 2,100 are due on a morning
    Boundary.objects.for_municipality(municipality).filter(pk__in=ids[:due]).update(next_boundary_on=TODAY)
    morning = timed(detect)

    reads, checks = [], []
    for pk in ids[:: max(1, len(ids) // TIMES)]:
        package = rows.get(pk=pk)
        reads.append(timed(lambda package=package: list(package.steps.all())))
        with transaction.atomic():
            checks.append(timed(lambda package=package: actions.recheck(jobpakke=package, today=TODAY, at=at)))
    figures = [
        ("one re-check of one package / reading its steps, median", median(checks) / median(reads), 5),
        ("full recomputation, nothing to write / reading the rows", full / reading, 10),
        ("morning run, 2 % due / full recomputation", morning / full, 0.1),
        ("morning run, nothing due / full recomputation", nothing_due / full, 0.02),
    ]
    print(f"{packages} open packages, {connection.vendor} {connection.pg_version // 10000}")
    print(
        f"reading one package's steps {median(reads) * 1000:.2f} ms, its re-check {median(checks) * 1000:.2f} ms (median)"
    )
    print(
        f"reading all {reading:.2f} s, full recomputation {full:.2f} s, first one with every flag written {first:.2f} s"
    )
    for name, figure, goal in figures:
        print(f"{'ok  ' if figure <= goal else 'OVER'}  {figure:7.3f}  (goal ≤ {goal})  {name}")
    return all(figure <= goal for _name, figure, goal in figures)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packages", type=int, default=4000)
    wanted = parser.parse_args().packages
    with laid():
        logging.disable(logging.WARNING)
        reached = measure(wanted)
    sys.exit(0 if reached else 1)
