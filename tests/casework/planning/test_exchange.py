"""`manage.py plan`: the format of interfaces.md, read and written exactly, with every wrong input named by its place."""

import json
import os
import subprocess
import sys
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.planning import exchange
from casework.planning.periods import ONE_DAY
from jobpakker.foundation.workdays import WorkdayCalendar

EXAMPLE = {
    "job_starts_on": "2026-09-01",
    "today": "2026-01-05",
    "closed_days": ["2026-12-24", "2026-12-31"],
    "steps": [
        {"id": "p1", "kind": "praktik", "length": "4 weeks", "min": "2 weeks", "max": "13 weeks"},
        {
            "id": "k1",
            "kind": "kursus",
            "length": "10 workdays",
            "sessions": [{"starts_on": "2026-02-02", "ends_on": "2026-02-13"}],
        },
        {
            "id": "l1",
            "kind": "loentilskud",
            "length": "26 weeks",
            "lead": "5 workdays",
            "pinned": {"starts_on": "2026-03-02"},
        },
    ],
    "beside": [{"id": "m1", "kind": "mentor", "from": "p1", "until": "job + 13 weeks"}],
}


def one_step(**more):
    return {
        "job_starts_on": "2026-09-01", "today": "2026-01-05",
        "steps": [{"id": "p1", "kind": "praktik", "length": "4 weeks"} | more],
    }  # fmt: skip


def command(*arguments, stdin=b"", **environment):
    """As an integrator runs it: no database, no broker, no secret in the environment."""
    bare = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
    return subprocess.run(  # noqa: S603
        [sys.executable, "manage.py", "plan", *arguments],
        input=stdin,
        env=bare | environment,
        capture_output=True,
        timeout=60,
        check=False,
    )


def errors_of(data):
    with pytest.raises(exchange.Unreadable) as unreadable:
        exchange.read_all(data)
    return unreadable.value.errors


def test_the_documented_example():
    found = exchange.answer(exchange.read(EXAMPLE))
    assert list(found) == [
        "feasible", "steps", "gaps", "dead_days", "starts_on", "obstacles", "earliest_job_starts_on", "beside",
    ]  # fmt: skip
    assert [(s["id"], s["starts_on"], s["ends_on"], s["length"]) for s in found["steps"]] == [
        ("p1", "2026-01-05", "2026-01-30", "4 weeks"),
        ("k1", "2026-02-02", "2026-02-13", "10 workdays"),
        ("l1", "2026-03-02", "2026-08-30", "26 weeks"),
    ]
    assert [(g["after"], g["before"], g["starts_on"], g["ends_on"], g["working_days"]) for g in found["gaps"]] == [
        ("k1", "l1", "2026-02-14", "2026-03-01", 10),
        ("l1", "job", "2026-08-31", "2026-08-31", 1),
    ]
    assert (found["feasible"], found["dead_days"], found["starts_on"]) == (True, 11, "2026-01-05")
    assert found["beside"] == [{"id": "m1", "kind": "mentor", "starts_on": "2026-01-05", "ends_on": "2026-11-30"}]


def test_what_cannot_be_planned_is_an_answer_with_an_obstacle_and_a_date():
    found = exchange.answer(exchange.read(one_step() | {"job_starts_on": "2026-01-20"}))
    assert found["feasible"] is False
    assert found["obstacles"] == [{"code": "before_today", "step": "p1", "day": "2025-12-23", "earliest": "2026-01-05"}]
    assert found["earliest_job_starts_on"] == "2026-01-31"  # a Saturday: the job may be dated so, the steps never
    assert found["steps"] == found["gaps"] == []


def test_an_array_gives_an_array_in_order():
    late = one_step() | {"job_starts_on": "2026-10-01"}
    assert [p.job_starts_on for p in exchange.read_all([one_step(), late])] == [date(2026, 9, 1), date(2026, 10, 1)]
    assert exchange.read_all([]) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (one_step(length="0 weeks"), "steps[0].length: a length is from 1 to 156 weeks"),
        (one_step(length="10000 weeks"), "steps[0].length: a length is from 1 to 156 weeks"),
        (one_step(length="4"), "steps[0].length: write a length as N days, N workdays, N weeks or N months"),
        (one_step(length=4), "steps[0].length: must be a text such as 4 weeks"),
        (one_step(length=None), "steps[0].length: is missing"),
        (one_step(min="5 weeks"), "steps[0].min: is longer than length"),
        (one_step(max="3 weeks"), "steps[0].max: is shorter than length"),
        (one_step(length="3 months", max="12 weeks"), "steps[0].max: is shorter than length"),
        (one_step(length="4 weeks", min="21 workdays"), "steps[0].min: is longer than length"),
        (one_step(length="４ weeks"), "steps[0].length: write a length as N days, N workdays, N weeks or N months"),
        (one_step(**{"to\nlines": 1}), "steps[0].to\\nlines: is not known"),
        (one_step(**{"x" * 100_000: 1}), f"steps[0].{'x' * 60}…: is not known"),
        (
            one_step() | {"closed_days": [str(date(2026, 1, 1) + n * ONE_DAY) for n in range(3000)]},
            "closed_days: at most 2000 days from Monday to Friday",
        ),
        (one_step(kind="mentor"), "steps[0].kind: must be one of kursus, loentilskud, praktik; a mentor stands in beside"),
        (one_step(kind=[]), "steps[0].kind: must be one of kursus, loentilskud, praktik"),
        (one_step(id="job"), "steps[0].id: job is the name of the job itself"),
        (one_step(id=""), "steps[0].id: must be a text"),
        (one_step(lenght="4 weeks"), "steps[0].lenght: is not known"),
        (one_step(lead="5 days"), "steps[0].lead: must be N workdays, at most 780"),
        (one_step(sessions={}), "steps[0].sessions: must be a list of sessions"),
        (one_step(sessions=[{"starts_on": "2026-02-02"}]), "steps[0].sessions[0].ends_on: is missing"),
        (
            one_step(sessions=[{"starts_on": "2026-02-02", "ends_on": "2026-02-01"}]),
            "steps[0].sessions[0].ends_on: lies before starts_on",
        ),
        (one_step(pinned={}), "steps[0].pinned.starts_on: is missing"),
        (one_step(pinned="2026-02-02"), "steps[0].pinned: must be an object with starts_on"),
        (one_step() | {"job_starts_on": "2026-02-30"}, "job_starts_on: 2026-02-30 is not in the calendar"),
        (one_step() | {"job_starts_on": "1-9-2026"}, "job_starts_on: must be a date such as 2026-09-01"),
        (one_step() | {"job_starts_on": "9999-12-31"}, "job_starts_on: must lie in the years 2000 to 2099"),
        (one_step() | {"closed_days": ["i morgen"]}, "closed_days[0]: must be a date such as 2026-09-01"),
        (one_step() | {"beside": [{"id": "p1", "kind": "mentor", "from": "p1", "until": "job"}]}, "beside[0].id: p1 is used twice"),
        (
            one_step() | {"beside": [{"id": "m", "kind": "mentor", "from": "px", "until": "job"}]},
            "beside[0].from: 'px' names no step and not the job",
        ),
        ({"job_starts_on": "2026-09-01", "today": "2026-01-05"}, "steps: is missing"),
        ([1], "[0]: must be an object"),
        ([one_step(), one_step(length="x")], "[1].steps[0].length: write a length as N days, N workdays, N weeks or N months"),
        ("text", "input: must be an object"),
    ],
)  # fmt: skip
def test_wrong_input_is_named_by_its_place(change, expected):
    assert expected in errors_of(change)


@pytest.mark.parametrize(
    ("lengths", "starts_on"),
    [
        # Three months back from 1 September are 92 days, more than 13 weeks: the longest that is allowed is the nearest.
        ({"length": "3 months", "min": "4 weeks", "max": "13 weeks"}, "2026-06-02"),
        ({"length": "1 months", "min": "2 weeks", "max": "30 days"}, "2026-08-03"),
        ({"length": "1 months", "min": "31 days", "max": "6 weeks"}, "2026-07-31"),
        ({"length": "13 weeks", "min": "3 months", "max": "4 months"}, "2026-06-01"),
        (
            {"length": "1 months", "max": "30 days"},
            None,
        ),  # with no other bound than the length there is no day between them,
    ],
)
def test_a_bound_of_another_unit_is_refused_only_where_no_calendar_has_room_for_it(lengths, starts_on):
    """1 August 2026 is a Saturday."""
    assert exchange.answer(exchange.read(one_step(**lengths)))["starts_on"] == starts_on


def test_many_closed_days_make_the_way_back_longer_and_break_nothing():
    """1,990 of the Mondays to Fridays before the job are closed, so that eight working days reach back over seven years."""
    every = [day for n in range(2, 3000) if (day := date(2026, 9, 1) - n * ONE_DAY).weekday() < 5][:1990]
    problem = one_step(length="8 workdays") | {"closed_days": [str(day) for day in every], "today": "2010-01-04"}
    found = exchange.answer(exchange.read(problem))
    assert (found["feasible"], found["steps"][0]["ends_on"]) == (True, "2026-08-31")
    start = date.fromisoformat(found["starts_on"])
    assert WorkdayCalendar(every).count(start, date(2026, 9, 1)) == 8
    assert start.year == 2019
    gone = exchange.answer(exchange.read(problem | {"today": "2026-01-05"}))
    assert gone["obstacles"] == [{"code": "before_today", "step": "p1", "day": str(start), "earliest": "2026-01-05"}]


def test_everything_that_is_wrong_is_told_at_once():
    assert len(errors_of({"steps": [{"id": "a"}, {"kind": "praktik", "length": "x"}]})) == 6


def test_as_a_command_from_a_file_and_from_standard_input(tmp_path):
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(EXAMPLE))
    from_file, from_input = command(str(path)), command("-", stdin=path.read_bytes())
    assert from_file.returncode == from_input.returncode == 0
    assert json.loads(from_file.stdout) == json.loads(from_input.stdout) == exchange.answer(exchange.read(EXAMPLE))


@pytest.mark.parametrize(
    ("stdin", "says"),
    [
        (b"[", "-: not JSON"),
        (b"\xff\xfe", "-: not JSON"),
        (b"NaN", "-: not JSON"),
        (b"", "-: not JSON"),
        (b"[" * 100_000, "-: not JSON that can be read (nested too deeply)"),
        (b'{"today": "2026-01-05", "today": "2026-01-06"}', "-: not JSON ('today' stands twice in one object)"),
        (b'{"job_starts_on": "2026-09-01", "steps": [], "today": ' + b"9" * 10_000 + b"}", "today: must be a date"),
        (b"{}", "job_starts_on: is missing"),
    ],
)
def test_the_command_answers_bad_input_with_status_2_and_a_line_an_error(stdin, says):
    refused = command("-", stdin=stdin)
    assert (refused.returncode, refused.stdout) == (2, b"")
    assert refused.stderr.decode().startswith(says)


@pytest.mark.parametrize(
    ("name", "encoding", "written"),
    [("praktik på havnen", "utf-8", "på"), ("praktik på havnen", "ascii", "p\\u00e5"), ("\ud800", "utf-8", "\\ud800")],
)
def test_what_the_terminal_cannot_write_is_escaped(name, encoding, written):
    problem = json.dumps(one_step(id=name)).encode()
    done = command("-", stdin=problem, PYTHONIOENCODING=encoding)
    assert done.returncode == 0
    assert written in done.stdout.decode(encoding)
    assert json.loads(done.stdout)["steps"][0]["id"] == name


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12)
    | st.sampled_from(["4 weeks", "2026-02-02", "praktik", "job", "job + 3 weeks", "p1"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["id", "kind", "length", "min", "max", "sessions", "pinned", "lead", "steps", "today", "beside",
                         "job_starts_on", "closed_days", "starts_on", "ends_on", "from", "until"]),
        inner, max_size=6,
    ),
    max_leaves=25,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(json_values)
def test_whatever_comes_is_planned_or_refused_in_words(data):
    try:
        problems = exchange.read_all(data)
    except exchange.Unreadable as unreadable:
        assert unreadable.errors
        assert all(": " in line and "\n" not in line for line in unreadable.errors)
    else:
        json.dumps([exchange.answer(problem) for problem in problems])
