"""The company's wish as a ready repair of the plan: looked at, and accepted with one press."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casework.jobpakke import law_words, permissions, queries, wishes
from casework.jobpakke.actions import Stale, UnableTo
from casework.jobpakke.forms import WishForm
from casework.jobpakke.models import Jobpakke
from casework.jobpakke.views import about_a_package
from casework.jobpakke.wording import REFUSED
from companies.commitments.actions import UnableToAsk
from jobpakker.foundation import clock
from jobpakker.foundation.accounts.access import requires
from jobpakker.foundation.accounts.permissions import Permission
from jobpakker.foundation.audit import access_log
from jobpakker.foundation.ui import undo


@requires(Permission.SEND_COMMITMENT)
@require_http_methods(["GET", "HEAD", "POST"])
@about_a_package
def jobpakke_wish(request: HttpRequest, jobpakke: Jobpakke) -> HttpResponse:
    """Without a wish that can be worked out there is nothing to look at: the package's page has the words."""
    permissions.check_can_change(request.user, jobpakke)
    permissions.check_can_send(request.user, jobpakke)
    if request.method != "POST":
        return _show(request, jobpakke)
    form = WishForm(request.POST)
    if not form.is_valid():
        return _show(request, jobpakke, form=form, status=422)
    said = form.cleaned_data
    try:
        saved = wishes.accept(
            jobpakke=jobpakke, version=said["version"], fingerprint=said["fingerprint"], reason=said["reason"],
            by=request.user, at=clock.now(), today=clock.today(),
        )  # fmt: skip
    except Stale:
        return _refused(request, jobpakke, form, "seen_otherwise")
    except (UnableTo, UnableToAsk) as unable:
        return _refused(request, jobpakke, form, unable.code)
    name = saved.commitment.contact.name if saved.commitment else ""
    undo.done(request, _("Planen er rettet, og {name} er spurgt om det, der er ændret.").format(name=name))
    return redirect("casework:jobpakke_detail", jobpakke.public_id)


def _refused(request: HttpRequest, jobpakke: Jobpakke, form: WishForm, code: str) -> HttpResponse:
    field = "reason" if code == "needs_reason" else None
    form.add_error(field, str(REFUSED[code]))
    return _show(request, jobpakke, form=form, status=422 if field else 409)


def _show(request: HttpRequest, jobpakke: Jobpakke, *, form: WishForm | None = None, status: int = 200) -> HttpResponse:
    jobpakke = queries.jobpakke(request.user, jobpakke.public_id)
    versions = queries.versions(jobpakke)
    wish = wishes.of(jobpakke, versions[0] if versions else None)
    if not wish:
        return redirect("casework:jobpakke_detail", jobpakke.public_id)
    access_log.viewed(user=request.user, citizen_id=jobpakke.citizen.public_id, what="casework:jobpakke_wish")
    mended = wishes.repair(jobpakke, wish, versions, today=clock.today())
    context: dict[str, Any] = {
        "jobpakke": jobpakke,
        "wish": wish,
        "repair": mended,
        "edit_url": reverse("casework:jobpakke_edit", args=[jobpakke.public_id]) + "?oensket=1",
        "others": queries.others_at(jobpakke) if wish.weekly_hours is not None else 0,
    }
    if mended.possible:
        words = law_words.words(mended.findings)
        context["law"] = [one for one in words if one.blocks or one.standing.asks_for_a_reason]
    if mended.may_be_accepted:
        seen = {"version": jobpakke.version, "fingerprint": mended.terms.fingerprint}
        shown = WishForm(initial=seen | ({"reason": form.data.get("reason", "")} if form else {}))
        context |= {
            "form": shown,
            "errors": [error for found in form.errors.values() for error in found] if form else [],
        }
    return render(request, "casework/jobpakke/jobpakke_wish.html", context, status=status)
