"""Each mend that is offered really helps: pressed, it leaves as few dead days as it says."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from casework.blueprints.lengths import parse
from casework.jobpakke import fixed_dates, reasons
from casework.jobpakke.mends import MendCode, Over
from casework.jobpakke.proposal import propose
from casework.jobpakke.reasons import Names
from casework.jobpakke.wanted import Begun, Wanted, WantedStep
from casework.jobpakke.what_if import in_class, what_if
from casework.planning.steps import StepKind
from jobpakker.foundation.ui import dates
from jobpakker.foundation.workdays import WorkdayCalendar

TODAY, JOB = date(2026, 1, 5), date(2026, 9, 1)
CALENDAR = WorkdayCalendar.danish()
PRAKTIK, COURSE, LOENTILSKUD, MENTOR = (
    StepKind.VIRKSOMHEDSPRAKTIK,
    StepKind.COURSE,
    StepKind.LOENTILSKUD,
    StepKind.MENTOR,
)


def row(kind, length, days="", **more):
    return WantedStep(
        kind=kind, length=parse(length), title=f"{kind} {length}", dates=fixed_dates.parse(days, today=TODAY), **more
    )


def plan(*rows, job=JOB):
    return propose(Wanted(job_starts_on=job, steps=rows), today=TODAY, calendar=CALENDAR)


def pressed(proposal, mend):
    """The rows as the button makes them."""
    verb, _colon, rest = mend.press.partition(":")
    if verb == "job":
        return plan(*proposal.wanted.steps, job=date.fromisoformat(rest))
    number, _colon, value = rest.partition(":")
    index, wanted = int(number), proposal.wanted
    match verb:
        case "length":
            return plan(*wanted.with_step(index, length=parse(value)).steps, job=wanted.job_starts_on)
        case "unpin":
            return plan(*wanted.with_step(index, dates=fixed_dates.FixedDates()).steps, job=wanted.job_starts_on)
        case "fill":
            return plan(*wanted.with_one_more(index, row(COURSE, value)).steps, job=wanted.job_starts_on)
        case "beside":
            before = max((at for at, _step in wanted.chain if at < index), default=None)
            laid = wanted.with_step(index, beside=True, own_length=True, begins_with=before)
            return plan(*laid.steps, job=wanted.job_starts_on)
    raise AssertionError(mend.press)


FIXED = [
    (row(PRAKTIK, "4 uger"), row(COURSE, "10 arbejdsdage", "2/2-13/2"), row(LOENTILSKUD, "26 uger")),
    (row(PRAKTIK, "4 uger"), row(COURSE, "2 uger", "2/2-13/2 eller 2/3-13/3"), row(LOENTILSKUD, "27 uger")),
    (row(COURSE, "2 uger", "3/8-14/8"), row(MENTOR, "13 uger")),
    (row(PRAKTIK, "4 uger", "2/3"), row(LOENTILSKUD, "13 uger")),
    (
        row(PRAKTIK, "4 uger"),
        row(COURSE, "5 dage", "2/2-6/2"),
        row(COURSE, "5 dage", "2/3-6/3"),
        row(LOENTILSKUD, "20 uger"),
    ),
]


@pytest.mark.parametrize("rows", FIXED)
def test_what_is_offered_helps_as_much_as_it_says(rows):
    found = plan(*rows)
    assert found.plan.gaps
    for gap in found.plan.gaps:
        offered = found.mends[gap.after]
        assert offered
        for mend in offered:
            assert mend.dead_days < found.plan.dead_days
            assert pressed(found, mend).plan.dead_days == mend.dead_days, mend
        assert [mend.dead_days for mend in offered] == sorted(mend.dead_days for mend in offered)


def test_what_would_go_past_the_most_that_was_typed_says_so_and_comes_after_its_equals():
    found = plan(row(PRAKTIK, "4 uger"), row(COURSE, "10 arbejdsdage", "2/2-13/2"), row(LOENTILSKUD, "20 uger (8-26)"))
    [gap] = found.plan.gaps
    offered = found.mends[gap.after]
    [stretch] = [mend for mend in offered if mend.code == MendCode.STRETCH]
    assert stretch.over == Over.ROW
    assert reasons.of_mend(stretch, Names(found.wanted)).endswith(", længere end der står i feltet")
    equals = [mend for mend in offered if mend.effect[0] == stretch.effect[0]]
    assert len(equals) > 1 and equals[-1] == stretch


def test_a_later_class_is_offered_when_the_next_step_makes_room():
    found = plan(*FIXED[1])
    [gap] = found.plan.gaps
    codes = {mend.code for mend in found.mends[gap.after]}
    assert {MendCode.STRETCH, MendCode.OTHER_SESSION} <= codes


def test_a_course_is_never_made_longer_and_what_follows_it_is():
    over = Begun(starts_on=date(2025, 11, 3), until=date(2025, 12, 20), over=True, length=parse("7 uger"))
    found = plan(
        row(PRAKTIK, "7 uger", begun=over),
        row(COURSE, "3 arbejdsdage"),
        row(COURSE, "1 uge"),
        row(LOENTILSKUD, "30 uger"),
    )
    [gap] = found.plan.gaps
    first = found.mends[gap.after][0]
    assert (first.code, first.facts["step"], first.dead_days) == (
        MendCode.STRETCH,
        "3",
        min(mend.dead_days for mend in found.mends[gap.after]),
    )
    assert pressed(found, first).plan.dead_days == first.dead_days
    assert not any(mend.press.startswith(("length:1:", "length:2:")) for mend in found.mends[gap.after])


def test_what_lies_beyond_a_class_with_dates_of_its_own_closes_no_gap_before_it():
    over = Begun(starts_on=date(2025, 11, 3), until=date(2025, 12, 20), over=True, length=parse("7 uger"))
    found = plan(
        row(PRAKTIK, "7 uger", begun=over), row(COURSE, "10 arbejdsdage", "2/2-13/2"), row(LOENTILSKUD, "28 uger")
    )
    codes = {mend.code for mend in found.mends["0"]}
    assert MendCode.STRETCH not in codes


def test_a_green_plan_has_nothing_to_mend():
    assert plan(row(PRAKTIK, "4 uger"), row(LOENTILSKUD, "13 uger")).mends == {}


def test_a_running_step_is_stretched_to_what_follows():
    begun = Begun(starts_on=date(2025, 12, 1), until=date(2026, 1, 17), over=False, length=parse("7 uger"))
    found = plan(row(PRAKTIK, "7 uger", begun=begun), row(LOENTILSKUD, "26 uger"))
    [gap] = found.plan.gaps
    stretched = [mend for mend in found.mends[gap.after] if mend.press.startswith("length:0:")]
    assert stretched
    assert pressed(found, stretched[0]).dates_of(0)[0] == date(2025, 12, 1)


def test_a_step_that_is_over_is_never_touched():
    over = Begun(starts_on=date(2025, 11, 3), until=date(2025, 12, 20), over=True, length=parse("7 uger"))
    found = plan(row(PRAKTIK, "7 uger", begun=over), row(LOENTILSKUD, "26 uger"))
    [gap] = found.plan.gaps
    assert not any(mend.press.startswith(("length:0:", "unpin:0")) for mend in found.mends[gap.after])


@pytest.mark.parametrize(
    "rows",
    [
        (row(PRAKTIK, "30 uger"), row(LOENTILSKUD, "26 uger")),
        (row(PRAKTIK, "4 uger"), row(COURSE, "2 uger", "7/9-18/9"), row(LOENTILSKUD, "4 uger")),
        (row(PRAKTIK, "13 uger"), row(COURSE, "2 uger", "2/3-13/3"), row(LOENTILSKUD, "4 uger")),
        (row(PRAKTIK, "4 uger", "17/8"), row(LOENTILSKUD, "4 uger")),
    ],
)
def test_what_is_in_the_way_is_said_and_each_way_out_leads_out(rows):
    found = plan(*rows)
    assert found.plan is None and found.obstacles
    if found.earliest_job_on is not None:  # where dates of a course are in the way, no job date helps
        assert CALENDAR.is_working_day(found.earliest_job_on)
        assert plan(*rows, job=found.earliest_job_on).plan is not None
    assert found.ways_out
    for way in found.ways_out:
        assert pressed(found, way).plan is not None, way
    names = Names(found.wanted)
    assert all(reasons.of_obstacle(obstacle, names).endswith(".") for obstacle in found.obstacles)


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize(
    "rows", [*FIXED, (row(PRAKTIK, "6 uger (4-13)"), row(COURSE, "3 dage"), row(LOENTILSKUD, "2 mdr"))]
)
def test_every_reason_and_mend_has_its_sentence(rows, language):
    with translation.override(language):
        found = plan(*rows)
        names = Names(found.wanted)
        for step in found.plan.steps:
            assert "{" not in reasons.because(step, names) + reasons.in_full(step, names)
        for gap in found.plan.gaps:
            assert reasons.of_gap(gap, names)
            for mend in found.mends[gap.after]:
                assert "{" not in reasons.of_mend(mend, names)


def test_a_date_says_why_in_danish():
    """The praktik would begin on 2. påskedag, and must end before the course."""
    found = plan(
        row(PRAKTIK, "4 uger"), row(COURSE, "5 dage", "4/5-8/5"), row(LOENTILSKUD, "16 uger"), job=date(2026, 9, 1)
    )
    [praktik, *_rest] = found.plan.steps
    assert praktik.starts_on == date(2026, 4, 7)
    assert reasons.in_full(praktik, Names(found.wanted)) == (
        "Praktikken starter tirsdag 7. april 2026, fordi den skal slutte før kurset 4. maj, og 6. april er 2. påskedag."
    )


def test_two_of_a_kind_are_called_by_their_titles():
    found = plan(row(COURSE, "3 dage"), row(COURSE, "5 dage"))
    assert "»kursus 5 dage«" in reasons.because(found.plan.steps[0], Names(found.wanted))


def test_what_if_says_of_every_working_day_of_a_year_what_the_plan_of_that_day_says():
    found = plan(*FIXED[0])
    shown = what_if(found.wanted, today=TODAY, calendar=CALENDAR)
    days = [day for week in shown.weeks for day in week.days if day]
    first, last = TODAY + timedelta(days=1), TODAY + timedelta(days=1, weeks=52)
    assert [day.day for day in days] == list(CALENDAR.days(first, last))
    assert [day.day for day in days if day.chosen] == [JOB]
    assert {day.kind for day in days} == {"wave", "dead", "none"}
    for one in days:
        there = plan(*FIXED[0], job=one.day).plan
        assert (there is None) == (one.kind == "none")
        if there is not None:
            assert one.number == str(there.dead_days)
            assert (one.kind == "dead") == (there.dead_days > 0)
            assert dates.show(there.starts_on, "short") in one.begins


def test_the_weeks_around_the_chosen_day_are_said_in_words_and_its_months_named_once():
    shown = what_if(plan(*FIXED[0]).wanted, today=TODAY, calendar=CALENDAR)
    assert len(shown.around) >= 15
    assert [one.day for one in shown.around if one.chosen] == [JOB]
    assert all(CALENDAR.is_working_day(one.day) or one.chosen for one in shown.around)
    assert all(len(week.days) == 5 for week in shown.weeks)
    assert len([week for week in shown.weeks if week.month]) == 12


def test_a_class_says_what_the_plan_would_be_with_it():
    found = plan(*FIXED[0])
    index = next(index for index, step in found.wanted.chain if step.kind == COURSE)
    for days in ("2/2-6/2", "16/2-20/2", "31/12-31/12"):
        there = in_class(found.wanted, index, days, today=TODAY, calendar=CALENDAR)
        changed = found.wanted.with_step(index, dates=fixed_dates.parse(days, today=TODAY))
        expected = plan(*changed.steps).plan
        assert there.number == ("" if expected is None else str(expected.dead_days))
