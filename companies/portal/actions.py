"""Sending somebody the way in to her company's own page."""

from datetime import datetime, timedelta

from django.db import transaction

from companies.register.models import Contact
from jobpakker.foundation.notifications import dispatch as notifications

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
    return notifications.queue(
        "company_page",
        municipality_id=contact.municipality_id,
        to_email=contact.email,
        said_once=f"company_page:{contact.public_id}:{turn}",
        at=at,
        contact=str(contact.public_id),
    )
