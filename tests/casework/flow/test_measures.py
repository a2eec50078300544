"""One package as the flow sees it: where it stands, what it covered and lost, and how it ended."""

from datetime import timedelta

import pytest

from casework.flow import measures
from casework.flow.measures import History, Place, Result
from casework.green_wave.models import Actor, Cause, CloseReason, DeadPeriod, State
from casework.jobpakke.models import Outcome
from casework.jobpakke.states import JobpakkeState, StepState
from casework.planning.periods import ONE_DAY, Period
from jobpakker.foundation.accounts.models import ClosedDay
from tests.casework.flow.rows import TODAY, Municipality, day, noon

pytestmark = pytest.mark.django_db
ALWAYS = Period(day("2020-01-01"), day("2030-01-01"))
P, K, L = "praktik", "kursus", "loentilskud"


@pytest.fixture
def place():
    return Municipality()


def measured(place, today=TODAY):
    [package] = place.flow(ALWAYS, today=today).packages
    return package


def dead_and_all(place, period=ALWAYS, today=TODAY):
    flow = place.flow(ALWAYS, today=today)
    [package] = flow.packages
    return measures.dead_days(package, period, flow.calendar), measures.working_days(package, period, flow.calendar)


# Dead days: the worked examples of domain.md § 9.5 ---------------------------------------------------------------------------
E27 = ((P, "01-05", "01-30"), (K, "02-04", "02-12"), (P, "02-16", "04-10"), (L, "04-22", "10-20"))


def test_e27_whole_chain_with_three_gaps_has_ten_dead_of_202_days(place):
    place.package(*E27, job="10-21", promised="2026-01-02", ended="11-02", outcome=Outcome.ORDINAER)
    assert dead_and_all(place) == (10, 202)


def test_a_period_cuts_both_the_days_and_the_dead_of_them(place):
    place.package(*E27, job="10-21", promised="2026-01-02", ended="11-02", outcome=Outcome.ORDINAER)
    february = Period(day("02-01"), day("03-01"))
    assert dead_and_all(place, february) == (3, 20)
    assert dead_and_all(place, Period(day("10-19"), day("12-01"))) == (0, 2)  # until the day before the job
    assert dead_and_all(place, Period(day("11-01"), day("12-01"))) == (0, 0)


def test_e04_holidays_and_weekends_are_not_dead(place):
    place.package((P, "03-02", "03-27"), (K, "04-13", "04-21"), job="04-22", promised="2026-03-01")
    assert dead_and_all(place)[0] == 7


def test_e07_a_closing_day_of_the_municipality_is_not_dead(place):
    place.package((P, "05-04", "06-04"), (L, "06-08", "07-03"), job="07-06", promised="2026-05-01")
    assert dead_and_all(place)[0] == 1
    ClosedDay.objects.create(municipality=place.municipality, day=day("06-05"), reason="Grundlovsdag")
    assert dead_and_all(place)[0] == 0


def test_e10_a_mentor_alone_does_not_cover(place):
    package = place.package((P, "08-03", "08-28"), (L, "09-14", "10-09"), job="10-12", promised="2026-08-01")
    place.step(package, 9, "mentor", "08-03", "12-18", StepState.RUNNING, beside=True)
    assert dead_and_all(place)[0] == 10


def test_e11_nested_steps_lose_nothing_and_cross_once(place):
    place.package(
        (P, "08-03", "10-23"), (K, "08-17", "08-25"), (L, "10-26", "11-19"), job="11-20", promised="2026-08-01"
    )
    assert dead_and_all(place)[0] == 0
    assert [(one.transition, one.dead_days) for one in measured(place).crossings] == [
        ("loefte-praktik", 0),
        ("praktik-loentilskud", 0),
        ("loentilskud-job", 0),
    ]


def test_days_from_the_promise_to_the_first_step_stand_for_themselves(place):
    place.package((P, "02-16", "03-13"), job="03-16", promised="02-02")
    package = measured(place)
    assert dead_and_all(place) == (0, 20)
    [start] = package.lost
    assert (start.at_start, start.transition) == (True, "loefte-praktik")
    assert package.crossings[0].dead_days == 9  # E19


def test_what_is_ahead_is_not_lost_yet(place):
    place.package(
        (P, "11-02", "11-20", StepState.RUNNING), (K, "11-30", "12-04", StepState.PLANNED), job="12-14", promised="2026-11-01"
    )  # fmt: skip
    # Monday to Friday of this week and of the week before the job; this Monday morning none of them is over.
    package = measured(place)
    assert [(one.transition, one.until - one.starts_on) for one in package.ahead] == [
        ("praktik-kursus", timedelta(days=7)),
        ("kursus-job", timedelta(days=9)),
    ]
    assert package.lost == ()
    tomorrow = measured(place, today=TODAY + ONE_DAY)
    assert dead_and_all(place, today=TODAY + ONE_DAY)[0] == 1
    assert tomorrow.ahead[0].starts_on == TODAY + ONE_DAY


def test_e24_a_step_that_has_not_begun_covers_nothing_that_is_over(place):
    place.package(
        (P, "10-05", "10-30"), (L, "11-02", "2027-01-29", StepState.PLANNED), job="2027-02-01", promised="2026-10-01"
    )
    assert dead_and_all(place, today=day("11-24"))[0] == 16
    assert measured(place).place == Place.BETWEEN


def test_a_package_that_was_broken_off_loses_no_day_after_its_end_and_the_gap_says_so(place):
    place.package((P, "03-02", "03-27"), job="06-01", promised="2026-03-01", ended="04-10", outcome=Outcome.AFBRUDT)
    package = measured(place)
    assert dead_and_all(place) == (7, 27)  # 30 March - 10 April less four days of Easter; 2 March - 10 April less three
    assert [one.transition for one in package.lost] == ["praktik-afbrudt"]
    assert [one.transition for one in package.crossings] == ["loefte-praktik"]
    assert package.ahead == ()


def test_cause_and_who_acts_are_those_of_the_flag_that_lies_in_the_gap(place):
    package = place.package((P, "03-02", "03-27"), (K, "04-13", "04-21"), job="04-27", promised="2026-03-01")

    def flag(starts, until, cause, **more):
        DeadPeriod.objects.create(
            municipality=place.municipality, jobpakke=package, kind="inner", starts_on=day(starts), until=day(until),
            first_dead_on=day(starts),
            working_days=1, state=State.PAST, cause=cause, acts=Actor.PROVIDER, severity="notice", found_on=day(starts),
            closed_at=noon(day(until)), **more,
        )  # fmt: skip

    flag("03-28", "04-13", Cause.COURSE_WAIT, close_reason=CloseReason.PASSED)
    flag("03-29", "04-13", Cause.GRANT_WAIT, close_reason=CloseReason.MENDED)  # was never lost
    first, second = measured(place).lost
    assert (first.cause, first.acts) == (Cause.COURSE_WAIT, Actor.PROVIDER)
    assert (second.cause, second.acts) == (Cause.UNKNOWN, Actor.CASEWORKER)


# Where it stands -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("made", "where", "since"),
    [
        ({"steps": [(P, "12-07", "12-18", StepState.PLANNED)], "job": "12-21"}, Place.PLANNING, "01-05"),
        ({"steps": [(P, "12-07", "12-18", StepState.PLANNED)], "job": "12-21", "asked": "11-02"}, Place.PLANNING, "01-05"),
        ({"steps": [(P, "12-07", "12-18", StepState.PLANNED)], "job": "12-21", "promised": "11-09"}, Place.PROMISED, "11-09"),
        # Should have begun last week, and nobody has written that it has.
        ({"steps": [(P, "11-16", "12-18", StepState.PLANNED)], "job": "12-21", "promised": "11-09"}, Place.PROMISED, "11-09"),
        ({"steps": [(P, "11-23", "12-18", StepState.PLANNED)], "job": "12-21", "promised": "11-09"}, Place.PRAKTIK, "11-23"),
        ({"steps": [(K, "11-16", "12-18", StepState.RUNNING)], "job": "12-21", "promised": "11-09"}, Place.KURSUS, "11-16"),
        # A composed course that walks before anyone has promised anything.
        ({"steps": [(L, "11-16", "12-18", StepState.RUNNING)], "job": "12-21"}, Place.LOENTILSKUD, "11-16"),
        ({"steps": [(P, "11-02", "11-20")], "job": "12-21", "promised": "10-30"}, Place.BETWEEN, "11-21"),
        # Past its planned end, and nobody has written what became of it.
        ({"steps": [(P, "11-02", "11-20", StepState.RUNNING)], "job": "12-21", "promised": "10-30"}, Place.BETWEEN, "11-21"),
        ({"steps": [(P, "11-02", "11-20")], "job": "11-23", "promised": "10-30"}, Place.IN_JOB, "11-23"),
        ({"steps": [(P, "11-02", "11-20")], "job": "11-23", "promised": "10-30", "ended": "11-23", "outcome": "ordinaer"}, None, "11-23"),
    ],
)  # fmt: skip
def test_where_a_package_stands_and_since_when(place, made, where, since):
    place.package(*made.pop("steps"), **made)
    package = measured(place)
    assert (package.place, package.place_since) == (where, day(since))


def test_a_question_counts_from_the_day_it_was_asked_until_it_is_answered(place):
    place.package(job="12-21", asked="11-02")
    assert measured(place).asked_on == day("11-02")
    package = place.package(job="12-21", asked="10-01", promised="10-12")
    assert next(p for p in place.flow(ALWAYS).packages if p.id == package.public_id).asked_on is None
    snapshot = place.flow(ALWAYS, today=day("10-06")).packages
    assert next(p for p in snapshot if p.id == package.public_id).asked_on == day("10-01")


# How it is told ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("earned", "steps", "history"),
    [
        ("02-27", [(P, "03-02", "03-27"), (K, "04-13", "04-21")], History.PURE),
        ("03-02", [(P, "03-02", "03-27"), (K, "04-13", "04-21")], History.PURE),
        ("03-03", [(P, "03-02", "03-27"), (K, "04-13", "04-21")], History.GROWN),
        (None, [(P, "03-02", "03-27"), (K, "04-13", "04-21")], History.COMPOSED),
        (None, [(P, "03-02", "03-27")], History.SINGLE),
        (None, [(P, "03-02", "03-27"), (K, "04-13", "04-21", StepState.SUPERSEDED)], History.SINGLE),
    ],
)
def test_pure_and_grown_are_told_apart_by_the_day_the_name_was_earned(place, earned, steps, history):
    place.package(*steps, job="06-01", promised="2026-02-02", earned=earned)
    assert measured(place).history == history


def test_a_chain_that_was_broken_off_in_its_first_step_was_still_a_chain(place):
    place.package(
        (P, "03-02", "03-27", StepState.BROKEN), (K, "04-13", "04-21", StepState.SUPERSEDED), job="06-01",
        promised="2026-02-02", ended="03-27", outcome=Outcome.AFBRUDT,
    )  # fmt: skip
    assert measured(place).history == History.COMPOSED


@pytest.mark.parametrize(
    ("outcome", "result"),
    [
        (Outcome.ORDINAER, Result.ORDINARY),
        (Outcome.ORDINAER_DELTID, Result.ORDINARY),
        (Outcome.FLEKSJOB, Result.FLEKSJOB),
        (Outcome.UDDANNELSE, Result.EDUCATION),
        (Outcome.IGU, Result.EDUCATION),
        (Outcome.TILBAGE_PAA_YDELSE, Result.NONE),
        (Outcome.AFBRUDT, Result.NONE),
    ],
)
def test_ordinary_employment_and_fleksjob_are_two_results(place, outcome, result):
    place.package((P, "03-02", "03-27"), job="03-30", promised="2026-02-02", ended="04-10", outcome=outcome)
    package = measured(place)
    assert package.result == result
    assert package.days_to_job == 28


def test_a_package_back_on_the_desk_is_still_running(place):
    place.package((P, "03-02", "03-27"), job="03-30", promised="2026-02-02", state=JobpakkeState.DRAFT)
    assert measured(place).result == Result.RUNNING
