"""Pages that belong to no room: errors in plain words, the accessibility statement, and the health address."""

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import loader
from django.views.decorators.http import require_safe

from jobpakker.foundation.accounts.access import public


@public("Driften spørger, om siden lever; svaret rummer ingen data.")
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (OperationalError, InterfaceError):
        return JsonResponse({"ok": False}, status=503)
    return JsonResponse({"ok": True})


@public("Tilgængelighedserklæringen skal kunne læses af alle (webtilgængelighedsloven).")
@require_safe
def accessibility_statement(request: HttpRequest) -> HttpResponse:
    return render(request, "accessibility_statement.html")


def _plain(request: HttpRequest, status: int) -> HttpResponse:
    """Error pages never ask the database who is looking: it may be the one that is away."""
    return HttpResponse(loader.render_to_string(f"{status}.html"), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _plain(request, 400)


def method_not_allowed(request: HttpRequest) -> HttpResponse:
    return _plain(request, 405)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _plain(request, 403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _plain(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    return _plain(request, 500)


def service_unavailable(request: HttpRequest) -> HttpResponse:
    response = _plain(request, 503)
    response.headers["Retry-After"] = "10"
    return response
