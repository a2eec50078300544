"""A list as a CSV file that a Danish spreadsheet opens with a double click: semicolons, a byte order mark, Danish dates."""

import csv
import io
import re
import unicodedata
from datetime import date

from django.http import HttpResponse

from casework.flow.listings import Cell, Listing
from jobpakker.foundation.ui import dates
from jobpakker.foundation.ui.forms import INVISIBLE

# A cell that begins with one of these is a formula to a spreadsheet, wherever the text came from.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
_INVISIBLE = re.compile(f"[{INVISIBLE}]")


def csv_of(listing: Listing) -> str:
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow([cell(column.label) for column in listing.columns])
    writer.writerows([cell(value) for value in row.cells] for row in listing.rows)
    return written.getvalue()


def cell(value: Cell) -> str:
    """Dates as 07-04-2026, whole numbers as they are; text with what would make it a formula defused by an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, date):
        return dates.show(value, "numeric")
    if isinstance(value, int):
        return str(value)
    text = _INVISIBLE.sub("", value)
    # A full-width = is the same sign to some programs; and blanks before it do not help.
    plain = unicodedata.normalize("NFKC", text).lstrip(" \xa0")
    return f"'{text}" if plain.startswith(_FORMULA) or text.startswith(_FORMULA) else text


def response(listing: Listing, *, name: str) -> HttpResponse:
    answer = HttpResponse("\ufeff" + csv_of(listing), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer
