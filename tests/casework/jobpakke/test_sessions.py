"""The live classes beside a course of the plan: which are offered, how they are said, and that pressing one plans with it."""

from datetime import date, timedelta
from html import unescape

import pytest

from casework.jobpakke import fixed_dates, sessions
from casework.jobpakke.sessions import LONGEST_TEXT, SHOWN, Asked
from jobpakker.foundation import clock
from jobpakker.foundation.workdays import WorkdayCalendar
from tests.casework.jobpakke.pages import build_url, fields, opened, preview_url
from tests.companies.pages import body, client_of
from tests.factories import jobpakker
from tests.factories.blueprints import BlueprintFactory
from tests.factories.citizens import CitizenFactory
from tests.factories.companies import JobOpeningFactory
from tests.factories.providers import CourseFactory, CourseSessionFactory, ProviderFactory

pytestmark = pytest.mark.django_db
TODAY, JOB = date(2027, 1, 4), date(2027, 9, 1)
CALENDAR = WorkdayCalendar.danish()
MONDAY = date(2027, 3, 1)
WEEK, ONE_DAY = timedelta(days=7), timedelta(days=1)


@pytest.fixture
def course():
    return CourseFactory(title="Truck B", days=2)


def held(course, starts_on=MONDAY, days=2, **other):
    return CourseSessionFactory(
        municipality=course.municipality,
        course=course,
        starts_on=starts_on,
        until=starts_on + timedelta(days=days),
        **other,
    )


def offers(course, *rows, after=TODAY, before=JOB):
    asked = dict(enumerate(rows or [Asked("Truck B")]))
    return sessions.offers(
        course.municipality_id, asked, after=after, before=before, today=TODAY, calendar=CALENDAR
    )  # fmt: skip


# What is offered ----------------------------------------------------------------------------------------------------------------
def test_a_class_is_said_in_one_line_and_its_value_is_read_back_to_the_same_days(course):
    provider = ProviderFactory(municipality=course.municipality, name="EUC Fjord")
    session = held(course, date(2027, 3, 2), 12, provider=provider, seats=12, seats_taken=8)
    [offer] = offers(course)[0].offers
    assert offer.label == "2.–13. marts, 4 ledige, EUC Fjord"
    assert fixed_dates.parse(offer.value, today=TODAY).periods == ((session.starts_on, session.until),)


@pytest.mark.parametrize(("starts_on", "days", "said"), [
    (date(2027, 3, 2), 1, "2. marts"), (date(2027, 3, 29 + 1), 4, "30. marts–2. april"), (date(2027, 12, 27), 3, "27.–29. december"),
    (date(2027, 12, 27), 12, "27. december 2027–7. januar 2028"), (date(2028, 1, 3), 2, "3.–4. januar 2028"),
])  # fmt: skip
def test_days_as_people_say_them(course, starts_on, days, said):
    held(course, starts_on, days, seats=1, seats_taken=0, provider__name="Skolen")
    [offer] = offers(course, before=date(2028, 9, 1))[0].offers
    assert offer.label == f"{said}, 1 ledig, Skolen"


def test_full_and_cancelled_classes_are_not_offered(course):
    held(course, full=True)
    held(course, MONDAY + WEEK, cancelled=True)
    free = held(course, MONDAY + 2 * WEEK)
    found = offers(course)[0]
    assert [offer.value for offer in found.offers] == [fixed_dates.show([(free.starts_on, free.until)])]
    assert (found.count, found.everything) == (1, "")


def test_a_course_without_a_free_class_is_told(course):
    held(course, full=True)
    found = offers(course)[0]
    assert (found.offers, found.count, found.notes) == ([], 0, [])


def test_only_what_begins_after_and_is_over_before(course):
    held(course, TODAY)
    held(course, JOB - ONE_DAY)
    assert offers(course) == {}
    fits = held(course, JOB - 2 * ONE_DAY)
    assert fixed_dates.parse(offers(course)[0].offers[0].value, today=TODAY).periods == ((fits.starts_on, fits.until),)


def test_a_class_that_begins_on_a_day_off_is_not_offered_since_no_step_may(course):
    held(course, date(2027, 3, 6))
    held(course, date(2027, 3, 25))  # Maundy Thursday
    assert offers(course) == {}


def test_another_course_of_like_name_says_so_itself(course):
    held(course, provider__name="Skolen")
    [offer] = offers(course, Asked("Truck B og A"))[0].offers
    assert offer.label.endswith("Truck B, Skolen")


def test_all_of_them_are_one_press(course):
    rows = [held(course, MONDAY + n * WEEK) for n in range(3)]
    found = offers(course)[0]
    assert fixed_dates.parse(found.everything, today=TODAY).periods == tuple((r.starts_on, r.until) for r in rows)
    assert found.all_label == "Lad planen vælge mellem alle 3 hold med ledige pladser"


def test_what_is_chosen_already_is_marked_and_all_of_it_not_offered_again(course):
    rows = [held(course, MONDAY + n * WEEK) for n in range(2)]
    periods = [(row.starts_on, row.until) for row in rows]
    found = offers(course, Asked("Truck B", chosen=periods[:1]))[0]
    assert [offer.chosen for offer in found.offers] == [True, False]
    assert found.everything
    assert offers(course, Asked("Truck B", chosen=periods))[0].everything == ""


def test_no_more_than_the_field_holds_and_then_the_latest(course):
    rows = [held(course, CALENDAR.after(TODAY, n + 1)) for n in range(70)]
    found = offers(course)[0]
    assert len(found.everything) <= LONGEST_TEXT
    periods = fixed_dates.parse(found.everything, today=TODAY).periods
    assert 40 < len(periods) <= fixed_dates.MANY
    assert periods[-1] == (rows[-1].starts_on, rows[-1].until)
    assert found.count == len(periods)


def test_one_by_one_those_nearest_to_where_the_step_lies(course):
    for n in range(20):
        held(course, MONDAY + n * WEEK)
    near = MONDAY + 10 * WEEK
    shown = [
        fixed_dates.parse(o.value, today=TODAY).periods[0][0]
        for o in offers(course, Asked("Truck B", near=near))[0].offers
    ]
    assert len(shown) == SHOWN
    assert near in shown
    assert shown == sorted(shown)
    assert max(abs(day - near) for day in shown) <= SHOWN * WEEK / 2 + WEEK


# What has become of a choice -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("traits", "note"), [
    ({"full": True}, "Alle pladser på holdet 1.–2. marts hos Skolen er optaget."),
    ({"cancelled": True}, "Holdet 1.–2. marts hos Skolen er aflyst."),
    ({}, None),
])  # fmt: skip
def test_a_chosen_class_that_is_gone_is_told(course, traits, note):
    row = held(course, provider__name="Skolen", **traits)
    found = offers(course, Asked("Truck B", chosen=[(row.starts_on, row.until)]))[0]
    assert found.notes == ([note] if note else [])


def test_nothing_is_told_while_another_class_has_seats_on_the_same_days(course):
    row = held(course, full=True)
    held(course, place="Et andet sted")
    assert offers(course, Asked("Truck B", chosen=[(row.starts_on, row.until)]))[0].notes == []


def test_other_peoples_classes_are_no_ones_business():
    course, other = CourseFactory(title="Truck B"), CourseFactory(title="Truck B")
    held(other)
    assert offers(course) == {}


def test_one_query_for_all_rows(course, django_assert_num_queries):
    titles = [f"Kursus {n}" for n in range(12)]
    for title in titles:
        one = CourseFactory(municipality=course.municipality, title=title)
        for n in range(5):
            held(one, MONDAY + n * WEEK)
    with django_assert_num_queries(1):
        assert len(offers(course, *map(Asked, titles))) == 12
    with django_assert_num_queries(0):
        assert offers(course, Asked("")) == {}


@pytest.mark.parametrize(
    ("first", "until", "closed"),
    [
        (date(2026, 12, 22), date(2027, 1, 1), True),  # B4 of the reference: Tue 22 to Thu 31 December
        (date(2026, 12, 14), date(2026, 12, 24), False),
        (date(2027, 1, 1), date(2027, 1, 9), False),
        (date(2026, 12, 31), date(2027, 1, 5), True),
        (date(2025, 11, 1), date(2026, 2, 1), True),
    ],
)
def test_no_school_is_open_from_christmas_eve_to_the_new_year(first, until, closed):
    assert bool(sessions.schools_closed(first, until)) == closed


# In the builder ---------------------------------------------------------------------------------------------------------------------
@pytest.fixture
def bench():
    """The builder of a chain with a "Hygiejnebevis" of three days, which is held four times before the job."""
    citizen = CitizenFactory(clarified=True)
    opening = JobOpeningFactory(
        company__municipality=citizen.municipality, created_by=citizen.caseworker,
        starts_on=jobpakker.working_day(clock.today() + timedelta(days=260)),
    )  # fmt: skip
    course = CourseFactory(municipality=citizen.municipality, title="Hygiejnebevis")
    school = ProviderFactory(municipality=citizen.municipality, name="EUC Fjord")
    days = [CALENDAR.on_or_after(opening.starts_on - timedelta(days=n)) for n in (170, 149, 128, 107)]
    rows = [held(course, day, (CALENDAR.after(day, 2) - day).days + 1, provider=school) for day in days]
    client = client_of(citizen.caseworker)
    blueprint = BlueprintFactory(municipality=citizen.municipality)
    page = opened(client, opening, citizen, blueprint)
    return client, opening, rows, page


def values(page, start="dates:1:"):
    text = unescape(body(page))
    return [part.partition('"')[0] for part in text.split('value="') if part.startswith(start)]


def test_the_course_offers_its_classes_and_no_other_row_does(bench):
    _client, _opening, rows, page = bench
    assert "4 hold med ledige pladser" in body(page)
    assert "4 ledige, EUC Fjord" in body(page)
    assert len(values(page)) == len(rows) + 1
    assert not values(page, "dates:0:")
    assert not values(page, "dates:2:")


@pytest.mark.parametrize("htmx", [True, False])
def test_pressing_one_puts_it_among_the_fixed_dates_and_plans_with_it(bench, htmx):
    client, opening, rows, page = bench
    chosen = values(page)[2]
    address, headers = (preview_url(opening), {"HX-Request": "true"}) if htmx else (build_url(opening), {})
    answer = client.post(address, fields(page) | {"do": chosen}, headers=headers)
    assert answer.status_code == 200
    sent = fields(answer)
    assert sent["trin-1-dates"] == chosen.removeprefix("dates:1:")
    assert sent["trin-1-seen"] == f"{rows[1].starts_on.isoformat()}/{rows[1].until.isoformat()}"
    assert "1 hold med ledige" not in body(answer)
    assert chosen not in values(answer)  # it is marked, not offered


def test_pressing_all_lets_the_plan_choose_the_one_that_leaves_the_fewest_dead_days(bench):
    client, opening, rows, page = bench
    everything = max(values(page), key=len)
    answer = client.post(build_url(opening), fields(page) | {"do": everything})
    start, _slash, until = fields(answer)["trin-1-seen"].partition("/")
    assert (date.fromisoformat(start), date.fromisoformat(until)) in [(row.starts_on, row.until) for row in rows]
    alone = [
        client.post(build_url(opening), fields(page) | {"do": value}).context["board"].dead_days
        for value in values(page)
        if value != everything
    ]
    assert answer.context["board"].dead_days == min(alone) <= max(alone)


def test_a_class_that_is_taken_while_one_plans_is_told(bench):
    client, opening, rows, page = bench
    sent = fields(client.post(build_url(opening), fields(page) | {"do": values(page)[1]}))
    rows[0].__class__.objects.for_municipality(opening.municipality_id).filter(pk=rows[0].pk).update(seats_taken=12)
    assert "hos EUC Fjord er optaget." in body(client.post(preview_url(opening), sent, headers={"HX-Request": "true"}))


def test_a_title_that_is_typed_anew_gets_its_classes_at_once(bench):
    client, opening, _rows, page = bench
    preview = client.post(
        preview_url(opening), fields(page) | {"trin-1-title": "Svejsning"}, headers={"HX-Request": "true"}
    )
    assert 'id="sessions-1" hx-swap-oob="true"' in body(preview)
    assert not values(preview)


def test_a_course_that_planning_puts_over_christmas_says_that_the_schools_are_closed(bench):
    client, opening, _rows, page = bench
    january = CALENDAR.on_or_after(date(clock.today().year + 2, 1, 2))
    typed = fields(page) | {
        "job_starts_on": f"{january + 4 * WEEK:%d-%m-%Y}", "trin-2-length": "4 uger", "trin-1-title": "Svejsning",
    }  # fmt: skip
    said = "Kursusskolerne holder lukket"
    assert said in body(client.post(build_url(opening), typed | {"do": "again"}))
    chosen = typed | {"trin-1-dates": f"1/12/{january.year - 1}-3/12/{january.year - 1}"}
    assert said not in body(client.post(build_url(opening), chosen | {"do": "again"}))


def test_where_the_course_cannot_be_reached_a_class_that_can_is_one_press_away(bench):
    client, opening, rows, page = bench
    late = opening.starts_on + timedelta(days=7 - opening.starts_on.weekday())
    stuck = fields(page) | {"trin-1-dates": f"{late:%d-%m-%Y} til {late + timedelta(days=2):%d-%m-%Y}"}
    board = client.post(build_url(opening), stuck | {"do": "again"}).context["board"]
    assert board.impossible
    offered = [way for way in board.ways_out if way.label.startswith("Tag holdet")]
    assert offered and "EUC Fjord" in offered[0].label
    assert client.post(build_url(opening), stuck | {"do": offered[0].press}).context["board"].planned


def test_a_gap_offers_the_class_that_leaves_fewer_dead_days(bench):
    client, opening, rows, page = bench
    everything = max(values(page), key=len)
    exact = fields(page) | {"trin-2-length": "13 uger"}  # it cannot reach back to the course
    tried = [client.post(build_url(opening), exact | {"do": one}) for one in values(page) if one != everything]
    early = max(tried, key=lambda answer: answer.context["board"].dead_days)
    before = early.context["board"].dead_days
    assert before > min(answer.context["board"].dead_days for answer in tried)
    gaps = [row.gap for row in early.context["board"].rows if row.gap] + [early.context["board"].holes.before_job]
    offered = [mend for gap in gaps if gap for mend in gap.mends if "EUC Fjord" in mend.label]
    assert offered
    after = client.post(build_url(opening), fields(early) | {"do": offered[0].press}).context["board"].dead_days
    assert after < before
