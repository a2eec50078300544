"""What a caseworker types in a row, read into the values of planning, with a sentence where it cannot be."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from casework.jobpakke import fixed_dates
from casework.planning.steps import Length, LengthUnit
from jobpakker.foundation.workdays import WorkdayCalendar

LONGEST_LEAD = 250  # working days: a year


class FixedDatesField(forms.CharField):
    """Becomes a `fixed_dates.FixedDates`, empty when nothing is typed."""

    today: date
    calendar: WorkdayCalendar

    def clean(self, value: Any) -> fixed_dates.FixedDates:
        text = super().clean(value)
        try:
            return fixed_dates.parse(text, today=self.today, calendar=self.calendar)
        except fixed_dates.Unreadable as error:
            raise ValidationError(str(error), code="invalid") from None


class LeadField(forms.CharField):
    """Working days: `10`, `10 arbejdsdage`, `2 uger` (of five); 0: there is nothing to wait for. None when nothing is typed."""

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        number, unit = (int(text), LengthUnit.WORKDAYS) if text.isascii() and text.isdigit() else self._read(text)
        days = number * 5 if unit == LengthUnit.WEEKS else number
        if unit not in {LengthUnit.WORKDAYS, LengthUnit.WEEKS} or days > LONGEST_LEAD:
            raise self._wrong()
        return days

    def _read(self, text: str) -> tuple[int, LengthUnit]:
        try:
            length = Length.parse_danish(text)
        except ValueError:
            raise self._wrong() from None
        return length.amount, length.unit

    def _wrong(self) -> ValidationError:
        return ValidationError(
            _("Skriv ventetiden i arbejdsdage, højst {n}, fx 10 arbejdsdage.").format(n=LONGEST_LEAD), code="invalid"
        )
