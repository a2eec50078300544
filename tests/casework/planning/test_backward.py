"""The backward pass: the rules of interfaces.md one by one, the worked examples of domain.md, and proof against every plan there is."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings

from casework.planning.backward import UnableToPlan, earliest_job_date, plan, what_if
from casework.planning.periods import Period
from casework.planning.steps import Because, LaneSpec, Length, LengthUnit, Moment, Pin, StepKind, StepSpec
from jobpakker.foundation.workdays import WorkdayCalendar
from tests.casework.planning.brute_force import Brute
from tests.casework.planning.strategies import TODAY, chains, closed_days, job_days

P, K, L = StepKind.VIRKSOMHEDSPRAKTIK, StepKind.COURSE, StepKind.LOENTILSKUD
CALENDAR = WorkdayCalendar.danish()


def step(kind, length, name=None, **more):
    for bound in ("shortest", "longest"):
        if bound in more:
            more[bound] = Length.parse(more[bound])
    return StepSpec(name or str(kind), kind, Length.parse(length), **more)


def planned(*steps, job, today=date(2025, 1, 6), calendar=CALENDAR, **more):
    return plan(steps, job_starts_on=job, today=today, calendar=calendar, **more)


def dates(result):
    return [(s.starts_on.isoformat(), s.period.last.isoformat()) for s in result.steps]


# domain.md § 9.8 ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("job", "steps", "expected"),
    [
        pytest.param(
            date(2026, 9, 1), [(P, "4 weeks"), (K, "7 workdays"), (L, "13 weeks")],
            [("2026-04-23", "2026-05-20"), ("2026-05-21", "2026-06-01"), ("2026-06-02", "2026-08-31")], id="B1",
        ),
        pytest.param(
            date(2026, 6, 1), [(P, "13 weeks"), (K, "3 workdays"), (L, "8 weeks")],
            [("2025-12-29", "2026-03-27"), ("2026-03-30", "2026-04-01"), ("2026-04-07", "2026-05-29")], id="B2",
        ),
        pytest.param(
            date(2026, 4, 13), [(P, "4 weeks"), (K, "3 workdays")],
            [("2026-03-11", "2026-04-07"), ("2026-04-08", "2026-04-10")], id="B3",
        ),
        pytest.param(
            date(2027, 1, 4), [(P, "4 weeks"), (K, "7 workdays")],
            [("2026-11-24", "2026-12-21"), ("2026-12-22", "2026-12-31")], id="B4",
        ),
    ],
)  # fmt: skip
def test_worked_examples(job, steps, expected):
    result = planned(*[step(kind, length) for kind, length in steps], job=job)
    assert dates(result) == expected
    assert result.dead_days == 0
    assert result.gaps == ()


# The rules, one by one -----------------------------------------------------------------------------------------------------------
def test_a_month_goes_back_by_the_calendar_and_is_clipped():
    assert dates(planned(step(L, "1 months"), job=date(2026, 3, 31))) == [
        ("2026-03-02", "2026-03-30")
    ]  # 28 Feb: a Saturday


def test_a_start_on_a_holiday_moves_on_and_says_why():
    [only] = planned(step(L, "8 weeks"), job=date(2026, 6, 1)).steps
    assert only.starts_on == date(2026, 4, 7)
    [_leads_to, moved] = only.because
    assert (moved.code, moved.facts) == (Because.NOT_A_WORKING_DAY, {"day": date(2026, 4, 6), "name": "2. påskedag"})


def test_closing_days_of_the_municipality_are_no_working_days():
    calendar = WorkdayCalendar.danish(frozenset({date(2026, 6, 5)}))
    assert planned(step(K, "1 workdays"), job=date(2026, 6, 8), calendar=calendar).starts_on == date(2026, 6, 4)
    assert planned(step(K, "1 workdays"), job=date(2026, 6, 8)).starts_on == date(2026, 6, 5)


def test_the_latest_session_in_time_is_taken_and_its_gap_has_a_reason():
    sessions = (
        Period.inclusive(date(2026, 3, 2), date(2026, 3, 6)),
        Period.inclusive(date(2026, 4, 20), date(2026, 4, 24)),
    )
    result = planned(step(K, "5 workdays", sessions=sessions), step(L, "4 weeks"), job=date(2026, 4, 29))
    assert dates(result)[0] == ("2026-03-02", "2026-03-06")
    [gap] = result.gaps
    assert (gap.after, gap.before, gap.working_days) == ("kursus", "loentilskud", 17)
    assert (gap.starts_on, gap.until) == (date(2026, 3, 7), date(2026, 4, 1))
    assert [reason.code for reason in gap.because] == [
        Because.ENDS_ON, Because.NO_OTHER_SESSION, Because.CANNOT_BEGIN_EARLIER,
    ]  # fmt: skip


def test_a_gap_says_that_another_session_would_not_help_and_never_that_there_is_none():
    """The first class is longer, so that it leaves fewer dead days after the earlier course than the later one would."""
    long, late = (date(2026, 8, 10), date(2026, 8, 21)), (date(2026, 8, 31), date(2026, 9, 4))
    first = step(K, "5 workdays", "a", sessions=(Period.inclusive(date(2026, 6, 1), date(2026, 6, 5)),))
    second = step(K, "5 workdays", "b", sessions=(Period.inclusive(*long), Period.inclusive(*late)))
    result = planned(first, second, job=date(2026, 9, 21))
    assert dates(result)[1] == ("2026-08-10", "2026-08-21")
    assert [[reason.code for reason in gap.because] for gap in result.gaps] == [
        [Because.ENDS_ON, Because.NO_OTHER_SESSION, Because.CANNOT_BEGIN_EARLIER],
        [Because.ENDS_ON, Because.NO_FEWER_DEAD_DAYS, Because.CANNOT_BEGIN_EARLIER],
    ]
    short = replace(second, sessions=(Period.inclusive(date(2026, 8, 10), date(2026, 8, 11)), Period.inclusive(*late)))
    result = planned(first, short, job=date(2026, 9, 21))
    assert dates(result)[1] == ("2026-08-31", "2026-09-04")
    assert [gap.because[-1].code for gap in result.gaps] == [Because.BEGINS_ON, Because.CANNOT_BEGIN_EARLIER]


def test_a_step_between_bounds_stretches_to_close_the_gap_after_a_course():
    sessions = (Period.inclusive(date(2026, 3, 2), date(2026, 3, 6)),)
    praktik = step(P, "4 weeks", shortest="2 weeks", longest="13 weeks")
    result = planned(step(K, "5 workdays", sessions=sessions), praktik, job=date(2026, 4, 29))
    assert result.dead_days == 0
    assert dates(result)[1] == ("2026-03-09", "2026-04-28")
    assert [reason.code for reason in result.steps[1].because] == [Because.LEADS_TO, Because.STRETCHED]


def test_the_fewest_dead_days_come_before_the_preferred_length_and_that_before_a_late_start():
    sessions = (
        Period.inclusive(date(2026, 3, 2), date(2026, 3, 6)),
        Period.inclusive(date(2026, 4, 13), date(2026, 4, 17)),
    )
    praktik = step(P, "4 weeks", shortest="2 weeks", longest="13 weeks")
    result = planned(step(K, "5 workdays", sessions=sessions), praktik, job=date(2026, 5, 1))
    # After the second session only 9 working days are left: too short. So the first, and 38 working days instead of 20.
    assert dates(result) == [("2026-03-02", "2026-03-06"), ("2026-03-09", "2026-04-30")]
    assert result.dead_days == 0


def test_a_pinned_step_stands_also_before_today_and_the_plan_bends_around_it():
    pin = Pin(date(2026, 1, 5), date(2026, 2, 1))
    result = planned(
        step(P, "4 weeks", pinned=pin), step(K, "5 workdays"), job=date(2026, 2, 11), today=date(2026, 1, 20)
    )
    assert dates(result) == [("2026-01-05", "2026-01-31"), ("2026-02-04", "2026-02-10")]
    assert [(gap.after, gap.working_days) for gap in result.gaps] == [("praktik", 2)]


def test_a_pinned_step_without_an_end_has_its_length_from_its_start():
    result = planned(step(L, "6 months", pinned=Pin(date(2026, 3, 2))), job=date(2026, 9, 2))
    assert dates(result) == [("2026-03-02", "2026-09-01")]
    assert result.dead_days == 0


def test_a_lead_keeps_a_step_from_starting_too_soon():
    job = date(2026, 2, 2)
    assert planned(step(L, "2 weeks", lead=5), job=job, today=date(2026, 1, 12)).starts_on == date(2026, 1, 19)
    with pytest.raises(UnableToPlan) as unable:
        planned(step(L, "2 weeks", lead=6), job=job, today=date(2026, 1, 12))
    [obstacle] = unable.value.obstacles
    assert (obstacle.code, obstacle.facts["earliest"]) == (Because.TOO_LITTLE_LEAD, date(2026, 1, 20))
    assert unable.value.earliest_job_starts_on == date(2026, 2, 3)


def test_a_mentor_lane_covers_nothing_and_moves_nothing():
    lane = LaneSpec("m1", StepKind.MENTOR, Moment(str(P)), Moment("job", Length(13, LengthUnit.WEEKS)))
    without = planned(step(P, "4 weeks"), job=date(2026, 9, 1))
    result = planned(step(P, "4 weeks"), job=date(2026, 9, 1), lanes=[lane])
    assert result.steps == without.steps
    [mentor] = result.lanes
    assert (mentor.starts_on, mentor.until) == (result.starts_on, date(2026, 12, 1))


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        ([step(P, "30 weeks")], Because.BEFORE_TODAY),
        ([step(K, "5 days", sessions=(Period(date(2026, 5, 4), date(2026, 5, 9)),))], Because.NO_SESSION_IN_TIME),
        ([step(K, "5 days", sessions=(Period(date(2025, 5, 4), date(2025, 5, 9)),))], Because.SESSIONS_TOO_EARLY),
        ([step(P, "4 weeks", pinned=Pin(date(2026, 2, 2)))], Because.PINNED_TOO_LATE),
        ([step(K, "1 days")], Because.NO_WORKING_DAY),
    ],
)  # fmt: skip
def test_obstacles_name_what_is_in_the_way(steps, code):
    with pytest.raises(UnableToPlan) as unable:
        planned(*steps, job=date(2026, 2, 16), today=date(2026, 1, 5))  # a Monday
    assert [obstacle.code for obstacle in unable.value.obstacles] == [code]


def test_no_job_date_within_three_years_is_said_as_none():
    sessions = (Period(date(2025, 5, 5), date(2025, 5, 9)),)
    assert (
        earliest_job_date([step(K, "4 days", sessions=sessions)], after=TODAY, today=TODAY, calendar=CALENDAR) is None
    )


# Proof ---------------------------------------------------------------------------------------------------------------------------
@settings(max_examples=400, deadline=None)
@given(steps=chains(), job=job_days, closed=closed_days)
def test_no_plan_is_better(steps, job, closed):
    brute = Brute(steps, today=TODAY, closed=closed)
    best = brute.best(job)
    calendar = WorkdayCalendar(closed)
    try:
        result = plan(steps, job_starts_on=job, today=TODAY, calendar=calendar)
    except UnableToPlan as unable:
        assert best is None
        assert unable.obstacles
        return
    assert best is not None
    assert [(s.starts_on, s.period.last) for s in result.steps] == [(start, last) for start, last, _x in best]
    assert result.dead_days == brute.cost(best)[0]


@settings(max_examples=200, deadline=None)
@given(steps=chains(), job=job_days)
def test_what_the_plan_promises(steps, job):
    try:
        result = plan(steps, job_starts_on=job, today=TODAY, calendar=CALENDAR)
    except UnableToPlan:
        assume(False)
    fixed = {s.id for s in steps if s.sessions or s.pinned}
    for here, following in zip(result.steps, [*result.steps[1:], None], strict=True):
        assert here.starts_on < here.until <= (following.starts_on if following else job)
        assert here.id in fixed or CALENDAR.is_working_day(here.starts_on)
    covered = sum(CALENDAR.count(s.starts_on, s.until) for s in result.steps)
    assert result.dead_days == CALENDAR.count(result.starts_on, job) - covered
    assert plan(steps, job_starts_on=job, today=TODAY, calendar=CALENDAR) == result


@settings(max_examples=200, deadline=None)
@given(steps=chains(), job=job_days)
def test_what_a_gap_says_of_sessions_is_true(steps, job):
    def fewest(changed):
        some = [changed if s.id == changed.id else s for s in steps]
        try:
            return plan(some, job_starts_on=job, today=TODAY, calendar=CALENDAR).dead_days
        except UnableToPlan:
            return result.dead_days

    try:
        result = plan(steps, job_starts_on=job, today=TODAY, calendar=CALENDAR)
    except UnableToPlan:
        assume(False)
    asked = {s.id: s for s in steps}
    for gap in result.gaps:
        for reason in gap.because:
            spec = asked.get(reason.facts["step"])
            if reason.code in {Because.NO_OTHER_SESSION, Because.NO_FEWER_DEAD_DAYS}:
                later = tuple(p for p in spec.sessions if gap.starts_on < p.until <= gap.until)
                assert bool(later) == (reason.code == Because.NO_FEWER_DEAD_DAYS)
                assert not later or fewest(replace(spec, sessions=later)) >= result.dead_days
            if reason.code in {Because.CANNOT_BEGIN_EARLIER, Because.BEGINS_ON} and spec and not spec.pinned:
                first = max(CALENDAR.after(TODAY, spec.lead), spec.not_before or TODAY, gap.starts_on)
                earlier = tuple(p for p in spec.sessions if first <= p.start < gap.until)
                assert bool(earlier) == (reason.code == Because.BEGINS_ON)
                assert not earlier or fewest(replace(spec, sessions=earlier)) >= result.dead_days


@settings(max_examples=200, deadline=None)
@given(steps=chains(most=3), job=job_days)
def test_moving_a_free_chain_one_working_day_later_never_moves_a_start_earlier(steps, job):
    free = [s for s in steps if not (s.sessions or s.pinned)]
    assume(free)
    later = CALENDAR.after(job, 1)
    try:
        first, second = (
            plan(free, job_starts_on=day, today=TODAY - timedelta(days=400), calendar=CALENDAR) for day in (job, later)
        )
    except UnableToPlan:
        assume(False)
    if all(not s.varies for s in free):
        assert all(a.starts_on <= b.starts_on for a, b in zip(first.steps, second.steps, strict=True))
    assert first.starts_on <= second.starts_on


@settings(max_examples=60, deadline=None)
@given(steps=chains(most=3), job=job_days)
def test_what_if_gives_for_each_day_what_planning_that_day_gives(steps, job):
    days = [job + timedelta(days=n) for n in range(0, 30, 3)]
    for found in what_if(steps, job_dates=days, today=TODAY, calendar=CALENDAR):
        try:
            result = plan(steps, job_starts_on=found.job_starts_on, today=TODAY, calendar=CALENDAR)
        except UnableToPlan:
            assert not found.feasible
        else:
            assert (found.feasible, found.dead_days, found.starts_on) == (True, result.dead_days, result.starts_on)


@settings(max_examples=60, deadline=None)
@given(steps=chains(most=3), job=job_days)
def test_the_earliest_job_date_works_and_no_day_before_it_does(steps, job):
    try:
        plan(steps, job_starts_on=job, today=TODAY, calendar=CALENDAR)
    except UnableToPlan as unable:
        earliest = unable.earliest_job_starts_on
        assume(earliest is not None and (earliest - job).days < 40)
        assert plan(steps, job_starts_on=earliest, today=TODAY, calendar=CALENDAR)
        brute = Brute(steps, today=TODAY)
        assert all(brute.best(job + timedelta(days=n)) is None for n in range(1, (earliest - job).days))


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("4u", "4 weeks"),
        ("10 arbejdsdage", "10 workdays"),
        ("3 mdr", "3 months"),
        ("1.050 dage", "1050 days"),
        ("1 dag", "1 days"),
        ("fire uger", "4 weeks"),
        ("fjorten dage", "14 days"),
        ("et halvt år", "6 months"),
        ("1 år", "12 months"),
    ],
)
def test_a_length_is_read_as_people_write_it(text, length):
    assert str(Length.parse_danish(text)) == length


# Bounds -------------------------------------------------------------------------------------------------------------------
def test_a_step_that_must_be_over_before_a_day_ends_there_and_the_days_after_are_dead():
    steps = [StepSpec("p1", StepKind.VIRKSOMHEDSPRAKTIK, Length(4, LengthUnit.WEEKS), ends_by=date(2026, 8, 1))]
    found = plan(steps, job_starts_on=date(2026, 9, 1), today=date(2026, 1, 5), calendar=WorkdayCalendar.danish())
    [step], [gap] = found.steps, found.gaps
    assert (step.starts_on, step.until) == (date(2026, 7, 6), date(2026, 8, 1))
    assert (gap.starts_on, gap.working_days) == (date(2026, 8, 1), 21)
    assert step.because[0].code == Because.ENDS_BY
    assert Because.ENDS_BY in {reason.code for reason in gap.because}


def test_a_bound_that_is_kept_anyway_changes_nothing():
    free = [StepSpec("p1", StepKind.VIRKSOMHEDSPRAKTIK, Length(4, LengthUnit.WEEKS))]
    calendar, job, today = WorkdayCalendar.danish(), date(2026, 9, 1), date(2026, 1, 5)
    [expected] = plan(free, job_starts_on=job, today=today, calendar=calendar).steps
    for bounds in (
        {"ends_by": job}, {"ends_by": date(2100, 12, 31)}, {"not_before": today}, {"not_before": date(2026, 7, 1)},
    ):  # fmt: skip
        [step] = plan([replace(free[0], **bounds)], job_starts_on=job, today=today, calendar=calendar).steps
        assert step == expected


@pytest.mark.parametrize("day", [date(2026, 8, 5), date(2031, 1, 1), date(2100, 12, 31)])
def test_a_step_that_may_not_begin_yet_is_in_the_way(day):
    steps = [StepSpec("p1", StepKind.VIRKSOMHEDSPRAKTIK, Length(4, LengthUnit.WEEKS), not_before=day)]
    with pytest.raises(UnableToPlan) as refused:
        plan(steps, job_starts_on=date(2026, 9, 1), today=date(2026, 1, 5), calendar=WorkdayCalendar.danish())
    [obstacle] = refused.value.obstacles
    assert (obstacle.code, obstacle.facts["earliest"]) == (Because.NOT_BEFORE, day)
