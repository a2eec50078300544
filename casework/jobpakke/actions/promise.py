"""The company's promise: asked for with exactly the terms of the plan, and what its answer does to the package."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from casework.jobpakke import lawful, timeline, unsent
from casework.jobpakke.actions.base import (
    UnableTo,
    conclude,
    live_steps,
    locked,
    locked_with_promise,
    move,
    pauses_of,
)
from casework.jobpakke.events import Kind
from casework.jobpakke.models import Jobpakke
from casework.jobpakke.states import JobpakkeState
from companies.commitments import actions as commitments
from companies.commitments.models import CommitmentVersion, HiringCommitment
from companies.commitments.states import CommitmentState
from companies.ladder import actions as ladder
from companies.ladder.rungs import Rung
from companies.register.models import Contact
from jobpakker.foundation.notifications import dispatch as notifications


@transaction.atomic
def send_commitment(*, jobpakke: Jobpakke, contact: Contact, by: Any, at: datetime, today: date) -> Jobpakke:
    """Asks the company to confirm the plan as it stands. Pressing twice asks once: equal terms are the same question.

    What the law's findings warn of has been gone past in writing first (`needs_reason`); what a named person has made block
    is not got past at all (`blocked`).
    """
    jobpakke = locked_with_promise(jobpakke)
    steps = live_steps(jobpakke)
    if not any(not step.beside for step in steps):
        raise UnableTo("no_steps")
    if jobpakke.job_starts_on <= today:
        raise UnableTo("job_date_passed")
    standings = lawful.of_package(jobpakke, steps)
    if any(standing.blocks for standing in standings):
        raise UnableTo("blocked")
    if any(standing.asks_for_a_reason for standing in standings):
        raise UnableTo("needs_reason")
    terms = timeline.terms(jobpakke, steps)
    before = jobpakke.commitment
    if before is not None and _stands(before, contact) and terms.fingerprint == _newest(before).fingerprint:
        return jobpakke
    if before is None or before.state == CommitmentState.WITHDRAWN or before.contact_id != contact.pk:
        if before is not None and before.state != CommitmentState.WITHDRAWN:
            commitments.withdraw(commitment=before, by=by, at=at)
        asked = commitments.request(opening=jobpakke.opening, contact=contact, terms=terms, by=by, at=at)
    else:
        asked = commitments.propose_new_terms(commitment=before, terms=terms, by=by, at=at)
    if (
        asked.state == CommitmentState.CONFIRMED
    ):  # nothing changed that the company answers for: its yes was carried over
        if jobpakke.state == JobpakkeState.AWAITING_COMPANY:
            move(jobpakke, _after_yes(jobpakke, today=today))
        jobpakke.commitment = asked
    elif jobpakke.state == JobpakkeState.AWAITING_COMPANY:
        jobpakke.commitment = asked
        jobpakke.save(update_fields=["commitment"])
    else:
        move(jobpakke, JobpakkeState.AWAITING_COMPANY, commitment=asked)
    conclude(jobpakke, Kind.SENT, by=by, at=at, today=today, commitment=str(asked.public_id), number=asked.version)
    return jobpakke


@transaction.atomic
def activate(*, commitment: HiringCommitment, at: datetime, today: date) -> Jobpakke | None:
    """The company has confirmed. From this day the jobcentre owes a green wave. None: no package asks for this commitment.

    A plan with a hole ahead does not become active by it: it waits, visibly, until the hole is mended or somebody answers for
    it. Who knows whether somebody does (`green_wave`) hears of it in this transaction, and says `decided` at once if so.

    What it has confirmed is the version that it was shown. Where the plan has been changed since without being sent, the
    promise stands and the package is walked, and the caseworker is told on every page that the new plan is still to be asked about.
    """
    jobpakke = _package_of(commitment)
    if jobpakke is None or jobpakke.state != JobpakkeState.AWAITING_COMPANY:
        return None
    version = _newest(commitment)
    jobpakke.promised_on = jobpakke.promised_on or today
    move(jobpakke, _after_yes(jobpakke, today=today), promised_on=jobpakke.promised_on)
    conclude(
        jobpakke, Kind.ACTIVATED, by=None, by_name=version.answered_by_name, at=at, today=today, number=version.number
    )
    plan = unsent.of(jobpakke, live_steps(jobpakke), version)
    # Decided meanwhile, where somebody answered for the hole before.
    jobpakke.refresh_from_db(fields=["state", "version"])
    _tell_caseworker(jobpakke, version, at=at, another_plan=bool(plan and plan.asks_the_company))
    return jobpakke


def decided(*, jobpakke: Jobpakke, by: Any, at: datetime, today: date) -> None:
    """Every hole is mended, or somebody answers for it: the package is active. Inside the transaction that holds it."""
    move(jobpakke, JobpakkeState.ACTIVE)
    conclude(jobpakke, Kind.DECIDED, by=by, at=at, today=today)


def undecided(*, jobpakke: Jobpakke, by: Any, at: datetime, today: date) -> None:
    """The answer that made it active was taken back. Inside the transaction that holds it."""
    move(jobpakke, JobpakkeState.AWAITING_DECISION)
    conclude(jobpakke, Kind.UNDECIDED, by=by, at=at, today=today)


def _after_yes(jobpakke: Jobpakke, *, today: date) -> JobpakkeState:
    holes = timeline.holes_ahead(
        jobpakke, live_steps(jobpakke), timeline.calendar_of(jobpakke.municipality_id), pauses=pauses_of(jobpakke),
        today=today,
    )  # fmt: skip
    return JobpakkeState.AWAITING_DECISION if holes else JobpakkeState.ACTIVE


@transaction.atomic
def company_declined(*, commitment: HiringCommitment, version: CommitmentVersion, at: datetime) -> Jobpakke | None:
    """Back to the caseworker's desk at once, with the company's reason."""
    return _back_to_desk(commitment, version, Kind.DECLINED, at=at)


@transaction.atomic
def company_proposed_change(
    *, commitment: HiringCommitment, version: CommitmentVersion, at: datetime
) -> Jobpakke | None:
    """Back to the desk with the company's words: it has taken part in the content (D2)."""
    return _back_to_desk(commitment, version, Kind.CHANGE_PROPOSED, at=at)


def _back_to_desk(
    commitment: HiringCommitment, version: CommitmentVersion, kind: Kind, *, at: datetime
) -> Jobpakke | None:
    jobpakke = _package_of(commitment)
    if jobpakke is None or jobpakke.state != JobpakkeState.AWAITING_COMPANY:
        return None
    today = timezone.localdate(at)
    move(jobpakke, JobpakkeState.DRAFT)
    if kind == Kind.CHANGE_PROPOSED and jobpakke.company_took_part_on is None:
        said_by = version.answered_by_name
        ladder.reach(opening=jobpakke.opening, rung=Rung.TOOK_PART, on=today, said_by=said_by, by=None, at=at)
        jobpakke.refresh_from_db(fields=["version"])
    conclude(jobpakke, kind, by=None, by_name=version.answered_by_name, at=at, today=today, number=version.number)
    _tell_caseworker(jobpakke, version, at=at)
    return jobpakke


def _package_of(commitment: HiringCommitment) -> Jobpakke | None:
    found = Jobpakke.objects.for_municipality(commitment.municipality_id).filter(commitment=commitment).first()
    return locked(found) if found else None


def _stands(commitment: HiringCommitment, contact: Contact) -> bool:
    """Asked or promised, by the same person: an equal text would only ask her again."""
    return commitment.contact_id == contact.pk and commitment.state in {
        CommitmentState.REQUESTED,
        CommitmentState.CONFIRMED,
    }


def _newest(commitment: HiringCommitment) -> CommitmentVersion:
    return CommitmentVersion.objects.for_municipality(commitment.municipality_id).get(
        commitment=commitment, number=commitment.version
    )


def _tell_caseworker(
    jobpakke: Jobpakke, version: CommitmentVersion, *, at: datetime, another_plan: bool = False
) -> None:
    notifications.queue(
        "jobpakke_answered",
        municipality_id=jobpakke.municipality_id,
        to_email=jobpakke.caseworker.email,
        said_once=f"jobpakke_answered:{version.public_id}",
        at=at,
        answer=version.answer,
        jobpakke=str(jobpakke.public_id),
        state=str(jobpakke.state),
        another_plan=another_plan,
    )
