"""A file of the labour-market balance: one kind of job in one area a line (pure). How a file is read is in `companies/files/lines.py`."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from companies.balance.models import Area, Level
from companies.disco import lookup
from companies.files import lines
from companies.files.lines import Layout, Problem, Wrong, shown
from jobpakker.foundation.ui import dates

MOST_BYTES, MOST_LINES = 2_000_000, 10_000

COLUMNS: dict[str, tuple[str, ...]] = {
    "disco": ("disco", "discokode", "disco08", "disco08kode", "kode", "fagkode"),
    "title": ("stilling", "stillingsbetegnelse", "titel", "job", "erhverv"),
    "area": ("område", "rar", "rarområde", "region"),
    "period": ("periode", "halvår", "gælderfor"),
    "level": ("balance", "kategori", "status", "vurdering", "jobmuligheder", "arbejdsmarkedsbalance"),
}
LAYOUT = Layout(columns=COLUMNS, needed=tuple(COLUMNS), most_bytes=MOST_BYTES, most_lines=MOST_LINES)

LEVELS = {
    "omfattende mangel på arbejdskraft": Level.GREAT_SHORTAGE,
    "omfattende mangel": Level.GREAT_SHORTAGE,
    "mangel på arbejdskraft": Level.SHORTAGE,
    "mangel": Level.SHORTAGE,
    "paradoksproblemer": Level.PARADOX,
    "paradoks": Level.PARADOX,
    "gode jobmuligheder": Level.GOOD,
    "mindre gode jobmuligheder": Level.POOR,
}


class Fault(StrEnum):
    DISCO = "disco"
    AREA = "area"
    PERIOD = "period"
    LEVEL = "level"
    REPEATED = "repeated"  # the same as `line`


@dataclass(frozen=True)
class Line:
    number: int
    disco: str
    title: str
    period: str  # 2026H2
    level: str

    @property
    def key(self) -> tuple[str, str, str]:
        return self.period, self.disco, key(self.title)


@dataclass(frozen=True, kw_only=True)
class Content:
    area: str
    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]
    elsewhere: int  # lines of other areas
    unused: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        problems = [[problem.line, str(problem.fault), dict(problem.facts)] for problem in self.problems]
        return asdict(self) | {"lines": [list(asdict(line).values()) for line in self.lines], "problems": problems}

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> "Content":
        return Content(
            area=data["area"], lines=tuple(Line(*line) for line in data["lines"]), elsewhere=data["elsewhere"],
            problems=tuple(Problem(*problem) for problem in data["problems"]), unused=tuple(data["unused"]),
        )  # fmt: skip


def read(content: bytes, *, area: str) -> Content:
    """Of one area. Raises `UnreadableFile`; what is wrong with a line stands in `problems`."""
    sheet = lines.open_sheet(content, LAYOUT)
    found: dict[tuple[str, str, str], Line] = {}
    problems: list[Problem] = []
    elsewhere = 0
    for row in sheet.rows:
        try:
            line = _line(row.number, sheet.cells(row), area)
            if line is None:
                elsewhere += 1
            elif line.key in found:
                raise Wrong(Fault.REPEATED, line=found[line.key].number)
            else:
                found[line.key] = line
        except Wrong as wrong:
            problems.append(Problem(row.number, wrong.fault, wrong.facts))
    return Content(
        area=area, lines=tuple(found.values()), problems=tuple(problems), elsewhere=elsewhere, unused=sheet.unused
    )  # fmt: skip


def _line(at: int, cells: Mapping[str, str], area: str) -> Line | None:
    lines.needed(cells, LAYOUT)
    title = dict(lines.texts(cells, {"title": 150}))["title"] or ""
    if _area(cells["area"]) != area:
        return None
    code = re.sub(r"[\s.]", "", cells["disco"])
    if not re.fullmatch(r"[0-9]{4}([0-9]{2})?", code) or code[:4] not in lookup.groups():
        raise Wrong(Fault.DISCO, text=shown(cells["disco"][:30]))
    level = LEVELS.get(key(cells["level"]))
    if level is None:
        raise Wrong(Fault.LEVEL, text=shown(cells["level"][:40]))
    return Line(at, code[:4], title, _period(cells["period"]), str(level))


def _area(text: str) -> str:
    plain = key(text).removeprefix("rar").strip()
    found = next((area for area in Area if plain in {area.value, str(area.label).casefold()}), None)
    if found is None:
        raise Wrong(Fault.AREA, text=shown(text[:30]))
    return str(found)


def _period(text: str) -> str:
    """„2. halvår 2026", 2026H2, 2026-2, or a day in it."""
    plain = key(text)
    half = re.fullmatch(r"([12])\.?\s*halvår,?\s*(\d{4})", plain, re.ASCII)
    year = re.fullmatch(r"(\d{4})\s*[-h/ ]?\s*([12])\.?(?:\s*halvår)?", plain, re.ASCII)
    if half or year:
        number, of = (half[1], half[2]) if half else (year[2], year[1]) if year else ("", "")
        return f"{of}H{number}"
    try:
        day = dates.parse(text)
    except dates.UnreadableDate:
        raise Wrong(Fault.PERIOD, text=shown(text[:30])) from None
    return f"{day.year}H{1 if day.month < 7 else 2}"


def key(text: str) -> str:
    """The same for two spellings of one name: capitals and blanks do not count."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
