"""What casework does when something is announced: the complete list of listeners. Each works in the announcer's transaction."""

from datetime import date, datetime
from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from casework import tasks
from casework.citizens.events import clarification_changed
from casework.citizens.models import Citizen
from casework.green_wave import actions as green_wave
from casework.jobpakke import actions as jobpakke
from casework.jobpakke import queries, said
from casework.jobpakke.events import jobpakke_changed
from casework.jobpakke.models import Jobpakke
from companies.commitments.models import CommitmentVersion, HiringCommitment
from companies.events import (
    commitment_change_proposed,
    commitment_confirmed,
    commitment_declined,
    company_climbed,
    job_answered,
    step_reviewed,
    visit_reported,
    visit_taken_back,
)
from companies.ladder.rungs import Rung
from companies.openings.models import JobOpening
from companies.visits import walked
from companies.visits.models import JobAnswer, StepReview, VisitReport
from jobpakker.foundation.outbox import dispatch as outbox
from jobpakker.foundation.staff.events import closed_days_changed


@receiver(commitment_confirmed)
def the_company_promised(commitment: HiringCommitment, at: datetime, **_: Any) -> None:
    jobpakke.activate(commitment=commitment, at=at, today=timezone.localdate(at))


@receiver(commitment_declined)
def the_company_declined(commitment: HiringCommitment, version: CommitmentVersion, at: datetime, **_: Any) -> None:
    jobpakke.company_declined(commitment=commitment, version=version, at=at)


@receiver(commitment_change_proposed)
def the_company_proposed(commitment: HiringCommitment, version: CommitmentVersion, at: datetime, **_: Any) -> None:
    jobpakke.company_proposed_change(commitment=commitment, version=version, at=at)


@receiver(company_climbed)
def the_company_climbed(
    opening: JobOpening, rung: str, before: date | None, on: date | None, by: Any, at: datetime, **_: Any
) -> None:  # fmt: skip
    """D2 of the method stands on the ladder: every open package towards the job may earn its name by it, or lose it."""
    if rung == Rung.TOOK_PART:
        for package in queries.open_packages_towards(opening):
            jobpakke.company_climbed(package, before=before, on=on, by=by, at=at, today=timezone.localdate(at))


@receiver(visit_reported)
def the_company_said_who_came(report: VisitReport, commitment: HiringCommitment, at: datetime, **_: Any) -> None:
    jobpakke.company_reported(report=report, commitment=commitment, at=at)


@receiver(visit_taken_back)
def the_company_took_it_back(report: VisitReport, commitment: HiringCommitment, at: datetime, **_: Any) -> None:
    jobpakke.company_took_back(report=report, commitment=commitment, at=at)


@receiver(step_reviewed)
def the_company_said_how_it_went(review: StepReview, commitment: HiringCommitment, at: datetime, **_: Any) -> None:
    jobpakke.company_reviewed(review=review, commitment=commitment, at=at)


@receiver(job_answered)
def the_company_said_whether_it_is_a_job(
    answer: JobAnswer, commitment: HiringCommitment, at: datetime, **_: Any
) -> None:
    jobpakke.company_answered_job(answer=answer, commitment=commitment, at=at)


walked.told_by(said.steps_at_the_company, said.commitments_with_a_day)


@receiver(clarification_changed)
def the_citizen_was_clarified(citizen: Citizen, by: Any, at: datetime, today: Any, **_: Any) -> None:
    """An open package may earn its name by it."""
    package = queries.open_package_of(citizen)
    if package is not None:
        jobpakke.look_again(package, by=by, at=at, today=today)


# The parameter is named as the signal names it, so that the package hides the module here.
@receiver(jobpakke_changed)
def the_package_changed(jobpakke: Jobpakke, today: date, at: datetime, **_: Any) -> None:
    """Its dead periods are known when the save is: the page that follows shows them."""
    green_wave.package_changed(jobpakke=jobpakke, today=today, at=at)
    green_wave.take_over(jobpakke=jobpakke, today=today, at=at)


@receiver(closed_days_changed)
def the_working_days_changed(municipality_id: int, at: datetime, **_: Any) -> None:
    """Every count of working days may be another one: no package counts as checked, and a run is asked for."""
    green_wave.forget(municipality_id=municipality_id)
    outbox.put("green_wave.detect_now", at=at, municipality_id=municipality_id)


@outbox.handles("green_wave.detect_now")
def look_at_once(municipality_id: int, at: datetime) -> None:
    """A message that is lost from here on is made good in the morning: the packages are due."""
    tasks.send(tasks.detect, municipality_id, timezone.localdate(at).isoformat())
