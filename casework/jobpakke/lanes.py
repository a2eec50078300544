"""Rows beside the chain among the builder's fields, as typed: a course is laid there and taken back with one press. Only text."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from casework.blueprints import lengths
from casework.jobpakke.forms import INTO_THE_JOB, OWN
from casework.planning.steps import JOB, Length, LengthUnit, StepKind, lies_beside

ONE_MORE = "beside"  # what is added, where it is a course beside the chain
AT = "at"  # while rows are moved: the number a row had, by which a lane's `from` and `to` name it
Row = Mapping[str, str]
Moved = tuple[tuple[Row, ...], int]  # the rows, lanes last, and which of them was moved


def is_lane(row: Row) -> bool:
    return lies_beside(row["kind"], row["beside"])


def last(rows: Iterable[Row]) -> tuple[Row, ...]:
    """In the order walked, lanes after the chain."""
    return tuple(sorted(rows, key=is_lane))


def with_one_more(rows: Sequence[Row], empty: Row) -> Moved:
    """A course along with the whole chain, so that the plan stands while its name is written."""
    steps = sum(not is_lane(row) for row in rows)
    span = {"to": str(steps - 1)} if steps else {"length": lengths.show(INTO_THE_JOB)}
    return last([*rows, {**empty, "kind": StepKind.COURSE, "beside": "on", **span}]), len(rows)


def laid_beside(rows: Sequence[Row], index: int) -> Moved | None:
    """It begins with the step before it, and keeps its length and its own dates: what does not change is not typed anew."""
    row, chain = rows[index], [at for at, row in enumerate(rows) if not is_lane(row)]
    if row["kind"] != StepKind.COURSE or index not in chain or len(chain) < 2:
        return None
    before = [rows[at][AT] for at in chain if at < index]
    laid = {**row, "beside": "on", "from": before[-1] if before else "", "to": OWN}
    return _placed([*rows[:index], laid, *rows[index + 1 :]], laid)


def taken_into_the_chain(rows: Sequence[Row], index: int, shown: tuple[date, date] | None) -> Moved | None:
    """After the step that it began with. `shown`: its days, half-open, which
    say how long it is where no length is typed."""
    row, others = rows[index], [row for at, row in enumerate(rows) if at != index]
    if row["kind"] != StepKind.COURSE or not is_lane(row):
        return None
    chain = [row[AT] for row in others if not is_lane(row)]
    begins = chain.index(row["from"]) if row["from"] in chain else 0
    at = len(chain) if row["from"] == JOB else min(begins + 1, len(chain))
    taken = {**row, "beside": "", "from": "", "to": "", "length": row["length"] or _as_long(shown)}
    return _placed([*others[:at], taken, *others[at:]], taken)


def _placed(rows: Sequence[Row], moved: Row) -> Moved:
    placed = last(rows)
    return placed, next(at for at, row in enumerate(placed) if row is moved)


def _as_long(shown: tuple[date, date] | None) -> str:
    """In whole weeks."""
    return lengths.show(Length(max(1, round((shown[1] - shown[0]).days / 7)), LengthUnit.WEEKS)) if shown else ""
