"""One definition, pauses and all: what it says of every package is what the task writes, the pages show, the dashboard counts and
the export holds. The chains are drawn by a fixed seed; what is compared is sums of working days, to the day."""

import csv
import io
from collections import Counter
from datetime import timedelta
from random import Random

import pytest
import time_machine
from django.urls import reverse

from casework.flow import figures
from casework.flow import queries as flow_queries
from casework.green_wave import actions, limits
from casework.green_wave.models import WHOSE, Cause, DeadPeriod, Side
from casework.jobpakke import queries, timeline
from casework.jobpakke.card import Card
from casework.jobpakke.models import Jobpakke, Pause, PauseReason
from casework.jobpakke.states import StepState
from casework.planning.gaps import GapKind, Severity
from casework.planning.periods import ONE_DAY, Period
from tests.casework.green_wave.rows import MONDAY, at, package, step
from tests.companies.pages import client_of
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
PACKAGES = 40


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(at(MONDAY), tick=False):
        yield


def chain(draw):
    """Begun some weeks ago, going on for some more; with holes, late steps and early ends as they come."""
    cursor, found = MONDAY - timedelta(days=draw.randint(40, 120)), []
    for kind in draw.choice(["PKL", "PL", "PKPL", "PP"]):
        cursor += timedelta(days=draw.choice([0, 0, 1, 3, 6, 11]))
        last = cursor + timedelta(days=draw.randint(5, 45))
        over, begun = last < MONDAY, cursor < MONDAY
        state = StepState.DONE if over else StepState.RUNNING if begun and draw.random() < 0.8 else StepState.PLANNED
        found.append(step(kind, cursor, last, state=state))
        cursor = last + ONE_DAY
    return found, cursor + timedelta(days=draw.choice([0, 0, 4, 9]))


def pauses(draw, jobpakke):
    for _ in range(draw.choice([0, 1, 1, 2])):
        first = MONDAY + timedelta(days=draw.randint(-60, 40))
        last = first + timedelta(days=draw.randint(0, 20))
        Pause.objects.create(
            municipality_id=jobpakke.municipality_id, jobpakke=jobpakke, reason=draw.choice([*PauseReason, ""]),
            starts_on=first, until=draw.choice([None, last + ONE_DAY, last + ONE_DAY]),
            owner=draw.choice([None, jobpakke.caseworker, jobpakke.caseworker]), agreed_with=draw.choice(["", "Begge", "Begge"]),
            back_on=draw.choice([None, first + timedelta(days=draw.randint(0, 25))]) if first < MONDAY else None,
            created_at=at(first), created_by=jobpakke.caseworker,
        )  # fmt: skip


@pytest.fixture
def manager():
    """Of a municipality with forty packages, half of them with pauses, that the morning run has looked at."""
    draw, worker = Random("one definition"), UserFactory()
    for _ in range(PACKAGES):
        steps, job = chain(draw)
        made = package(*steps, job=job, promised_on=steps[0]["starts_on"] - ONE_DAY, caseworker=worker)
        pauses(draw, made)
    actions.detect(municipality_id=worker.municipality_id, today=MONDAY, at=at(MONDAY))
    return UserFactory(manager=True, municipality=worker.municipality)


def defined(user, thresholds=timeline.USUAL):
    """By package: the gaps of the one definition that lie between two steps or before the job."""
    rows = Jobpakke.objects.for_municipality(user.municipality_id).prefetch_related("steps", "pauses")
    calendar = timeline.calendar_of(user.municipality_id)
    return {
        row: [
            gap
            for gap in timeline.dead_periods(
                row, timeline.in_order(row.steps.all()), calendar, pauses=row.pauses.all(), today=MONDAY,
                thresholds=thresholds,
            )
            if gap.kind == GapKind.INNER
        ]
        for row in rows
    }  # fmt: skip


def standing(user):
    rows = DeadPeriod.objects.for_municipality(user.municipality_id).filter(close_reason__in=["", "passed"])
    return rows.filter(kind="inner")


def dead(gaps):
    return sum(gap.dead_days for gap in gaps)


def seen_by(user, period):
    return flow_queries.flow(user, period=period, team=None, today=MONDAY)


EVER = Period(MONDAY - 200 * ONE_DAY, MONDAY + ONE_DAY)


def exported(user, figure):
    address = reverse("casework:flow_export", args=[figure])
    response = client_of(user).get(address, {"fra": f"{EVER.start:%d-%m-%Y}", "til": f"{MONDAY:%d-%m-%Y}"})
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))


def test_the_sample_holds_what_is_to_be_told_apart(manager):
    gaps = [gap for found in defined(manager).values() for gap in found]
    assert dead(gaps) > 150
    assert sum(gap.wished for gap in gaps) > 10
    assert sum(gap.excused for gap in gaps) > 30
    assert any(len(gap.parts) > 1 for gap in gaps)


def test_task_and_definition(manager):
    for jobpakke, gaps in defined(manager).items():
        told = {(g.starts_on, g.until, g.dead_days, g.wished, g.excused) for g in gaps if g.dead_days}
        flags = standing(manager).filter(jobpakke=jobpakke)
        assert {(f.starts_on, f.until, f.working_days, f.wished_days, f.excused_days) for f in flags} == told


def test_the_packages_own_page_and_definition(manager):
    calendar = timeline.calendar_of(manager.municipality_id)
    for jobpakke, gaps in defined(manager).items():
        row = queries.jobpakke(manager, jobpakke.public_id)
        card = Card(
            row, versions=[], events=[], flags=queries.dead_periods(row), pauses=queries.pauses(row), law=[],
            calendar=calendar, user=manager, today=MONDAY,
        )  # fmt: skip
        shown = sorted(gap.when for one in card.steps for gap in one.gaps)
        assert len(shown) == sum(bool(gap.dead_days) for gap in gaps)
        assert sum(int(gap.label.split()[0]) for one in card.steps for gap in one.gaps) == dead(gaps)


def test_dashboard_export_and_definition(manager):
    flow = seen_by(manager, EVER)
    lost, ahead = figures.lost(flow), figures.ahead(flow)
    gaps = [gap for found in defined(manager).values() for gap in found]
    assert sum(days for _p, _one, days in lost) + sum(days for _p, _one, days in ahead) == dead(gaps)
    assert sum(days for _p, one, days in lost + ahead if one.wished) == sum(gap.wished for gap in gaps)
    assert figures.overview(flow).dead_days == sum(days for _p, _one, days in lost)
    past, coming = exported(manager, "doede-dage"), exported(manager, "doede-dage-forude")
    assert sum(int(row["Arbejdsdage"]) for row in past) == sum(days for _p, _one, days in lost)
    assert sum(int(row["Arbejdsdage"]) for row in coming) == sum(days for _p, _one, days in ahead)
    assert sum(int(row["Heraf eget ønske"]) for row in past + coming) == sum(gap.wished for gap in gaps)


def test_every_empty_day_is_exactly_one_sides(manager):
    flow = seen_by(manager, EVER)
    found = figures.overview(flow)
    assert sum(row.days for row in found.sides) == sum(row.days for row in found.causes) == found.dead_days > 0
    by_day = Counter(
        (package.id, day)
        for package, one, _days in figures.lost(flow)
        for day in flow.calendar.days(one.starts_on, one.until)
    )
    assert set(by_day.values()) == {1}
    assert set(WHOSE) == set(Cause)
    assert set(WHOSE.values()) == set(Side)


def test_days_of_an_agreed_pause_are_neither_dead_nor_active(manager):
    flow = seen_by(manager, EVER)
    found = figures.overview(flow)
    whole = sum(flow.calendar.count(p.window.start, p.window.until) for p in flow.packages if p.window)
    excused = sum(
        flow.calendar.count(max(one.start, p.window.start), min(one.until, p.window.until))
        for p in flow.packages if p.window for one in p.excused
    )  # fmt: skip
    assert found.working_days == whole - excused
    assert excused > 0


def test_a_threshold_takes_flags_away_and_leaves_every_day_counted(manager):
    before = figures.overview(seen_by(manager, EVER)).dead_days
    stands = limits.of(manager.municipality_id)
    limits.set_all(values={sides: max(least, 5) for sides, least in stands.items()}, by=manager, at=at(MONDAY))
    actions.detect(municipality_id=manager.municipality_id, today=MONDAY, at=at(MONDAY))
    known = {(sides): max(least, 5) for sides, least in stands.items()}
    thresholds = type(timeline.USUAL)(least=known)
    wanted = [gap for found in defined(manager, thresholds).values() for gap in found if gap.severity != Severity.GREEN]
    assert sorted(flag.working_days for flag in standing(manager)) == sorted(gap.dead_days for gap in wanted)
    assert all(flag.working_days >= 5 or flag.before_step_id == flag.after_step_id for flag in standing(manager))
    assert figures.overview(seen_by(manager, EVER)).dead_days == before
