"""Two pages without a log-in: the company's contact sends it on, and the representative answers for herself."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from companies.commitments import queries as commitments
from companies.commitments.queries import Page as CommitmentPage
from companies.commitments.views import SEND_AGAIN, link_form
from companies.hearings import actions, queries
from companies.hearings.actions import UnableToHear
from companies.hearings.forms import AskForm, HearingForm
from companies.hearings.models import Hearing
from companies.hearings.queries import Page, Question
from jobpakker.foundation import clock
from jobpakker.foundation.accounts.access import public

STATUS = {Page.CHANGED: 409, Page.CLOSED: 410, Page.EXPIRED: 410}


@public("Virksomhedens kontaktperson sender høringen videre med sit eget underskrevne link.")
@link_form
@require_http_methods(["GET", "HEAD", "POST"])
def hearing_ask(request: HttpRequest, token: str) -> HttpResponse:
    """A link that no longer opens the question leads to the page that says why."""
    question = commitments.question(token, today=clock.today())
    standing = queries.standing(question.commitment) if question.page in _ASKED_ON else None
    if standing is None:
        return redirect("companies:commitment_answer", token)
    contact = question.commitment.contact
    form = AskForm(request.POST or None, contact=contact)
    context = {
        "form": form, "hearing": standing.hearing, "terms": question.terms, "token": token,
        "municipality": question.commitment.municipality,
    }  # fmt: skip
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.ask(
                    commitment=question.commitment, number=question.shown.number, at=clock.now(), **form.cleaned_data
                )
            except UnableToHear as unable:
                context["unable"], status = unable.code, 409
            else:
                return redirect(request.path)
    return render(request, "companies/hearings/hearing_ask.html", context, status=status)


_ASKED_ON = {CommitmentPage.OPEN, CommitmentPage.CONFIRMED}


@public("Medarbejderrepræsentanten svarer uden login; det underskrevne link er nøglen.")
@link_form
@require_http_methods(["GET", "HEAD", "POST"])
def hearing_answer(request: HttpRequest, token: str) -> HttpResponse:
    question = queries.question(token)
    if request.method != "POST":
        return _show(request, question)
    if request.POST.get("svar") == SEND_AGAIN:
        actions.renew_link(hearing=question.hearing, at=clock.now())
        context = {"municipality": question.commitment.municipality}
        return render(request, "companies/commitments/commitment_answer_link_sent.html", context)
    if question.page != Page.OPEN:
        return _too_late(request, question)
    form = HearingForm(request.POST)
    if not form.is_valid():
        return _show(request, question, form=form, status=422)
    said = form.cleaned_data
    try:
        actions.answer(
            hearing=question.hearing, said=Hearing.Answer(said["said"]), text=said["text"],
            answered_by_name=said["answered_by_name"], at=clock.now(),
        )  # fmt: skip
    except UnableToHear:
        return _too_late(request, queries.question(token))
    return redirect(request.path)


def _too_late(request: HttpRequest, question: Question) -> HttpResponse:
    """A second press of the same button ends at the receipt of the first."""
    if question.page == Page.ANSWERED:
        return redirect(request.path)
    return _show(request, question, status=STATUS.get(question.page, 409))


def _show(
    request: HttpRequest, question: Question, *, form: HearingForm | None = None, status: int | None = None
) -> HttpResponse:
    context: dict[str, Any] = {
        "question": question,
        "hearing": question.hearing,
        "terms": question.terms,
        "municipality": question.commitment.municipality,
        "send_again": SEND_AGAIN,
    }
    if question.page == Page.OPEN:
        context["form"] = form or HearingForm()
    template = f"companies/hearings/hearing_answer_{question.page}.html"
    return render(request, template, context, status=status or STATUS.get(question.page, 200))
