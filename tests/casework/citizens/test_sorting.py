"""Danish order, whatever the server's collation."""

import random

import pytest

from casework.citizens.models import Citizen
from casework.citizens.sorting import LONGEST, danish_sort_key, name_sort_key
from tests.factories.accounts import UserFactory
from tests.factories.citizens import CitizenFactory

ORDER = [
    "Abe",
    "Émile",
    "Eriksen",
    "Myhre",
    "Müller",
    "Zoo",
    "Ærø",
    "Ätt",
    "Öberg",
    "Ørsted",
    "Ålborg",
    "Aarhus",
    "Åse",
]


def test_danish_order():
    shuffled = random.Random(7).sample(ORDER, len(ORDER))
    assert sorted(shuffled, key=danish_sort_key) == ORDER


def test_the_database_sorts_the_same_way(db):
    caseworker = UserFactory()
    for name in random.Random(11).sample(ORDER, len(ORDER)):
        CitizenFactory(caseworker=caseworker, last_name=name)
    rows = Citizen.objects.for_municipality(caseworker.municipality).order_by("sort_key")
    assert [row.last_name for row in rows] == ORDER


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Aagaard", "Ågård".replace("gård", "gaard")),
        ("Å", "A\u030a"),
        ("ØRSTED", "ørsted"),
        ("José", "jose"),
        ("A  B", "a b"),
    ],
)
def test_spelled_differently_and_yet_the_same(one, other):
    assert danish_sort_key(one) == danish_sort_key(other)


def test_a_short_surname_stands_before_a_longer_one():
    assert name_sort_key("Bo", "Ager") < name_sort_key("Anna", "Agersted")


@pytest.mark.parametrize("text", ["", "فاطمة", "李", "🙂", "𝕬", "x" * 10_000, "a\u0301" * 300, "\u202eabc"])
def test_any_text_has_a_key_that_fits(text):
    assert len(name_sort_key(text, text)) <= LONGEST
