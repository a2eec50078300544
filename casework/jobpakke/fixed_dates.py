"""Dates that somebody else has set, as a caseworker writes them (pure): "2/3", "2/3-13/3", "2/3-13/3 eller 13/4-24/4",
"uge 34", "uge 34-36". Or bounds, between which planning is free: "før 1/9", "senest 31/8", "efter 1/9", "tidligst 2/9 og senest
31/10"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from jobpakker.foundation.ui import dates
from jobpakker.foundation.workdays import WorkdayCalendar

MANY = 50  # course sessions of one step
FIRST_YEAR = 2000  # the longest step before it still lies within the calendar
_BETWEEN_CHOICES = re.compile(r"\s*(?:;|\n|\beller\b|\bor\b)\s*", re.IGNORECASE)
_DAY = r"(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[-./ ]\d{1,2}(?:[-./ ]\d{2,4})?|\d{1,2}\.?\s*[a-zæøå]{3,9}\.?(?:\s+\d{2,4})?)"
_PERIOD = re.compile(
    rf"\s*({_DAY})\s*(?:\s-\s|–|—|-|\btil og med\b|\btil\b|\bto\b|\bt\.?o\.?m\.?)\s*({_DAY})\s*", re.IGNORECASE
)
_WEEK = re.compile(r"(?:uge|week|u)\b.*", re.IGNORECASE)
_WEEKS = re.compile(
    r"(?:uger?|weeks?|u)\.?\s*(\d{1,2})\s*(?:-|–|til|to)\s*(?:uge|week)?\s*(\d{1,2})(?:\s*[,/ ]\s*(\d{4}|\d{2}))?",
    re.IGNORECASE,
)
_UPPER, _LOWER = (
    ("senest", "by", "før", "inden", "before"),
    ("tidligst", "ikke før", "not before", "fra", "from", "efter", "after"),
)
_AT_THE_LATEST, _LATER = frozenset({"senest", "by"}), frozenset({"efter", "after"})
_BOUND = re.compile(rf"\b({'|'.join(sorted((*_UPPER, *_LOWER), key=len, reverse=True))})\s+(?:den\s+)?", re.IGNORECASE)
_JOINED = re.compile(r"[\s,;]*(?:\b(?:og|and|men)\b)?[\s,;]*$", re.IGNORECASE)
_MONDAY_TO_FRIDAY = timedelta(days=5)
_ONE_DAY, _HALF_A_YEAR, _A_YEAR = timedelta(days=1), timedelta(days=183), timedelta(days=365)


@dataclass(frozen=True)
class FixedDates:
    """A pinned first day (`starts_on` alone), or whole periods to choose between; half-open, in the order of time. Or bounds:
    the first day it may begin on, and the day before which it is over (half-open); `text` are those as typed, with their year."""

    starts_on: date | None = None
    periods: tuple[tuple[date, date], ...] = ()
    not_before: date | None = None
    ends_by: date | None = None
    text: str = ""

    @property
    def fixed(self) -> bool:
        """Somebody else has set the days; bounds leave planning to choose."""
        return self.starts_on is not None or bool(self.periods)

    @property
    def bounded(self) -> bool:
        return self.not_before is not None or self.ends_by is not None

    @property
    def pinned(self) -> bool:
        """One date is a date that planning may not move; several are a choice."""
        return self.starts_on is not None or len(self.periods) == 1

    def __bool__(self) -> bool:
        return self.fixed or self.bounded


class Unreadable(ValueError):
    """Says in one sentence what to write instead."""


def parse(text: str, *, today: date, calendar: WorkdayCalendar | None = None) -> FixedDates:
    """What was typed; the year may be left out, and then the next such day is meant. Last days are inclusive in the text.

    A week begins on its first working day, so that "uge 15" after Easter is a day one can begin on.
    """
    if (rest := re.sub(r"^\s*(?:fra|from)\s+", "", text, flags=re.IGNORECASE)) and (
        _PERIOD.fullmatch(rest) or _WEEKS.fullmatch(rest)
    ):
        text = rest
    if _BOUND.match(text.strip()):
        return _bounds(text.strip(), today)
    parts = [part for part in _BETWEEN_CHOICES.split(text.strip()) if part]
    if not parts:
        return FixedDates()
    if len(parts) > MANY:
        raise Unreadable(_("Skriv højst {many} hold.").format(many=MANY))
    read = [_part(part, today, calendar) for part in parts]
    if len(read) == 1 and read[0][1] is None:
        return FixedDates(starts_on=read[0][0])
    if any(until is None for _start, until in read):
        raise Unreadable(
            _("Når der er flere hold, skal hvert have både første og sidste dag, fx 2/3-13/3 eller 13/4-24/4.")
        )
    return FixedDates(periods=tuple(sorted({(start, until) for start, until in read if until})))


def _day(text: str, today: date | None = None) -> date:
    day = dates.parse(text, today=today)
    if day.year < FIRST_YEAR:
        raise Unreadable(_("Datoen ligger for langt tilbage i tiden."))
    return day


def _bounds(text: str, today: date) -> FixedDates:
    words = list(_BOUND.finditer(text))
    ends = [word.start() for word in words[1:]] + [len(text)]
    found = [
        (re.sub(r"\s+", " ", word[1].lower()), _JOINED.sub("", text[word.end() : end]))
        for word, end in zip(words, ends, strict=True)
    ]
    upper = [(word, day) for word, day in found if word in _UPPER]
    lower = [(word, day) for word, day in found if word not in _UPPER]
    if len(upper) > 1 or len(lower) > 1:
        raise Unreadable(_("Skriv højst én tidligste og én seneste dag, fx efter 1/9 og senest 31/10."))
    ends_by = not_before = None
    told = []
    for word, written in upper:
        day, week = _bound(written, today)
        ends_by = day + _width(week) if word in _AT_THE_LATEST else day
        told.append(f"{word} {_told(day, week)}")
    for word, written in lower:
        day, week = _bound(written, today)
        if ends_by and day >= ends_by and not _has_year(written):  # it has come already
            day, week = _bound(written, ends_by - _A_YEAR)
        not_before = day + _width(week) if word in _LATER else day
        told.insert(0, f"{word} {_told(day, week)}")
    if not_before and ends_by and not_before >= ends_by:
        raise Unreadable(_("Den tidligste dag ligger ikke før den seneste."))
    return FixedDates(not_before=not_before, ends_by=ends_by, text=_(" og ").join(told))


def _bound(text: str, today: date) -> tuple[date, bool]:
    """The day, or a week's Monday and True."""
    try:
        return _day(text, today=today), bool(_WEEK.fullmatch(text))
    except dates.UnreadableDate as error:
        raise Unreadable(str(error)) from None


def _width(week: bool) -> timedelta:
    """To the day after: at the latest in a week is with its Friday, and after a week is from the Saturday on."""
    return _MONDAY_TO_FRIDAY if week else _ONE_DAY


def _told(day: date, week: bool) -> str:
    """Read back to the same day, whenever that is."""
    return dates.week(day, with_year=True) if week else dates.show(day, "numeric")


def _has_year(text: str) -> bool:
    return bool(re.search(r"\d{4}|\d[-./ ]\d{1,2}[-./ ]\d{2}$", text.strip()))


def _weeks(match: re.Match[str], today: date) -> tuple[date, date]:
    first, last, year = match[1], match[2], match[3]
    if year:
        ends = _day(f"uge {last} {year}")
        starts = _day(f"uge {first} {ends.isocalendar().year - (int(first) > int(last))}")
    else:
        starts = _day(f"uge {first}", today=today)
        ends = _day(f"uge {last}", today=starts)
    return starts, ends + _MONDAY_TO_FRIDAY


def _part(text: str, today: date, calendar: WorkdayCalendar | None) -> tuple[date, date | None]:
    """First day and the day after the last; None where only a first day is written."""
    try:
        if match := _WEEKS.fullmatch(text):
            starts_on, until = _weeks(match, today)
            return (calendar.on_or_after(starts_on) if calendar else starts_on), until
        if match := _PERIOD.fullmatch(text):
            ends_on = _day(match[2], today=today)
            starts_on = _day(match[1], today=today)
            if starts_on > ends_on and not _has_year(match[1]):
                starts_on = _same_year_or_before(starts_on, ends_on)
            if starts_on > ends_on:
                raise Unreadable(_("Den sidste dag ligger før den første."))
            return starts_on, ends_on + _ONE_DAY
        day = _day(text, today=today)
        return (calendar.on_or_after(day) if calendar and _WEEK.fullmatch(text) else day), None
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
