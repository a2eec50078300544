"""The shape and wording of what is written about companies, places of work and people."""

from datetime import date
from typing import Any

from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies.register import queries
from companies.register.models import Company, Contact, Worksite
from companies.register.numbers import clean_cvr, clean_p_number
from companies.register.seen import SeenMixin
from jobpakker.foundation.once import KeyField, posted_key
from jobpakker.foundation.ui import dates
from jobpakker.foundation.ui.forms import DanishDateField, DKFDSForm
from jobpakker.foundation.ui.phones import clean_phone


class ContactFields(forms.Form):
    """Used alone, and inside the form of a new company or job. `company` is None while that is new."""

    contact_name = forms.CharField(label=gettext_lazy("Navn"), max_length=150)
    contact_title = forms.CharField(label=gettext_lazy("Stilling"), max_length=100, required=False)
    contact_email = forms.EmailField(
        label=gettext_lazy("E-mail"), help_text=gettext_lazy("Hertil sendes linket til tilsagnet")
    )
    contact_phone = forms.CharField(
        label=gettext_lazy("Telefon"), max_length=20, required=False, widget=forms.TextInput({"inputmode": "tel"})
    )

    def clean_contact_email(self) -> str:
        return self.cleaned_data["contact_email"].lower()

    def clean_contact_phone(self) -> str:
        phone = self.cleaned_data["contact_phone"]
        return clean_phone(phone) if phone else ""

    def contact_data(self) -> dict[str, str]:
        names = ("name", "title", "email", "phone")
        return {name: self.cleaned_data.get(f"contact_{name}", "") for name in names}


class WorksiteFields(forms.Form):
    p_number = forms.CharField(
        label=gettext_lazy("P-nummer"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("Ti cifre"),
        widget=forms.TextInput({"inputmode": "numeric", "class": "input-date"}),
    )
    address = forms.CharField(label=gettext_lazy("Adresse"), max_length=200, required=False)
    ordinary_employees = forms.IntegerField(
        label=gettext_lazy("Ordinært ansatte (fuldtid)"),
        min_value=0,
        max_value=1_000_000,
        required=False,
        help_text=gettext_lazy("Uden ansatte med tilskud og uden praktikanter"),
        widget=forms.TextInput({"inputmode": "numeric", "class": "input-short"}),
    )
    employees_as_of = DanishDateField(back=dates.HAS_BEEN, label=gettext_lazy("Opgjort den"), required=False)

    municipality_id: int
    worksite_pk: int | None = None

    def clean_p_number(self) -> str:
        text = self.cleaned_data["p_number"]
        if not text:
            return ""
        number = clean_p_number(text)
        others = Worksite.objects.for_municipality(self.municipality_id).exclude(pk=self.worksite_pk)
        taken = others.filter(p_number=number).select_related("company").first()
        if taken and posted_key(self.data) not in {taken.public_id, taken.company.public_id}:
            raise ValidationError(_("P-nummeret hører til {name}.").format(name=taken.company.name), code="taken")
        return number

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        number, day = cleaned.get("ordinary_employees"), cleaned.get("employees_as_of")
        if "ordinary_employees" not in self.errors and "employees_as_of" not in self.errors:
            if number is not None and day is None:
                self.add_error("employees_as_of", _("Skriv, hvilken dag tallet er fra."))
            if number is None and day is not None:
                self.add_error("ordinary_employees", _("Skriv tallet, eller slet datoen."))
        return cleaned

    def clean_employees_as_of(self) -> date | None:
        day, today = self.cleaned_data["employees_as_of"], self.fields["employees_as_of"].today
        if day and today and day > today:
            raise ValidationError(_("Dagen kan ikke ligge efter i dag. Skriv også årstallet."))
        return day

    def worksite_data(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in WorksiteFields.base_fields}


class CompanyFields(DKFDSForm):
    cvr = forms.CharField(
        label=gettext_lazy("CVR-nummer"),
        max_length=20,
        widget=forms.TextInput({"inputmode": "numeric", "class": "input-date"}),
    )
    name = forms.CharField(label=gettext_lazy("Virksomhedens navn"), max_length=200)
    sector = forms.ChoiceField(
        label=gettext_lazy("Sektor"), choices=Company.Sector, initial=Company.Sector.PRIVATE, widget=forms.RadioSelect
    )

    submit_label = gettext_lazy("Gem virksomheden")

    def __init__(self, *args: Any, municipality_id: int, company: Company | None = None, **options: Any) -> None:
        self.municipality_id, self.company = municipality_id, company
        # The company that already has the CVR number; the page leads there.
        self.known: Company | None = None
        super().__init__(*args, **options)

    def clean_cvr(self) -> str:
        number = clean_cvr(self.cleaned_data["cvr"])
        known = queries.with_cvr(self.municipality_id, number)
        if known and known != self.company and posted_key(self.data) != known.public_id:
            self.known = known
            raise ValidationError(_("CVR-nummeret hører til {name}, som I kender i forvejen.").format(name=known.name))
        return number

    def company_data(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("name", "cvr", "sector")}


class CompanyEditForm(SeenMixin, CompanyFields):
    def layout(self) -> Layout:
        return Layout("name", "cvr", "sector")


class CompanyForm(WorksiteFields, ContactFields, CompanyFields):
    """A whole new company in one form: itself, where the work is, and who we talk to."""

    key = KeyField()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("contact_name", "contact_email"):
            self.fields[name].required = False

    def layout(self) -> Layout:
        return Layout(
            "key",
            Fieldset(_("Virksomheden"), "name", "cvr", "sector"),
            Fieldset(
                _("Arbejdsstedet"),
                Row(Column("p_number"), Column("address")),
                Row(Column("ordinary_employees"), Column("employees_as_of")),
            ),
            Fieldset(
                _("Kontaktpersonen"),
                Row(Column("contact_name"), Column("contact_title")),
                Row(Column("contact_email"), Column("contact_phone")),
            ),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        asked = ("contact_name", "contact_email")
        if any(cleaned.get(f"contact_{name}") for name in ("name", "title", "email", "phone")):
            for name in asked:
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("En kontaktperson skal have både navn og e-mail."))
        return cleaned


class ContactForm(ContactFields, DKFDSForm):
    key = KeyField()
    submit_label = gettext_lazy("Gem kontaktpersonen")

    def __init__(self, *args: Any, company: Company, contact: Contact | None = None, **options: Any) -> None:
        self.company, self.person = company, contact
        super().__init__(*args, **options)

    def layout(self) -> Layout:
        return Layout(
            "key",
            Row(Column("contact_name"), Column("contact_title")),
            Row(Column("contact_email"), Column("contact_phone")),
        )

    def clean_contact_email(self) -> str:
        email = super().clean_contact_email()
        others = self.company.contacts.filter(email__iexact=email).exclude(pk=self.person.pk if self.person else None)
        taken = others.first()
        if taken and posted_key(self.data) != taken.public_id:
            raise ValidationError(_("{name} har den e-mail i forvejen.").format(name=taken.name), code="taken")
        return email


class ContactEditForm(SeenMixin, ContactForm):
    def __init__(self, *args: Any, contact: Contact, **options: Any) -> None:
        names = ("name", "title", "email", "phone")
        initial = {f"contact_{name}": getattr(contact, name) for name in names}
        super().__init__(*args, company=contact.company, contact=contact, initial=initial, **options)


class WorksiteForm(WorksiteFields, DKFDSForm):
    key = KeyField()
    name = forms.CharField(label=gettext_lazy("Arbejdsstedets navn"), max_length=200)
    submit_label = gettext_lazy("Gem arbejdsstedet")

    def __init__(self, *args: Any, company: Company, worksite: Worksite | None = None, **options: Any) -> None:
        self.municipality_id, self.worksite_pk = company.municipality_id, worksite.pk if worksite else None
        super().__init__(*args, **options)

    def layout(self) -> Layout:
        return Layout(
            "key",
            Row(Column("name"), Column("p_number")),
            "address",
            Row(Column("ordinary_employees"), Column("employees_as_of")),
        )

    def worksite_data(self) -> dict[str, Any]:
        return super().worksite_data() | {"name": self.cleaned_data["name"]}


class WorksiteEditForm(SeenMixin, WorksiteForm):
    def __init__(self, *args: Any, worksite: Worksite, **options: Any) -> None:
        initial = {name: getattr(worksite, name) for name in ("name", *WorksiteFields.base_fields)}
        super().__init__(*args, company=worksite.company, worksite=worksite, initial=initial, **options)
