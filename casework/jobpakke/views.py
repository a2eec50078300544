"""A package after it was built: the list, its own page, and each thing that happens on the way to the job."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casework.blueprints import actions as blueprints
from casework.blueprints.forms import CopyForm
from casework.jobpakke import actions, lawful, listed, permissions, queries, said, timeline
from casework.jobpakke.actions import UnableTo
from casework.jobpakke.card import Card
from casework.jobpakke.forms import (
    BreakOffForm,
    BreakStepForm,
    CompleteForm,
    LeadForm,
    ListForm,
    ReasonForm,
    SendForm,
    StartForm,
)
from casework.jobpakke.models import EndReason, Jobpakke, Outcome, Step
from casework.jobpakke.paper import Paper
from casework.jobpakke.states import OPEN, StepState
from casework.jobpakke.wording import REFUSED
from casework.planning.periods import ONE_DAY
from casework.planning.steps import CHAIN_KINDS
from casework.rules import queries as rules
from casework.rules.queries import Standing
from companies.commitments import actions as commitments
from companies.commitments.actions import UnableToAsk
from jobpakker.foundation import clock
from jobpakker.foundation.accounts.access import requires
from jobpakker.foundation.accounts.permissions import Permission
from jobpakker.foundation.audit import access_log
from jobpakker.foundation.ui import back, undo

PAGE_SIZE = 50
View = Callable[..., HttpResponse]


def about_a_package(view: View) -> View:
    """Hands the view the package named in the address. Who asks for one that is not hers gets what an unknown one gets, and
    is written down."""

    @wraps(view)
    def fetched(request: HttpRequest, public_id: UUID, **more: Any) -> HttpResponse:
        try:
            jobpakke = queries.jobpakke(request.user, public_id)
        except Http404:
            access_log.denied(user=request.user, what=request.resolver_match.view_name)
            raise
        return view(request, jobpakke, **more)

    return fetched


def about_a_step(view: View) -> View:
    """The same for a step, of a package that one may change."""

    @wraps(view)
    def fetched(request: HttpRequest, public_id: UUID) -> HttpResponse:
        try:
            step = queries.step(request.user, public_id)
        except Http404:
            access_log.denied(user=request.user, what=request.resolver_match.view_name)
            raise
        permissions.check_can_change(request.user, step.jobpakke)
        return view(request, step)

    return fetched


# The list -------------------------------------------------------------------------------------------------------------------
@requires(Permission.SEE_JOBPAKKER)
@require_GET
def jobpakke_list(request: HttpRequest) -> HttpResponse:
    """Her own open ones; for who has none of her own, all that she may see."""
    may_build = request.user.can(Permission.BUILD_JOBPAKKE)
    form = ListForm(request.GET, own="mine" if may_build else "alle")
    mine = form.mine
    found = queries.listed(request.user, states=form.states, mine=mine)
    page = Paginator(found, PAGE_SIZE).get_page(form.page)
    context = {
        "form": form,
        "page": page,
        "rows": listed.rows(page.object_list, request.user, today=clock.today()),
        "mine": mine,
        "may_build": may_build,
        "narrowed": form.narrowed,
    }
    return render(request, "casework/jobpakke/jobpakke_list.html", context, status=200 if form.is_valid() else 400)


# The package's own page -----------------------------------------------------------------------------------------------------
@requires(Permission.SEE_JOBPAKKER)
@require_http_methods(["GET", "HEAD"])
@about_a_package
def jobpakke_detail(request: HttpRequest, jobpakke: Jobpakke) -> HttpResponse:
    return _detail(request, jobpakke)


def _detail(
    request: HttpRequest,
    jobpakke: Jobpakke,
    *,
    send_form: SendForm | None = None,
    reason_form: ReasonForm | None = None,
    status: int = 200,
) -> HttpResponse:
    if permissions.can_see_person(request.user):
        access_log.viewed(user=request.user, citizen_id=jobpakke.citizen.public_id, what="casework:jobpakke_detail")
    law, heard_on = _law(request, jobpakke)
    card = Card(
        jobpakke,
        versions=queries.versions(jobpakke),
        events=queries.events(jobpakke),
        flags=queries.dead_periods(jobpakke),
        pauses=queries.pauses(jobpakke),
        law=law,
        calendar=timeline.calendar_of(jobpakke.municipality_id),
        user=request.user,
        today=clock.today(),
        heard=heard_on is not None,
        lead_times=rules.lead_times(jobpakke.municipality_id),
        not_arrived=queries.not_arrived(jobpakke),
        said=said.lines(jobpakke),
    )  # fmt: skip
    if send_form is None and card.may_send and card.steps:
        send_form = _send_form(jobpakke)
    if send_form is not None and card.holes:
        card.let_be = actions.waiting(jobpakke)
    if reason_form is None and card.asks_for_a_reason:
        reason_form = ReasonForm(action=reverse("casework:jobpakke_reason", args=[jobpakke.public_id]))
    context = {"jobpakke": jobpakke, "card": card, "send_form": send_form, "reason_form": reason_form}
    if request.user.can(Permission.EDIT_BLUEPRINTS) and any(not step.beside for step in card.chain):
        context["keep_form"] = CopyForm()
    return render(request, "casework/jobpakke/jobpakke_detail.html", context, status=status)


def _law(request: HttpRequest, jobpakke: Jobpakke) -> tuple[list[Standing], date | None]:
    """What the law says tells the benefit, and is said to those who may know it, while there is something to do about it.
    And the day the employees' representative answered, which anyone here may know."""
    if jobpakke.state not in OPEN:
        return [], None
    if not permissions.can_see_person(request.user):
        return [], lawful.heard_on(jobpakke)
    known = lawful.ground(jobpakke.citizen, jobpakke.opening, jobpakke)
    found = lawful.of_package(jobpakke, jobpakke.chain, known)  # type: ignore[attr-defined]
    return found, known.situation.representative_heard_on


@requires(Permission.BUILD_JOBPAKKE)
@require_POST
@about_a_package
def jobpakke_reason(request: HttpRequest, jobpakke: Jobpakke) -> HttpResponse:
    """Why the caseworker goes on past what the law's findings warn of."""
    permissions.check_can_change(request.user, jobpakke)
    form = ReasonForm(request.POST, action=request.path)
    if not form.is_valid():
        return _detail(request, jobpakke, reason_form=form, status=422)
    if refused := _tried(
        actions.give_reason, jobpakke=jobpakke, reason=form.cleaned_data["reason"], by=request.user, at=clock.now()
    ):
        form.add_error(None, refused)
        return _detail(request, jobpakke, reason_form=form, status=409)
    undo.done(request, _("Begrundelsen er gemt."))
    return redirect(_address(jobpakke))


def _send_form(jobpakke: Jobpakke, data: Any = None) -> SendForm:
    contact = (jobpakke.commitment or jobpakke.opening).contact
    return SendForm(data, contacts=queries.contacts(jobpakke.opening), initial={"contact": str(contact.public_id)})


@requires(Permission.SEND_COMMITMENT)
@require_POST
@about_a_package
def jobpakke_send(request: HttpRequest, jobpakke: Jobpakke) -> HttpResponse:
    permissions.check_can_send(request.user, jobpakke)
    form = _send_form(jobpakke, request.POST)
    if not form.is_valid():
        return _detail(request, jobpakke, send_form=form, status=422)
    contact = form.cleaned_data["contact"]
    try:
        actions.send_commitment(
            jobpakke=jobpakke, contact=contact, by=request.user, at=clock.now(), today=clock.today()
        )  # fmt: skip
    except (UnableTo, UnableToAsk) as unable:
        form.add_error(None, REFUSED[unable.code])
        return _detail(request, queries.jobpakke(request.user, jobpakke.public_id), send_form=form, status=409)
    undo.done(request, _("Tilsagnet er på vej til {name}.").format(name=contact.name))
    return redirect(_address(jobpakke))


@requires(Permission.SEND_COMMITMENT)
@require_POST
@about_a_package
def jobpakke_remind(request: HttpRequest, jobpakke: Jobpakke) -> HttpResponse:
    permissions.check_can_send(request.user, jobpakke)
    commitment = jobpakke.commitment
    if commitment is not None and commitments.send_again(commitment=commitment, by=request.user, at=clock.now()):
        undo.done(request, _("Linket er på vej til {name}.").format(name=commitment.contact.name))
    else:
        messages.info(request, _("Der er ikke sendt noget: de har svaret, eller et link er sendt for lidt siden."))
    return redirect(back.to(request, _address(jobpakke)))


@requires(Permission.EDIT_BLUEPRINTS)
@require_POST
@about_a_package
def jobpakke_keep(request: HttpRequest, jobpakke: Jobpakke) -> HttpResponse:
    """The chain as an inspiration model of the municipality's own, to be looked through before others use it."""
    form, steps = CopyForm(request.POST), timeline.model_steps(jobpakke.chain)  # type: ignore[attr-defined]
    if not form.is_valid() or not any(step.kind in CHAIN_KINDS for step in steps):
        messages.info(request, REFUSED["no_steps"])
        return redirect(_address(jobpakke))
    model = jobpakke.blueprint
    own = blueprints.keep(
        municipality=jobpakke.municipality, key=form.cleaned_data["key"], title=jobpakke.opening.title,
        branch=model.branch if model else "", prerequisites=model.prerequisites if model else "", steps=steps,
        source=jobpakke.public_id, by=request.user, at=clock.now(),
    )  # fmt: skip
    undo.done(request, _("Modellen {code} er jeres egen. Se den igennem, før andre bruger den.").format(code=own.code))
    return redirect("casework:blueprint_edit", own.public_id)


@requires(Permission.SEE_CITIZENS)
@require_http_methods(["GET", "HEAD"])
@about_a_package
def jobpakke_print(request: HttpRequest, jobpakke: Jobpakke) -> HttpResponse:
    """The citizen's own page, on one sheet of paper."""
    access_log.viewed(user=request.user, citizen_id=jobpakke.citizen.public_id, what="casework:jobpakke_print")
    paper = Paper(jobpakke, calendar=timeline.calendar_of(jobpakke.municipality_id), today=clock.today())
    return render(request, "casework/jobpakke/jobpakke_print.html", {"jobpakke": jobpakke, "paper": paper})


# How it ends ------------------------------------------------------------------------------------------------------------------
@requires(Permission.BUILD_JOBPAKKE)
@require_http_methods(["GET", "HEAD", "POST"])
@about_a_package
def jobpakke_complete(request: HttpRequest, jobpakke: Jobpakke) -> HttpResponse:
    permissions.check_can_change(request.user, jobpakke)
    form = CompleteForm(request.POST or None, today=clock.today(), cancel_url=_address(jobpakke))
    if form.is_bound and form.is_valid():
        outcome = Outcome(form.cleaned_data["outcome"])
        if refused := _tried(
            actions.complete, jobpakke=jobpakke, outcome=outcome, on=form.cleaned_data["on"], by=request.user,
            at=clock.now(),
        ):  # fmt: skip
            return _ending(request, jobpakke, form, "complete", refused=refused)
        undo.done(request, _("Forløbet er afsluttet: {outcome}.").format(outcome=outcome.label))
        return redirect(_address(jobpakke))
    return _ending(request, jobpakke, form, "complete")


@requires(Permission.BUILD_JOBPAKKE)
@require_http_methods(["GET", "HEAD", "POST"])
@about_a_package
def jobpakke_break_off(request: HttpRequest, jobpakke: Jobpakke) -> HttpResponse:
    permissions.check_can_change(request.user, jobpakke)
    form = BreakOffForm(request.POST or None, today=clock.today(), cancel_url=_address(jobpakke))
    if form.is_bound and form.is_valid():
        reason = EndReason(form.cleaned_data["reason"])
        if refused := _tried(
            actions.break_off,
            jobpakke=jobpakke,
            reason=reason,
            outcome=form.outcome,
            on=form.cleaned_data["on"],
            by=request.user,
            at=clock.now(),
        ):
            return _ending(request, jobpakke, form, "break_off", refused=refused)
        undo.done(request, _("Forløbet er afbrudt. Det bliver stående i historikken."))
        return redirect(_address(jobpakke))
    return _ending(request, jobpakke, form, "break_off")


def _ending(request: HttpRequest, jobpakke: Jobpakke, form: Any, name: str, *, refused: str = "") -> HttpResponse:
    if refused:
        form.add_error(None, refused)
    if permissions.can_see_person(request.user):
        access_log.viewed(user=request.user, citizen_id=jobpakke.citizen.public_id, what=f"casework:jobpakke_{name}")
    status = 409 if refused else 422 if form.is_bound else 200
    return render(
        request, f"casework/jobpakke/jobpakke_{name}.html", {"jobpakke": jobpakke, "form": form}, status=status
    )


# Its steps --------------------------------------------------------------------------------------------------------------------
@requires(Permission.BUILD_JOBPAKKE)
@require_http_methods(["GET", "HEAD", "POST"])
@about_a_step
def step_start(request: HttpRequest, step: Step) -> HttpResponse:
    """The button says the planned day; the page is for another one."""
    form = StartForm(request.POST or None, today=clock.today(), cancel_url=_address(step.jobpakke))
    if form.is_bound and form.is_valid():
        if (
            step.state == StepState.RUNNING and step.started_on == form.cleaned_data["on"]
        ):  # a colleague said so already
            messages.info(request, _("Det stod der allerede: {title} er begyndt.").format(title=step.title))
            return redirect(back.to(request, _address(step.jobpakke)))
        if refused := _tried(
            actions.start_step, step=step, on=form.cleaned_data["on"], by=request.user, at=clock.now()
        ):  # fmt: skip
            return _stepping(request, step, form, "start", refused=refused)
        return _walked(request, step, _("Skrevet: {title} er begyndt."))
    return _stepping(request, step, form, "start")


@requires(Permission.BUILD_JOBPAKKE)
@require_POST
@about_a_step
def step_finish(request: HttpRequest, step: Step) -> HttpResponse:
    if refused := _tried(actions.finish_step, step=step, by=request.user, at=clock.now()):
        messages.error(request, refused)
        return _detail(request, queries.jobpakke(request.user, step.jobpakke.public_id), status=409)
    return _walked(request, step, _("Skrevet: {title} er gennemført."))


@requires(Permission.BUILD_JOBPAKKE)
@require_POST
@about_a_step
def step_lead(request: HttpRequest, step: Step) -> HttpResponse:
    """What must be done before the step is done, or is not after all: the same press takes it back."""
    form = LeadForm(request.POST)
    if not form.is_valid():
        return _detail(request, queries.jobpakke(request.user, step.jobpakke.public_id), status=422)
    if refused := _tried(actions.mark_lead, step=step, by=request.user, at=clock.now(), **form.cleaned_data):
        messages.error(request, refused)
        return _detail(request, queries.jobpakke(request.user, step.jobpakke.public_id), status=409)
    undo.done(request, _("Gemt."))
    return redirect(_address(step.jobpakke))


@requires(Permission.BUILD_JOBPAKKE)
@require_http_methods(["GET", "HEAD", "POST"])
@about_a_step
def step_break(request: HttpRequest, step: Step) -> HttpResponse:
    form = BreakStepForm(request.POST or None, today=clock.today(), cancel_url=_address(step.jobpakke))
    if form.is_bound and form.is_valid():
        if refused := _tried(
            actions.break_step, step=step, ended_until=form.cleaned_data["on"] + ONE_DAY,
            reason=EndReason(form.cleaned_data["reason"]), by=request.user, at=clock.now(),
        ):  # fmt: skip
            return _stepping(request, step, form, "break", refused=refused)
        return _walked(request, step, _("Skrevet: {title} sluttede før tid. Ret planen, så dagene ikke bliver døde."))
    return _stepping(request, step, form, "break")


@requires(Permission.BUILD_JOBPAKKE)
@require_POST
@about_a_step
def step_take_back(request: HttpRequest, step: Step) -> HttpResponse:
    if refused := _tried(actions.take_back, step=step, by=request.user, at=clock.now()):
        messages.error(request, refused)
        return _detail(request, queries.jobpakke(request.user, step.jobpakke.public_id), status=409)
    undo.done(request, _("Fortrudt: {title} står som før.").format(title=step.title))
    return redirect(_address(step.jobpakke))


def _stepping(request: HttpRequest, step: Step, form: Any, name: str, *, refused: str = "") -> HttpResponse:
    if refused:
        form.add_error("on", refused)
    status = 409 if refused else 422 if form.is_bound else 200
    return render(request, f"casework/jobpakke/step_{name}.html", {"step": step, "form": form}, status=status)


def _walked(request: HttpRequest, step: Step, sentence: str) -> HttpResponse:
    take_back = reverse("casework:step_take_back", args=[step.public_id])
    undo.done(request, sentence.format(title=step.title), undo_url=take_back)
    return redirect(back.to(request, _address(step.jobpakke)))


def _tried(action: Callable[..., Any], **what: Any) -> str:
    """Empty when it was done, otherwise why not."""
    try:
        action(**what)
    except UnableTo as unable:
        return str(REFUSED[unable.code])
    return ""


def _address(jobpakke: Jobpakke) -> str:
    return reverse("casework:jobpakke_detail", args=[jobpakke.public_id])
