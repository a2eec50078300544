"""The three answers, each its own form. The number and fingerprint of the terms on the page ride along in each."""

from datetime import date, timedelta
from typing import Any

from crispy_forms.layout import Submit
from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies.commitments import wording
from companies.commitments.models import CommitmentVersion, DeclineReason
from companies.commitments.proposals import Proposal, own_steps, same_hours
from companies.commitments.terms import Terms
from companies.register.numbers import no_cpr_number
from jobpakker.foundation.ui import dates
from jobpakker.foundation.ui.forms import DanishDateField, DKFDSForm

NOTHING_PRIVATE = gettext_lazy("Skriv om jobbet og jer selv, ikke om kandidatens helbred eller private forhold.")


def step_field(number: int) -> str:
    return f"trin_{number}"


def _differs(typed: str, agreed: str) -> bool:
    """Line ends and blanks around are no difference: browsers make their own."""
    return typed.split() != agreed.split()


class LinkForm(DKFDSForm):
    """A form of a page that is opened by link: see views.link_form for why no CSRF token rides along."""

    submit_label = ""
    button: Any = ""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper.disable_csrf = True
        self.helper.add_input(Submit("", self.button, css_id="submit", css_class="button-primary"))


class AnswerForm(DKFDSForm):
    """`answer` is the word that tells the three forms of the page apart, in the post and in the ids of the fields."""

    answer = ""
    button: str | Promise = ""
    button_class = "button-primary"
    submit_label = ""

    number = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10)
    fingerprint = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    svar = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)
    answered_by_name = forms.CharField(
        label=gettext_lazy("Dit navn"),
        min_length=2,
        max_length=150,
        validators=[no_cpr_number],
        widget=forms.TextInput({"autocomplete": "name"}),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        version: CommitmentVersion,
        was_confirmed: bool = False,
        kept: dict[str, str] | None = None,
        **options: Any,
    ) -> None:
        self.version, self.terms = version, Terms.from_data(version.terms)
        self.day, self.was_confirmed = options.get("today"), was_confirmed
        mark = {"number": version.number, "fingerprint": version.fingerprint, "svar": self.answer}
        super().__init__(
            data,
            initial=(kept or {}) | mark,
            auto_id=f"{self.answer}_%s",
            **options,
        )
        self.order_fields([*self._asked(), "number", "fingerprint", "svar"])
        self.helper.layout.fields = list(self.fields)
        self.helper.form_id = f"form-{self.answer}"
        self.helper.disable_csrf = True  # see views.commitment_answer
        self.helper.add_input(Submit("", self.button, css_id=f"{self.answer}-submit", css_class=self.button_class))

    def _asked(self) -> list[str]:
        own = [name for name in self.fields if name not in AnswerForm.base_fields]
        return [*own, "answered_by_name"]

    def is_about_the_shown_terms(self) -> bool:
        """What was posted names exactly the version that the link shows."""
        return (self.data.get("number"), self.data.get("fingerprint")) == (
            str(self.version.number),
            self.version.fingerprint,
        )

    def begun_again(self) -> "AnswerForm":
        """The same words under the terms that are shown now; the box is to be ticked anew."""
        kept = {name: self.data.get(name, "") for name in self._asked() if name != "agreed"}
        return type(self)(version=self.version, was_confirmed=self.was_confirmed, kept=kept, today=self.day)

    def said(self) -> dict[str, Any]:
        """What the action is told beside number, fingerprint and moment."""
        return {name: self.cleaned_data[name] for name in self._asked()}


class ConfirmForm(AnswerForm):
    answer = "bekraeft"
    button = gettext_lazy("Bekræft")

    agreed = forms.BooleanField()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        sentence = (
            _("Jeg bekræfter ændringerne på virksomhedens vegne, og at vi ansætter fra {day}.")
            if self.was_confirmed
            else _("Jeg bekræfter på virksomhedens vegne, at vi ansætter fra {day}.")
        )
        self.fields["agreed"].label = sentence.format(day=dates.show(self.terms.job_date))

    def _asked(self) -> list[str]:
        return ["answered_by_name", "agreed"]

    def said(self) -> dict[str, Any]:
        return {"answered_by_name": self.cleaned_data["answered_by_name"]}


class ProposeForm(AnswerForm):
    answer = "foreslaa"
    button = gettext_lazy("Send forslaget")
    button_class = "button-secondary"

    starts_on = DanishDateField(label=gettext_lazy("En anden første arbejdsdag"), required=False)
    weekly_hours = forms.DecimalField(
        label=gettext_lazy("Timer om ugen"), required=False, min_value=1, max_value=37, max_digits=4, decimal_places=1,
        localize=True, widget=forms.TextInput({"inputmode": "decimal", "class": "input-short", "autocomplete": "off"}),
    )  # fmt: skip
    conditions = forms.CharField(
        label=gettext_lazy("Jeres betingelser"), help_text=NOTHING_PRIVATE, max_length=2000, required=False,
        validators=[no_cpr_number], widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip
    text = forms.CharField(
        label=gettext_lazy("Andet, der skal være anderledes"),
        help_text=NOTHING_PRIVATE,
        max_length=2000,
        required=False,
        validators=[no_cpr_number],
        widget=forms.Textarea({"rows": 4}),
    )

    rest_agreed = forms.BooleanField(
        label=gettext_lazy("Resten af vilkårene er, som de skal være. I behøver ikke spørge om dem igen."),
        required=False,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        """What can be otherwise stands in the fields as it is now, so that it is changed by typing over it."""
        terms = Terms.from_data(options["version"].terms)
        self.base_fields = self.base_fields | {
            step_field(number): forms.CharField(
                label=_("Indholdet af {step}, {span}").format(
                    step=wording.stair(terms.steps[number]).name, span=wording.stair(terms.steps[number]).span
                ),
                initial=terms.steps[number].title, max_length=200, required=False, validators=[no_cpr_number],
            )
            for number in own_steps(terms)
        }  # fmt: skip
        super().__init__(*args, **options)
        self.fields["weekly_hours"].initial = wording.hours(terms)
        self.fields["conditions"].initial = terms.conditions

    def _asked(self) -> list[str]:
        steps = [step_field(number) for number in own_steps(self.terms)]
        return ["starts_on", "weekly_hours", "conditions", *steps, "text", "rest_agreed", "answered_by_name"]

    @property
    def opened(self) -> bool:
        """Something was typed that is to be seen again."""
        names = [name for name in self._asked() if name != "answered_by_name"]
        return bool(self.errors) or any(self.initial.get(name) for name in names)

    def wished(self) -> Proposal:
        """Only what differs from the terms. A field that did not come along is as it was."""
        cleaned, terms = self.cleaned_data, self.terms
        hours, conditions = cleaned.get("weekly_hours"), cleaned.get("conditions", "")
        titles = {number: cleaned.get(step_field(number), "") for number in own_steps(terms)}
        return Proposal(
            starts_on=cleaned.get("starts_on"),
            weekly_hours=None if hours is None or same_hours(terms, hours) else hours,
            conditions=conditions if "conditions" in self.data and _differs(conditions, terms.conditions) else None,
            titles={n: title for n, title in titles.items() if title and _differs(title, terms.steps[n].title)},
        )

    def said(self) -> dict[str, Any]:
        kept = {name: self.cleaned_data[name] for name in ("starts_on", "text", "rest_agreed", "answered_by_name")}
        return kept | {"proposed": self.wished()}

    def clean_starts_on(self) -> date | None:
        starts_on = self.cleaned_data["starts_on"]
        if starts_on and self.day and starts_on <= self.day:
            raise ValidationError(_("Den dag er gået. Skriv en dag efter i dag."))
        if starts_on == self.terms.job_date:
            raise ValidationError(_("Det er den dag, der står i forvejen. Skriv en anden, eller lad feltet stå tomt."))
        return starts_on

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not (self.errors or cleaned["text"] or self.wished()):
            self.add_error("text", _("Skriv en anden dag ovenfor, eller her, hvad der skal være anderledes."))
        return cleaned


class DeclineForm(AnswerForm):
    answer = "afslaa"
    button = gettext_lazy("Send afslaget")
    button_class = "button-warning"

    reason = forms.ChoiceField(
        label=gettext_lazy("Hvorfor kan I ikke?"), choices=DeclineReason, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=gettext_lazy("Vil du sige mere?"),
        help_text=NOTHING_PRIVATE,
        max_length=2000,
        required=False,
        validators=[no_cpr_number],
        widget=forms.Textarea({"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("reason") == DeclineReason.OTHER and not cleaned.get("text") and "text" not in self.errors:
            self.add_error("text", _("Skriv kort, hvad der er i vejen."))
        return cleaned


# The desk -------------------------------------------------------------------------------------------------------------
class TalkedForm(DKFDSForm):
    """ "Vi talte sammen i dag": `until` is the first day on which a reminder may go by itself again."""

    why = forms.CharField(
        label=gettext_lazy("Hvad blev aftalt?"),
        help_text=gettext_lazy("Fx: svarer, når chefen er tilbage. Virksomheden ser det ikke."),
        max_length=200,
        validators=[no_cpr_number],
    )
    until = DanishDateField(label=gettext_lazy("Ingen påmindelse før"))
    submit_label = gettext_lazy("Gem")

    longest = timedelta(days=60)

    def clean_until(self) -> date:
        until = self.cleaned_data["until"]
        today = self.fields["until"].today
        if until <= today:
            raise ValidationError(_("Skriv en dag efter i dag."))
        if until > today + self.longest:
            raise ValidationError(_("Højst 60 dage frem: ellers bliver virksomheden glemt."))
        return until


class ReminderSettingsForm(DKFDSForm):
    every = forms.IntegerField(
        label=gettext_lazy("Arbejdsdage mellem påmindelser"), min_value=0, max_value=30,
        help_text=gettext_lazy("0: der sendes ingen påmindelser af sig selv"),
        widget=forms.TextInput({"inputmode": "numeric", "class": "input-short"}),
    )  # fmt: skip
    at_most = forms.IntegerField(
        label=gettext_lazy("Højst så mange påmindelser"), min_value=0, max_value=10,
        help_text=gettext_lazy("Derefter står der på jobbet, at en medarbejder skal ringe"),
        widget=forms.TextInput({"inputmode": "numeric", "class": "input-short"}),
    )  # fmt: skip
    submit_label = gettext_lazy("Gem påmindelserne")


FORMS: dict[str, type[AnswerForm]] = {form.answer: form for form in (ConfirmForm, ProposeForm, DeclineForm)}
