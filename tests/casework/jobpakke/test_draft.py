"""What stands in the builder's fields survives everything, and each button does the one thing it says."""

from dataclasses import replace

import pytest

from casework.jobpakke import draft as drafts
from casework.jobpakke.draft import MOST_ROWS, Draft, press, read

ROWS = ("praktik", "kursus", "loentilskud", "mentor")


def draft(*kinds):
    rows = tuple(
        dict.fromkeys(drafts.ROW, "") | {"kind": kind, "title": f"{kind} {n}"} for n, kind in enumerate(kinds or ROWS)
    )
    return Draft(dict.fromkeys(drafts.HEAD, "") | {"job_starts_on": "01-09-2026"}, rows)


def titles(found):
    return [row["title"] for row in found.rows]


def test_what_a_browser_sends_is_read_back_to_the_same_draft():
    assert read(draft().as_data()) == draft()


@pytest.mark.parametrize("count", ["-1", "x", "", "1e3", "٣", "99999"])
def test_a_nonsense_count_is_no_rows(count):
    assert read(draft().as_data() | {"trin": count}).rows == ()


def test_no_more_rows_are_read_or_added_than_a_person_can_follow():
    assert len(read(draft().as_data() | {"trin": "500"}).rows) == MOST_ROWS
    full = draft(*["kursus"] * MOST_ROWS)
    assert press(full, "add:0") == press(full, "")
    assert press(full, "fill:0:5 arbejdsdage") == press(full, "")


@pytest.mark.parametrize(
    ("button", "after"),
    [
        ("remove:0", ["kursus 1", "loentilskud 2", "mentor 3"]),
        ("later:0", ["kursus 1", "praktik 0", "loentilskud 2", "mentor 3"]),
        ("earlier:1", ["kursus 1", "praktik 0", "loentilskud 2", "mentor 3"]),
        ("earlier:0", ["praktik 0", "kursus 1", "loentilskud 2", "mentor 3"]),
        ("later:2", ["praktik 0", "kursus 1", "loentilskud 2", "mentor 3"]),
        ("add:1", ["praktik 0", "", "kursus 1", "loentilskud 2", "mentor 3"]),
        ("add:0:mentor", ["praktik 0", "kursus 1", "loentilskud 2", "", "mentor 3"]),
    ],
)
def test_buttons_move_rows(button, after):
    assert titles(press(draft(), button)) == after


@pytest.mark.parametrize(
    "button", ["", "x", "remove", "remove:", "remove:9", "remove:-1", "later:x", "dance:1", "remove:1e1", "add:99"]
)
def test_a_button_that_does_not_fit_does_nothing(button):
    assert press(draft(), button) == press(draft(), "")


def test_buttons_write_in_fields():
    assert press(draft(), "length:1:5 uger").rows[1]["length"] == "5 uger"
    assert press(draft(), "dates:1:02-03-2026 til 13-03-2026").rows[1]["dates"] == "02-03-2026 til 13-03-2026"
    assert press(draft(), "job:2026-10-01").head["job_starts_on"] == "01-10-2026"
    pinned = replace(draft(), rows=({**draft().rows[0], "seen": "2026-03-02/2026-03-28"}, *draft().rows[1:]))
    assert press(pinned, "pin:0").rows[0]["dates"] == "02-03-2026"
    assert press(press(pinned, "pin:0"), "unpin:0").rows[0]["dates"] == ""
    assert press(draft(), "pin:0").rows[0]["dates"] == ""  # nothing was shown yet
    filled = press(draft(), "fill:2:5 arbejdsdage").rows[2]
    assert (filled["kind"], filled["length"]) == ("kursus", "5 arbejdsdage")


@pytest.mark.parametrize(
    "text", ["", "x", "2026-03-02", "2026-03-02/2026-03-02", "2026-03-05/2026-03-02", "a/b", "2026-13-01/2026-14-01"]
)
def test_what_was_shown_is_dates_or_nothing(text):
    assert drafts.read_seen(text) is None
