"""How the steps at a company really go. Only the room above knows whose they are; it is asked here, and tells without names.

A reference is an opaque number: it names a step between the two rooms, and a person to nobody.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID


class State(StrEnum):
    PLANNED = "planned"
    RUNNING = "running"
    OVER = "over"
    OFF = "off"  # came to nothing


@dataclass(frozen=True)
class Walked:
    reference: UUID
    kind: str  # as in the terms
    title: str
    starts_on: date  # as it is planned now
    ends_on: date  # inclusive
    state: State
    began_on: date | None = None


# For commitments of one municipality, by their numbers: the steps at the company, in the order walked.
Teller = Callable[[int, Collection[int]], dict[int, list[Walked]]]
# The commitments of one municipality with a step at the company that should have begun, or has come to its end, by that day.
Finder = Callable[[int, date], set[int]]
_tellers: list[Teller] = []
_finders: list[Finder] = []


def told_by(teller: Teller, finder: Finder) -> None:
    """Registers who knows; there is one at most."""
    _tellers[:], _finders[:] = [teller], [finder]


def of(municipality_id: int, commitments: Collection[int]) -> dict[int, list[Walked]]:
    """A fixed number of queries; nothing where nobody knows."""
    return _tellers[0](municipality_id, commitments) if _tellers and commitments else {}


def due(municipality_id: int, today: date) -> set[int]:
    """The numbers of the commitments worth looking at; whether anything is asked is for whoever looks."""
    return _finders[0](municipality_id, today) if _finders else set()
