"""The pages of a pause: written, changed, said to be over, and taken back."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from casework.jobpakke import actions, permissions, queries
from casework.jobpakke.actions import UnableTo
from casework.jobpakke.models import Jobpakke, Pause
from casework.jobpakke.pause_forms import BackForm, PauseForm
from casework.jobpakke.views import about_a_package
from casework.jobpakke.wording import REFUSED
from jobpakker.foundation import clock
from jobpakker.foundation.accounts.access import requires
from jobpakker.foundation.accounts.permissions import Permission
from jobpakker.foundation.audit import access_log
from jobpakker.foundation.ui import back, dates, undo

REMEMBERED, MOST_REMEMBERED = "pauses_before", 5


def about_a_pause(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hands the view the pause named in the address, of a package that one may change."""

    @wraps(view)
    def fetched(request: HttpRequest, public_id: UUID) -> HttpResponse:
        try:
            pause = queries.pause(request.user, public_id)
        except Http404:
            access_log.denied(user=request.user, what=request.resolver_match.view_name)
            raise
        permissions.check_can_change(request.user, pause.jobpakke)
        return view(request, pause)

    return fetched


@requires(Permission.BUILD_JOBPAKKE)
@require_http_methods(["GET", "HEAD", "POST"])
@about_a_package
def pause_create(request: HttpRequest, jobpakke: Jobpakke) -> HttpResponse:
    permissions.check_can_change(request.user, jobpakke)
    form = PauseForm(
        request.POST or None, user=request.user, today=clock.today(), cancel_url=_address(jobpakke)
    )  # fmt: skip
    if form.is_bound and form.is_valid():
        try:
            pause = actions.pause(
                key=form.cleaned_data["key"], jobpakke=jobpakke, by=request.user, at=clock.now(), **form.written()
            )
        except UnableTo as unable:
            form.add_error(None, str(REFUSED[unable.code]))
            return _page(request, jobpakke, form, status=409)
        undo_url = reverse("casework:pause_take_back", args=[pause.public_id])
        undo.done(request, _told(pause), undo_url=undo_url)
        return redirect(_address(jobpakke))
    return _page(request, jobpakke, form, status=422 if form.is_bound else 200)


@requires(Permission.BUILD_JOBPAKKE)
@require_http_methods(["GET", "HEAD", "POST"])
@about_a_pause
def pause_edit(request: HttpRequest, pause: Pause) -> HttpResponse:
    form = PauseForm(
        request.POST or None, user=request.user, today=clock.today(), pause=pause, cancel_url=_address(pause.jobpakke)
    )  # fmt: skip
    if form.is_bound and form.is_valid():
        if form.conflicts:
            form.begun_again()
            form.add_error(
                None, _("En anden har rettet pausen imens. Se den igennem, og gem igen, hvis dit skal gælde.")
            )
            return _page(request, pause.jobpakke, form, pause=pause, status=409)
        before = actions.all_of(pause)
        try:
            changed = actions.change_pause(pause=pause, by=request.user, at=clock.now(), **form.written())
        except UnableTo as unable:
            form.add_error(None, str(REFUSED[unable.code]))
            return _page(request, pause.jobpakke, form, pause=pause, status=409)
        after = actions.all_of(changed)
        undo_url = _remembered(request, pause, before, after) if after != before else ""
        undo.done(request, _told(changed), undo_url=undo_url)
        return redirect(_address(pause.jobpakke))
    return _page(request, pause.jobpakke, form, pause=pause, status=422 if form.is_bound else 200)


@requires(Permission.BUILD_JOBPAKKE)
@require_POST
@about_a_pause
def pause_back(request: HttpRequest, pause: Pause) -> HttpResponse:
    """The citizen is back, from the day that is posted."""
    form = BackForm(request.POST, today=clock.today())
    on = form.cleaned_data["on"] if form.is_valid() else None
    if on is not None:
        try:
            actions.back_again(pause=pause, on=on, by=request.user, at=clock.now())
        except UnableTo as unable:
            form.add_error("on", str(REFUSED[unable.code]))
            on = None
            status = 409
        else:
            undo_url = reverse("casework:pause_take_back", args=[pause.public_id])
            undo.done(
                request,
                _("Skrevet: borgeren er tilbage {day}.").format(day=dates.show(form.cleaned_data["on"])),
                undo_url=undo_url,
            )
            return redirect(back.to(request, _address(pause.jobpakke)))
    else:
        status = 422
    edit = PauseForm(user=request.user, today=clock.today(), pause=pause, cancel_url=_address(pause.jobpakke))
    return _page(request, pause.jobpakke, edit, pause=pause, back=form, status=status)


@requires(Permission.BUILD_JOBPAKKE)
@require_POST
@about_a_pause
def pause_take_back(request: HttpRequest, pause: Pause) -> HttpResponse:
    before = actions.all_of(pause)
    after = before | {"back_on": None} if pause.back_on else None
    try:
        actions.take_back_pause(pause=pause, by=request.user, at=clock.now())
    except UnableTo as unable:
        messages.error(request, REFUSED[unable.code])
    else:
        sentence = _("Skrevet: borgeren er ikke tilbage.") if after else _("Pausen er taget tilbage.")
        undo.done(request, sentence, undo_url=_remembered(request, pause, before, after))
    return redirect(_address(pause.jobpakke))


@requires(Permission.BUILD_JOBPAKKE)
@require_POST
@about_a_package
def pause_undo(request: HttpRequest, jobpakke: Jobpakke, key: UUID) -> HttpResponse:
    """What was changed, or taken back, is as it was before. Only who did it has it at hand, and only while logged in."""
    permissions.check_can_change(request.user, jobpakke)
    kept = request.session.get(REMEMBERED, {}).get(str(key))
    try:
        if kept is None or kept["jobpakke"] != str(jobpakke.public_id):
            raise UnableTo("wrong_state")
        before = actions.Before(UUID(kept["pause"]), kept["said"], kept["became"])
        actions.restore_pause(jobpakke=jobpakke, before=before, by=request.user, at=clock.now())
    except UnableTo as unable:
        messages.error(request, REFUSED[unable.code])
    else:
        undo.done(request, _("Fortrudt."))
    return redirect(_address(jobpakke))


def _remembered(request: HttpRequest, pause: Pause, before: dict[str, Any], after: dict[str, Any] | None) -> str:
    """The address that takes the press back. What was said before stands in the session and nowhere else: it may be about
    somebody's health, and is gone when the session is."""
    key, place = str(uuid4()), str(pause.jobpakke.public_id)
    kept = {"pause": str(pause.public_id), "jobpakke": place, "said": before, "became": after}
    earlier = list(request.session.get(REMEMBERED, {}).items())[1 - MOST_REMEMBERED :]
    request.session[REMEMBERED] = dict([*earlier, (key, kept)])
    return reverse("casework:pause_undo", args=[place, key])


def _page(
    request: HttpRequest, jobpakke: Jobpakke, form: PauseForm, *, pause: Pause | None = None, status: int, **more: Any
) -> HttpResponse:
    access_log.viewed(
        user=request.user, citizen_id=jobpakke.citizen.public_id, what=f"casework:pause_{'edit' if pause else 'create'}"
    )
    context: dict[str, Any] = {"jobpakke": jobpakke, "pause": pause, "form": form}
    if pause is not None:
        context["back"] = BackForm(initial={"on": pause.back_on or clock.today()}, today=clock.today())
        if "back" in more:
            context["back"] = more["back"]
        context["back"].helper.form_action = reverse("casework:pause_back", args=[pause.public_id])
        form.helper.form_action = reverse("casework:pause_edit", args=[pause.public_id])
    return render(request, "casework/jobpakke/pause.html", context, status=status)


def _told(pause: Pause) -> str:
    if pause.is_agreed:
        return _("Pausen er gemt. Dagene tæller ikke som døde dage.")
    if pause.reason == "own_wish":
        return _("Pausen er gemt. Dagene tæller som døde dage, under borgerens eget ønske.")
    return _("Pausen er gemt. Dagene tæller som døde dage, til årsag, ansvarlig, slutdato og aftale er skrevet.")


def _address(jobpakke: Jobpakke) -> str:
    return reverse("casework:jobpakke_detail", args=[jobpakke.public_id])
