"""Closed doors: a request gets through only as the view has declared, and every refusal is written down."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import add_never_cache_headers

from jobpakker.foundation.accounts.access import is_declared
from jobpakker.foundation.audit import access_log

GetResponse = Callable[[HttpRequest], HttpResponse]


class DeclaredAccess:
    """Lets a request through to a view only as that view has declared; every refusal is written down."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response.headers:
            add_never_cache_headers(response)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if hasattr(view, "public_because"):
            return None
        if not is_declared(view):
            raise PermissionDenied
        if not request.user.is_authenticated:
            if request.headers.get("HX-Request"):  # a fragment must not swallow the log-in page
                return HttpResponse(status=401, headers={"HX-Redirect": redirect_to_login("/").url})
            if request.method not in {"GET", "HEAD"}:
                return HttpResponseRedirect(redirect_to_login("/").url)
            return redirect_to_login(request.get_full_path())
        wanted = getattr(view, "access_by_method", {}).get(request.method, view.access)
        if wanted is not None and not request.user.can(wanted):
            access_log.denied(user=request.user, what=request.resolver_match.view_name)
            raise PermissionDenied
        return None
