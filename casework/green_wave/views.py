"""Min dag, the dead periods, and the watch that finds them."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from casework.green_wave import actions, history, lifting, limits, muting, my_day, permissions, queries, watch, wording
from casework.green_wave.actions import UnableTo
from casework.green_wave.day import Sort
from casework.green_wave.forms import AcceptForm, HandleForm, LiftingForm, ListForm, MuteForm, MyDayForm, ThresholdsForm
from casework.green_wave.models import Actor, Cause, DeadPeriod
from casework.jobpakke.permissions import can_change, can_see_person
from casework.planning.periods import ONE_DAY
from jobpakker.foundation import clock
from jobpakker.foundation.accounts.access import public, requires
from jobpakker.foundation.accounts.permissions import Permission
from jobpakker.foundation.audit import access_log
from jobpakker.foundation.notifications import dispatch as notifications
from jobpakker.foundation.ui import back, undo

PAGE_SIZE = 50
LOST_SHOWN = timedelta(days=14)


@requires(Permission.SEE_MY_DAY)
@require_GET
def my_day_page(request: HttpRequest) -> HttpResponse:
    form = MyDayForm(request.GET, whole=request.user.can(Permission.SEE_WHOLE_MUNICIPALITY))
    found = my_day.of(request.user, today=clock.today(), everyone=form.value("hvem") == "alle", group=form.group)
    shown = found.muted if form.shows_muted else found.rows
    page = Paginator(shown, PAGE_SIZE).get_page(form.value("side"))
    context = {
        "form": form,
        "page": page,
        "found": found,
        "today": clock.today(),
        "everyone": form.value("hvem") == "alle",
    }
    return render(request, "casework/green_wave/my_day.html", context, status=200 if form.is_valid() else 400)


@requires(Permission.SEE_MY_DAY)
@require_http_methods(["GET", "HEAD", "POST"])
def my_day_mute(request: HttpRequest, sort: str, subject: UUID) -> HttpResponse:
    """Puts one row away, with a reason, until a day."""
    row = my_day.row_of(request.user, Sort(sort), subject, today=clock.today()) if sort in set(Sort) else None
    if row is None:
        raise Http404
    my_day_as_it_was = back.to(request, reverse("casework:my_day"))  # with what was chosen there
    form = MuteForm(request.POST or None, today=clock.today(), cancel_url=my_day_as_it_was)
    if form.is_bound and form.is_valid():
        until = form.cleaned_data["last_day"] + ONE_DAY
        muting.mute(row=row, reason=form.cleaned_data["reason"], until=until, by=request.user, at=clock.now())
        undo.done(
            request, _("Skjult. Den står nederst på Min dag og er tilbage dagen efter."),
            undo_url=reverse("casework:my_day_unmute", args=[sort, subject]),
        )  # fmt: skip
        return redirect(my_day_as_it_was)
    context = {"form": form, "row": row, "back_url": my_day_as_it_was}
    return render(request, "casework/green_wave/my_day_mute.html", context, status=422 if form.is_bound else 200)


@requires(Permission.SEE_MY_DAY)
@require_POST
def my_day_unmute(request: HttpRequest, sort: str, subject: UUID) -> HttpResponse:
    muting.unmute(sort=sort, subject=subject, by=request.user, at=clock.now())
    undo.done(request, _("Den står på Min dag igen."))
    return redirect(back.to(request, reverse("casework:my_day")))


@requires(Permission.SEE_DEAD_PERIODS)
@require_GET
def dead_period_list(request: HttpRequest) -> HttpResponse:
    user = request.user
    has_own, whole = user.can(Permission.BUILD_JOBPAKKE), user.can(Permission.SEE_WHOLE_MUNICIPALITY)
    leads = whole and not has_own and user.team_id is not None
    form = ListForm(request.GET, whole=whole, has_own=has_own, leads=leads)
    narrow = form.value("hvem") == ""
    mine, team = has_own and narrow, user.team_id if leads and narrow else None
    found = queries.listed(user, states=form.states, cause=form.value("aarsag") or "", mine=mine, team=team)
    page = Paginator(found, PAGE_SIZE).get_page(form.value("side"))
    named = can_see_person(user)
    rows = [
        {
            "flag": flag,
            "who": flag.jobpakke.citizen.full_name if named else flag.jobpakke.citizen.alias,
            "between": wording.between(flag),
            "days": wording.dead_days(flag.working_days),
        }
        for flag in page.object_list
    ]
    context = {"form": form, "page": page, "rows": rows, "mine": mine, "today": clock.today()}
    return render(request, "casework/green_wave/dead_period_list.html", context, status=200 if form.is_valid() else 400)


@requires(Permission.SEE_DEAD_PERIODS)
@require_GET
def dead_period_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _detail(request, _found(request, public_id))


@requires(Permission.HANDLE_DEAD_PERIODS)
@require_POST
def dead_period_handle(request: HttpRequest, public_id: UUID) -> HttpResponse:
    flag = _found(request, public_id)
    permissions.check_can_handle(request.user, flag)
    form = HandleForm(request.POST, dead_period=flag)
    if not form.is_valid():
        return _detail(request, flag, handle=form, status=422)
    if form.conflicts:
        form.begun_again()
        return _detail(request, flag, handle=form, conflict=True, status=409)
    at = clock.now()
    actions.set_cause(dead_period=flag, cause=Cause(form.cleaned_data["cause"]), by=request.user, at=at)
    actions.assign(dead_period=flag, acts=Actor(form.cleaned_data["acts"]), by=request.user, at=at)
    undo.done(request, _("Gemt."))
    return redirect(_address(flag))


@requires(Permission.HANDLE_DEAD_PERIODS)
@require_POST
def dead_period_accept(request: HttpRequest, public_id: UUID) -> HttpResponse:
    flag = _found(request, public_id)
    permissions.check_can_handle(request.user, flag)
    form = AcceptForm(request.POST, dead_period=flag, user=request.user, today=clock.today())
    if not form.is_valid():
        return _detail(request, flag, accept=form, status=422)
    if form.conflicts:
        form.begun_again()
        return _detail(request, flag, accept=form, conflict=True, status=409)
    try:
        actions.accept(
            dead_period=flag, cause=Cause(form.cleaned_data["cause"]), owner=form.cleaned_data["owner"],
            until=form.cleaned_data["last_day"] + ONE_DAY, by=request.user,
            today=clock.today(), at=clock.now(),
        )  # fmt: skip
    except UnableTo:
        messages.error(request, _("Den døde periode er lukket imens, så der er ikke noget at acceptere."))
        return redirect(_address(flag))
    undo.done(
        request, _("Accepteret. Den står på Min dag igen dagen efter."),
        undo_url=reverse("casework:dead_period_withdraw_acceptance", args=[flag.public_id]),
    )  # fmt: skip
    return redirect(_address(flag))


@requires(Permission.HANDLE_DEAD_PERIODS)
@require_POST
def dead_period_withdraw_acceptance(request: HttpRequest, public_id: UUID) -> HttpResponse:
    flag = _found(request, public_id)
    permissions.check_can_handle(request.user, flag)
    actions.withdraw_acceptance(dead_period=flag, by=request.user, at=clock.now())
    undo.done(request, _("Den er ikke længere accepteret."))
    return redirect(_address(flag))


# The watch ---------------------------------------------------------------------------------------------------------------
@requires(Permission.SEE_WATCH)
@require_GET
def watch_page(request: HttpRequest) -> HttpResponse:
    return _watch(request)


@requires(Permission.SEE_WATCH)
@require_POST
def lifting_rule(request: HttpRequest) -> HttpResponse:
    form = LiftingForm(request.POST)
    if not form.is_valid():
        return _watch(request, form=form, status=422)
    lifting.set_rule(**form.cleaned_data, by=request.user, at=clock.now())
    undo.done(request, _("Fristerne er gemt og gælder fra næste morgenrunde."))
    return redirect("casework:watch")


@requires(Permission.SEE_WATCH)
@require_http_methods(["GET", "HEAD", "POST"])
def thresholds(request: HttpRequest) -> HttpResponse:
    stands = limits.of(request.user.municipality_id)
    form = ThresholdsForm(request.POST or None, stands=stands, cancel_url=reverse("casework:watch"))
    if form.is_bound and form.is_valid():
        if limits.set_all(values=form.values, by=request.user, at=clock.now()):
            undo.done(request, _("Grænserne er gemt. Alle forløb bliver set efter nu."))
        else:
            undo.done(request, _("Grænserne stod sådan i forvejen."))
        return redirect("casework:thresholds")
    return render(request, "casework/green_wave/thresholds.html", {"form": form}, status=422 if form.is_bound else 200)


def _watch(request: HttpRequest, *, form: LiftingForm | None = None, status: int = 200) -> HttpResponse:
    at, municipality_id = clock.now(), request.user.municipality_id
    rule = lifting.rule_of(municipality_id)
    days = {"team_leader_after": rule.team_leader_after, "manager_after": rule.manager_after}
    context = {
        "standings": watch.standings(municipality_id, at=at),
        "runs": queries.runs(municipality_id),
        "stuck": watch.stuck_messages(at=at),
        "lost": notifications.lost_since(municipality_id, at - LOST_SHOWN),
        "form": form or LiftingForm(initial=days, action=reverse("casework:lifting_rule")),
    }
    if form is not None:
        form.helper.form_action = reverse("casework:lifting_rule")
    return render(request, "casework/green_wave/watch.html", context, status=status)


@public("Driften spørger, om vagten er oppe; svaret rummer kun tal, ingen personer og ingen kommuner.")
@require_safe
def watch_health(request: HttpRequest) -> HttpResponse:
    found = watch.health(at=clock.now())
    return JsonResponse(found, status=200 if found["ok"] else 503)


# Shared ------------------------------------------------------------------------------------------------------------------
def _found(request: HttpRequest, public_id: UUID) -> DeadPeriod:
    try:
        return queries.dead_period(request.user, public_id)
    except Http404:
        access_log.denied(user=request.user, what=request.resolver_match.view_name)
        raise


def _address(flag: DeadPeriod) -> str:
    return reverse("casework:dead_period_detail", args=[flag.public_id])


def _detail(request: HttpRequest, flag: DeadPeriod, *, status: int = 200, **forms: Any) -> HttpResponse:
    user, today = request.user, clock.today()
    named = can_see_person(user)
    if named:
        access_log.viewed(user=user, citizen_id=flag.jobpakke.citizen.public_id, what=request.resolver_match.view_name)
    may_handle = permissions.can_handle(user, flag)
    context: dict[str, Any] = {
        "flag": flag,
        "today": today,
        "who": flag.jobpakke.citizen.full_name if named else flag.jobpakke.citizen.alias,
        "alias": flag.jobpakke.citizen.alias,
        "between": wording.between(flag),
        "days": wording.dead_days(flag.working_days),
        "history": history.lines(queries.events(flag)),
        "accepted": flag.is_accepted(today),
        "may_mend": flag.closed_at is None and can_change(user, flag.jobpakke),
        "may_handle": may_handle,
    }
    if may_handle:
        context["handle"] = HandleForm(
            dead_period=flag, action=reverse("casework:dead_period_handle", args=[flag.public_id])
        )
        context["accept"] = AcceptForm(
            dead_period=flag,
            user=user,
            today=today,
            action=reverse("casework:dead_period_accept", args=[flag.public_id]),
        )
    return render(request, "casework/green_wave/dead_period_detail.html", context | forms, status=status)
