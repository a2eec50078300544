"""What the parts of a benchmark share: a figure with its goal, and how it is said."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass
class Figure:
    name: str
    value: float
    goal: float | None = None
    unit: str = "×"

    @property
    def reached(self) -> bool:
        return self.goal is None or self.value <= self.goal

    def __str__(self) -> str:
        word = "    " if self.goal is None else "ok  " if self.reached else "OVER"
        return f"{word} {self.value:9.3f} {self.unit:<3}{f'(goal ≤ {self.goal:g})' if self.goal else '':<17}{self.name}"


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def say(text: str) -> None:
    print(text, flush=True)


def places() -> list[int]:
    from jobpakker.foundation.accounts.models import Municipality

    return list(Municipality.objects.order_by("pk").values_list("pk", flat=True))
