"""Dates that somebody else has set, as a caseworker writes them: "2/3", "2/3-13/3", "2/3-13/3 eller 13/4-24/4" (pure)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from jobpakker.foundation.ui import dates

MANY = 50  # course sessions of one step
_BETWEEN_CHOICES = re.compile(r"\s*(?:;|\n|\beller\b|\bor\b)\s*", re.IGNORECASE)
_DAY = r"(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[-./ ]\d{1,2}(?:[-./ ]\d{2,4})?|\d{1,2}\.?\s*[a-zæøå]{3,9}\.?(?:\s+\d{2,4})?)"
_PERIOD = re.compile(
    rf"\s*({_DAY})\s*(?:\s-\s|–|—|-|\btil og med\b|\btil\b|\bto\b|\bt\.?o\.?m\.?)\s*({_DAY})\s*", re.IGNORECASE
)
_ONE_DAY, _HALF_A_YEAR = timedelta(days=1), timedelta(days=183)


@dataclass(frozen=True)
class FixedDates:
    """A pinned first day (`starts_on` alone), or whole periods to choose between; half-open, in the order of time."""

    starts_on: date | None = None
    periods: tuple[tuple[date, date], ...] = ()

    @property
    def pinned(self) -> bool:
        """One date is a date that planning may not move; several are a choice."""
        return self.starts_on is not None or len(self.periods) == 1

    def __bool__(self) -> bool:
        return self.starts_on is not None or bool(self.periods)


class Unreadable(ValueError):
    """Says in one sentence what to write instead."""


def parse(text: str, *, today: date) -> FixedDates:
    """What was typed; the year may be left out, and then the next such day is meant. Last days are inclusive in the text."""
    parts = [part for part in _BETWEEN_CHOICES.split(text.strip()) if part]
    if not parts:
        return FixedDates()
    if len(parts) > MANY:
        raise Unreadable(_("Skriv højst {many} hold.").format(many=MANY))
    read = [_part(part, today) for part in parts]
    if len(read) == 1 and read[0][1] is None:
        return FixedDates(starts_on=read[0][0])
    if any(until is None for _start, until in read):
        raise Unreadable(
            _("Når der er flere hold, skal hvert have både første og sidste dag, fx 2/3-13/3 eller 13/4-24/4.")
        )
    return FixedDates(periods=tuple(sorted({(start, until) for start, until in read if until})))


def _part(text: str, today: date) -> tuple[date, date | None]:
    """First day and the day after the last; None where only a first day is written."""
    try:
        if match := _PERIOD.fullmatch(text):
            ends_on = dates.parse(match[2], today=today)
            starts_on = dates.parse(match[1], today=today)
            if starts_on > ends_on and not re.search(r"\d{4}|\d[-./ ]\d{1,2}[-./ ]\d{2}$", match[1].strip()):
                starts_on = _same_year_or_before(starts_on, ends_on)
            if starts_on > ends_on:
                raise Unreadable(_("Den sidste dag ligger før den første."))
            return starts_on, ends_on + _ONE_DAY
        return dates.parse(text, today=today), None
    except dates.UnreadableDate as error:
        raise Unreadable(str(error)) from None


def _same_year_or_before(starts_on: date, ends_on: date) -> date:
    """The year of "20/12-8/1 2027" is left out at the first day: the nearest such day before the last."""
    for year in (ends_on.year, ends_on.year - 1):
        try:
            moved = starts_on.replace(year=year)
        except ValueError:
            continue
        if moved <= ends_on <= moved + _HALF_A_YEAR:
            return moved
    return starts_on


def show(periods: Sequence[tuple[date, date]]) -> str:
    """As it would be typed, read back by `parse` to the same dates."""
    return _(" eller ").join(
        _("{first} til {last}").format(first=dates.show(start, "numeric"), last=dates.show(until - _ONE_DAY, "numeric"))
        for start, until in periods
    )
