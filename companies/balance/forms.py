"""A file of the balance sent in for one area, and what the list is asked for."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy

from companies.balance.lines import LAYOUT
from companies.balance.models import Area
from companies.files import forms as files
from jobpakker.foundation.ui.forms import DKFDSForm


class UploadForm(files.UploadForm):
    sheet = LAYOUT
    area = forms.ChoiceField(
        label=gettext_lazy("Vores område (RAR)"),
        choices=Area,
        help_text=gettext_lazy("Andre områder i filen springes over"),
    )
    field_order = ("key", "area", "file")


class ListForm(DKFDSForm):
    method = "get"
    mark_optional = False
    submit_label = gettext_lazy("Søg")

    q = forms.CharField(label=gettext_lazy("Stilling eller DISCO-kode"), max_length=100, required=False)
    side = forms.IntegerField(min_value=1, max_value=100_000, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper.form_class = "form-inline"
        self.helper.layout = Layout("q")

    def value(self, name: str) -> Any:
        return self.cleaned_data.get(name) if self.is_valid() else None
