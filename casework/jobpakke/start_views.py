"""From a job to its builder: who is to have it, and from which inspiration model."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casework.jobpakke import queries
from casework.jobpakke.forms import SearchForm
from casework.jobpakke.wording import REFUSED
from companies.openings.models import JobOpening
from jobpakker.foundation.accounts.access import requires
from jobpakker.foundation.accounts.models import User
from jobpakker.foundation.accounts.permissions import Permission
from jobpakker.foundation.audit import access_log

HITS = 20


@requires(Permission.BUILD_JOBPAKKE)
@require_http_methods(["GET", "HEAD", "POST"])
def jobpakke_start(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """GET begins with those who wait; POST searches, so that no name and no number comes to stand in an address."""
    opening = queries.opening(request.user, public_id)
    form = SearchForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {
        "opening": opening,
        "form": form,
        "heading": _("Borgere uden forløb, der har ventet længst"),
        "nothing": _("Ingen af dine borgere venter på et forløb"),
        "advice": _("Søg efter borgeren med navn, CPR-nummer eller sagsnummer."),
    }
    status = 200
    if request.method != "POST":
        context["citizens"] = queries.citizens_to_begin_with(request.user)
    elif form.is_valid():
        context |= _hits(request.user, form.cleaned_data["q"])
    else:
        context |= {"citizens": [], "error": form.errors["q"][0] if "q" in form.errors else ""}
        status = 422
    if request.htmx:
        return render(request, "casework/jobpakke/_start_hits.html", context, status=status)
    if opening.state != JobOpening.State.OPEN:
        return closed_job(request, opening)
    context["blueprints"] = queries.blueprints(request.user, opening)
    return render(request, "casework/jobpakke/jobpakke_start.html", context, status=status)


def _hits(user: User, text: str) -> dict[str, Any]:
    found = queries.found_citizens(user, text, limit=HITS + 1)
    access_log.searched(user=user, what=f"casework:jobpakke_start ({len(found)})")
    return {
        "citizens": found[:HITS],
        "heading": _("De første {n}: skriv mere af navnet").format(n=HITS) if len(found) > HITS else _("Fundet"),
        "nothing": _("Ingen borger passer"),
        "advice": _(
            "Prøv med en del af navnet, hele CPR-nummeret eller sagsnummeret. Borgere i andre team kan ikke ses."
        ),
    }


def closed_job(request: HttpRequest, opening: JobOpening) -> HttpResponse:
    messages.warning(request, REFUSED["opening_closed"])
    return redirect("companies:opening_detail", opening.public_id)
