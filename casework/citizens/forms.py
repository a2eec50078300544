"""The shape and wording of what is written about a citizen. No health, no origin, no free text about the person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.citizens import cpr, permissions, queries
from casework.citizens.models import Citizen, TargetGroup
from jobpakker.foundation.accounts.models import User
from jobpakker.foundation.once import KeyField, posted_key
from jobpakker.foundation.ui import dates
from jobpakker.foundation.ui.forms import DanishDateField, DKFDSForm
from jobpakker.foundation.ui.phones import clean_phone

TROUBLES: dict[cpr.Trouble, Promise] = {
    cpr.Trouble.SHAPE: gettext_lazy("Et CPR-nummer er seks cifre og fire cifre, fx 010203-1234."),
    cpr.Trouble.NO_SUCH_DAY: gettext_lazy("De første seks cifre er ikke en dato. Er der byttet om på to?"),
    cpr.Trouble.UNBORN: gettext_lazy("Med de fire sidste cifre ligger fødselsdagen ude i fremtiden. Tjek nummeret."),
    cpr.Trouble.TOO_OLD: gettext_lazy("Med de fire sidste cifre er personen mere end 120 år. Tjek nummeret."),
}
WARNINGS: dict[cpr.Warn, Promise] = {
    cpr.Warn.MODULUS_11: gettext_lazy(
        "CPR-nummeret er gemt. Det følger ikke modulus 11. Det gør mange nyere numre heller ikke, men se det efter en gang til."
    ),
    cpr.Warn.REPLACEMENT: gettext_lazy(
        "CPR-nummeret er gemt. Det er et erstatningsnummer: ret det, når borgeren får sit eget."
    ),
}

MINE, ALL = "mine", "alle"


# The list -----------------------------------------------------------------------------------------------------------------
class ChooseForm(forms.Form):
    """Whose citizens the list shows, from the address; the page offers each choice as a link."""

    hvis = forms.ChoiceField(required=False)
    side = forms.IntegerField(min_value=1, max_value=100_000, required=False)

    def __init__(self, data: Mapping[str, Any], *, whole: bool, has_own: bool) -> None:
        super().__init__(data)
        self.default = MINE if has_own else ALL
        self.choices = [(MINE, _("Mine")), (ALL, _("Hele kommunens") if whole else _("Hele teamets"))]
        self.fields["hvis"].choices = self.choices

    @property
    def chosen(self) -> str:
        return (self.cleaned_data["hvis"] if self.is_valid() else "") or self.default

    @property
    def mine(self) -> bool:
        return self.chosen == MINE

    @property
    def page(self) -> int | None:
        return self.cleaned_data.get("side") if self.is_valid() else None


class SearchForm(DKFDSForm):
    """Sent by POST: what is searched for must stand in no address."""

    mark_optional = False
    submit_label = gettext_lazy("Søg")

    q = forms.CharField(label=gettext_lazy("Navn, CPR-nummer eller sagsnummer"), max_length=100)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper.form_class = "form-inline"


# The citizen ----------------------------------------------------------------------------------------------------------------
class CitizenFields(DKFDSForm):
    first_name = forms.CharField(label=gettext_lazy("Fornavn"), max_length=100)
    last_name = forms.CharField(label=gettext_lazy("Efternavn"), max_length=100)
    cpr = forms.CharField(
        label=gettext_lazy("CPR-nummer"), max_length=30, required=False,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "class": "input-date"}),
    )  # fmt: skip
    target_group = forms.ChoiceField(
        label=gettext_lazy("Målgruppe"), choices=[("", gettext_lazy("Vælg")), *TargetGroup.choices]
    )
    benefit_since = DanishDateField(back=dates.HAS_BEEN, label=gettext_lazy("Ydelse siden"), required=False)
    exempt_from_prior_period = forms.BooleanField(
        label=gettext_lazy("Undtaget fra kravet om 6 måneders ydelse før løntilskud"), required=False,
        help_text=gettext_lazy("Uden erhvervsuddannelse, over 50 år eller enlig forsørger (LAB § 69)"),
    )  # fmt: skip
    lab_from = DanishDateField(
        label=gettext_lazy("LAB gælder fra"), required=False,
        help_text=gettext_lazy("Kun i introduktionsprogrammet: den dag, det er slut"),
    )  # fmt: skip
    job_ready = forms.NullBooleanField(
        label=gettext_lazy("Jobparat"), required=False, help_text=gettext_lazy("Kun for selvforsørgende, hvis grænser afhænger af det"),
    )  # fmt: skip
    referred_on = DanishDateField(back=dates.HAS_BEEN, label=gettext_lazy("Henvist den"))
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)
    phone = forms.CharField(
        label=gettext_lazy("Telefon"), max_length=20, required=False, widget=forms.TextInput({"inputmode": "tel"})
    )
    caseworker = forms.ChoiceField(
        label=gettext_lazy("Sagsbehandler"), help_text=gettext_lazy("Borgeren hører til sagsbehandlerens team.")
    )

    names = (
        "first_name", "last_name", "target_group", "benefit_since", "exempt_from_prior_period", "lab_from", "job_ready",
        "referred_on", "email", "phone", "caseworker",
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, today: date, citizen: Citizen | None = None, **options: Any) -> None:
        self.user, self.day, self.citizen = user, today, citizen
        self.known: Citizen | None = None  # who has the CPR number already, when the user may see her
        self.warning: Promise | None = None
        self.people = list(queries.caseworkers(user.municipality_id))
        if citizen and citizen.caseworker not in self.people:
            self.people.append(citizen.caseworker)
        super().__init__(*args, today=today, **options)
        self.fields["caseworker"].choices = [(str(person.public_id), _with_team(person)) for person in self.people]

    def layout(self) -> Layout:
        return Layout(
            *(name for name in ("key", "version") if name in self.fields),
            Fieldset(_("Hvem"), Row(Column("first_name"), Column("last_name")), "cpr", Row(Column("phone"), Column("email"))),
            Fieldset(
                _("Sagen"), "target_group", Row(Column("referred_on"), Column("benefit_since")),
                "exempt_from_prior_period", Row(Column("lab_from"), Column("job_ready")), "caseworker",
            ),
        )  # fmt: skip

    def clean_cpr(self) -> str:
        text = self.cleaned_data["cpr"]
        if not text:
            return ""
        try:
            parsed = cpr.parse(text, today=self.day)
        except cpr.Unreadable as error:
            raise ValidationError(str(TROUBLES[error.trouble]), code=error.trouble) from None
        known = queries.with_cpr(self.user.municipality_id, parsed.number)
        if known and known != self.citizen and posted_key(self.data) != known.public_id:
            raise self._is_known(known)
        self.warning = WARNINGS[parsed.warning] if parsed.warning else None
        return parsed.number

    def _is_known(self, known: Citizen) -> ValidationError:
        if permissions.can_see(self.user, known):
            self.known = known
            return ValidationError(
                _("Borgeren er oprettet i forvejen med sagsnummer {alias}.").format(alias=known.alias), code="taken"
            )
        return ValidationError(
            _("Borgeren er oprettet i forvejen i {team}. Tal med teamet om at få sagen.").format(team=known.team.name),
            code="taken",
        )

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        return clean_phone(phone) if phone else ""

    def clean_referred_on(self) -> date:
        return self._not_ahead("referred_on")

    def clean_benefit_since(self) -> date | None:
        return self._not_ahead("benefit_since")

    def _not_ahead(self, name: str) -> Any:
        day = self.cleaned_data[name]
        if day and day > self.day:
            raise ValidationError(_("Datoen kan ikke ligge efter i dag."), code="future")
        return day

    def clean_caseworker(self) -> User:
        chosen = self.cleaned_data["caseworker"]
        return next(person for person in self.people if str(person.public_id) == chosen)

    def written(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.names}


class CitizenForm(CitizenFields):
    key = KeyField()
    submit_label = gettext_lazy("Opret borgeren")

    def __init__(self, *args: Any, user: User, today: date, **options: Any) -> None:
        initial = {"caseworker": str(user.public_id), "referred_on": today}
        super().__init__(*args, user=user, today=today, initial=initial, **options)


@dataclass(frozen=True)
class Difference:
    """What another has written meanwhile, beside what stands in this form."""

    label: str
    now: str
    yours: str  # empty when this form has not touched it


class CitizenEditForm(CitizenFields):
    """Remembers beside every field what it showed when it was opened, so that two who save at once can be told apart."""

    version = forms.IntegerField(min_value=1, max_value=2_147_483_647, widget=forms.HiddenInput)
    submit_label = ""  # the template holds the buttons, and the memory of the fields

    def __init__(self, *args: Any, citizen: Citizen, **options: Any) -> None:
        initial = {name: getattr(citizen, name) for name in (*self.names, "version")}
        initial["caseworker"] = str(citizen.caseworker.public_id)
        super().__init__(*args, citizen=citizen, initial=initial, **options)
        self.helper.form_tag = False
        for name in self.names:
            self.fields[name].show_hidden_initial = True
        self.fields["cpr"].label = _("Nyt CPR-nummer")
        masked = queries.masked_cpr(citizen)
        self.fields["cpr"].help_text = (
            _("Nu {masked}. Skriv kun her, hvis det skal rettes.").format(masked=masked)
            if masked
            else _("Intet nummer endnu.")
        )

    def memory(self) -> list[str]:
        return [self[name].as_hidden(only_initial=True) for name in self.names]

    def on_top_of(self, current: Citizen, **options: Any) -> tuple["CitizenEditForm", list[Difference]]:
        """The form again on what another has saved: what was typed here stands, the rest is as the other left it."""
        fresh = CitizenEditForm(None, citizen=current, user=self.user, today=self.day, **options)
        data: QueryDict = self.data.copy()
        differences = []
        for name in self.names:
            before, now = self.data.get(f"initial-{name}", ""), _plain(fresh[name])
            mine = name in self.changed_data
            if before != now:
                yours = _shown(self[name], self[name].value()) if mine else ""
                differences.append(
                    Difference(str(self.fields[name].label), _shown(fresh[name], fresh[name].value()), yours)
                )
            if not mine:
                data[name] = _typed(fresh[name])
            data[f"initial-{name}"] = now
        data["version"] = str(current.version)
        return CitizenEditForm(data, citizen=current, user=self.user, today=self.day, **options), differences


def _plain(field: BoundField) -> str:
    """As the field's memory holds it."""
    value = field.value()
    return "" if value is None else str(value)


def _typed(field: BoundField) -> str:
    """As a browser would send it. A box that is not ticked sends nothing, which reads the same as `false`."""
    value = field.value()
    if isinstance(value, bool):
        return str(value).lower()
    return dates.show(value, "numeric") if isinstance(value, date) else _plain(field)


def _shown(field: BoundField, value: Any) -> str:
    if isinstance(field.field, forms.BooleanField):
        return _("ja") if value and value != "false" else _("nej")
    if isinstance(value, date):
        return dates.show(value)
    if isinstance(field.field, forms.ChoiceField):
        return str(dict(field.field.choices).get(value, value))
    return str(value or _("tomt"))


def _with_team(person: User) -> str:
    return f"{person.name} · {person.team.name}" if person.team else person.name


# The citizen's own page -------------------------------------------------------------------------------------------------------
class RevealForm(DKFDSForm):
    submit_label = gettext_lazy("Vis")
    mark_optional = False

    reason = forms.CharField(
        label=gettext_lazy("Hvad skal du bruge det til?"), max_length=200, min_length=3,
        help_text=gettext_lazy("Fx opslag i VITAS. Skrives i adgangsloggen."), widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip

    def clean_reason(self) -> str:
        reason = self.cleaned_data["reason"]
        if cpr.is_written_in(reason):
            raise ValidationError(_("Skriv ikke CPR-nummeret her: teksten står i adgangsloggen."))
        return reason


class ClarifyForm(DKFDSForm):
    submit_label = gettext_lazy("Borgeren er afklaret")
    mark_optional = False

    on = DanishDateField(back=dates.HAS_BEEN, label=gettext_lazy("Afklaret den"))

    def __init__(self, *args: Any, citizen: Citizen, today: date, **options: Any) -> None:
        self.day, self.citizen = today, citizen
        super().__init__(*args, today=today, initial={"on": today}, **options)

    def clean_on(self) -> date:
        on = self.cleaned_data["on"]
        if on > self.day:
            raise ValidationError(_("Datoen kan ikke ligge efter i dag."), code="future")
        if on < self.citizen.referred_on:
            raise ValidationError(
                _("Borgeren blev først henvist {day}.").format(day=dates.show(self.citizen.referred_on)),
                code="too_early",
            )
        return on
