"""The shape of an inspiration model as it is typed: its head, and a row for each step."""

from collections.abc import Mapping, Sequence
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.blueprints import queries
from casework.blueprints.catalogue import ModelStep
from casework.blueprints.fields import HoursField, LengthField
from casework.blueprints.models import KIND_LABELS, Blueprint
from casework.planning.steps import CHAIN_KINDS, JOB, StepKind, lies_beside
from jobpakker.foundation.once import KeyField
from jobpakker.foundation.ui import dates
from jobpakker.foundation.ui.forms import DKFDSForm

# The job is no row: it follows the last step.
BESIDE, OWN = "beside", "own"
KINDS = [
    *((kind, KIND_LABELS[kind]) for kind in StepKind if kind in CHAIN_KINDS or kind == StepKind.MENTOR),
    (BESIDE, gettext_lazy("Kursus ved siden af")),
]
MOST_ROWS = 20
EMPTY_ROWS = 2  # at the end of what there is
COUNT = "trin"


class FilterForm(DKFDSForm):
    method = "get"
    mark_optional = False
    submit_label = gettext_lazy("Vis")

    branche = forms.ChoiceField(label=gettext_lazy("Branche"), required=False)

    def __init__(self, *args: Any, branches: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["branche"].choices = [("", _("Alle")), *((branch, branch) for branch in branches)]
        self.helper.form_class = "form-inline"

    @property
    def branch(self) -> str:
        return self.cleaned_data["branche"] if self.is_valid() else ""


class CopyForm(forms.Form):
    key = KeyField()


class RowForm(DKFDSForm):
    """One step. A row with neither content nor length does not count. `begins` and `ends` of a lane name rows by their index, `JOB`,
    or `OWN`: when its length is over; a row that only now becomes a lane is not asked, and a course among them lasts its length.
    """

    submit_label = ""
    mark_optional = False

    position = forms.IntegerField(
        label=gettext_lazy("Nr."), min_value=0, max_value=999, required=False,
        widget=forms.TextInput({"inputmode": "numeric", "class": "input-short"}),
    )  # fmt: skip
    kind = forms.ChoiceField(label=gettext_lazy("Slags"), choices=KINDS)
    title = forms.CharField(label=gettext_lazy("Indhold"), max_length=200, required=False)
    length = LengthField(label=gettext_lazy("Længde"), max_length=60, required=False)
    hours = HoursField(
        label=gettext_lazy("Timer om ugen"), max_length=20, required=False,
        widget=forms.TextInput({"inputmode": "decimal", "class": "input-short"}),
    )  # fmt: skip
    begins = forms.CharField(label=gettext_lazy("Fra"), max_length=5, required=False, widget=forms.Select)
    ends = forms.CharField(label=gettext_lazy("Til"), max_length=5, required=False, widget=forms.Select)
    at_the_company = forms.BooleanField(label=gettext_lazy("Hos virksomheden"), required=False)
    remove = forms.BooleanField(label=gettext_lazy("Fjern trinnet"), required=False)

    def __init__(self, data: Mapping[str, Any] | None, *, prefix: str, initial: dict[str, Any] | None = None) -> None:
        # What stands in a new row by itself must not count as something typed in it.
        self.empty = data is not None and not any(
            str(data.get(f"{prefix}-{name}", "")).strip() for name in ("title", "length")
        )
        super().__init__(data, prefix=prefix, initial=initial or {"at_the_company": True}, empty_permitted=False)

        kind = str(self["kind"].value() or "")
        self.is_lane = lies_beside(StepKind.COURSE if kind == BESIDE else kind, kind == BESIDE)
        self.asked = data is None or f"{prefix}-begins" in data  # where it goes

    def name_steps(self, chain: Sequence[tuple[int, str]]) -> None:
        """What a lane can go between: the index and the content of each row of the chain."""
        steps = [(str(index), title) for index, title in chain]
        own = [(OWN, _("Når længden er gået"))] if self["kind"].value() == BESIDE else []
        self.fields["begins"].widget.choices = [
            ("", _("Fra det første trin")),
            *((index, _("Fra {step}").format(step=title)) for index, title in steps),
            (JOB, _("Fra jobbet")),
        ]
        self.fields["ends"].widget.choices = [
            *own,
            ("", _("Ind i jobbet, så længe")),
            *((index, _("Til og med {step}").format(step=title)) for index, title in steps),
        ]

    @property
    def counts(self) -> bool:
        return not self.empty and not (self.is_valid() and self.cleaned_data["remove"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.empty or data.get("remove"):
            return data
        if data.get("length") is None and "length" not in self.errors:
            self.add_error("length", _("Skriv, hvor længe trinnet varer, fx 4 uger."))
        if not data.get("title") and data.get("kind"):
            data["title"] = str(KIND_LABELS[StepKind(data["kind"])])
        return data

    def step(self, numbers: Mapping[str, int]) -> ModelStep:
        """`numbers`: the place in the chain of each row that stands in it."""
        data = self.cleaned_data
        beside = data["kind"] == BESIDE
        kind = StepKind.COURSE if beside else StepKind(data["kind"])
        begins, ends = (numbers.get(data[name]) if self.is_lane else None for name in ("begins", "ends"))
        into_the_job = self.asked and data["ends"] == ""
        return ModelStep(
            kind, data["title"], data["length"], data["at_the_company"], beside, data["hours"], begins_with=begins,
            begins_with_job=self.is_lane and data["begins"] == JOB, ends_with=ends,
            own_length=beside and ends is None and not into_the_job,
        )  # fmt: skip


class BlueprintForm(DKFDSForm):
    """The head, and the rows below it as `rows`."""

    submit_label = ""

    title = forms.CharField(label=gettext_lazy("Stilling"), max_length=150)
    branch = forms.CharField(label=gettext_lazy("Branche"), max_length=100, required=False)
    prerequisites = forms.CharField(
        label=gettext_lazy("Forudsætninger"), max_length=2000, required=False, widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("Én på hver linje"),
    )  # fmt: skip
    version = forms.IntegerField(min_value=1, max_value=2_147_483_647, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None = None, *, blueprint: Blueprint) -> None:
        names = ("title", "branch", "prerequisites", "version")
        super().__init__(data, initial={name: getattr(blueprint, name) for name in names})
        self.helper.form_tag = False
        self.rows = self._read(data) if data is not None else self._stored(blueprint)

    def layout(self) -> Layout:
        return Layout("version", "title", "branch", "prerequisites")

    def _stored(self, blueprint: Blueprint) -> list[RowForm]:
        rows: list[dict[str, Any]] = [
            {
                "position": number, "kind": BESIDE if step.beside and step.kind == StepKind.COURSE else step.kind,
                "title": step.title, "length": str(queries.length_of(step)), "at_the_company": step.at_the_company,
                "hours": "" if step.weekly_hours is None else dates.number(float(step.weekly_hours)),
                "begins": JOB if step.begins_with_job else "" if step.begins_with is None else str(step.begins_with),
                "ends": OWN if step.own_length else "" if step.ends_with is None else str(step.ends_with),
            }
            for number, step in enumerate(queries.steps(blueprint), start=1)
        ]  # fmt: skip
        empty = range(len(rows) + 1, min(len(rows) + EMPTY_ROWS, MOST_ROWS) + 1)
        rows += [{"position": number, "at_the_company": True} for number in empty]
        return _named([RowForm(None, prefix=f"{COUNT}-{index}", initial=row) for index, row in enumerate(rows)])

    def _read(self, data: Mapping[str, Any]) -> list[RowForm]:
        text = data.get(COUNT, "0")
        count = min(int(text), MOST_ROWS) if text.isascii() and text.isdigit() and len(text) < 4 else 0
        return _named([RowForm(data, prefix=f"{COUNT}-{index}") for index in range(count)])

    def is_valid(self) -> bool:
        """Every row is looked at, so that all that is wrong is said at once."""
        head, rows = super().is_valid(), [row.empty or row.is_valid() for row in self.rows]
        if not (head and all(rows)):
            return False
        walked = self.steps()
        if all(step.beside for step in walked):
            self.add_error(None, _("Kæden skal have mindst ét trin før jobbet."))
        if sum(step.kind == StepKind.MENTOR for step in walked) > 1:
            self.add_error(None, _("Der kan kun være én mentor ved siden af kæden."))
        if any(_ends_too_early(step) for step in walked):
            self.add_error(None, _("Det, der ligger ved siden af, skal slutte, efter at det er begyndt."))
        return not self.errors

    def steps(self) -> tuple[ModelStep, ...]:
        """In the order of their numbers, lanes last; rows of one number as they stand on the page."""
        counted = [
            (row.is_lane, row.cleaned_data["position"] or MOST_ROWS, index, row)
            for index, row in enumerate(self.rows)
            if row.counts
        ]
        ordered = sorted(counted, key=lambda row: row[:3])
        numbers = {str(index): place for place, (lane, _nr, index, _row) in enumerate(ordered) if not lane}
        return tuple(row.step(numbers) for _lane, _nr, _index, row in ordered)

    def head(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("title", "branch", "prerequisites")}


def _named(rows: list[RowForm]) -> list[RowForm]:
    chain = [
        (index, row["title"].value())
        for index, row in enumerate(rows)
        if not row.is_lane and row["title"].value() and not row.empty
    ]
    for row in rows:
        row.name_steps(chain)
    return rows


def _ends_too_early(step: ModelStep) -> bool:
    begins = MOST_ROWS if step.begins_with_job else step.begins_with or 0
    return step.ends_with is not None and step.ends_with < begins
