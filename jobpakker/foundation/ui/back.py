"""Back to the page whose button was pressed: a list of things to do is worked through, not left at every press."""

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme


class BackForm(forms.Form):
    """Where a page that is opened from a list is to return to; longer than any address of ours is nothing."""

    next = forms.CharField(max_length=1000, required=False)


def to(request: HttpRequest, otherwise: str) -> str:
    """The form's own `next`, or the address's, when it is an address of ours. A page whose form posts to where it stands keeps
    it in the address, so that it outlives a refusal."""
    wanted = _asked(request.POST) or _asked(request.GET)
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if is_ours else otherwise


def _asked(sent: QueryDict) -> str:
    form = BackForm(sent)
    return form.cleaned_data["next"] if form.is_valid() else ""
