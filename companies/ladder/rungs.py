"""How far a company has come with one job (pure): talked about, stated, took part, conditional, confirmed, hired.

Each rung has its day and who at the company said it. Two are known from elsewhere: the job was stated when it was written down,
and confirmed when the company confirmed it by link. The others are written down by whoever heard them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Rung(StrEnum):
    TALKED = "talked"
    STATED = "stated"
    TOOK_PART = "took_part"
    CONDITIONAL = "conditional"
    CONFIRMED = "confirmed"
    HIRED = "hired"


# What a person writes down; the others follow from the job and the commitment.
BY_HAND = (Rung.TALKED, Rung.TOOK_PART, Rung.CONDITIONAL, Rung.HIRED)


@dataclass(frozen=True)
class Said:
    on: date
    by: str  # the company's own person


@dataclass(frozen=True)
class Yes:
    """A confirmation by link that still stands."""

    said: Said
    has_conditions: bool


@dataclass(frozen=True)
class Step:
    rung: Rung
    said: Said | None

    @property
    def reached(self) -> bool:
        return self.said is not None


def climb(*, stated: Said, written: Mapping[Rung, Said], yeses: Iterable[Yes]) -> tuple[Step, ...]:
    """All six rungs in order. Of several confirmations the first counts; one with conditions is a conditional yes too."""
    confirmed = sorted(yeses, key=lambda yes: yes.said.on)
    reached: dict[Rung, Said] = {Rung.STATED: stated, **written}
    if confirmed:
        reached[Rung.CONFIRMED] = confirmed[0].said
    conditional = [yes.said for yes in confirmed if yes.has_conditions]
    if conditional:
        reached[Rung.CONDITIONAL] = min([*conditional, *_said(written, Rung.CONDITIONAL)], key=lambda said: said.on)
    return tuple(Step(rung, reached.get(rung)) for rung in Rung)


def highest(steps: Iterable[Step]) -> Rung:
    """The rung the company stands on: rungs below may be missing, since not everything is written down."""
    return [step.rung for step in steps if step.reached][-1]


def _said(written: Mapping[Rung, Said], rung: Rung) -> list[Said]:
    return [written[rung]] if rung in written else []
