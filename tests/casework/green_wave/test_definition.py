"""One definition: what rows say of themselves, led through `timeline`, is the table of domain.md § 9.5; page, run and recomputation
ask nobody else."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.green_wave.comparison import compare
from casework.jobpakke import timeline
from casework.jobpakke.models import Jobpakke, Step
from casework.jobpakke.states import JobpakkeState, StepState
from casework.planning.gaps import Severity
from casework.planning.periods import ONE_DAY
from jobpakker.foundation.workdays import WorkdayCalendar
from tests.casework.green_wave.rows import at, step

FAR = date(2027, 12, 1)
CALENDAR = WorkdayCalendar.danish()


def d(text):
    return date.fromisoformat(text if len(text) > 5 else f"2026-{text}")


def rows(*steps, job=FAR, promised_on=None):
    """Unsaved: the definition reads attributes, never the database."""
    jobpakke = Jobpakke(pk=1, municipality_id=1, state=JobpakkeState.ACTIVE, job_starts_on=job, promised_on=promised_on)
    return jobpakke, [Step(pk=n + 1, jobpakke_id=1, position=n, **one) for n, one in enumerate(steps)]


def gaps(*steps, today, **options):
    jobpakke, chain = rows(*steps, **options)
    found = timeline.dead_periods(jobpakke, chain, CALENDAR, today=today)
    return [(str(g.kind), g.starts_on, g.until - ONE_DAY, g.dead_days, str(g.severity)) for g in found]


RUNNING, DONE, BROKEN = StepState.RUNNING, StepState.DONE, StepState.BROKEN
CASES = {
    "E10 a mentor covers nothing": (
        [step("P", d("08-03"), d("08-28"), state=DONE), step("M", d("08-03"), d("12-18")), step("L", d("09-14"), d("10-09"))],
        d("08-31"), ("inner", d("08-29"), d("09-13"), 10, "critical"),
    ),
    "E13b ended early: the gap runs from the day after, and on into the days that are still ahead": (
        [step("P", d("09-07"), d("10-30"), state=DONE, ended_until=d("10-14")), step("L", d("11-02"), d("2027-01-29"))],
        d("10-15"), ("inner", d("10-14"), d("11-01"), 13, "critical"),
    ),
    "E24 not begun: the days that went by are bare": (
        [step("P", d("10-05"), d("10-30"), state=DONE), step("L", d("11-02"), d("2027-01-29"))],
        d("11-24"), ("inner", d("10-31"), d("11-23"), 16, "critical"),
    ),
    "E26 what was called off leaves its hole": (
        [step("P", d("04-13"), d("05-08"), state=DONE), step("K", d("05-11"), d("05-20"), state=BROKEN),
         step("L", d("05-21"), d("08-20"))],
        d("05-11"), ("inner", d("05-09"), d("05-20"), 7, "critical"),
    ),
    "what a new plan replaced covers nothing": (
        [step("P", d("04-13"), d("05-08"), state=DONE), step("K", d("05-11"), d("05-20"), state=StepState.SUPERSEDED),
         step("L", d("05-21"), d("08-20"))],
        d("05-11"), ("inner", d("05-09"), d("05-20"), 7, "critical"),
    ),
    "actual dates go before planned ones": (
        [step("P", d("09-07"), d("10-02"), state=DONE), step("L", d("10-05"), d("2027-01-29"), state=RUNNING, started_on=d("10-07"))],
        d("10-15"), ("inner", d("10-03"), d("10-06"), 2, "notice"),
    ),
    "a running step covers to its planned end, whatever the day": (
        [step("P", d("09-07"), d("10-02"), state=RUNNING), step("L", d("10-07"), d("2027-01-29"), state=RUNNING)],
        d("12-01"), ("inner", d("10-03"), d("10-06"), 2, "notice"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_rows_are_read_as_the_table_says(name):
    steps, today, first = CASES[name]
    assert gaps(*steps, today=today)[0] == first


def test_on_the_morning_of_its_day_a_step_that_is_not_begun_is_no_gap():
    steps = [step("P", d("10-05"), d("10-30"), state=DONE), step("L", d("11-02"), d("2027-01-29"))]
    assert gaps(*steps, today=d("11-02"), job=d("2027-01-30")) == []
    assert gaps(*steps, today=d("11-03"), job=d("2027-01-30")) == [("inner", d("10-31"), d("11-02"), 1, "notice")]


# The flags say what the definition says, on every day of every chain -------------------------------------------------------
DAY = d("03-02")


@st.composite
def walked(draw):
    """A chain as it may look in the middle of things: what is over, what runs, what is ahead; some of it late."""
    found, cursor = [], DAY
    for _ in range(draw(st.integers(0, 4))):
        cursor += timedelta(days=draw(st.integers(0, 9)))
        end = cursor + timedelta(days=draw(st.integers(0, 20)))
        state = draw(st.sampled_from([StepState.PLANNED, StepState.PLANNED, RUNNING, DONE, BROKEN]))
        fields = step(draw(st.sampled_from("PKLM")), cursor, end, state=state)
        if state in {DONE, BROKEN} and draw(st.booleans()):
            begun = cursor + timedelta(days=draw(st.integers(0, (end - cursor).days)))
            fields |= {"started_on": begun, "ended_until": begun + timedelta(days=draw(st.integers(1, 10)))}
        found.append(fields)
        cursor = end + ONE_DAY
    return found, cursor + timedelta(days=draw(st.integers(0, 12)))


@given(walked(), st.integers(-5, 90), st.none() | st.integers(-30, 5))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_flag_for_each_gap_that_counts_and_no_other(chain, morning, promise):
    steps, job = chain
    promised_on = None if promise is None else DAY + timedelta(days=promise)
    jobpakke, rows_ = rows(*steps, job=job, promised_on=promised_on)
    today = DAY + timedelta(days=morning)
    difference = compare(jobpakke, rows_, [], CALENDAR, today=today, at=at(today))
    wanted = [
        gap
        for gap in timeline.dead_periods(jobpakke, rows_, CALENDAR, today=today)
        if gap.dead_days and gap.severity != Severity.GREEN
    ]
    told = [(flag.kind, flag.starts_on, flag.until, flag.working_days) for flag in difference.opened]
    assert told == [(str(gap.kind), gap.starts_on, gap.until, gap.dead_days) for gap in wanted]
    assert all((flag.closed_at is not None) == (flag.state == "past") for flag in difference.opened)


@given(walked(), st.integers(-5, 60), st.none() | st.integers(-30, 5))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_until_the_next_boundary_no_day_changes_anything(chain, morning, promise):
    """What lets the morning run leave a package alone: looked at on any day before, its flags are the same."""
    steps, job = chain
    promised_on = None if promise is None else DAY + timedelta(days=promise)
    jobpakke, rows_ = rows(*steps, job=job, promised_on=promised_on)
    today = DAY + timedelta(days=morning)
    first = compare(jobpakke, rows_, [], CALENDAR, today=today, at=at(today))
    flags = first.opened
    for number, flag in enumerate(flags):
        flag.pk = number + 1
    day = today
    while (day := day + ONE_DAY) < min(first.boundary, today + timedelta(days=120)):
        later = compare(jobpakke, rows_, flags, CALENDAR, today=day, at=at(day))
        assert not later.flags_differ, day
        assert later.boundary == first.boundary
