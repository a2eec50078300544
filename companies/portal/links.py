"""The way in to the company's own page: one link to one person, no password. And a longer one for her calendar, which opens nothing else."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.urls import reverse

from companies.register.models import Contact
from jobpakker.foundation import links

PAGE, CALENDAR = "company-page", "company-calendar"
LIFE = timedelta(days=14)
CALENDAR_LIFE = timedelta(days=400)  # a calendar goes on asking; it is told nothing that the page would not show


def page_token(contact: Contact) -> str:
    return links.make(PAGE, _payload(contact))


def _payload(contact: Contact) -> dict[str, str]:
    return {"p": str(contact.public_id), "e": links.mark_of(contact.email)}


def page_address(contact: Contact) -> str:
    return links.absolute(reverse("companies:company_page", args=[page_token(contact)]))


def calendar_address(contact: Contact) -> str:
    token = links.make(CALENDAR, _payload(contact))
    return links.absolute(reverse("companies:company_calendar", args=[token]))


@dataclass(frozen=True)
class Link:
    contact: UUID
    address: str  # the mark of the address it was mailed to


def read_page(token: str) -> Link:
    """Raises `LinkExpired` or `LinkUnknown`."""
    return _link(links.read(token, purpose=PAGE, max_age=LIFE))


def read_calendar(token: str) -> Link:
    return _link(links.read(token, purpose=CALENDAR, max_age=CALENDAR_LIFE))


def _link(payload: dict[str, str]) -> Link:
    return Link(UUID(payload["p"]), payload.get("e", ""))


def was_mailed_to(link: Link, contact: Contact) -> bool:
    """An address that was put right since belongs to somebody else, or to nobody."""
    return link.address in {"", links.mark_of(contact.email)}
