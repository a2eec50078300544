"""The shape of an inspiration model as it is typed: its head, and a row for each step."""

from collections.abc import Mapping
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.blueprints import queries
from casework.blueprints.catalogue import ModelStep
from casework.blueprints.fields import LengthField
from casework.blueprints.models import KIND_LABELS, Blueprint
from casework.planning.steps import CHAIN_KINDS, StepKind
from jobpakker.foundation.once import KeyField
from jobpakker.foundation.ui.forms import DKFDSForm

# The job is no row: it follows the last step.
KINDS = [(kind, KIND_LABELS[kind]) for kind in StepKind if kind in CHAIN_KINDS or kind == StepKind.MENTOR]
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
    """One step. A row with neither content nor length does not count."""

    submit_label = ""
    mark_optional = False

    position = forms.IntegerField(
        label=gettext_lazy("Nr."), min_value=0, max_value=999, required=False,
        widget=forms.TextInput({"inputmode": "numeric", "class": "input-short"}),
    )  # fmt: skip
    kind = forms.ChoiceField(label=gettext_lazy("Slags"), choices=KINDS)
    title = forms.CharField(label=gettext_lazy("Indhold"), max_length=200, required=False)
    length = LengthField(label=gettext_lazy("Længde"), max_length=60, required=False)
    at_the_company = forms.BooleanField(label=gettext_lazy("Hos virksomheden"), required=False)
    remove = forms.BooleanField(label=gettext_lazy("Fjern trinnet"), required=False)

    def __init__(self, data: Mapping[str, Any] | None, *, prefix: str, initial: dict[str, Any] | None = None) -> None:
        # What stands in a new row by itself must not count as something typed in it.
        self.empty = data is not None and not any(
            str(data.get(f"{prefix}-{name}", "")).strip() for name in ("title", "length")
        )
        super().__init__(data, prefix=prefix, initial=initial or {"at_the_company": True}, empty_permitted=False)

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

    def step(self) -> ModelStep:
        data = self.cleaned_data
        return ModelStep(StepKind(data["kind"]), data["title"], data["length"], data["at_the_company"])


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
                "position": number, "kind": step.kind, "title": step.title, "length": str(queries.length_of(step)),
                "at_the_company": step.at_the_company,
            }
            for number, step in enumerate(queries.steps(blueprint), start=1)
        ]  # fmt: skip
        empty = range(len(rows) + 1, min(len(rows) + EMPTY_ROWS, MOST_ROWS) + 1)
        rows += [{"position": number, "at_the_company": True} for number in empty]
        return [RowForm(None, prefix=f"{COUNT}-{index}", initial=row) for index, row in enumerate(rows)]

    def _read(self, data: Mapping[str, Any]) -> list[RowForm]:
        text = data.get(COUNT, "0")
        count = min(int(text), MOST_ROWS) if text.isascii() and text.isdigit() and len(text) < 4 else 0
        return [RowForm(data, prefix=f"{COUNT}-{index}") for index in range(count)]

    def is_valid(self) -> bool:
        """Every row is looked at, so that all that is wrong is said at once."""
        head, rows = super().is_valid(), [row.empty or row.is_valid() for row in self.rows]
        if not (head and all(rows)):
            return False
        walked = self.steps()
        if not any(step.kind in CHAIN_KINDS for step in walked):
            self.add_error(None, _("Kæden skal have mindst ét trin før jobbet."))
        if sum(step.kind == StepKind.MENTOR for step in walked) > 1:
            self.add_error(None, _("Der kan kun være én mentor ved siden af kæden."))
        return not self.errors

    def steps(self) -> tuple[ModelStep, ...]:
        """In the order of their numbers, the mentor last; rows of one number as they stand on the page."""
        counted = [
            (row.cleaned_data["position"] or MOST_ROWS, index, row.step())
            for index, row in enumerate(self.rows)
            if row.counts
        ]
        ordered = sorted(counted, key=lambda row: (row[2].beside, row[0], row[1]))
        return tuple(step for _position, _index, step in ordered)

    def head(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("title", "branch", "prerequisites")}
