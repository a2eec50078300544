"""A provider's list of courses: what its columns mean (pure). How a file is read at all is in `companies/files/lines.py`.

An empty field says nothing: it changes nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from companies.files import lines
from companies.files.lines import LONGEST_LINE, FileFault, Layout, Problem, UnreadableFile, Wrong, day, number, shown

__all__ = [
    "COLUMNS", "LAYOUT", "LONGEST_LINE", "MOST_BYTES", "MOST_LINES", "NEEDED", "Content", "Fault", "FileFault", "Line",
    "Problem", "UnreadableFile", "read",
]  # fmt: skip

MOST_BYTES, MOST_LINES = 2_000_000, 5_000
MOST_SEATS, MOST_DAYS, MOST_KR = 999, 260, 1_000_000
LONGEST, FURTHEST = timedelta(days=731), timedelta(days=3 * 366)  # of one class, and ahead
ONE_DAY = timedelta(days=1)

# Field → what the column may be called; the first is what we call it ourselves.
COLUMNS: dict[str, tuple[str, ...]] = {
    "title": ("titel", "kursus", "kursustitel", "kursusnavn"),
    "provider": ("udbyder", "skole", "kursusudbyder", "kursussted"),
    "starts_on": ("start", "startdato", "starter", "førstedag", "fra"),
    "ends_on": ("slut", "slutdato", "slutter", "sidstedag", "til"),
    "days": ("dage", "antaldage", "kursusdage", "varighed"),
    "seats": ("pladser", "antalpladser"),
    "taken": ("optaget", "optagne", "optagnepladser", "tilmeldte"),
    "free": ("ledige", "ledigepladser"),
    "place": ("sted", "by", "adresse", "afholdelsessted"),
    "amu": ("amu", "amunummer", "fagnummer", "fagkode"),
    "price": ("pris", "priskr", "deltagerbetaling"),
    "reference": ("holdnummer", "reference", "holdid", "hold"),
    "state": ("tilstand", "status"),
}
NEEDED = ("title", "provider", "starts_on", "seats")
LONGEST_TEXT = {"title": 150, "provider": 150, "place": 150, "reference": 60}
_CANCELLED = {"aflyst": True, "cancelled": True, "åben": False, "åbent": False, "open": False, "": None}


LAYOUT = Layout(columns=COLUMNS, needed=NEEDED, most_bytes=MOST_BYTES, most_lines=MOST_LINES)


class Fault(StrEnum):
    """What is wrong with one line."""

    QUOTES = "quotes"
    LONG_LINE = "long_line"
    TOO_MANY_FIELDS = "too_many_fields"
    MISSING = "missing"
    TEXT = "text"  # `why`: a TextFault
    DATE = "date"
    YEAR = "year"  # too far ahead
    ORDER = "order"  # ends before it starts
    TOO_LONG = "too_long"
    NO_END = "no_end"
    NUMBER = "number"
    TOO_MANY_DAYS = "too_many_days"
    SEATS = "seats"
    OVERBOOKED = "overbooked"
    DISAGREE = "disagree"  # taken and free do not make up the seats
    AMU = "amu"
    STATE = "state"
    # Seen first when lines are held against each other and against what we know:
    REPEATED = "repeated"  # the same class as `line`
    AMBIGUOUS = "ambiguous"  # several classes that we know fit it
    SAYS_OTHERWISE = "says_otherwise"  # `line` says something else of the same course


@dataclass(frozen=True, kw_only=True)
class Line:
    """One class as the file tells of it; None: the file says nothing. `[starts_on, until)` is half-open."""

    number: int
    title: str
    provider: str
    starts_on: date
    until: date | None  # None: the file gives the number of course days only
    seats: int
    days: int | None = None
    taken: int | None = None
    free: int | None = None
    place: str | None = None
    amu: str | None = None
    price_kr: int | None = None
    reference: str | None = None
    cancelled: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Content:
    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]
    unused: tuple[str, ...] = ()  # the columns that we do not know

    def as_json(self) -> dict[str, Any]:
        return {
            "lines": [{name: _plain(value) for name, value in asdict(line).items()} for line in self.lines],
            "problems": [[problem.line, str(problem.fault), dict(problem.facts)] for problem in self.problems],
            "unused": list(self.unused),
        }

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> "Content":
        return Content(
            lines=tuple(Line(**{name: _told(name, value) for name, value in line.items()}) for line in data["lines"]),
            problems=tuple(Problem(*problem) for problem in data["problems"]),
            unused=tuple(data["unused"]),
        )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _told(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if value and name in {"starts_on", "until"} else value


# The file -----------------------------------------------------------------------------------------------------------------
def read(content: bytes, *, today: date) -> Content:
    """Raises `UnreadableFile` when no line of it can be read; what is wrong with a line stands in `problems`."""
    sheet = lines.open_sheet(content, LAYOUT)
    found: list[Line] = []
    problems: list[Problem] = []
    for row in sheet.rows:
        try:
            found.append(_line(row.number, sheet.cells(row), today=today))
        except Wrong as wrong:
            problems.append(Problem(row.number, wrong.fault, wrong.facts))
    return Content(lines=tuple(found), problems=tuple(problems), unused=sheet.unused)


# A line -------------------------------------------------------------------------------------------------------------------
def _line(at: int, cells: dict[str, str], *, today: date) -> Line:
    lines.needed(cells, LAYOUT)
    texts = dict(lines.texts(cells, LONGEST_TEXT))
    starts_on, until, days = _when(cells, today)
    seats, taken, free = (number(cells, name, 0, MOST_SEATS) for name in ("seats", "taken", "free"))
    assert seats is not None
    if seats < 1:
        raise Wrong(Fault.SEATS, column="seats")
    if (taken or 0) > seats or (free or 0) > seats:
        raise Wrong(Fault.OVERBOOKED, seats=seats)
    if taken is not None and free is not None and taken + free != seats:
        raise Wrong(Fault.DISAGREE, seats=seats, taken=taken, free=free)
    return Line(
        number=at, title=texts["title"] or "", provider=texts["provider"] or "", place=texts["place"],
        reference=texts["reference"], starts_on=starts_on, until=until, days=days, seats=seats, taken=taken, free=free,
        amu=_amu(cells["amu"]), price_kr=_price(cells["price"]), cancelled=_state(cells["state"]),
    )  # fmt: skip


def _when(cells: dict[str, str], today: date) -> tuple[date, date | None, int | None]:
    starts_on = day(cells, "starts_on")
    if starts_on > today + FURTHEST:
        raise Wrong(Fault.YEAR, column="starts_on")
    days = number(cells, "days", 1, MOST_DAYS)
    if not cells["ends_on"]:
        if days is None:
            raise Wrong(Fault.NO_END)
        return starts_on, None, days
    until = day(cells, "ends_on") + ONE_DAY
    if until <= starts_on:
        raise Wrong(Fault.ORDER)
    if until - starts_on > LONGEST:
        raise Wrong(Fault.TOO_LONG)
    if days is not None and days > (until - starts_on).days:
        raise Wrong(Fault.TOO_MANY_DAYS, days=days)
    return starts_on, until, days


def _amu(text: str) -> str | None:
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{5}", text):
        raise Wrong(Fault.AMU, text=shown(text[:30]))
    return text


_KR = re.compile(
    r"(?:kr\.?|dkk)?\s*(\d{1,3}(?:[. ]\d{3})+|\d+)(?:,(\d{1,2}|-))?\s*(?:kr\.?|dkk)?", re.ASCII | re.IGNORECASE
)


def _price(text: str) -> int | None:
    """Whole kroner, as Danes write them: 1.234,50 is 1235 (half a krone counts as one)."""
    if not text:
        return None
    match = _KR.fullmatch(text)
    if not match or len(match[1]) > 12:
        raise Wrong(Fault.NUMBER, column="price", text=shown(text[:30]), least=0, most=MOST_KR)
    oere = match[2] if match[2] and match[2] != "-" else "0"
    amount = Decimal(f"{match[1].replace('.', '').replace(' ', '')}.{oere}").quantize(Decimal(1), ROUND_HALF_UP)
    if amount > MOST_KR:
        raise Wrong(Fault.NUMBER, column="price", text=shown(text[:30]), least=0, most=MOST_KR)
    return int(amount)


def _state(text: str) -> bool | None:
    try:
        return _CANCELLED[text.casefold()]
    except KeyError:
        raise Wrong(Fault.STATE, text=shown(text[:30])) from None
