"""The representative's own link: another purpose than the company's, so that neither opens what is the other's."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from companies.commitments.links import LIFE, RENEWABLE
from companies.hearings.models import Hearing
from jobpakker.foundation import links

PURPOSE = "hear-representative"


@dataclass(frozen=True)
class Link:
    hearing: UUID
    expired: bool


def token_for(hearing: Hearing) -> str:
    """Bound to one row, which is one person and one version: asked anew, another person is another row."""
    return links.make(PURPOSE, {"h": str(hearing.public_id)})


def address_for(hearing: Hearing) -> str:
    return links.absolute(reverse("companies:hearing_answer", args=[token_for(hearing)]))


def read(token: str) -> Link:
    """Raises `LinkUnknown` for what is not ours, or is older than a year."""
    try:
        payload, expired = links.read(token, purpose=PURPOSE, max_age=LIFE), False
    except links.LinkExpired:
        try:
            payload, expired = links.read(token, purpose=PURPOSE, max_age=RENEWABLE), True
        except links.LinkExpired as error:
            raise links.LinkUnknown from error
    return Link(UUID(payload["h"]), expired)
