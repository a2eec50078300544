"""Whose rows: every tenant row names its municipality, and a query that does not say whose rows it wants is refused."""

import uuid
from typing import Any, Self

from django.db import migrations, models


class UnscopedQuery(RuntimeError):
    """A query on tenant rows that was never told whose rows: a fault of the program, never of the user."""


class TenantQuerySet(models.QuerySet):
    """Refuses to touch the database until it has been told the municipality.

    Rows reached from a row that was itself fetched in scope (`citizen.jobpakker`) count as told.
    """

    _told = False

    def for_municipality(self, municipality: Any) -> Self:
        told = self.filter(municipality_id=getattr(municipality, "pk", municipality))
        told._told = True
        return told

    def across_municipalities(self) -> Self:
        """For what runs by itself over everyone (the morning run, migrations). Never in a view."""
        told = self._chain()
        told._told = True
        return told

    def _clone(self) -> Self:
        clone = super()._clone()
        clone._told = self._told
        return clone

    def _check_told(self) -> None:
        if not (self._told or self._hints.get("instance")):
            raise UnscopedQuery(f"{self.model.__name__}: say for_municipality(…) before reading or writing rows")

    def _fetch_all(self) -> None:
        if self._result_cache is None:
            self._check_told()
        super()._fetch_all()

    def iterator(self, *args: Any, **kwargs: Any) -> Any:
        self._check_told()
        return super().iterator(*args, **kwargs)

    def count(self) -> int:
        self._check_told()
        return super().count()

    def exists(self) -> bool:
        self._check_told()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._check_told()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._check_told()
        return super().update(**kwargs)

    update.alters_data = True

    def delete(self) -> Any:
        self._check_told()
        return super().delete()

    delete.alters_data = True
    delete.queryset_only = True


class TenantModel(models.Model):
    """A row of one municipality. Its number stays inside; the world sees `public_id`."""

    municipality = models.ForeignKey(
        "accounts.Municipality", on_delete=models.PROTECT, related_name="+", verbose_name="kommune"
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = TenantQuerySet.as_manager()

    class Meta:
        abstract = True


def same_municipality(table: str, *references: tuple[str, str]) -> list[migrations.RunSQL]:
    """Composite foreign keys: a row can only point at rows of its own municipality.

    A plain foreign key is checked past every scope, so a step of one municipality could point at a package of another.
    `references` are (column, table referred to); the table referred to gets a unique (id, municipality_id).
    """
    operations = []
    for column, target in references:
        name = f"{table}_{column}_own"
        key = f"CREATE UNIQUE INDEX IF NOT EXISTS {target}_own ON {target} (id, municipality_id)"
        reference = f"FOREIGN KEY ({column}, municipality_id) REFERENCES {target} (id, municipality_id)"
        operations.append(
            migrations.RunSQL(
                sql=[key, f"ALTER TABLE {table} ADD CONSTRAINT {name} {reference} DEFERRABLE INITIALLY DEFERRED"],
                reverse_sql=[f"ALTER TABLE {table} DROP CONSTRAINT {name}"],
            )
        )
    return operations
