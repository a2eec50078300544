"""What the list can be asked for; all of it stands in the address."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy

from companies.directory.queries import Order, Show
from companies.register.models import Company
from jobpakker.foundation.ui.forms import DKFDSForm


class ListForm(DKFDSForm):
    method = "get"
    mark_optional = False
    submit_label = gettext_lazy("Vis")

    q = forms.CharField(label=gettext_lazy("Navn, CVR- eller P-nummer"), max_length=100, required=False)
    vis = forms.ChoiceField(
        label=gettext_lazy("Vis"), required=False,
        choices=[
            (Show.ALL, gettext_lazy("Alle")), (Show.JOBS, gettext_lazy("Med åbne job")),
            (Show.FREE, gettext_lazy("Med ledige praktik- og løntilskudspladser")),
            (Show.QUIET, gettext_lazy("Ingen kontakt i 30 dage")), (Show.NOBODY, gettext_lazy("Uden kontaktperson")),
            (Show.CLOSED, gettext_lazy("Ophørte")),
        ],
    )  # fmt: skip
    sektor = forms.ChoiceField(
        label=gettext_lazy("Sektor"), required=False,
        choices=[("", gettext_lazy("Alle")), *Company.Sector.choices],
    )  # fmt: skip
    orden = forms.ChoiceField(
        label=gettext_lazy("Rækkefølge"), required=False,
        choices=[
            (Order.NAME, gettext_lazy("Navn")), (Order.JOBS, gettext_lazy("Flest ledige job")),
            (Order.FREE, gettext_lazy("Flest ledige pladser")), (Order.KEPT, gettext_lazy("Flest holdte løfter")),
            (Order.LONGEST_AGO, gettext_lazy("Længst siden kontakt")),
        ],
    )  # fmt: skip
    side = forms.IntegerField(min_value=1, max_value=100_000, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper.form_class = "form-inline"
        self.helper.layout = Layout("q", "vis", "sektor", "orden")  # a new filter begins on its first page

    def value(self, name: str) -> Any:
        return self.cleaned_data.get(name) if self.is_valid() else None

    @property
    def filtered(self) -> bool:
        return any(self.value(name) for name in ("q", "vis", "sektor"))
