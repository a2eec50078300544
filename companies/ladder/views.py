"""How far the company has come, and why it does this: written down from the job's page."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from companies.ladder import actions
from companies.ladder.forms import HeardForm, RungForm, WordsForm
from companies.ladder.rungs import BY_HAND, Rung
from companies.openings import queries as openings
from companies.openings.models import JobOpening
from jobpakker.foundation import clock
from jobpakker.foundation.accounts.access import requires
from jobpakker.foundation.accounts.permissions import Permission
from jobpakker.foundation.once import Taken
from jobpakker.foundation.ui import undo


@requires(Permission.EDIT_OPENINGS)
@require_http_methods(["GET", "HEAD", "POST"])
def rung_reach(request: HttpRequest, public_id: UUID) -> HttpResponse:
    opening, today = openings.opening(request.user, public_id), clock.today()
    form = RungForm(request.POST or None, today=today, **_given(opening))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.reach(
            opening=opening, rung=Rung(said["rung"]), on=said["said_on"], said_by=said["said_by"], by=request.user, at=clock.now()
        )  # fmt: skip
        back = reverse("companies:rung_take_back", args=[opening.public_id, said["rung"]])
        undo.done(request, _("Skrevet ned."), undo_url=back)
        return redirect("companies:opening_detail", opening.public_id)
    return _page(request, "companies/ladder/rung_reach.html", opening, form)


@requires(Permission.EDIT_OPENINGS)
@require_POST
def rung_take_back(request: HttpRequest, public_id: UUID, rung: str) -> HttpResponse:
    opening = openings.opening(request.user, public_id)
    if rung not in BY_HAND:
        raise Http404
    if actions.take_back(opening=opening, rung=Rung(rung), by=request.user, at=clock.now()):
        undo.done(request, _("Taget tilbage."))
    return redirect("companies:opening_detail", opening.public_id)


@requires(Permission.EDIT_OPENINGS)
@require_http_methods(["GET", "HEAD", "POST"])
def words_write(request: HttpRequest, public_id: UUID) -> HttpResponse:
    opening, today = openings.opening(request.user, public_id), clock.today()
    form = WordsForm(request.POST or None, today=today, **_given(opening))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.write_words(
                opening=opening, key=said["key"], kind=said["kind"], theme=said["theme"], words=said["words"],
                on=said["said_on"], said_by=said["said_by"], by=request.user, at=clock.now(),
            )  # fmt: skip
        except Taken:  # a key that belongs to somebody else's row: made up
            raise Http404 from None
        undo.done(request, _("Skrevet ned."))
        return redirect("companies:opening_detail", opening.public_id)
    return _page(request, "companies/ladder/words_write.html", opening, form)


def _given(opening: JobOpening) -> dict[str, Any]:
    return {
        "initial": {"said_on": clock.today(), "said_by": opening.contact.name},
        "cancel_url": reverse("companies:opening_detail", args=[opening.public_id]),
    }


def _page(request: HttpRequest, template: str, opening: JobOpening, form: HeardForm) -> HttpResponse:
    people = opening.company.contacts.order_by("name", "pk").values_list("name", flat=True)
    context = {"form": form, "opening": opening, "people": people}
    return render(request, template, context, status=422 if form.is_bound else 200)
