"""The way in, and what a company says of those who come: short, plain, and with a thumb."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies.commitments.forms import NOTHING_PRIVATE, LinkForm
from companies.register.numbers import no_cpr_number
from companies.visits.models import JobAnswer, StepReview, VisitReport
from companies.visits.queries import Visit
from jobpakker.foundation.ui.forms import DanishDateField, DKFDSForm

LONGEST_WAIT = timedelta(days=366)


class WayInForm(DKFDSForm):
    email = forms.EmailField(
        label=gettext_lazy("Din e-mail"), help_text=gettext_lazy("Den, vi plejer at skrive til"),
        widget=forms.EmailInput({"autocomplete": "email"}),
    )  # fmt: skip
    submit_label = gettext_lazy("Send mig et link")


class ReportForm(forms.Form):
    """The two buttons: what they say rides along in them."""

    said = forms.ChoiceField(choices=[(VisitReport.Said.BEGUN, ""), (VisitReport.Said.ABSENT, "")])
    on = forms.DateField(input_formats=["%Y-%m-%d"])

    def __init__(self, data: Any, *, visit: Visit) -> None:
        self.visit = visit
        super().__init__(data)

    def clean_on(self) -> date:
        """Today, or the agreed first day when that has gone."""
        on, today = self.cleaned_data["on"], self.visit.today
        if on not in {today, self.visit.stair.starts_on} or on > today:
            raise ValidationError(_("Den dag passer ikke mere. Se siden igen."))
        return on


class PostponeForm(LinkForm):
    button = gettext_lazy("Send den nye dag")

    on = DanishDateField(label=gettext_lazy("Hvilken dag begynder det i stedet?"))

    def __init__(self, *args: Any, visit: Visit, **options: Any) -> None:
        self.visit = visit
        super().__init__(*args, **options)

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on <= max(self.visit.today, self.visit.stair.starts_on):
            raise ValidationError(_("Skriv en dag, der ligger senere end i dag og den aftalte dag."))
        if on > self.visit.today + LONGEST_WAIT:
            raise ValidationError(_("Det er mere end et år frem. Ring i stedet."))
        return on


class ReviewForm(LinkForm):
    """Three questions. Nothing about anybody's health or life is asked for."""

    button = gettext_lazy("Send svarene")

    fit = forms.ChoiceField(
        label=gettext_lazy("Passede opgaverne til det, I har brug for?"), choices=StepReview.Fit,
        widget=forms.RadioSelect,
    )  # fmt: skip
    went = forms.ChoiceField(label=gettext_lazy("Hvordan gik det?"), choices=StepReview.Went, widget=forms.RadioSelect)
    missing = forms.CharField(
        label=gettext_lazy("Hvad skal der stadig læres?"), help_text=NOTHING_PRIVATE, max_length=1000, required=False,
        widget=forms.Textarea({"rows": 3}), validators=[no_cpr_number],
    )  # fmt: skip


class JobForm(LinkForm):
    button = gettext_lazy("Send svaret")

    answer = forms.ChoiceField(
        label=gettext_lazy("Bliver det til et job?"), choices=JobAnswer.Answer, widget=forms.RadioSelect
    )
    on = DanishDateField(
        label=gettext_lazy("Hvilken dag?"), required=False,
        help_text=gettext_lazy("Ja: første arbejdsdag. Ved I det ikke endnu: den dag, I ved det."),
    )  # fmt: skip
    text = forms.CharField(
        label=gettext_lazy("Vil du sige mere?"), help_text=NOTHING_PRIVATE, max_length=1000, required=False,
        widget=forms.Textarea({"rows": 3}), validators=[no_cpr_number],
    )  # fmt: skip

    def __init__(self, *args: Any, job_date: date, **options: Any) -> None:
        self.job_date = job_date
        super().__init__(*args, **options)

    def clean(self) -> dict[str, Any]:
        """Without a day, yes is from the day that was agreed."""
        cleaned = super().clean()
        if "on" in self.errors or "answer" not in cleaned:
            return cleaned
        answer, on, today = cleaned["answer"], cleaned.get("on"), self.fields["on"].today
        if answer == JobAnswer.Answer.NO:
            cleaned["on"] = None
            if not cleaned.get("text") and "text" not in self.errors:
                self.add_error("text", _("Skriv kort hvorfor, så vi kan finde en anden vej."))
        elif answer == JobAnswer.Answer.YES:
            cleaned["on"] = on or self.job_date
        elif on is None:
            self.add_error("on", _("Skriv, hvilken dag I ved det. Så spørger vi igen dér."))
        elif on <= today:
            self.add_error("on", _("Skriv en dag efter i dag."))
        if cleaned.get("on") and cleaned["on"] > today + LONGEST_WAIT:
            self.add_error("on", _("Det er mere end et år frem. Ring i stedet."))
        return cleaned
