"""A job, written down while on the telephone: one form for the job, its company and who to talk to, known or new."""

import re
from datetime import date, timedelta
from typing import Any

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from companies.disco import lookup
from companies.openings.models import JobOpening
from companies.register import queries as register
from companies.register.forms import ContactFields
from companies.register.models import Company, Contact
from companies.register.numbers import clean_cvr, no_cpr_number
from companies.register.seen import SeenMixin
from jobpakker.foundation.once import KeyField
from jobpakker.foundation.ui.forms import DanishDateField, DKFDSForm, clean_line

LONGEST_AHEAD = timedelta(days=5 * 366)


class FilterForm(DKFDSForm):
    method = "get"
    mark_optional = False
    submit_label = gettext_lazy("Vis")

    q = forms.CharField(label=gettext_lazy("Stilling eller virksomhed"), max_length=100, required=False)
    tilstand = forms.ChoiceField(
        label=gettext_lazy("Tilstand"), choices=[("", gettext_lazy("Alle")), *JobOpening.State.choices], required=False
    )
    mangel = forms.BooleanField(label=gettext_lazy("Kun job, hvor der mangler folk"), required=False)
    side = forms.IntegerField(min_value=1, max_value=100_000, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper.form_class = "form-inline"
        self.helper.layout = Layout("q", "tilstand", "mangel")  # a new filter begins on its first page

    def value(self, name: str) -> Any:
        return self.cleaned_data.get(name) if self.is_valid() else None


class OpeningFields(DKFDSForm):
    title = forms.CharField(
        label=gettext_lazy("Stilling"), max_length=150,
        widget=forms.TextInput({"list": "job-titles", "autocomplete": "off"}),
    )  # fmt: skip
    starts_on = DanishDateField(label=gettext_lazy("Første arbejdsdag"))
    weekly_hours = forms.DecimalField(
        label=gettext_lazy("Timer om ugen"), min_value=1, max_value=37, max_digits=4, decimal_places=1, localize=True,
        initial=37, widget=forms.TextInput({"inputmode": "decimal", "class": "input-short"}),
    )  # fmt: skip
    places = forms.IntegerField(
        label=gettext_lazy("Antal pladser"), min_value=1, max_value=500, initial=1,
        widget=forms.TextInput({"inputmode": "numeric", "class": "input-short"}),
    )  # fmt: skip
    wage_basis = forms.CharField(
        label=gettext_lazy("Løngrundlag"), max_length=150, required=False, help_text=gettext_lazy("Fx overenskomsten")
    )
    requirements = forms.CharField(
        label=gettext_lazy("Krav og opgaver"), max_length=2000, required=False, widget=forms.Textarea({"rows": 3}),
        validators=[no_cpr_number],
    )  # fmt: skip

    job_fields = ("title", "starts_on", "places", "weekly_hours", "wage_basis", "requirements")

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        self.day = today
        super().__init__(*args, today=today, **options)

    def clean_starts_on(self) -> date:
        starts_on = self.cleaned_data["starts_on"]
        if "starts_on" in self.changed_data:
            if starts_on <= self.day:
                raise ValidationError(_("Jobbet skal begynde efter i dag: planen regnes baglæns fra den dag."))
            if starts_on > self.day + LONGEST_AHEAD:
                raise ValidationError(_("Det er mere end fem år væk. Er årstallet rigtigt?"))
        return starts_on

    def job(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.job_fields}


class OpeningForm(ContactFields, OpeningFields):
    """A new job; the template lays it out. `company` is what was written in the company field, when we know it; else None.

    What is asked about the company follows: a known one offers its people and places, a new one asks for its CVR number.
    """

    key = KeyField()
    company_text = forms.CharField(
        label=gettext_lazy("Virksomhed"),
        max_length=220,
        help_text=gettext_lazy(
            "Skriv navn eller CVR-nummer, og vælg på listen. Er den ny, så skriv navnet her og CVR-nummeret nedenfor."
        ),
        widget=forms.TextInput({"list": "known-companies", "autocomplete": "off", "autofocus": True}),
    )
    cvr = forms.CharField(
        label=gettext_lazy("CVR-nummer"), max_length=20, required=False,
        help_text=gettext_lazy("Kun når virksomheden er ny"),
        widget=forms.TextInput({"inputmode": "numeric", "class": "input-date"}),
    )  # fmt: skip
    contact = forms.ChoiceField(label=gettext_lazy("Hvem taler vi med?"), widget=forms.RadioSelect)
    worksite = forms.ChoiceField(label=gettext_lazy("Hvor er arbejdet?"), required=False)

    def __init__(self, data: Any = None, *, municipality_id: int, **options: Any) -> None:
        self.municipality_id = municipality_id
        written = data if data is not None else options.get("initial", {})
        self.company = find_company(municipality_id, written.get("company_text", ""), written.get("cvr", ""))
        self.people = list(self.company.contacts.order_by("name", "pk")) if self.company else []
        self.places = list(self.company.worksites.order_by("name", "pk")) if self.company else []
        super().__init__(data, **options)
        self.order_fields(
            ["key", "company_text", "cvr", "worksite", "contact", "contact_name", "contact_title", "contact_email"]
        )
        self._fit_to_company()
        self._mark_contact(required=not self.is_bound)

    def _mark_contact(self, *, required: bool) -> None:
        """Only marked, not checked: `clean` knows better who is needed, and says it better too."""
        for name in ("contact",) if self.people else ("contact_name", "contact_email"):
            self.fields[name].required = required

    def _fit_to_company(self) -> None:
        """Leaves out what need not be asked."""
        if self.company:
            del self.fields["cvr"]
        if self.people:
            self.fields["contact"].choices = [(str(person.public_id), _describe(person)) for person in self.people]
            for name in ("contact_name", "contact_email"):
                self.fields[name].required = False
            self.initial.setdefault("contact", str(self._likely().public_id))
        else:
            del self.fields["contact"]
        if len(self.places) > 1:
            self.fields["worksite"].choices = [(str(place.public_id), place.name) for place in self.places]
        else:
            del self.fields["worksite"]

    def _likely(self) -> Contact:
        """Whoever the newest job was agreed with; the only one, or the first."""
        assert self.company is not None
        newest = self.company.openings.order_by("-created_at", "-pk").values_list("contact_id", flat=True).first()
        return next((person for person in self.people if person.pk == newest), self.people[0])

    @property
    def asks_for_another(self) -> bool:
        """Whether the fields for a person we do not know are to be seen at once."""
        names = [name for name in self.fields if name.startswith("contact_")]
        return not self.people or any(self[name].value() or self[name].errors for name in names)

    # The company ---------------------------------------------------------------------------------------------------
    def clean_company_text(self) -> str:
        text = self.cleaned_data["company_text"]
        if self.company is None and not self.data.get("cvr"):
            alike = register.named(self.municipality_id, text)
            names = ", ".join(company.name for company in alike)
            if len({company.name for company in alike}) < len(alike):
                raise ValidationError(_("Flere virksomheder hedder sådan. Skriv CVR-nummeret i stedet."))
            if alike:
                sentence = ngettext(
                    "Mener du {names}? Skriv hele navnet. Er det en ny virksomhed, så skriv også dens CVR-nummer.",
                    "Mener du en af disse: {names}? Skriv hele navnet. Er det en ny virksomhed, så skriv også dens CVR-nummer.",
                    len(alike),
                )
                raise ValidationError(sentence.format(names=names))
            if re.fullmatch(r"[\d\s]+", text):
                raise ValidationError(
                    _("Vi kender ikke det CVR-nummer. Skriv virksomhedens navn her og nummeret nedenfor.")
                )
            raise ValidationError(
                _("Vi kender ikke {name} endnu. Skriv også CVR-nummeret, så bliver den oprettet.").format(name=text)
            )
        return text

    def clean_cvr(self) -> str:
        text = self.cleaned_data["cvr"]
        if not text:
            return ""
        number = clean_cvr(text)
        known = register.with_cvr(self.municipality_id, number)
        # The company that the first press of two has just made carries the key of this form.
        if known and str(known.public_id) != self.data.get("key"):
            raise ValidationError(
                _("CVR-nummeret hører til {name}. Er det den, så skriv det navn ovenfor.").format(name=known.name)
            )
        return number

    def chosen_company(self) -> Company | dict[str, str]:
        return self.company or {"cvr": self.cleaned_data["cvr"], "name": self.cleaned_data["company_text"]}

    # Its people and places -----------------------------------------------------------------------------------------
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self._writes_of_another() or not self.people:
            self._check_new_contact(cleaned)
        elif not cleaned.get("contact") and ("contact" in self.data or len(self.people) > 1):
            self.add_error("contact", _("Vælg, hvem linket til tilsagnet skal sendes til."))
        self._mark_contact(required=True)
        return cleaned

    def _writes_of_another(self) -> bool:
        """A person who is written down counts, whatever is chosen above."""
        return any(self.cleaned_data.get(f"contact_{name}") for name in ("name", "title", "email", "phone"))

    def _check_new_contact(self, cleaned: dict[str, Any]) -> None:
        if self._known_person() or "company_text" in self.errors:
            return
        for name, sentence in (
            ("contact_name", _("Skriv kontaktpersonens navn.")),
            ("contact_email", _("Skriv en e-mail: hertil sendes linket til tilsagnet.")),
        ):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, sentence)

    def _known_person(self) -> Contact | None:
        """Whose address was written, when the company has that person already."""
        email = self.cleaned_data.get("contact_email")
        return next((person for person in self.people if email and person.email.lower() == email), None)

    def chosen_contact(self) -> Contact | dict[str, str]:
        if self._writes_of_another() or not self.people:
            return self._known_person() or self.contact_data()
        chosen = self.cleaned_data["contact"]
        return next((person for person in self.people if str(person.public_id) == chosen), self.people[0])

    def chosen_worksite(self) -> Any:
        chosen = self.cleaned_data.get("worksite")
        return next((place for place in self.places if str(place.public_id) == chosen), None)


class OpeningEditForm(SeenMixin, OpeningFields):
    contact = forms.ChoiceField(label=gettext_lazy("Kontaktperson"))
    worksite = forms.ChoiceField(label=gettext_lazy("Arbejdssted"))
    disco = forms.CharField(
        label=gettext_lazy("Fagkode (DISCO-08)"), max_length=4, required=False,
        help_text=gettext_lazy("Fire cifre. Følger stillingen af sig selv"),
        widget=forms.TextInput({"inputmode": "numeric", "class": "input-short"}),
    )  # fmt: skip

    submit_label = gettext_lazy("Gem ændringen")

    def __init__(self, *args: Any, opening: Any, **options: Any) -> None:
        """`opening` comes from `queries.opening`, and knows how many of its places are promised."""
        self.promised: int = opening.promised
        self.people = list(opening.company.contacts.order_by("name", "pk"))
        self.places = list(opening.company.worksites.order_by("name", "pk"))
        initial = {name: getattr(opening, name) for name in (*self.job_fields, "disco")}
        initial |= {"contact": str(opening.contact.public_id), "worksite": str(opening.worksite.public_id)}
        super().__init__(*args, initial=initial, **options)
        self.fields["contact"].choices = [(str(person.public_id), _describe(person)) for person in self.people]
        self.fields["worksite"].choices = [(str(place.public_id), place.name) for place in self.places]

    def layout(self) -> Layout:
        return Layout(
            Row(Column("title"), Column("disco")),
            Row(Column("starts_on"), Column("weekly_hours"), Column("places")),
            Row(Column("contact"), Column("worksite")),
            "wage_basis",
            "requirements",
        )

    def clean_disco(self) -> str:
        code = self.cleaned_data["disco"]
        if code and code not in lookup.groups():
            raise ValidationError(
                _("Det er ikke en DISCO-08-kode på fire cifre. Lad feltet stå tomt, hvis du er i tvivl.")
            )
        return code

    def clean_places(self) -> int:
        places = self.cleaned_data["places"]
        if places < self.promised:
            sentence = ngettext(
                "Virksomheden har allerede lovet {n} plads.",
                "Virksomheden har allerede lovet {n} pladser.",
                self.promised,
            )
            raise ValidationError(sentence.format(n=self.promised))
        return places

    def job(self) -> dict[str, Any]:
        person, place = self.cleaned_data["contact"], self.cleaned_data["worksite"]
        return super().job() | {
            "disco": self.cleaned_data["disco"],
            "contact": next(p for p in self.people if str(p.public_id) == person),
            "worksite": next(p for p in self.places if str(p.public_id) == place),
        }


def find_company(municipality_id: int, text: str, cvr: str = "") -> Company | None:
    """The one company that somebody who writes this must mean; None when in doubt, or when a CVR number says it is new."""
    text = text.strip()
    try:
        clean_line(text)  # it is looked up before the form has looked at it
    except ValidationError:
        return None
    number = re.search(r"(?:^|\D)(\d{8})\D*$", re.sub(r"(?<=\d)\s(?=\d)", "", text))
    if number:
        return register.with_cvr(municipality_id, number[1])
    if not text or cvr.strip():
        return None
    named = [company for company in register.named(municipality_id, text) if company.name.casefold() == text.casefold()]
    return named[0] if len(named) == 1 else None


def written_as(company: Company) -> str:
    """As the field suggests it, and as `find_company` reads it."""
    return f"{company.name} (CVR {company.cvr})"


def _describe(person: Contact) -> str:
    return f"{person.name}, {person.title}" if person.title else person.name
