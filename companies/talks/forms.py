"""One press; what it was about may be written beside it."""

from django import forms
from django.utils.translation import gettext_lazy

from companies.register.numbers import no_cpr_number
from jobpakker.foundation.once import KeyField
from jobpakker.foundation.ui.forms import DKFDSForm


class TalkForm(DKFDSForm):
    key = KeyField()
    about = forms.CharField(
        label=gettext_lazy("Om hvad? (kan udelades)"), max_length=200, required=False, validators=[no_cpr_number]
    )
    person = forms.CharField(
        label=gettext_lazy("Med hvem? (kan udelades)"), max_length=150, required=False, validators=[no_cpr_number],
        widget=forms.TextInput({"list": "people-of-company", "autocomplete": "off"}),
    )  # fmt: skip
    submit_label = gettext_lazy("Vi har talt sammen")
    mark_optional = False
