"""The way in to the company's own page: one link to one person, no password. And a longer one for her calendar, which opens nothing else."""

from datetime import timedelta
from uuid import UUID

from django.urls import reverse

from companies.register.models import Contact
from jobpakker.foundation import links

PAGE, CALENDAR = "company-page", "company-calendar"
LIFE = timedelta(days=14)
CALENDAR_LIFE = timedelta(days=400)  # a calendar goes on asking; it is told nothing that the page would not show


def page_token(contact: Contact) -> str:
    return links.make(PAGE, {"p": str(contact.public_id)})


def page_address(contact: Contact) -> str:
    return links.absolute(reverse("companies:company_page", args=[page_token(contact)]))


def calendar_address(contact: Contact) -> str:
    token = links.make(CALENDAR, {"p": str(contact.public_id)})
    return links.absolute(reverse("companies:company_calendar", args=[token]))


def read_page(token: str) -> UUID:
    """Raises `LinkExpired` or `LinkUnknown`."""
    return UUID(links.read(token, purpose=PAGE, max_age=LIFE)["p"])


def read_calendar(token: str) -> UUID:
    return UUID(links.read(token, purpose=CALENDAR, max_age=CALENDAR_LIFE)["p"])
