"""Our classes as a file in the form that the import reads: take it out, correct it in a spreadsheet, send it in again."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator

from companies.files.texts import FORMULA
from companies.providers.csv_lines import COLUMNS, ONE_DAY
from companies.providers.models import CourseSession
from jobpakker.foundation.ui import dates

WRITTEN = (
    "title", "provider", "starts_on", "ends_on", "days", "seats", "taken", "place", "amu", "price", "reference", "state",
)  # fmt: skip


def csv_of(sessions: Iterable[CourseSession]) -> str:
    """Semicolons and a byte order mark, so that a Danish spreadsheet opens it with a double click."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow([COLUMNS[name][0] for name in WRITTEN])
    writer.writerows([_cell(text) for text in _cells(session)] for session in sessions)
    return "\ufeff" + written.getvalue()


def _cells(session: CourseSession) -> Iterator[str]:
    yield session.course.title
    yield session.provider.name
    yield dates.show(session.starts_on, "numeric")
    yield dates.show(session.until - ONE_DAY, "numeric")
    yield str(session.course.days)
    yield str(session.seats)
    yield str(session.seats_taken)
    yield session.place
    yield session.course.amu
    yield "" if session.price_kr is None else str(session.price_kr)
    yield session.reference
    yield "" if session.is_open else "aflyst"


def _cell(text: str) -> str:
    """Nothing that we keep begins as a formula; should something do so, an apostrophe makes it text."""
    return f"'{text}" if unicodedata.normalize("NFKC", text).lstrip().startswith(FORMULA) else text
