"""What the access log can be narrowed to: who looked, at whom, doing what, and when."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from crispy_forms.layout import Layout
from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jobpakker.foundation.accounts.models import User
from jobpakker.foundation.audit.models import AccessLogEntry
from jobpakker.foundation.ui import dates
from jobpakker.foundation.ui.forms import DanishDateField, DKFDSForm


class FilterForm(DKFDSForm):
    method = "get"
    mark_optional = False
    submit_label = gettext_lazy("Vis")

    medarbejder = forms.ChoiceField(label=gettext_lazy("Medarbejder"), required=False)
    handling = forms.ChoiceField(
        label=gettext_lazy("Handling"),
        required=False,
        choices=[("", gettext_lazy("Alle")), *AccessLogEntry.Action.choices],
    )
    fra = DanishDateField(back=dates.HAS_BEEN, label=gettext_lazy("Fra"), required=False, help_text="")
    til = DanishDateField(back=dates.HAS_BEEN, label=gettext_lazy("Til og med"), required=False, help_text="")
    borger = forms.UUIDField(required=False, widget=forms.HiddenInput)
    side = forms.IntegerField(min_value=1, max_value=100_000, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, reader: User, **options: Any) -> None:
        people = User.objects.filter(municipality_id=reader.municipality_id).order_by("name", "pk")
        self.people = {str(person.public_id): person for person in people}
        super().__init__(*args, **options)
        self.fields["medarbejder"].choices = [
            ("", _("Alle")),
            *((key, person.name) for key, person in self.people.items()),
        ]
        self.helper.form_class = "form-inline"
        self.helper.layout = Layout(
            "medarbejder", "handling", "fra", "til", "borger"
        )  # a new filter begins on page one

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("fra") and data.get("til") and data["til"] < data["fra"]:
            self.add_error("til", _("Den sidste dag ligger før den første."))
        return data

    def conditions(self) -> dict[str, Any]:
        """As a filter on the rows; nothing when the form is refused."""
        if not self.is_valid():
            return {}
        data = self.cleaned_data
        found: dict[str, Any] = {}
        if data["medarbejder"]:
            found["user_id"] = self.people[data["medarbejder"]].pk
        if data["handling"]:
            found["action"] = data["handling"]
        if data["borger"]:
            found["citizen_id"] = data["borger"]
        if data["fra"]:
            found["at__gte"] = _midnight(data["fra"])
        if data["til"]:
            found["at__lt"] = _midnight(data["til"] + timedelta(days=1))
        return found

    @property
    def citizen(self) -> UUID | None:
        return self.cleaned_data.get("borger") if self.is_valid() else None

    @property
    def page(self) -> int | None:
        return self.cleaned_data.get("side") if self.is_valid() else None


def _midnight(day: date) -> datetime:
    """The moment a day begins in Denmark."""
    return timezone.make_aware(datetime.combine(day, time.min))
