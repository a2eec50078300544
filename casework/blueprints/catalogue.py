"""Reads catalogue.toml into values; what is wrong there stops the program with the line that is wrong."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from casework.blueprints import lengths
from casework.blueprints.lengths import LengthRange
from casework.planning.steps import CHAIN_KINDS, StepKind

FILE = Path(__file__).with_name("catalogue.toml")
PLACES = {"virksomhed": True, "andet": False}


@dataclass(frozen=True)
class ModelStep:
    """A step of a model, here and in a municipality's own."""

    kind: StepKind
    title: str
    length: LengthRange  # of the mentor: how long after the first day of the job
    at_the_company: bool


@dataclass(frozen=True)
class Model:
    code: str
    title: str
    branch: str
    needs: tuple[str, ...]
    original: bool
    steps: tuple[ModelStep, ...]  # in the order walked; the mentor beside them last


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
            steps=(*(_step(line) for line in entry["steps"]), mentor),
        )
        for entry in data["model"]
    )


def _step(line: str) -> ModelStep:
    kind, title, length, place = _parts(line, 4)
    if StepKind(kind) not in CHAIN_KINDS:
        raise ValueError(f"{FILE.name}: {line!r}: only {', '.join(sorted(CHAIN_KINDS))} stand in a chain")
    return ModelStep(StepKind(kind), title, lengths.parse(length), PLACES[place])


def _parts(line: str, count: int) -> list[str]:
    parts = [part.strip() for part in line.split("|")]
    if len(parts) != count or not all(parts):
        raise ValueError(f"{FILE.name}: {line!r}: {count} parts with | between them")
    return parts
