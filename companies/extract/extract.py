"""An extract of the CVR register: one production unit a line (pure). How a file is read at all is in `companies/files/lines.py`.

An empty field says nothing: it changes nothing. Nobody is known here but companies and their places of work.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError

from companies.files import lines
from companies.files.lines import Layout, Problem, Wrong, shown
from companies.register.numbers import clean_cvr, clean_p_number

MOST_BYTES, MOST_LINES, MOST_EMPLOYEES = 5_000_000, 10_000, 200_000

COLUMNS: dict[str, tuple[str, ...]] = {
    "cvr": ("cvr", "cvrnr", "cvrnummer", "virksomhedenscvrnummer"),
    "name": ("navn", "virksomhed", "virksomhedsnavn", "firmanavn", "virksomhedensnavn"),
    "p_number": ("pnr", "pnummer", "produktionsenhed", "produktionsenhedsnummer", "produktionsenhedensnummer"),
    "site": ("arbejdssted", "produktionsenhedsnavn", "produktionsenhedensnavn", "pnavn", "enhedsnavn"),
    "address": ("adresse", "beliggenhedsadresse", "beliggenhed"),
    "street": ("vejnavn", "vej", "gade", "vejnavnoghusnr"),
    "house": ("husnr", "husnummer", "husnummerfra"),
    "postcode": ("postnr", "postnummer"),
    "town": ("by", "postdistrikt", "bynavn"),
    "employees": (
        "ansatte", "antalansatte", "fuldtidsansatte", "årsværk", "antalårsværk", "antalfuldtidsansatte", "ordinærtansatte",
        "ordinæreansatte", "ordinærefuldtidsansatte", "medarbejdere", "antalmedarbejdere",
    ),
    "as_of": (
        "ansattepr", "opgjortden", "opgjortpr", "opgjort", "opgørelsesdato", "ansattedato", "beskæftigelsesdato", "kvartal",
    ),
    "sector": ("sektor",),
    "kind": ("virksomhedsform", "virksomhedstype", "ejerform"),
    "closed": ("ophørsdato", "ophørtden", "ophørt", "slutdato"),
    "state": ("status", "virksomhedsstatus", "tilstand"),
}  # fmt: skip
NEEDED = ("cvr", "name")
LAYOUT = Layout(columns=COLUMNS, needed=NEEDED, most_bytes=MOST_BYTES, most_lines=MOST_LINES)
LONGEST_TEXT = {"name": 200, "site": 200, "address": 200, "street": 150, "house": 20, "town": 100}
_PUBLIC = re.compile(r"kommun|region|stat(en|slig)|offentlig", re.IGNORECASE)
_OPEN_WORDS, _CLOSED_WORDS = (
    ("normal", "aktiv", "fremtid", ""),
    ("ophørt", "opløst", "tvangsopløst", "slettet", "ophør"),
)


class Fault(StrEnum):
    CVR = "cvr"  # `text`, and `checksum` when it is the check digits
    P_NUMBER = "p_number"
    NO_DAY = "no_day"  # employees without the day they were counted
    NO_EMPLOYEES = "no_employees"
    FUTURE = "future"  # `column`
    STATE = "state"
    SECTOR = "sector"
    POSTCODE = "postcode"
    # When lines are held against each other and against what we know:
    REPEATED = "repeated"  # the same place of work as `line`
    SAYS_OTHERWISE = "says_otherwise"  # `line` says something else of the same company
    BELONGS_TO = "belongs_to"  # the P-number is `name`'s


@dataclass(frozen=True, kw_only=True)
class Line:
    """One place of work, or a company alone. None: the file says nothing."""

    number: int
    cvr: str
    name: str
    p_number: str = ""
    site: str | None = None
    address: str | None = None
    employees: int | None = None
    as_of: date | None = None
    sector: str | None = None  # "private", "public"
    closed: date | None = None
    is_open: bool | None = None  # the file says so itself

    @property
    def has_a_site(self) -> bool:
        return bool(self.p_number or self.site or self.address or self.employees is not None)


@dataclass(frozen=True, kw_only=True)
class Content:
    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]
    unused: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Only what is said, so that ten thousand lines stay small."""
        return {
            "lines": [
                {name: _plain(v) for name, v in asdict(line).items() if v not in (None, "")} for line in self.lines
            ],
            "problems": [[problem.line, str(problem.fault), dict(problem.facts)] for problem in self.problems],
            "unused": list(self.unused),
        }

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> "Content":
        return Content(
            lines=tuple(Line(**{name: _told(name, v) for name, v in line.items()}) for line in data["lines"]),
            problems=tuple(Problem(*problem) for problem in data["problems"]),
            unused=tuple(data["unused"]),
        )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _told(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if name in {"as_of", "closed"} else value


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


def _line(at: int, cells: dict[str, str], *, today: date) -> Line:
    lines.needed(cells, LAYOUT)
    texts = dict(lines.texts(cells, LONGEST_TEXT))
    employees, as_of = _employees(cells, today)
    closed, is_open = _closed(cells, today)
    return Line(
        number=at, cvr=_cvr(cells["cvr"]), name=texts["name"] or "", p_number=_p_number(cells["p_number"]),
        site=texts["site"], address=texts["address"] or _address(texts, cells["postcode"]), employees=employees, as_of=as_of,
        sector=_sector(cells), closed=closed, is_open=is_open,
    )  # fmt: skip


def _cvr(text: str) -> str:
    try:
        return clean_cvr(text)
    except ValidationError as wrong:
        raise Wrong(Fault.CVR, text=shown(text[:30]), checksum=wrong.code == "checksum") from None


def _p_number(text: str) -> str:
    if not text:
        return ""
    try:
        return clean_p_number(text)
    except ValidationError:
        raise Wrong(Fault.P_NUMBER, text=shown(text[:30])) from None


def _address(texts: Mapping[str, str | None], postcode: str) -> str | None:
    """Put together of the parts that the register gives it in; the street must be there."""
    if postcode and not re.fullmatch(r"[0-9]{4}", postcode):
        raise Wrong(Fault.POSTCODE, text=shown(postcode[:30]))
    if not texts["street"]:
        return None
    street = " ".join(part for part in (texts["street"], texts["house"]) if part)
    town = " ".join(part for part in (postcode, texts["town"]) if part)
    return ", ".join(part for part in (street, town) if part)[:200]


def _employees(cells: dict[str, str], today: date) -> tuple[int | None, date | None]:
    """Whole full-time persons, rounded down as the ratio counts them; of an interval (10-19) the lowest, to be on the safe side."""
    text, told = cells["employees"], cells["as_of"]
    if not text:
        if told:
            raise Wrong(Fault.NO_EMPLOYEES)
        return None, None
    match = re.fullmatch(
        r"(?:antal_)?([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,6})(?:,[0-9]+)?(?:\s*[-–_]\s*[0-9.]+)?", text.casefold()
    )
    amount = int(match[1].replace(".", "")) if match else MOST_EMPLOYEES + 1
    if amount > MOST_EMPLOYEES:
        raise Wrong(
            lines.LineFault.NUMBER, column="employees", text=shown(text[:30]), least=0, most=MOST_EMPLOYEES
        )  # fmt: skip
    if not told:
        raise Wrong(Fault.NO_DAY)
    as_of = _quarter(told) or lines.day(cells, "as_of")
    if as_of > today:
        raise Wrong(Fault.FUTURE, column="as_of")
    return amount, as_of


def _quarter(text: str) -> date | None:
    """2026K1, as the register has it: its last day."""
    match = re.fullmatch(r"(\d{4})\s*-?\s*[kKqQ]\s*([1-4])", text, re.ASCII)
    if not match:
        return None
    year, month = divmod(int(match[1]) * 12 + int(match[2]) * 3, 12)
    return date(year, month + 1, 1) - timedelta(days=1)


def _sector(cells: dict[str, str]) -> str | None:
    said = cells["sector"].casefold()
    if said in {"privat", "private"}:
        return "private"
    if said in {"offentlig", "public"}:
        return "public"
    if said:
        raise Wrong(Fault.SECTOR, text=shown(cells["sector"][:30]))
    if cells["kind"]:
        return "public" if _PUBLIC.search(cells["kind"]) else "private"
    return None


def _closed(cells: dict[str, str], today: date) -> tuple[date | None, bool | None]:
    state = cells["state"].casefold()
    if cells["closed"]:
        closed = lines.day(cells, "closed")
        if closed > today:
            raise Wrong(Fault.FUTURE, column="closed")
        return closed, False
    if state.startswith(_CLOSED_WORDS):
        return None, False
    if state.startswith("under ") or state in _OPEN_WORDS:
        return None, True if state else None
    raise Wrong(Fault.STATE, text=shown(cells["state"][:30]))
