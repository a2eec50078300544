"""One definition: what rows say of themselves, led through `timeline`, is the table of domain.md § 9.5; page, run and recomputation
ask nobody else."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.green_wave.comparison import compare
from casework.jobpakke import timeline
from casework.jobpakke.models import Jobpakke, Pause, PauseReason, Step
from casework.jobpakke.states import JobpakkeState, StepState
from casework.planning.gaps import Severity, Thresholds
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


def paused(reason, first, last=None, *, back=None, owner=7, agreed_with="Borgeren og virksomheden"):
    """`last` is the last day, as on paper; None: nobody has set an end."""
    return Pause(
        reason=reason, starts_on=first, until=last + ONE_DAY if last else None, owner_id=owner, agreed_with=agreed_with,
        back_on=back,
    )  # fmt: skip


def gaps(*steps, today, pauses=(), **options):
    jobpakke, chain = rows(*steps, **options)
    found = timeline.dead_periods(jobpakke, chain, CALENDAR, pauses=pauses, today=today)
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


# Pauses ---------------------------------------------------------------------------------------------------------------------
P_AND_L = [step("P", d("09-07"), d("09-18"), state=DONE), step("P", d("10-05"), d("10-30"), state=DONE)]
MISSING = {
    "reason": paused("", d("09-21"), d("10-02"), back=d("10-05")),
    "owner": paused("sick", d("09-21"), d("10-02"), back=d("10-05"), owner=None),
    "agreement": paused("sick", d("09-21"), d("10-02"), back=d("10-05"), agreed_with="  "),
    "end": paused("sick", d("09-21"), back=d("10-05")),
}


NOVEMBER = d("11-02")


def dead(*pauses, steps=P_AND_L, today=NOVEMBER, **options):
    """Dead days, those of them that the citizen wished for herself, and the excused ones."""
    jobpakke, chain = rows(*steps, **options)
    found = timeline.dead_periods(jobpakke, chain, CALENDAR, pauses=pauses, today=today)
    found = [gap for gap in found if gap.before != "job"]
    return sum(g.dead_days for g in found), sum(g.wished for g in found), sum(g.excused for g in found)


def test_e21_an_agreed_illness_takes_its_days_out_of_the_count():
    assert dead(paused("sick", d("09-21"), d("10-02"), back=d("10-05"))) == (0, 0, 10)


def test_e22_an_illness_excuses_only_the_days_that_are_registered():
    assert dead(paused("sick", d("09-21"), d("09-25"), back=d("09-26"))) == (5, 0, 5)


@pytest.mark.parametrize("what", MISSING)
def test_a_pause_without_reason_owner_end_or_agreement_counts(what):
    assert dead(MISSING[what]) == (10, 0, 0)


@pytest.mark.parametrize("reason", [r for r in PauseReason if r != PauseReason.OWN_WISH])
def test_each_legitimate_reason_excuses(reason):
    assert dead(paused(reason, d("09-21"), d("10-02"), back=d("10-05"))) == (0, 0, 10)


def test_a_citizens_own_wish_counts_in_a_column_of_its_own():
    assert dead(paused("own_wish", d("09-21"), d("09-25"), back=d("09-28"))) == (10, 5, 0)


def test_a_pause_interrupts_the_step_it_lies_in():
    running = [step("P", d("09-07"), d("10-30"), state=RUNNING)]
    wish = paused("own_wish", d("09-21"), d("09-25"), back=d("09-28"))
    assert dead(wish, steps=running, today=d("10-01")) == (5, 5, 0)
    assert (
        dead(paused("holiday_leave", d("09-21"), d("09-25"), back=d("09-28")), steps=running, today=d("10-01"))[0] == 0
    )


def test_an_end_that_comes_without_a_word_of_the_citizen_counts_from_its_day_on():
    running = [step("P", d("09-07"), d("10-30"), state=RUNNING)]
    sick = paused("sick", d("09-21"), d("09-25"))
    for today, expected in ((d("09-25"), 0), (d("09-28"), 0), (d("09-29"), 1), (d("10-05"), 5)):
        assert dead(sick, steps=running, today=today)[0] == expected
    assert dead(paused("sick", d("09-21"), d("09-25"), back=d("09-28")), steps=running, today=d("10-05"))[0] == 0


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


@st.composite
def interrupted(draw):
    found = []
    for _ in range(draw(st.integers(0, 2))):
        first = DAY + timedelta(days=draw(st.integers(-3, 60)))
        last = draw(st.none() | st.integers(0, 20).map(lambda n, first=first: first + timedelta(days=n)))
        back = draw(st.none() | st.integers(0, 25).map(lambda n, first=first: first + timedelta(days=n)))
        reason = draw(st.sampled_from([*PauseReason, ""]))
        found.append(paused(reason, first, last, back=back, owner=draw(st.sampled_from([None, 7, 7]))))
    return found


USUAL = Thresholds()
OWN = Thresholds(
    least={("praktik", "kursus"): 4, ("kursus", "praktik"): 2, ("loefte", "praktik"): 3, ("praktik", "job"): 9}
)


@given(walked(), interrupted(), st.sampled_from([USUAL, OWN]), st.integers(-5, 90), st.none() | st.integers(-30, 5))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_flag_for_each_gap_that_counts_and_no_other(chain, pauses, thresholds, morning, promise):
    steps, job = chain
    promised_on = None if promise is None else DAY + timedelta(days=promise)
    jobpakke, rows_ = rows(*steps, job=job, promised_on=promised_on)
    today = DAY + timedelta(days=morning)
    difference = compare(jobpakke, rows_, [], CALENDAR, pauses=pauses, thresholds=thresholds, today=today, at=at(today))
    wanted = [
        gap
        for gap in timeline.dead_periods(jobpakke, rows_, CALENDAR, pauses=pauses, today=today, thresholds=thresholds)
        if gap.dead_days and gap.severity != Severity.GREEN
    ]
    told = [(flag.kind, flag.starts_on, flag.until, flag.working_days) for flag in difference.opened]
    assert told == [(str(gap.kind), gap.starts_on, gap.until, gap.dead_days) for gap in wanted]
    assert all((flag.closed_at is not None) == (flag.state == "past") for flag in difference.opened)


@given(walked(), interrupted(), st.sampled_from([USUAL, OWN]), st.integers(-5, 60), st.none() | st.integers(-30, 5))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_until_the_next_boundary_no_day_changes_anything(chain, pauses, thresholds, morning, promise):
    """What lets the morning run leave a package alone: looked at on any day before, its flags are the same."""
    steps, job = chain
    promised_on = None if promise is None else DAY + timedelta(days=promise)
    jobpakke, rows_ = rows(*steps, job=job, promised_on=promised_on)
    today = DAY + timedelta(days=morning)
    first = compare(jobpakke, rows_, [], CALENDAR, pauses=pauses, thresholds=thresholds, today=today, at=at(today))
    flags = first.opened
    for number, flag in enumerate(flags):
        flag.pk = number + 1
    day = today
    while (day := day + ONE_DAY) < min(first.boundary, today + timedelta(days=120)):
        later = compare(jobpakke, rows_, flags, CALENDAR, pauses=pauses, thresholds=thresholds, today=day, at=at(day))
        assert not later.flags_differ, day
        assert later.boundary == first.boundary
