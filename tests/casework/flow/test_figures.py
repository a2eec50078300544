"""The figures, by hand and on much data: what the page says is what its lists hold, and what the watch has found."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.flow import figures, queries
from casework.flow.figures import Share, Spread
from casework.flow.forms import NarrowForm, twelve_months_to
from casework.flow.listings import FIGURES
from casework.flow.measures import Place, Result
from casework.green_wave import actions as green_wave
from casework.green_wave.models import STANDING, DeadPeriod, Kind
from casework.jobpakke.models import Outcome
from casework.jobpakke.states import JobpakkeState, StepState
from casework.planning.periods import ONE_DAY, Period
from jobpakker.foundation.accounts.models import Team
from tests.casework.flow.rows import TODAY, YEAR, Municipality, day, noon, some

P, K, L = "praktik", "kursus", "loentilskud"
EVER = Period(day("2022-01-01"), TODAY + ONE_DAY)


@pytest.fixture
def place(db):
    return Municipality(teams=2)


def listed(flow, figure, **chosen):
    """The list behind a figure, as the page makes it."""
    shown = FIGURES[figure]
    period = {"fra": f"{flow.period.start:%d-%m-%Y}", "til": f"{flow.period.last:%d-%m-%Y}"}
    form = NarrowForm(period | chosen, teams=[], today=flow.today, narrowed_by=shown.narrowed_by, is_now=shown.is_now)
    assert form.is_valid(), form.errors
    return shown.rows(flow, form)


def total(listing, label):
    return dict(listing.totals)[label]


# Small groups -----------------------------------------------------------------------------------------------------------------
@given(st.integers(0, 40), st.integers(0, 40))
def test_a_share_of_fewer_than_five_is_not_told(part, whole):
    share = Share(min(part, whole), whole)
    assert share.percent == (None if whole < 5 else pytest.approx(100 * min(part, whole) / whole))


def test_a_median_of_fewer_than_five_is_not_told():
    assert Spread.of([3, 1, 2, 4]) == Spread(4, None, None, 4)
    assert Spread.of([5, 1, 2, 4, 3]) == Spread(5, 3, pytest.approx(4.4), 5)
    assert Spread.of([]) == Spread(0, None, None, None)


# By hand -------------------------------------------------------------------------------------------------------------------------
def test_dead_days_by_transition_and_cause_and_the_share_of_green_transitions(place):
    place.package(
        (P, "03-02", "03-27"), (K, "04-13", "04-21"), (L, "04-22", "08-31"), job="09-01", promised="2026-02-16"
    )
    place.package((P, "03-02", "03-27"), (K, "03-31", "04-10"), job="04-14", promised="2026-03-01", earned="02-20")
    found = figures.overview(place.flow())
    assert (found.dead_days, found.dead_packages, found.working_days) == (9, 2, 126 + 28)
    assert [(row.key, row.periods, row.days, row.passed, row.green) for row in found.transitions] == [
        ("praktik-kursus", 2, 8, 2, 0),
        ("kursus-job", 1, 1, 1, 0),
        ("kursus-loentilskud", 0, 0, 1, 1),
        ("loentilskud-job", 0, 0, 1, 1),
    ]
    assert [(row.cause, row.periods, row.days) for row in found.causes] == [("unknown", 3, 9)]
    assert (found.efficiency.part, found.efficiency.whole) == (145, 154)
    assert (found.start.n, found.start.longest) == (2, 9)  # 17 February - 27 February


def test_results_have_both_denominators_and_keep_the_forms_apart(place):
    def walked(**more):
        place.package((P, "03-02", "03-27"), (K, "03-30", "04-10"), job="04-13", promised="2026-02-16", **more)

    for outcome in (Outcome.ORDINAER, Outcome.ORDINAER_DELTID, Outcome.FLEKSJOB, Outcome.AFBRUDT):
        walked(earned="02-20", ended="04-20", outcome=outcome)
    for _n in range(2):
        walked(earned="02-20")
    walked(earned="03-10", ended="04-20", outcome=Outcome.UDDANNELSE)
    walked(ended="04-20", outcome=Outcome.ORDINAER)
    pure, grown, composed, single = figures.overview(place.flow()).results
    assert (pure.started, pure.running, pure.ended) == (6, 2, 4)
    assert pure.of_started(Result.ORDINARY).percent == pytest.approx(100 * 2 / 6)
    assert pure.of_ended(Result.ORDINARY).percent is None  # four have ended
    assert (pure.of_ended(Result.ORDINARY).part, pure.of_started(Result.FLEKSJOB).part) == (2, 1)
    assert (grown.started, grown.by_result[Result.EDUCATION]) == (1, 1)
    assert (composed.started, composed.by_result[Result.ORDINARY]) == (1, 1)
    assert single.started == 0


def test_throughput_and_the_time_to_the_job_are_of_ordinary_employment(place):
    for n, outcome in enumerate([Outcome.ORDINAER] * 5 + [Outcome.FLEKSJOB, Outcome.TILBAGE_PAA_YDELSE]):
        first = day("03-02") + timedelta(days=7 * n)
        place.package(
            (P, first.isoformat(), "06-26"), job="06-29", promised="2026-02-16", ended="07-01", outcome=outcome
        )
    found = figures.overview(place.flow())
    assert (found.ordinary, found.fleksjob) == (5, 1)
    assert (found.to_job.n, found.to_job.median, found.to_job.longest) == (5, 105, 119)
    july = next(row for row in found.months if row.period.start == day("07-01"))
    assert (july.ordinary, july.fleksjob) == (5, 1)
    assert sum(row.ordinary for row in found.months) == 5


def test_commitments_wait_in_working_days_and_only_those_that_are_asked(place):
    place.package(job="2027-01-04", asked="11-09")
    place.package(job="2027-01-04", asked="11-20")
    place.package(job="2027-01-04", asked="10-01", promised="11-02")
    found = figures.overview(place.flow())
    assert (found.asked.n, found.asked.longest) == (2, 10)


def test_who_waits_for_a_promise(place):
    waiting = place.citizen(referred="10-05")  # 6 October - 20 November: § 9.1 without the 23rd, which is not over
    asked = place.citizen(referred="11-20")
    place.package(job="2027-01-04", asked="11-20", citizen=asked)
    stopped = place.citizen(referred="2025-01-06")
    place.package(
        (P, "03-02", "03-27"), job="06-01", promised="02-02", ended="11-13", outcome=Outcome.AFBRUDT, citizen=stopped
    )
    promised = place.citizen(referred="2025-01-06")
    place.package(job="2027-01-04", promised="11-02", citizen=promised)
    arrived = place.citizen(referred="2025-01-06")
    place.package(
        (P, "03-02", "03-27"), job="06-01", promised="02-02", ended="06-02", outcome=Outcome.ORDINAER, citizen=arrived
    )
    place.citizen(referred="11-23")
    flow = place.flow()
    assert [(one.id, one.days, one.plan) for one in flow.waiting] == [
        (waiting.public_id, 34, ""),
        (stopped.public_id, 5, ""),
        (asked.public_id, 0, JobpakkeState.AWAITING_COMPANY),
    ]
    assert figures.overview(flow).waiting_bands == (2, 0, 1, 0)


def test_a_referral_before_the_calendar_begins_still_waits(place):
    place.citizen(referred="1950-10-05")
    assert figures.overview(place.flow()).waiting_bands == (0, 0, 0, 1)


def test_work_in_progress_by_place_and_state(place):
    place.package((P, "12-07", "12-18", StepState.PLANNED), job="12-21")
    place.package((P, "11-16", "12-18", StepState.RUNNING), job="12-21", promised="11-09")
    place.package((P, "11-02", "12-18", StepState.RUNNING), job="12-21", promised="10-26")
    rows = {row.place: row for row in figures.overview(place.flow()).places}
    assert rows[Place.PLANNING].by_state == {JobpakkeState.DRAFT: 1}
    assert rows[Place.PRAKTIK].by_state == {JobpakkeState.ACTIVE: 2}
    assert rows[Place.PRAKTIK].stood.longest == 21
    assert figures.overview(place.flow()).open_total == 3


def test_months_cover_the_period_once():
    months = figures.months_of(YEAR)
    assert (months[0].start, months[-1].until) == (YEAR.start, YEAR.until)
    assert all(one.until == two.start for one, two in zip(months, months[1:], strict=False))
    assert [month.start.day for month in months[1:]] == [1] * (len(months) - 1)


@pytest.mark.parametrize(
    ("last", "first"), [("2026-11-23", "2025-11-24"), ("2024-02-29", "2023-03-01"), ("2025-02-28", "2024-02-29")]
)
def test_twelve_months_to_a_day(last, first):
    assert twelve_months_to(day(last)) == day(first)


# On much data --------------------------------------------------------------------------------------------------------------------
PERIODS = [
    YEAR,
    EVER,
    Period(day("09-01"), day("10-01")),
    Period(TODAY, TODAY + ONE_DAY),
    Period(TODAY - ONE_DAY, TODAY),
]


@pytest.fixture
def much(place):
    some(place, 60)
    return place


@pytest.mark.parametrize("period", PERIODS, ids=str)
def test_every_figure_is_the_length_or_the_sum_of_its_list(much, period):
    for team in (None, much.teams[0]):
        flow = much.flow(period, team=team)
        found = figures.overview(flow)
        assert len(listed(flow, "i-gang").rows) == found.open_total == sum(row.total for row in found.places)
        dead = listed(flow, "doede-dage")
        assert total(dead, "Arbejdsdage") == found.dead_days
        assert len({row.url for row in dead.rows}) == found.dead_packages
        assert total(listed(flow, "doede-dage-forude"), "Arbejdsdage") == found.ahead_days
        active = listed(flow, "aktive-dage")
        assert (len(active.rows), total(active, "Arbejdsdage i alt")) == (found.working_packages, found.working_days)
        assert (total(active, "Med aktivitet"), total(active, "Døde dage")) == (found.efficiency.part, found.dead_days)
        assert len(listed(flow, "loefte-til-trin").rows) == found.start.n
        assert len(listed(flow, "tilsagn").rows) == found.asked.n
        assert len(listed(flow, "syltekrukke").rows) == found.waiting.n == sum(found.waiting_bands)
        assert len(listed(flow, "i-job").rows) == found.ordinary + found.fleksjob
        assert len(listed(flow, "i-job", resultat=Result.ORDINARY).rows) == found.ordinary == found.to_job.n
        assert len(listed(flow, "startede").rows) == sum(row.started for row in found.results)
        assert sum(row.dead_days for row in found.months) == found.dead_days


def test_every_number_of_a_table_is_the_length_or_the_sum_of_its_narrowed_list(much):
    flow = much.flow()
    found = figures.overview(flow)
    for row in found.places:
        assert len(listed(flow, "i-gang", sted=row.place).rows) == row.total
        for state, count in row.by_state.items():
            assert len(listed(flow, "i-gang", sted=row.place, tilstand=state).rows) == count
    for row in found.transitions:
        dead = listed(flow, "doede-dage", overgang=row.key)
        assert (len(dead.rows), total(dead, "Arbejdsdage")) == (row.periods, row.days)
        assert len(listed(flow, "overgange", overgang=row.key).rows) == row.passed
    for row in found.causes:
        assert total(listed(flow, "doede-dage", aarsag=row.cause), "Arbejdsdage") == row.days
    for row in found.results:
        assert len(listed(flow, "startede", slags=row.history).rows) == row.started
        for result, count in row.by_result.items():
            assert len(listed(flow, "startede", slags=row.history, resultat=result).rows) == count
    assert sum(row.days for row in found.transitions) == sum(row.days for row in found.causes) == found.dead_days


def test_parts_of_a_period_add_up_to_it(much):
    parts = [figures.overview(much.flow(month)) for month in figures.months_of(YEAR)]
    whole = figures.overview(much.flow())
    for name in ("dead_days", "working_days", "ordinary", "fleksjob"):
        assert sum(getattr(part, name) for part in parts) == getattr(whole, name)


def test_the_teams_add_up_to_the_municipality(much):
    whole = figures.overview(much.flow())
    teams = [figures.overview(much.flow(team=team)) for team in much.teams]
    for name in ("dead_days", "working_days", "open_total", "ordinary", "ahead_days"):
        assert sum(getattr(team, name) for team in teams) == getattr(whole, name)


def test_a_dead_day_here_is_the_dead_day_of_the_watch(much):
    """One definition: the flags of the watch hold the days that the figures count."""
    green_wave.detect(municipality_id=much.municipality.pk, today=TODAY, at=noon(TODAY), everything=True)
    flow = much.flow(EVER)
    flags = DeadPeriod.objects.for_municipality(much.municipality).filter(close_reason__in=STANDING)
    inner = [flag for flag in flags.select_related("jobpakke") if flag.kind == Kind.INNER]
    days = sum(flow.calendar.count(flag.starts_on, min(flag.until, TODAY)) for flag in inner)
    ahead = sum(flow.calendar.count(max(flag.starts_on, TODAY), flag.until) for flag in inner)
    watched = {flag.jobpakke.public_id for flag in inner}
    assert sum(count for package, _one, count in figures.lost(flow) if package.id in watched) == days > 20
    # A composed course that nobody has promised anything is counted, and not watched.
    unwatched = {p.id for p in flow.packages if p.state == JobpakkeState.DRAFT}
    assert sum(count for package, _one, count in figures.ahead(flow) if package.id not in unwatched) == ahead > 0


@pytest.mark.django_db
def test_the_number_of_queries_does_not_depend_on_the_rows(django_assert_num_queries):
    few, many = Municipality(), Municipality()
    some(few, 3)
    some(many, 30)
    for place in (few, many):
        with django_assert_num_queries(7):
            figures.overview(place.flow())


# Whose rows ----------------------------------------------------------------------------------------------------------------------
def test_another_municipality_is_never_in_the_figures(much):
    other = Municipality()
    found = figures.overview(other.flow())
    assert found.is_empty
    assert queries.teams(other.manager) == other.teams


def test_who_sees_a_team_only_gets_the_figures_of_that_team(much):
    seen = SimpleNamespace(
        municipality_id=much.municipality.pk, team_id=much.teams[0].pk, can=lambda _permission: False
    )
    assert figures.overview(much.flow(user=seen)).dead_days == figures.overview(much.flow(team=much.teams[0])).dead_days
    assert queries.teams(seen) == [Team.objects.for_municipality(much.municipality).get(pk=seen.team_id)]
