"""What is found among the courses, and what the builder is offered: one query, one's own municipality, the nearest course."""

from datetime import date, timedelta

import pytest

from companies.providers import queries
from tests.factories.accounts import UserFactory
from tests.factories.providers import CourseFactory, CourseSessionFactory, ProviderFactory

pytestmark = pytest.mark.django_db
DAY = date(2027, 3, 1)


@pytest.fixture
def user():
    return UserFactory()


def held(user, title, day=DAY, amu="", **other):
    course = queries.course_named(user.municipality_id, title) or CourseFactory(
        municipality=user.municipality, title=title, amu=amu
    )
    return CourseSessionFactory(municipality=user.municipality, course=course, starts_on=day, **other)


# The list --------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("asked", "found"), [
    ({}, ["Truck B", "Bageri", "Ådal", "Truck A"]),
    ({"text": "truck"}, ["Truck B", "Truck A"]), ({"text": "B truck"}, ["Truck B"]), ({"text": "47592"}, ["Bageri"]),
    ({"text": "skolen truck"}, ["Truck A"]), ({"text": "ÅDAL"}, ["Ådal"]), ({"text": "%"}, []), ({"text": "_"}, []),
    ({"place": "sønder"}, ["Bageri"]), ({"after": date(2027, 3, 2)}, ["Ådal", "Truck A"]),
    ({"before": date(2027, 3, 1)}, ["Truck B", "Bageri"]), ({"only_free": True}, ["Truck B", "Bageri"]),
    ({"after": date(2027, 3, 2), "text": "truck"}, ["Truck A"]),
])  # fmt: skip
def test_search(user, asked, found):
    held(user, "Truck B", date(2027, 2, 20))
    held(user, "Bageri", DAY, amu="47592", place="Sønderby")
    held(user, "Ådal", date(2027, 3, 2), full=True)
    school = ProviderFactory(municipality=user.municipality, name="Skolen")
    held(user, "Truck A", date(2027, 3, 3), provider=school, cancelled=True)
    held(UserFactory(), "Truck B")
    assert [row.course.title for row in queries.search(user, **asked)] == found


def test_names_are_found_whatever_their_capitals(user):
    course = CourseFactory(municipality=user.municipality, title="Truck  B")
    first = ProviderFactory(municipality=user.municipality, name="EUC Fjord")
    ProviderFactory(municipality=user.municipality, name="euc fjord")
    assert queries.course_named(user.municipality_id, "TRUCK b") == course
    assert queries.course_named(user.municipality_id, "B truck") is None  # the same words are not the same title
    assert queries.provider_named(user.municipality_id, "EUC  FJORD") == first
    assert queries.provider_named(UserFactory().municipality_id, "EUC Fjord") is None


def test_a_providers_figures(user):
    one, two = (ProviderFactory(municipality=user.municipality, name=name) for name in ("Aa", "Bb"))
    held(user, "A", DAY, provider=one, seats=10, seats_taken=4)
    held(user, "B", DAY, provider=one, seats=8, full=True)
    held(user, "C", DAY, provider=one, cancelled=True)
    held(user, "D", DAY - timedelta(days=100), provider=one, cancelled=True, cancel_reason="no_teacher")
    held(user, "E", DAY - timedelta(days=400), provider=one, cancelled=True)
    figures = queries.provider_figures(user, today=DAY - timedelta(days=1), since=DAY - timedelta(days=365))
    got = {row.name: (row.ahead, row.seats, row.free, row.planned, row.cancelled, row.too_few) for row in figures}
    assert got == {two.name: (0, 0, 0, 0, 0, 0), one.name: (2, 18, 6, 4, 2, 1)}


# The builder -----------------------------------------------------------------------------------------------------------------
def offered(user, *titles, after=DAY - timedelta(days=1), before=None):
    found = queries.sessions_for(user.municipality_id, titles, after=after, before=before)
    return {title: [(row.title, row.starts_on) for row in rows] for title, rows in found.items()}


def test_each_title_gets_the_classes_of_the_course_that_it_means(user):
    later = DAY + timedelta(days=7)
    held(user, "Gaffeltruck, certifikat B", later)
    held(user, "Gaffeltruck, certifikat B", DAY)
    held(user, "Gaffeltruck, certifikat A", DAY)
    held(user, "Førstehjælp til børn", DAY)
    held(user, "Hygiejne", DAY, amu="47592")
    assert offered(user, "AMU: Gaffeltruck certifikat B", "Førstehjælp", "47592", "Svejsning", "") == {
        "AMU: Gaffeltruck certifikat B": [("Gaffeltruck, certifikat B", DAY), ("Gaffeltruck, certifikat B", later)],
        "Førstehjælp": [("Førstehjælp til børn", DAY)],
        "47592": [("Hygiejne", DAY)],
    }


def test_the_very_course_drives_out_those_that_only_resemble_it(user):
    held(user, "Førstehjælp til børn")
    held(user, "Førstehjælp")
    found = queries.sessions_for(
        user.municipality_id, ["førstehjælp", "Førstehjælp for børn i skole"], after=date(2027, 1, 1)
    )
    assert [(row.title, row.exact) for row in found["førstehjælp"]] == [("Førstehjælp", True)]
    near = [(row.title, row.exact) for row in found["Førstehjælp for børn i skole"]]
    assert near == [("Førstehjælp til børn", False)]


def test_only_between_the_two_days(user):
    held(user, "Truck", DAY, until=DAY + timedelta(days=3))
    assert offered(user, "Truck", after=DAY) == {}
    assert offered(user, "Truck", before=DAY + timedelta(days=2)) == {}
    assert offered(user, "Truck", before=DAY + timedelta(days=3))


def test_full_and_cancelled_classes_are_told_of_as_such(user):
    held(user, "Truck", DAY, full=True)
    held(user, "Truck", DAY + timedelta(days=1), cancelled=True)
    found = queries.sessions_for(user.municipality_id, ["Truck"], after=date(2027, 1, 1))["Truck"]
    assert [(row.free, row.cancelled) for row in found] == [(0, False), (4, True)]


def test_nothing_of_another_municipality(user):
    held(UserFactory(), "Truck")
    assert offered(user, "Truck") == {}


def test_one_query_however_many_titles_and_none_for_no_words(user, django_assert_num_queries):
    for n in range(20):
        held(user, f"Kursus {n}")
    with django_assert_num_queries(1):
        assert len(offered(user, *(f"Kursus {n}" for n in range(20)))) == 20
    with django_assert_num_queries(0):
        assert offered(user, "", "…") == {}
