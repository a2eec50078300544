"""Sending a file in, and saying yes to what it would do; the same for every kind of file."""

import unicodedata
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from companies.files import wording
from companies.files.lines import FileFault, Layout
from jobpakker.foundation.once import KeyField
from jobpakker.foundation.ui import dates
from jobpakker.foundation.ui.forms import DKFDSForm


class UploadForm(DKFDSForm):
    """`sheet`: the layout of the file, which says how large it may be."""

    key = KeyField()
    file = forms.FileField(
        label=gettext_lazy("Fil"), allow_empty_file=True, max_length=1000,
        widget=forms.FileInput({"accept": ".csv,text/csv", "class": "input-full"}),
    )  # fmt: skip
    submit_label = gettext_lazy("Se, hvad filen ændrer")
    sheet: Layout

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"].help_text = format_lazy(
            gettext_lazy("CSV, højst {mb} MB og {lines} linjer"), mb=self.sheet.most_bytes // 1_000_000,
            lines=dates.number(self.sheet.most_lines),
        )  # fmt: skip

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > self.sheet.most_bytes:
            mb = self.sheet.most_bytes // 1_000_000
            raise ValidationError(wording.of_file(FileFault.TOO_LARGE, {"mb": mb}), code="too_large")
        return file


class ApplyForm(forms.Form):
    fingerprint = forms.CharField(max_length=64)


class ShownForm(forms.Form):
    """Which part of a preview is shown, and which page of it, from the address."""

    vis = forms.ChoiceField(required=False)
    side = forms.IntegerField(min_value=1, max_value=100_000, required=False)

    def __init__(self, *args: Any, parts: Iterable[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["vis"].choices = [(part, part) for part in parts]  # type: ignore[attr-defined]


def named(name: str, *, otherwise: str) -> str:
    """Only to know one's own file again."""
    plain = unicodedata.normalize("NFC", name)
    return "".join(sign for sign in plain if sign.isprintable())[-100:] or otherwise
