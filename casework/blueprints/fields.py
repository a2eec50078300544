"""The field in which a length is written as people say it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from casework.blueprints import lengths


class LengthField(forms.CharField):
    """Becomes a `lengths.LengthRange`."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return lengths.parse(text)
        except lengths.Unreadable as error:
            raise ValidationError(str(error), code="invalid") from None
