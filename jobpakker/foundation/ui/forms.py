"""The form that every form of ours grows from: Danish dates, clean text, and the look of the public design system."""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jobpakker.foundation.ui import dates

# Characters that nobody sees but that make two equal names differ, or turn the reading direction of a whole line:
# control characters, zero-width characters, bidirectional overrides and the byte order mark.
INVISIBLE = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
_LINE_BREAKS = r"\t\n\r"
_REFUSED = _("Teksten rummer et usynligt tegn, ofte fra en kopieret mail. Slet teksten, og skriv den med tastaturet.")
clean_line = RegexValidator(re.compile(f"[{INVISIBLE}{_LINE_BREAKS}]"), _REFUSED, code="invisible", inverse_match=True)
clean_text = RegexValidator(re.compile(f"[{INVISIBLE}]"), _REFUSED, code="invisible", inverse_match=True)


class DanishDateInput(forms.DateInput):
    """A text field: the browser's own date field would show month/day to whoever has an English browser."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            {"class": "input-date", "inputmode": "numeric", "autocomplete": "off"} | (attrs or {}), format="%d-%m-%Y"
        )


class DanishDateField(forms.DateField):
    """Reads what `dates.parse` reads. The form's `today`, when given, lets the year be left out. `back`: `dates.HAS_BEEN` of
    a day that lies behind, `dates.MAY_HAVE_BEEN` of one that may, so that yesterday is not read as next year."""

    widget = DanishDateInput

    def __init__(self, *, today: dt.date | None = None, back: int = 0, **options: Any) -> None:
        options.setdefault("help_text", _("Fx 23-11-2026 eller uge 34 2026"))
        super().__init__(**options)
        self.today, self.back = today, back

    def to_python(self, value: Any) -> dt.date | None:
        if value in self.empty_values or isinstance(value, dt.date):
            return super().to_python(value)
        try:
            return dates.parse(value, today=self.today, back=self.back)
        except dates.UnreadableDate as error:
            raise ValidationError(str(error), code="invalid") from None


class _Shared(dict[str, forms.Field]):
    """Fields that are not copied for each form."""

    def __deepcopy__(self, memo: Any) -> "_Shared":
        return self


class DKFDSMixin:
    """Shared by `DKFDSForm` and `DKFDSModelForm`. A page writes `{% crispy form %}` and nothing more.

    Class attributes to set: `submit_label` ("" for no button), `mark_optional`, `method`, and `layout()` for anything
    but one field a line. Per form: `today` for dates, `action`, `cancel_url`.
    """

    submit_label: str | Promise = _("Gem")
    cancel_label: str | Promise = _("Annuller")
    mark_optional = True
    method = "post"

    def __init__(
        self, data: Mapping[str, Any] | None = None, *args: Any, today: dt.date | None = None,
        action: str = "", cancel_url: str = "", like: Any = None, **options: Any,
    ) -> None:  # fmt: skip
        """`like`: another of many forms on one page, filled from the same data. They share their fields, which costs less than
        half, and none of them may change its own."""
        if like is not None:
            self.base_fields = _Shared(like.fields)
            super().__init__(like.data, *args, **options)
            self.helper = like.helper
            return
        super().__init__(_composed(data), *args, **options)
        for field in self.fields.values():
            _prepare(field, today)
        self.helper = FormHelper()
        self.helper.form_method = self.method
        self.helper.form_action = action
        # Our sentences stand beside the fields; the browser's own bubbles speak the browser's language.
        self.helper.attrs = {"novalidate": True}
        self.helper.layout = self.layout() or Layout(*self.fields)
        self.helper.cancel_url, self.helper.cancel_label = cancel_url, self.cancel_label
        if self.submit_label:
            self.helper.add_input(Submit("", self.submit_label, css_id=f"{self.prefix or 'form'}-submit"))

    def layout(self) -> Layout | None:
        return None


class DKFDSForm(DKFDSMixin, forms.Form):
    pass


class DKFDSModelForm(DKFDSMixin, forms.ModelForm):
    pass


def _composed(data: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """One spelling of each letter (Unicode NFC): an å typed on a Mac must find an å typed on a PC."""
    if not data:
        return data
    if not isinstance(data, QueryDict):
        return {
            key: unicodedata.normalize("NFC", value) if isinstance(value, str) else value for key, value in data.items()
        }
    composed = QueryDict(mutable=True, encoding=data.encoding)
    for key, values in data.lists():
        composed.setlist(key, [unicodedata.normalize("NFC", value) for value in values])
    return composed


_REQUIRED = forms.Field.default_error_messages["required"]


def _prepare(field: forms.Field, today: dt.date | None) -> None:
    if isinstance(field, DanishDateField) and today is not None:
        field.today = today
    if isinstance(field, forms.CharField):
        many_lines = isinstance(field.widget, forms.Textarea)
        field.validators = [*field.validators, clean_text if many_lines else clean_line]
    if field.error_messages.get("required") is _REQUIRED:
        field.error_messages["required"] = _required(field.widget)
    for sort, messages in _SAID.items():
        if isinstance(field, sort):
            for code, sentence in messages.items():
                if field.error_messages.get(code) is sort.default_error_messages.get(code):  # none of the field's own
                    field.error_messages[code] = sentence
    if isinstance(field, forms.IntegerField):
        for code, limit, sentence in (
            ("min_value", field.min_value, _("Skriv mindst {limit}.")),
            ("max_value", field.max_value, _("Skriv højst {limit}.")),
        ):
            if limit is not None:
                shown = dates.number(limit if isinstance(limit, int) else float(limit))
                field.error_messages.setdefault(code, format_lazy(sentence, limit=shown))


# Instead of what Django says, in the tone of our own sentences. A decimal number is a sort of whole number to Django.
_SAID: dict[type[forms.Field], dict[str, Promise]] = {
    forms.CharField: {"max_length": _("Skriv højst %(limit_value)d tegn. Her står %(show_value)d.")},
    forms.EmailField: {"invalid": _("Skriv en e-mailadresse, fx navn@firma.dk.")},
    forms.IntegerField: {"invalid": _("Skriv et helt tal, fx 12.")},
    forms.DecimalField: {
        "invalid": _("Skriv et tal, fx 32 eller 32,5."),
        "max_digits": _("Skriv et tal med højst %(max)s cifre."),
        "max_whole_digits": _("Skriv højst %(max)s cifre før kommaet."),
        "max_decimal_places": _("Skriv færre decimaler: højst %(max)s."),
    },
    forms.ChoiceField: {"invalid_choice": _("Vælg en fra listen.")},
    forms.ModelChoiceField: {"invalid_choice": _("Vælg en fra listen.")},
}


def _required(widget: forms.Widget) -> Promise:
    if isinstance(widget, forms.CheckboxInput):
        return _("Sæt kryds her for at gå videre.")
    return _("Vælg her.") if isinstance(widget, forms.Select | forms.RadioSelect) else _("Udfyld feltet.")
