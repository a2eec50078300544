"""What a company says from its own page, by its own link: who has begun, how it went, and whether it becomes a job.

Reading changes nothing. A post that comes too late, or twice, ends on the page, which shows how it stands.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from companies.commitments.views import link_form
from companies.portal import queries
from companies.portal.forms import JobForm, PostponeForm, ReportForm, ReviewForm
from companies.portal.views import expired, show_board
from companies.register.models import Contact
from companies.visits import actions
from companies.visits.actions import UnableToSay
from companies.visits.models import JobAnswer, VisitReport
from companies.visits.queries import JobQuestion, Visit
from jobpakker.foundation import clock
from jobpakker.foundation.accounts.access import public
from jobpakker.foundation.links import LinkExpired

View = Callable[..., HttpResponse]


def by_her_link(view: View) -> View:
    """Hands the view the contact whose link it is."""

    @wraps(view)
    def opened(request: HttpRequest, token: str, **arguments: Any) -> HttpResponse:
        try:
            contact = queries.contact_of(token)
        except LinkExpired:
            return expired(request)
        return view(request, contact, token, **arguments)

    return opened


def _visit(contact: Contact, reference: UUID) -> Visit:
    return queries.visit(contact, reference, at=clock.now(), today=clock.today())


@public("Virksomhedens kontaktperson skriver med sit eget underskrevne link, om nogen er begyndt.")
@link_form
@require_POST
@by_her_link
def visit_report(request: HttpRequest, contact: Contact, token: str, reference: UUID) -> HttpResponse:
    """One press: has begun, or did not come."""
    visit = _visit(contact, reference)
    form = ReportForm(request.POST, visit=visit)
    if not form.is_valid():
        return show_board(request, contact, token, changed=True, status=422)
    if not (visit.asks_whether_begun or visit.may_have_come_after_all):
        return _answered_already(request, contact, token, visit, form.cleaned_data["said"])
    said = VisitReport.Said(form.cleaned_data["said"])
    return _said(request, contact, token, visit, said=said, on=form.cleaned_data["on"])


@public("Virksomhedens kontaktperson udskyder en start med sit eget underskrevne link.")
@link_form
@require_http_methods(["GET", "HEAD", "POST"])
@by_her_link
def visit_postpone(request: HttpRequest, contact: Contact, token: str, reference: UUID) -> HttpResponse:
    visit = _visit(contact, reference)
    if not visit.asks_whether_begun:
        return redirect("companies:company_page", token)
    form = PostponeForm(request.POST if request.method == "POST" else None, visit=visit, today=clock.today())
    if form.is_bound and form.is_valid():
        return _said(request, contact, token, visit, said=VisitReport.Said.POSTPONED, on=form.cleaned_data["on"])
    return _asked(request, contact, token, "visit_postpone", form, visit=visit)


@public("Virksomhedens kontaktperson fortryder det, som linket lige har sagt.")
@link_form
@require_POST
@by_her_link
def visit_take_back(request: HttpRequest, contact: Contact, token: str, reference: UUID) -> HttpResponse:
    try:
        actions.take_back(visit=_visit(contact, reference), by_name=contact.name, at=clock.now())
    except UnableToSay:
        return show_board(request, contact, token, changed=True, status=409)
    return _at(token, f"trin-{reference}")


@public("Virksomhedens kontaktperson svarer på tre spørgsmål med sit eget underskrevne link.")
@link_form
@require_http_methods(["GET", "HEAD", "POST"])
@by_her_link
def step_review(request: HttpRequest, contact: Contact, token: str, reference: UUID) -> HttpResponse:
    visit = _visit(contact, reference)
    after = redirect("companies:job_answer", token, visit.agreed.commitment.public_id)
    if visit.review is not None:
        return after
    if not visit.asks_how_it_went:
        return redirect("companies:company_page", token)
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.review(visit=visit, by_name=contact.name, at=clock.now(), **form.cleaned_data)
        except UnableToSay:
            return show_board(request, contact, token, changed=True, status=409)
        return after
    return _asked(request, contact, token, "step_review", form, visit=visit)


@public("Virksomhedens kontaktperson svarer med sit eget underskrevne link, om det bliver til et job.")
@link_form
@require_http_methods(["GET", "HEAD", "POST"])
@by_her_link
def job_answer(request: HttpRequest, contact: Contact, token: str, commitment: UUID) -> HttpResponse:
    question: JobQuestion = queries.job_question(contact, commitment, at=clock.now(), today=clock.today())
    if not question.asks:
        return redirect("companies:company_page", token)
    data = request.POST if request.method == "POST" else None
    form = JobForm(data, today=clock.today(), job_date=question.agreed.terms.job_date)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            actions.answer_job(
                agreed=question.agreed, answer=JobAnswer.Answer(said["answer"]), on=said["on"], text=said["text"],
                by_name=contact.name, at=clock.now(),
            )  # fmt: skip
        except UnableToSay:
            return show_board(request, contact, token, changed=True, status=409)
        return _at(token, "lovet")
    return _asked(request, contact, token, "job_answer", form, question=question)


def _said(request: HttpRequest, contact: Contact, token: str, visit: Visit, **said: Any) -> HttpResponse:
    try:
        actions.report(visit=visit, by_name=contact.name, at=clock.now(), **said)
    except UnableToSay:
        return show_board(request, contact, token, changed=True, status=409)
    return _at(token, _row(visit))


def _at(token: str, row: str) -> HttpResponse:
    """The page where it says what was said: a telephone shows only a piece of it."""
    return redirect(f"{reverse('companies:company_page', args=[token])}#{row}")


def _row(visit: Visit) -> str:
    return f"trin-{visit.walked.reference}" if visit.walked else ""


def _answered_already(request: HttpRequest, contact: Contact, token: str, visit: Visit, said: str) -> HttpResponse:
    """A second press of the same button ends where the first did."""
    if visit.report is not None and visit.report.said == said:
        return _at(token, _row(visit))
    return show_board(request, contact, token, changed=True, status=409)


def _asked(request: HttpRequest, contact: Contact, token: str, name: str, form: Any, **more: Any) -> HttpResponse:
    context = {"form": form, "token": token, "municipality": contact.municipality, **more}
    return render(request, f"companies/portal/{name}.html", context, status=422 if form.is_bound else 200)
