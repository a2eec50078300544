"""Half-open periods of civil dates: `[start, until)`. Only screens, exports and `manage.py plan` say the last day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, order=True, slots=True)
class Period:
    """From `start` up to and not including `until`; never empty."""

    start: date
    until: date

    def __post_init__(self) -> None:
        if self.until <= self.start:
            raise ValueError(f"a period ends after it starts: {self.start} – {self.until}")

    @classmethod
    def inclusive(cls, first: date, last: date) -> "Period":
        return cls(first, last + ONE_DAY)

    @property
    def last(self) -> date:
        """The inclusive last day ("til og med")."""
        return self.until - ONE_DAY

    @property
    def days(self) -> int:
        """Calendar days."""
        return (self.until - self.start).days

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.until

    def overlaps(self, other: "Period") -> bool:
        return self.start < other.until and other.start < self.until


def merge(periods: Iterable[Period]) -> list[Period]:
    """The same days as few periods, in order; periods that touch become one."""
    merged: list[Period] = []
    for period in sorted(periods):
        if merged and period.start <= merged[-1].until:
            if period.until > merged[-1].until:
                merged[-1] = Period(merged[-1].start, period.until)
        else:
            merged.append(period)
    return merged


def uncovered(window: Period, periods: Iterable[Period]) -> list[Period]:
    """The parts of the window that none of the periods covers, in order."""
    bare, start = [], window.start
    for period in merge(periods):
        if period.until <= start:
            continue
        if period.start >= window.until:
            break
        if period.start > start:
            bare.append(Period(start, period.start))
        start = period.until
    if start < window.until:
        bare.append(Period(start, window.until))
    return bare
