"""An extract sent in, and which part of its preview is shown."""

from django import forms

from companies.extract.extract import LAYOUT
from companies.files import forms as files

PARTS = ("fejl", "nye", "rettet", "uaendret")


class UploadForm(files.UploadForm):
    sheet = LAYOUT


class ApplyForm(files.ApplyForm):
    only_known = forms.BooleanField(required=False)


class ShownForm(forms.Form):
    vis = forms.ChoiceField(choices=[(part, part) for part in PARTS], required=False)
    side = forms.IntegerField(min_value=1, max_value=100_000, required=False)
