"""The day whose law one wants to read, and what a manager says about one rule."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from crispy_forms.bootstrap import AppendedText
from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from casework.rules import queries
from casework.rules.lead_times import Asked, can_hold
from casework.rules.wording import LEADS
from companies.register.numbers import no_cpr_number
from jobpakker.foundation.law import Rule
from jobpakker.foundation.ui.forms import DanishDateField, DKFDSForm

LONGEST = 250  # a year of working days


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


class LeadTimesForm(DKFDSForm):
    """A number of days for each thing that must be done before a step, and whether planning waits for it."""

    submit_label = _("Gem fristerne")
    mark_optional = False

    def __init__(self, data: Any = None, *, known: Sequence[Asked], **options: Any) -> None:
        super().__init__(data, **options)
        self.known = [asked for asked in known if asked.rule.id in LEADS]
        for asked in self.known:
            self.fields[asked.rule.id] = forms.IntegerField(
                label=LEADS[asked.rule.id], min_value=0, max_value=LONGEST, initial=asked.days,
                widget=forms.TextInput({"inputmode": "numeric", "class": "input-short"}),
            )  # fmt: skip
            if can_hold(asked.rule):
                self.fields[self._holds(asked)] = forms.BooleanField(
                    label=_("Planen venter på det"), required=False, initial=asked.holds
                )
        self.helper.layout = Layout(*(self._row(asked) for asked in self.known))

    def _row(self, asked: Asked) -> Row:
        holds = self._holds(asked)
        days = Column(AppendedText(asked.rule.id, _("arbejdsdage")), css_class="column-days")
        return Row(days, *([Column(holds)] if holds in self.fields else []))

    @staticmethod
    def _holds(asked: Asked) -> str:
        return f"{asked.rule.id}-holds"

    def said(self) -> dict[str, tuple[int, bool]]:
        data = self.cleaned_data
        return {a.rule.id: (data[a.rule.id], bool(data.get(self._holds(a)))) for a in self.known}


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
        validators=[no_cpr_number], help_text=_("Fx hvor reglen er slået op"),
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
