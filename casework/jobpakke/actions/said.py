"""What the company says of its steps, and what that does to the package, in the transaction in which it is said."""

from datetime import datetime
from typing import Any

from django.db import transaction

from casework.jobpakke.actions.base import UnableTo
from casework.jobpakke.actions.walk import start_step, take_back
from casework.jobpakke.models import Jobpakke
from casework.jobpakke.said import step_of
from casework.jobpakke.states import OPEN, StepState
from companies.commitments.models import HiringCommitment
from companies.visits.models import JobAnswer, StepReview, VisitReport
from jobpakker.foundation.notifications import dispatch as notifications

Said = VisitReport.Said


@transaction.atomic
def company_reported(*, report: VisitReport, commitment: HiringCommitment, at: datetime) -> None:
    """Has begun: the start day is confirmed, as if the caseworker had written it. Anything else is hers to act on, at once."""
    step = step_of(report, commitment)
    if step is None or step.jobpakke.state not in OPEN:
        return
    if report.said == Said.BEGUN:
        if step.state != StepState.PLANNED:
            return
        try:
            start_step(step=step, on=report.on, by=None, by_name=report.by_name, at=at)
        except UnableTo:
            # The plan was changed meanwhile so that it cannot have begun that day: a person looks at it.
            _tell(step.jobpakke, report, report.said, at=at)
        return
    _tell(step.jobpakke, report, report.said, at=at)


@transaction.atomic
def company_took_back(*, report: VisitReport, commitment: HiringCommitment, at: datetime) -> None:
    """Only the start that this press wrote down; what the caseworker has written since stands."""
    step = step_of(report, commitment)
    if step is None or report.said != Said.BEGUN or step.jobpakke.state not in OPEN:
        return
    if step.state == StepState.RUNNING and step.started_on == report.on:
        take_back(step=step, by=None, by_name=report.by_name, at=at)


@transaction.atomic
def company_reviewed(*, review: StepReview, commitment: HiringCommitment, at: datetime) -> None:
    """What went badly is told at once; the rest stands on the package's page."""
    if review.fit == StepReview.Fit.NO or review.went == StepReview.Went.BADLY:
        _tell_of(commitment, review, "badly", at=at)


@transaction.atomic
def company_answered_job(*, answer: JobAnswer, commitment: HiringCommitment, at: datetime) -> None:
    if answer.answer != JobAnswer.Answer.NOT_YET:
        _tell_of(commitment, answer, f"job_{answer.answer}", at=at)


def _tell_of(commitment: HiringCommitment, row: Any, what: str, *, at: datetime) -> None:
    rows = Jobpakke.objects.for_municipality(commitment.municipality_id).filter(commitment=commitment, state__in=OPEN)
    jobpakke = rows.select_related("caseworker").first()
    if jobpakke is not None:
        _tell(jobpakke, row, what, at=at)


def _tell(jobpakke: Jobpakke, row: Any, what: str, *, at: datetime) -> None:
    notifications.queue(
        "company_said",
        municipality_id=jobpakke.municipality_id,
        to_email=jobpakke.caseworker.email,
        said_once=f"company_said:{row.public_id}",
        at=at,
        what=str(what),
        row=str(row.public_id),
        jobpakke=str(jobpakke.public_id),
    )
