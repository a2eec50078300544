"""The pieces of the builder's page as plain values: rows, gaps, buttons, notices."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from casework.jobpakke import draft as drafts
from casework.jobpakke import drawn
from casework.jobpakke.forms import OWN
from casework.jobpakke.law_words import Words
from casework.jobpakke.pieces import Piece
from casework.jobpakke.reading import ROW_FIELDS, Trouble
from casework.jobpakke.sessions import Suggestions
from casework.planning.steps import JOB, StepKind
from jobpakker.foundation.ui import dates


@dataclass(frozen=True)
class Notice:
    text: str
    kind: str = "info"
    heading: str = ""
    details: Sequence[str] = ()
    url: str = ""
    action: str = ""


@dataclass(frozen=True)
class Button:
    press: str
    label: str


@dataclass(frozen=True)
class GapView:
    label: str
    when: str
    why: Sequence[str]
    mends: Sequence[Button]
    accepted: str = ""  # who lets it be, and until when
    accept_url: str = ""  # where a stored gap can be let be, with cause, owner and end
    said: str = ""  # that it may be, and until when, as it is written beneath it


def row_days(starts_on: date, until: date) -> dict[str, Any]:
    last = dates.last_day(until)
    weeks = dates.week(starts_on)
    if last.isocalendar()[:2] != starts_on.isocalendar()[:2]:
        weeks = _("uge {first}–{last}").format(first=starts_on.isocalendar().week, last=last.isocalendar().week)
    return {"starts_on": starts_on, "until": until, "weeks": weeks, "last_year": str(last.year)}


@dataclass(frozen=True)
class LeadView:
    """One thing that must be done before the step: what it is, by when, and the button that says it is done, or not yet."""

    id: str  # of the button, which keeps the focus when it is redrawn
    text: str
    done: bool
    late: bool
    press: str
    label: str


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class LetBeBox:
    """The fields in which a gap is let be; they stand beneath every place where a gap can be, and show when there is one."""

    index: int
    follows: str
    causes: Sequence[Choice]
    owners: Sequence[Choice]
    until: str
    to: str
    is_open: bool


# What the drawing beneath a row's fields is told of the row.
OUT = (
    "prefix", "name", "seen", "starts_on", "until", "weeks", "length", "last_year", "locked", "was", "stale", "why",
    "in_full", "obstacles", "late", "late_text",
)  # fmt: skip


def lane_ends(rows: Sequence[Mapping[str, str]], index: int, chain: Sequence[int]) -> tuple[list[Choice], list[Choice]]:
    """A lane may go from any step of the chain, or the job, until any step is over, or on into the job; a course may have a length
    of its own."""
    steps = [(str(at), drafts.name_of(rows[at])) for at in chain]
    begins = [("", _("Fra det første trin")), *((at, _("Fra {step}").format(step=name)) for at, name in steps[1:])]
    begins.append((JOB, _("Fra jobbet")))
    own = [(OWN, _("Når længden er gået"))] if rows[index]["kind"] == StepKind.COURSE else []
    into = _("Ind i jobbet, så længe") if own else _("Ind i jobbet")
    ends = [*own, ("", into), *((at, _("Til og med {step}").format(step=name)) for at, name in steps)]
    return choices(begins, rows[index]["from"]), choices(ends, rows[index]["to"])


def choices(known: Sequence[tuple[str, Any]], chosen: str) -> list[Choice]:
    return [Choice(value, str(label), value == chosen) for value, label in known]


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of the staircase; `index` is its number among the fields, `number` its place as a person counts."""

    index: int
    number: int
    text: Mapping[str, str]
    errors: Mapping[str, str]
    stair: int
    beside: bool
    last: bool
    name: str
    legend: str
    preview_url: str
    locked: str
    length_open: bool
    can_later: bool
    can_earlier: bool
    toggle: Button | None  # a course goes beside the chain, or into it
    focus: str
    seen: str
    starts_on: date | None = None
    until: date | None = None
    weeks: str = ""
    length: str = ""
    last_year: str = ""
    was: str = ""
    stale: bool = False
    why: Sequence[str] = ()
    in_full: str = ""  # the date and its reason in one sentence, to be heard
    obstacles: Sequence[str] = ()
    leads: Sequence[LeadView] = ()  # what planning waits for
    lead_hint: str = ""  # how long that takes here, in the field where another length can be written
    begins: Sequence[Choice] = ()  # of a lane: from where, and until when
    ends: Sequence[Choice] = ()
    late: Sequence[str] = ()  # what should have been done before today for the step to begin then
    late_text: str = ""
    findings: Sequence[Words] = ()  # warnings
    hints: Sequence[Words] = ()  # what is only worth knowing
    sessions: Suggestions | None = None  # classes that the course could take
    gap: GapView | None = None
    let_be_errors: Sequence[Trouble] = ()
    box: LetBeBox | None = None  # None: beside the chain, or nothing but the answer to a change is drawn

    @property
    def prefix(self) -> str:
        return drafts.prefix(self.index)

    @property
    def error_spans(self) -> list[Trouble]:
        return [Trouble(f"{self.prefix}-{name}", "", self.errors[name]) for name in ROW_FIELDS]

    # Its pieces, each redrawn apart from the fields between them ---------------------------------------------------------------
    @property
    def out(self) -> Piece:
        """When it lies, why, and what is in the way of that."""
        css = "stair-out" + (" is-moved" if self.was else "") + (" is-stale" if self.stale else "")
        return Piece(f"out-{self.index}", drawn.out, {"row": {name: getattr(self, name) for name in OUT}}, css)

    @property
    def law(self) -> Piece:
        """Seldom another when the dates are."""
        name = self.name if self.hints else ""
        values = {"name": name, "findings": self.findings, "hints": self.hints}
        return Piece(f"law-{self.index}", drawn.law, values, "law-slot")

    @property
    def error_lines(self) -> Piece:
        return Piece(f"errors-{self.index}", "_errors.html", {"errors": self.error_spans}, "stair-errors", "p")

    @property
    def classes(self) -> Piece:
        values = {
            "found": self.sessions,
            "index": self.index,
            "name": self.name if self.sessions else "",
            "preview_url": self.preview_url,
        }
        return Piece(f"sessions-{self.index}", "_sessions.html", values, "session-slot")

    @property
    def lead_slot(self) -> Piece:
        """What planning waits for before the row."""
        return Piece(
            f"seat-{self.index}" if self.beside else f"leads-{self.index}",
            drawn.leads,
            {"leads": self.leads, "name": self.name, "preview_url": self.preview_url},
            "lead-slot",
        )

    @property
    def has_lead_slot(self) -> bool:
        """A mentor is the company's own; a seat is booked on a course beside the chain too."""
        return self.text["kind"] != StepKind.MENTOR

    @property
    def gap_slot(self) -> Piece:
        return gap_piece(self.gap, str(self.index), self.preview_url)

    @property
    def let_be_lines(self) -> Piece:
        return Piece(f"let-be-errors-{self.index}", "_errors.html", {"errors": self.let_be_errors}, "stair-errors", "p")

    @property
    def let_be(self) -> SafeString:
        return drawn.let_be(self.box, self.let_be_lines.html) if self.box else SafeString("")

    @property
    def has_gap_slot(self) -> bool:
        """The gap before the job stands beneath the job; beside the chain there is none."""
        return not self.beside and not self.last

    def pieces(self) -> Iterator[Piece]:
        yield self.out
        yield self.law
        yield self.classes
        yield self.error_lines
        if self.has_lead_slot:
            yield self.lead_slot
        if not self.beside:
            yield self.let_be_lines
        if self.has_gap_slot:
            yield self.gap_slot


def gap_piece(gap: GapView | None, slot: str, preview_url: str) -> Piece:
    """Its class shows the fields beneath it, where nobody answers for the gap yet."""
    css = "gap-slot asks" if gap and not gap.accepted else "gap-slot"
    return Piece(f"gap-{slot}", "_gap.html", {"gap": gap, "slot": slot if gap else "", "preview_url": preview_url}, css)
