"""The citizens: found, written down, and each on a page of her own. Whoever opens that page is written in the access log."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from casework.citizens import actions, cpr, permissions, queries
from casework.citizens.forms import ChooseForm, CitizenEditForm, CitizenForm, ClarifyForm, RevealForm, SearchForm
from casework.citizens.models import Citizen
from jobpakker.foundation import clock
from jobpakker.foundation.accounts.access import requires
from jobpakker.foundation.accounts.permissions import Permission
from jobpakker.foundation.audit import access_log
from jobpakker.foundation.once import Taken
from jobpakker.foundation.ui import undo

PAGE_SIZE = 50


def about_a_citizen(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hands the view the citizen named in the address. Who asks for one that is not hers gets what an unknown one gets, and
    is written down."""

    @wraps(view)
    def fetched(request: HttpRequest, public_id: UUID) -> HttpResponse:
        try:
            citizen = queries.citizen(request.user, public_id)
        except Http404:
            access_log.denied(user=request.user, what=request.resolver_match.view_name, citizen_id=public_id)
            raise
        return view(request, citizen)

    return fetched


# The list -----------------------------------------------------------------------------------------------------------------
@requires(Permission.SEE_CITIZENS)
@require_http_methods(["GET", "HEAD", "POST"])
def citizen_list(request: HttpRequest) -> HttpResponse:
    """GET lists whom one works with; POST searches, so that no name and no number comes to stand in an address."""
    if request.method == "POST":
        return _search(request)
    form = _choose_form(request)
    found = queries.with_open_packages(queries.listed(request.user, mine=form.mine), request.user)
    context = {"choose": form, "search": SearchForm(), "page": Paginator(found, PAGE_SIZE).get_page(form.page)}
    return _list(request, context, status=200 if form.is_valid() else 400)


def _search(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.POST)
    context = {"choose": _choose_form(request), "search": form, "searched": form.is_valid()}
    if not form.is_valid():
        return _list(request, context, status=422)
    found = queries.with_open_packages(queries.search(request.user, form.cleaned_data["q"]), request.user)
    hits = list(found[: PAGE_SIZE + 1])
    access_log.searched(user=request.user, what=f"casework:citizen_list ({len(hits)})")
    if len(hits) == 1:
        return redirect(_address(hits[0]))
    return _list(
        request,
        context | {"hits": hits[:PAGE_SIZE], "count": len(hits), "more": len(hits) > PAGE_SIZE, "most": PAGE_SIZE},
    )


def _choose_form(request: HttpRequest) -> ChooseForm:
    may = request.user.can
    return ChooseForm(request.GET, whole=may(Permission.SEE_WHOLE_MUNICIPALITY), has_own=may(Permission.EDIT_CITIZENS))


def _list(request: HttpRequest, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    context["may_edit"] = request.user.can(Permission.EDIT_CITIZENS)
    return render(request, "casework/citizens/citizen_list.html", context, status=status)


# Written down and changed ---------------------------------------------------------------------------------------------------
@requires(Permission.EDIT_CITIZENS)
@require_http_methods(["GET", "HEAD", "POST"])
def citizen_create(request: HttpRequest) -> HttpResponse:
    form = CitizenForm(
        request.POST or None, user=request.user, today=clock.today(), cancel_url=reverse("casework:citizen_list")
    )
    if request.method == "POST" and form.is_valid():
        try:
            citizen = actions.create(
                key=form.cleaned_data["key"], cpr=form.cleaned_data["cpr"], by=request.user, at=clock.now(), **form.written()
            )  # fmt: skip
        except Taken:
            form.add_error("cpr", _("En anden har lige oprettet en borger med det CPR-nummer."))
            return render(request, "casework/citizens/citizen_create.html", {"form": form}, status=409)
        return _saved(
            request, citizen, form, _("Borgeren er oprettet med sagsnummer {alias}.").format(alias=citizen.alias)
        )
    return render(
        request, "casework/citizens/citizen_create.html", {"form": form}, status=422 if form.is_bound else 200
    )


@requires(Permission.EDIT_CITIZENS)
@require_http_methods(["GET", "HEAD", "POST"])
@about_a_citizen
def citizen_edit(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    access_log.viewed(user=request.user, citizen_id=citizen.public_id, what="casework:citizen_edit")
    options: dict[str, Any] = {"user": request.user, "today": clock.today()}
    form = CitizenEditForm(request.POST or None, citizen=citizen, **options)
    context, status = {"citizen": citizen}, 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            changed = actions.change(
                citizen=citizen, version=form.cleaned_data["version"], cpr=form.cleaned_data["cpr"] or None,
                by=request.user, at=clock.now(), **form.written(),
            )  # fmt: skip
        except actions.Stale as stale:
            form, context["differences"] = form.on_top_of(stale.current)
            context["who"], status = queries.last_changed_by(stale.current), 409
        except Taken:
            form.add_error("cpr", _("En anden har lige oprettet en borger med det CPR-nummer."))
            status = 409
        else:
            return _saved(request, changed, form, _("Gemt."))
    return render(request, "casework/citizens/citizen_edit.html", context | {"form": form}, status=status)


def _saved(request: HttpRequest, citizen: Citizen, form: Any, sentence: str) -> HttpResponse:
    undo.done(request, sentence)
    if form.warning:
        messages.warning(request, form.warning)
    if not permissions.can_see(request.user, citizen):  # handed over to another team
        return redirect("casework:citizen_list")
    return redirect(_address(citizen))


# The citizen's own page -------------------------------------------------------------------------------------------------------
@requires(Permission.SEE_CITIZENS)
@require_http_methods(["GET", "HEAD"])
@about_a_citizen
def citizen_detail(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    return _detail(request, citizen)


@requires(Permission.REVEAL_CPR)
@require_http_methods(["GET", "HEAD", "POST"])
@about_a_citizen
def citizen_reveal_cpr(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    """The number is in this one answer and nowhere else: not in the address, not kept by the browser, not shown again."""
    if request.method != "POST":  # for instance after the language was changed on the page that showed it
        return redirect(_address(citizen))
    form = RevealForm(request.POST, prefix="cpr", action=request.path)
    if not form.is_valid():
        return _detail(request, citizen, reveal=form, status=422)
    try:
        number = actions.reveal_cpr(
            citizen=citizen, reason=form.cleaned_data["reason"], by=request.user, at=clock.now()
        )
    except actions.NoNumber:
        form.add_error(None, _("Der er intet nummer at vise. Skriv det ind under Ret."))
        return _detail(request, citizen, reveal=form, status=409)
    response = _detail(request, citizen, shown_cpr=cpr.show(number))
    response.headers["Cache-Control"] = "no-store"
    return response


@requires(Permission.EDIT_CITIZENS)
@require_POST
@about_a_citizen
def citizen_clarify(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    today = clock.today()
    form = ClarifyForm(request.POST, citizen=citizen, today=today, prefix="trin0", action=request.path)
    if not form.is_valid():
        return _detail(request, citizen, clarify=form, status=422)
    actions.clarify(citizen=citizen, on=form.cleaned_data["on"], by=request.user, at=clock.now(), today=today)
    undo.done(
        request, _("Trin 0 er gennemført: borgeren er afklaret."),
        undo_url=reverse("casework:citizen_unclarify", args=[citizen.public_id]),
    )  # fmt: skip
    return redirect(_address(citizen))


@requires(Permission.EDIT_CITIZENS)
@require_POST
@about_a_citizen
def citizen_unclarify(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    actions.take_back_clarification(citizen=citizen, by=request.user, at=clock.now(), today=clock.today())
    undo.done(request, _("Borgeren står igen som ikke afklaret."))
    return redirect(_address(citizen))


@requires(Permission.EDIT_CITIZENS)
@require_POST
@about_a_citizen
def citizen_agree(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    actions.agree_to_first_name(citizen=citizen, on=clock.today(), by=request.user, at=clock.now())
    undo.done(
        request, _("Skrevet: borgeren har sagt ja til, at virksomheden ser fornavnet."),
        undo_url=reverse("casework:citizen_disagree", args=[citizen.public_id]),
    )  # fmt: skip
    return redirect(_address(citizen))


@requires(Permission.EDIT_CITIZENS)
@require_POST
@about_a_citizen
def citizen_disagree(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    actions.take_back_agreement(citizen=citizen, by=request.user, at=clock.now())
    undo.done(request, _("Fra nu af ser nye virksomheder kun ordet kandidaten."))
    return redirect(_address(citizen))


def _detail(request: HttpRequest, citizen: Citizen, *, status: int = 200, **more: Any) -> HttpResponse:
    access_log.viewed(user=request.user, citizen_id=citizen.public_id, what="casework:citizen_detail")
    may_edit = permissions.can_edit(request.user, citizen)
    open_packages, earlier = queries.packages(citizen, request.user)
    here = [citizen.public_id]
    context = {
        "citizen": citizen,
        "masked_cpr": queries.masked_cpr(citizen),
        "open_packages": open_packages,
        "earlier_packages": earlier,
        "may_edit": may_edit,
        "may_reveal": permissions.can_reveal_cpr(request.user, citizen),
        "may_build": request.user.can(Permission.BUILD_JOBPAKKE),
        "may_see_log": request.user.can(Permission.SEE_ACCESS_LOG),
        "reveal": RevealForm(prefix="cpr", action=reverse("casework:citizen_reveal_cpr", args=here)),
        "clarify": ClarifyForm(
            citizen=citizen, today=clock.today(), prefix="trin0", action=reverse("casework:citizen_clarify", args=here)
        ),
    }
    return render(request, "casework/citizens/citizen_detail.html", context | more, status=status)


def _address(citizen: Citizen) -> str:
    return reverse("casework:citizen_detail", args=[citizen.public_id])
