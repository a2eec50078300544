"""`on(day)`: the law of a day. Read once; between two changes of the law every day has the same answer, the same object."""

from bisect import bisect_right
from datetime import date
from functools import cache
from pathlib import Path

from jobpakker.foundation.law import loader
from jobpakker.foundation.law.model import Book, Law

PARAMETERS = Path(__file__).parent / "parameters"


@cache
def book() -> Book:
    return loader.read(PARAMETERS)


def on(day: date) -> Law:
    """Before the first rule and after the last one too: a law without rules is an answer, not a fault."""
    changes, laws = _own_timetable()
    return laws[bisect_right(changes, day)]


@cache
def _own_timetable() -> tuple[tuple[date, ...], tuple[Law, ...]]:
    return timetable(book())


def timetable(book: Book) -> tuple[tuple[date, ...], tuple[Law, ...]]:
    """The days on which the law changes, and the law before the first, after the first … after the last."""
    begins = {item.starts_on for item in book.rules} | {item.starts_on for item in book.regimes}
    ends = {item.until for item in book.rules} | {item.until for item in book.regimes}
    changes = sorted(day for day in begins | ends if day is not None)
    laws = []
    for day in (date.min, *changes):
        regimes = [regime for regime in book.regimes if regime.in_force(day)]
        laws.append(
            Law(
                rules=tuple(rule for rule in book.rules if rule.in_force(day)),
                regimes=tuple(regime for regime in regimes if regime.adopted),
                expected=tuple(regime for regime in regimes if not regime.adopted),
            )
        )
    return tuple(changes), tuple(laws)
