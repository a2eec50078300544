"""When a title means a course: words count, their order, capitals and small words do not; the nearest wins."""

import pytest

from companies.providers.titles import closeness, closest, key, words


@pytest.mark.parametrize(("title", "found"), [
    ("AMU: Rengøringshygiejne", ["rengøringshygiejne"]),
    ("Gaffeltruck, certifikat B", ["b", "certifikat", "gaffeltruck"]),
    ("Introduktion til produktion og lean", ["introduktion", "lean", "produktion"]),
    ("Førstehjælp Førstehjælp", ["førstehjælp"]),
    ("AMU", ["amu"]),  # nothing but small words is better than nothing
    ("…", []),
])  # fmt: skip
def test_words(title, found):
    assert words(title) == found


@pytest.mark.parametrize(("wanted", "title", "amu", "close"), [
    ("Rengøringshygiejne", "rengøringshygiejne", "", 3),
    ("Kursus i certifikat B, gaffeltruck", "Gaffeltruck, certifikat B", "", 3),
    ("AMU 47592", "Hygiejne og GMP", "47592", 3),
    ("Almen fødevarehygiejne", "Almen fødevarehygiejne (hygiejnebevis)", "", 2),
    ("Førstehjælp til børn", "Førstehjælp", "", 1),
    ("Kassebetjening", "Kundebetjening", "", 0),
    ("Truck A", "Truck B", "", 0),
    ("", "Truck B", "", 0),
    ("475921", "Hygiejne", "47592", 0),  # six digits are no AMU number
])  # fmt: skip
def test_closeness(wanted, title, amu, close):
    assert closeness(wanted, title, amu)[0] == close


def near(wanted, *titles):
    return closest([(closeness(wanted, title), title) for title in titles])


def test_only_the_nearest_are_left_and_their_order_stays():
    assert near("Truck B", "Truck", "B truck", "Svejs", "truck b") == ["B truck", "truck b"]
    assert near("Førstehjælp for børn i skole", "Førstehjælp", "Førstehjælp til børn") == ["Førstehjælp til børn"]
    assert near("Førstehjælp", "Førstehjælp på arbejde trin 2", "Førstehjælp til børn") == ["Førstehjælp til børn"]
    assert near("Svejs", "Truck") == near("Svejs") == []


def test_one_name_in_two_spellings():
    assert key("  EUC   Fjord ") == key("euc fjord")
    assert key("Skole\u0301") == key("Skolé")
