"""What the form templates need to know of a field: `{% load dkfds %}` is for templates/dkfds alone."""

from django import forms, template
from django.forms.boundfield import BoundField, BoundWidget
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def kind(field: BoundField) -> str:
    """`checkbox` for one box; `radio` or `checkbox` for each member of a group; else `select` or `input`."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput | forms.CheckboxSelectMultiple):
        return "checkbox"
    if isinstance(widget, forms.RadioSelect):
        return "radio"
    return "select" if isinstance(widget, forms.Select) else "input"


@register.filter
def is_group(field: BoundField) -> bool:
    return isinstance(field.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)


@register.filter
def control(field: BoundField) -> SafeString:
    own = field.field.widget.attrs.get("class", "")
    return field.as_widget(attrs={"class": f"form-{kind(field)} {own}".strip()})


@register.filter
def options(field: BoundField) -> list[BoundWidget]:
    field.field.widget.attrs["class"] = f"form-{kind(field)}"
    return field.subwidgets


@register.filter
def anchor(field: BoundField) -> str:
    """The id that a link in the error summary goes to: of a group, its first member."""
    return f"{field.auto_id}_0" if is_group(field) else field.id_for_label


@register.filter
def is_optional(field: BoundField) -> bool:
    """Told of the few that may be left out, since most must be filled in. Filters and one-field forms say nothing."""
    return not field.field.required and getattr(field.form, "mark_optional", False)
