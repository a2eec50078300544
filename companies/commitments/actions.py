"""Everything that can happen to a company's promise. Each move is one UPDATE that names the state and version it expects.

So a hundred presses of "Bekræft" at once confirm once, and no answer ever lands on terms that its sender has not seen.
Lock order, for whoever calls from a room above: the opening, then the commitment, then rows of one's own.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.dispatch import Signal
from django.utils import timezone

from companies import events
from companies.commitments.changes import Party, voided
from companies.commitments.links import REST_BETWEEN_LINKS
from companies.commitments.models import CARRIED_OVER, CommitmentVersion, DeclineReason, HiringCommitment
from companies.commitments.proposals import Proposal
from companies.commitments.states import FOLLOWS, CommitmentState, may_follow
from companies.commitments.terms import Terms
from companies.events import Kind
from companies.openings.models import JobOpening
from companies.register.models import Contact
from companies.talks import actions as talks
from companies.talks.models import Talk
from jobpakker.foundation.audit.record import record
from jobpakker.foundation.notifications import dispatch as notifications


class UnableToAsk(Exception):
    """The company cannot be asked; codes: `opening_closed`, `wrong_company`, `withdrawn`, `cpr_in_terms`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class UnableToAnswer(Exception):
    """The answer came too late or to other terms.

    Codes: `already_confirmed`, `already_answered`, `superseded`, `withdrawn`, and `day_passed` (to a confirmation alone).
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


# The jobcentre asks ---------------------------------------------------------------------------------------------------
@transaction.atomic
def request(*, opening: JobOpening, contact: Contact, terms: Terms, by: Any, at: datetime) -> HiringCommitment:
    """Asks the contact to confirm these terms: version 1, and a mail with the link."""
    held = _open_job(opening)
    if terms.holds_a_cpr_number:
        raise UnableToAsk("cpr_in_terms")
    if contact.company_id != held.company_id:
        raise UnableToAsk("wrong_company")
    commitment = HiringCommitment.objects.create(
        municipality_id=opening.municipality_id, opening=opening, contact=contact, asked_at=at, asked_by=by
    )
    _put_version(commitment, terms, at=at)
    _write_down(Kind.COMMITMENT_REQUESTED, commitment, by=by, at=at)
    _in_touch(Talk.Kind.ASKED, commitment, by=by, at=at)
    _mail_link(commitment, "commitment_request", at=at)
    return commitment


@transaction.atomic
def propose_new_terms(*, commitment: HiringCommitment, terms: Terms, by: Any, at: datetime) -> HiringCommitment:
    """A new numbered version, and the question anew. Equal terms that are still unanswered are the same question.

    Where nothing has changed that the company answers for (see `changes.TABLE`), its yes is carried over to the new version: it
    is told, and not asked again. The commitment that comes back is then confirmed.
    """
    _open_job(commitment.opening)
    held = _held(commitment)
    if not may_follow(CommitmentState(held.state), CommitmentState.REQUESTED):
        raise UnableToAsk("withdrawn")
    if terms.holds_a_cpr_number:
        raise UnableToAsk("cpr_in_terms")
    newest = held.versions.get(number=held.version)
    if held.state == CommitmentState.REQUESTED and newest.fingerprint == terms.fingerprint:
        return held
    yes = _last_yes(held)
    if yes is not None and Party.COMPANY not in voided(Terms.from_data(yes.terms), terms):
        return _carry_over(held, yes, terms, by=by, at=at)
    held.state, held.version = CommitmentState.REQUESTED, held.version + 1
    held.asked_at, held.asked_by, held.answered_at = at, by, None
    held.reminders, held.quiet_until, held.quiet_why = 0, None, ""
    held.save()
    _put_version(held, terms, at=at)
    _write_down(Kind.COMMITMENT_NEW_TERMS, held, by=by, at=at)
    _in_touch(Talk.Kind.ASKED, held, by=by, at=at)
    _mail_link(held, "commitment_request", at=at)
    return held


def _last_yes(held: HiringCommitment) -> CommitmentVersion | None:
    """The version that the company confirmed last, unless it has said something else since."""
    answered = held.versions.exclude(answer="").order_by("-number").first()
    return answered if answered and answered.answer == CommitmentState.CONFIRMED else None


def _carry_over(
    held: HiringCommitment, yes: CommitmentVersion, terms: Terms, *, by: Any, at: datetime
) -> HiringCommitment:
    if held.state == CommitmentState.CONFIRMED and yes.fingerprint == terms.fingerprint:
        return held
    held.state, held.version, held.answered_at = CommitmentState.CONFIRMED, held.version + 1, yes.answered_at
    held.reminders, held.quiet_until, held.quiet_why = 0, None, ""
    held.save()
    _put_version(
        held, terms, at=at, answer=CommitmentState.CONFIRMED, answered_at=yes.answered_at,
        answered_by_name=yes.answered_by_name, assurance=CARRIED_OVER,
    )  # fmt: skip
    _write_down(Kind.COMMITMENT_CARRIED_OVER, held, by=by, at=at, confirmed=yes.number)
    _mail_link(held, "commitment_adjusted", at=at)
    return held


@transaction.atomic
def withdraw(*, commitment: HiringCommitment, by: Any, at: datetime) -> HiringCommitment:
    """The jobcentre takes the question, or the agreement, back. Once; a second press finds it done."""
    states = [old for old, new in FOLLOWS.items() if CommitmentState.WITHDRAWN in new]
    moved = _rows(commitment).filter(state__in=states).update(state=CommitmentState.WITHDRAWN)
    commitment.refresh_from_db()
    if moved:
        _write_down(Kind.COMMITMENT_WITHDRAWN, commitment, by=by, at=at)
    return commitment


@transaction.atomic
def remind(*, commitment: HiringCommitment, by: Any, at: datetime, by_name: str = "") -> bool:
    """Mails the link once more. False: answered meanwhile, or a link left within the last ten minutes."""
    if not _claim_mail(commitment, at=at, states=[CommitmentState.REQUESTED], reminders=F("reminders") + 1):
        return False
    _write_down(Kind.COMMITMENT_REMINDED, commitment, by=by, by_name=by_name, at=at)
    if by is not None:  # what goes by itself is no colleague's call
        _in_touch(Talk.Kind.REMINDED, commitment, by=by, at=at)
    _queue("commitment_reminder", commitment, once=at.isoformat(), at=at)
    return True


def send_again(*, commitment: HiringCommitment, by: Any, at: datetime) -> bool:
    """The desk sends the link once more, because an answer is owed, or because what was sent did not arrive."""
    about = notifications.not_arrived(commitment.municipality_id).filter(context__commitment=str(commitment.public_id))
    if commitment.state == CommitmentState.REQUESTED and not about.exists():
        return remind(commitment=commitment, by=by, at=at)
    return renew_link(commitment=commitment, at=at, by=by)


@transaction.atomic
def renew_link(*, commitment: HiringCommitment, at: datetime, by: Any = None) -> bool:
    """The contact has lost her link: a new one goes to the address that we have. To the receipt, if she has answered.

    Who asks by a link is not told what came of it; the answer is for the desk, the audit trail and the tests.
    """
    open_to_reading = [state for state in CommitmentState if state != CommitmentState.WITHDRAWN]
    if not _claim_mail(commitment, at=at, states=open_to_reading):
        return False
    asked = commitment.state == CommitmentState.REQUESTED
    by_name = "" if by else commitment.contact.name
    _write_down(Kind.COMMITMENT_LINK_RENEWED, commitment, by=by, by_name=by_name, at=at)
    _queue("commitment_request" if asked else "commitment_receipt", commitment, once=at.isoformat(), at=at)
    return True


# The company answers --------------------------------------------------------------------------------------------------
@transaction.atomic
def confirm(
    *, commitment: HiringCommitment, number: int, fingerprint: str, answered_by_name: str, at: datetime
) -> CommitmentVersion:
    return _answer(
        commitment, CommitmentState.CONFIRMED, Kind.COMMITMENT_CONFIRMED, events.commitment_confirmed,
        number=number, fingerprint=fingerprint, at=at, answered_by_name=answered_by_name,
    )  # fmt: skip


@transaction.atomic
def decline(
    *, commitment: HiringCommitment, number: int, fingerprint: str, answered_by_name: str, reason: DeclineReason,
    text: str, at: datetime,
) -> CommitmentVersion:  # fmt: skip
    return _answer(
        commitment, CommitmentState.DECLINED, Kind.COMMITMENT_DECLINED, events.commitment_declined,
        number=number, fingerprint=fingerprint, at=at, answered_by_name=answered_by_name,
        answer_reason=DeclineReason(reason), answer_text=text,
    )  # fmt: skip


@transaction.atomic
def propose_change(
    *, commitment: HiringCommitment, number: int, fingerprint: str, answered_by_name: str, starts_on: date | None,
    text: str, at: datetime, proposed: Proposal | None = None, rest_agreed: bool = False,
) -> CommitmentVersion:  # fmt: skip
    """Another first working day, hours, conditions or content, other words, or several of them; what they lead to is the
    caseworker's next version. `rest_agreed`: what is not mentioned is as it should be, and is not asked about again."""
    asked = proposed or Proposal()
    return _answer(
        commitment, CommitmentState.CHANGE_PROPOSED, Kind.COMMITMENT_CHANGE_PROPOSED,
        events.commitment_change_proposed,
        number=number, fingerprint=fingerprint, at=at, answered_by_name=answered_by_name,
        proposed_starts_on=starts_on, answer_text=text, proposed=asked.as_data(), rest_agreed=rest_agreed,
    )  # fmt: skip


def _answer(
    commitment: HiringCommitment, state: CommitmentState, kind: Kind, announced: Signal, *,
    number: int, fingerprint: str, at: datetime, **said: Any,
) -> CommitmentVersion:  # fmt: skip
    # Versions are frozen, so that reading this one first cannot go stale; what can is named in the UPDATE.
    version = commitment.versions.filter(number=number, fingerprint=fingerprint).first()
    if version is None:
        raise UnableToAnswer("superseded")
    if state == CommitmentState.CONFIRMED and Terms.from_data(version.terms).day_has_passed(timezone.localdate(at)):
        raise UnableToAnswer("day_passed")
    asked = _rows(commitment).filter(state=CommitmentState.REQUESTED, version=number)
    if not asked.update(state=state, answered_at=at):
        raise UnableToAnswer(_why_not(commitment, number))
    commitment.refresh_from_db()
    version.answer, version.answered_at, version.assurance = state, at, "link"
    for field, value in said.items():
        setattr(version, field, value)
    version.save(update_fields=["answer", "answered_at", "assurance", *said])
    _write_down(kind, commitment, by=None, by_name=version.answered_by_name, at=at, fingerprint=fingerprint)
    _in_touch(Talk.Kind.ANSWERED, commitment, by=None, at=at, person=version.answered_by_name)
    _queue("commitment_receipt", commitment, once="answer", at=at)
    announced.send(sender=HiringCommitment, commitment=commitment, version=version, at=at)
    return version


def _why_not(commitment: HiringCommitment, number: int) -> str:
    commitment.refresh_from_db()
    if commitment.state == CommitmentState.WITHDRAWN:
        return "withdrawn"
    if commitment.version != number:
        return "superseded"
    return "already_confirmed" if commitment.state == CommitmentState.CONFIRMED else "already_answered"


def _open_job(opening: JobOpening) -> JobOpening:
    """The row, held: a job is not withdrawn while its company is being asked about it."""
    held = JobOpening.objects.for_municipality(opening.municipality_id).select_for_update().get(pk=opening.pk)
    if held.state != JobOpening.State.OPEN:
        raise UnableToAsk("opening_closed")
    return held


# Shared ---------------------------------------------------------------------------------------------------------------
def _rows(commitment: HiringCommitment) -> Any:
    return HiringCommitment.objects.for_municipality(commitment.municipality_id).filter(pk=commitment.pk)


def _held(commitment: HiringCommitment) -> HiringCommitment:
    return _rows(commitment).select_for_update(of=("self",)).select_related("contact").get()


def _put_version(commitment: HiringCommitment, terms: Terms, *, at: datetime, **answer: Any) -> None:
    CommitmentVersion.objects.create(
        municipality_id=commitment.municipality_id,
        commitment=commitment,
        number=commitment.version,
        terms=terms.as_data(),
        fingerprint=terms.fingerprint,
        created_at=at,
        **answer,
    )


def _write_down(
    kind: Kind, commitment: HiringCommitment, *, by: Any, at: datetime, by_name: str = "", **data: Any
) -> None:
    data |= {"number": commitment.version}
    record(kind=kind, subject=commitment, by=by, by_name=by_name, at=at, data=data)


def _in_touch(kind: Talk.Kind, commitment: HiringCommitment, *, by: Any, at: datetime, person: str = "") -> None:
    """The company's page, and whoever is about to ring it, know of it."""
    opening = commitment.opening
    person = person or commitment.contact.name
    talks.happened(kind=kind, company=opening.company, by=by, at=at, person=person, about=opening.title)


def _claim_mail(commitment: HiringCommitment, *, at: datetime, states: list[CommitmentState], **more: Any) -> bool:
    """One UPDATE decides who sends: two presses at once are one mail."""
    rested = Q(link_mailed_at=None) | Q(link_mailed_at__lte=at - REST_BETWEEN_LINKS)
    claimed = _rows(commitment).filter(rested, state__in=states).update(link_mailed_at=at, **more)
    commitment.refresh_from_db()
    return bool(claimed)


def _mail_link(commitment: HiringCommitment, kind: str, *, at: datetime) -> None:
    _rows(commitment).update(link_mailed_at=at)
    commitment.link_mailed_at = at
    _queue(kind, commitment, once="", at=at)


def _queue(kind: str, commitment: HiringCommitment, *, once: str, at: datetime) -> None:
    notifications.make_good(municipality_id=commitment.municipality_id, at=at, commitment=str(commitment.public_id))
    notifications.queue(
        kind,
        municipality_id=commitment.municipality_id,
        to_email=commitment.contact.email,
        said_once=f"{kind}:{commitment.public_id}:{commitment.version}:{once}",
        at=at,
        commitment=str(commitment.public_id),
        number=commitment.version,
    )
