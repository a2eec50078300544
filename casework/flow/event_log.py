"""The flow of any event log, in the terms of `manage.py flow_metrics` (interfaces.md); pure, no framework, no database.

An activity is `[start, end)`. Those of a case that overlap are merged before anything is counted, so that two things done
at once are one day of activity, not two. Between two merged spans lies a border: a gap when time passes there, otherwise
a touching border. A transition is the activity that ended last before the border and the first one that begins after it.
An activity that takes no time covers nothing, yet it was done: it divides a gap in two.

Time is whole microseconds, so that sums are exact whatever the order; days with fractions are made last of all.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from operator import itemgetter
from typing import Any
from xml.parsers import expat

from casework.flow.percentiles import percentile

DAY = 86_400_000_000  # microseconds
LONGER_THAN = (7, 14, 30)  # days
MOST_ERRORS = 1000  # a wrong column is wrong on every row
MOST_KNOWN = 200_000  # texts of times kept: all days of a log and more, yet not each second of a million rows
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - times are brought to UTC, or all stand in one unnamed zone


class Unreadable(Exception):
    """What is wrong with the log, each with the place it is wrong at."""

    def __init__(self, errors: Sequence[str]) -> None:
        super().__init__("\n".join(errors))
        self.errors = tuple(errors)


@dataclass(frozen=True)
class Names:
    """What the columns (CSV) or attributes (XES) are called."""

    case: str
    activity: str
    start: str
    end: str


CSV_NAMES = Names("case_id", "activity", "start", "end")
XES_NAMES = Names("concept:name", "concept:name", "start_timestamp", "time:timestamp")

type Activity = tuple[int, int, str]  # start, end, name
type Cases = dict[str, list[Activity]]
_BY_START_AND_END = itemgetter(0, 1)


# The figures -----------------------------------------------------------------------------------------------------------------
def metrics(cases: Cases) -> dict[str, Any]:
    """All figures of interfaces.md. What nothing can be said of (a percentile of no case) is null, never 0."""
    leads: list[int] = []
    efficiencies: list[float] = []
    waits: dict[tuple[str, str], list[int]] = {}
    active = 0
    for activities in cases.values():
        lead, waiting = _walk(activities, waits)
        leads.append(lead)
        active += lead - waiting
        if lead:
            efficiencies.append((lead - waiting) / lead)
    leads.sort()
    gaps = [wait for those in waits.values() for wait in those if wait]
    total = sum(leads)
    return {
        "cases": len(cases),
        "events": sum(map(len, cases.values())),
        "lead_days": {
            "p50": _days(percentile(leads, 0.50)),
            "p85": _days(percentile(leads, 0.85)),
            "p95": _days(percentile(leads, 0.95)),
            "max": _days(leads[-1] if leads else None),
        },
        "active_days": active / DAY,
        "waiting_days": (total - active) / DAY,
        # Cases that took no time at all waited for nothing and were active for nothing: they have no efficiency.
        "flow_efficiency": {
            "total": active / total if total else None,
            "median_case": percentile(sorted(efficiencies), 0.50),
        },
        "gaps": {
            "count": len(gaps),
            "longer_than": {str(days): sum(gap > days * DAY for gap in gaps) for days in LONGER_THAN},
        },
        "transitions": _transitions(waits),
    }


def _walk(activities: list[Activity], waits: dict[tuple[str, str], list[int]]) -> tuple[int, int]:
    """Lead time and waiting of one case. Activities that begin at the same time are taken in the order of the log."""
    activities.sort(key=_BY_START_AND_END)
    first, until, latest = activities[0]
    waiting = 0
    for start, end, name in islice(activities, 1, None):
        if start >= until:
            waits.setdefault((latest, name), []).append(start - until)
            waiting += start - until
            until, latest = end, name
        elif end > until:
            until, latest = end, name
    return until - first, waiting


def _transitions(waits: dict[tuple[str, str], list[int]]) -> list[dict[str, Any]]:
    """The longest waiting first."""
    found = []
    for (before, after), those in waits.items():
        those.sort()
        waited = {"p50": _days(percentile(those, 0.50)), "p85": _days(percentile(those, 0.85)), "sum": sum(those) / DAY}
        found.append({"from": before, "to": after, "count": len(those), "waiting_days": waited})
    return sorted(found, key=lambda one: (-one["waiting_days"]["sum"], -one["count"], one["from"], one["to"]))


def _days(microseconds: float | None) -> float | None:
    return None if microseconds is None else microseconds / DAY


# Reading ---------------------------------------------------------------------------------------------------------------------
def read(content: bytes, *, names: dict[str, str] | None = None) -> Cases:
    """CSV or XES, told apart by the first sign. `names` overrides what the columns are called (`Names`)."""
    chosen = names or {}
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        return _read_xes(content, Names(**(vars(XES_NAMES) | chosen)))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        raise Unreadable([f"row {row}: is not UTF-8 text"]) from None
    return _read_csv(text, Names(**(vars(CSV_NAMES) | chosen)))


class _Log:
    """Gathers activities and errors; a text that stands for a time is read once however often it is there."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.cases: Cases = {}
        self.errors: list[str] = []
        self.unsaid = 0
        self.known: dict[str, int] = {}
        self.zone_aware: bool | None = None  # of the first time in the log; all others must be alike

    def error(self, place: str, sentence: str) -> None:
        if len(self.errors) < MOST_ERRORS:
            self.errors.append(f"{place}: {sentence}")
        else:
            self.unsaid += 1

    def add(self, place: str, case: str, activity: str, start: str, end: str) -> None:
        if not case:
            self.error(f"{place}, {self.names.case}", "is empty")
        if not activity:
            self.error(f"{place}, {self.names.activity}", "is empty")
        begins, ends = self.time(place, self.names.start, start), self.time(place, self.names.end, end)
        if begins is None or ends is None:
            return
        if ends < begins:
            self.error(f"{place}, {self.names.end}", f"{end} lies before the start, {start}")
        elif case and activity:
            self.cases.setdefault(case, []).append((begins, ends, activity))

    def time(self, place: str, name: str, text: str) -> int | None:
        found = self.known.get(text)
        if found is not None:
            return found
        if not text:
            self.error(f"{place}, {name}", "is empty")
            return None
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            self.error(f"{place}, {name}", f"{_short(text)} is no ISO date or time")
            return None
        aware = moment.tzinfo is not None
        if self.zone_aware is None:
            self.zone_aware = aware
        if aware != self.zone_aware:
            with_or_without = (
                "has a time zone and others have none" if aware else "has no time zone and others have one"
            )
            self.error(f"{place}, {name}", f"{_short(text)} {with_or_without}")
            return None
        try:
            since = (moment.astimezone(UTC).replace(tzinfo=None) if aware else moment) - _EPOCH
        except OverflowError:
            self.error(f"{place}, {name}", f"{_short(text)} is no ISO date or time")
            return None
        found = since.days * DAY + since.seconds * 1_000_000 + since.microseconds
        if len(self.known) < MOST_KNOWN:
            self.known[text] = found
        return found

    def done(self) -> Cases:
        if self.unsaid:
            self.errors.append(f"log: and {self.unsaid} more errors")
        if self.errors:
            raise Unreadable(self.errors)
        return self.cases


def _short(text: str) -> str:
    """As it stands in the log, on one line and not longer than one can read."""
    return repr(text if len(text) <= 40 else text[:39] + "…")


def _plain(text: str) -> str:
    """What somebody called a column, on one line."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _read_csv(text: str, names: Names) -> Cases:
    """Rows are numbered as a spreadsheet shows them: the header is row 1. The separator is a comma, semicolon or tab."""
    head = text.partition("\n")[0]
    separator = max(",;\t", key=head.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    log, number = _Log(names), 0
    try:
        header = [name.strip() for name in next(rows, [])]
        number = 1
        if not any(header):
            raise Unreadable(["row 1: the header is missing"])
        wanted = (names.case, names.activity, names.start, names.end)
        missing = [name for name in dict.fromkeys(wanted) if name not in header]
        if missing:
            there = _plain(", ".join(header))
            raise Unreadable([f"row 1, {_plain(name)}: there is no such column among {there}" for name in missing])
        if twice := [name for name in dict.fromkeys(wanted) if header.count(name) > 1]:
            raise Unreadable([f"row 1, {_plain(name)}: there is more than one such column" for name in twice])
        case, activity, start, end = (header.index(name) for name in wanted)
        width = max(case, activity, start, end) + 1
        add = log.add
        for row in rows:
            number += 1
            if not row or (not row[0] and not "".join(row).strip()):  # a spreadsheet writes its empty rows too
                continue
            if len(row) < width:
                log.error(f"row {number}", f"has {len(row)} of {len(header)} columns")
                continue
            add(f"row {number}", row[case].strip(), row[activity].strip(), row[start].strip(), row[end].strip())
    except csv.Error as error:
        log.error(f"row {number + 1}", str(error))
    return log.done()


def _read_xes(content: bytes, names: Names) -> Cases:
    """`<trace>`s of `<event>`s, whose attributes are children with `key` and `value`. Traces and events count from 1."""
    reader = _Xes(names)
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.StartDoctypeDeclHandler = reader.doctype
    try:
        parser.Parse(content.lstrip(b"\xef\xbb\xbf \t\r\n"), True)
    except expat.ExpatError as error:
        reader.log.error(f"line {error.lineno}", f"is no XML: {expat.ErrorString(error.code)}")
    except (LookupError, ValueError) as error:
        reader.log.error("line 1", f"is in an encoding that is not read: {error}")
    return reader.log.done()


class _Xes:
    def __init__(self, names: Names) -> None:
        self.names, self.log = names, _Log(names)
        self.traces = self.events = 0
        self.trace: dict[str, str] = {}
        self.event: dict[str, str] | None = None
        self.waiting: list[tuple[str, dict[str, str]]] = []  # events of the trace: its own name may come after them
        self.depth = 0  # of an element inside an attribute, which says nothing to us
        self.in_trace, self.root = False, ""

    def doctype(self, *_declared: Any) -> None:
        raise Unreadable(["line 1: a document type is not read"])

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if not self.root:
            self.root = name
            if name != "log":
                raise Unreadable([f"line 1: <{_short(tag)[1:-1]}> is no XES log"])
            return
        match name:
            case "trace" if not self.depth:
                self.traces, self.events, self.in_trace = self.traces + 1, 0, True
                self.trace, self.waiting = {}, []
            case "event" if not self.depth:
                self.events, self.event = self.events + 1, {}
            case _:
                self.depth += 1
                if self.depth == 1 and (key := attributes.get("key")) is not None:
                    if self.event is not None:
                        self.event[key] = attributes.get("value", "")
                    elif self.in_trace:
                        self.trace[key] = attributes.get("value", "")

    def end(self, tag: str) -> None:
        if self.depth:
            self.depth -= 1
            return
        match tag.rpartition(":")[2]:
            case "event":
                if self.event is not None:
                    self.waiting.append((f"trace {self.traces}, event {self.events}", self.event))
                self.event = None
            case "trace":
                self._trace_is_over()

    def _trace_is_over(self) -> None:
        names, case = self.names, self.trace.get(self.names.case, "").strip()
        self.in_trace = False
        if not case:
            self.log.error(f"trace {self.traces}, {names.case}", "is missing")
            return
        for place, event in self.waiting:
            missing = [name for name in (names.activity, names.start, names.end) if not event.get(name, "").strip()]
            for name in missing:
                self.log.error(f"{place}, {name}", "is missing")
            if not missing:
                self.log.add(
                    place, case, event[names.activity].strip(), event[names.start].strip(), event[names.end].strip()
                )
