"""Find a company, and see all that we have with it before ringing."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from companies.directory import profile, queries
from companies.directory.forms import ListForm
from companies.register import permissions
from companies.register import queries as register
from companies.talks import queries as talks
from companies.talks.forms import TalkForm
from jobpakker.foundation import clock
from jobpakker.foundation.accounts.access import requires
from jobpakker.foundation.accounts.permissions import Permission


@requires(Permission.SEE_COMPANIES)
@require_safe
def company_list(request: HttpRequest) -> HttpResponse:
    form = ListForm(request.GET)
    asked = {"text": "q", "sector": "sektor", "show": "vis", "order": "orden"}
    page = queries.rows(
        request.user, **{name: form.value(field) or "" for name, field in asked.items()}, side=form.value("side"),
        today=clock.today(),
    )  # fmt: skip
    context = {"form": form, "page": page, "may_edit": request.user.can(Permission.EDIT_COMPANIES)}
    return render(request, "companies/directory/company_list.html", context, status=200 if form.is_valid() else 400)


@requires(Permission.SEE_COMPANIES)
@require_safe
def company_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    company = register.company_with_all(request.user, public_id)
    today = clock.today()
    may_edit = permissions.can_edit(request.user, company)
    context = {
        "company": company,
        "today": today,
        "talks": talks.history(company, user=request.user, today=today),
        "talk_form": TalkForm(auto_id="talk_%s") if may_edit and not company.closed_on else None,
        "may_edit": may_edit,
        "may_add_job": request.user.can(Permission.EDIT_OPENINGS),
    }
    context |= profile.of(company, today=today)
    return render(request, "companies/directory/company_detail.html", context)
