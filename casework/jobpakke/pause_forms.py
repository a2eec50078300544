"""What is said about a pause. What is left empty may be filled in later; until then its days count."""

from datetime import date, timedelta
from typing import Any

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.jobpakke import queries
from casework.jobpakke.models import Pause, PauseReason
from casework.planning.periods import ONE_DAY
from companies.register.numbers import no_cpr_number
from jobpakker.foundation.accounts.models import User
from jobpakker.foundation.once import KeyField
from jobpakker.foundation.ui import dates
from jobpakker.foundation.ui.forms import DanishDateField, DKFDSForm

FURTHEST = timedelta(days=2 * 366)


class PauseForm(DKFDSForm):
    """`seen` is what the page showed, so that the second of two who write at once is told."""

    submit_label = gettext_lazy("Gem pausen")
    mark_optional = False  # each can wait, and none is without consequence

    reason = forms.ChoiceField(
        label=gettext_lazy("Hvorfor"), required=False, choices=[("", gettext_lazy("Ikke afklaret endnu")), *PauseReason.choices],
        help_text=gettext_lazy("Skriv aldrig en diagnose. Borgerens eget ønske tæller som døde dage, for sig selv."),
    )  # fmt: skip
    starts_on = DanishDateField(back=dates.MAY_HAVE_BEEN, label=gettext_lazy("Fra"))
    last_day = DanishDateField(label=gettext_lazy("Til og med"), required=False)
    owner = forms.ModelChoiceField(
        label=gettext_lazy("Ansvarlig"), queryset=User.objects.none(), to_field_name="public_id", required=False,
        empty_label=gettext_lazy("Ikke afklaret endnu"),
    )  # fmt: skip
    agreed_with = forms.CharField(
        label=gettext_lazy("Hvem har aftalt det"), max_length=200, required=False, validators=[no_cpr_number],
        help_text=gettext_lazy("Fx borgeren og sagsbehandleren."),
    )  # fmt: skip
    seen = forms.CharField(max_length=400, required=False, widget=forms.HiddenInput)
    key = KeyField()

    def __init__(self, *args: Any, user: User, today: date, pause: Pause | None = None, **options: Any) -> None:
        self.day, self.pause = today, pause
        self.stands = stands(pause) if pause else ""
        initial: dict[str, Any] = {"owner": user.public_id, "starts_on": today}
        if pause is not None:
            initial = {
                "reason": pause.reason, "starts_on": pause.starts_on, "agreed_with": pause.agreed_with, "seen": self.stands,
                "last_day": pause.until - ONE_DAY if pause.until else None, "owner": pause.owner and pause.owner.public_id,
            }  # fmt: skip
        super().__init__(*args, today=today, initial=initial, **options)
        self.fields["owner"].queryset = queries.owners(user.municipality_id)  # type: ignore[attr-defined]

    def layout(self) -> Layout:
        return Layout(
            "reason", Row(Column("starts_on"), Column("last_day")), "owner", "agreed_with", "seen", "key"
        )  # fmt: skip

    def _near(self, day: date | None) -> date | None:
        if day is not None and abs(day - self.day) > FURTHEST:
            raise ValidationError(_("Vælg en dag inden for to år."))
        return day

    def clean_starts_on(self) -> date | None:
        return self._near(self.cleaned_data["starts_on"])

    def clean_last_day(self) -> date | None:
        return self._near(self.cleaned_data["last_day"])

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        first, last = self.cleaned_data.get("starts_on"), self.cleaned_data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("Pausen slutter, før den begynder."))
        return cleaned

    def written(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "reason": data["reason"], "starts_on": data["starts_on"], "owner": data["owner"],
            "until": data["last_day"] + ONE_DAY if data["last_day"] else None, "agreed_with": data["agreed_with"].strip(),
        }  # fmt: skip

    @property
    def conflicts(self) -> bool:
        return self.pause is not None and self.cleaned_data["seen"] not in {"", self.stands}

    def begun_again(self) -> None:
        """Keeps what was typed and takes the row as it stands for seen."""
        self.data = self.data.copy()  # type: ignore[union-attr]
        self.data["seen"] = self.stands


def stands(pause: Pause) -> str:
    return "|".join(
        str(value or "")
        for value in (pause.reason, pause.starts_on, pause.until, pause.owner_id, pause.agreed_with, pause.back_on)
    )


class BackForm(DKFDSForm):
    submit_label = gettext_lazy("Borgeren er tilbage")

    on = DanishDateField(
        back=dates.MAY_HAVE_BEEN,
        label=gettext_lazy("Tilbage den"),
        help_text=gettext_lazy("Den første dag med noget at gå til igen."),
    )
