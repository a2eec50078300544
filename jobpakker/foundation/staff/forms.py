"""The shape and wording of the administration: employees, teams, closed days, and the choice of a password."""

from datetime import date, timedelta
from typing import Any

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jobpakker.foundation.accounts.models import ClosedDay, Team, User
from jobpakker.foundation.accounts.roles import CASEWORKER, CHOICES
from jobpakker.foundation.once import KeyField, posted_key
from jobpakker.foundation.staff import queries
from jobpakker.foundation.ui.forms import DanishDateField, DKFDSForm
from jobpakker.foundation.ui.phones import clean_phone

FURTHEST = timedelta(days=5 * 366)


class FilterForm(DKFDSForm):
    method = "get"
    mark_optional = False
    submit_label = gettext_lazy("Vis")

    q = forms.CharField(label=gettext_lazy("Navn, e-mail eller team"), max_length=100, required=False)
    hvem = forms.ChoiceField(
        label=gettext_lazy("Hvem"), required=False,
        choices=[("", gettext_lazy("Dem, der arbejder her nu")), ("alle", gettext_lazy("Også dem, der er lukket"))],
    )  # fmt: skip
    side = forms.IntegerField(min_value=1, max_value=100_000, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper.form_class = "form-inline"
        self.helper.layout = Layout("q", "hvem")  # a new filter begins on its first page

    def value(self, name: str) -> Any:
        return self.cleaned_data.get(name) if self.is_valid() else None


class UserForm(DKFDSForm):
    """A new employee, or one who is changed (`person`)."""

    key = KeyField()
    name = forms.CharField(label=gettext_lazy("Navn"), max_length=150)
    email = forms.EmailField(
        label=gettext_lazy("E-mail"), help_text=gettext_lazy("Arbejdsmailen, som man logger ind med")
    )
    phone = forms.CharField(
        label=gettext_lazy("Direkte telefon"),
        max_length=20,
        required=False,
        widget=forms.TextInput({"inputmode": "tel"}),
    )
    role_code = forms.ChoiceField(label=gettext_lazy("Rolle"), choices=[("", gettext_lazy("Vælg")), *CHOICES])
    team = forms.ChoiceField(
        label=gettext_lazy("Team"), required=False,
        help_text=gettext_lazy("En sagsbehandler ser borgerne i sit team. Ledere og administratorer har intet team."),
    )  # fmt: skip

    fields_of_user = ("name", "email", "phone", "role_code", "team")

    def __init__(self, *args: Any, by: User, person: User | None = None, **options: Any) -> None:
        self.person = person
        self.submit_label = _("Gem") if person else _("Opret medarbejderen")
        self.teams = {str(team.public_id): team for team in queries.teams(by)}
        if person:
            initial = {name: getattr(person, name) for name in self.fields_of_user}
            options["initial"] = initial | {"team": str(person.team.public_id) if person.team else ""}
        super().__init__(*args, **options)
        self.fields["team"].choices = [("", _("Intet team")), *((key, team.name) for key, team in self.teams.items())]
        if person:
            self.fields["team"].help_text = _(
                "En sagsbehandler ser borgerne i sit team. Skifter hun team, bliver borgerne i det gamle, til de får en anden."
            )
        if person and person.pk == by.pk:
            self.fields["role_code"].disabled = True
            self.fields["role_code"].help_text = _("Din egen rolle kan kun ændres af en anden administrator.")

    def layout(self) -> Layout:
        return Layout("key", "name", Row(Column("email"), Column("phone")), Row(Column("role_code"), Column("team")))

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        taken = User.objects.filter(email=email).exclude(pk=self.person.pk if self.person else None).first()
        if taken and posted_key(self.data) != taken.public_id:
            raise ValidationError(_("Der er allerede en medarbejder med den e-mail."), code="taken")
        return email

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        return clean_phone(phone) if phone else ""

    def clean_team(self) -> Team | None:
        return self.teams.get(self.cleaned_data["team"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("role_code") == CASEWORKER.code and data.get("team") is None and "team" not in self.errors:
            self.add_error("team", _("Vælg et team: uden det ser en sagsbehandler ingen borgere."))
        return data

    def written(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.fields_of_user}


class TeamForm(DKFDSForm):
    mark_optional = False

    key = KeyField()
    name = forms.CharField(label=gettext_lazy("Teamets navn"), max_length=100)

    def __init__(self, *args: Any, by: User, team: Team | None = None, **options: Any) -> None:
        self.by, self.team = by, team
        self.submit_label = _("Gem navnet") if team else _("Opret teamet")
        if team:
            options["initial"] = {"name": team.name}
        super().__init__(*args, **options)

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        others = Team.objects.for_municipality(self.by.municipality_id).exclude(pk=self.team.pk if self.team else None)
        taken = others.filter(name__iexact=name).first()
        if taken and posted_key(self.data) != taken.public_id:
            raise ValidationError(_("Der er allerede et team med det navn."), code="taken")
        return name


class ClosedDayForm(DKFDSForm):
    mark_optional = False
    submit_label = gettext_lazy("Tilføj lukkedagen")

    key = KeyField()
    day = DanishDateField(label=gettext_lazy("Dag"))
    reason = forms.CharField(
        label=gettext_lazy("Anledning"), max_length=100, help_text=gettext_lazy("Fx fredag efter Kristi himmelfart")
    )

    def __init__(self, *args: Any, by: User, today: date, **options: Any) -> None:
        self.by, self.today = by, today
        super().__init__(*args, today=today, **options)

    def clean_day(self) -> date:
        day = self.cleaned_data["day"]
        if day.weekday() >= 5:
            raise ValidationError(
                _("Det er en lørdag eller søndag: den tæller ikke som arbejdsdag i forvejen."), code="weekend"
            )
        if abs(day - self.today) > FURTHEST:
            raise ValidationError(_("Det er mere end fem år væk. Er årstallet rigtigt?"), code="far")
        taken = ClosedDay.objects.for_municipality(self.by.municipality_id).filter(day=day).first()
        if taken and posted_key(self.data) != taken.public_id:
            raise ValidationError(
                _("Den dag er lukket i forvejen: {reason}.").format(reason=taken.reason), code="taken"
            )
        return day


class ForgottenForm(DKFDSForm):
    mark_optional = False
    submit_label = gettext_lazy("Send et link")

    email = forms.EmailField(
        label=gettext_lazy("E-mail"), widget=forms.EmailInput({"autocomplete": "username", "autofocus": True})
    )


class ChoosePasswordForm(DKFDSForm):
    mark_optional = False
    submit_label = gettext_lazy("Vælg adgangskoden")

    password = forms.CharField(
        label=gettext_lazy("Ny adgangskode"), strip=False, max_length=128,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=gettext_lazy("Mindst 12 tegn. Fire tilfældige ord er let at huske og svært at gætte."),
    )  # fmt: skip
    again = forms.CharField(
        label=gettext_lazy("Den samme igen"), strip=False, max_length=128,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )  # fmt: skip

    def __init__(self, *args: Any, person: User, **options: Any) -> None:
        self.person = person
        super().__init__(*args, **options)

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        password_validation.validate_password(password, self.person)
        return password

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "password" in data and "again" in data and data["password"] != data["again"]:
            self.add_error("again", _("De to er ikke ens."))
        return data
