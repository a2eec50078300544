"""The access log, for the leader and the administrator: who looked at whom, when and why."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jobpakker.foundation import clock
from jobpakker.foundation.accounts.access import requires
from jobpakker.foundation.accounts.permissions import Permission
from jobpakker.foundation.audit import presenters
from jobpakker.foundation.audit.forms import FilterForm
from jobpakker.foundation.audit.models import AccessLogEntry

PAGE_SIZE = 50


@requires(Permission.SEE_ACCESS_LOG)
@require_GET
def access_log(request: HttpRequest) -> HttpResponse:
    form = FilterForm(request.GET, reader=request.user, today=clock.today())
    entries = AccessLogEntry.objects.for_municipality(request.user.municipality_id).filter(**form.conditions())
    page = Paginator(entries.order_by("-at", "-pk"), PAGE_SIZE).get_page(form.page)
    lines = presenters.lines(list(page.object_list), reader=request.user)
    context = {
        "form": form,
        "page": page,
        "lines": lines,
        "citizen": lines[0].citizen if form.citizen and lines else None,
        "narrowed": bool(form.conditions()),
    }
    return render(request, "audit/access_log.html", context, status=200 if form.is_valid() else 400)
