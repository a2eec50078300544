"""Min dag as values: its rows, what they are about, and the order they stand in. The digest's too."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

ANSWER_WITHIN = 3  # working days: so long may a company think before it is reminded


class Sort(StrEnum):
    """What a row is about, in the order in which equals are ranked."""

    DEAD = "dead"
    PAUSE = "pause"
    STEP = "step"
    COMPANY = "company"
    DRAFT = "draft"
    CITIZEN = "citizen"


GROUPS: dict[str, frozenset[Sort]] = {
    "": frozenset(Sort),
    "boelgen": frozenset({Sort.DEAD, Sort.PAUSE, Sort.STEP}),
    "virksomheder": frozenset({Sort.COMPANY, Sort.DRAFT}),
    "borgere": frozenset({Sort.CITIZEN}),
}


@dataclass(frozen=True)
class Action:
    label: str
    url: str
    post: bool = False
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Row:
    sort: Sort
    slack: int  # working days until the wave breaks; negative: it has been broken so long
    who: str
    alias: str
    url: str
    tag: str
    tag_kind: str
    title: str
    why: str
    action: Action
    day: date
    subject: UUID  # with `sort`, what names the row: of the flag, pause, step, package or citizen
    fresh: bool = False  # new since the last working day: worth a mail
    key: int = 0
    detail_url: str = ""

    @property
    def due(self) -> bool:
        return self.slack <= 0 and self.sort != Sort.CITIZEN

    @property
    def css(self) -> str:
        if self.sort == Sort.CITIZEN:
            return ""
        return "is-dead" if self.slack < 0 else "is-warning" if self.slack <= ANSWER_WITHIN else ""

    @property
    def rank(self) -> tuple[Any, ...]:
        return (self.sort == Sort.CITIZEN, self.slack, list(Sort).index(self.sort), self.day, self.key)


@dataclass(frozen=True)
class PutAway:
    """A row that its reader has muted: why, and until when (half-open)."""

    row: Row
    reason: str
    until: date


@dataclass(frozen=True)
class MyDay:
    rows: list[Row]
    waiting: int  # citizens without a package, those beyond the ones in `rows` included
    muted: Sequence[PutAway] = ()

    @property
    def broken(self) -> int:
        return sum(row.slack < 0 for row in self.rows if row.sort != Sort.CITIZEN)

    @property
    def today(self) -> int:
        return sum(row.slack == 0 for row in self.rows if row.sort != Sort.CITIZEN)
