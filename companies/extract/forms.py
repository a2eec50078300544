"""An extract sent in, and what one says when one applies it."""

from django import forms

from companies.extract.extract import LAYOUT
from companies.files import forms as files


class UploadForm(files.UploadForm):
    sheet = LAYOUT


class ApplyForm(files.ApplyForm):
    only_known = forms.BooleanField(required=False)
