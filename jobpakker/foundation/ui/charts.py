"""Charts drawn on the server as plain SVG: stacked columns over time, and bars across. Pure geometry.

Across in percent, so that a chart fills its column while its letters keep their size; down in pixels. Every number stands
as text too: beside its bar, or in the table beneath. A part is told by its place and its number as well as its colour.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from jobpakker.foundation.ui.dates import number

LETTER = 7.2  # mean width in pixels of one letter at 13px
LEAST_WIDTH = 300  # the narrowest column that a chart stands in: a telephone
AXIS = 8  # percent at the left, for the numbers of the axis
_LIGHT = {"series-2", "series-4", "series-5"}  # dark letters on these


# What the caller says ------------------------------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class Series:
    """One value for each category; None where there is none."""

    label: str
    values: Sequence[float | None]
    css: str


@dataclass(frozen=True, kw_only=True)
class Row:
    label: str
    value: float | None
    url: str = ""
    css: str = "series-1"
    shown: str = ""  # what to write instead of the number: a group too small to be told


# What the templates draw ------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Rect:
    x: float  # percent, as is width
    y: float
    width: float
    height: float
    css: str
    title: str


@dataclass(frozen=True)
class Text:
    x: float
    y: float
    text: str
    css: str
    anchor: str = "middle"


@dataclass(frozen=True)
class Columns:
    title: str
    summary: str
    height: int
    rects: tuple[Rect, ...]
    texts: tuple[Text, ...]
    lines: tuple[tuple[float, str, str], ...]  # y, label, css
    legend: tuple[tuple[str, str], ...]  # css, label
    header: tuple[str, ...]
    table: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Across:
    title: str
    heading: str
    value_heading: str
    rows: tuple[tuple[Row, float, str], ...]  # the row, its width in percent, its number as text


def columns(
    categories: Sequence[str], series: Sequence[Series], *, title: str, heading: str, summary: str = "", unit: str = "",
    height: int = 260,
) -> Columns:  # fmt: skip
    """Stacked columns, the first series at the bottom. `heading` names the categories in the table ("Måned")."""
    for one in series:
        if len(one.values) != len(categories):
            raise ValueError(f"{one.label!r} has {len(one.values)} values for {len(categories)} categories")
    totals = [sum(one.values[index] or 0 for one in series) for index in range(len(categories))]
    ticks = nice_ticks(max(totals, default=0))
    top, plot = 24, height - 52
    step = (100 - AXIS) / max(len(categories), 1)
    column = min(step * 0.64, 14)
    pixels = column * LEAST_WIDTH / 100

    def y(value: float) -> float:
        return round(top + plot * (1 - value / ticks[-1]), 1)

    rects, texts = [], []
    widest = max((len(name) for name in categories), default=1) * LETTER + 6
    every = max(1, -int(-widest // (step * LEAST_WIDTH / 100)))
    for index, name in enumerate(categories):
        middle, base = round(AXIS + step * (index + 0.5), 3), 0.0
        for one in series:
            value = one.values[index] or 0
            if value <= 0:
                continue
            tall = y(base) - y(base + value)
            words = f"{name}, {one.label}: {_with_unit(value, unit)}"
            rects.append(
                Rect(round(middle - column / 2, 3), y(base + value), round(column, 3), round(tall, 1), one.css, words)
            )
            if len(series) > 1 and tall >= 16 and pixels >= len(number(value)) * LETTER:
                tone = "value on-light" if one.css in _LIGHT else "value on-dark"
                texts.append(Text(middle, round(y(base) - tall / 2 + 4.5, 1), number(value), tone))
            base += value
        if totals[index] and len(number(totals[index])) * LETTER <= step * LEAST_WIDTH / 100:
            texts.append(Text(middle, y(base) - 6, number(totals[index]), "value"))
        if index % every == 0:
            texts.append(Text(middle, height - 8, name, "axis"))
    return Columns(
        title=title, summary=summary, height=height, rects=tuple(rects), texts=tuple(texts),
        lines=tuple((y(tick), number(tick), "grid-line" if tick else "base-line") for tick in ticks),
        legend=tuple((one.css, one.label) for one in series) if len(series) > 1 else (),
        header=(heading, *(one.label for one in series)),
        table=tuple((name, tuple(number(one.values[index]) for one in series)) for index, name in enumerate(categories)),
    )  # fmt: skip


def across(rows: Sequence[Row], *, title: str, heading: str, value_heading: str, unit: str = "") -> Across:
    """A table whose numbers have bars: the label is the link to what lies behind."""
    most = max((row.value or 0 for row in rows), default=0) or 1
    return Across(
        title=title, heading=heading, value_heading=value_heading,
        rows=tuple((row, round(100 * (row.value or 0) / most, 2), _shown(row, unit)) for row in rows),
    )  # fmt: skip


def nice_ticks(most: float, wanted: int = 4) -> list[float]:
    """0 and a few round numbers up to at least `most`: 1, 2 or 5 times a power of ten apart, and never less than 1."""
    power = 1
    while True:
        for step in (power, 2 * power, 5 * power):
            if step * wanted >= most:
                return [step * index for index in range(max(-int(-most // step), 1) + 1)]
        power *= 10


def _with_unit(value: float, unit: str) -> str:
    return f"{number(value)} {unit}".strip()


def _shown(row: Row, unit: str) -> str:
    return row.shown or (_with_unit(row.value, unit) if row.value is not None else number(None))
