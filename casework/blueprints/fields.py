"""The fields in which a length, and hours a week, are written as people say them."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from casework.blueprints import lengths

FEWEST_HOURS, MOST_HOURS = Decimal("0.5"), 60
_HOURS = re.compile(
    r"(\d{1,2}(?:[.,]\d)?)\s*(?:t|timer?|hours?)?\.?(?:\s*(?:om ugen|pr\.? uge|/uge|a week))?", re.ASCII
)


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


class HoursField(forms.CharField):
    """Hours a week: `37`, `18,5`, `37 timer`, with one decimal at most. None when nothing is typed."""

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        if not text:
            return None
        match = _HOURS.fullmatch(text.lower())
        hours = Decimal(match[1].replace(",", ".")) if match else None
        if hours is None or not FEWEST_HOURS <= hours <= MOST_HOURS:
            raise ValidationError(
                _("Skriv timerne om ugen, fx 37 eller 18,5, højst {n}.").format(n=MOST_HOURS), code="invalid"
            )
        return hours
