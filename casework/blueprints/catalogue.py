"""Reads catalogue.toml into values; what is wrong there stops the program with the line that is wrong."""

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from casework.blueprints import lengths
from casework.blueprints.lengths import LengthRange
from casework.planning.steps import CHAIN_KINDS, StepKind, lies_beside

FILE = Path(__file__).with_name("catalogue.toml")
PLACES = {"virksomhed": True, "andet": False}


@dataclass(frozen=True)
class ModelStep:
    """A step of a model, here and in a municipality's own."""

    kind: StepKind
    title: str
    length: LengthRange  # of a lane that goes into the job: how long after its first day
    at_the_company: bool
    beside: bool = False  # as asked for; what it comes to, `lies_beside` says
    weekly_hours: Decimal | None = None
    # A lane's span, by the numbers of the steps of the chain, which stand before the lanes: from one (None: the first), or the
    # job, until another is over (None: into the job), or for its own length.
    begins_with: int | None = None
    begins_with_job: bool = False
    ends_with: int | None = None
    own_length: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "beside", lies_beside(self.kind, self.beside))


@dataclass(frozen=True)
class Model:
    code: str
    title: str
    branch: str
    needs: tuple[str, ...]
    original: bool
    steps: tuple[ModelStep, ...]  # in the order walked; lanes beside them last


@cache
def models() -> tuple[Model, ...]:
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    title, length = _parts(data["mentor"], 2)
    mentor = ModelStep(StepKind.MENTOR, title, lengths.parse(length), at_the_company=True)
    return tuple(
        Model(
            code=entry["code"],
            title=entry["title"],
            branch=entry["branch"],
            needs=tuple(entry["needs"]),
            original=entry.get("original", False),
            steps=(*chain, *(_lane(line, len(chain)) for line in entry.get("beside", [])), mentor),
        )
        for entry in data["model"]
        for chain in [[_step(line) for line in entry["steps"]]]
    )


def _step(line: str) -> ModelStep:
    kind, title, length, place = _parts(line, 4)
    if StepKind(kind) not in CHAIN_KINDS:
        raise ValueError(f"{FILE.name}: {line!r}: only {', '.join(sorted(CHAIN_KINDS))} stand in a chain")
    return ModelStep(StepKind(kind), title, lengths.parse(length), PLACES[place])


def _lane(line: str, count: int) -> ModelStep:
    """A course along with a chain of so many steps, from its first day to its last."""
    title, length, place, hours = _parts(line, 4)
    return ModelStep(
        StepKind.COURSE, title, lengths.parse(length), PLACES[place], beside=True,
        weekly_hours=Decimal(hours.removesuffix(" timer").replace(",", ".")), ends_with=count - 1,
    )  # fmt: skip


def _parts(line: str, count: int) -> list[str]:
    parts = [part.strip() for part in line.split("|")]
    if len(parts) != count or not all(parts):
        raise ValueError(f"{FILE.name}: {line!r}: {count} parts with | between them")
    return parts
