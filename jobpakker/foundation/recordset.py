"""Many rows to the database in one value, for `json_to_recordset(%s) AS told (id bigint, day date, …)`.

One text is put together many times as fast as an array for each column, or a placeholder for each value.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model


def as_text(rows: Iterable[Mapping[str, Any]]) -> str:
    """Each row by the names of its columns."""
    return json.dumps(list(rows), default=_as_word)


def insert(objects: Sequence[Model]) -> None:
    """New rows of one model, which are given their numbers."""
    if not objects:
        return
    meta = objects[0]._meta
    fields = [field for field in meta.concrete_fields if not field.primary_key]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    rows = ({field.column: getattr(one, field.attname) for field in fields} for one in objects)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {meta.db_table} ({columns}) "  # noqa: S608 - our own names
            f"SELECT {columns} FROM json_populate_recordset(NULL::{meta.db_table}, %s) RETURNING {meta.pk.column}",
            [as_text(rows)],
        )
        for one, (pk,) in zip(objects, cursor.fetchall(), strict=True):
            one.pk = pk


def _as_word(value: object) -> str:
    """As PostgreSQL reads it. Nothing else goes along unseen."""
    if isinstance(value, date | UUID):  # a moment is a date, too
        return str(value)
    raise TypeError(f"no column for a {type(value).__name__}")
