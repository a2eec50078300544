"""Packages as rows, laid out on named days. 2026-11-23 was a Monday."""

from collections.abc import Callable
from copy import copy
from datetime import date, datetime, timedelta
from unittest.mock import patch
from uuid import uuid4
from zoneinfo import ZoneInfo

from casework import tasks
from casework.green_wave.boundaries import Boundary
from casework.green_wave.models import DeadPeriod
from casework.jobpakke.models import Jobpakke, Step
from casework.jobpakke.states import JobpakkeState, StepState
from casework.planning.periods import ONE_DAY
from casework.planning.steps import StepKind
from jobpakker.foundation import clock
from tests.factories.accounts import UserFactory
from tests.factories.citizens import CitizenFactory
from tests.factories.companies import JobOpeningFactory, asked, said_yes

TITLES = {"P": "Praktik i rengøring", "K": "AMU: Rengøringshygiejne", "L": "Løntilskud", "M": "Mentor"}
KINDS = {"P": StepKind.VIRKSOMHEDSPRAKTIK, "K": StepKind.COURSE, "L": StepKind.LOENTILSKUD, "M": StepKind.MENTOR}


def at(day, hour=8):
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo("Europe/Copenhagen"))


def package(
    *steps, job, caseworker=None, state=JobpakkeState.ACTIVE, promised_on=None, citizen=None, commitment="confirmed"
):
    """`steps` are from `step(...)`. Active and promised, unless said otherwise; `commitment`: "", requested or confirmed."""
    caseworker = caseworker or UserFactory()
    citizen = citizen or CitizenFactory(caseworker=caseworker)
    opening = JobOpeningFactory(municipality=caseworker.municipality, company__municipality=caseworker.municipality)
    promise = None
    if commitment:
        promise = asked(opening)
        if commitment == "confirmed":
            said_yes(promise)
    jobpakke = Jobpakke.objects.for_municipality(caseworker.municipality_id).create(
        municipality=caseworker.municipality, citizen=citizen, opening=opening, commitment=promise, caseworker=caseworker,
        state=state, job_starts_on=job, promised_on=promised_on, created_at=clock.now(), created_by=caseworker,
    )  # fmt: skip
    for position, one in enumerate(steps):
        put(jobpakke, position, **one)
    return jobpakke


def put(jobpakke, position=0, **fields):
    return Step.objects.for_municipality(jobpakke.municipality_id).create(
        jobpakke=jobpakke, municipality_id=jobpakke.municipality_id, position=position, **fields
    )


def step(kind, first, last, *, state=StepState.PLANNED, **fields):
    """`step("P", monday, friday)`: the last day is included, as on paper. A running one began on its first day."""
    begun = {"started_on": first} if state in {StepState.RUNNING, StepState.DONE} else {}
    over = {"ended_until": last + ONE_DAY} if state == StepState.DONE else {}
    plain = {
        "kind": KINDS[kind], "title": TITLES[kind], "beside": kind == "M", "at_the_company": kind != "K",
        "length_amount": (last - first).days + 1, "length_unit": "days", "starts_on": first, "until": last + ONE_DAY,
        "state": state,
    }  # fmt: skip
    return plain | begun | over | fields


def flags(jobpakke):
    rows = DeadPeriod.objects.for_municipality(jobpakke.municipality_id).filter(jobpakke=jobpakke)
    return list(rows.order_by("starts_on", "pk"))


def boundary(jobpakke):
    rows = Boundary.objects.for_municipality(jobpakke.municipality_id).filter(pk=jobpakke.pk)
    return rows.values_list("next_boundary_on", flat=True).get()


def told(jobpakke):
    """What stands about a package, a line a flag; without rows and moments, so that two ways to it can be compared."""
    return [
        (f.kind, f.starts_on, f.until, f.working_days, f.state, f.severity, f.close_reason, f.cause)
        for f in flags(jobpakke)
    ]


def run_here(task: Callable[..., None], municipality_id: int | None = None, day: date | None = None) -> None:
    """The task, and at once in this process the chunks that it hands out; over the broker they go in test_tasks.py."""
    handed_out = tasks.send
    with patch.object(
        tasks, "send", lambda one, *given: one(*given) if "chunk" in one.name else handed_out(one, *given)
    ):
        task(*([municipality_id, day.isoformat()] if day else []))


MONDAY = date(2026, 11, 23)
WEEK = timedelta(weeks=1)


def many_with_a_gap(number, **options):
    """The same package many times over, each with a citizen and a promise of its own; by the thousand."""
    first = with_a_gap(**options)
    steps = list(first.steps.order_by("position"))

    def copies(row, **differing):
        """`differing`: by the name of a field, one value a copy."""
        made = []
        for n in range(number - 1):
            one = copy(row)
            one.pk, one.public_id, one._state = None, uuid4(), copy(row._state)
            for name, values in differing.items():
                setattr(one, name, values[n])
            made.append(one)
        return type(row).objects.bulk_create(made, batch_size=2000)

    citizens = copies(first.citizen, alias=[f"{first.citizen.alias}-{n}" for n in range(1, number)])
    promises = copies(first.commitment)
    packages = copies(first, citizen=citizens, commitment=promises)
    for step_of_first in steps:
        copies(step_of_first, jobpakke=packages)
    return [first, *packages]


def with_a_gap(*, caseworker=None, today=MONDAY, lost=5, **options):
    """Praktik runs to the Friday after next; løntilskud is planned `lost` working days (one week for 5) after it."""
    end = today + timedelta(days=11)
    begin = end + timedelta(days=3 + 7 * (lost // 5) + lost % 5)
    return package(
        step("P", today - 2 * WEEK, end, state=StepState.RUNNING),
        step("L", begin, begin + timedelta(days=88)),
        job=begin + timedelta(days=91),
        caseworker=caseworker,
        **({"promised_on": today - 2 * WEEK} | options),
    )
