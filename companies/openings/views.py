"""The jobs: what every jobpakke starts from."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from companies.balance import queries as balance
from companies.disco import lookup
from companies.openings import actions, permissions, queries
from companies.openings.actions import UnableToWithdraw
from companies.openings.forms import FilterForm, OpeningEditForm, OpeningForm, written_as
from companies.openings.models import JobOpening
from companies.register import queries as register
from jobpakker.foundation import clock
from jobpakker.foundation.accounts.access import requires
from jobpakker.foundation.accounts.permissions import Permission
from jobpakker.foundation.once import Taken
from jobpakker.foundation.ui import undo

PAGE_SIZE = 50


@requires(Permission.SEE_OPENINGS)
@require_safe
def opening_list(request: HttpRequest) -> HttpResponse:
    form = FilterForm(request.GET)
    short = balance.shortages(request.user.municipality_id)
    found = queries.search(
        request.user, state=form.value("tilstand") or "", text=form.value("q") or "",
        codes=short.codes if form.value("mangel") else None,
    )  # fmt: skip
    page = Paginator(found, PAGE_SIZE).get_page(form.value("side"))
    for opening in page.object_list:
        opening.shortage = short.of(opening.title, opening.disco)
    context = {
        "form": form,
        "page": page,
        "filtered": form.value("tilstand") or form.value("q") or form.value("mangel"),
        "today": clock.today(),
        "may_edit": request.user.can(Permission.EDIT_OPENINGS),
        "may_build": request.user.can(Permission.BUILD_JOBPAKKE),
    }
    return render(request, "companies/openings/opening_list.html", context, status=200 if form.is_valid() else 400)


@requires(Permission.EDIT_OPENINGS)
@require_http_methods(["GET", "HEAD", "POST"])
def opening_create(request: HttpRequest) -> HttpResponse:
    """`?virksomhed=<id>` comes from the company's own page, with the company filled in."""
    form = OpeningForm(
        request.POST or None, today=clock.today(), municipality_id=request.user.municipality_id,
        initial={} if request.method == "POST" else _from_company(request),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            opening = actions.create(
                key=form.cleaned_data["key"], company=form.chosen_company(), worksite=form.chosen_worksite(),
                contact=form.chosen_contact(), by=request.user, at=clock.now(), **form.job(),
            )  # fmt: skip
        except Taken:
            form.add_error(None, _("En anden har lige oprettet virksomheden eller kontaktpersonen. Tjek, og gem igen."))
            return render(request, "companies/openings/opening_create.html", _creating(request, form), status=409)
        undo.done(request, _("Jobbet er gemt."))
        return redirect("companies:opening_detail", opening.public_id)
    status = 422 if form.is_bound else 200
    return render(request, "companies/openings/opening_create.html", _creating(request, form), status=status)


@requires(Permission.EDIT_OPENINGS)
@require_POST
def opening_company(request: HttpRequest) -> HttpResponse:
    """What is to be asked about the company that has just been written. Stores nothing; POST keeps names out of addresses."""
    form = OpeningForm(
        None, today=clock.today(), municipality_id=request.user.municipality_id, initial=request.POST.dict()
    )
    if form.company is None and "cvr" in request.POST and "contact" not in request.POST:
        # A new company, and its fields are there already: they are not redrawn beneath somebody's fingers.
        return HttpResponse(status=204)
    return render(request, "companies/openings/_company_part.html", {"form": form, "today": clock.today()})


@requires(Permission.SEE_OPENINGS)
@require_safe
def opening_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _detail(request, queries.opening(request.user, public_id))


@requires(Permission.EDIT_OPENINGS)
@require_http_methods(["GET", "HEAD", "POST"])
def opening_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    opening = queries.opening(request.user, public_id)
    form = OpeningEditForm(request.POST or None, today=clock.today(), opening=opening, cancel_url=_address(opening))
    context = {
        "form": form,
        "opening": opening,
        "job_titles": _titles(request),
        "asked": opening.commitments.exclude(state="withdrawn").exists(),
    }
    if request.method == "POST" and form.is_valid():
        if form.conflicts():
            form.begun_again()
            return render(request, "companies/openings/opening_edit.html", context, status=409)
        actions.change(opening=opening, by=request.user, at=clock.now(), **form.touched(form.job()))
        undo.done(request, _("Gemt."))
        return redirect(_address(opening))
    return render(request, "companies/openings/opening_edit.html", context, status=422 if form.is_bound else 200)


@requires(Permission.EDIT_OPENINGS)
@require_POST
def opening_withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    opening = queries.opening(request.user, public_id)
    try:
        actions.withdraw(opening=opening, by=request.user, at=clock.now())
    except UnableToWithdraw:
        return _detail(request, opening, unable_to_withdraw=True, status=409)
    undo.done(
        request, _("Jobbet er trukket tilbage."), undo_url=reverse("companies:opening_reopen", args=[opening.public_id])
    )
    return redirect(_address(opening))


@requires(Permission.EDIT_OPENINGS)
@require_POST
def opening_reopen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    opening = queries.opening(request.user, public_id)
    actions.reopen(opening=opening, by=request.user, at=clock.now())
    undo.done(request, _("Jobbet er åbent igen."))
    return redirect(_address(opening))


def _address(opening: JobOpening) -> str:
    return reverse("companies:opening_detail", args=[opening.public_id])


def _detail(request: HttpRequest, opening: JobOpening, *, status: int = 200, **more: Any) -> HttpResponse:
    today = clock.today()
    context = {
        "opening": opening,
        "shortage": balance.shortages(opening.municipality_id).of(opening.title, opening.disco)
        if opening.disco
        else None,
        "kind_of_job": lookup.named(opening.disco),
        "today": today,
        "may_edit": permissions.can_edit(request.user, opening),
        "may_build": permissions.can_build(request.user, opening, promised=opening.promised, today=today),
    }
    return render(request, "companies/openings/opening_detail.html", context | more, status=status)


def _from_company(request: HttpRequest) -> dict[str, str]:
    try:
        company = register.companies_of(request.user).filter(public_id=UUID(request.GET.get("virksomhed", ""))).first()
    except ValueError:
        company = None
    return {"company_text": written_as(company)} if company else {}


def _creating(request: HttpRequest, form: OpeningForm) -> dict[str, Any]:
    known = register.names(request.user.municipality_id)
    return {"form": form, "known_companies": known, "job_titles": _titles(request), "today": clock.today()}


def _titles(request: HttpRequest) -> list[dict[str, str]]:
    """The listed titles, and where hands are missing."""
    short = balance.shortages(request.user.municipality_id)
    return [
        {"text": title.text, "mark": found.label if (found := short.of(title.text, title.code)) else ""}
        for title in lookup.titles()
    ]
