"""The night's picture: counts and sums of one day, taken once, and made good when a night was missed."""

from datetime import timedelta

import pytest
import time_machine

from casework import tasks
from casework.flow import actions, figures, pictures
from casework.flow.forms import PeriodForm
from casework.flow.models import FlowSnapshot
from casework.jobpakke.models import Jobpakke, Outcome
from casework.jobpakke.states import StepState
from casework.planning.periods import ONE_DAY, Period
from tests.casework.flow.rows import TODAY, YEAR, Municipality, day, noon, some

pytestmark = pytest.mark.django_db
P, K, L = "praktik", "kursus", "loentilskud"
YESTERDAY = TODAY - ONE_DAY
FRIDAY = day("11-20")


@pytest.fixture
def place():
    return Municipality()


def taken(place, on, at=TODAY):
    return actions.take_snapshot(municipality=place.municipality, day=on, at=noon(at))


def values(snapshot):
    return {
        field.name: getattr(snapshot, field.name)
        for field in FlowSnapshot._meta.fields
        if field.name not in {"id", "public_id", "municipality", "taken_at"}
    }


def test_a_picture_counts_every_open_package_in_one_place(place):
    place.package((P, "12-07", "12-18", StepState.PLANNED), job="12-21", asked="11-16")
    place.package((P, "12-07", "12-18", StepState.PLANNED), job="12-21", promised="11-09")
    place.package((P, "11-02", "12-18", StepState.RUNNING), job="12-21", promised="10-26")
    place.package((K, "11-02", "12-18", StepState.RUNNING), job="12-21", promised="10-26")
    place.package((P, "11-02", "11-13"), (L, "11-30", "12-18", StepState.PLANNED), job="12-21", promised="10-26")
    place.package((P, "10-05", "11-13"), job="11-16", promised="10-01")
    place.package((P, "10-05", "11-13"), job="11-16", promised="10-01", ended="11-17", outcome=Outcome.ORDINAER)
    place.package((P, "10-05", "11-13"), job="11-16", promised="10-01", ended="11-17", outcome=Outcome.FLEKSJOB)
    place.package((P, "10-05", "11-13"), job="11-16", promised="10-01", ended="11-17", outcome=Outcome.AFBRUDT)
    found = values(taken(place, FRIDAY))
    places = {
        name: found[name] for name in ("planning", "promised", "praktik", "kursus", "loentilskud", "between", "in_job")
    }
    assert places == {
        "planning": 1, "promised": 1, "praktik": 1, "kursus": 1, "loentilskud": 0, "between": 1, "in_job": 1,
    }  # fmt: skip
    assert (found["ended"], found["ended_ordinary"], found["ended_fleksjob"]) == (3, 1, 1)
    assert (found["under_way"], found["dead"]) == (3, 1)
    assert (found["commitments_waiting"], found["commitments_waiting_days"]) == (1, 5)
    # Whom nobody has promised a job: the one whose company is asked, and the one whose package was broken off.
    assert found["citizens_waiting"] == 2


def test_a_weekend_has_no_dead_packages(place):
    place.package((P, "11-02", "11-13"), (L, "11-30", "12-18", StepState.PLANNED), job="12-21", promised="10-26")
    saturday = taken(place, day("11-21"))
    assert (saturday.between, saturday.under_way, saturday.dead) == (1, 0, 0)


def test_taken_again_the_first_picture_stands(place):
    some(place, 10)
    first = taken(place, YESTERDAY)
    Jobpakke.objects.for_municipality(place.municipality).update(created_at=noon(TODAY))
    again = taken(place, YESTERDAY, at=TODAY + ONE_DAY)
    assert again == first
    assert (again.taken_at, values(again)) == (first.taken_at, values(first))
    assert FlowSnapshot.objects.for_municipality(place.municipality).count() == 1


def test_a_late_picture_is_the_one_that_would_have_been_taken(place):
    """What has ended since, been promised since or been built since is not in the picture of an earlier day."""
    package = place.package((P, "11-02", "12-18", StepState.RUNNING), job="12-21", promised="10-26")
    in_time = values(taken(place, day("11-10")))
    Jobpakke.objects.for_municipality(place.municipality).filter(pk=package.pk).update(
        state="broken_off", ended_on=day("11-18"), outcome=Outcome.AFBRUDT
    )
    place.package((P, "12-07", "12-18", StepState.PLANNED), job="12-21", promised="11-12", built="2026-11-11")
    assert values(taken(place, day("11-11"))) | {"day": day("11-10")} == in_time | {
        "planning": 1, "citizens_waiting": 1, "citizens_waiting_days": 217,
    }  # fmt: skip
    later = taken(place, FRIDAY)
    assert (later.praktik, later.ended, later.promised) == (0, 1, 1)


def test_dead_packages_day_by_day_are_the_dead_days_of_the_figures(place):
    some(place, 25)
    period = Period(day("10-01"), day("11-01"))
    days = [period.start + timedelta(days=n) for n in range(period.days)]
    pictures_taken = [taken(place, on) for on in days]
    found = figures.overview(place.flow(period))
    assert sum(one.dead for one in pictures_taken) == found.dead_days > 0
    assert sum(one.under_way for one in pictures_taken) == found.working_days


def test_nights_that_nobody_took_are_made_good_but_not_before_the_first_one(place):
    place.citizen()
    first = actions.take_missing(municipality=place.municipality, yesterday=day("11-16"), at=noon(TODAY))
    assert [one.day for one in first] == [day("11-16")]
    later = actions.take_missing(municipality=place.municipality, yesterday=day("11-19"), at=noon(TODAY))
    assert [one.day for one in later] == [day("11-17"), day("11-18"), day("11-19")]
    assert actions.take_missing(municipality=place.municipality, yesterday=day("11-19"), at=noon(TODAY)) == []
    much_later = actions.take_missing(municipality=place.municipality, yesterday=day("2027-11-19"), at=noon(TODAY))
    assert len(much_later) == 32


def test_the_task_takes_yesterday_for_each_municipality_once(place):
    other = Municipality()
    with time_machine.travel(noon(TODAY), tick=False):
        for _again in range(2):
            for municipality in (place.municipality, other.municipality):
                tasks.snapshot(municipality.pk, YESTERDAY.isoformat())
    for municipality in (place.municipality, other.municipality):
        assert FlowSnapshot.objects.for_municipality(municipality).get().day == YESTERDAY


def test_another_municipality_is_not_in_the_picture(place):
    some(Municipality(), 10)
    found = values(taken(place, YESTERDAY))
    assert set(found.values()) == {0, YESTERDAY}


def test_a_picture_takes_the_same_queries_for_three_and_for_thirty(django_assert_num_queries):
    for number in (3, 30):
        place = Municipality()
        some(place, number)
        with django_assert_num_queries(11):
            taken(place, YESTERDAY)


# The trend ---------------------------------------------------------------------------------------------------------------------
def test_a_trend_is_drawn_of_the_last_picture_of_each_week_or_month(place):
    some(place, 5)
    assert figures.overview(place.flow()).trend == ()
    for n in range(60):
        taken(place, YESTERDAY - timedelta(days=n))
    found = figures.overview(place.flow())
    assert [one.day.weekday() for one in found.trend] == [6] * 9
    long = figures.overview(place.flow(Period(day("2022-01-01"), TODAY + ONE_DAY)))
    assert long.trend == found.trend
    drawing = pictures.trend(found)
    assert drawing.header[1] == "Afsluttet siden 27. sept. 2026"
    assert len(drawing.table) == 9
    # What has ended since the first picture never shrinks.
    assert [one.ended for one in found.trend] == sorted(one.ended for one in found.trend)


def test_a_trend_of_many_weeks_goes_by_months(place):
    for n in range(0, 360, 5):
        FlowSnapshot.objects.create(
            municipality=place.municipality, day=YESTERDAY - timedelta(days=n), taken_at=noon(TODAY),
            **{f.name: 0 for f in FlowSnapshot._meta.fields if f.get_internal_type() == "PositiveIntegerField"},
        )  # fmt: skip
    trend = figures.overview(place.flow(YEAR)).trend
    assert len(trend) == 12
    assert all(one.day.month != two.day.month for one, two in zip(trend, trend[1:], strict=False))


def test_the_page_draws_it(client, place):
    some(place, 5)
    for n in range(20):
        taken(place, YESTERDAY - timedelta(days=n))
    client.force_login(place.manager)
    with time_machine.travel(noon(TODAY), tick=False):
        page = client.get("/flow/").content.decode()
    assert "Kumulativt flow" in page


def test_the_address_of_a_period_is_read_back(place):
    form = PeriodForm({}, teams=place.teams, today=TODAY)
    assert form.is_valid()
    assert form.period == YEAR
    assert form.query() == "?fra=24-11-2025&til=23-11-2026"
