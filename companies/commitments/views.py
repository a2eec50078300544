"""The company's page: no account, one link. Reading it never changes anything; only a pressed button does."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from companies.commitments import actions, ics, queries, receipt, reminders, waiting
from companies.commitments.actions import UnableToAnswer
from companies.commitments.forms import (
    FORMS,
    AnswerForm,
    ConfirmForm,
    DeclineForm,
    ProposeForm,
    ReminderSettingsForm,
    TalkedForm,
)
from companies.commitments.queries import Page, Question
from jobpakker.foundation import clock
from jobpakker.foundation.accounts.access import public, requires
from jobpakker.foundation.accounts.permissions import Permission
from jobpakker.foundation.ui import dates
from jobpakker.foundation.ui.views import page_not_found

ACTIONS: dict[str, Callable[..., Any]] = {
    ConfirmForm.answer: actions.confirm,
    ProposeForm.answer: actions.propose_change,
    DeclineForm.answer: actions.decline,
}
SEND_AGAIN = "send-igen"
STATUS = {Page.SUPERSEDED: 409, Page.WITHDRAWN: 410, Page.EXPIRED: 410}


def link_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The address is a key: it is not kept, not passed on to the next site, not found by a search engine."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except Http404:
            response = page_not_found(request)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return guarded


def link_form(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A link page that is also posted to, exempt from Django's check of forged posts, for two reasons.

    The link in the address is the only key: no cookie grants anything here, so a forged post would have nothing to ride on,
    and it would have to know the link and, where terms are answered, the fingerprint. And from a page with `no-referrer`
    browsers say "Origin: null", which the check refuses: nobody could ever answer.
    """
    return csrf_exempt(link_page(view))


@public("Virksomhedens kontaktperson svarer uden login; det underskrevne link er nøglen.")
@link_form
@require_http_methods(["GET", "HEAD", "POST"])
def commitment_answer(request: HttpRequest, token: str) -> HttpResponse:
    question = queries.question(token, today=clock.today())
    if request.method != "POST":
        return _show(request, question)
    answer = request.POST.get("svar", "")
    if answer == SEND_AGAIN:
        actions.renew_link(commitment=question.commitment, at=clock.now())
        return render(
            request,
            "companies/commitments/commitment_answer_link_sent.html",
            {"municipality": question.commitment.municipality},
        )
    if question.page != Page.OPEN:
        return _too_late(request, question, answer)
    if answer not in FORMS:
        return _show(request, question, status=422)
    form = _form(FORMS[answer], question, request.POST)
    if not form.is_about_the_shown_terms():
        return _show(request, question, form=form.begun_again(), status=409)
    if not form.is_valid():
        return _show(request, question, form=form, status=422)
    try:
        ACTIONS[answer](
            commitment=question.commitment, number=question.shown.number, fingerprint=question.shown.fingerprint,
            at=clock.now(), **form.said(),
        )  # fmt: skip
    except UnableToAnswer:
        return _too_late(request, queries.question(token, today=clock.today()), answer)
    return redirect(request.path)


@public("Kalenderfilen hentes med det samme underskrevne link som kvitteringen.")
@link_page
@require_safe
def commitment_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The dates of a confirmed agreement. A link to anything else leads to the page that says what it is."""
    question = queries.question(token, today=clock.today())
    if question.page != Page.CONFIRMED:
        return redirect("companies:commitment_answer", token)
    shown = question.shown
    agreement = ics.Agreement(
        question.terms, str(question.commitment.public_id), shown.number, shown.fingerprint, shown.answered_at
    )
    response = HttpResponse(ics.calendar([agreement]), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="jobpakke.ics"'
    return response


@public("Kvitteringen vises med det samme underskrevne link, som virksomheden svarede med.")
@link_page
@require_safe
def commitment_receipt(request: HttpRequest, token: str) -> HttpResponse:
    """One sheet to print or to keep as PDF."""
    question = queries.question(token, today=clock.today())
    if question.page != Page.CONFIRMED:
        return redirect("companies:commitment_answer", token)
    context = {
        "question": question,
        "terms": question.terms,
        "municipality": question.commitment.municipality,
        "token": token,
    }
    return render(request, "companies/commitments/commitment_receipt.html", context)


@public("Kvitteringen hentes med det samme underskrevne link, som virksomheden svarede med.")
@link_page
@require_safe
def commitment_receipt_pdf(request: HttpRequest, token: str) -> HttpResponse:
    """What this link's version says and who said yes to it, also when a newer one is being asked about."""
    question = queries.question(token, today=clock.today())
    if not question.has_a_receipt:
        return redirect("companies:commitment_answer", token)
    response = HttpResponse(receipt.as_pdf(question), content_type="application/pdf")
    name = f"tilsagn-version-{question.shown.number}.pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _too_late(request: HttpRequest, question: Question, answer: str) -> HttpResponse:
    """Somebody answered, or the terms changed, between reading and pressing. Confirming twice is no conflict."""
    if question.page == Page.CONFIRMED and answer == ConfirmForm.answer:
        return redirect(request.path)
    return _show(request, question, status=STATUS.get(question.page, 409))


def _form(kind: type[AnswerForm], question: Question, data: Any = None) -> AnswerForm:
    return kind(data, version=question.shown, was_confirmed=question.asks_only_what_differs, today=question.today)


def _show(
    request: HttpRequest, question: Question, *, form: AnswerForm | None = None, status: int | None = None
) -> HttpResponse:
    context: dict[str, Any] = {
        "question": question,
        "terms": question.terms,
        "municipality": question.commitment.municipality,
        "send_again": SEND_AGAIN,
        "token": request.resolver_match.kwargs["token"],
    }
    if question.page == Page.OPEN:
        context["conflict"] = status == 409 and not question.day_has_passed
        for answer, kind in FORMS.items():
            shown = form if form is not None and form.answer == answer else None
            context[answer] = shown or _form(kind, question)
    template = f"companies/commitments/commitment_answer_{question.page}.html"
    return render(request, template, context, status=status or STATUS.get(question.page, 200))


@requires(Permission.SEND_COMMITMENT)
@require_POST
def commitment_remind(request: HttpRequest, public_id: UUID) -> HttpResponse:
    commitment = queries.commitment(request.user, public_id)
    if actions.send_again(commitment=commitment, by=request.user, at=clock.now()):
        messages.success(request, _("Linket er på vej til {name}.").format(name=commitment.contact.name))
    else:
        messages.info(request, _("Der er ikke sendt noget: de har svaret, eller et link er sendt for lidt siden."))
    return redirect("companies:opening_detail", commitment.opening.public_id)


@requires(Permission.EDIT_OPENINGS)
@require_http_methods(["GET", "HEAD", "POST"])
def commitment_talked(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """ "Vi talte sammen i dag": holds the reminders back, with a reason that the next colleague can read."""
    commitment, today = queries.commitment(request.user, public_id), clock.today()
    back = reverse("companies:opening_detail", args=[commitment.opening.public_id])
    calendar, cadence = (
        waiting.calendar_of(commitment.municipality_id), waiting.cadence_of(commitment.municipality_id),
    )  # fmt: skip
    form = TalkedForm(
        request.POST or None,
        today=today,
        cancel_url=back,
        initial={"until": calendar.after(today, max(cadence.every, 1))},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if reminders.talked(
            commitment=commitment, until=said["until"], why=said["why"], by=request.user, at=clock.now()
        ):
            messages.success(
                request, _("Gemt. Der sendes ingen påmindelse før {day}.").format(day=dates.show(said["until"]))
            )
        else:
            messages.info(request, _("De har svaret i mellemtiden, så der sendes ingen påmindelser."))
        return redirect(back)
    context = {"form": form, "commitment": commitment, "today": today}
    status = 422 if form.is_bound else 200
    return render(request, "companies/commitments/commitment_talked.html", context, status=status)


@requires(Permission.MANAGE_USERS)
@require_http_methods(["GET", "HEAD", "POST"])
def reminder_settings(request: HttpRequest) -> HttpResponse:
    now = waiting.cadence_of(request.user.municipality_id)
    form = ReminderSettingsForm(request.POST or None, initial={"every": now.every, "at_most": now.at_most})
    if request.method == "POST" and form.is_valid():
        reminders.change_settings(
            municipality_id=request.user.municipality_id, by=request.user, at=clock.now(), **form.cleaned_data
        )
        messages.success(request, _("Gemt."))
        return redirect("companies:reminder_settings")
    status = 422 if form.is_bound else 200
    return render(request, "companies/commitments/reminder_settings.html", {"form": form}, status=status)
