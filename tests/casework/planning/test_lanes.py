"""A lane beside the chain lies as it is asked for, covers nothing and moves nothing, whatever the chain."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.planning.backward import UnableToPlan, plan
from casework.planning.periods import Period
from casework.planning.steps import JOB, LaneSpec, Length, LengthUnit, Moment, StepKind, StepSpec
from jobpakker.foundation.workdays import WorkdayCalendar
from tests.casework.planning.strategies import TODAY, chains, closed_days, days, job_days, lengths


@st.composite
def lanes(draw, steps):
    names = st.sampled_from([*(step.id for step in steps), JOB])
    starts = draw(st.lists(days, max_size=3, unique=True))
    return LaneSpec(
        "lane", StepKind.COURSE, Moment(draw(names)), draw(st.one_of(st.none(), names.map(Moment))), draw(lengths()),
        draw(st.one_of(st.none(), days)), tuple(Period(day, day + timedelta(days=4)) for day in starts),
    )  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.data(), chains(), job_days, closed_days)
def test_a_lane_of_any_kind_leaves_the_plan_as_it_is(data, steps, job, closed):
    calendar = WorkdayCalendar.danish(closed)
    lane = data.draw(lanes(steps))
    try:
        alone = plan(steps, job_starts_on=job, today=TODAY, calendar=calendar)
    except UnableToPlan:
        with pytest.raises(UnableToPlan):
            plan(steps, job_starts_on=job, today=TODAY, calendar=calendar, lanes=[lane])
        return
    found = plan(steps, job_starts_on=job, today=TODAY, calendar=calendar, lanes=[lane])
    assert (found.steps, found.gaps, found.dead_days) == (alone.steps, alone.gaps, alone.dead_days)
    [placed] = found.lanes
    assert placed.starts_on < placed.until
    if lane.sessions:
        assert Period(placed.starts_on, placed.until) in lane.sessions
    elif lane.on:
        assert placed.starts_on == lane.on
    elif lane.ends is None:
        assert placed.starts_on >= TODAY and placed.until == lane.length.after(placed.starts_on, calendar)


def test_of_its_classes_the_first_along_with_the_chain_is_taken():
    calendar = WorkdayCalendar.danish()
    classes = tuple(
        Period(day, day + timedelta(days=5)) for day in (date(2026, 2, 2), date(2026, 4, 13), date(2026, 5, 4))
    )
    step = StepSpec("p", StepKind.VIRKSOMHEDSPRAKTIK, Length(4, LengthUnit.WEEKS))

    def taken(**more):
        lane = LaneSpec("du", StepKind.COURSE, Moment("p"), None, step.length, **more)
        return (
            plan([step], job_starts_on=date(2026, 5, 4), today=TODAY, calendar=calendar, lanes=[lane])
            .lanes[0]
            .starts_on
        )

    assert taken(sessions=classes) == date(2026, 4, 13)  # the chain begins on the seventh
    assert taken(sessions=classes[:1]) == date(2026, 2, 2)
    assert taken(sessions=(Period(date(2025, 12, 1), date(2025, 12, 5)),)) == date(2025, 12, 1)
