"""Queries that are asked again at every change of a field: their SQL is put together once, and afterwards only filled in.

Django spends four times as long on the words of a query as PostgreSQL on its answer. A prepared query is an ordinary queryset,
scoped like any other, made once with stand-ins for what differs from time to time; what it gives are plain rows.
"""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import Model, QuerySet

STAND_INS: dict[type, Callable[[int], Any]] = {
    int: lambda place: 2_147_480_000 + place,
    UUID: lambda place: UUID(int=(0xFACADE << 96) + place),
    date: lambda place: date(9999, 1, 1 + place),
    str: lambda place: f"stand-in {place}",
}


class _Kept(ServerBindingCursor):
    """PostgreSQL keeps the plan too, for as long as the connection lives."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        return super().execute(query, params, prepare=True, **options)


class Prepared:
    """`Prepared(lambda municipality, until: ….values_list(…), int, date)`: `make` gets one argument of each of these types.

    Which rows are wanted may depend on the values alone, never how the query is built. Columns must come as PostgreSQL gives
    them: a field that Django translates on the way (JSON) is refused when the query is first asked.
    """

    def __init__(self, make: Callable[..., QuerySet[Any, tuple[Any, ...]]], *types: type) -> None:
        self.make, self.types = make, types

    def __call__(self, *values: Any) -> list[tuple[Any, ...]]:
        sql, params = self._built
        if len(values) != len(self.types):
            raise TypeError(f"{len(self.types)} values are wanted, {len(values)} came")
        filled = [values[place] if place is not None else constant for place, constant in params]
        connection.ensure_connection()
        with connection._prepare_cursor(_Kept(connection.connection)) as cursor:
            cursor.execute(sql, filled)
            return cursor.fetchall()

    @cached_property
    def _built(self) -> tuple[str, list[tuple[int | None, Any]]]:
        """The SQL, and for each of its parameters which value it takes, or the constant it is."""
        stand_ins = [STAND_INS[kind](place) for place, kind in enumerate(self.types)]
        rows = self.make(*stand_ins)
        check = getattr(rows, "_check_told", None)
        if check is not None:
            check()
        compiler = rows.query.get_compiler(using=connection.alias)
        sql, params = compiler.as_sql()
        if compiler.get_converters([column for column, _sql, _alias in compiler.select]):
            raise TypeError(f"{sql}: Django would translate a column of this")
        places = [
            next((i for i, own in enumerate(stand_ins) if type(own) is type(p) and own == p), None) for p in params
        ]
        if set(places) - {None} != set(range(len(stand_ins))):
            raise TypeError(f"{sql}: a value has no place in this")
        return sql, list(zip(places, params, strict=True))


def columns(model: type[Model], *, through: str = "") -> list[str]:
    """The names of a model's columns for `values_list`, reached from another model by `through`."""
    before = f"{through}__" if through else ""
    return [before + field.attname for field in model._meta.concrete_fields]


def columns_with(model: type[Model], beside: Mapping[str, type[Model]]) -> list[str]:
    """A model's columns, and those of the rows that it points at: `{"opening": JobOpening, "opening__company": Company}`."""
    return columns(model) + [name for path, other in beside.items() for name in columns(other, through=path)]


def row_with[M: Model](model: type[M], beside: Mapping[str, type[Model]], values: tuple[Any, ...]) -> M:
    """The object whose `columns_with` these are, as `select_related` would give it; a path comes after the one it goes through."""
    found = row_of(model, values)
    at: dict[str, Model | None] = {"": found}
    start = len(columns(model))
    for path, other in beside.items():
        owner, _dash, name = path.rpartition("__")
        there = values[start + columns(other).index(other._meta.pk.attname)] is not None
        at[path] = row_of(other, values, start=start) if there else None
        if at[owner] is not None:
            setattr(at[owner], name, at[path])
        start += len(columns(other))
    return found


def row_of[M: Model](model: type[M], values: tuple[Any, ...], *, start: int = 0) -> M:
    """The object whose `columns` begin at `start`, as if Django had read it."""
    names = [field.attname for field in model._meta.concrete_fields]
    return model.from_db(connection.alias, names, values[start : start + len(names)])
