"""„Vi har talt sammen": pressed from the company's page or from a job's."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from companies.register import queries as register
from companies.talks import actions
from companies.talks.forms import TalkForm
from jobpakker.foundation import clock
from jobpakker.foundation.accounts.access import requires
from jobpakker.foundation.accounts.permissions import Permission
from jobpakker.foundation.once import Taken
from jobpakker.foundation.ui import undo


@requires(Permission.EDIT_COMPANIES)
@require_POST
def talk_write(request: HttpRequest, public_id: UUID) -> HttpResponse:
    company = register.company(request.user, public_id)
    form = TalkForm(request.POST, cancel_url=reverse("companies:company_detail", args=[public_id]))
    if not form.is_valid():
        return render(request, "companies/talks/talk_write.html", {"company": company, "form": form}, status=422)
    said = form.cleaned_data
    try:
        talk = actions.talked(
            company=company, key=said["key"], person=said["person"], about=said["about"], by=request.user, at=clock.now()
        )  # fmt: skip
    except Taken:  # a key that belongs to somebody else's row: made up
        raise Http404 from None
    back = reverse("companies:talk_take_back", args=[public_id, talk.public_id])
    undo.done(request, _("Skrevet ned, at I har talt sammen i dag."), undo_url=back)
    return redirect("companies:company_detail", public_id)


@requires(Permission.EDIT_COMPANIES)
@require_POST
def talk_take_back(request: HttpRequest, public_id: UUID, key: UUID) -> HttpResponse:
    company = register.company(request.user, public_id)
    if actions.forget(company=company, key=key, by=request.user, at=clock.now()):
        undo.done(request, _("Taget tilbage."))
    return redirect("companies:company_detail", public_id)
