"""From the measured rows to the figures of the page (pure). What a figure counts is a function here, and the list behind the
figure is made by the same function: so the two cannot differ."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from casework.flow import measures
from casework.flow.measures import Crossing, History, Lost, Package, Place, Result
from casework.flow.models import FlowSnapshot
from casework.flow.percentiles import percentile
from casework.flow.queries import Flow, Waiting
from casework.green_wave.models import Cause, Side
from casework.jobpakke.states import JobpakkeState
from casework.planning.periods import Period

LEAST = 5  # fewer than this are no basis for a percentage or a median, and would tell of single persons
BANDS = (10, 20, 40)  # working days of waiting for a promise: domain.md § 9.2
MOST_POINTS = 27  # of a trend: half a year of weeks, two years of months


@dataclass(frozen=True, slots=True)
class Share:
    part: int
    whole: int

    @property
    def percent(self) -> float | None:
        """None where the group is too small to be told in percent."""
        return 100 * self.part / self.whole if self.whole >= LEAST else None


@dataclass(frozen=True, slots=True)
class Spread:
    """How long it took `n` of them; both None for a group too small to be told."""

    n: int
    median: float | None
    p85: float | None
    longest: int | None

    @classmethod
    def of(cls, values: Iterable[int]) -> "Spread":
        ordered = sorted(values)
        told = len(ordered) >= LEAST
        return cls(
            len(ordered),
            percentile(ordered, 0.50) if told else None,
            percentile(ordered, 0.85) if told else None,
            ordered[-1] if ordered else None,
        )


# What each figure counts -----------------------------------------------------------------------------------------------------
def open_packages(flow: Flow) -> list[Package]:
    """Now, whatever the period."""
    return [package for package in flow.packages if package.place is not None]


def lost(flow: Flow) -> list[tuple[Package, Lost, int]]:
    """Dead periods between two steps or before the job, with their working days in the period as far as they are over."""
    return list(_lost(flow, at_start=False))


def _lost(flow: Flow, *, at_start: bool) -> Iterator[tuple[Package, Lost, int]]:
    if (period := flow.over) is None:
        return
    for package in flow.packages:
        for one in package.lost:
            days = measures.days_within(one.starts_on, one.until, period, flow.calendar)
            if days and one.at_start == at_start:
                yield package, one, days


def ahead(flow: Flow) -> list[tuple[Package, Lost, int]]:
    """Dead periods that can still be mended, with the working days from today on; now, whatever the period."""
    return [
        (package, one, flow.calendar.count(one.starts_on, one.until))
        for package in flow.packages
        for one in package.ahead
        if not one.at_start
    ]


def under_way(flow: Flow) -> list[tuple[Package, int, int]]:
    """Packages with working days between their first step and their job in the period: those days, and the dead of them."""
    if (period := flow.over) is None:
        return []
    found = []
    for package in flow.packages:
        if days := measures.working_days(package, period, flow.calendar):
            found.append((package, days, measures.dead_days(package, period, flow.calendar)))
    return found


def crossings(flow: Flow) -> list[tuple[Package, Crossing]]:
    """Transitions whose second side began in the period."""
    if (period := flow.over) is None:
        return []
    return [(package, one) for package in flow.packages for one in package.crossings if one.on in period]


def asked(flow: Flow) -> list[tuple[Package, int]]:
    """Companies that have not answered, with the working days they have been asked; now, whatever the period."""
    return [
        (package, flow.calendar.count(package.asked_on, flow.today))
        for package in flow.packages
        if package.asked_on is not None and package.state == JobpakkeState.AWAITING_COMPANY
    ]


def arrived(flow: Flow) -> list[Package]:
    """Ended in the period, in ordinary employment or in a fleksjob."""
    return [
        package
        for package in flow.packages
        if package.ended_on and package.ended_on in flow.period and package.result in {Result.ORDINARY, Result.FLEKSJOB}
    ]


def begun(flow: Flow) -> list[Package]:
    """Whose first step began in the period."""
    return [package for package in flow.packages if package.first_day is not None and package.first_day in flow.period]


# The figures -----------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class PlaceRow:
    place: Place
    by_state: dict[JobpakkeState, int]
    stood: Spread  # calendar days in this place

    @property
    def total(self) -> int:
        return self.stood.n


@dataclass(frozen=True, slots=True)
class TransitionRow:
    key: str
    periods: int
    days: int
    passed: int  # in the period
    green: int  # of them, without a dead day

    @property
    def share(self) -> Share:
        return Share(self.green, self.passed)


@dataclass(frozen=True, slots=True)
class CauseRow:
    cause: Cause
    periods: int
    days: int


@dataclass(frozen=True, slots=True)
class SideRow:
    """Whose the dead days are: each day is one side's, so that the rows add up to all of them."""

    side: Side
    days: int


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One calendar month as far as it lies in the period."""

    period: Period
    dead_days: int
    ordinary: int
    fleksjob: int


@dataclass(frozen=True, slots=True)
class ResultRow:
    history: History
    by_result: dict[Result, int]

    @property
    def started(self) -> int:
        return sum(self.by_result.values())

    @property
    def running(self) -> int:
        return self.by_result[Result.RUNNING]

    @property
    def ended(self) -> int:
        return self.started - self.running

    def of_started(self, result: Result) -> Share:
        return Share(self.by_result[result], self.started)

    def of_ended(self, result: Result) -> Share:
        return Share(self.by_result[result], self.ended)


@dataclass(frozen=True, kw_only=True)
class Overview:
    period: Period
    today: date
    open_total: int
    places: tuple[PlaceRow, ...]
    dead_days: int
    dead_packages: int
    ahead_days: int
    working_days: int
    working_packages: int
    transitions: tuple[TransitionRow, ...]
    causes: tuple[CauseRow, ...]
    sides: tuple[SideRow, ...]
    wished_days: int  # of the dead days, the citizens' own wish
    start: Spread  # working days from the promise to the first step
    asked: Spread  # working days
    waiting: Spread  # working days
    waiting_bands: tuple[int, ...]
    to_job: Spread  # calendar days
    ordinary: int
    fleksjob: int
    months: tuple[MonthRow, ...]
    results: tuple[ResultRow, ...]
    trend: tuple[FlowSnapshot, ...]
    is_empty: bool

    @property
    def efficiency(self) -> Share:
        return Share(self.working_days - self.dead_days, self.working_days)


def overview(flow: Flow) -> Overview:
    dead, crossed, at_work, ended = lost(flow), crossings(flow), under_way(flow), arrived(flow)
    ordinary = [package for package in ended if package.result == Result.ORDINARY]
    return Overview(
        period=flow.period,
        today=flow.today,
        open_total=len(open_packages(flow)),
        places=_places(flow),
        dead_days=sum(days for _package, _one, days in dead),
        dead_packages=len({package.id for package, _one, _days in dead}),
        ahead_days=sum(days for _package, _one, days in ahead(flow)),
        working_days=sum(days for _package, days, _dead in at_work),
        working_packages=len(at_work),
        transitions=_transitions(dead, crossed),
        causes=_causes(dead),
        sides=_sides(dead),
        wished_days=sum(days for _package, one, days in dead if one.wished),
        start=Spread.of(one.dead_days for _package, one in crossed if one.before == measures.PROMISE),
        asked=Spread.of(days for _package, days in asked(flow)),
        waiting=Spread.of(one.days for one in flow.waiting),
        waiting_bands=_bands(flow.waiting),
        to_job=Spread.of(package.days_to_job for package in ordinary if package.days_to_job is not None),
        ordinary=len(ordinary),
        fleksjob=len(ended) - len(ordinary),
        months=_months(flow, ended),
        results=_results(begun(flow)),
        trend=_trend(flow),
        is_empty=not (flow.packages or flow.waiting),
    )


def _places(flow: Flow) -> tuple[PlaceRow, ...]:
    rows = []
    for place in Place:
        there = [package for package in flow.packages if package.place == place]
        states = Counter(package.state for package in there)
        rows.append(PlaceRow(place, dict(states), Spread.of((flow.today - p.place_since).days for p in there)))
    return tuple(rows)


def _transitions(
    dead: list[tuple[Package, Lost, int]], crossed: list[tuple[Package, Crossing]]
) -> tuple[TransitionRow, ...]:
    """The most dead days first. The way from the promise to the first step is a figure of its own."""
    days: Counter[str] = Counter()
    periods: Counter[str] = Counter()
    for _package, one, count in dead:
        days[one.transition] += count
        periods[one.transition] += not one.continued
    passed: Counter[str] = Counter()
    green: Counter[str] = Counter()
    for _package, crossing in crossed:
        if crossing.before != measures.PROMISE:
            passed[crossing.transition] += 1
            green[crossing.transition] += not crossing.dead_days
    rows = [TransitionRow(key, periods[key], days[key], passed[key], green[key]) for key in {*days, *passed}]
    return tuple(sorted(rows, key=lambda row: (-row.days, -row.passed, row.key)))


def _causes(dead: list[tuple[Package, Lost, int]]) -> tuple[CauseRow, ...]:
    days: defaultdict[Cause, list[int]] = defaultdict(list)
    for _package, one, count in dead:
        days[one.cause].append(count)
    rows = [CauseRow(cause, len(counts), sum(counts)) for cause, counts in days.items()]
    return tuple(sorted(rows, key=lambda row: (-row.days, row.cause)))


def _sides(dead: list[tuple[Package, Lost, int]]) -> tuple[SideRow, ...]:
    days: Counter[Side] = Counter()
    for _package, one, count in dead:
        days[one.side] += count
    return tuple(SideRow(side, days[side]) for side in sorted(days, key=lambda side: (-days[side], side)))


def _bands(waiting: tuple[Waiting, ...]) -> tuple[int, ...]:
    """How many wait up to 10, 20 and 40 working days, and longer."""
    counts = [0] * (len(BANDS) + 1)
    for one in waiting:
        counts[sum(one.days > most for most in BANDS)] += 1
    return tuple(counts)


def months_of(period: Period) -> list[Period]:
    """The calendar months of a period, the first and last as far as they lie in it."""
    found, start = [], period.start
    while start < period.until:
        following = date(start.year + start.month // 12, start.month % 12 + 1, 1)
        found.append(Period(start, min(following, period.until)))
        start = following
    return found


def _months(flow: Flow, ended: list[Package]) -> tuple[MonthRow, ...]:
    rows = []
    for month in months_of(flow.period):
        over = Period(month.start, min(month.until, flow.today)) if month.start < flow.today else None
        dead = sum(measures.dead_days(package, over, flow.calendar) for package in flow.packages) if over else 0
        results = Counter(package.result for package in ended if package.ended_on and package.ended_on in month)
        rows.append(MonthRow(month, dead, results[Result.ORDINARY], results[Result.FLEKSJOB]))
    return tuple(rows)


def _results(packages: list[Package]) -> tuple[ResultRow, ...]:
    rows = []
    for history in History:
        results = Counter(package.result for package in packages if package.history == history)
        rows.append(ResultRow(history, {result: results[result] for result in Result}))
    return tuple(rows)


def _trend(flow: Flow) -> tuple[FlowSnapshot, ...]:
    """The last picture of each week; of each month where that would be too many to read."""
    for name in ("%G-%V", "%Y-%m"):
        last = {snapshot.day.strftime(name): snapshot for snapshot in flow.snapshots}
        if len(last) <= MOST_POINTS:
            break
    return tuple(last.values()) if len(last) > 1 else ()
