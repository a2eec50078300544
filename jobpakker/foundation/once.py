"""A form sent twice makes one row: the key that rides in the form becomes the row's public id, and ids are unique.

So a double click, a reload or a second try after a lost answer all lead to the row that the first one made.
"""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.db import IntegrityError, transaction

from jobpakker.foundation.tenancy import TenantModel


class Taken(Exception):
    """A rule of the database said no (a number or an address that somebody else has). The text names no value."""


class KeyField(forms.UUIDField):
    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False, initial=uuid4)

    def clean(self, value: Any) -> UUID:
        return super().clean(value) or uuid4()


def posted_key(data: Any) -> UUID | None:
    """The key as it was posted, for a check that must not take the row of the first press for somebody else's."""
    try:
        return UUID(data.get("key", ""))
    except (ValueError, AttributeError):
        return None


def put_once[Row: TenantModel](model: type[Row], *, key: UUID, municipality_id: int, **fields: Any) -> tuple[Row, bool]:
    """The row and whether this call made it. Inside the transaction of its change."""
    rows = model.objects.for_municipality(municipality_id)
    found = rows.filter(public_id=key).first()
    if found is not None:
        return found, False
    try:
        with transaction.atomic():
            return rows.create(public_id=key, municipality_id=municipality_id, **fields), True
    except IntegrityError:
        found = rows.filter(public_id=key).first()
        if found is None:
            raise Taken from None
        return found, False
