"""A day as it is said from today: "i morgen", "om 3 uger", "på mandag", "næste uge", "ultimo marts" (pure)."""

import calendar
import datetime as dt
import re

NUMBERS = {
    word: number
    for number, words in enumerate(
        (
            "en et én ét a an one", "to two", "tre three", "fire four", "fem five", "seks six", "syv seven", "otte eight",
            "ni nine", "ti ten", "elleve eleven", "tolv twelve",
        ),
        start=1,
    )
    for word in words.split()
} | {"fjorten": 14}  # fmt: skip
_FROM_TODAY = {
    "i dag": 0, "idag": 0, "today": 0, "i morgen": 1, "imorgen": 1, "tomorrow": 1, "i overmorgen": 2, "overmorgen": 2,
    "i går": -1, "igår": -1, "yesterday": -1, "i forgårs": -2, "forgårs": -2,
}  # fmt: skip
_WEEKDAYS = {
    word: number
    for number, words in enumerate(
        (
            "mandag mandags monday", "tirsdag tirsdags tuesday", "onsdag onsdags wednesday", "torsdag torsdags thursday",
            "fredag fredags friday", "lørdag lørdags saturday", "søndag søndags sunday",
        )
    )
    for word in words.split()
}  # fmt: skip
_A_WEEKDAY = re.compile(rf"(?:(på|on|næste|next|i|sidste|last)\s+)?({'|'.join(_WEEKDAYS)})")
_NEXT_WEEK = re.compile(r"(?:i\s+)?(?:næste|next)\s+(?:uge|week)")
_DISTANCE = re.compile(r"(?:(om|in)\s+)?(\d{1,3}|[a-zé]+)\s+([a-zæøå]+)(?:\s+(siden|ago))?")
_FOR_AGO = re.compile(r"for\s+(.+\s+siden)")
_DAYS_IN = {"dag": 1, "dage": 1, "day": 1, "days": 1, "uge": 7, "uger": 7, "week": 7, "weeks": 7}
_MONTHS = frozenset({"måned", "måneder", "md", "mdr", "month", "months"})


def read(words: str, *, today: dt.date, past: bool = False) -> dt.date | None:
    """The day that is meant, or None when it is not said so. `words` in small letters. A weekday by itself is the next one,
    today's own included; with `past` the last one. `næste mandag` is the one in next week."""
    words = re.sub(r"\s+", " ", words).removesuffix(".")
    if words in _FROM_TODAY:
        return today + dt.timedelta(days=_FROM_TODAY[words])
    if _NEXT_WEEK.fullmatch(words):
        return _monday(today) + dt.timedelta(weeks=1)
    if match := _A_WEEKDAY.fullmatch(words):
        return _weekday(match[1] or "", _WEEKDAYS[match[2]], today, past)
    if match := _FOR_AGO.fullmatch(words):
        words = match[1]
    if (match := _DISTANCE.fullmatch(words)) and bool(match[1]) != bool(match[4]):
        return _distance(match[2], match[3], today, -1 if match[4] else 1)
    return None


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def _weekday(which: str, weekday: int, today: dt.date, past: bool) -> dt.date:
    if which in {"næste", "next"}:
        return _monday(today) + dt.timedelta(weeks=1, days=weekday)
    ahead = (weekday - today.weekday()) % 7
    if which in {"i", "sidste", "last"}:
        return today - dt.timedelta(days=(today.weekday() - weekday) % 7 or 7)
    if past and not which:
        return today - dt.timedelta(days=(today.weekday() - weekday) % 7)
    return today + dt.timedelta(days=(ahead or 7) if which else ahead)


def _distance(number: str, unit: str, today: dt.date, sign: int) -> dt.date | None:
    amount = int(number) if number.isascii() and number.isdigit() else NUMBERS.get(number)
    if amount is None:
        return None
    if unit in _DAYS_IN:
        return today + dt.timedelta(days=sign * amount * _DAYS_IN[unit])
    if unit not in _MONTHS:
        return None
    year, month = divmod(today.year * 12 + today.month - 1 + sign * amount, 12)
    return dt.date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))
