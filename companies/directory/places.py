"""How many praktik and løntilskud places a place of work may have, has in use, and has free, day by day (pure).

What is in use is read from the promises that the company has confirmed: the steps at the company, each from its first day until
the day after its last. No citizen is known here, only that somebody comes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from jobpakker.foundation import law
from jobpakker.foundation.law.model import Check, Ratio

SUPPORTED = ("praktik", "loentilskud")  # the kinds of steps that count, as terms name them
STALE = timedelta(days=365)  # a figure of employees that is older says little of today


@dataclass(frozen=True)
class Stay:
    """Somebody is at a place of work in praktik or løntilskud, `[starts_on, until)`."""

    company: int
    worksite: int
    kind: str
    starts_on: date
    until: date

    def covers(self, day: date) -> bool:
        return self.starts_on <= day < self.until


@dataclass(frozen=True)
class Ratios:
    """The law of a day, as far as it counts heads; LAB §§ 63 and 77."""

    rules: tuple[Ratio, ...]
    references: tuple[str, ...]

    def limit(self, employees: int) -> int | None:
        """The strictest of them; None on a day of which we know no rule."""
        return min((rule.limit(employees) for rule in self.rules), default=None)


def ratios(day: date) -> Ratios:
    rules = [rule for rule in law.on(day).rules if rule.check == Check.RATIO and rule.ratio is not None]
    return Ratios(
        rules=tuple(rule.ratio for rule in rules if rule.ratio is not None),
        references=tuple(sorted({rule.reference for rule in rules if rule.reference})),
    )


def in_use(stays: Iterable[Stay], day: date) -> int:
    return sum(stay.covers(day) for stay in stays)


def peak(stays: Sequence[Stay], start: date, until: date) -> int:
    """The most at once on any day of `[start, until)`: it is reached on a day when somebody comes, or on the first."""
    days = {start, *(stay.starts_on for stay in stays if start < stay.starts_on < until)}
    return max(in_use(stays, day) for day in days)


def next_free_on(stays: Sequence[Stay], limit: int, today: date) -> date | None:
    """The first day after today with a place that nobody has; None when there is one today, or never one."""
    if limit < 1 or in_use(stays, today) < limit:
        return None
    return next(
        (day for day in sorted({stay.until for stay in stays if stay.until > today}) if in_use(stays, day) < limit),
        None,
    )


def overfull_on(stays: Sequence[Stay], limit: int, today: date) -> date | None:
    """The first day from today on with more than the law allows."""
    days = sorted({today, *(stay.starts_on for stay in stays if stay.starts_on > today)})
    return next((day for day in days if in_use(stays, day) > limit), None)


def months(today: date, *, back: int, ahead: int) -> list[date]:
    """The firsts of the months around today's, and one more, so that each month is `[days[n], days[n + 1])`."""
    at = today.year * 12 + today.month - 1 - back
    return [date(n // 12, n % 12 + 1, 1) for n in range(at, at + back + ahead + 2)]
