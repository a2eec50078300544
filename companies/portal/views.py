"""The company's own page: a link by mail, no password. Reading it changes nothing; what is said from it is in visit_views."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from companies.commitments import ics
from companies.commitments.states import CommitmentState
from companies.commitments.views import link_page
from companies.portal import actions, links, queries
from companies.portal.forms import WayInForm
from companies.register.models import Contact
from jobpakker.foundation import clock
from jobpakker.foundation.accounts.access import public
from jobpakker.foundation.links import LinkExpired


@public("Virksomhedens kontaktperson beder om et link til sin egen side; svaret røber ikke, om adressen er kendt.")
@require_http_methods(["GET", "HEAD", "POST"])
def company_way_in(request: HttpRequest) -> HttpResponse:
    form = WayInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.send_links(email=form.cleaned_data["email"], at=clock.now())
        return render(request, "companies/portal/company_link_sent.html")
    status = 422 if form.is_bound else 200
    return render(request, "companies/portal/company_way_in.html", {"form": form}, status=status)


@public("Virksomhedens egen side åbnes med et underskrevet link til én person.")
@link_page
@require_safe
def company_page(request: HttpRequest, token: str) -> HttpResponse:
    try:
        contact = queries.contact_of(token)
    except LinkExpired:
        return expired(request)
    return show_board(request, contact, token)


def expired(request: HttpRequest) -> HttpResponse:
    # From this page, which sends no referrer, a form with a CSRF token could not be sent: it leads to the one that can.
    return render(request, "companies/portal/company_link_expired.html", status=410)


def show_board(
    request: HttpRequest, contact: Contact, token: str, *, changed: bool = False, status: int = 200
) -> HttpResponse:
    """`changed`: what was sent did not fit how it stands now, and was not written down."""
    context = {
        "board": queries.board(contact, at=clock.now(), today=clock.today()),
        "municipality": contact.municipality,
        "calendar_address": links.calendar_address(contact),
        "token": token,
        "changed": changed,
    }
    return render(request, "companies/portal/company_page.html", context, status=status)


@public("Virksomhedens kalender henter datoerne med et underskrevet link, der ikke åbner andet.")
@link_page
@require_safe
def company_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """What the company has confirmed, as one calendar that follows when plans change."""
    contact = queries.contact_of_calendar(token)
    confirmed = [p for p in queries.promises_of(contact) if p.commitment.state == CommitmentState.CONFIRMED]
    agreements = [
        ics.Agreement(p.terms, str(p.commitment.public_id), p.number, p.fingerprint, p.commitment.answered_at)
        for p in confirmed
    ]
    return HttpResponse(ics.calendar(agreements), content_type="text/calendar; charset=utf-8")
