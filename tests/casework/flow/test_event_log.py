"""The figures of an event log, against a naive count of the same text of interfaces.md, and what bad logs are told."""

import json
import os
import subprocess
import sys
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.flow import event_log
from casework.flow.event_log import DAY, Unreadable
from casework.flow.percentiles import percentile
from tests.conftest import ROOT

BEGIN = datetime(2026, 1, 5)
QUARTER = timedelta(hours=6)


def csv_of(rows, header="case_id,activity,start,end"):
    return "\n".join([header, *(",".join(map(str, row)) for row in rows)]).encode()


def measured(*rows, **names):
    return event_log.metrics(event_log.read(csv_of(rows), names=names))


def errors_of(content, **names):
    with pytest.raises(Unreadable) as refused:
        event_log.read(content, names=names)
    return list(refused.value.errors)


# A naive count ---------------------------------------------------------------------------------------------------------------
def naive(rows):
    """Quarters of a day, one by one; borders by trying every split of a case."""
    cases = {}
    for case, activity, start, end in rows:
        cases.setdefault(case, []).append((start, end, activity))
    leads, efficiencies, gaps, borders = [], [], [], {}
    for activities in cases.values():
        activities.sort(key=lambda one: one[:2])
        covered = {quarter for start, end, _name in activities for quarter in range(start, end)}
        lead = max(end for _s, end, _n in activities) - min(start for start, _e, _n in activities)
        leads.append(lead)
        if lead:
            efficiencies.append(len(covered) / lead)
        groups = [[activities[0]]]
        for at in range(1, len(activities)):
            if all(end <= activities[at][0] for _s, end, _n in activities[:at]):
                groups.append([])
            groups[-1].append(activities[at])
        for before, after in zip(groups, groups[1:], strict=False):
            ended = max(end for _s, end, _n in before)
            last = next(name for _s, end, name in before if end == ended)
            borders.setdefault((last, after[0][2]), []).append(after[0][0] - ended)
        first, until = min(one[0] for one in activities), max(one[1] for one in activities)
        moments = {start for start, end, _name in activities if start == end}  # done in no time, they divide a gap
        run = 0
        for quarter in range(first, until + 1):
            if run and (quarter in moments or quarter in covered or quarter == until):
                gaps.append(run)
                run = 0
            run += quarter not in covered
    return leads, efficiencies, gaps, borders


def sorted_percentile(values, share):
    """By the definition: the value at rank (n - 1) · share of the sorted ones, between two of them in proportion."""
    values = sorted(values)
    if not values:
        return None
    rank = (len(values) - 1) * share
    below = int(rank // 1)
    rest = rank - below
    return values[below] * (1 - rest) + (values[below + 1] * rest if rest else 0)


rows_of_logs = st.lists(
    st.tuples(st.sampled_from("pqr"), st.sampled_from("ABCD"), st.integers(0, 60), st.integers(0, 50)).map(
        lambda one: (one[0], one[1], one[2], one[2] + one[3] // 5)
    ),
    min_size=1,
    max_size=25,
)


@given(rows_of_logs)
def test_every_figure_is_what_counting_quarters_of_a_day_gives(rows):
    found = measured(
        *(
            (case, name, (BEGIN + QUARTER * s).isoformat(), (BEGIN + QUARTER * e).isoformat())
            for case, name, s, e in rows
        )
    )
    leads, efficiencies, gaps, borders = naive(rows)
    assert found["cases"] == len(leads)
    assert found["events"] == len(rows)
    for name, share in (("p50", 0.5), ("p85", 0.85), ("p95", 0.95), ("max", 1)):
        assert found["lead_days"][name] == pytest.approx(sorted_percentile(leads, share) / 4)
    assert found["active_days"] + found["waiting_days"] == pytest.approx(sum(leads) / 4)
    assert found["waiting_days"] == pytest.approx(sum(gaps) / 4)
    total = found["flow_efficiency"]["total"]
    assert (total is None) if not sum(leads) else total == pytest.approx(1 - sum(gaps) / sum(leads))
    assert found["flow_efficiency"]["median_case"] == pytest.approx(sorted_percentile(efficiencies, 0.5))
    assert found["gaps"]["count"] == len(gaps)
    assert found["gaps"]["longer_than"] == {str(n): sum(gap > 4 * n for gap in gaps) for n in (7, 14, 30)}
    transitions = {(one["from"], one["to"]): one for one in found["transitions"]}
    assert set(transitions) == set(borders)
    for pair, waits in borders.items():
        assert transitions[pair]["count"] == len(waits)
        assert transitions[pair]["waiting_days"]["sum"] == pytest.approx(sum(waits) / 4)
        assert transitions[pair]["waiting_days"]["p50"] == pytest.approx(sorted_percentile(waits, 0.5) / 4)
        assert transitions[pair]["waiting_days"]["p85"] == pytest.approx(sorted_percentile(waits, 0.85) / 4)


@given(rows_of_logs, st.randoms(use_true_random=False))
def test_the_order_of_cases_in_the_file_changes_nothing(rows, random):
    def figures(of):
        return measured(
            *((c, a, (BEGIN + QUARTER * s).isoformat(), (BEGIN + QUARTER * e).isoformat()) for c, a, s, e in of)
        )

    cases = sorted({row[0] for row in rows}, key=lambda _case: random.random())
    assert figures([row for case in cases for row in rows if row[0] == case]) == figures(rows)


@given(st.lists(st.integers(-50, 50), min_size=1), st.floats(0, 1))
def test_a_percentile_lies_within_its_values_and_rises(values, share):
    ordered = sorted(values)
    found = percentile(ordered, share)
    assert ordered[0] <= found <= ordered[-1]
    assert found == pytest.approx(sorted_percentile(values, share))
    assert percentile(ordered, share / 2) <= found + 1e-9


def test_a_percentile_of_nothing_is_nothing():
    assert percentile([], 0.5) is None


# By hand ---------------------------------------------------------------------------------------------------------------------
def test_a_chain_with_an_overlap_a_touching_border_and_a_gap():
    found = measured(
        ("k", "praktik", "2026-01-05", "2026-02-02"),
        ("k", "kursus", "2026-01-12", "2026-01-14"),  # within the praktik: not counted twice
        ("k", "loentilskud", "2026-02-02", "2026-03-02"),
        ("k", "job", "2026-03-12", "2026-03-13"),
    )
    assert found["lead_days"]["max"] == 67
    assert (found["active_days"], found["waiting_days"]) == (57, 10)
    assert found["flow_efficiency"]["total"] == pytest.approx(57 / 67)
    assert found["gaps"] == {"count": 1, "longer_than": {"7": 1, "14": 0, "30": 0}}
    assert [(one["from"], one["to"], one["waiting_days"]["sum"]) for one in found["transitions"]] == [
        ("loentilskud", "job", 10.0),
        ("praktik", "loentilskud", 0.0),
    ]


def test_exactly_seven_days_are_not_longer_than_seven():
    found = measured(("k", "a", "2026-01-01", "2026-01-02"), ("k", "b", "2026-01-09", "2026-01-10"))
    assert found["gaps"] == {"count": 1, "longer_than": {"7": 0, "14": 0, "30": 0}}


def test_a_gap_is_measured_from_the_latest_end_and_named_after_who_ended_last():
    found = measured(
        ("k", "long", "2026-01-01", "2026-01-20"), ("k", "short", "2026-01-05", "2026-01-06"),
        ("k", "next", "2026-01-22", "2026-01-23"),
    )  # fmt: skip
    assert [(one["from"], one["to"], one["count"]) for one in found["transitions"]] == [("long", "next", 1)]
    assert found["waiting_days"] == 2


def test_times_of_day_become_fractions_and_time_zones_are_brought_together():
    found = measured(
        ("k", "a", "2026-03-28T12:00:00+01:00", "2026-03-29T12:00:00+02:00"),  # summer time begins: 23 hours
        ("k", "b", "2026-03-29T10:00:00Z", "2026-03-29T16:00:00Z"),
    )
    assert found["active_days"] == pytest.approx(29 / 24)
    assert found["waiting_days"] == 0
    assert found["transitions"][0]["waiting_days"]["sum"] == 0


def test_what_cannot_be_said_is_null():
    empty = event_log.metrics(event_log.read(csv_of([])))
    assert empty["cases"] == empty["events"] == empty["gaps"]["count"] == 0
    assert empty["lead_days"] == {"p50": None, "p85": None, "p95": None, "max": None}
    at_once = measured(("k", "a", "2026-01-01", "2026-01-01"))
    assert at_once["lead_days"]["max"] == 0
    assert at_once["flow_efficiency"] == {"total": None, "median_case": None}


# What is read ----------------------------------------------------------------------------------------------------------------
def test_columns_go_by_other_names_and_may_stand_in_any_order_with_any_usual_separator():
    content = '\ufeffslut;Sag;"begynder";andet;Trin\r\n2026-01-06;1;2026-01-05;"a;""b\nc";Praktik\r\n\r\n'.encode()
    cases = event_log.read(content, names={"case": "Sag", "activity": "Trin", "start": "begynder", "end": "slut"})
    [(start, end, name)] = cases["1"]
    assert (end - start, name) == (DAY, "Praktik")


XES = """\ufeff<?xml version="1.0" encoding="UTF-8"?>
<xes:log xmlns:xes="http://www.xes-standard.org/" xes.version="1.0">
  <extension name="Concept" prefix="concept" uri="x"/>
  <global scope="event"><string key="concept:name" value="not an event"/></global>
  <string key="concept:name" value="name of the log"/>
  <xes:trace>
    <event>
      <string key="concept:name" value="Praktik"><string key="concept:name" value="an attribute of an attribute"/></string>
      <date key="start_timestamp" value="2026-01-05T08:00:00.000+01:00"/>
      <date key="time:timestamp" value="2026-01-06T08:00:00.000+01:00"/>
    </event>
    <event><string key="concept:name" value="Kursus"/><date key="start_timestamp" value="2026-01-08T08:00:00+01:00"/>
      <date key="time:timestamp" value="2026-01-09T08:00:00+01:00"/></event>
    <string key="concept:name" value="B-2026-0001"/>
  </xes:trace>
</xes:log>"""


def test_xes_gives_what_the_same_log_gives_as_csv():
    cases = event_log.read(XES.encode())
    assert list(cases) == ["B-2026-0001"]
    rows = [
        ("B-2026-0001", "Praktik", "2026-01-05T08:00+01:00", "2026-01-06T08:00+01:00"),
        ("B-2026-0001", "Kursus", "2026-01-08T08:00+01:00", "2026-01-09T08:00+01:00"),
    ]
    assert event_log.metrics(cases) == measured(*rows)


# What is refused, and where ----------------------------------------------------------------------------------------------------
def test_each_error_names_its_row_and_column():
    content = csv_of(
        [
            ("k", "a", "2026-01-05", "2026-01-06"),
            ("k", "a", "5/1 2026", "2026-01-06"),
            ("k", "a", "2026-01-07", "2026-01-06"),
            ("", "", "2026-01-05", ""),
            ("k", "a", "2026-01-05"),
            ("k", "a", "2026-01-05", "2026-01-05T10:00Z"),
            ("k", "a", "2026-02-30", "9999-99-99"),
        ]
    )
    assert errors_of(content) == [
        "row 3, start: '5/1 2026' is no ISO date or time",
        "row 4, end: 2026-01-06 lies before the start, 2026-01-07",
        "row 5, case_id: is empty",
        "row 5, activity: is empty",
        "row 5, end: is empty",
        "row 6: has 3 of 4 columns",
        "row 7, end: '2026-01-05T10:00Z' has a time zone and others have none",
        "row 8, start: '2026-02-30' is no ISO date or time",
        "row 8, end: '9999-99-99' is no ISO date or time",
    ]


def test_missing_columns_and_files_that_are_no_logs():
    assert errors_of(b"") == ["row 1: the header is missing"]
    assert errors_of(b"case_id,activity,start\n") == [
        "row 1, end: there is no such column among case_id, activity, start"
    ]
    assert errors_of(b"a,b\n", start="b", end="b", activity="a", case="sag") == [
        "row 1, sag: there is no such column among a, b"
    ]
    assert errors_of(b"case_id,activity,start,end\nk,a\xff,2026-01-01,2026-01-01") == ["row 2: is not UTF-8 text"]
    assert errors_of(b'case_id,activity,start,end\n"k,a,2026-01-01,2026-01-01')[0].startswith("row 2: ")
    assert errors_of(b"<html><body/></html>") == ["line 1: <html> is no XES log"]
    assert errors_of(b"<log>\n<trace>")[0].startswith("line 2: is no XML")


def test_a_column_that_is_there_twice_is_not_chosen_from_and_a_name_of_two_lines_is_told_on_one():
    assert errors_of(b"case_id,activity,start,end,end\n") == ["row 1, end: there is more than one such column"]
    assert errors_of(b'"a\nb",c\n', case="c", activity="c", start="c", end="x\ny") == [
        "row 1, x\\ny: there is no such column among a\\nb, c"
    ]


def test_empty_rows_of_a_spreadsheet_are_no_rows():
    row = ("k", "a", "2026-01-05", "2026-01-06")
    filled, empty = csv_of([row, row]), csv_of([row, ("", " ", "", ""), row, ("", "", "", "")])
    assert event_log.read(empty) == event_log.read(filled)
    assert errors_of(csv_of([("", "", "", ""), ("", "", "", "x")]))[0] == "row 3, case_id: is empty"


@pytest.mark.parametrize("encoding", ["x-nowhere", "shift_jis"])
def test_xml_in_an_encoding_that_is_not_read_is_refused_in_words(encoding):
    [error] = errors_of(f'<?xml version="1.0" encoding="{encoding}"?><log/>'.encode())
    assert error.startswith("line 1: is in an encoding that is not read: ")


def test_times_are_read_alike_when_there_are_more_than_are_kept(monkeypatch):
    rows = [(f"k{n % 3}", f"a{n}", f"2026-01-{n % 25 + 1:02}", f"2026-01-{n % 25 + 2:02}") for n in range(60)]
    whole = measured(*rows)
    monkeypatch.setattr(event_log, "MOST_KNOWN", 2)
    assert measured(*rows) == whole


def test_what_an_xes_event_lacks_is_named_by_trace_and_event():
    broken = XES.replace('key="start_timestamp" value="2026-01-08T08:00:00+01:00"', 'key="x" value=""')
    assert errors_of(broken.encode()) == ["trace 1, event 2, start_timestamp: is missing"]
    nameless = XES.replace('<string key="concept:name" value="B-2026-0001"/>', "")
    assert errors_of(nameless.encode()) == ["trace 1, concept:name: is missing"]


def test_a_document_type_is_refused_before_it_can_grow():
    bomb = b'<!DOCTYPE log [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><log>&b;</log>'
    assert errors_of(bomb) == ["line 1: a document type is not read"]


def test_a_column_that_is_wrong_on_every_row_is_not_told_a_hundred_thousand_times():
    errors = errors_of(csv_of([("k", "a", "x", "y")] * 5000))
    assert len(errors) == event_log.MOST_ERRORS + 1
    assert errors[-1] == "log: and 9000 more errors"


# The command -----------------------------------------------------------------------------------------------------------------
def command(*arguments, content=b""):
    """In a process of its own with nothing configured: it needs neither a database nor a key."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "flow_metrics", *arguments], input=content, capture_output=True, env=kept,
        timeout=60, check=False,
    )  # fmt: skip


def test_the_command_reads_a_file_or_standard_input_and_writes_json(tmp_path):
    content = csv_of([("k", "a", "2026-01-05", "2026-01-06")], header="sag,trin,fra,til")
    names = ("--case", "sag", "--activity", "trin", "--start", "fra", "--end", "til")
    log = tmp_path / "log.csv"
    log.write_bytes(content)
    for answer in (command(str(log), *names), command("-", *names, content=content)):
        assert (answer.returncode, answer.stderr) == (0, b"")
        assert json.loads(answer.stdout)["active_days"] == 1.0


def test_the_command_answers_bad_input_with_two_and_a_line_for_each_error(tmp_path):
    answer = command("-", content=csv_of([("k", "a", "x", "y")]))
    assert (answer.returncode, answer.stdout) == (2, b"")
    assert answer.stderr.decode().splitlines() == [
        "row 2, start: 'x' is no ISO date or time",
        "row 2, end: 'y' is no ISO date or time",
    ]
    gone = command(str(tmp_path / "none.csv"))
    assert gone.returncode == 2
    assert b"none.csv: " in gone.stderr


def test_a_hundred_thousand_rows_are_read_in_a_moment():
    rows = [
        (f"k{n // 11}", f"A{n % 7}", f"2026-01-{n % 27 + 1:02}T{n % 24:02}:00", f"2026-01-{n % 27 + 2:02}")
        for n in range(100_000)
    ]
    begun = datetime.now()
    found = event_log.metrics(event_log.read(csv_of(rows)))
    assert found["events"] == 100_000
    assert datetime.now() - begun < timedelta(seconds=10)  # half a second on a quiet machine
