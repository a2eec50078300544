"""What the manager chooses, all of it in the address, so that a figure can be sent to a colleague."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.flow.wording import HISTORIES, PLACES, RESULTS, TRANSITIONS, transition
from casework.green_wave.models import Cause, Side
from casework.jobpakke.models import STATE_LABELS
from casework.jobpakke.states import OPEN
from casework.planning.periods import ONE_DAY, Period
from jobpakker.foundation.accounts.models import Team
from jobpakker.foundation.ui import dates
from jobpakker.foundation.ui.forms import DanishDateField, DKFDSForm

LONGEST = timedelta(days=5 * 366)
ALL = ("", gettext_lazy("Alle"))


class PeriodForm(DKFDSForm):
    """Team and period; without a word, the last twelve months of all that one may see."""

    method = "get"
    mark_optional = False
    submit_label = gettext_lazy("Vis")

    team = forms.ChoiceField(label=gettext_lazy("Team"), required=False)
    fra = DanishDateField(back=dates.HAS_BEEN, label=gettext_lazy("Fra"), help_text="", required=False)
    til = DanishDateField(back=dates.HAS_BEEN, label=gettext_lazy("Til og med"), help_text="", required=False)

    narrowed_by: Sequence[str] = ()

    def __init__(self, data: Mapping[str, Any], *, teams: Sequence[Team], today: date) -> None:
        self.day, self.teams = today, {str(team.public_id): team for team in teams}
        given = {key: data[key] for key in data}
        usual = {"fra": twelve_months_to(today), "til": today}
        written = {key: f"{day:%d-%m-%Y}" for key, day in usual.items() if not given.get(key)}
        super().__init__(given | written, today=today)
        self.fields["team"].choices = [ALL, *((key, team.name) for key, team in self.teams.items())]
        shown = [*(["team"] if len(teams) > 1 else []), "fra", "til", *self.narrowed_by]
        self.helper.form_class = "form-inline"
        self.helper.layout = Layout(*shown)  # a new choice begins on its first page

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("fra"), cleaned.get("til")
        if first and first > self.day:
            self.add_error("fra", _("Perioden kan ikke begynde efter i dag."))
        elif first and last and last < first:
            self.add_error("til", _("Perioden slutter, før den begynder."))
        elif first and last and min(last, self.day) - first > LONGEST:
            self.add_error("fra", _("Vælg højst fem år ad gangen."))
        return cleaned

    @property
    def period(self) -> Period:
        """Half-open; of a form that is valid."""
        return Period(self.cleaned_data["fra"], min(self.cleaned_data["til"], self.day) + ONE_DAY)

    @property
    def chosen_team(self) -> Team | None:
        return self.teams.get(self.cleaned_data.get("team", ""))

    def query(self, period: Period | None = None, **more: Any) -> str:
        """The address of the same choice, narrower: `?team=…&fra=…&til=…&…`."""
        period = period or self.period
        chosen = {
            "team": self.cleaned_data.get("team"),
            "fra": f"{period.start:%d-%m-%Y}",
            "til": f"{period.last:%d-%m-%Y}",
        }
        return "?" + urlencode({key: str(value) for key, value in (chosen | more).items() if value})


class NarrowForm(PeriodForm):
    """The same, and what else a list can be narrowed by."""

    sted = forms.ChoiceField(label=gettext_lazy("Hvor"), choices=[ALL, *PLACES.items()], required=False)
    tilstand = forms.ChoiceField(
        label=gettext_lazy("Tilstand"),
        choices=[ALL, *((state, label) for state, label in STATE_LABELS.items() if state in OPEN)],
        required=False,
    )
    overgang = forms.ChoiceField(label=gettext_lazy("Overgang"), required=False)
    aarsag = forms.ChoiceField(label=gettext_lazy("Årsag"), choices=[ALL, *Cause.choices], required=False)
    hvis = forms.ChoiceField(label=gettext_lazy("Hvis dage"), choices=[ALL, *Side.choices], required=False)
    slags = forms.ChoiceField(label=gettext_lazy("Form"), choices=[ALL, *HISTORIES.items()], required=False)
    resultat = forms.ChoiceField(label=gettext_lazy("Resultat"), choices=[ALL, *RESULTS.items()], required=False)
    side = forms.IntegerField(min_value=1, max_value=100_000, required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Mapping[str, Any], *, narrowed_by: Sequence[str], is_now: bool = False, **options: Any
    ) -> None:
        self.narrowed_by = narrowed_by
        super().__init__(data, **options)
        if is_now:  # the period changes nothing here, and is carried along for the way back
            self.fields["fra"].widget = self.fields["til"].widget = forms.HiddenInput()
        self.fields["overgang"].choices = [ALL, *((key, transition(key)) for key in TRANSITIONS)]
        for name in {"sted", "tilstand", "overgang", "aarsag", "hvis", "slags", "resultat"} - set(narrowed_by):
            del self.fields[name]  # it would narrow nothing here

    def chosen(self, name: str) -> str:
        return self.cleaned_data.get(name) or ""

    @property
    def is_narrowed(self) -> bool:
        return any(self.chosen(name) for name in self.narrowed_by)


def twelve_months_to(day: date) -> date:
    """The first day of the twelve months that end with `day`."""
    try:
        return day.replace(year=day.year - 1) + ONE_DAY
    except ValueError:  # 29 February
        return day.replace(year=day.year - 1, day=28) + ONE_DAY
