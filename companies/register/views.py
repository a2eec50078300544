"""The register's pages: write down which company, where, and who. The list and the company's own page are the directory's."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from companies.register import actions, queries
from companies.register.forms import (
    CompanyEditForm,
    CompanyForm,
    ContactEditForm,
    ContactForm,
    WorksiteEditForm,
    WorksiteForm,
)
from companies.register.models import Company
from companies.register.seen import SeenMixin
from jobpakker.foundation import clock
from jobpakker.foundation.accounts.access import requires
from jobpakker.foundation.accounts.permissions import Permission
from jobpakker.foundation.once import Taken
from jobpakker.foundation.ui import undo
from jobpakker.foundation.ui.forms import DKFDSForm


@requires(Permission.EDIT_COMPANIES)
@require_http_methods(["GET", "HEAD", "POST"])
def company_create(request: HttpRequest) -> HttpResponse:
    form = CompanyForm(
        request.POST or None, today=clock.today(), municipality_id=request.user.municipality_id,
        cancel_url=reverse("companies:company_list"),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            company = actions.create_company(
                key=said["key"], cvr=said["cvr"], name=said["name"], sector=said["sector"], worksite=form.worksite_data(),
                contact=form.contact_data() if said["contact_email"] else None, by=request.user, at=clock.now(),
            )  # fmt: skip
        except Taken:
            return _taken(request, form, "companies/register/company_create.html", {})
        undo.done(request, _("{name} er gemt.").format(name=company.name))
        return redirect("companies:company_detail", company.public_id)
    return _form_page(request, form, "companies/register/company_create.html", {})


@requires(Permission.EDIT_COMPANIES)
@require_http_methods(["GET", "HEAD", "POST"])
def company_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    company = queries.company(request.user, public_id)
    form = CompanyEditForm(
        request.POST or None, company=company, municipality_id=company.municipality_id,
        initial={"name": company.name, "cvr": company.cvr, "sector": company.sector}, cancel_url=_address(company),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        return _save(
            request, form, "companies/register/company_edit.html", company,
            lambda: actions.change_company(
                company=company, by=request.user, at=clock.now(), **form.touched(form.company_data())
            ),
        )  # fmt: skip
    return _form_page(request, form, "companies/register/company_edit.html", {"company": company})


@requires(Permission.EDIT_COMPANIES)
@require_http_methods(["GET", "HEAD", "POST"])
def contact_create(request: HttpRequest, public_id: UUID) -> HttpResponse:
    company = queries.company(request.user, public_id)
    form = ContactForm(request.POST or None, company=company, cancel_url=_address(company))
    if request.method == "POST" and form.is_valid():
        return _save(
            request, form, "companies/register/contact_create.html", company,
            lambda: actions.add_contact(
                company=company, key=form.cleaned_data["key"], by=request.user, at=clock.now(), **form.contact_data()
            ),
        )  # fmt: skip
    return _form_page(request, form, "companies/register/contact_create.html", {"company": company})


@requires(Permission.EDIT_COMPANIES)
@require_http_methods(["GET", "HEAD", "POST"])
def contact_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    contact = queries.contact(request.user, public_id)
    form = ContactEditForm(request.POST or None, contact=contact, cancel_url=_address(contact.company))
    if request.method == "POST" and form.is_valid():
        return _save(
            request, form, "companies/register/contact_edit.html", contact.company,
            lambda: actions.change_contact(
                contact=contact, by=request.user, at=clock.now(), **form.touched(form.contact_data(), prefix="contact_")
            ),
        )  # fmt: skip
    return _form_page(request, form, "companies/register/contact_edit.html", {"company": contact.company})


@requires(Permission.EDIT_COMPANIES)
@require_http_methods(["GET", "HEAD", "POST"])
def worksite_create(request: HttpRequest, public_id: UUID) -> HttpResponse:
    company = queries.company(request.user, public_id)
    form = WorksiteForm(request.POST or None, today=clock.today(), company=company, cancel_url=_address(company))
    if request.method == "POST" and form.is_valid():
        return _save(
            request, form, "companies/register/worksite_create.html", company,
            lambda: actions.add_worksite(
                company=company, key=form.cleaned_data["key"], by=request.user, at=clock.now(), **form.worksite_data()
            ),
        )  # fmt: skip
    return _form_page(request, form, "companies/register/worksite_create.html", {"company": company})


@requires(Permission.EDIT_COMPANIES)
@require_http_methods(["GET", "HEAD", "POST"])
def worksite_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    worksite = queries.worksite(request.user, public_id)
    form = WorksiteEditForm(
        request.POST or None, today=clock.today(), worksite=worksite, cancel_url=_address(worksite.company)
    )
    if request.method == "POST" and form.is_valid():
        return _save(
            request, form, "companies/register/worksite_edit.html", worksite.company,
            lambda: actions.change_worksite(
                worksite=worksite, by=request.user, at=clock.now(), **form.touched(form.worksite_data())
            ),
        )  # fmt: skip
    return _form_page(request, form, "companies/register/worksite_edit.html", {"company": worksite.company})


def _address(company: Company) -> str:
    return reverse("companies:company_detail", args=[company.public_id])


def _save(request: HttpRequest, form: DKFDSForm, template: str, company: Company, write: Any) -> HttpResponse:
    """Does the one write of the page, and goes back to the company."""
    if isinstance(form, SeenMixin) and form.conflicts():
        return render(request, template, {"company": company, "form": form.begun_again()}, status=409)
    try:
        write()
    except Taken:
        return _taken(request, form, template, {"company": company})
    undo.done(request, _("Gemt."))
    return redirect(_address(company))


def _taken(request: HttpRequest, form: DKFDSForm, template: str, context: dict[str, Any]) -> HttpResponse:
    """Somebody wrote the same number or address a moment ago: asked once more, the form can say whose it is."""
    form.full_clean()
    if form.is_valid():
        form.add_error(None, _("En anden har lige gemt det samme. Tjek virksomheden, og prøv igen."))
    return render(request, template, context | {"form": form}, status=409)


def _form_page(request: HttpRequest, form: DKFDSForm, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, context | {"form": form}, status=422 if form.is_bound else 200)
