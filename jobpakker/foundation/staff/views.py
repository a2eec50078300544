"""The administrator's pages: who works here, in which team, and on which days the unit is closed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jobpakker.foundation import clock
from jobpakker.foundation.accounts.access import requires
from jobpakker.foundation.accounts.models import User
from jobpakker.foundation.accounts.permissions import Permission
from jobpakker.foundation.accounts.roles import ROLES
from jobpakker.foundation.once import Taken
from jobpakker.foundation.staff import actions, queries
from jobpakker.foundation.staff.events import Kind
from jobpakker.foundation.staff.forms import ClosedDayForm, FilterForm, TeamForm, UserForm
from jobpakker.foundation.ui import undo
from jobpakker.foundation.ui.dates import show

PAGE_SIZE = 50
READ_AND_WRITE = ["GET", "HEAD", "POST"]


def unable(code: str) -> str:
    return {
        "self": _("Du kan ikke lukke dig selv eller ændre din egen rolle. Bed en anden administrator om det."),
        "last_administrator": _("Det er den sidste administrator. Gør først en anden til administrator."),
        "in_use": _("Teamet er i brug: det har medarbejdere eller borgere. Flyt dem først."),
    }[code]


# Employees ----------------------------------------------------------------------------------------------------------------
@requires(Permission.MANAGE_USERS)
@require_GET
def user_list(request: HttpRequest) -> HttpResponse:
    form = FilterForm(request.GET)
    found = queries.search(request.user, text=form.value("q") or "", everyone=form.value("hvem") == "alle")
    context = {"form": form, "page": Paginator(found, PAGE_SIZE).get_page(form.value("side"))}
    return render(request, "accounts/user_list.html", context, status=200 if form.is_valid() else 400)


@requires(Permission.MANAGE_USERS)
@require_http_methods(READ_AND_WRITE)
def user_create(request: HttpRequest) -> HttpResponse:
    form = UserForm(request.POST or None, by=request.user, cancel_url=reverse("accounts:user_list"))
    if request.method == "POST" and form.is_valid():
        try:
            person = actions.create_user(
                key=form.cleaned_data["key"], by=request.user, at=clock.now(), **form.written()
            )
        except Taken:
            form.add_error("email", _("Der er allerede en medarbejder med den e-mail."))
            return render(request, "accounts/user_create.html", {"form": form, "roles": ROLES.values()}, status=409)
        undo.done(
            request, _("Oprettet. Et link til at vælge adgangskode er på vej til {email}.").format(email=person.email)
        )
        return redirect("accounts:user_list")
    return render(
        request,
        "accounts/user_create.html",
        {"form": form, "roles": ROLES.values()},
        status=422 if form.is_bound else 200,
    )


@requires(Permission.MANAGE_USERS)
@require_http_methods(READ_AND_WRITE)
def user_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    person = queries.user(request.user, public_id)
    form = UserForm(request.POST or None, by=request.user, person=person, cancel_url=reverse("accounts:user_list"))
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_user(user=person, by=request.user, at=clock.now(), **form.written())
        except actions.UnableTo as error:
            form.add_error("role_code", unable(error.code))
        except Taken:
            form.add_error("email", _("Der er allerede en medarbejder med den e-mail."))
        else:
            undo.done(request, _("Gemt."))
            return redirect("accounts:user_list")
        status = 409
    context = _about(request, form, person)
    return render(request, "accounts/user_edit.html", context, status=status)


def _about(request: HttpRequest, form: UserForm, person: User) -> dict[str, Any]:
    return {"form": form, "person": person, "is_self": person.pk == request.user.pk, "roles": ROLES.values()}


@requires(Permission.MANAGE_USERS)
@require_POST
def user_deactivate(request: HttpRequest, public_id: UUID) -> HttpResponse:
    person = queries.user(request.user, public_id)
    try:
        actions.deactivate(user=person, by=request.user, at=clock.now())
    except actions.UnableTo as error:
        form = UserForm(None, by=request.user, person=person, cancel_url=reverse("accounts:user_list"))
        context = _about(request, form, person) | {"unable": unable(error.code)}
        return render(request, "accounts/user_edit.html", context, status=409)
    undo.done(
        request, _("{name} er lukket og logget ud.").format(name=person.name),
        undo_url=reverse("accounts:user_activate", args=[person.public_id]),
    )  # fmt: skip
    return redirect("accounts:user_list")


@requires(Permission.MANAGE_USERS)
@require_POST
def user_activate(request: HttpRequest, public_id: UUID) -> HttpResponse:
    person = queries.user(request.user, public_id)
    actions.activate(user=person, by=request.user, at=clock.now())
    undo.done(
        request, _("{name} kan logge ind igen.").format(name=person.name),
        undo_url=reverse("accounts:user_deactivate", args=[person.public_id]),
    )  # fmt: skip
    return redirect("accounts:user_list")


@requires(Permission.MANAGE_USERS)
@require_POST
def user_send_link(request: HttpRequest, public_id: UUID) -> HttpResponse:
    person = queries.user(request.user, public_id)
    if not person.is_active:
        messages.error(request, _("{name} er lukket. Åbn brugeren først.").format(name=person.name))
    elif actions.send_password_link(user=person, by=request.user, at=clock.now()):
        undo.done(request, _("Et link til at vælge adgangskode er på vej til {email}.").format(email=person.email))
    else:
        messages.info(request, _("Der er allerede et link på vej til {email}.").format(email=person.email))
    return redirect("accounts:user_edit", person.public_id)


# Teams --------------------------------------------------------------------------------------------------------------------
@requires(Permission.MANAGE_USERS)
@require_http_methods(READ_AND_WRITE)
def team_list(request: HttpRequest) -> HttpResponse:
    """The teams, and the form for one more."""
    form = TeamForm(request.POST or None, by=request.user)
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.create_team(
                key=form.cleaned_data["key"], name=form.cleaned_data["name"], by=request.user, at=clock.now()
            )
        except Taken:
            form.add_error("name", _("Der er allerede et team med det navn."))
            status = 409
        else:
            undo.done(request, _("Teamet er oprettet."))
            return redirect("accounts:team_list")
    return _teams(request, form, status=status)


def _teams(request: HttpRequest, form: TeamForm, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"form": form, "teams": list(queries.teams(request.user))} | more
    return render(request, "accounts/team_list.html", context, status=status)


@requires(Permission.MANAGE_USERS)
@require_http_methods(READ_AND_WRITE)
def team_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    team = queries.team(request.user, public_id)
    form = TeamForm(request.POST or None, by=request.user, team=team, cancel_url=reverse("accounts:team_list"))
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.rename_team(team=team, name=form.cleaned_data["name"], by=request.user, at=clock.now())
        except Taken:
            form.add_error("name", _("Der er allerede et team med det navn."))
            status = 409
        else:
            undo.done(request, _("Gemt."))
            return redirect("accounts:team_list")
    return render(request, "accounts/team_edit.html", {"form": form, "team": team}, status=status)


@requires(Permission.MANAGE_USERS)
@require_POST
def team_remove(request: HttpRequest, public_id: UUID) -> HttpResponse:
    team = queries.team(request.user, public_id)
    try:
        actions.remove_team(team=team, by=request.user, at=clock.now())
    except actions.UnableTo as error:
        return _teams(request, TeamForm(by=request.user), unable=unable(error.code), status=409)
    undo.done(
        request, _("Teamet {name} er fjernet.").format(name=team.name),
        undo_url=reverse("accounts:team_restore", args=[public_id]),
    )  # fmt: skip
    return redirect("accounts:team_list")


@requires(Permission.MANAGE_USERS)
@require_POST
def team_restore(request: HttpRequest, public_id: UUID) -> HttpResponse:
    removed = queries.removed(request.user, Kind.TEAM_REMOVED, public_id)
    try:
        actions.restore_team(removed=removed, by=request.user, at=clock.now())
    except Taken:
        return _teams(
            request, TeamForm(by=request.user), unable=_("Der er kommet et andet team med det navn."), status=409
        )
    undo.done(request, _("Teamet er der igen."))
    return redirect("accounts:team_list")


# Closed days --------------------------------------------------------------------------------------------------------------
@requires(Permission.MANAGE_USERS)
@require_http_methods(READ_AND_WRITE)
def closed_day_list(request: HttpRequest) -> HttpResponse:
    """The closed days from this year on, and the form for one more."""
    form = ClosedDayForm(request.POST or None, by=request.user, today=clock.today())
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_closed_day(by=request.user, at=clock.now(), **form.cleaned_data)
        except Taken:
            form.add_error("day", _("Den dag er lukket i forvejen."))
            status = 409
        else:
            undo.done(
                request, _("{day} er en lukkedag.").format(day=show(form.cleaned_data["day"])),
                undo_url=reverse("accounts:closed_day_remove", args=[form.cleaned_data["key"]]),
            )  # fmt: skip
            return redirect("accounts:closed_day_list")
    return _closed_days(request, form, status=status)


def _closed_days(request: HttpRequest, form: ClosedDayForm, *, status: int = 200, **more: Any) -> HttpResponse:
    since = clock.today().replace(month=1, day=1)
    context = {"form": form, "closed_days": list(queries.closed_days(request.user, since=since))} | more
    return render(request, "accounts/closed_day_list.html", context, status=status)


@requires(Permission.MANAGE_USERS)
@require_POST
def closed_day_remove(request: HttpRequest, public_id: UUID) -> HttpResponse:
    closed = queries.closed_day(request.user, public_id)
    actions.remove_closed_day(closed=closed, by=request.user, at=clock.now())
    undo.done(
        request, _("{day} er ikke længere en lukkedag.").format(day=show(closed.day)),
        undo_url=reverse("accounts:closed_day_restore", args=[public_id]),
    )  # fmt: skip
    return redirect("accounts:closed_day_list")


@requires(Permission.MANAGE_USERS)
@require_POST
def closed_day_restore(request: HttpRequest, public_id: UUID) -> HttpResponse:
    removed = queries.removed(request.user, Kind.CLOSED_DAY_REMOVED, public_id)
    try:
        actions.restore_closed_day(removed=removed, by=request.user, at=clock.now())
    except Taken:
        form = ClosedDayForm(by=request.user, today=clock.today())
        return _closed_days(request, form, unable=_("Den dag er lukket i forvejen."), status=409)
    undo.done(request, _("Lukkedagen er der igen."))
    return redirect("accounts:closed_day_list")
