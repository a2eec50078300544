"""Two people with the same row open: neither undoes what the other has just saved.

The page carries what it showed. A field that the writer left alone keeps what has been saved since; a field that both changed, to
different values, is a conflict that the writer is shown, with all her own words still in place.
"""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class SeenMixin(forms.Form):
    """Before `DKFDSForm` among the bases; the form's `initial` is the row as it stands now. Use `touched()` for the write."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20_000)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        shown = {name: _written(self.initial[name]) for name in self.fields if name in self.initial}
        self.initial["seen"] = json.dumps(shown)
        self.helper.layout.fields.insert(0, "seen")

    def clean_seen(self) -> dict[str, str]:
        """Nothing, when it is not what a page of ours carries: then everything counts as changed by the writer."""
        try:
            shown = json.loads(self.cleaned_data["seen"] or "{}")
        except ValueError:
            return {}
        return {str(name): str(value) for name, value in shown.items()} if isinstance(shown, dict) else {}

    def conflicts(self) -> list[str]:
        """The labels of the fields that somebody else has changed too, to something else."""
        return [str(self.fields[name].label) for name in self._both_changed()]

    def begun_again(self) -> "SeenMixin":
        """Holds what was typed, now beside the row as it is: saved once more, it is meant."""
        self.data = self.data.copy()
        self.data["seen"] = self.initial["seen"]
        labels = ", ".join(self.conflicts())
        self.add_error(
            None,
            _("En anden har lige rettet: {labels}. Her står det, du skrev. Gem igen, hvis det skal gælde.").format(
                labels=labels
            ),
        )
        return self

    def touched(self, said: dict[str, Any], *, prefix: str = "") -> dict[str, Any]:
        """What is to be written of `said`: the fields that the writer changed. `prefix` is what the form puts before their names."""
        untouched = self._left_alone()
        return {name: value for name, value in said.items() if prefix + name not in untouched}

    def _left_alone(self) -> set[str]:
        return {name for name in self._compared() if self._was(name) == self.cleaned_data.get(name)}

    def _both_changed(self) -> list[str]:
        untouched = self._left_alone()
        return [
            name
            for name in self._compared()
            if name not in untouched and self._is(name) not in {self._was(name), self.cleaned_data.get(name)}
        ]

    def _compared(self) -> list[str]:
        return [name for name in self.fields if name in self.initial and name in (self.cleaned_data.get("seen") or {})]

    def _was(self, name: str) -> Any:
        return self._read(name, self.cleaned_data["seen"][name])

    def _is(self, name: str) -> Any:
        return self._read(name, _written(self.initial[name]))

    def _read(self, name: str, text: str) -> Any:
        try:
            return self.fields[name].clean(text)
        except ValidationError:
            return None


def _written(value: Any) -> str:
    return "" if value is None else str(value)
