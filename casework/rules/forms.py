"""The day whose law one wants to read, and what a manager says about one rule."""

from datetime import date
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from casework.rules import queries
from jobpakker.foundation.law import Rule
from jobpakker.foundation.ui.forms import DanishDateField, DKFDSForm


class DayForm(DKFDSForm):
    method = "get"
    mark_optional = False
    submit_label = _("Vis reglerne")

    dag = DanishDateField(label=_("Regler, der gælder den"), required=False)

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, today=today, **options)
        self.day = today
        self.helper.form_class = "form-inline"

    @property
    def chosen(self) -> date:
        """Nothing chosen, or nothing readable: today."""
        return (self.cleaned_data.get("dag") if self.is_valid() else None) or self.day


class ConfirmForm(DKFDSForm):
    submit_label = _("Bekræft reglen")

    blocks = forms.BooleanField(
        label=_("Reglen må spærre"),
        required=False,
        help_text=_(
            "Så kan ingen gå videre med en plan, der er i strid med den. Uden krydset kan man gå videre med en begrundelse."
        ),
    )
    note = forms.CharField(
        label=_("Bemærkning"), max_length=1000, required=False, widget=forms.Textarea({"rows": 3}),
        help_text=_("Fx hvor reglen er slået op"),
    )  # fmt: skip

    def __init__(self, *args: Any, rule: Rule, **options: Any) -> None:
        self.can_block = queries.can_block(rule)
        super().__init__(*args, **options)

    def layout(self) -> Layout | None:
        if not self.can_block:
            del self.fields["blocks"]
        return None

    def said(self) -> dict[str, Any]:
        return {"blocks": self.cleaned_data.get("blocks", False), "note": self.cleaned_data["note"]}
