"""The link a contact answers by: bound to one purpose, one commitment, one version of its terms and one person.

Nothing of it is stored. What it opens is decided by the rows it points at, each time it is used.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.urls import reverse

from companies.commitments.models import HiringCommitment
from companies.register.models import Contact
from jobpakker.foundation import links

PURPOSE = "answer-commitment"
LIFE = timedelta(days=14)
# An old link opens nothing, but can still ask for a new one, which goes to the address that we have.
RENEWABLE = timedelta(days=365)
# One mail with a link each ten minutes at most, whoever asks for it.
REST_BETWEEN_LINKS = timedelta(minutes=10)


@dataclass(frozen=True)
class Link:
    commitment: UUID
    number: int
    contact: UUID
    address: str  # the mark of the address it was mailed to; empty in links from before there was one
    expired: bool

    def was_mailed_to(self, contact: Contact) -> bool:
        """An address that was put right since belongs to somebody else, or to nobody: its links open nothing any more."""
        return self.address in {"", links.mark_of(contact.email)}


def token_for(commitment: HiringCommitment) -> str:
    """For the newest terms, to the contact as she is now."""
    payload = {"c": str(commitment.public_id), "n": commitment.version, "p": str(commitment.contact.public_id)}
    payload["e"] = links.mark_of(commitment.contact.email)
    return links.make(PURPOSE, payload)


def address_for(commitment: HiringCommitment) -> str:
    return links.absolute(reverse("companies:commitment_answer", args=[token_for(commitment)]))


def read(token: str) -> Link:
    """Raises `LinkUnknown` for what is not ours, or is older than a year."""
    try:
        payload, expired = links.read(token, purpose=PURPOSE, max_age=LIFE), False
    except links.LinkExpired:
        try:
            payload, expired = links.read(token, purpose=PURPOSE, max_age=RENEWABLE), True
        except links.LinkExpired as error:
            raise links.LinkUnknown from error
    return Link(UUID(payload["c"]), int(payload["n"]), UUID(payload["p"]), str(payload.get("e", "")), expired)
