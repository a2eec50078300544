"""The courses that others hold: a calendar with dates, seats, price and place, and what one does with a class."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from companies.providers import actions, export, history, permissions, queries
from companies.providers.actions import NoneTaken, NoSeat, TooFewSeats, UnableToUndo
from companies.providers.forms import CancelForm, CourseForm, FilterForm, PressForm, SessionEditForm, SessionForm
from companies.providers.models import CourseSession
from jobpakker.foundation import clock
from jobpakker.foundation.accounts.access import requires
from jobpakker.foundation.accounts.permissions import Permission
from jobpakker.foundation.once import Taken
from jobpakker.foundation.ui import undo

PAGE_SIZE, MOST_EXPORTED = 50, 5000
LOOKED_BACK = timedelta(days=365)
THERE_ALREADY = gettext_lazy("Holdet står her allerede: samme kursus, udbyder, sted og dag, eller samme holdnummer.")


# The list ---------------------------------------------------------------------------------------------------------------------
@requires(Permission.SEE_COURSES)
@require_safe
def course_session_list(request: HttpRequest) -> HttpResponse:
    today = clock.today()
    form = FilterForm(request.GET, today=today)
    valid = form.is_valid()
    page = Paginator(queries.search(request.user, **form.search(today)), PAGE_SIZE).get_page(form.value("side"))
    context = {
        "form": form,
        "page": page,
        "filtered": form.filtered,
        "any": bool(page.object_list) or queries.any_sessions(request.user),
        "today": today,
        "query": request.GET.urlencode(),
        "may_edit": request.user.can(Permission.EDIT_COURSES),
    }
    return render(request, "companies/providers/course_session_list.html", context, status=200 if valid else 400)


@requires(Permission.SEE_COURSES)
@require_safe
def course_session_export(request: HttpRequest) -> HttpResponse:
    """What the list shows with the same filters, as a file that can be sent in again."""
    today = clock.today()
    form = FilterForm(request.GET, today=today)
    if not form.is_valid():
        return redirect("companies:course_session_list")
    found = queries.search(request.user, **form.search(today))[:MOST_EXPORTED]
    answer = HttpResponse(export.csv_of(found), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="kurser-{today.isoformat()}.csv"'
    return answer


@requires(Permission.SEE_COURSES)
@require_safe
def provider_list(request: HttpRequest) -> HttpResponse:
    """What each provider offers, and how often it cancels: the figures to bring along when one talks to it."""
    today = clock.today()
    since = today - LOOKED_BACK
    figures = list(queries.provider_figures(request.user, today=today, since=since))
    context = {"providers": figures, "since": since}
    return render(request, "companies/providers/provider_list.html", context)


# A class ----------------------------------------------------------------------------------------------------------------------
@requires(Permission.EDIT_COURSES)
@require_http_methods(["GET", "HEAD", "POST"])
def course_session_create(request: HttpRequest) -> HttpResponse:
    form = SessionForm(
        _sent(request), today=clock.today(), municipality_id=request.user.municipality_id,
        cancel_url=reverse("companies:course_session_list"),
    )  # fmt: skip
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            session = actions.add(
                key=form.cleaned_data["key"], facts=form.facts(), amu=form.cleaned_data["amu"], days=form.course_days(),
                by=request.user, at=clock.now(),
            )  # fmt: skip
        except Taken:
            form.add_error(None, THERE_ALREADY)
            status = 409
        else:
            undo.done(request, _("Holdet er gemt."), undo_url=_undo_url(session, form.cleaned_data["key"]))
            return redirect(_address(session))
    return render(request, "companies/providers/course_session_create.html", _writing(request, form), status=status)


@requires(Permission.SEE_COURSES)
@require_safe
def course_session_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _detail(request, queries.session(request.user, public_id))


@requires(Permission.EDIT_COURSES)
@require_http_methods(["GET", "HEAD", "POST"])
def course_session_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    session = queries.session(request.user, public_id)
    form = SessionEditForm(_sent(request), today=clock.today(), session=session, cancel_url=_address(session))
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        if form.conflicts():
            form.begun_again()
            status = 409
        else:
            key = form.cleaned_data["key"]
            try:
                changes = form.changes()
                actions.change(session=session, key=key, by=request.user, at=clock.now(), **changes)
            except Taken:
                form.add_error(None, THERE_ALREADY)
                status = 409
            except TooFewSeats:
                form.add_error("seats", _("Imens er der optaget flere pladser, end holdet nu ville have."))
                status = 409
            else:
                undo.done(request, _("Gemt."), undo_url=_undo_url(session, key) if changes else "")
                return redirect(_address(session))
    context = _writing(request, form) | {"session": session}
    return render(request, "companies/providers/course_session_edit.html", context, status=status)


@requires(Permission.EDIT_COURSES)
@require_http_methods(["GET", "HEAD", "POST"])
def course_session_cancel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    session = queries.session(request.user, public_id)
    form = CancelForm(_sent(request), cancel_url=_address(session))
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["key"]
        actions.cancel(session=session, key=key, reason=form.cleaned_data["reason"], by=request.user, at=clock.now())
        undo.done(request, _("Holdet står som aflyst."), undo_url=_undo_url(session, key))
        return redirect(_address(session))
    context = {"form": form, "session": session}
    status = 422 if form.is_bound else 200
    return render(request, "companies/providers/course_session_cancel.html", context, status=status)


@requires(Permission.EDIT_COURSES)
@require_POST
def course_session_reopen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    session = queries.session(request.user, public_id)
    actions.reopen(session=session, by=request.user, at=clock.now())
    undo.done(request, _("Holdet er åbent igen."))
    return redirect(_address(session))


@requires(Permission.EDIT_COURSES)
@require_POST
def course_seat_take(request: HttpRequest, public_id: UUID) -> HttpResponse:
    session = queries.session(request.user, public_id)
    key = _key(request)
    try:
        actions.take_seat(session=session, key=key, by=request.user, at=clock.now())
    except NoSeat:
        return _detail(request, queries.session(request.user, public_id), no_seat=True, status=409)
    undo.done(request, _("En plads er optaget."), undo_url=_undo_url(session, key))
    return redirect(_address(session))


@requires(Permission.EDIT_COURSES)
@require_POST
def course_seat_give_back(request: HttpRequest, public_id: UUID) -> HttpResponse:
    session = queries.session(request.user, public_id)
    key = _key(request)
    try:
        actions.give_back(session=session, key=key, by=request.user, at=clock.now())
    except NoneTaken:
        return _detail(request, queries.session(request.user, public_id), none_taken=True, status=409)
    undo.done(request, _("En plads er givet tilbage."), undo_url=_undo_url(session, key))
    return redirect(_address(session))


@requires(Permission.EDIT_COURSES)
@require_POST
def course_session_undo(request: HttpRequest, public_id: UUID, key: UUID) -> HttpResponse:
    session = queries.session(request.user, public_id)
    try:
        left = actions.undo(session=session, key=key, by=request.user, at=clock.now())
    except UnableToUndo:
        return _detail(request, queries.session(request.user, public_id), unable_to_undo=True, status=409)
    messages.success(request, _("Fortrudt."))
    return redirect(_address(left) if left else reverse("companies:course_session_list"))


# The course -------------------------------------------------------------------------------------------------------------------
@requires(Permission.EDIT_COURSES)
@require_http_methods(["GET", "HEAD", "POST"])
def course_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    course = queries.course(request.user, public_id)
    form = CourseForm(_sent(request), course=course, cancel_url=reverse("companies:course_session_list"))
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        if form.conflicts():
            form.begun_again()
            status = 409
        else:
            said = {name: form.cleaned_data[name] for name in ("title", "days", "amu")}
            try:
                actions.change_course(course=course, by=request.user, at=clock.now(), **form.touched(said))
            except Taken:
                form.add_error("title", _("Et andet kursus hedder sådan."))
                status = 409
            else:
                undo.done(request, _("Kurset er gemt."))
                return redirect("companies:course_session_list")
    context = {"form": form, "course": course}
    return render(request, "companies/providers/course_edit.html", context, status=status)


# -------------------------------------------------------------------------------------------------------------------------------
def _sent(request: HttpRequest) -> Any:
    """An empty form is a form too."""
    return request.POST if request.method == "POST" else None


def _address(session: CourseSession) -> str:
    return reverse("companies:course_session_detail", args=[session.public_id])


def _undo_url(session: CourseSession, key: UUID) -> str:
    return reverse("companies:course_session_undo", args=[session.public_id, key])


def _key(request: HttpRequest) -> UUID:
    form = PressForm(request.POST)
    return form.cleaned_data["key"] if form.is_valid() else uuid4()


def _detail(request: HttpRequest, session: CourseSession, *, status: int = 200, **more: Any) -> HttpResponse:
    today = clock.today()
    context = {
        "session": session,
        "today": today,
        "others": queries.same_course_ahead(session, today=today),
        "happened": history.lines(queries.events(session)),
        "may_edit": permissions.can_edit(request.user, session),
        "key": uuid4(),
    }
    return render(request, "companies/providers/course_session_detail.html", context | more, status=status)


def _writing(request: HttpRequest, form: SessionForm | SessionEditForm) -> dict[str, Any]:
    municipality_id = request.user.municipality_id
    return {
        "form": form,
        "known_courses": queries.courses(municipality_id),
        "known_providers": queries.providers(municipality_id),
        "known_places": queries.places(municipality_id),
    }
