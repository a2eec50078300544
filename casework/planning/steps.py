"""The values that planning speaks in: kinds, lengths, what is asked for, and what came of it. Frozen, plain, no framework."""

import calendar as months
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from casework.planning.periods import Period
from jobpakker.foundation.workdays import WorkdayCalendar

JOB = "job"  # what follows the last step, where a step is named


class StepKind(StrEnum):
    VIRKSOMHEDSPRAKTIK = "praktik"
    COURSE = "kursus"
    MENTOR = "mentor"
    LOENTILSKUD = "loentilskud"
    ORDINAER_ANSAETTELSE = "job"


# Steps that can stand in the chain. A mentor accompanies it and never closes a gap (domain.md § 1.6).
CHAIN_KINDS = frozenset({StepKind.VIRKSOMHEDSPRAKTIK, StepKind.COURSE, StepKind.LOENTILSKUD})


def lies_beside(kind: str, asked: object) -> bool:
    """Whether a row goes beside the chain: a mentor always does, a course where it was laid there (danskuddannelse and FVU run
    along with a praktik), praktik and løntilskud never. Nothing else in the house decides it from the kind."""
    return kind == StepKind.MENTOR or (kind == StepKind.COURSE and bool(asked))


class LengthUnit(StrEnum):
    DAYS = "days"
    WORKDAYS = "workdays"
    WEEKS = "weeks"
    MONTHS = "months"


# About three years: longer than any step of a chain, and short enough that no date leaves the calendar.
LONGEST = {LengthUnit.DAYS: 1100, LengthUnit.WORKDAYS: 780, LengthUnit.WEEKS: 156, LengthUnit.MONTHS: 36}

_DANISH = re.compile(r"(\d{1,5})\s*\.?\s*([a-zæøå.]+(?:\s+(?:dage?|days?))?)", re.IGNORECASE)
_WORDS = {
    LengthUnit.WEEKS: ("u", "uge", "uger", "w", "week", "weeks"),
    LengthUnit.MONTHS: ("m", "md", "mdr", "mdr.", "md.", "måned", "måneder", "maaned", "maaneder", "month", "months"),
    LengthUnit.WORKDAYS: ("a", "ad", "arb", "arbejdsdag", "arbejdsdage", "hverdag", "hverdage", "kursusdag", "kursusdage",
                          "workday", "workdays", "working day", "working days", "arb. dage", "arb.dage"),
    LengthUnit.DAYS: ("d", "dag", "dage", "kalenderdag", "kalenderdage", "day", "days"),
}  # fmt: skip
_NUMBERS = {
    word: number
    for number, words in enumerate(
        ("en et én ét one", "to two", "tre three", "fire four", "fem five", "seks six", "syv seven", "otte eight", "ni nine",
         "ti ten", "elleve eleven", "tolv twelve"),
        start=1,
    )
    for word in words.split()
} | {"fjorten": 14}  # fmt: skip
_HALF_A_YEAR = frozenset({"et halvt år", "halvt år", "½ år", "half a year"})
_YEARS = re.compile(r"(\d{1,2})\s*(?:år|years?)", re.IGNORECASE)
_UNIT_OF = {word: unit for unit, words in _WORDS.items() for word in words}


@dataclass(frozen=True, slots=True)
class Length:
    """As it was typed, and kept so: 4 weeks is not 28 days on a screen, and a month is a calendar month."""

    amount: int
    unit: LengthUnit

    def __str__(self) -> str:
        """`4 weeks`: the spelling of `manage.py plan`."""
        return f"{self.amount} {self.unit}"

    @classmethod
    def parse(cls, text: str) -> "Length":
        """`4 weeks`, `10 workdays`, `3 months`, `30 days`; anything else is a `ValueError` that says what is wrong."""
        match = re.fullmatch(r"\s*(\d{1,6})\s+(days?|workdays?|weeks?|months?)\s*", text, re.ASCII)
        if match is None:
            raise ValueError("write a length as N days, N workdays, N weeks or N months")
        unit = LengthUnit(match[2] if match[2].endswith("s") else f"{match[2]}s")
        amount = int(match[1])
        if not 1 <= amount <= LONGEST[unit]:
            raise ValueError(f"a length is from 1 to {LONGEST[unit]} {unit}")
        return cls(amount, unit)

    @classmethod
    def parse_danish(cls, text: str) -> "Length":
        """`4u`, `4 uger`, `fire uger`, `10 arbejdsdage`, `3 mdr`, `et halvt år`, `30 dage`. Bounds are the caller's; raises
        `ValueError`."""
        text = text.strip()
        if text.lower() in _HALF_A_YEAR:
            return cls(6, LengthUnit.MONTHS)
        word, _blank, unit_word = text.lower().partition(" ")
        text = f"{_NUMBERS[word]} {unit_word}" if word in _NUMBERS else text
        if match := _YEARS.fullmatch(text):
            return cls(int(match[1]) * 12, LengthUnit.MONTHS)
        # A page shows 1.050 dage, and it may be typed back.
        match = _DANISH.fullmatch(re.sub(r"(?<=\d)[.,](?=\d{3}(?!\d))", "", text))
        unit = _UNIT_OF.get(re.sub(r"\s+", " ", match[2].strip().lower())) if match else None
        if match is None or unit is None:
            raise ValueError("unreadable length")
        return cls(int(match[1]), unit)

    def before(self, day: date, calendar: WorkdayCalendar) -> date:
        """The day this length before `day`, not yet moved to a working day. Weeks are 7 days; months go by the calendar,
        clipped to the month's last day; working days are counted back."""
        match self.unit:
            case LengthUnit.DAYS:
                return day - timedelta(days=self.amount)
            case LengthUnit.WEEKS:
                return day - timedelta(weeks=self.amount)
            case LengthUnit.MONTHS:
                return add_months(day, -self.amount)
            case LengthUnit.WORKDAYS:
                return calendar.before(day, self.amount)

    def after(self, day: date, calendar: WorkdayCalendar) -> date:
        """The first day after a step of this length that starts on `day`."""
        match self.unit:
            case LengthUnit.DAYS:
                return day + timedelta(days=self.amount)
            case LengthUnit.WEEKS:
                return day + timedelta(weeks=self.amount)
            case LengthUnit.MONTHS:
                return add_months(day, self.amount)
            case LengthUnit.WORKDAYS:
                return calendar.after(day - timedelta(days=1), self.amount) + timedelta(days=1)


def add_months(day: date, amount: int) -> date:
    """Calendar months; the 31st becomes the last day of a shorter month."""
    month = day.year * 12 + day.month - 1 + amount
    year, month = divmod(month, 12)
    if day.day <= 28:
        return day.replace(year=year, month=month + 1)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


# What is asked for ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Pin:
    """A step that stands where it stands: started, booked or agreed. `until` is half-open; None: its length from its start."""

    starts_on: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class StepSpec:
    """One step of the chain as asked for.

    `length` alone is exact; with `shortest` and `longest` it is the preferred one. `sessions` are dates that somebody else
    has set: the step takes one of them whole. `lead`: it cannot start before that many working days after today, since
    something must be done first (a grant, a seat). `not_before` is the first day it may start on, and `ends_by` the day
    before which it is over (half-open); where what follows begins later, it lies as if that began on the first working day
    from `ends_by` on, and the days between are dead. A pinned step is held to none of the three.
    """

    id: str
    kind: StepKind
    length: Length
    shortest: Length | None = None
    longest: Length | None = None
    sessions: tuple[Period, ...] = ()
    pinned: Pin | None = None
    lead: int = 0
    not_before: date | None = None
    ends_by: date | None = None

    @property
    def varies(self) -> bool:
        return self.shortest is not None or self.longest is not None


@dataclass(frozen=True, slots=True)
class Moment:
    """A day named by a step (or the job) and a distance: the job + 13 weeks."""

    step: str
    distance: Length | None = None
    back: bool = False


@dataclass(frozen=True, slots=True)
class LaneSpec:
    """Beside the chain, from the first day of a step until a moment. It never covers and never moves anything.

    Without `ends` it lasts `length` from its first day, which is not before today. `on`: a first day that stands fast.
    `sessions` are dates that somebody else has set: it takes the first that begins while the chain is walked, whole.
    """

    id: str
    kind: StepKind
    begins: Moment
    ends: Moment | None
    length: Length | None = None
    on: date | None = None
    sessions: tuple[Period, ...] = ()


# What came of it -----------------------------------------------------------------------------------------------------------
class Because(StrEnum):
    """Why a date is what it is; each is one clause of a sentence that the page makes."""

    LEADS_TO = "leads_to"  # it ends where `step` begins, on `day`
    NOT_A_WORKING_DAY = (
        "not_a_working_day"  # counted back it would begin on `day` (`name`): moved on to the next working day
    )
    SESSION = "session"  # one of `of` sessions that somebody else has set
    PINNED = "pinned"  # it stands fast
    STRETCHED = "stretched"  # `working_days` longer than preferred, to close a gap
    SHORTENED = "shortened"  # `working_days` shorter than preferred
    LEAD = "lead"  # it begins on `day`, the first one that a lead of `working_days` leaves
    NOT_BEFORE = "not_before"  # it may begin on `day` at the earliest. Obstacle: it would have to begin on `day`, before `earliest`
    ENDS_BY = "ends_by"  # it must be over before `day`, whatever follows. Gap: why it ends where it does
    NO_OTHER_SESSION = "no_other_session"  # gap: no session of `step` ends later and still before `day`
    ENDS_ON = "ends_on"  # gap: `step` ends on `day`, as somebody else has set
    CANNOT_BEGIN_EARLIER = "cannot_begin_earlier"  # gap: what follows (`step`) begins on `day` at the earliest
    NO_FEWER_DEAD_DAYS = (
        "no_fewer_dead_days"  # gap: a session of `step` ends later and before `day`, but no plan with it has fewer
    )
    BEGINS_ON = "begins_on"  # gap: what follows (`step`) begins on `day`; no plan with an earlier session of it has fewer dead days
    # Obstacles
    BEFORE_TODAY = "before_today"  # `step` would have to begin on `day`, which is over
    TOO_LITTLE_LEAD = "too_little_lead"  # `step` would have to begin on `day`, and cannot before `earliest`
    NO_SESSION_IN_TIME = "no_session_in_time"  # no session of `step` ends before `day`
    SESSIONS_TOO_EARLY = "sessions_too_early"  # the sessions that end in time begin before `earliest`
    PINNED_TOO_LATE = "pinned_too_late"  # `step` stands until `ends_on`, and must end before `day`
    NO_WORKING_DAY = "no_working_day"  # no working day for `step` before `day`


@dataclass(frozen=True, slots=True)
class Reason:
    code: Because
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """`[starts_on, until)`: the last day is the last working day before what follows, for a step of free dates."""

    id: str
    kind: StepKind
    starts_on: date
    until: date
    follows_on: date  # the first day of what follows: the next step, or the job
    length: Length  # as asked for, or as it became
    working_days: int
    because: tuple[Reason, ...] = ()

    @property
    def period(self) -> Period:
        return Period(self.starts_on, self.until)


@dataclass(frozen=True, slots=True)
class PlannedGap:
    """Dead already in the plan. `[starts_on, until)` in calendar days, of which `working_days` count."""

    after: str
    before: str  # a step's id, or `JOB`
    starts_on: date
    until: date
    working_days: int
    because: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedLane:
    id: str
    kind: StepKind
    starts_on: date
    until: date


@dataclass(frozen=True, slots=True)
class Plan:
    job_starts_on: date
    steps: tuple[PlannedStep, ...]  # in the order walked
    gaps: tuple[PlannedGap, ...]
    lanes: tuple[PlannedLane, ...] = ()

    @property
    def dead_days(self) -> int:
        """Working days."""
        return sum(gap.working_days for gap in self.gaps)

    @property
    def starts_on(self) -> date | None:
        return self.steps[0].starts_on if self.steps else None
