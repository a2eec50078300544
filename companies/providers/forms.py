"""The shape and wording of what is written and looked for among the courses."""

from datetime import date, timedelta
from typing import Any

from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies.files import forms as files
from companies.files.texts import Refused, clean
from companies.files.wording import of_text
from companies.providers import queries, wording
from companies.providers.csv_lines import LAYOUT, LONGEST, MOST_DAYS, MOST_KR, MOST_SEATS
from companies.providers.facts import SessionFacts
from companies.providers.models import Course, CourseSession
from companies.register.seen import SeenMixin
from jobpakker.foundation.once import KeyField
from jobpakker.foundation.ui.forms import DanishDateField, DKFDSForm

LONGEST_AHEAD = timedelta(days=3 * 366)
ONE_DAY = timedelta(days=1)


class PlainField(forms.CharField):
    """A name, a place or a number that stands in lists and in files."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        try:
            return clean(text, longest=self.max_length or 150)
        except Refused as refused:
            sentence = of_text(refused.fault, column=str(self.label), longest=self.max_length or 150)
            raise ValidationError(sentence, code=str(refused.fault)) from None


def _short(label: Any, least: int, most: int, *, needed: bool = True, hint: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, required=needed, help_text=hint,
        widget=forms.TextInput({"inputmode": "numeric", "class": "input-short"}),
    )  # fmt: skip


# The list ---------------------------------------------------------------------------------------------------------------------
class FilterForm(DKFDSForm):
    """From the address; `fra` and `til` are inclusive, and without `fra` the list begins tomorrow."""

    method = "get"
    mark_optional = False
    submit_label = gettext_lazy("Vis")

    q = forms.CharField(label=gettext_lazy("Kursus eller udbyder"), max_length=100, required=False)
    sted = forms.CharField(label=gettext_lazy("Sted"), max_length=100, required=False)
    fra = DanishDateField(label=gettext_lazy("Begynder fra"), required=False, help_text="")
    til = DanishDateField(label=gettext_lazy("og senest"), required=False, help_text="")
    ledige = forms.BooleanField(label=gettext_lazy("Kun med ledige pladser"), required=False)
    side = forms.IntegerField(min_value=1, max_value=100_000, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper.form_class = "form-inline"
        self.helper.layout = Layout("q", "sted", "fra", "til", "ledige")  # a new filter begins on its first page

    def value(self, name: str) -> Any:
        return self.cleaned_data.get(name) if self.is_valid() else None

    @property
    def filtered(self) -> bool:
        return any(self.value(name) for name in ("q", "sted", "fra", "til", "ledige"))

    def search(self, today: date) -> dict[str, Any]:
        """For `queries.search`."""
        return {
            "text": self.value("q") or "",
            "place": self.value("sted") or "",
            "after": self.value("fra") or today + ONE_DAY,
            "before": self.value("til"),
            "only_free": bool(self.value("ledige")),
        }


# A class ----------------------------------------------------------------------------------------------------------------------
class SessionFields(DKFDSForm):
    key = KeyField()
    title = PlainField(
        label=gettext_lazy("Kursus"), max_length=150,
        help_text=gettext_lazy("Skriv titlen som i inspirationsmodellen, så finder planen holdet selv."),
        widget=forms.TextInput({"list": "known-courses", "autocomplete": "off", "class": "input-full"}),
    )  # fmt: skip
    provider = PlainField(
        label=gettext_lazy("Udbyder"), max_length=150,
        widget=forms.TextInput({"list": "known-providers", "autocomplete": "off"}),
    )  # fmt: skip
    place = PlainField(
        label=gettext_lazy("Sted"), max_length=150, required=False,
        widget=forms.TextInput({"list": "known-places", "autocomplete": "off"}),
    )  # fmt: skip
    starts_on = DanishDateField(label=gettext_lazy("Første dag"))
    ends_on = DanishDateField(label=gettext_lazy("Sidste dag"))
    seats = _short(gettext_lazy("Pladser"), 1, MOST_SEATS)
    seats_taken = _short(gettext_lazy("Optagne pladser"), 0, MOST_SEATS, needed=False)
    price_kr = _short(gettext_lazy("Pris i kroner"), 0, MOST_KR, needed=False)
    reference = PlainField(
        label=gettext_lazy("Udbyderens holdnummer"), max_length=60, required=False,
        help_text=gettext_lazy("Så kendes holdet igen i udbyderens fil"),
    )  # fmt: skip

    submit_label = gettext_lazy("Gem holdet")
    fact_fields = ("title", "provider", "place", "starts_on", "seats", "seats_taken", "price_kr", "reference")

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        self.day = today
        super().__init__(*args, today=today, **options)

    def layout(self) -> Layout:
        return Layout(
            "key",
            "title",
            Row(Column("provider"), Column("place")),
            Row(Column("starts_on"), Column("ends_on")),
            Row(Column("seats"), Column("seats_taken"), Column("price_kr")),
            "reference",
            *self.of_a_new_course(),
        )

    def of_a_new_course(self) -> list[Any]:
        return []

    def clean_starts_on(self) -> date:
        starts_on = self.cleaned_data["starts_on"]
        if "starts_on" in self.changed_data:
            if starts_on <= self.day:
                raise ValidationError(_("Holdet skal begynde efter i dag: man kan ikke længere komme på det."))
            if starts_on > self.day + LONGEST_AHEAD:
                raise ValidationError(_("Det er mere end tre år væk. Er årstallet rigtigt?"))
        return starts_on

    def clean_seats_taken(self) -> int:
        return self.cleaned_data["seats_taken"] or 0

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("Den sidste dag ligger før den første."))
        elif starts_on and ends_on and ends_on - starts_on > LONGEST:
            self.add_error("ends_on", _("Der er mere end to år imellem. Er årstallene rigtige?"))
        seats, taken = data.get("seats"), data.get("seats_taken")
        if seats and taken is not None and taken > seats:
            self.add_error("seats_taken", _("Der kan ikke være optaget flere pladser, end holdet har."))
        return data

    def said(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {name: data[name] for name in self.fact_fields} | {"until": data["ends_on"] + ONE_DAY}


class SessionForm(SessionFields):
    """A new class; a course that we do not know is asked about too."""

    days = _short(
        gettext_lazy("Kursusdage"), 1, MOST_DAYS, needed=False,
        hint=gettext_lazy("Tomt: arbejdsdagene fra første til sidste dag"),
    )  # fmt: skip
    amu = forms.CharField(
        label=gettext_lazy("AMU-nummer"), max_length=5, required=False,
        widget=forms.TextInput({"inputmode": "numeric", "class": "input-short"}),
    )  # fmt: skip

    def __init__(self, *args: Any, municipality_id: int, **options: Any) -> None:
        self.municipality_id = municipality_id
        super().__init__(*args, **options)

    def of_a_new_course(self) -> list[Any]:
        return [Fieldset(_("Kun når kurset er nyt"), Row(Column("days"), Column("amu")))]

    def clean_amu(self) -> str:
        return _clean_amu(self.cleaned_data["amu"])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        course = queries.course_named(self.municipality_id, data["title"]) if data.get("title") else None
        if course:
            data["title"] = course.title
            for name in ("days", "amu"):
                if data.get(name) and data[name] != getattr(course, name):
                    told = wording.shown(name, getattr(course, name)) or _("ikke angivet")
                    self.add_error(
                        name,
                        _("Vi kender kurset i forvejen, og her står: {told}. Ret det på kursets egen side.").format(
                            told=told
                        ),
                    )
        return data

    def facts(self) -> SessionFacts:
        return SessionFacts(**self.said())

    def course_days(self) -> int:
        if self.cleaned_data.get("days"):
            return self.cleaned_data["days"]
        facts = self.facts()
        return max(1, queries.calendar_of(self.municipality_id).count(facts.starts_on, facts.until))


class SessionEditForm(SeenMixin, SessionFields):
    submit_label = gettext_lazy("Gem ændringen")

    def __init__(self, *args: Any, session: CourseSession, **options: Any) -> None:
        facts = session.facts
        initial = {name: getattr(facts, name) for name in self.fact_fields} | {"ends_on": facts.until - ONE_DAY}
        super().__init__(*args, initial=initial, **options)

    def changes(self) -> dict[str, Any]:
        """Only what the writer touched; the last day counts as `until`."""
        said = self.said()
        last = self.touched({"ends_on": said.pop("until")})
        return self.touched(said) | ({"until": last["ends_on"]} if last else {})


class CancelForm(DKFDSForm):
    key = KeyField()
    reason = forms.ChoiceField(
        label=gettext_lazy("Hvorfor er holdet aflyst?"),
        choices=CourseSession.CancelReason.choices,
        widget=forms.RadioSelect,
    )
    submit_label = gettext_lazy("Skriv, at holdet er aflyst")


class PressForm(forms.Form):
    """A button that must not count twice."""

    key = KeyField()


# A course ---------------------------------------------------------------------------------------------------------------------
class CourseForm(SeenMixin, DKFDSForm):
    title = PlainField(label=gettext_lazy("Kursus"), max_length=150, widget=forms.TextInput({"class": "input-full"}))
    days = _short(gettext_lazy("Kursusdage"), 1, MOST_DAYS)
    amu = forms.CharField(
        label=gettext_lazy("AMU-nummer"), max_length=5, required=False,
        widget=forms.TextInput({"inputmode": "numeric", "class": "input-short"}),
    )  # fmt: skip
    submit_label = gettext_lazy("Gem kurset")

    def __init__(self, *args: Any, course: Course, **options: Any) -> None:
        super().__init__(*args, initial={"title": course.title, "days": course.days, "amu": course.amu}, **options)

    def layout(self) -> Layout:
        return Layout("title", Row(Column("days"), Column("amu")))

    def clean_amu(self) -> str:
        return _clean_amu(self.cleaned_data["amu"])


def _clean_amu(text: str) -> str:
    if text and not (len(text) == 5 and text.isascii() and text.isdigit()):
        raise ValidationError(_("Et AMU-nummer er fem cifre."), code="amu")
    return text


# A file -----------------------------------------------------------------------------------------------------------------------
class UploadForm(files.UploadForm):
    sheet = LAYOUT


class ApplyForm(files.ApplyForm):
    cancel_missing = forms.BooleanField(required=False)
