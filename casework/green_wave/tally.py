"""What a run came to, counted."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from casework.green_wave.comparison import Difference
from casework.green_wave.queries import Packages


@dataclass
class Tally:
    """In packages and flags."""

    packages: int = 0
    opened: int = 0
    changed: int = 0
    closed: int = 0
    failed: list[int] = field(default_factory=list)  # ids of packages

    def __iadd__(self, other: "Tally") -> "Tally":
        for name in ("packages", "opened", "changed", "closed", "failed"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        return self

    def count(self, difference: Difference) -> None:
        closed = len(difference.closings())
        self.opened += len(difference.opened)
        self.closed += closed
        self.changed += len(difference.changed) - closed


class Tallies(defaultdict[int, Tally]):
    """By municipality."""

    def __init__(self, written: Iterable[Difference] = ()) -> None:
        super().__init__(Tally)
        for difference in written:
            self[difference.jobpakke.municipality_id].count(difference)

    def __iadd__(self, other: "Tallies") -> "Tallies":
        for place, tally in other.items():
            self[place] += tally
        return self

    def about(self, packages: Packages, failed: Collection[int]) -> "Tallies":
        """Which packages were looked at, and which of them could not be."""
        for place, ids in packages.items():
            self[place] += Tally(packages=len(ids), failed=[pk for pk in ids if pk in failed])
        return self

    def together(self) -> Tally:
        tally = Tally()
        for one in self.values():
            tally += one
        return tally
