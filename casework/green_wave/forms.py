"""What is chosen on Min dag and in the list, and what is said about a dead period."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from crispy_forms.bootstrap import AppendedText
from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.green_wave import limits, queries
from casework.green_wave.models import Actor, Cause, DeadPeriod, State
from casework.planning.periods import ONE_DAY
from companies.register.numbers import no_cpr_number
from jobpakker.foundation.accounts.models import User
from jobpakker.foundation.ui.forms import DanishDateField, DKFDSForm

LONGEST_MUTED = timedelta(weeks=4)


class FilterForm(DKFDSForm):
    """Lives in the address, so that a view can be kept as a bookmark."""

    method = "get"
    mark_optional = False
    submit_label = gettext_lazy("Vis")

    hvem = forms.ChoiceField(label=gettext_lazy("Hvis"), required=False, choices=[])
    side = forms.IntegerField(min_value=1, max_value=100_000, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, whole: bool, has_own: bool = True, leads: bool = False, **options: Any) -> None:
        """`leads`: somebody without packages of her own answers for a team's."""
        super().__init__(*args, **options)
        own = gettext_lazy("Mit teams") if leads else gettext_lazy("Mine")
        everyone = gettext_lazy("Hele kommunens") if whole else gettext_lazy("Hele teamets")
        self.fields["hvem"].choices = [("", own), ("alle", everyone)]  # type: ignore[attr-defined]
        if not (has_own or leads):  # who has no packages of her own sees all that she may see
            del self.fields["hvem"]
        self.helper.form_class = "form-inline"
        self.helper.layout = Layout(*(name for name in self.fields if name != "side"))

    def value(self, name: str) -> Any:
        return self.cleaned_data.get(name) if self.is_valid() else None

    @property
    def narrowed(self) -> bool:
        return any(value for name, value in (self.cleaned_data if self.is_valid() else {}).items() if name != "side")


class MyDayForm(FilterForm):
    slags = forms.ChoiceField(
        label=gettext_lazy("Vis kun"), required=False,
        choices=[
            ("", gettext_lazy("Alt")), ("boelgen", gettext_lazy("Bølgen og trinnene")),
            ("virksomheder", gettext_lazy("Virksomheder og kladder")), ("borgere", gettext_lazy("Borgere, der venter")),
            ("skjulte", gettext_lazy("Det, jeg har skjult")),
        ],
    )  # fmt: skip

    @property
    def group(self) -> str:
        chosen = self.value("slags") or ""
        return "" if chosen == "skjulte" else chosen

    @property
    def shows_muted(self) -> bool:
        return bool(self.value("slags") == "skjulte")


class MuteForm(DKFDSForm):
    submit_label = gettext_lazy("Skjul den")

    reason = forms.CharField(
        label=gettext_lazy("Hvorfor"), max_length=200, validators=[no_cpr_number],
        help_text=gettext_lazy("Fx aftalt med borgeren, at vi taler sammen på mandag."),
    )  # fmt: skip
    last_day = DanishDateField(
        label=gettext_lazy("Til og med"),
        help_text=gettext_lazy("Højst fire uger frem. Dagen efter står den på Min dag igen."),
    )

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        self.day = today
        super().__init__(*args, today=today, **options)

    def clean_last_day(self) -> date:
        last_day = self.cleaned_data["last_day"]
        if last_day < self.day:
            raise ValidationError(_("Dagen er gået. Vælg i dag eller en dag, der kommer."))
        if last_day > self.day + LONGEST_MUTED:
            raise ValidationError(_("Vælg en dag inden for fire uger."))
        return last_day


class ListForm(FilterForm):
    tilstand = forms.ChoiceField(
        label=gettext_lazy("Tilstand"), required=False,
        choices=[
            ("", gettext_lazy("Åbne")), (State.RUNNING, gettext_lazy("I gang")), (State.FORECAST, gettext_lazy("På vej")),
            ("loeftede", gettext_lazy("Løftet til en leder")), ("lukkede", gettext_lazy("Lukkede og forbi")), ("alle", gettext_lazy("Alle")),
        ],
    )  # fmt: skip
    aarsag = forms.ChoiceField(
        label=gettext_lazy("Årsag"), required=False, choices=[("", gettext_lazy("Alle")), *Cause.choices]
    )

    @property
    def states(self) -> str:
        return {None: "open", "": "open", "loeftede": "lifted", "lukkede": "closed", "alle": ""}.get(
            self.value("tilstand"), self.value("tilstand")
        )


class HandleForm(DKFDSForm):
    """Why, and who acts. `seen` is what the page showed, so that the second of two who say so at once is told."""

    submit_label = gettext_lazy("Gem")

    cause = forms.ChoiceField(label=gettext_lazy("Årsag"), choices=Cause)
    acts = forms.ChoiceField(label=gettext_lazy("Hvem handler"), choices=Actor)
    seen = forms.CharField(max_length=100, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, dead_period: DeadPeriod, **options: Any) -> None:
        self.stands = f"{dead_period.cause}:{dead_period.acts}"
        initial = {"cause": dead_period.cause, "acts": dead_period.acts, "seen": self.stands}
        super().__init__(*args, initial=initial, **options)

    def begun_again(self) -> None:
        """Keeps what was chosen and takes the row as it stands for seen."""
        self.data = self.data.copy()  # type: ignore[union-attr]
        self.data["seen"] = self.stands

    @property
    def conflicts(self) -> bool:
        """Somebody else said something meanwhile, and it is not the same."""
        chosen = f"{self.cleaned_data['cause']}:{self.cleaned_data['acts']}"
        return self.cleaned_data["seen"] not in {"", self.stands} and chosen != self.stands


class AcceptForm(DKFDSForm):
    """`seen` is who answered for it when the page was shown, so that the second of two who accept at once is told."""

    submit_label = gettext_lazy("Acceptér til den dag")

    cause = forms.ChoiceField(label=gettext_lazy("Årsag"), choices=Cause)
    owner = forms.ModelChoiceField(
        label=gettext_lazy("Hvem har ansvaret"), queryset=User.objects.none(), to_field_name="public_id",
        empty_label=gettext_lazy("Vælg"),
    )  # fmt: skip
    last_day = DanishDateField(
        label=gettext_lazy("Til og med"),
        help_text=gettext_lazy("Fx 23-11-2026 eller uge 34. Dagen efter står den på Min dag igen."),
    )
    seen = forms.CharField(max_length=100, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, dead_period: DeadPeriod, user: User, today: date, **options: Any) -> None:
        self.day = today
        self.stands = _answered(dead_period.owner if dead_period.accepted_at else None, dead_period.accepted_until)
        initial = {
            "cause": dead_period.cause, "owner": user.public_id, "last_day": max(dead_period.until - ONE_DAY, today), "seen": self.stands,
        }  # fmt: skip
        if dead_period.cause == Cause.UNKNOWN:
            initial["cause"] = ""
        super().__init__(*args, today=today, prefix="accept", initial=initial, **options)
        self.fields["owner"].queryset = queries.owners(user.municipality_id)  # type: ignore[attr-defined]
        known = [choice for choice in Cause.choices if choice[0] != Cause.UNKNOWN]
        self.fields["cause"].choices = [("", gettext_lazy("Vælg")), *known]  # type: ignore[attr-defined]

    def clean_last_day(self) -> date:
        last_day = self.cleaned_data["last_day"]
        if last_day < self.day:
            raise ValidationError(_("Dagen er gået. Vælg i dag eller en dag, der kommer."))
        return last_day

    def begun_again(self) -> None:
        """Keeps what was chosen and takes the row as it stands for seen."""
        self.data = self.data.copy()  # type: ignore[union-attr]
        self.data[self.add_prefix("seen")] = self.stands

    @property
    def conflicts(self) -> bool:
        """Somebody else answered for it meanwhile, and not in the same way."""
        chosen = _answered(self.cleaned_data["owner"], self.cleaned_data["last_day"] + ONE_DAY)
        return self.cleaned_data["seen"] not in {"", self.stands} and chosen != self.stands


def _answered(owner: User | None, until: date | None) -> str:
    return f"{owner.public_id}:{until}" if owner and until else "nobody"


class ThresholdsForm(DKFDSForm):
    """One number a transition, named by its two sides."""

    submit_label = gettext_lazy("Gem grænserne")

    def __init__(self, *args: Any, stands: Mapping[tuple[str, str], int], **options: Any) -> None:
        self.names = {sides: "-".join(sides) for sides in stands}
        super().__init__(*args, initial={self.names[sides]: least for sides, least in stands.items()}, **options)
        for sides, name in self.names.items():
            self.fields[name] = forms.IntegerField(
                label=limits.label(sides), min_value=1, max_value=60,
                widget=forms.TextInput({"inputmode": "numeric", "class": "input-short"}),
            )  # fmt: skip
        befores = dict.fromkeys(before for before, _after in stands)
        self.helper.layout = Layout(
            *(
                Row(
                    *(
                        Column(AppendedText(name, gettext_lazy("arbejdsdage")), css_class="column-days")
                        for sides, name in self.names.items()
                        if sides[0] == before
                    )
                )
                for before in befores
            )
        )

    @property
    def values(self) -> dict[tuple[str, str], int]:
        return {sides: self.cleaned_data[name] for sides, name in self.names.items()}


class LiftingForm(DKFDSForm):
    submit_label = gettext_lazy("Gem fristerne")

    team_leader_after = forms.IntegerField(
        label=gettext_lazy("Til teamlederen efter"), min_value=1, max_value=60,
        widget=forms.TextInput({"inputmode": "numeric", "class": "input-short"}),
    )  # fmt: skip
    manager_after = forms.IntegerField(
        label=gettext_lazy("Til lederen efter"), min_value=2, max_value=90,
        widget=forms.TextInput({"inputmode": "numeric", "class": "input-short"}),
    )  # fmt: skip

    def layout(self) -> Layout:
        return Layout(
            AppendedText("team_leader_after", gettext_lazy("arbejdsdage")),
            AppendedText("manager_after", gettext_lazy("arbejdsdage")),
        )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        first, second = (self.cleaned_data.get(name) for name in ("team_leader_after", "manager_after"))
        if first and second and second <= first:
            self.add_error("manager_after", _("Lederen skal komme efter teamlederen: skriv et større tal."))
        return cleaned
