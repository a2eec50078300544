"""The shape of what is typed. The builder's whole state stands in its form: `PlanForm` for the package, a `StepForm` a row."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from casework.blueprints import lengths
from casework.blueprints.fields import HoursField, LengthField
from casework.blueprints.models import KIND_LABELS
from casework.jobpakke import fixed_dates
from casework.jobpakke.actions import A_JOB, OUTCOMES_AT_THE_END
from casework.jobpakke.fields import FixedDatesField, LeadField
from casework.jobpakke.leads import DONE
from casework.jobpakke.models import STATE_LABELS, EndReason, Outcome
from casework.jobpakke.states import CLOSED, OPEN, JobpakkeState
from casework.jobpakke.wanted import Begun
from casework.planning.steps import JOB, Length, LengthUnit, StepKind, lies_beside
from companies.register import numbers
from companies.register.models import Contact
from jobpakker.foundation.ui import dates
from jobpakker.foundation.ui.forms import DanishDateField, DKFDSForm, clean_text
from jobpakker.foundation.workdays import WorkdayCalendar

# The job itself is not a row: it stands on top, and has been agreed with the company.
KINDS = [(kind, KIND_LABELS[kind]) for kind in StepKind if kind != StepKind.ORDINAER_ANSAETTELSE]
FURTHEST_YEARS = 5
INTO_THE_JOB = Length(8, LengthUnit.WEEKS)  # how long a mentor goes on after the job has begun, where nobody says
OWN = "own"  # a lane's `to`: when its own length, or its own dates, are over
SPAN = {"from": _("Fra"), "to": _("Til")}


def no_cpr_number(text: str) -> None:
    """What is written here is read by the company."""
    if numbers.holds_a_cpr_number(text):
        raise ValidationError(_("Skriv ikke et CPR-nummer her: virksomheden læser det."), code="cpr")


# The builder --------------------------------------------------------------------------------------------------------------
class StepForm(DKFDSForm):
    """One row of the staircase."""

    submit_label = ""

    id = forms.UUIDField(required=False)  # an existing step; empty for a new one
    kind = forms.ChoiceField(label=_("Slags"), choices=KINDS)
    title = forms.CharField(label=_("Indhold"), max_length=200, required=False, validators=[no_cpr_number])
    place = forms.CharField(label=_("Sted"), max_length=200, required=False, validators=[no_cpr_number])
    length = LengthField(label=_("Længde"), max_length=60)
    dates = FixedDatesField(label=_("Faste datoer"), max_length=1500, required=False)
    hours = HoursField(label=_("Timer om ugen"), max_length=20, required=False)
    lead = LeadField(label=_("Ventetid før start"), max_length=30, required=False)
    leads = forms.CharField(max_length=200, required=False)
    at_the_company = forms.BooleanField(required=False)

    def __init__(
        self,
        data: Mapping[str, Any],
        *,
        prefix: str,
        today: date,
        calendar: WorkdayCalendar,
        begun: Begun | None = None,
        like: "StepForm | None" = None,
    ) -> None:
        """`like`: another row of the chain; a lane has fields of its own."""
        super().__init__(data, prefix=prefix, today=today, like=like)
        self.today, self.calendar, self.begun = today, calendar, begun
        self.beside = lies_beside(data.get(f"{prefix}-kind", ""), data.get(f"{prefix}-beside"))
        if like is not None:
            return
        self.fields["dates"].today, self.fields["dates"].calendar = today, calendar
        # A lane's span; `from` is a word of the language, so these two are not written as fields above.
        if self.beside:
            for name in ("from", "to"):
                self.fields[name] = forms.CharField(label=SPAN[name], max_length=5, required=False)
            self.fields["length"].required = data.get(f"{prefix}-to", "") in {"", OWN}

    def clean_dates(self) -> fixed_dates.FixedDates:
        """What has begun has its own dates. A step never starts on a day that is no working day."""
        found = self.cleaned_data["dates"]
        if self.begun is not None:
            return fixed_dates.FixedDates()
        for day in [found.starts_on, *(start for start, _until in found.periods)]:
            if day is not None and not self.calendar.is_working_day(day):
                shown = dates.show(day, "long")
                raise ValidationError(
                    _("{day} er ikke en arbejdsdag, så trinnet kan ikke begynde der.").format(day=capfirst(shown))
                )
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        kind = data.get("kind")
        if kind and not data.get("title"):
            data["title"] = str(KIND_LABELS[StepKind(kind)])
        if kind == StepKind.MENTOR and data.get("dates"):
            self.add_error("dates", _("En mentor følger kæden og har ingen egne datoer."))
        elif self.beside and data.get("dates") and data["dates"].bounded:
            self.add_error(
                "dates", _("Ved siden af kæden har et kursus faste datoer, fx 2/3-13/3, eller følger kæden.")
            )
        if self.beside:
            self._clean_span(data)
        if self.begun and not self.begun.over and data.get("length") and data["length"] != self.begun.length:
            self._ends_ahead(data["length"].preferred.after(self.begun.starts_on, self.calendar))
        return data

    def _clean_span(self, data: dict[str, Any]) -> None:
        begins, ends = data.get("from", ""), data.get("to", "")
        if (
            ends
            and ends != OWN
            and (begins == JOB or (begins.isdecimal() and ends.isdecimal() and int(ends) < int(begins)))
        ):
            mentor = data.get("kind") == StepKind.MENTOR
            sentence = _("Mentoren skal slutte, efter at den er begyndt.")
            self.add_error("to", sentence if mentor else _("Kurset skal slutte, efter at det er begyndt."))
        if "length" in data and data["length"] is None:  # it ends with a step
            data["length"] = lengths.LengthRange(INTO_THE_JOB)

    def _ends_ahead(self, until: date) -> None:
        if until <= self.today:
            self.add_error(
                "length",
                _("Trinnet er i gang i dag. Er det sluttet, så skriv det på forløbets side: Sluttede før tid."),
            )


class PlanForm(DKFDSForm):
    """What stands above and beside the rows."""

    submit_label = ""

    job_starts_on = DanishDateField(label=_("Første arbejdsdag"), help_text="")
    company_took_part_on = DanishDateField(
        back=dates.HAS_BEEN, label=_("Indholdet er aftalt med virksomheden den"), required=False, help_text=""
    )
    mentor_name = forms.CharField(
        label=_("Mentor i virksomheden"), max_length=150, required=False, validators=[no_cpr_number]
    )
    conditions = forms.CharField(
        label=_("Virksomhedens betingelser"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[no_cpr_number],
    )
    reason = forms.CharField(
        label=_("Hvorfor du går videre trods reglerne"),
        max_length=1000,
        required=False,
        validators=[numbers.no_cpr_number],
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    contact = forms.ChoiceField(label=_("Sendes til"), required=False)
    version = forms.IntegerField(min_value=1, max_value=2_147_483_647, required=False)
    last_employed_here = forms.NullBooleanField(label=_("Var borgeren sidst ansat i virksomheden?"), required=False)
    net_increase = forms.NullBooleanField(label=_("Er der merbeskæftigelse?"), required=False)

    def __init__(self, data: Mapping[str, Any], *, today: date, contacts: Sequence[Contact]) -> None:
        super().__init__(data, today=today)
        self.today = today
        self.contacts = {str(contact.public_id): contact for contact in contacts}
        self.fields["contact"].choices = [(key, contact.name) for key, contact in self.contacts.items()]

    def clean_job_starts_on(self) -> date:
        day = self.cleaned_data["job_starts_on"]
        if day <= self.today:
            raise ValidationError(_("Jobbet skal begynde efter i dag."), code="past")
        if day.year > self.today.year + FURTHEST_YEARS:
            raise ValidationError(_("Jobbet kan højst ligge 5 år ude i fremtiden."), code="too_far")
        return day

    def clean_company_took_part_on(self) -> date | None:
        day = self.cleaned_data["company_took_part_on"]
        if day and day > self.today:
            raise ValidationError(_("Datoen kan ikke ligge efter i dag."), code="future")
        return day

    def clean_contact(self) -> Contact | None:
        return self.contacts.get(self.cleaned_data["contact"])


class ChosenForm(forms.Form):
    """Who and what the builder begins with, from the address."""

    borger = forms.UUIDField()
    model = forms.UUIDField(required=False)


class ProposedForm(forms.Form):
    """A job date to begin the builder with, from the address: the one that the company proposed."""

    job = forms.DateField(required=False)
    # All that the company would have otherwise, laid into the fields.
    oensket = forms.BooleanField(required=False)


class WishForm(forms.Form):
    """Yes to what the company would have otherwise: what was seen rides along, and why one goes past a finding."""

    version = forms.IntegerField(min_value=0, max_value=10**6, widget=forms.HiddenInput)
    fingerprint = forms.RegexField(r"^[0-9a-f]{64}\Z", widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Hvorfor går du videre?"), max_length=1000, required=False, validators=[clean_text, no_cpr_number],
        widget=forms.Textarea({"rows": 3, "class": "form-input"}),
    )  # fmt: skip


class SearchForm(DKFDSForm):
    submit_label = _("Søg")
    mark_optional = False

    q = forms.CharField(label=_("Navn, CPR-nummer eller sagsnummer"), max_length=100)


# The package's own page -----------------------------------------------------------------------------------------------------
class SendForm(DKFDSForm):
    submit_label = _("Send tilsagnet")

    contact = forms.ChoiceField(label=_("Sendes til"))

    def __init__(self, data: Mapping[str, Any] | None = None, *, contacts: Sequence[Contact], **options: Any) -> None:
        super().__init__(data, **options)
        self.contacts = {str(contact.public_id): contact for contact in contacts}
        self.fields["contact"].choices = [
            (key, f"{contact.name}, {contact.email}") for key, contact in self.contacts.items()
        ]

    def clean_contact(self) -> Contact:
        return self.contacts[self.cleaned_data["contact"]]


class ReasonForm(DKFDSForm):
    submit_label = _("Gem begrundelsen")
    mark_optional = False

    reason = forms.CharField(
        label=_("Hvorfor du går videre trods reglerne"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[numbers.no_cpr_number],
    )


class _DayForm(DKFDSForm):
    """A day that cannot lie ahead."""

    on = DanishDateField(back=dates.HAS_BEEN, label=_("Dato"), help_text="")

    def __init__(self, data: Mapping[str, Any] | None = None, *, today: date, **options: Any) -> None:
        options.setdefault("initial", {"on": today})
        super().__init__(data, today=today, **options)
        self.today = today

    def clean_on(self) -> date:
        day = self.cleaned_data["on"]
        if day > self.today:
            raise ValidationError(_("Datoen kan ikke ligge efter i dag."), code="future")
        return day


class LeadForm(forms.Form):
    """One thing that must be done before a step, from a button: it is done, or it is not after all."""

    rule = forms.ChoiceField(choices=list(DONE.items()))
    done = forms.BooleanField(required=False)


class StartForm(_DayForm):
    submit_label = _("Trinnet er begyndt")


class BreakStepForm(_DayForm):
    submit_label = _("Afslut trinnet før tid")

    on = DanishDateField(back=dates.HAS_BEEN, label=_("Sidste dag på trinnet"), help_text="")
    reason = forms.ChoiceField(label=_("Hvorfor"), choices=EndReason)


class CompleteForm(_DayForm):
    submit_label = _("Afslut forløbet")

    outcome = forms.ChoiceField(
        label=_("Hvad førte det til"), choices=[(outcome, outcome.label) for outcome in OUTCOMES_AT_THE_END]
    )


class BreakOffForm(_DayForm):
    submit_label = _("Afbryd forløbet")

    reason = forms.ChoiceField(label=_("Hvorfor"), choices=EndReason)
    work = forms.ChoiceField(
        label=_("Hvilket arbejde, hvis borgeren fik et andet"), required=False, initial=A_JOB[0],
        choices=[(outcome.value, outcome.label) for outcome in A_JOB],
        help_text=_("Så tæller forløbet med blandt dem, der kom i arbejde, og borgeren venter ikke mere."),
    )  # fmt: skip

    @property
    def outcome(self) -> Outcome:
        found_work = self.cleaned_data["reason"] == EndReason.GOT_OTHER_JOB
        return Outcome(self.cleaned_data["work"] or A_JOB[0]) if found_work else Outcome.AFBRUDT


# The list -------------------------------------------------------------------------------------------------------------------
class ListForm(DKFDSForm):
    """Filters live in the address, so that a list can be kept as a bookmark."""

    submit_label = _("Vis")
    method = "get"
    mark_optional = False

    OPEN, CLOSED = "aabne", "afsluttede"

    tilstand = forms.ChoiceField(
        label=_("Tilstand"),
        required=False,
        choices=[(OPEN, _("Alle åbne")), *STATE_LABELS.items(), (CLOSED, _("Alle afsluttede"))],
    )
    hvis = forms.ChoiceField(
        label=_("Hvis"), required=False, choices=[("mine", _("Mine")), ("alle", _("Alle, jeg kan se"))]
    )
    side = forms.IntegerField(min_value=1, max_value=100_000, required=False, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any], *, own: str) -> None:
        self.own = own
        super().__init__({"tilstand": self.OPEN, "hvis": own} | {key: data[key] for key in data})
        self.helper.form_class = "form-inline"
        self.helper.layout = Layout("tilstand", "hvis")  # a new choice begins on its first page

    def _chosen(self, name: str, default: str) -> Any:
        return (self.cleaned_data.get(name) if self.is_valid() else None) or default

    @property
    def states(self) -> frozenset[JobpakkeState]:
        chosen = self._chosen("tilstand", self.OPEN)
        if chosen in {self.OPEN, self.CLOSED}:
            return OPEN if chosen == self.OPEN else CLOSED
        return frozenset({JobpakkeState(chosen)})

    @property
    def mine(self) -> bool:
        return bool(self._chosen("hvis", self.own) == "mine")

    @property
    def page(self) -> int:
        return int(self._chosen("side", "1"))

    @property
    def narrowed(self) -> bool:
        """Something else than what one comes in to."""
        return self._chosen("tilstand", self.OPEN) != self.OPEN or self._chosen("hvis", self.own) != self.own
