"""Writing down what was heard from a company; the day is today unless another is typed."""

from datetime import date
from typing import Any

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies.ladder.models import RUNG_LABELS, CompanyWord
from companies.ladder.rungs import BY_HAND
from companies.register.numbers import no_cpr_number
from jobpakker.foundation.once import KeyField
from jobpakker.foundation.ui import dates
from jobpakker.foundation.ui.forms import DanishDateField, DKFDSForm


class HeardForm(DKFDSForm):
    """When, and from whom. People of the company are suggested; anyone can be written."""

    said_on = DanishDateField(back=dates.HAS_BEEN, label=gettext_lazy("Hvornår sagde de det?"))
    said_by = forms.CharField(
        label=gettext_lazy("Hvem sagde det?"), max_length=150, validators=[no_cpr_number],
        widget=forms.TextInput({"list": "people", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        self.day = today
        super().__init__(*args, today=today, **options)

    def clean_said_on(self) -> date:
        said_on = self.cleaned_data["said_on"]
        if said_on > self.day:
            raise ValidationError(_("Det er først sagt, når dagen er kommet. Skriv også årstallet."))
        return said_on


class RungForm(HeardForm):
    rung = forms.ChoiceField(
        label=gettext_lazy("Hvor langt er virksomheden?"), choices=[(rung, RUNG_LABELS[rung]) for rung in BY_HAND],
        widget=forms.RadioSelect,
    )  # fmt: skip
    submit_label = gettext_lazy("Skriv det ned")

    def layout(self) -> Layout:
        return Layout("rung", Row(Column("said_on"), Column("said_by")))


class WordsForm(HeardForm):
    key = KeyField()
    kind = forms.ChoiceField(
        label=gettext_lazy("Hvad handler det om?"), choices=CompanyWord.Kind, widget=forms.RadioSelect
    )
    theme = forms.ChoiceField(label=gettext_lazy("Emne"), choices=CompanyWord.Theme)
    words = forms.CharField(
        label=gettext_lazy("Med deres egne ord"), max_length=1000, widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("Om virksomheden og jobbet, ikke om kandidaten"), validators=[no_cpr_number],
    )  # fmt: skip
    submit_label = gettext_lazy("Skriv det ned")

    def layout(self) -> Layout:
        return Layout("key", "kind", "theme", "words", Row(Column("said_on"), Column("said_by")))
