#!/usr/bin/env python3
"""What one edit in the builder costs, as ratios measured in one run: `.venv/bin/python benchmarks/edit.py [--times 200]`.

An edit is what the browser sends when a field of the builder changes; the answer is all that follows from it. It is measured
from request to response through every middleware, in turn with the simplest page that somebody logged in can open, so that
both see the same machine. A plan with its law check and the sentence of every date is measured against reading one row.
Ends with 1 when a goal is missed.
"""

import argparse
import logging
import re
import sys
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parent))

from ground import laid

WARM_UP = 20
SIMPLE = ("accessibility_statement", "casework:blueprint_list", "casework:dead_period_list", "casework:jobpakke_list")
HTMX = {"HX-Request": "true"}
FOLDED = "plan-what-if"
PIECE = re.compile(r'id="([a-z0-9_-]+)"[^>]* data-print="([0-9a-f]+)"')
SEEN = re.compile(r'name="(trin-\d+-seen)" value="([^"]*)"')
FORM = "application/x-www-form-urlencoded"


def in_turn(times: int, **works: Callable[[], object]) -> dict[str, float]:
    """Median seconds of each, taken one after another in every round."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(times + WARM_UP):
        for name, work in works.items():
            began = perf_counter()
            work()
            if turn >= WARM_UP:
                taken[name].append(perf_counter() - began)
    return {name: median(seconds) for name, seconds in taken.items()}


def queries_of(work: Callable[[], object]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        work()
    return len(seen)


class Builder:
    """The builder as it stands in a browser: its fields, and the pieces that it shows. "What if" is folded, as it opens."""

    def __init__(self, client: Any, preview: str, page: Any, typed: dict[str, str]) -> None:
        self.client, self.preview, self.typed = client, preview, typed
        self.prints: dict[str, str] = {}
        self._take(page)

    def change(self, **fields: str) -> Any:
        """One field is left with something else in it: what the script sends, and what the page makes of the answer."""
        self.typed |= fields
        shown = " ".join(f"{piece}:{told}" for piece, told in (self.prints | {FOLDED: "-"}).items())
        response = self.client.post(
            self.preview, urlencode(self.typed | {"shown": shown}), content_type=FORM, headers=HTMX
        )
        assert response.status_code == 200, response.status_code
        self._take(response)
        return response

    def _take(self, response: Any) -> None:
        text = response.content.decode()
        self.prints |= dict(PIECE.findall(text))
        self.typed |= dict(SEEN.findall(text))


def bench() -> tuple[Any, Any, Any, Builder]:
    """A caseworker at a new plan of three steps and a mentor: her browser, the job, the citizen, and the builder."""
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse

    from jobpakker.foundation import clock
    from tests.casework.jobpakke.pages import fields
    from tests.factories import jobpakker
    from tests.factories.blueprints import BlueprintFactory
    from tests.factories.citizens import CitizenFactory
    from tests.factories.companies import JobOpeningFactory

    settings.ALLOWED_HOSTS = ["testserver"]
    citizen = CitizenFactory(clarified=True)
    opening = JobOpeningFactory(
        company__municipality=citizen.municipality, created_by=citizen.caseworker,
        starts_on=jobpakker.working_day(clock.today() + timedelta(days=260)),
    )  # fmt: skip
    model = BlueprintFactory(municipality=citizen.municipality)
    client = Client()
    client.force_login(citizen.caseworker)
    page = client.get(
        reverse("casework:jobpakke_build", args=[opening.public_id]),
        {"borger": citizen.public_id, "model": model.public_id},
    )
    preview = reverse("casework:jobpakke_preview", args=[opening.public_id])
    return client, opening, citizen, Builder(client, preview, page, fields(page))


def others(client: Any, opening: Any, builder: Builder) -> dict[str, Callable[[], Any]]:
    """Told without a goal: a plan with a hole, for which every mend is tried out, and a package whose company has promised."""
    from django.test import Client
    from django.urls import reverse

    from tests.casework.jobpakke.bench import free_monday
    from tests.casework.jobpakke.pages import edit_url, fields
    from tests.factories import jobpakker

    early = free_monday(opening.starts_on - timedelta(days=190))
    hole = {"trin-1-dates": f"{early:%d-%m-%Y} til {early + timedelta(days=2):%d-%m-%Y}"}
    package, other = jobpakker.active(), Client()
    other.force_login(package.caseworker)
    page = other.get(edit_url(package))
    address = reverse("casework:jobpakke_edit_preview", args=[package.public_id])
    promised = Builder(other, address, page, fields(page))
    with_hole = Builder(client, builder.preview, page, builder.typed | hole)
    turns = count()
    return {
        "a length in a plan with a hole": lambda: with_hole.change(**{"trin-0-length": f"{3 + next(turns) % 5} uger"}),
        "a length in a promised package": lambda: promised.change(**{"trin-0-length": f"{3 + next(turns) % 5} uger"}),
    }


def measure(times: int) -> bool:
    from django.db import connection
    from django.urls import reverse

    from casework.citizens.models import Citizen
    from casework.jobpakke import draft, lawful, timeline
    from casework.jobpakke.board import Board
    from casework.jobpakke.models import Jobpakke
    from casework.jobpakke.proposal import propose
    from casework.jobpakke.queries import contacts
    from casework.jobpakke.reading import Reading
    from jobpakker.foundation import clock

    client, opening, citizen, builder = bench()
    today, calendar = clock.today(), timeline.calendar_of(citizen.municipality_id)
    turns = count()
    days = [calendar.after(opening.starts_on, n) for n in range(1, 8)]

    def edits() -> dict[str, Callable[[], Any]]:
        """Each time another value, so that nothing is answered from memory. The last length and the day move every date."""
        return {
            "the first length": lambda: builder.change(**{"trin-0-length": f"{3 + next(turns) % 7} uger"}),
            "the last length": lambda: builder.change(**{"trin-2-length": f"{8 + next(turns) % 7} uger"}),
            "a content": lambda: builder.change(**{"trin-1-title": f"Hygiejnebevis {next(turns)}"}),
            "the day of the job": lambda: builder.change(job_starts_on=f"{days[next(turns) % 7]:%d-%m-%Y}"),
        }

    def opened(name: str) -> Callable[[], Any]:
        address = reverse(name)
        return lambda: client.get(address)

    pages = in_turn(30, **{name: opened(name) for name in SIMPLE})
    simplest = min(pages, key=lambda name: pages[name])
    requests = in_turn(times, simple=opened(simplest), **edits())
    harder = in_turn(max(times // 2, 20), simple=opened(simplest), **others(client, opening, builder))

    people, known = contacts(opening), lawful.ground(citizen, opening)
    package = Jobpakke(
        municipality_id=citizen.municipality_id, citizen=citizen, opening=opening, caseworker=citizen.caseworker,
        job_starts_on=opening.starts_on,
    )  # fmt: skip
    read = Reading(draft.read(builder.typed), today=today, calendar=calendar, contacts=people)
    wanted = read.wanted
    assert wanted is not None

    def planned(with_mends: bool = False) -> None:
        """Every date, what the law says of each step in words, and why each date is as it is."""
        proposal = propose(wanted, today=today, calendar=calendar, with_mends=with_mends)
        board = Board(
            reading=read, proposal=proposal, opening=opening, package=package, ground=known, calendar=calendar,
            contacts=people, today=today, action="", preview_url="", may_send=True,
        )  # fmt: skip
        board._findings  # noqa: B018
        for index, step in enumerate(wanted.steps):
            board._why(step, proposal.placed.get(str(index)))

    def one_row() -> None:
        Citizen.objects.for_municipality(citizen.municipality_id).get(pk=citizen.pk)

    def bare() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()

    core = in_turn(times, plan=planned, row=one_row, bare=bare)
    simple = requests.pop("simple")
    figures = [
        (f"{name} changed in the builder / the simplest page of somebody logged in ({simplest})", seconds / simple, 3)
        for name, seconds in requests.items()
    ] + [
        ("a plan with law check and explanations / one row read by its key", core["plan"] / core["row"], 1),
    ]  # fmt: skip
    print(f"{connection.vendor} {connection.pg_version // 10000}, {len(wanted.steps)} steps, medians of {times}")
    print(f"simplest page {simple * 1000:.1f} ms and {queries_of(opened(simplest))} queries")
    for name, work in edits().items():
        print(f"{name}: {requests[name] * 1000:.1f} ms and {queries_of(work)} queries, {len(work().content)} bytes")
    print(
        f"plan {core['plan'] * 1000:.2f} ms, a row {core['row'] * 1000:.2f} ms, SELECT 1 over a socket of the machine {core['bare'] * 1000:.2f} ms"
    )
    plainly = harder.pop("simple")
    for name, seconds in harder.items():
        print(f"      {seconds / plainly:6.2f}  (no goal)    {name} / the simplest page")
    for name, figure, goal in figures:
        print(f"{'ok  ' if figure <= goal else 'OVER'}  {figure:6.2f}  (goal ≤ {goal})  {name}")
    return all(figure <= goal for _name, figure, goal in figures)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=200)
    wanted_times = parser.parse_args().times
    with laid():
        logging.disable(logging.WARNING)
        reached = measure(wanted_times)
    sys.exit(0 if reached else 1)
