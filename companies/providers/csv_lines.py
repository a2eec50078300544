"""A provider's list of courses, as a spreadsheet saves it, read line by line (pure).

A line is read by itself, so that a broken one breaks no other and has the number that the spreadsheet shows. An empty field says
nothing: it changes nothing. Columns that we do not know are never kept, since they may hold anything about anyone.
"""

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from companies.providers.texts import Refused, clean
from jobpakker.foundation.ui import dates

MOST_BYTES, MOST_LINES, LONGEST_LINE = 2_000_000, 5_000, 4_000
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


class FileFault(StrEnum):
    TOO_LARGE = "too_large"
    TOO_MANY_LINES = "too_many_lines"
    NOT_TEXT = "not_text"
    SPREADSHEET = "spreadsheet"
    EMPTY = "empty"
    NO_HEADER = "no_header"  # `columns`: the ones that are missing
    TWICE = "twice"  # `column` stands there twice


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


class UnreadableFile(Exception):
    def __init__(self, fault: FileFault, **facts: Any) -> None:
        super().__init__(fault)
        self.fault, self.facts = fault, facts


@dataclass(frozen=True)
class Problem:
    line: int
    fault: str
    facts: Mapping[str, Any] = field(default_factory=dict)


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
    if len(content) > MOST_BYTES:
        raise UnreadableFile(FileFault.TOO_LARGE)
    rows = [(number, text) for number, text in enumerate(_lines(_decoded(content)), 1) if text.strip(" \t;,")]
    if rows and re.fullmatch(r"sep=.", rows[0][1].strip().casefold()):
        del rows[0]
    if not rows:
        raise UnreadableFile(FileFault.EMPTY)
    if len(rows) > MOST_LINES + 1:
        raise UnreadableFile(FileFault.TOO_MANY_LINES)
    delimiter, columns, unused = _header(rows[0][1])
    lines: list[Line] = []
    problems: list[Problem] = []
    for number, text in rows[1:]:
        try:
            lines.append(_line(number, _cells(text, delimiter, columns), today=today))
        except _Wrong as wrong:
            problems.append(Problem(number, wrong.fault, wrong.facts))
    return Content(lines=tuple(lines), problems=tuple(problems), unused=unused)


def _decoded(content: bytes) -> str:
    """UTF-8 with or without a byte order mark, UTF-16 with one, or else what Danish spreadsheets wrote before (Windows-1252)."""
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise UnreadableFile(FileFault.SPREADSHEET)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252", "latin-1")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return unicodedata.normalize("NFC", text)
    raise UnreadableFile(FileFault.NOT_TEXT)


def _lines(text: str) -> list[str]:
    """Only what spreadsheets end a line with: `splitlines` would also cut at signs that people have in their text."""
    return re.split(r"\r\n|\n|\r", text)


def _header(text: str) -> tuple[str, list[str], tuple[str, ...]]:
    """The sign between fields, the name of our field for each column ("" for one that we do not know), and those unknown."""
    delimiter = next((sign for sign in (";", "\t", ",") if sign in text), ";")
    try:
        titles = _split(text[:LONGEST_LINE], delimiter)
    except _Wrong:
        titles = []
    columns = [_column(title) for title in titles]
    if missing := [COLUMNS[name][0] for name in NEEDED if name not in columns]:
        raise UnreadableFile(FileFault.NO_HEADER, columns=missing)
    if twice := [title for title, name in zip(titles, columns, strict=True) if name and columns.count(name) > 1]:
        raise UnreadableFile(FileFault.TWICE, column=twice[-1].strip()[:40])
    unused = [title.strip()[:40] for title, name in zip(titles, columns, strict=True) if not name and title.strip()]
    return delimiter, columns, tuple(_shown(title) for title in unused[:20])


def _column(title: str) -> str:
    plain = "".join(sign for sign in title.casefold() if sign.isalnum())
    return next((name for name, titles in COLUMNS.items() if plain in titles), "")


def _shown(text: str) -> str:
    return "".join(sign if sign.isprintable() else "?" for sign in text)


# A line -------------------------------------------------------------------------------------------------------------------
class _Wrong(Exception):  # noqa: N818
    def __init__(self, fault: Fault, **facts: Any) -> None:
        super().__init__(fault)
        self.fault, self.facts = fault, facts


def _split(text: str, delimiter: str) -> list[str]:
    try:
        [cells] = csv.reader([text], delimiter=delimiter, strict=True)
    except (csv.Error, ValueError):
        raise _Wrong(Fault.QUOTES) from None
    return cells


def _cells(text: str, delimiter: str, columns: list[str]) -> dict[str, str]:
    if len(text) > LONGEST_LINE:
        raise _Wrong(Fault.LONG_LINE)
    cells = _split(text, delimiter)
    if any(cell.strip() for cell in cells[len(columns) :]):
        raise _Wrong(Fault.TOO_MANY_FIELDS)
    found = {name: " ".join(cell.split()) for name, cell in zip(columns, cells, strict=False) if name}
    return {name: found.get(name, "") for name in COLUMNS}


def _line(number: int, cells: dict[str, str], *, today: date) -> Line:
    for name in NEEDED:
        if not cells[name]:
            raise _Wrong(Fault.MISSING, column=name)
    texts = dict(_texts(cells))
    starts_on, until, days = _when(cells, today)
    seats, taken, free = (_number(cells, name, 0, MOST_SEATS) for name in ("seats", "taken", "free"))
    assert seats is not None
    if seats < 1:
        raise _Wrong(Fault.SEATS, column="seats")
    if (taken or 0) > seats or (free or 0) > seats:
        raise _Wrong(Fault.OVERBOOKED, seats=seats)
    if taken is not None and free is not None and taken + free != seats:
        raise _Wrong(Fault.DISAGREE, seats=seats, taken=taken, free=free)
    return Line(
        number=number, title=texts["title"] or "", provider=texts["provider"] or "", place=texts["place"],
        reference=texts["reference"], starts_on=starts_on, until=until, days=days, seats=seats, taken=taken, free=free,
        amu=_amu(cells["amu"]), price_kr=_price(cells["price"]), cancelled=_state(cells["state"]),
    )  # fmt: skip


def _texts(cells: dict[str, str]) -> Iterator[tuple[str, str | None]]:
    for name, longest in LONGEST_TEXT.items():
        try:
            yield name, clean(cells[name], longest=longest) or None
        except Refused as refused:
            raise _Wrong(Fault.TEXT, column=name, why=str(refused.fault), longest=longest) from None


def _when(cells: dict[str, str], today: date) -> tuple[date, date | None, int | None]:
    starts_on = _day(cells, "starts_on")
    if starts_on > today + FURTHEST:
        raise _Wrong(Fault.YEAR, column="starts_on")
    days = _number(cells, "days", 1, MOST_DAYS)
    if not cells["ends_on"]:
        if days is None:
            raise _Wrong(Fault.NO_END)
        return starts_on, None, days
    until = _day(cells, "ends_on") + ONE_DAY
    if until <= starts_on:
        raise _Wrong(Fault.ORDER)
    if until - starts_on > LONGEST:
        raise _Wrong(Fault.TOO_LONG)
    if days is not None and days > (until - starts_on).days:
        raise _Wrong(Fault.TOO_MANY_DAYS, days=days)
    return starts_on, until, days


def _day(cells: dict[str, str], name: str) -> date:
    """As people and spreadsheets write it; a time of day that a spreadsheet has added is left out."""
    text = re.sub(r"[T ]\d{1,2}[:.]\d{2}([:.]\d{2})?$", "", cells[name])
    try:
        return dates.parse(text)
    except dates.UnreadableDate:
        raise _Wrong(Fault.DATE, column=name, text=_shown(cells[name][:30])) from None


def _number(cells: dict[str, str], name: str, least: int, most: int) -> int | None:
    text = re.sub(r"[.,]00?$", "", cells[name])
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,6}", text) or not least <= int(text) <= most:
        raise _Wrong(Fault.NUMBER, column=name, text=_shown(cells[name][:30]), least=least, most=most)
    return int(text)


def _amu(text: str) -> str | None:
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{5}", text):
        raise _Wrong(Fault.AMU, text=_shown(text[:30]))
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
        raise _Wrong(Fault.NUMBER, column="price", text=_shown(text[:30]), least=0, most=MOST_KR)
    oere = match[2] if match[2] and match[2] != "-" else "0"
    amount = Decimal(f"{match[1].replace('.', '').replace(' ', '')}.{oere}").quantize(Decimal(1), ROUND_HALF_UP)
    if amount > MOST_KR:
        raise _Wrong(Fault.NUMBER, column="price", text=_shown(text[:30]), least=0, most=MOST_KR)
    return int(amount)


def _state(text: str) -> bool | None:
    try:
        return _CANCELLED[text.casefold()]
    except KeyError:
        raise _Wrong(Fault.STATE, text=_shown(text[:30])) from None
