"""`manage.py plan`: a planning problem read from JSON and answered (pure). The format is docs/interfaces.md's; `written.py` writes it.

Dates go in and out inclusive (`ends_on`); inside they are half-open. Everything that is wrong is told at once, each with its
place: `steps[2].length: …`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import inf
from typing import Any

from casework.planning import written
from casework.planning.backward import UnableToPlan, plan
from casework.planning.periods import Period
from casework.planning.steps import (
    CHAIN_KINDS,
    JOB,
    LaneSpec,
    Length,
    LengthUnit,
    Moment,
    Pin,
    StepKind,
    StepSpec,
)
from jobpakker.foundation.workdays import WorkdayCalendar

FIRST_YEAR, LAST_YEAR = 2000, 2099
MOST_STEPS, MOST_SESSIONS = 100, 1000
MOST_CLOSED = 2000  # Mondays to Fridays: the calendar is laid out so far beyond the dates
_LANE_KINDS = frozenset(StepKind) - {StepKind.ORDINAER_ANSAETTELSE}
_MOMENT = re.compile(r"\s*(?P<step>.+?)\s*(?:(?P<sign>[+-])\s*(?P<length>\d+\s+\w+)\s*)?")
_PROBLEM_KEYS = {"job_starts_on", "today", "closed_days", "steps", "beside"}
_STEP_KEYS = {"id", "kind", "length", "min", "max", "sessions", "lead", "pinned"}


@dataclass(frozen=True)
class Problem:
    steps: tuple[StepSpec, ...]
    lanes: tuple[LaneSpec, ...]
    job_starts_on: date
    today: date
    closed_days: frozenset[date]


class Unreadable(ValueError):
    """`errors` are lines of the form `place: what is wrong`."""

    def __init__(self, errors: Sequence[str]) -> None:
        super().__init__("\n".join(errors))
        self.errors = tuple(errors)


# Reading -------------------------------------------------------------------------------------------------------------------------
def read(data: Any, *, place: str = "") -> Problem:
    """One problem; raises `Unreadable` with everything that is wrong with it."""
    return _Reader(place).problem(data)


def read_all(data: Any) -> list[Problem]:
    """An array of problems, or one as an array of one."""
    if not isinstance(data, list):
        return [read(data)]
    problems: list[Problem] = []
    errors: list[str] = []
    for number, entry in enumerate(data):
        try:
            problems.append(read(entry, place=f"[{number}]"))
        except Unreadable as error:
            errors += error.errors
    if errors:
        raise Unreadable(errors)
    return problems


class _Reader:
    def __init__(self, place: str) -> None:
        self.place = place
        self.errors: list[str] = []

    def wrong(self, where: str, what: str) -> None:
        place = f"{self.place}.{where}" if self.place and where else self.place or where
        self.errors.append(f"{place or 'input'}: {what}")

    def problem(self, data: Any) -> Problem:
        if not isinstance(data, dict):
            self.wrong("", "must be an object")
            raise Unreadable(self.errors)
        data = _given(data)
        self._known(data, _PROBLEM_KEYS, "")
        job = self.day(data, "job_starts_on", "job_starts_on")
        today = self.day(data, "today", "today")
        closed = self._closed(data.get("closed_days", []))
        entries = data.get("steps")
        if not isinstance(entries, list):
            self.wrong("steps", "must be a list of steps" if "steps" in data else "is missing")
            entries = []
        if len(entries) > MOST_STEPS:
            self.wrong("steps", f"at most {MOST_STEPS} steps")
            entries = []
        ids: set[str] = set()
        steps = [self.step(entry, f"steps[{number}]", ids) for number, entry in enumerate(entries)]
        lanes = self._lanes(data.get("beside", []), ids)
        if self.errors or job is None or today is None:
            raise Unreadable(self.errors)
        return Problem(tuple(s for s in steps if s), lanes, job, today, closed)

    def _known(self, data: Mapping[str, Any], known: set[str], where: str) -> None:
        for key in data:
            if key not in known:
                self.wrong(f"{where}.{_shown(key)}" if where else _shown(key), "is not known")

    def day(self, data: Mapping[str, Any], key: str, where: str) -> date | None:
        if key not in data:
            self.wrong(where, "is missing")
            return None
        value = data[key]
        if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
            self.wrong(where, "must be a date such as 2026-09-01")
            return None
        try:
            day = date.fromisoformat(value)
        except ValueError:
            self.wrong(where, f"{value} is not in the calendar")
            return None
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            self.wrong(where, f"must lie in the years {FIRST_YEAR} to {LAST_YEAR}")
            return None
        return day

    def _closed(self, days: Any) -> frozenset[date]:
        if not isinstance(days, list):
            self.wrong("closed_days", "must be a list of dates")
            return frozenset()
        read = [self.day({"day": day}, "day", f"closed_days[{number}]") for number, day in enumerate(days)]
        closed = frozenset(day for day in read if day and day.weekday() < 5)
        if len(closed) > MOST_CLOSED:
            self.wrong("closed_days", f"at most {MOST_CLOSED} days from Monday to Friday")
            return frozenset()
        return closed

    def length(self, data: Mapping[str, Any], key: str, where: str) -> Length | None:
        value = data[key]
        if not isinstance(value, str):
            self.wrong(where, "must be a text such as 4 weeks")
            return None
        try:
            return Length.parse(value)
        except ValueError as error:
            self.wrong(where, str(error))
            return None

    def identity(self, data: Mapping[str, Any], where: str, ids: set[str]) -> str:
        name = data.get("id")
        if not isinstance(name, str) or not name.strip():
            self.wrong(f"{where}.id", "must be a text" if "id" in data else "is missing")
        elif name == JOB:
            self.wrong(f"{where}.id", "job is the name of the job itself")
        elif name in ids:
            self.wrong(f"{where}.id", f"{_shown(name)} is used twice")
        else:
            ids.add(name)
            return name
        return ""

    def kind(self, data: Mapping[str, Any], where: str, allowed: frozenset[StepKind]) -> StepKind | None:
        value = data.get("kind")
        if not isinstance(value, str) or value not in allowed:
            words = ", ".join(sorted(allowed))
            if value == StepKind.MENTOR:
                words += "; a mentor stands in beside"
            self.wrong(f"{where}.kind", f"must be one of {words}" if "kind" in data else "is missing")
            return None
        return StepKind(value)

    def step(self, data: Any, where: str, ids: set[str]) -> StepSpec | None:
        if not isinstance(data, dict):
            self.wrong(where, "must be an object")
            return None
        before, data = len(self.errors), _given(data)
        self._known(data, _STEP_KEYS, where)
        name, kind = self.identity(data, where, ids), self.kind(data, where, CHAIN_KINDS)
        length = None
        if "length" in data:
            length = self.length(data, "length", f"{where}.length")
        else:
            self.wrong(f"{where}.length", "is missing")
        shortest = self.length(data, "min", f"{where}.min") if "min" in data else None
        longest = self.length(data, "max", f"{where}.max") if "max" in data else None
        if length and shortest and _longer(shortest, length):
            self.wrong(f"{where}.min", "is longer than length")
        if length and longest and _longer(length, longest):
            self.wrong(f"{where}.max", "is shorter than length")
        lead = self._lead(data.get("lead"), f"{where}.lead")
        sessions = self._sessions(data.get("sessions", []), f"{where}.sessions")
        pinned = self._pinned(data["pinned"], f"{where}.pinned") if "pinned" in data else None
        if len(self.errors) > before or kind is None or length is None:
            return None
        return StepSpec(name, kind, length, shortest, longest, sessions, pinned, lead)

    def _lead(self, value: Any, where: str) -> int:
        if value is None:
            return 0
        match = re.fullmatch(r"\s*(\d{1,4})\s+workdays?\s*", value, re.ASCII) if isinstance(value, str) else None
        if match is None or int(match[1]) > 780:
            self.wrong(where, "must be N workdays, at most 780")
            return 0
        return int(match[1])

    def _sessions(self, entries: Any, where: str) -> tuple[Period, ...]:
        if not isinstance(entries, list):
            self.wrong(where, "must be a list of sessions")
            return ()
        if len(entries) > MOST_SESSIONS:
            self.wrong(where, f"at most {MOST_SESSIONS} sessions")
            return ()
        found = [self._period(entry, f"{where}[{number}]") for number, entry in enumerate(entries)]
        return tuple(period for period in found if period)

    def _period(self, entry: Any, where: str) -> Period | None:
        if not isinstance(entry, dict):
            self.wrong(where, "must be an object with starts_on and ends_on")
            return None
        self._known(entry, {"starts_on", "ends_on"}, where)
        first, last = (self.day(entry, key, f"{where}.{key}") for key in ("starts_on", "ends_on"))
        if first is None or last is None:
            return None
        if last < first:
            self.wrong(f"{where}.ends_on", "lies before starts_on")
            return None
        return Period.inclusive(first, last)

    def _pinned(self, entry: Any, where: str) -> Pin | None:
        if not isinstance(entry, dict):
            self.wrong(where, "must be an object with starts_on")
            return None
        if entry.get("ends_on") is not None:
            period = self._period(entry, where)
            return Pin(period.start, period.until) if period else None
        self._known(entry, {"starts_on", "ends_on"}, where)
        first = self.day(entry, "starts_on", f"{where}.starts_on")
        return Pin(first) if first else None

    def _lanes(self, entries: Any, ids: set[str]) -> tuple[LaneSpec, ...]:
        if not isinstance(entries, list) or len(entries) > MOST_STEPS:
            self.wrong("beside", f"must be a list of at most {MOST_STEPS} lanes")
            return ()
        lanes = []
        steps = frozenset(ids) | {JOB}
        for number, entry in enumerate(entries):
            where = f"beside[{number}]"
            if not isinstance(entry, dict):
                self.wrong(where, "must be an object")
                continue
            self._known(entry, {"id", "kind", "from", "until"}, where)
            name, kind = self.identity(entry, where, ids), self.kind(entry, where, _LANE_KINDS)
            begins, ends = (self._moment(entry, key, f"{where}.{key}", steps) for key in ("from", "until"))
            if name and kind and begins and ends:
                lanes.append(LaneSpec(name, kind, begins, ends))
        return tuple(lanes)

    def _moment(self, entry: Mapping[str, Any], key: str, where: str, steps: frozenset[str]) -> Moment | None:
        value = entry.get(key)
        if not isinstance(value, str):
            self.wrong(where, "must name a step or the job, such as job + 13 weeks" if key in entry else "is missing")
            return None
        if value in steps:
            return Moment(value)
        match = _MOMENT.fullmatch(value)
        if match is None or match["step"] not in steps:
            self.wrong(where, f"{_shown(value)!r} names no step and not the job")
            return None
        try:
            return Moment(match["step"], Length.parse(match["length"]), back=match["sign"] == "-")
        except ValueError as error:
            self.wrong(where, str(error))
            return None


def _given(data: Mapping[str, Any]) -> dict[str, Any]:
    """A key whose value is null is a key that was left out."""
    return {key: value for key, value in data.items() if value is not None}


def _shown(text: str) -> str:
    """What somebody typed, on one line and not longer than one can read."""
    plain = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text[:61])
    return plain if len(text) <= 60 else f"{plain[:60]}…"


def _longer(one: Length, other: Length) -> bool:
    """Wherever in the calendar they lie. A month is longer than 30 days in March and shorter in February: that is no mistake."""
    if one.unit == other.unit:
        return one.amount > other.amount
    return _calendar_days(one)[0] > _calendar_days(other)[1]


def _calendar_days(length: Length) -> tuple[float, float]:
    """The fewest and the most that it can be; holidays and closing days make working days as long as one likes."""
    n = length.amount
    match length.unit:
        case LengthUnit.DAYS:
            return n, n
        case LengthUnit.WEEKS:
            return 7 * n, 7 * n
        case LengthUnit.MONTHS:
            return int(30.4375 * n) - 2, int(30.4375 * n) + 2
        case LengthUnit.WORKDAYS:
            return n + (n - 1) // 5 * 2, inf


# Answering -----------------------------------------------------------------------------------------------------------------------
def answer(problem: Problem) -> dict[str, Any]:
    """Plans one problem. What cannot be planned is an answer too."""
    try:
        made = plan(
            problem.steps,
            job_starts_on=problem.job_starts_on,
            today=problem.today,
            calendar=WorkdayCalendar.danish(problem.closed_days),
            lanes=problem.lanes,
        )
    except UnableToPlan as unable:
        return written.no_plan(unable)
    return written.planned(made)
