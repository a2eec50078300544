"""A length as a caseworker writes it: "4u", "10 arbejdsdage", "3 mdr", or "6 uger (4-13)" when planning may vary it (pure)."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from casework.planning.steps import LONGEST, Length, LengthUnit
from jobpakker.foundation.ui import dates

_VARIES = re.compile(r"(.+?)\s*\(\s*(\d{1,5})\s*(?:-|–|til|to)\s*(\d{1,5})\s*\)")
_FROM_TO = re.compile(r"(\d{1,5})\s*(?:-|–|til|to)\s*(\d{1,5})\s*([^\d\s].*)")


class Unreadable(ValueError):
    """Says in one sentence what to write instead."""


@dataclass(frozen=True)
class LengthRange:
    """The preferred length, and the least and most it may become (same unit); both None: it is exact."""

    preferred: Length
    shortest: int | None = None
    longest: int | None = None

    def __str__(self) -> str:
        text = show(self.preferred)
        return f"{text} ({self.shortest}-{self.longest})" if self.shortest is not None else text


def parse(text: str) -> LengthRange:
    text = text.strip()
    if match := _VARIES.fullmatch(text):
        return _varying(_one(match[1]), int(match[2]), int(match[3]))
    if match := _FROM_TO.fullmatch(text):
        return _varying(_one(f"{match[1]} {match[3]}"), int(match[1]), int(match[2]))
    return LengthRange(_one(text))


def _one(text: str) -> Length:
    try:
        length = Length.parse_danish(text)
    except ValueError:
        raise Unreadable(_("Skriv længden som fx 4u, 10 arbejdsdage, 3 mdr eller 30 dage.")) from None
    if length.amount < 1:
        raise Unreadable(_("Et trin varer mindst én dag."))
    if length.amount > LONGEST[length.unit]:
        raise _too_long(length.unit)
    return length


def _too_long(unit: LengthUnit) -> Unreadable:
    return Unreadable(_("Et trin kan højst vare {most}.").format(most=show(Length(LONGEST[unit], unit))))


def _varying(preferred: Length, shortest: int, longest: int) -> LengthRange:
    if not 1 <= shortest <= preferred.amount <= longest:
        raise Unreadable(_("Længden skal ligge mellem det korteste og det længste, fx 6 uger (4-13)."))
    if longest > LONGEST[preferred.unit]:
        raise _too_long(preferred.unit)
    return LengthRange(preferred, shortest, longest) if shortest < longest else LengthRange(preferred)


_SHOWN = {LengthUnit.WORKDAYS: "working_days"}


def show(length: Length) -> str:
    """4 uger · 10 arbejdsdage: read back by `parse` to the same length."""
    return dates.length(length.amount, _SHOWN.get(length.unit, str(length.unit)))
