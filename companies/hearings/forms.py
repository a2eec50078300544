"""Sending it on to the representative, and her answer."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies.commitments.forms import NOTHING_PRIVATE, LinkForm
from companies.hearings.models import Hearing
from companies.register.models import Contact
from companies.register.numbers import no_cpr_number


class AskForm(LinkForm):
    button = gettext_lazy("Send linket")

    name = forms.CharField(
        label=gettext_lazy("Medarbejderrepræsentantens navn"), min_length=2, max_length=150, validators=[no_cpr_number]
    )
    email = forms.EmailField(label=gettext_lazy("E-mail"))

    def __init__(self, *args: Any, contact: Contact, **options: Any) -> None:
        self.contact = contact
        super().__init__(*args, **options)

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        if email == self.contact.email.lower():
            raise ValidationError(_("Det er din egen adresse. Repræsentanten svarer for sig selv."))
        return email


class HearingForm(LinkForm):
    button = gettext_lazy("Send svaret")

    said = forms.ChoiceField(label=gettext_lazy("Dit svar"), choices=Hearing.Answer.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=gettext_lazy("Har du indvendinger, så skriv hvilke"), help_text=NOTHING_PRIVATE, max_length=2000, required=False,
        widget=forms.Textarea({"rows": 4}), validators=[no_cpr_number],
    )  # fmt: skip
    answered_by_name = forms.CharField(
        label=gettext_lazy("Dit navn"), min_length=2, max_length=150, validators=[no_cpr_number],
        widget=forms.TextInput({"autocomplete": "name"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("said") == Hearing.Answer.OBJECTION and not cleaned.get("text") and "text" not in self.errors:
            self.add_error("text", _("Skriv kort, hvad du er uenig i."))
        return cleaned
