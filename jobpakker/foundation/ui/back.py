"""Back to the page whose button was pressed: a list of things to do is worked through, not left at every press."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def to(request: HttpRequest, otherwise: str) -> str:
    """The form's own `next` when it is an address of ours."""
    wanted = request.POST.get("next", "")
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if is_ours else otherwise
