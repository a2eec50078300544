"""What the representative's link opens, and what the company and the desk see of it."""

from dataclasses import dataclass
from enum import StrEnum

from django.http import Http404

from companies.commitments import wording
from companies.commitments.models import CommitmentVersion, HiringCommitment
from companies.commitments.states import CommitmentState
from companies.commitments.terms import Terms
from companies.hearings import links
from companies.hearings.models import Hearing
from companies.hearings.rules import steps_to_hear_about, still_holds
from jobpakker.foundation.links import LinkUnknown
from jobpakker.foundation.notifications import dispatch as notifications
from jobpakker.foundation.notifications.models import Notification

# The company has been asked, or has said yes.
ASKABLE = (CommitmentState.REQUESTED, CommitmentState.CONFIRMED)


class Page(StrEnum):
    """Which page the representative's link opens to; the name of its template."""

    OPEN = "open"
    ANSWERED = "answered"
    CHANGED = "changed"
    CLOSED = "closed"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Question:
    hearing: Hearing
    terms: Terms  # that she was asked about
    newest_terms: Terms
    expired: bool

    @property
    def commitment(self) -> HiringCommitment:
        return self.hearing.commitment

    @property
    def page(self) -> Page:
        if self.expired:
            return Page.EXPIRED
        if self.hearing.answer:
            return Page.ANSWERED
        if self.commitment.state not in ASKABLE:
            return Page.CLOSED
        return Page.OPEN if still_holds(self.terms, self.newest_terms) else Page.CHANGED

    @property
    def stairs(self) -> list[wording.Stair]:
        return [wording.stair(step) for step in steps_to_hear_about(self.terms)]


def question(token: str) -> Question:
    """Two queries. What is not ours, or was sent to somebody who has been replaced, is the same 404 as any."""
    try:
        link = links.read(token)
    except LinkUnknown:
        raise Http404 from None
    # The link says whose row this is: nobody is logged in.
    rows = Hearing.objects.across_municipalities().select_related("commitment__contact", "commitment__municipality")
    found = rows.filter(public_id=link.hearing).first()
    if found is None:
        raise Http404
    versions = {version.number: Terms.from_data(version.terms) for version in found.commitment.versions.all()}
    return Question(found, versions[found.number], versions[found.commitment.version], link.expired)


def is_open(hearing: Hearing, commitment: HiringCommitment) -> bool:
    """Whether her answer would count: the company has not said no, and what she was asked about has not changed."""
    if commitment.state not in ASKABLE:
        return False
    return hearing.number == commitment.version or still_holds(
        terms_of(commitment, hearing.number), terms_of(commitment)
    )


def terms_of(commitment: HiringCommitment, number: int | None = None) -> Terms:
    """The terms of that version; without a number, of the newest."""
    rows = CommitmentVersion.objects.for_municipality(commitment.municipality_id)
    return Terms.from_data(rows.get(commitment=commitment, number=number or commitment.version).terms)


@dataclass(frozen=True)
class Standing:
    """The representative's side of one commitment as it stands now."""

    hearing: Hearing | None  # the one that counts: an answer that still holds, or the question about the newest version


def standing(commitment: HiringCommitment) -> Standing | None:
    """None: there is nothing to hear a representative about. Uses what has been prefetched of `versions` and `hearings`."""
    versions = {version.number: Terms.from_data(version.terms) for version in commitment.versions.all()}
    now = versions[commitment.version]
    if not steps_to_hear_about(now):
        return None
    asked = sorted(commitment.hearings.all(), key=lambda hearing: (bool(hearing.answer), hearing.number), reverse=True)
    return Standing(next((hearing for hearing in asked if still_holds(versions[hearing.number], now)), None))


def not_arrived(municipality_id: int) -> dict[int, Notification]:
    """The mail to a representative who has not answered, where it did not get there; by the commitment. Two queries, few rows."""
    rows = notifications.not_arrived(municipality_id).filter(kind="hearing_request")
    lost = {row.context["hearing"]: row for row in rows.order_by("failed_at", "pk")}
    if not lost:
        return {}
    asked = Hearing.objects.for_municipality(municipality_id).filter(public_id__in=list(lost), answer="")
    return {hearing.commitment_id: lost[str(hearing.public_id)] for hearing in asked}
