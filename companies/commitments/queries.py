"""What a link opens, and what the desk sees of a job's commitments."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from django.http import Http404

from companies.commitments import links, waiting, wording
from companies.commitments.cadence import next_on
from companies.commitments.changes import standing
from companies.commitments.models import CARRIED_OVER, CommitmentVersion, HiringCommitment
from companies.commitments.proposals import fulfils
from companies.commitments.states import CommitmentState
from companies.commitments.terms import Terms
from companies.openings.models import JobOpening
from jobpakker.foundation.accounts.models import User
from jobpakker.foundation.links import LinkUnknown
from jobpakker.foundation.notifications import dispatch as notifications
from jobpakker.foundation.notifications.models import Notification


class Page(StrEnum):
    """Which page a link opens to; the name of its template."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    CHANGE_PROPOSED = "change_proposed"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


ANSWERED = {
    CommitmentState.REQUESTED: Page.OPEN,
    CommitmentState.CONFIRMED: Page.CONFIRMED,
    CommitmentState.DECLINED: Page.DECLINED,
    CommitmentState.CHANGE_PROPOSED: Page.CHANGE_PROPOSED,
}


@dataclass(frozen=True)
class Question:
    """One commitment as one link shows it: `shown` is the version of the link, `newest` the one that counts."""

    commitment: HiringCommitment
    shown: CommitmentVersion
    newest: CommitmentVersion
    before: CommitmentVersion | None
    expired: bool
    today: date

    @property
    def page(self) -> Page:
        if self.expired:
            return Page.EXPIRED
        if self.commitment.state == CommitmentState.WITHDRAWN:
            return Page.WITHDRAWN
        if self.shown.number != self.newest.number:
            return Page.SUPERSEDED
        return ANSWERED[CommitmentState(self.commitment.state)]

    @property
    def was_confirmed(self) -> bool:
        """The company has said yes to the version compared with, so that only what differs is a question."""
        return self.before is not None and self.before.answer == CommitmentState.CONFIRMED

    @property
    def asks_only_what_differs(self) -> bool:
        """It has said yes to the rest: by confirming, or by saying so when it proposed a change. Where nothing differs, the whole
        is asked about."""
        agreed = self.was_confirmed or (self.before is not None and self.before.rest_agreed)
        return agreed and bool(self.changes)

    @property
    def as_proposed(self) -> bool:
        """The company proposed a change, and these terms are what it proposed."""
        return self.before is not None and bool(self.before.wished) and fulfils(self.terms, self.before.wished)

    @property
    def stands(self) -> list[str]:
        """What it has agreed to already and need not think of again, in words."""
        if self.before is None or not self.asks_only_what_differs:
            return []
        return [str(wording.PARTS[part]) for part in standing(Terms.from_data(self.before.terms), self.terms)]

    @property
    def carried_over(self) -> bool:
        return self.shown.assurance == CARRIED_OVER

    @property
    def has_a_receipt(self) -> bool:
        """The company said yes to the version of this link, and nobody has taken the question back since."""
        return self.page in {Page.CONFIRMED, Page.SUPERSEDED} and self.shown.answer == CommitmentState.CONFIRMED

    @property
    def newest_is_confirmed(self) -> bool:
        return self.newest.answer == CommitmentState.CONFIRMED

    @cached_property
    def terms(self) -> Terms:
        return Terms.from_data(self.shown.terms)

    @cached_property
    def newest_terms(self) -> Terms:
        return Terms.from_data(self.newest.terms)

    @property
    def day_has_passed(self) -> bool:
        """Asked, and never answered in time: there is nothing left to confirm, only to propose or decline."""
        return self.terms.day_has_passed(self.today)

    @property
    def hours(self) -> str:
        return wording.hours(self.terms)

    @property
    def promises(self) -> list[str]:
        return [str(wording.PROMISES[code]) for code in self.terms.promises if code in wording.PROMISES]

    @property
    def stairs(self) -> list[wording.Stair]:
        return wording.stairs(self.terms)

    @property
    def changes(self) -> list[wording.Change]:
        """From the link's version to the newest one; on the newest, from the version before it."""
        if self.page == Page.SUPERSEDED:
            return wording.changes(self.terms, self.newest_terms)
        return wording.changes(Terms.from_data(self.before.terms), self.terms) if self.before else []


def question(token: str, *, today: date) -> Question:
    """Three queries. A token that is not ours, for another contact, or of a row that is gone is the same 404 as any."""
    try:
        link = links.read(token)
    except LinkUnknown:
        raise Http404 from None
    # The link is what says whose row this is: nobody is logged in, so that there is no municipality to ask within.
    found = (
        HiringCommitment.objects.across_municipalities()
        .select_related("contact", "municipality")
        .prefetch_related("versions", "hearings")
        .filter(public_id=link.commitment, contact__public_id=link.contact)
        .first()
    )
    if found is None:
        raise Http404
    versions = {version.number: version for version in found.versions.all()}
    if link.number not in versions:
        raise Http404
    return Question(
        commitment=found,
        shown=versions[link.number],
        newest=versions[found.version],
        before=_to_compare_with(versions, link.number),
        expired=link.expired or not link.was_mailed_to(found.contact),
        today=today,
    )


def _to_compare_with(versions: dict[int, CommitmentVersion], number: int) -> CommitmentVersion | None:
    """What the reader knows already: the version she confirmed last before this one, else the one before it."""
    earlier = [versions[n] for n in sorted(versions) if n < number]
    confirmed = [v for v in earlier if v.answer == CommitmentState.CONFIRMED and v.assurance != CARRIED_OVER]
    return confirmed[-1] if confirmed else earlier[-1] if earlier else None


# The desk -------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Sent:
    """One message to the company, and whether it left the house."""

    label: str
    mail: Notification


@dataclass(frozen=True)
class Card:
    """One commitment as the desk sees it on the page of its job."""

    commitment: HiringCommitment
    newest: CommitmentVersion
    sent: list[Sent]
    remind_on: date | None  # when the next reminder goes by itself
    today: date

    @property
    def asked(self) -> bool:
        return self.commitment.state == CommitmentState.REQUESTED

    @property
    def day_has_passed(self) -> bool:
        return self.asked and Terms.from_data(self.newest.terms).day_has_passed(self.today)

    @property
    def not_arrived(self) -> bool:
        """The last that was sent did not get there; until something new is sent, the company knows nothing."""
        return (
            bool(self.sent)
            and self.sent[0].mail.failed_at is not None
            and self.commitment.state != CommitmentState.WITHDRAWN
        )

    @property
    def quiet(self) -> bool:
        """They have talked, and no reminder is wanted yet."""
        until = self.commitment.quiet_until
        return self.asked and until is not None and self.today < until


def cards(opening: JobOpening, *, today: date) -> list[Card]:
    """What the company has been asked and has answered about this job, the latest question first. A fixed number of queries."""
    rows = opening.commitments.select_related("contact", "asked_by").prefetch_related("versions", "hearings")
    found = list(rows.order_by("-asked_at", "-pk"))
    if not found:
        return []
    cadence, calendar = waiting.cadence_of(opening.municipality_id), waiting.calendar_of(opening.municipality_id)
    sent = _sent(opening.municipality_id, found)
    made = []
    for commitment in found:
        newest = next(version for version in commitment.versions.all() if version.number == commitment.version)
        commitment.job_day = newest.terms["job_starts_on"]
        due = next_on(waiting.as_waiting(commitment), cadence, calendar)
        asked = commitment.state == CommitmentState.REQUESTED
        remind_on = calendar.on_or_after(max(due, today)) if asked and due else None
        made.append(Card(commitment, newest, sent.get(str(commitment.public_id), []), remind_on, today))
    return made


def not_arrived(municipality_id: int) -> dict[str, Notification]:
    """What was sent to a company and did not get there, by the commitment's id; the latest of each. One query, few rows."""
    rows = notifications.not_arrived(municipality_id).filter(kind__in=wording.MESSAGES)
    return {row.context["commitment"]: row for row in rows.order_by("failed_at", "pk")}


def _sent(municipality_id: int, commitments: list[HiringCommitment]) -> dict[str, list[Sent]]:
    """By the commitment's id, newest first."""
    ids = [str(commitment.public_id) for commitment in commitments]
    rows = Notification.objects.for_municipality(municipality_id).filter(
        kind__in=wording.MESSAGES, context__commitment__in=ids
    )
    found: dict[str, list[Sent]] = {}
    for row in rows.order_by("-created_at", "-pk"):
        said = Sent(str(wording.MESSAGES[row.kind]), row)
        found.setdefault(row.context["commitment"], []).append(said)
    return found


def commitment(user: User, public_id: object) -> HiringCommitment:
    rows = HiringCommitment.objects.for_municipality(user.municipality_id).select_related("contact", "opening")
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found
