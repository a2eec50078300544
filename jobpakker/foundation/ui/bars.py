"""Where each bar of a time strip lies. Pure geometry: it knows dates and words, and no meaning of either.

Periods are half-open [start, until). Across, everything is in percent of the strip, so that it fills whatever column it
stands in while its letters keep their size; `least_width` is what it needs in pixels, and in less its container scrolls.
Down, everything is in pixels. templates/components/bars.html draws it as one SVG, the same on screen and on paper.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from jobpakker.foundation.ui import dates

ROW, BAR, AXIS, FOOT = 36, 24, 44, 8
LETTER = 7.2  # mean width in pixels of one letter at 13px, on the generous side
MARGIN_DAYS = 3
LEAST_DAY = 3.2  # pixels: a week keeps room for its number
LEAST_WIDTH = 640


# What the caller says ------------------------------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class Bar:
    start: dt.date
    until: dt.date
    label: str
    css: str = ""
    detail: str = ""  # what a screen reader hears and a mouse shows besides label and dates
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Gap:
    """A stretch that ought to have been covered; drawn striped with its own words ("8 døde dage"), or the shorter ones ("8 dage")
    where there is no room."""

    start: dt.date
    until: dt.date
    label: str
    css: str = ""
    short: str = ""


@dataclass(frozen=True, kw_only=True)
class Lane:
    bars: Sequence[Bar] = ()
    gaps: Sequence[Gap] = ()
    label: str = ""  # read aloud before the lane's bars


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A vertical line on one day: today, the first day of the job."""

    on: dt.date
    label: str
    css: str = ""


# What the template draws ------------------------------------------------------------------------------------------------
class Box(NamedTuple):
    x: float  # percent, as is width
    y: float
    width: float
    label: str
    css: str
    title: str
    url: str
    text_x: float
    text_dx: int  # pixels
    text_y: float
    anchor: str  # start or end
    inside: bool


class Line(NamedTuple):
    x: float
    label: str
    css: str = ""
    anchor: str = "start"
    text_dx: int = 0


class Row(NamedTuple):
    y: float
    label: str
    boxes: tuple[Box, ...]
    gaps: tuple[Box, ...]


@dataclass(frozen=True)
class Strip:
    title: str
    summary: str
    first: dt.date
    days: int
    least_width: int
    height: float
    top: float
    bottom: float
    rows: tuple[Row, ...]
    months: tuple[Line, ...]
    # A hundred of them, and all follow from the stretch, which the months tell of.
    weeks: tuple[Line, ...] = field(repr=False)
    closed: tuple[tuple[float, float], ...] = field(repr=False)
    marks: tuple[Line, ...]

    @property
    def body(self) -> float:
        return self.bottom - self.top

    @property
    def mark_text_y(self) -> float:
        return self.height - 5


def lay_out(
    lanes: Sequence[Lane], *, title: str, summary: str = "", marks: Sequence[Mark] = (), closed: Iterable[dt.date] = (),
    start: dt.date | None = None, until: dt.date | None = None,
) -> Strip:  # fmt: skip
    """The strip over [start, until), by default a little more than all that is on it.

    `closed` are the days to hatch (weekends and holidays).
    """
    pieces = [piece for lane in lanes for piece in (*lane.bars, *lane.gaps)]
    days = [piece.start for piece in pieces] + [piece.until for piece in pieces] + [mark.on for mark in marks]
    if not days:
        raise ValueError("a strip needs at least one bar or one mark")
    margin = dt.timedelta(days=MARGIN_DAYS)
    scale = _Scale(start or min(days) - margin, until or max(days) + margin)
    bottom = AXIS + ROW * len(lanes) + FOOT
    return Strip(
        title=title,
        summary=summary,
        first=scale.first,
        days=scale.days,
        least_width=round(scale.pixels),
        height=bottom + 22,
        top=AXIS,
        bottom=bottom,
        rows=tuple(_row(scale, lane, AXIS + FOOT // 2 + ROW * index) for index, lane in enumerate(lanes)),
        months=tuple(_months(scale)),
        weeks=tuple(_weeks(scale)),
        closed=tuple(scale.box(a, b) for a, b in runs(closed) if b > scale.first and a < scale.end),
        marks=tuple(_mark_lines(scale, marks)),
    )


@dataclass(frozen=True)
class _Scale:
    first: dt.date
    end: dt.date

    @cached_property
    def days(self) -> int:
        return (self.end - self.first).days

    @cached_property
    def pixels(self) -> float:
        """The narrowest that the strip is ever drawn; whether a label fits is decided here."""
        return max(self.days * LEAST_DAY, LEAST_WIDTH)

    def wide(self, percent: float) -> float:
        return self.pixels * percent / 100

    @cached_property
    def _ends(self) -> tuple[int, int]:
        return self.first.toordinal(), self.end.toordinal()

    def x(self, day: dt.date) -> float:
        first, end = self._ends
        return round((min(max(day.toordinal(), first), end) - first) * 100 / self.days, 3)

    def box(self, start: dt.date, until: dt.date) -> tuple[float, float]:
        x = self.x(start)
        return x, round(self.x(until) - x, 3)


def runs(days: Iterable[dt.date]) -> list[tuple[dt.date, dt.date]]:
    """Days put together to half-open stretches, so that a weekend is one box."""
    found: list[tuple[dt.date, dt.date]] = []
    for day in sorted(set(days)):
        after = day + dt.timedelta(days=1)
        if found and found[-1][1] == day:
            found[-1] = (found[-1][0], after)
        else:
            found.append((day, after))
    return found


def _row(scale: _Scale, lane: Lane, y: float) -> Row:
    taken = sorted(scale.box(piece.start, piece.until) for piece in (*lane.bars, *lane.gaps))
    return Row(
        y=y,
        label=lane.label,
        boxes=tuple(_box(scale, bar, y, taken, bar.detail, bar.url, lane.label) for bar in lane.bars),
        gaps=tuple(_box(scale, gap, y, taken, "", "", gap.short) for gap in lane.gaps),
    )


def _box(
    scale: _Scale, piece: Bar | Gap, y: float, taken: list[tuple[float, float]], detail: str, url: str, short: str = ""
) -> Box:  # fmt: skip
    """With its label inside, after or before it, wherever there is room; else with the shorter one; else with none: a label is
    read aloud and shown to the mouse in any case."""
    x, width = scale.box(piece.start, piece.until)
    before = max((a + w for a, w in taken if a + w <= x), default=0)
    after = min((a for a, _w in taken if a >= x + width), default=100)
    left, right = x - before, after - (x + width)
    label, place = "", (x, 8, "start", False)
    for text in dict.fromkeys((piece.label, short)):
        letters = len(text) * LETTER
        if letters + 12 <= scale.wide(width):
            label, place = text, (x, 8, "start", True)
        elif letters + 8 <= scale.wide(right):
            label, place = text, (round(x + width, 3), 6, "start", False)
        elif letters + 8 <= scale.wide(left):
            label, place = text, (x, -6, "end", False)
        if label:
            break
    text_x, text_dx, anchor, inside = place
    return Box(
        x=x, y=y + (ROW - BAR) / 2, width=width, label=label, css=piece.css,
        title=", ".join(part for part in (piece.label, dates.span(piece.start, piece.until), detail) if part), url=url,
        text_x=text_x, text_dx=text_dx, text_y=y + ROW / 2 + 4.5, anchor=anchor, inside=inside,
    )  # fmt: skip


def _months(scale: _Scale) -> Iterable[Line]:
    starts = [scale.first]
    while (after := (starts[-1].replace(day=1) + dt.timedelta(days=32)).replace(day=1)) < scale.end:
        starts.append(after)
    told = None
    for start, until in pairwise([*starts, scale.end]):
        x, width = scale.box(start, until)
        name = dates.month(start, short=scale.wide(width) < 90, with_year=start.year != told)
        if len(name) * LETTER + 4 <= scale.wide(width):
            told = start.year
            yield Line(x=x, label=name)


def _weeks(scale: _Scale) -> Iterable[Line]:
    """A line each Monday, and the number of its week unless the strip ends before there is room."""
    monday, week = scale.first + dt.timedelta(days=-scale.first.weekday() % 7), dt.timedelta(days=7)
    while monday < scale.end:
        x = scale.x(monday)
        yield Line(x=x, label=str(monday.isocalendar().week) if scale.wide(100 - x) >= 16 else "")
        monday += week


def _mark_lines(scale: _Scale, marks: Sequence[Mark]) -> Iterable[Line]:
    """Labels lie beneath the strip; two that would collide turn away from each other."""
    placed = sorted((mark for mark in marks if scale.first <= mark.on <= scale.end), key=lambda mark: mark.on)
    for index, mark in enumerate(placed):
        x, letters = scale.x(mark.on), len(mark.label) * LETTER + 8
        after = scale.x(placed[index + 1].on) if index + 1 < len(placed) else 100
        to_left = letters > scale.wide(after - x) and scale.wide(x) >= letters
        yield Line(
            x=x, label=mark.label, css=mark.css, anchor="end" if to_left else "start", text_dx=-5 if to_left else 5
        )
