"""A page or two to keep: a tagged PDF (PDF/UA-1), with title and language, in letters that travel with it.

What is said goes in as data and is never read as markup, so that nothing a person wrote can do anything in it.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import typst
from django.utils.translation import get_language

FORM = Path(__file__).with_name("pdf.typ")
TAGGED = ["ua-1"]


@dataclass(frozen=True)
class Section:
    heading: str
    facts: Sequence[tuple[str, str]] = ()  # what it is called, and what it is
    items: Sequence[tuple[str, str]] = ()  # of a list: what stands out, and the rest
    note: str = ""


@dataclass(frozen=True)
class Document:
    title: str
    lead: str
    author: str
    sections: Sequence[Section]
    foot: str  # on every page
    alert: str = ""


def render(document: Document, *, at: datetime) -> bytes:
    """The same document of the same moment is the same bytes."""
    said = asdict(document) | {"language": (get_language() or "da")[:2]}
    inputs = {"said": json.dumps(said)}
    try:
        return _compiled(inputs, at=at, standards=TAGGED)
    except typst.TypstError:
        # A letter that no font of ours has (a smiley) is not allowed by the standard; the page is tagged all the same.
        return _compiled(inputs, at=at, standards=[])


def _compiled(inputs: dict[str, str], *, at: datetime, standards: list[str]) -> bytes:
    return typst.compile(
        _form(), format="pdf", sys_inputs=inputs, pdf_standards=standards, ignore_system_fonts=True,
        timestamp=int(at.astimezone(UTC).timestamp()),
    )  # fmt: skip


@cache
def _form() -> bytes:
    return FORM.read_bytes()
