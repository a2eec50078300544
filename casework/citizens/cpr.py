"""The CPR number: read as people write it, checked for a real date, shown masked (pure).

Modulus 11 is no longer a rule: since 2007 numbers are given out that do not keep it. What breaks it is valid and only
warned about. A replacement number (for a person without a CPR number of her own) has 60 added to its day.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
REPLACEMENT = 60
OLDEST_YEARS = 120  # nobody who gets a job is older; a misread century is
_WRITTEN = re.compile(r"([0-9]{2})[ .]?([0-9]{2})[ .]?([0-9]{2})\s*[-\u2010-\u2015\u2212]?\s*([0-9]{4})")


class Trouble(StrEnum):
    """Why it cannot be a CPR number."""

    SHAPE = "shape"  # not six digits and four
    NO_SUCH_DAY = "no_such_day"
    UNBORN = "unborn"  # the seventh digit places the birth after today
    TOO_OLD = "too_old"


class Warn(StrEnum):
    """It is valid, but look once more."""

    MODULUS_11 = "modulus_11"
    REPLACEMENT = "replacement"


class Unreadable(ValueError):
    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble)  # never the number itself: exceptions end in logs
        self.trouble = trouble


@dataclass(frozen=True)
class Parsed:
    number: str  # ten digits
    born_on: date
    warning: Warn | None = None

    def __repr__(self) -> str:
        return f"Parsed({mask(self.number)})"


def parse(text: str, *, today: date) -> Parsed:
    """010203-1234, 0102031234, 010203 1234, 01.02.03-1234. Raises `Unreadable`.

    The date is read for being a date at all. No rule of ours may rest on it, and none on what the last digit tells.
    """
    match = _WRITTEN.fullmatch(text.strip())
    if match is None:
        raise Unreadable(Trouble.SHAPE)
    number = "".join(match.groups())
    day, month, year = int(match[1]), int(match[2]), _year(int(match[3]), int(match[4][0]))
    replacement = day > REPLACEMENT
    try:
        born_on = date(year, month, day - REPLACEMENT if replacement else day)
    except ValueError:
        raise Unreadable(Trouble.NO_SUCH_DAY) from None
    if born_on > today:
        raise Unreadable(Trouble.UNBORN)
    if born_on.year < today.year - OLDEST_YEARS:
        raise Unreadable(Trouble.TOO_OLD)
    if replacement:
        return Parsed(number, born_on, Warn.REPLACEMENT)
    return Parsed(number, born_on, None if keeps_modulus_11(number) else Warn.MODULUS_11)


def _year(two_digits: int, seventh: int) -> int:
    """The century stands in the seventh digit (CPR-kontoret's table)."""
    if seventh <= 3:
        return 1900 + two_digits
    if seventh in (4, 9):
        return (2000 if two_digits <= 36 else 1900) + two_digits
    return (2000 if two_digits <= 57 else 1800) + two_digits


def keeps_modulus_11(number: str) -> bool:
    return sum(weight * int(digit) for weight, digit in zip(WEIGHTS, number, strict=True)) % 11 == 0


def looks_like(text: str) -> bool:
    """Whether somebody meant a CPR number by this, real or not."""
    return _WRITTEN.fullmatch(text.strip()) is not None


def is_written_in(text: str) -> bool:
    """Whether a sentence holds something that may be a CPR number: what must not stand in a log."""
    return re.search(r"(?<![0-9])" + _WRITTEN.pattern + r"(?![0-9])", text) is not None


def mask(number: str) -> str:
    """******-1234: enough to tell two persons of one name apart."""
    return f"******-{number[-4:]}"


def show(number: str) -> str:
    """010203-1234: only on a page that has written down who asked, and why."""
    return f"{number[:6]}-{number[6:]}"
