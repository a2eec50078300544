"""The one field of the way in."""

from django import forms
from django.utils.translation import gettext_lazy

from jobpakker.foundation.ui.forms import DKFDSForm


class WayInForm(DKFDSForm):
    email = forms.EmailField(
        label=gettext_lazy("Din e-mail"), help_text=gettext_lazy("Den, vi plejer at skrive til"),
        widget=forms.EmailInput({"autocomplete": "email"}),
    )  # fmt: skip
    submit_label = gettext_lazy("Send mig et link")
