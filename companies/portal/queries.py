"""What one person sees of her own company: its jobs, its promises, and who comes when. Another company's rows are never read."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.http import Http404

from companies.commitments import links as commitment_links
from companies.commitments import wording
from companies.commitments.models import HiringCommitment
from companies.commitments.states import CommitmentState
from companies.commitments.terms import Terms
from companies.openings.models import JobOpening
from companies.portal import links
from companies.register.models import Contact
from companies.visits import queries as visits
from companies.visits.models import JobAnswer
from companies.visits.queries import Agreed, JobQuestion, Visit, agreed_of
from jobpakker.foundation.links import LinkExpired, LinkUnknown

SHOWN = (CommitmentState.REQUESTED, CommitmentState.CONFIRMED, CommitmentState.CHANGE_PROPOSED)


@dataclass(frozen=True)
class Promise:
    commitment: HiringCommitment
    terms: Terms
    number: int
    fingerprint: str
    token: str  # to the page of it; empty: another person of the company was asked
    agreed: Agreed | None  # the version it said yes to last
    answer: JobAnswer | None = None  # whether it becomes a job

    @property
    def hours(self) -> str:
        return wording.hours(self.terms)


@dataclass(frozen=True)
class Board:
    contact: Contact
    to_answer: list[Promise]
    waiting: list[Promise]  # asked of a colleague, or answered with a proposal
    promised: list[Promise]  # the job is ahead
    kept: list[Promise]  # the day of the job has come, the newest first
    visits: list[Visit]
    to_review: list[Visit]  # steps that are over, and how they went
    jobs: list[JobQuestion]  # does it become a job?
    openings: list[tuple[JobOpening, int]]  # with the places that nobody is promised


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


def _contact(link: links.Link) -> Contact:
    # The link says who she is: nobody is logged in.
    rows = Contact.objects.across_municipalities().select_related("company", "municipality")
    found = rows.filter(public_id=link.contact).first()
    if found is None:
        raise Http404
    if not links.was_mailed_to(link, found):
        raise LinkExpired
    return found


def board(contact: Contact, *, at: datetime, today: date) -> Board:
    """A fixed number of queries."""
    promises = promises_of(contact)
    asked = [promise for promise in promises if promise.commitment.state == CommitmentState.REQUESTED]
    confirmed = [promise for promise in promises if promise.commitment.state == CommitmentState.CONFIRMED]
    proposed = [promise for promise in promises if promise.commitment.state == CommitmentState.CHANGE_PROPOSED]
    came = visits.comings([promise.agreed for promise in promises if promise.agreed], at=at, today=today)
    openings = contact.company.openings.filter(state=JobOpening.State.OPEN, starts_on__gte=today).order_by(
        "starts_on", "pk"
    )
    answers = {job.agreed.commitment.pk: job.answer for job in came.jobs}
    confirmed = [replace(promise, answer=answers.get(promise.commitment.pk)) for promise in confirmed]
    taken = Counter(promise.commitment.opening_id for promise in confirmed)
    free = [(opening, opening.places - taken[opening.pk]) for opening in openings]
    return Board(
        contact=contact,
        to_answer=[promise for promise in asked if promise.token],
        waiting=[*(promise for promise in asked if not promise.token), *proposed],
        promised=[promise for promise in confirmed if promise.terms.job_date >= today],
        kept=[promise for promise in reversed(confirmed) if promise.terms.job_date < today],
        visits=[visit for visit in came.visits if visit.is_ahead_or_on],
        to_review=[visit for visit in came.visits if visit.asks_how_it_went],
        jobs=[job for job in came.jobs if job.asks],
        openings=[(opening, places) for opening, places in free if places > 0],
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
        found.append(Promise(commitment, terms, newest.number, newest.fingerprint, token, agreed_of(commitment)))
    return sorted(found, key=lambda promise: promise.terms.job_starts_on)


def visit(contact: Contact, reference: UUID, *, at: datetime, today: date) -> Visit:
    """One of her own company's; another's is the same 404 as one that is not there."""
    agreed = [promise.agreed for promise in promises_of(contact) if promise.agreed]
    for found in visits.comings(agreed, at=at, today=today).visits:
        if found.walked is not None and found.walked.reference == reference:
            return found
    raise Http404


def job_question(contact: Contact, public_id: UUID, *, at: datetime, today: date) -> JobQuestion:
    agreed = [promise.agreed for promise in promises_of(contact) if promise.agreed]
    for found in visits.comings(agreed, at=at, today=today).jobs:
        if found.agreed.commitment.public_id == public_id:
            return found
    raise Http404
