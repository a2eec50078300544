"""The pieces of the builder's page as plain values: rows, gaps, buttons, notices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from casework.jobpakke import draft as drafts
from casework.jobpakke.law_words import Words
from casework.jobpakke.reading import ROW_FIELDS, Trouble
from casework.jobpakke.sessions import Suggestions


@dataclass(frozen=True)
class Notice:
    text: str
    kind: str = "info"
    heading: str = ""


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
    accept_url: str = ""  # where a stored gap can be let be, with cause, owner and end


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
    locked: str
    length_open: bool
    can_later: bool
    can_earlier: bool
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

    @property
    def prefix(self) -> str:
        return drafts.prefix(self.index)

    @property
    def moved(self) -> bool:
        return bool(self.was)

    @property
    def error_spans(self) -> list[Trouble]:
        return [Trouble(f"{self.prefix}-{name}", "", self.errors[name]) for name in ROW_FIELDS]
