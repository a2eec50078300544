"""What one person sees of her own company: its jobs, its promises, and who comes when. Another company's rows are never read."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404

from companies.commitments import links as commitment_links
from companies.commitments import wording
from companies.commitments.models import HiringCommitment
from companies.commitments.states import CommitmentState
from companies.commitments.terms import Terms
from companies.openings.models import JobOpening
from companies.portal import links
from companies.register.models import Contact
from jobpakker.foundation.links import LinkExpired, LinkUnknown

SHOWN = (CommitmentState.REQUESTED, CommitmentState.CONFIRMED, CommitmentState.CHANGE_PROPOSED)


@dataclass(frozen=True)
class Promise:
    commitment: HiringCommitment
    terms: Terms
    number: int
    fingerprint: str
    token: str  # to the page of it; empty: another person of the company was asked

    @property
    def hours(self) -> str:
        return wording.hours(self.terms)


@dataclass(frozen=True)
class Visit:
    """Somebody comes to the company, to a step of a promise that it has confirmed."""

    stair: wording.Stair
    who: str  # first name once the citizen has agreed to it; otherwise empty
    job: str
    today: date

    @property
    def is_on(self) -> bool:
        return self.stair.starts_on <= self.today


@dataclass(frozen=True)
class Board:
    contact: Contact
    to_answer: list[Promise]
    waiting: list[Promise]  # asked of a colleague, or answered with a proposal
    promised: list[Promise]
    visits: list[Visit]
    openings: list[JobOpening]


def contact_of(token: str) -> Contact:
    """Raises `LinkExpired`; a token that is not ours, or of somebody who is gone, is the same 404 as any."""
    try:
        return _contact(links.read_page(token))
    except LinkUnknown:
        raise Http404 from None


def contact_of_calendar(token: str) -> Contact:
    try:
        return _contact(links.read_calendar(token))
    except (LinkExpired, LinkUnknown):
        raise Http404 from None


def _contact(public_id: object) -> Contact:
    # The link says who she is: nobody is logged in.
    rows = Contact.objects.across_municipalities().select_related("company", "municipality")
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def board(contact: Contact, *, today: date) -> Board:
    """A fixed number of queries."""
    promises = promises_of(contact)
    asked = [promise for promise in promises if promise.commitment.state == CommitmentState.REQUESTED]
    confirmed = [promise for promise in promises if promise.commitment.state == CommitmentState.CONFIRMED]
    proposed = [promise for promise in promises if promise.commitment.state == CommitmentState.CHANGE_PROPOSED]
    openings = contact.company.openings.filter(state=JobOpening.State.OPEN, starts_on__gte=today).order_by(
        "starts_on", "pk"
    )
    return Board(
        contact=contact,
        to_answer=[promise for promise in asked if promise.token],
        waiting=[*(promise for promise in asked if not promise.token), *proposed],
        promised=confirmed,
        visits=_visits(confirmed, today=today),
        openings=list(openings),
    )


def promises_of(contact: Contact) -> list[Promise]:
    """Of the whole company, by the day of the job; hers can be opened."""
    rows = HiringCommitment.objects.for_municipality(contact.municipality_id).filter(
        opening__company=contact.company, state__in=SHOWN
    )
    found = []
    for commitment in rows.select_related("contact").prefetch_related("versions").order_by("asked_at", "pk"):
        newest = next(version for version in commitment.versions.all() if version.number == commitment.version)
        token = commitment_links.token_for(commitment) if commitment.contact_id == contact.pk else ""
        terms = Terms.from_data(newest.terms)
        found.append(Promise(commitment, terms, newest.number, newest.fingerprint, token))
    return sorted(found, key=lambda promise: promise.terms.job_starts_on)


def _visits(promises: list[Promise], *, today: date) -> list[Visit]:
    """What is on now or still ahead, in the order of time."""
    found = [
        Visit(wording.stair(step), promise.terms.candidate, wording.inside_a_sentence(promise.terms.job_title), today)
        for promise in promises
        for step in promise.terms.steps
        if step.at_the_company and date.fromisoformat(step.ends_on) >= today
    ]
    return sorted(found, key=lambda visit: (visit.stair.starts_on, visit.stair.ends_on))
