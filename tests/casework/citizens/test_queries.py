"""Finding a citizen: by name as Danes spell it, by number, by case number, and never beyond one's own."""

import pytest

from casework.citizens import queries
from tests.factories.accounts import TeamFactory, UserFactory
from tests.factories.citizens import CitizenFactory

pytestmark = pytest.mark.django_db

NUMBER = "6101801234"


@pytest.fixture
def caseworker():
    return UserFactory()


def found(user, text):
    return [citizen.full_name for citizen in queries.search(user, text)]


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("aagaard", ["Åse Ågaard", "Søren Aagaard"]),  # sorted by surname, then by first name
        ("ÅGÅRD", ["Åse Ågaard", "Søren Aagaard"]),
        ("ågaard", ["Åse Ågaard", "Søren Aagaard"]),
        ("søren", ["Søren Aagaard", "Sørensine Holm"]),
        ("holm sør", ["Sørensine Holm"]),
        ("Holm, Sørensine", ["Sørensine Holm"]),
        ("gaa", ["Åse Ågaard", "Søren Aagaard"]),  # three letters: anywhere in a name
        ("ol", []),  # fewer: at its beginning
        ("ho", ["Sørensine Holm"]),
        ("李", ["明 李"]),
        ("%", []),
        ("_", []),
        ("   ", []),
        ("' OR 1=1 --", []),
        ("\\", []),
    ],
)
def test_by_name(caseworker, text, hits):
    for first, last in (("Søren", "Aagaard"), ("Åse", "Ågaard"), ("Sørensine", "Holm"), ("明", "李")):
        CitizenFactory(caseworker=caseworker, first_name=first, last_name=last)
    assert sorted(found(caseworker, text)) == sorted(hits)


@pytest.mark.parametrize("text", ["610180-1234", "6101801234", " 610180 1234 "])
def test_by_the_whole_cpr_number(caseworker, text):
    CitizenFactory(caseworker=caseworker, cpr=NUMBER, first_name="Amira", last_name="Nour")
    CitizenFactory(caseworker=caseworker)
    assert found(caseworker, text) == ["Amira Nour"]


@pytest.mark.parametrize("text", ["610180", "610180-123", "1234"])
def test_a_part_of_a_number_finds_nobody(caseworker, text):
    CitizenFactory(caseworker=caseworker, cpr=NUMBER)
    assert found(caseworker, text) == []


@pytest.mark.parametrize("text", ["B-2026-0042", "b-2026-42", "2026-42", "B 2026 - 42", "2026/0042"])
def test_by_case_number(caseworker, text):
    CitizenFactory(caseworker=caseworker, alias="B-2026-0042", first_name="Amira", last_name="Nour")
    CitizenFactory(caseworker=caseworker, alias="B-2026-0420")
    assert found(caseworker, text) == ["Amira Nour"]


@pytest.mark.parametrize("text", ["nour", "610180-1234", "B-2026-0042"])
def test_nobody_of_another_team_or_municipality_is_found(caseworker, text):
    other_team = UserFactory(
        municipality=caseworker.municipality, team=TeamFactory(municipality=caseworker.municipality)
    )
    for owner in (other_team, UserFactory()):
        CitizenFactory(caseworker=owner, alias="B-2026-0042", last_name="Nour", cpr=NUMBER)
    assert found(caseworker, text) == []


def test_the_manager_finds_in_the_whole_municipality(caseworker):
    CitizenFactory(caseworker=caseworker, first_name="Amira", last_name="Nour")
    assert found(UserFactory(manager=True, municipality=caseworker.municipality), "nour") == ["Amira Nour"]


def test_caseworkers_who_can_have_citizens(caseworker):
    here = caseworker.municipality
    for more in ({"team": None}, {"is_active": False}, {"consultant": True}, {"manager": True}):
        UserFactory(municipality=here, **more)
    UserFactory()
    assert list(queries.caseworkers(here.pk)) == [caseworker]
