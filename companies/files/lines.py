"""A list as a spreadsheet saves it, read line by line (pure); what its columns mean is for each kind of file to say.

A line is read by itself, so that a broken one breaks no other and has the number that the spreadsheet shows. Columns that we do
not know are never kept, since they may hold anything about anyone.
"""

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from companies.files.texts import Refused, clean
from jobpakker.foundation.ui import dates

LONGEST_LINE = 4_000


class FileFault(StrEnum):
    TOO_LARGE = "too_large"  # `mb`: the most it may be
    TOO_MANY_LINES = "too_many_lines"  # `lines`: the most it may have
    NOT_TEXT = "not_text"
    SPREADSHEET = "spreadsheet"
    EMPTY = "empty"
    NO_HEADER = "no_header"  # `columns`: the ones that are missing
    MOVED_HEADER = "moved_header"  # `line`: where the header stands instead
    TWICE = "twice"  # `column` stands there twice


class LineFault(StrEnum):
    """What can be wrong with a line of any file; each kind of file has faults of its own beside them."""

    QUOTES = "quotes"
    LONG_LINE = "long_line"
    TOO_MANY_FIELDS = "too_many_fields"
    MISSING = "missing"
    TEXT = "text"  # `why`: a TextFault
    DATE = "date"
    NUMBER = "number"


class UnreadableFile(Exception):
    def __init__(self, fault: FileFault, **facts: Any) -> None:
        super().__init__(fault)
        self.fault, self.facts = fault, facts


class Wrong(Exception):  # noqa: N818
    """One line cannot be used."""

    def __init__(self, fault: str, **facts: Any) -> None:
        super().__init__(fault)
        self.fault, self.facts = fault, facts


@dataclass(frozen=True)
class Problem:
    line: int
    fault: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Layout:
    """`columns`: field → what the column may be called, in small letters and digits; the first is what we call it ourselves."""

    columns: Mapping[str, tuple[str, ...]]
    needed: tuple[str, ...]
    most_bytes: int
    most_lines: int


@dataclass(frozen=True)
class Row:
    number: int
    text: str


@dataclass(frozen=True)
class Sheet:
    """The lines beneath the header, and the columns that we do not know."""

    layout: Layout
    delimiter: str
    names: tuple[str, ...]  # our field for each column; "" for one that we do not know
    rows: tuple[Row, ...]
    unused: tuple[str, ...]

    def cells(self, row: Row) -> dict[str, str]:
        """Every field by name, "" where the line says nothing. Raises `Wrong`."""
        if len(row.text) > LONGEST_LINE:
            raise Wrong(LineFault.LONG_LINE)
        cells = _split(row.text, self.delimiter)
        if any(cell.strip() for cell in cells[len(self.names) :]):
            raise Wrong(LineFault.TOO_MANY_FIELDS)
        found = {name: " ".join(cell.split()) for name, cell in zip(self.names, cells, strict=False) if name}
        return {name: found.get(name, "") for name in self.layout.columns}


def open_sheet(content: bytes, layout: Layout) -> Sheet:
    """Raises `UnreadableFile` when no line of it can be read."""
    if len(content) > layout.most_bytes:
        raise UnreadableFile(FileFault.TOO_LARGE, mb=layout.most_bytes // 1_000_000)
    numbered = enumerate(_lines(_decoded(content)), 1)
    rows = [Row(number, text) for number, text in numbered if text.strip(" \t;,")]
    if rows and re.fullmatch(r"sep=.", rows[0].text.strip().casefold()):
        del rows[0]
    if not rows:
        raise UnreadableFile(FileFault.EMPTY)
    if len(rows) > layout.most_lines + 1:
        raise UnreadableFile(FileFault.TOO_MANY_LINES, lines=layout.most_lines)
    try:
        delimiter, names, unused = _header(rows[0].text, layout)
    except UnreadableFile as unreadable:
        if unreadable.fault == FileFault.NO_HEADER:
            _look_further_down(rows, layout)
        raise
    return Sheet(layout, delimiter, tuple(names), tuple(rows[1:]), unused)


def _look_further_down(rows: list[Row], layout: Layout) -> None:
    """Some programs put a title and a date above the header: then it is said where the header was found."""
    for row in rows[1:20]:
        try:
            _header(row.text, layout)
        except UnreadableFile:
            continue
        raise UnreadableFile(FileFault.MOVED_HEADER, line=row.number)


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


def _header(text: str, layout: Layout) -> tuple[str, list[str], tuple[str, ...]]:
    delimiter = next((sign for sign in (";", "\t", ",") if sign in text), ";")
    try:
        titles = _split(text[:LONGEST_LINE], delimiter)
    except Wrong:
        titles = []
    names = [_field(title, layout) for title in titles]
    if missing := [layout.columns[name][0] for name in layout.needed if name not in names]:
        raise UnreadableFile(FileFault.NO_HEADER, columns=missing)
    if twice := [title for title, name in zip(titles, names, strict=True) if name and names.count(name) > 1]:
        raise UnreadableFile(FileFault.TWICE, column=twice[-1].strip()[:40])
    unused = [title.strip()[:40] for title, name in zip(titles, names, strict=True) if not name and title.strip()]
    return delimiter, names, tuple(shown(title) for title in unused[:20])


def _field(title: str, layout: Layout) -> str:
    plain = "".join(sign for sign in title.casefold() if sign.isalnum())
    return next((name for name, titles in layout.columns.items() if plain in titles), "")


def _split(text: str, delimiter: str) -> list[str]:
    try:
        [cells] = csv.reader([text], delimiter=delimiter, strict=True)
    except (csv.Error, ValueError):
        raise Wrong(LineFault.QUOTES) from None
    return cells


# Fields -------------------------------------------------------------------------------------------------------------------
def shown(text: str) -> str:
    """A text that could not be read, as it may stand in a sentence."""
    return "".join(sign if sign.isprintable() else "?" for sign in text)


def needed(cells: Mapping[str, str], layout: Layout) -> None:
    for name in layout.needed:
        if not cells[name]:
            raise Wrong(LineFault.MISSING, column=name)


def texts(cells: Mapping[str, str], longest: Mapping[str, int]) -> Iterator[tuple[str, str | None]]:
    """Names and places that may stand with us; None: the file says nothing."""
    for name, most in longest.items():
        try:
            yield name, clean(cells[name], longest=most) or None
        except Refused as refused:
            raise Wrong(LineFault.TEXT, column=name, why=str(refused.fault), longest=most) from None


def day(cells: Mapping[str, str], name: str) -> date:
    """As people and spreadsheets write it; a time of day that a spreadsheet has added is left out."""
    text = re.sub(r"[T ]\d{1,2}[:.]\d{2}([:.]\d{2})?$", "", cells[name])
    try:
        return dates.parse(text)
    except dates.UnreadableDate:
        raise Wrong(LineFault.DATE, column=name, text=shown(cells[name][:30])) from None


def number(cells: Mapping[str, str], name: str, least: int, most: int) -> int | None:
    text = re.sub(r"[.,]00?$", "", cells[name])
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,6}", text) or not least <= int(text) <= most:
        raise Wrong(LineFault.NUMBER, column=name, text=shown(cells[name][:30]), least=least, most=most)
    return int(text)
