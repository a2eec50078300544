"""Danish working days (pure): Monday to Friday, less the public holidays and a municipality's own closing days.

It stands on the floor, because both rooms count in working days: casework plans in them, companies remind in them.
Holidays come from the `holidays` library, year by year (store bededag until 2023), and are laid out once as a table of ranks,
so that every question is one look-up. 1 May, 5 June, 24 and 31 December are working days unless listed as closing days.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from itertools import accumulate

import holidays

FIRST_YEAR, LAST_YEAR = 1985, 2120
_AHEAD = 12  # years laid out at a time
# Planning reaches four years back from any day that stands fast, and one calendar serves all threads of a process: so ranks stay put.
_FIRST_TABLE = (2016, 2032)


@lru_cache(maxsize=256)
def public_holidays(year: int) -> dict[date, str]:
    """Day to its Danish name; statutory holidays only."""
    names = holidays.country_holidays("DK", years=year, categories=("public",)).items()
    return {day: name.replace("Anden ", "2. ") for day, name in names}


@lru_cache(maxsize=64)
def _without_closing_days(first_year: int, last_year: int) -> tuple[int, int, list[int]]:
    """Ordinals of the first day, of the day after the last, and of the working days between: the same for every municipality."""
    base, end = date(first_year, 1, 1).toordinal(), date(last_year, 12, 31).toordinal() + 1
    off = {day.toordinal() for year in range(first_year, last_year + 1) for day in public_holidays(year)}
    # Ordinal 1 (1 January of year 1) was a Monday.
    return base, end, [o for o in range(base, end) if (o - 1) % 7 < 5 and o not in off]


class WorkdayCalendar:
    """Answers in working days. Days are civil dates; there is no time zone in them.

    `rank(day)` is the number of working days before `day`, counted from a fixed day: a difference of two ranks is a count
    of working days in a half-open period. Everything else follows from it. Dates before 1985 or after 2120: `ValueError`.
    """

    def __init__(self, closed_days: Iterable[date] = ()) -> None:
        self.closed_days = frozenset(closed_days)
        self._base = self._end = 0
        self._ranks: Sequence[int] = ()
        self._working: Sequence[int] = ()
        self._lay_out(*_FIRST_TABLE)

    @staticmethod
    @lru_cache(maxsize=256)
    def danish(closed_days: frozenset[date] = frozenset()) -> "WorkdayCalendar":
        """The same calendar for the same closing days; a process lays it out once."""
        return WorkdayCalendar(closed_days)

    def _lay_out(self, first_year: int, last_year: int) -> None:
        base, end, working = _without_closing_days(first_year, last_year)
        if self.closed_days:
            closed = {day.toordinal() for day in self.closed_days}
            working = [o for o in working if o not in closed]
        flags = bytearray(end - base)
        for ordinal in working:
            flags[ordinal - base] = 1
        ranks = list(accumulate(flags, initial=0))
        self._base, self._end, self._ranks, self._working = base, end, ranks, working

    def _reach(self, ordinal: int) -> None:
        """Lays out more years when a day outside the table is asked for. Ranks shift, so no caller keeps one across calls."""
        if not date(FIRST_YEAR, 1, 1).toordinal() <= ordinal <= date(LAST_YEAR, 12, 31).toordinal():
            raise ValueError(f"the calendar goes from {FIRST_YEAR} to {LAST_YEAR}")
        year = date.fromordinal(ordinal).year
        first, last = date.fromordinal(self._base).year, date.fromordinal(self._end - 1).year
        self._lay_out(max(FIRST_YEAR, min(first, year - 2)), min(LAST_YEAR, max(last, year + _AHEAD)))

    def cover(self, first: date, last: date) -> None:
        """Makes sure that ranks stay put while working between these days."""
        for day in (first, last):
            if not self._base <= day.toordinal() < self._end - 1:
                self._reach(day.toordinal())

    # By ordinal, for the planner's inner loops ---------------------------------------------------------------------------
    def rank_of(self, ordinal: int) -> int:
        if not self._base <= ordinal <= self._end:
            self._reach(ordinal)
        return self._ranks[ordinal - self._base]

    def working_ordinal(self, rank: int) -> int:
        """The working day of this rank: `rank_of(working_ordinal(r)) == r`."""
        return self._working[rank]

    # By date ----------------------------------------------------------------------------------------------------------------
    def rank(self, day: date) -> int:
        return self.rank_of(day.toordinal())

    def is_working_day(self, day: date) -> bool:
        ordinal = day.toordinal()
        self.cover(day, day)
        return self.rank_of(ordinal + 1) > self.rank_of(ordinal)

    def count(self, start: date, until: date) -> int:
        """Working days in the half-open [start, until); 0 when it is empty or turned around."""
        if until <= start:
            return 0
        self.cover(start, until)
        return self.rank(until) - self.rank(start)

    def days(self, start: date, until: date) -> list[date]:
        """The working days in [start, until), in order."""
        if until <= start:
            return []
        self.cover(start, until)
        return [date.fromordinal(o) for o in self._working[self.rank(start) : self.rank(until)]]

    def on_or_after(self, day: date) -> date:
        """The day itself when it is a working day, else the first one after it."""
        self.cover(day, day)
        return self._nth(self.rank(day), day)

    def before(self, day: date, n: int = 1) -> date:
        """The n-th working day before `day`, which is not counted itself; `n >= 1`."""
        self.cover(day, day)
        rank = self.rank(day) - n
        if rank < 0:
            self._reach(date(max(FIRST_YEAR, day.year - n // 240 - 2), 1, 1).toordinal())
            rank = self.rank(day) - n
        if rank < 0:
            raise ValueError(f"the calendar begins in {FIRST_YEAR}")
        return date.fromordinal(self._working[rank])

    def after(self, day: date, n: int) -> date:
        """The n-th working day after `day`, which is not counted itself; `day` for n = 0."""
        if n == 0:
            return day
        self.cover(day, day)
        return self._nth(self.rank(date.fromordinal(day.toordinal() + 1)) + n - 1, day)

    def _nth(self, rank: int, near: date) -> date:
        while rank >= len(self._working):
            first = self.rank(near)
            self._reach(min(date(LAST_YEAR, 1, 1).toordinal(), self._end + 366))
            rank += self.rank(near) - first
            if self._end > date(LAST_YEAR, 1, 1).toordinal() and rank >= len(self._working):
                raise ValueError(f"the calendar ends in {LAST_YEAR}")
        return date.fromordinal(self._working[rank])

    def why_closed(self, day: date) -> str:
        """`weekend`, `closed` (a closing day of the municipality), or the holiday's Danish name; "" for a working day."""
        if name := public_holidays(day.year).get(day):
            return name
        if day.weekday() >= 5:
            return "weekend"
        return "closed" if day in self.closed_days else ""
