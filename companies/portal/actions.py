"""Sending somebody the way in to her company's own page: because she asks for it, or because there is something to say there."""

from datetime import date, datetime, timedelta

from django.db import transaction

from companies.commitments.models import HiringCommitment
from companies.commitments.waiting import calendar_of
from companies.register.models import Contact
from companies.visits import queries as visits
from companies.visits import walked
from companies.visits.queries import Visit
from jobpakker.foundation.notifications import dispatch as notifications
from jobpakker.foundation.notifications.models import Notification

REST = timedelta(minutes=10)


@transaction.atomic
def send_links(*, email: str, at: datetime) -> int:
    """One mail for each company that knows the address; at most one each ten minutes. Who asks is never told how many.

    The person comes from no municipality that we could ask within: her address says who she is.
    """
    known = Contact.objects.across_municipalities().filter(email__iexact=email).order_by("pk")[:20]
    return sum(_send(contact, at=at) for contact in known)


def _send(contact: Contact, *, at: datetime) -> bool:
    turn = int(at.timestamp() // REST.total_seconds())
    before = Notification.objects.for_municipality(contact.municipality_id)
    # Ten minutes from mail to mail, also where they lie on both sides of a turn of the clock.
    if before.filter(said_once=f"company_page:{contact.public_id}:{turn - 1}", created_at__gt=at - REST).exists():
        return False
    return notifications.queue(
        "company_page",
        municipality_id=contact.municipality_id,
        to_email=contact.email,
        said_once=f"company_page:{contact.public_id}:{turn}",
        at=at,
        contact=str(contact.public_id),
    )


def ask_due(*, municipality_id: int, today: date, at: datetime) -> int:
    """One mail about each step that begins today or should have begun, and one when its last day has come. Chosen by how things
    stand, so that a day on which nothing ran is made good, and never twice. Nobody is written to on a day off."""
    if not calendar_of(municipality_id).is_working_day(today):
        return 0
    numbers = walked.due(municipality_id, today)
    rows = HiringCommitment.objects.for_municipality(municipality_id).filter(pk__in=numbers)
    found = [
        visits.agreed_of(row) for row in rows.select_related("contact").prefetch_related("versions").order_by("pk")
    ]
    comings = visits.comings([agreed for agreed in found if agreed], at=at, today=today)
    return sum(_ask(visit, at=at) for visit in comings.visits if visit.asks_whether_begun or visit.asks_how_it_went)


@transaction.atomic
def _ask(visit: Visit, *, at: datetime) -> bool:
    assert visit.walked is not None
    commitment, what = visit.agreed.commitment, "begun" if visit.asks_whether_begun else "over"
    return notifications.queue(
        "company_visit",
        municipality_id=commitment.municipality_id,
        to_email=commitment.contact.email,
        said_once=f"company_visit:{visit.walked.reference}:{visit.step.starts_on}:{what}",
        at=at,
        contact=str(commitment.contact.public_id),
        commitment=str(commitment.public_id),
        what=what,
        step=visit.step.kind,
    )
