"""The access log, for the leader and the administrator."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jobpakker.foundation.accounts.access import requires
from jobpakker.foundation.accounts.permissions import Permission
from jobpakker.foundation.audit.models import AccessLogEntry


@requires(Permission.SEE_ACCESS_LOG)
@require_GET
def access_log(request: HttpRequest) -> HttpResponse:
    entries = AccessLogEntry.objects.for_municipality(request.user.municipality_id).order_by("-at", "-pk")
    page = Paginator(entries, 50).get_page(request.GET.get("side"))
    return render(request, "audit/access_log.html", {"page": page})
