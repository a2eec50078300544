"""What a dead period is: the whole table of domain.md § 9.5, and what holds for every timeline there is."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.planning.gaps import (
    CLOSURE_DAYS_A_YEAR,
    Cover,
    Excuse,
    GapKind,
    Pause,
    Severity,
    Thresholds,
    find,
    job_cover,
    worst,
)
from casework.planning.periods import ONE_DAY, Period
from jobpakker.foundation.workdays import WorkdayCalendar
from tests.casework.planning.strategies import TODAY, closed_days, days


def day(text):
    """`02-06` is of 2026, as in the table; another year is written out."""
    return date.fromisoformat(text if len(text) > 5 else f"2026-{text}")


def cover(text):
    """`P 01-12..02-06`, last day included as on paper; `O 09-01` is the job."""
    kind, dates = text.split()
    if kind == "O":
        return job_cover(day(dates))
    first, last = dates.split("..")
    return Cover(text, day(first), day(last) + ONE_DAY)


def pause(text):
    excuse, dates = text.split()
    first, last = dates.split("..")
    return Pause(Excuse(excuse), Period.inclusive(day(first), day(last)))


# Steps that cover nothing on the day it is looked at (a mentor, what is cancelled or undated) are no covers: who says so is
# `casework/jobpakke/timeline.py`, and tests/casework/green_wave/test_definition.py holds it to the same table.
TABLE = {
    # id: (covers, {agreed_on, as_of, pauses, closed}, gaps as "kind first..last W/E/D severity")
    "E01": (["P 01-12..02-06", "K 02-09..02-20"], {}, []),
    "E02": (["P 01-12..02-06", "K 02-10..02-20"], {}, ["inner 02-07..02-09 1/0/1 notice"]),
    "E03": (["P 03-02..04-01", "K 04-07..04-30"], {}, []),
    "E04": (["P 03-02..03-27", "K 04-13..04-21"], {}, ["inner 03-28..04-12 7/0/7 critical"]),
    "E05": (["P 04-20..05-13", "L 05-18..06-26"], {}, ["inner 05-14..05-17 1/0/1 notice"]),
    "E06": (["P 04-27..05-22", "K 05-26..06-19"], {}, []),
    "E07a": (["P 05-04..06-04", "L 06-08..07-03"], {}, ["inner 06-05..06-07 1/0/1 notice"]),
    "E07b": (["P 05-04..06-04", "L 06-08..07-03"], {"closed": ["06-05"]}, []),
    "E08a": (["P 05-26..07-10", "L 08-03..09-25"], {}, ["inner 07-11..08-02 15/0/15 critical"]),
    "E08b": (
        ["P 05-26..07-10", "L 08-03..09-25"],
        {"pauses": ["company_closure 07-13..07-31"]},
        ["inner 07-11..08-02 15/15/0 green"],
    ),
    "E09": (
        ["P 05-26..07-10", "L 08-10..09-25"],
        {"pauses": ["company_closure 07-13..08-07"]},
        ["inner 07-11..08-09 20/15/5 warning"],
    ),
    "E10": (["P 08-03..08-28", "L 09-14..10-09"], {}, ["inner 08-29..09-13 10/0/10 critical"]),
    "E11": (["P 08-03..10-23", "K 08-17..08-25", "L 10-26..2027-01-22"], {}, []),
    "E12": (
        ["P 08-03..08-28", "K 08-10..08-18", "L 09-02..10-30"],
        {},
        ["inner 08-29..09-01 2/0/2 notice"],
    ),
    "E13a": (["P 09-07..10-30", "L 11-02..2027-01-29"], {}, []),
    "E13b": (
        ["P 09-07..10-13", "L 11-02..2027-01-29"],
        {"as_of": "10-14"},
        ["inner 10-14..11-01 13/0/13 critical"],
    ),
    "E14": (["L 03-02..08-31", "O 09-01"], {}, []),
    "E15": (["L 01-19..07-17", "O 08-03"], {}, ["inner 07-18..08-02 10/0/10 critical"]),
    "E16": (["L 02-02..07-31", "O 08-01"], {}, []),
    "E17": (["P 11-02..12-18", "L 2027-01-04..2027-03-26"], {}, ["inner 12-19..2027-01-03 8/0/8 critical"]),
    "E18": (
        ["P 11-02..12-18", "L 2027-01-04..2027-03-26"],
        {"closed": ["12-24", "12-31"]},
        ["inner 12-19..2027-01-03 6/0/6 critical"],
    ),
    "E19": (["P 02-16..03-13"], {"agreed_on": "02-02"}, ["start 02-03..02-15 9/0/9 green"]),
    "E20": (["P 02-16..03-13", "L 03-25..06-24"], {}, ["inner 03-14..03-24 7/0/7 critical"]),
    "E21": (
        ["P 09-07..09-18", "P 10-05..10-30"],
        {"pauses": ["sick 09-21..10-02"]},
        ["inner 09-19..10-04 10/10/0 green"],
    ),
    "E22": (
        ["P 09-07..09-18", "P 10-05..10-30"],
        {"pauses": ["sick 09-21..09-25"]},
        ["inner 09-19..10-04 10/5/5 warning"],
    ),
    "E23": (["P 09-14..10-09", "K 10-19..10-27"], {}, ["inner 10-10..10-18 5/0/5 warning"]),
    "E24": (
        ["P 10-05..10-30", "L 11-24..2027-01-29"],  # planned for 2 November; on the 23rd it covers what lies ahead
        {"as_of": "11-23"},
        ["inner 10-31..11-23 16/0/16 critical"],
    ),
    "E25": (["P 10-05..10-30"], {"as_of": "11-23"}, ["open 10-31..11-23 16/0/16 critical"]),
    "E26": (["P 04-13..05-08", "L 05-21..08-20"], {}, ["inner 05-09..05-20 7/0/7 critical"]),
    "E27": (
        ["P 01-05..01-30", "K 02-04..02-12", "P 02-16..04-10", "L 04-22..10-20", "O 10-21"],
        {},
        [
            "inner 01-31..02-03 2/0/2 notice",
            "inner 02-13..02-15 1/0/1 notice",
            "inner 04-11..04-21 7/0/7 critical",
        ],
    ),
    "E28": (["P 04-06..04-30", "K 05-04..05-29"], {}, ["inner 05-01..05-03 1/0/1 notice"]),
    "E29": (
        ["P 01-12..02-06", "L 09-01..11-30"],
        {"pauses": ["parental 02-07..08-31"]},
        ["inner 02-07..08-31 141/141/0 green"],
    ),
}


def told(gap):
    first, last = gap.starts_on.isoformat(), (gap.until - ONE_DAY).isoformat()
    shown = [text.removeprefix("2026-") for text in (first, last)]
    return f"{gap.kind} {shown[0]}..{shown[1]} {gap.working_days}/{gap.excused}/{gap.dead_days} {gap.severity}"


@pytest.mark.parametrize("name", TABLE)
def test_the_table_of_worked_examples(name):
    covers, facts, expected = TABLE[name]
    found = find(
        [cover(text) for text in covers],
        calendar=WorkdayCalendar.danish(frozenset(day(text) for text in facts.get("closed", ()))),
        agreed_on=day(facts["agreed_on"]) if "agreed_on" in facts else None,
        as_of=day(facts["as_of"]) if "as_of" in facts else None,
        pauses=[pause(text) for text in facts.get("pauses", ())],
    )
    assert [told(gap) for gap in found] == expected


def test_the_whole_chain_of_e27_is_95_percent_green():
    covers = [cover(text) for text in TABLE["E27"][0]]
    calendar = WorkdayCalendar.danish()
    dead = sum(gap.dead_days for gap in find(covers, calendar=calendar))
    walked = calendar.count(day("01-05"), day("10-21"))
    assert (dead, walked) == (10, 202)
    assert round(100 * (1 - dead / walked), 1) == 95.0


@pytest.mark.parametrize(("agreed_on", "expected"), [("04-08", "10/0/10 green"), ("04-07", "11/0/11 notice")])
def test_the_latest_day_to_agree_on_b1_for_a_start_gap_of_ten_days(agreed_on, expected):
    """Its praktik begins on 23 April, and Easter Monday is the 6th."""
    [gap] = find([cover("P 04-23..05-20")], calendar=WorkdayCalendar.danish(), agreed_on=day(agreed_on))
    assert told(gap).endswith(expected)


def test_a_gap_names_the_step_that_covered_longest_not_the_one_that_ended_last_in_the_list():
    [gap] = find([cover(text) for text in TABLE["E12"][0]], calendar=WorkdayCalendar.danish())
    assert gap.after == "P 08-03..08-28"
    assert gap.before == "L 09-02..10-30"
    assert (gap.first_dead_day, gap.last_dead_day) == (day("08-31"), day("09-01"))


def test_the_closure_of_a_company_is_excused_for_fifteen_working_days_of_each_year():
    covers = [cover("P 11-02..12-04"), cover("L 2027-02-01..2027-03-26")]
    closed = Pause(Excuse.COMPANY_CLOSURE, Period(day("12-05"), day("2027-02-01")))
    [gap] = find(covers, calendar=WorkdayCalendar.danish(), pauses=[closed])
    assert gap.excused == 2 * CLOSURE_DAYS_A_YEAR
    assert gap.working_days == WorkdayCalendar.danish().count(day("12-05"), day("2027-02-01"))


def test_nothing_agreed_and_nothing_planned_is_no_gap():
    assert find([], calendar=WorkdayCalendar.danish(), as_of=TODAY) == []


def test_agreed_but_nothing_follows_is_open_from_the_day_after():
    [gap] = find([], calendar=WorkdayCalendar.danish(), agreed_on=date(2026, 11, 16), as_of=date(2026, 11, 23))
    assert (gap.kind, gap.after, gap.before, gap.dead_days) == (GapKind.OPEN, None, None, 5)


@pytest.mark.parametrize(
    ("kind", "dead_days", "severity"),
    [
        ("inner", 0, "green"), ("inner", 1, "notice"), ("inner", 2, "notice"), ("inner", 3, "warning"),
        ("inner", 5, "warning"), ("inner", 6, "critical"), ("open", 6, "critical"),
        ("start", 10, "green"), ("start", 11, "notice"), ("start", 15, "notice"), ("start", 16, "warning"),
        ("start", 20, "warning"), ("start", 21, "critical"),
    ],
)  # fmt: skip
def test_how_bad_so_many_days_are(kind, dead_days, severity):
    assert Thresholds().severity(GapKind(kind), dead_days) == severity


def test_the_worst_of_none_is_green():
    assert worst([]) == Severity.GREEN


# What holds for every timeline ------------------------------------------------------------------------------------------
@st.composite
def covers_of(draw):
    found = []
    for number in range(draw(st.integers(0, 6))):
        starts_on = draw(days)
        found.append(Cover(f"s{number}", starts_on, starts_on + timedelta(days=draw(st.integers(1, 40)))))
    return found


@st.composite
def pauses_of(draw):
    found = []
    for _ in range(draw(st.integers(0, 3))):
        starts_on = draw(days)
        excuse = draw(st.sampled_from(list(Excuse)))
        found.append(Pause(excuse, Period(starts_on, starts_on + timedelta(days=draw(st.integers(1, 50))))))
    return found


JOB_ON = TODAY + timedelta(days=160)


def bare(day_, covers):
    return not any(one.starts_on <= day_ < one.until for one in covers)


@given(covers_of(), closed_days, st.none() | days, st.none() | days)
def test_the_dead_days_are_the_bare_working_days_one_by_one(covers, closed, agreed_on, as_of):
    """Counted the slow way: a day at a time, from the first thing known to the job."""
    calendar = WorkdayCalendar.danish(closed)
    covers = [*covers, job_cover(JOB_ON)]
    found = find(covers, calendar=calendar, agreed_on=agreed_on, as_of=as_of)
    begins = min(one.starts_on for one in covers)
    if agreed_on is not None:
        begins = min(begins, agreed_on + ONE_DAY)
    every = [begins + timedelta(days=n) for n in range((JOB_ON - begins).days)]
    lost = {d for d in every if calendar.is_working_day(d) and bare(d, covers)}
    assert sum(gap.dead_days for gap in found) == len(lost)
    assert {d for gap in found for d in calendar.days(gap.starts_on, gap.until)} == lost


@given(covers_of(), closed_days, pauses_of(), st.none() | days)
def test_gaps_are_bare_in_order_and_apart_and_excuses_only_take_days_out(covers, closed, pauses, agreed_on):
    calendar = WorkdayCalendar.danish(closed)
    covers = [*covers, job_cover(JOB_ON)]
    found = find(covers, calendar=calendar, agreed_on=agreed_on, pauses=pauses)
    plain = find(covers, calendar=calendar, agreed_on=agreed_on)
    assert [(gap.starts_on, gap.until, gap.working_days) for gap in found] == [
        (gap.starts_on, gap.until, gap.working_days) for gap in plain
    ]
    for gap in found:
        assert 0 <= gap.excused <= gap.working_days
        assert not any(one.starts_on < gap.until and gap.starts_on < one.until for one in covers)
        assert (gap.first_dead_day is None) == (gap.dead_days == 0)
        if gap.first_dead_day:
            assert gap.starts_on <= gap.first_dead_day <= gap.last_dead_day < gap.until
    assert all(a.until <= b.starts_on for a, b in zip(found, found[1:], strict=False))


@given(covers_of(), st.randoms(use_true_random=False), closed_days)
def test_the_order_in_which_steps_are_told_does_not_matter(covers, random, closed):
    calendar = WorkdayCalendar.danish(closed)
    shuffled = list(covers)
    random.shuffle(shuffled)

    def days_of(some):
        return [
            (gap.kind, gap.starts_on, gap.until, gap.dead_days) for gap in find(some, calendar=calendar, as_of=JOB_ON)
        ]

    assert days_of(covers) == days_of(shuffled)


@given(covers_of(), days, st.integers(1, 30), closed_days)
def test_one_more_step_never_makes_more_dead_days(covers, starts_on, length, closed):
    calendar = WorkdayCalendar.danish(closed)
    agreed_on, job = TODAY - ONE_DAY, job_cover(JOB_ON)
    more = [*covers, Cover("more", starts_on, starts_on + timedelta(days=length))]

    def dead(some):
        return sum(gap.dead_days for gap in find([*some, job], calendar=calendar, agreed_on=agreed_on))

    assert dead(more) <= dead(covers)
