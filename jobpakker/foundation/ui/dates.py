"""Dates, weeks, lengths and numbers as Danes read and write them; pure, no clock."""

import datetime as dt
import re
from functools import lru_cache

from django.utils import translation
from django.utils.dates import MONTHS, MONTHS_3, WEEKDAYS
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jobpakker.foundation.ui import said_days

FIRST_YEAR, LAST_YEAR = 1900, 2100
# How many days back a day without a year is looked for: of one that has been, only the coming month is ahead; of one that may lie
# on either side, a quarter is behind.
HAS_BEEN, MAY_HAVE_BEEN = 334, 92


# Reading a page ---------------------------------------------------------------------------------------------------
def show(day: dt.date, form: str = "date") -> str:
    """`long`: tirsdag 7. april 2026 · `date`: 7. april 2026 · `short`: 7. apr. 2026 · `day`: tirs. 7. april ·
    `numeric`: 07-04-2026 · `iso`: 2026-04-07.

    Each distinct date is put together once per language: a list of 400 rows holds few different dates.
    """
    return _show(dt.date(day.year, day.month, day.day), form, translation.get_language() or "da")


@lru_cache(maxsize=4096)
def _show(day: dt.date, form: str, language: str) -> str:
    parts = {
        "day": day.day,
        "month": month(day),
        "short": month(day, short=True),
        "year": day.year,
        "weekday": WEEKDAYS[day.weekday()],
        "wd": _WEEKDAYS_SHORT[day.weekday()] if language == "da" else str(WEEKDAYS[day.weekday()])[:3],
    }
    match form:
        case "long":
            return _("{weekday} {day}. {month} {year}").format(**parts)
        case "date":
            return _("{day}. {month} {year}").format(**parts)
        case "short":
            return _("{day}. {short} {year}").format(**parts)
        case "day":
            return _("{wd} {day}. {month}").format(**parts)
        case "numeric":
            return f"{day:%d-%m-%Y}"
        case "iso":
            return day.isoformat()
    raise ValueError(f"unknown date form {form!r}")


_WEEKDAYS_SHORT = ("man.", "tirs.", "ons.", "tors.", "fre.", "lør.", "søn.")


def week(day: dt.date, *, with_year: bool = False) -> str:
    """uge 15, or uge 15 2026; the year is the week's own (1 January may lie in last year's week 53)."""
    year, number, _weekday = day.isocalendar()
    if with_year:
        return _("uge {week} {year}").format(week=number, year=year)
    return _("uge {week}").format(week=number)


def month(day: dt.date, *, short: bool = False, with_year: bool = False) -> str:
    """april, apr., april 2026. Danish writes "apr." but "maj": what is not shortened takes no full stop. English: Apr."""
    name = _month(day.month, short, translation.get_language() or "da")
    return f"{name} {day.year}" if with_year else name


@lru_cache(maxsize=64)
def _month(number: int, short: bool, language: str) -> str:
    name = str(MONTHS_3[number] if short else MONTHS[number])
    if language != "da":
        return name.capitalize()  # Django writes "apr" in English
    return f"{name}." if short and name != str(MONTHS[number]) else name


def last_day(until: dt.date) -> dt.date:
    """The inclusive last day ("til og med") of a half-open period; the one place on the screen side that converts."""
    return until - dt.timedelta(days=1)


def span(start: dt.date, until: dt.date) -> str:
    """Half-open [start, until) as a person reads it: "7. apr. – 30. apr. 2026"."""
    end = last_day(until)
    if end == start:
        return show(start, "short")
    first = show(start, "short")
    if start.year == end.year:
        first = first.removesuffix(f" {start.year}")
    return f"{first} – {show(end, 'short')}"


def length(amount: int, unit: str) -> str:
    """4 uger · 3 måneder · 10 arbejdsdage · 30 dage. Units: `weeks`, `months`, `working_days`, `days`. Put together once, as
    dates are."""
    return _length(int(amount), str(unit), translation.get_language() or "da")


@lru_cache(maxsize=4096)
def _length(amount: int, unit: str, language: str) -> str:
    match unit:
        case "weeks":
            text = ngettext("{n} uge", "{n} uger", amount)
        case "months":
            text = ngettext("{n} måned", "{n} måneder", amount)
        case "working_days":
            text = ngettext("{n} arbejdsdag", "{n} arbejdsdage", amount)
        case "days" | "calendar_days":
            text = ngettext("{n} dag", "{n} dage", amount)
        case _:
            raise ValueError(f"unknown unit {unit!r}")
    return text.format(n=number(amount))


def number(value: float | int | None, decimals: int | None = None) -> str:
    """1.234,5 in Danish and 1,234.5 in English; "–" when there is nothing to count."""
    if value is None:
        return "–"
    if decimals is None and isinstance(value, float) and value.is_integer():
        value = int(value)
    return number_format(value, decimal_pos=decimals, use_l10n=True, force_grouping=True)


# Writing in a field -----------------------------------------------------------------------------------------------
class UnreadableDate(ValueError):
    """Says in one sentence what to write instead."""


_MONTH_WORDS = {
    word: number
    for number, words in enumerate(
        (
            "januar january", "februar february", "marts march", "april", "maj may", "juni june",
            "juli july", "august", "september", "oktober october", "november", "december",
        ),
        start=1,
    )
    for word in words.split()
}  # fmt: skip
_SEPARATOR = r"\s*[-./ ]\s*"
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_NUMBERS = re.compile(rf"(\d{{1,2}}){_SEPARATOR}(\d{{1,2}})(?:{_SEPARATOR}(\d{{4}}|\d{{2}}))?\.?")
_DIGITS = re.compile(r"(\d{2})(\d{2})(\d{4}|\d{2})")
_WORDS = re.compile(r"(\d{1,2})\.?\s*([a-zæøå]{3,9})\.?,?(?:\s+(\d{4}|\d{2}))?")
_WEEK = re.compile(r"(?:uge|week|u)\.?\s*(\d{1,2})(?:\s*[,/ ]\s*(\d{4}|\d{2}))?")


def parse(text: str, *, today: dt.date | None = None, back: int = 0) -> dt.date:
    """The date that a caseworker meant.

    23-11-2026, 23.11.2026, 23/11-2026, 23/11/26, 23112026, 2026-11-23, 23. november 2026, and uge 34 2026 (its Monday).
    With `today` also what is said from it (i morgen, om 3 uger, på mandag), and the year may be left out: the next such day or
    week, today's own included. `back`: the first one from so many days ago instead, for a day that may have been. Years
    1900-2100.
    """
    words = text.strip().lower()
    if today is not None and (said := said_days.read(words, today=today, past=back >= HAS_BEEN)):
        return _date(said.year, said.month, said.day)
    words = re.sub(r"^(mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag)s?\s+(den\s+)?", "", words)
    words = re.sub(r"^(d\.|den)\s+", "", words)
    if match := _ISO.fullmatch(words):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    if match := _WEEK.fullmatch(words):
        return _monday(int(match[1]), match[2], today, back)
    if match := _DIGITS.fullmatch(words) or _NUMBERS.fullmatch(words):
        return _named(int(match[1]), int(match[2]), match[3], today, back)
    if match := _WORDS.fullmatch(words):
        months = {number for word, number in _MONTH_WORDS.items() if word.startswith(match[2])}
        if len(months) == 1:
            return _named(int(match[1]), months.pop(), match[3], today, back)
    raise UnreadableDate(_("Skriv datoen som dag-måned-år, fx 23-11-2026, eller som en uge, fx uge 34 2026."))


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _date(year: int, month: int, day: int) -> dt.date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise UnreadableDate(
            _("Årstallet skal ligge mellem {first} og {last}.").format(first=FIRST_YEAR, last=LAST_YEAR)
        )
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise UnreadableDate(_("Den dato findes ikke i kalenderen.")) from None


def _named(day: int, month: int, year: str | None, today: dt.date | None, back: int) -> dt.date:
    if year:
        return _date(_year(year), month, day)
    if today is None:
        raise UnreadableDate(_("Skriv også årstallet, fx 23-11-2026."))
    since = today - dt.timedelta(days=back)
    # 29 February may be three years away (or seven, across a century year).
    for candidate in range(since.year, since.year + 9):
        try:
            found = dt.date(candidate, month, day)
        except ValueError:
            continue
        if found >= since:
            return found
    raise UnreadableDate(_("Den dato findes ikke i kalenderen."))


def _monday(number: int, year: str | None, today: dt.date | None, back: int) -> dt.date:
    if year is None and today is None:
        raise UnreadableDate(_("Skriv også årstallet, fx uge 34 2026."))
    if year is not None:
        wanted = _year(year)
    else:
        this_year, this_week, _weekday = (today - dt.timedelta(days=back)).isocalendar()
        wanted = this_year if number >= this_week else this_year + 1
    _date(wanted, 1, 1)
    try:
        return dt.date.fromisocalendar(wanted, number, 1)
    except ValueError:
        raise UnreadableDate(_("Uge {week} findes ikke i {year}.").format(week=number, year=wanted)) from None
