"""How a package ends: walked to its end with an outcome, or broken off with a reason. Both stay in every figure."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Least
from django.utils import timezone

from casework.jobpakke.actions.base import UnableTo, conclude, locked_with_promise, move
from casework.jobpakke.events import Kind
from casework.jobpakke.models import EndReason, Jobpakke, Outcome, Step
from casework.jobpakke.states import JobpakkeState, StepState
from companies.commitments import actions as commitments
from companies.commitments.states import CommitmentState
from companies.kept import actions as kept
from companies.kept.models import Fate
from companies.ladder import actions as ladder
from companies.ladder import queries as rungs
from companies.ladder.rungs import Rung
from companies.visits.models import JobAnswer

# A package that was broken off has not been walked to its end; the words for that belong to `break_off`.
OUTCOMES_AT_THE_END = tuple(o for o in Outcome if o not in {Outcome.AFBRUDT, Outcome.FLYTTET})

A_JOB = (Outcome.ORDINAER, Outcome.ORDINAER_DELTID, Outcome.FLEKSJOB)


@transaction.atomic
def complete(*, jobpakke: Jobpakke, outcome: Outcome, on: date, by: Any, at: datetime) -> Jobpakke:
    """The chain was walked to its end `on`; `outcome` says whether it led into the job."""
    jobpakke = locked_with_promise(jobpakke)
    today = timezone.localdate(at)
    if outcome not in OUTCOMES_AT_THE_END:
        raise UnableTo("not_an_end")
    if on > today:
        raise UnableTo("in_the_future")
    move(jobpakke, JobpakkeState.COMPLETED, outcome=outcome, ended_on=on)
    steps = Step.objects.for_municipality(jobpakke.municipality_id).filter(jobpakke=jobpakke, beside=False)
    steps.filter(state=StepState.RUNNING).update(state=StepState.DONE, ended_until=F("until"))
    steps.filter(state=StepState.PLANNED, starts_on__gt=on).update(state=StepState.SUPERSEDED)
    if outcome in A_JOB:
        _climb_to_hired(jobpakke, by=by, at=at)
    _tell_the_company_side(jobpakke, hired=outcome in A_JOB, broken=False, on=on, by=by, at=at)
    conclude(jobpakke, Kind.COMPLETED, by=by, at=at, today=today, outcome=str(outcome), on=on.isoformat())
    return jobpakke


def _climb_to_hired(jobpakke: Jobpakke, *, by: Any, at: datetime) -> None:
    """The last rung, by the company's own word, where it has said that it becomes a job."""
    rows = JobAnswer.objects.for_municipality(jobpakke.municipality_id).filter(commitment=jobpakke.commitment_id)
    said = rows.order_by("-at", "-pk").first()
    if said is not None and said.answer == JobAnswer.Answer.YES:
        ladder.reach(
            opening=jobpakke.opening,
            rung=Rung.HIRED,
            on=timezone.localdate(said.at),
            said_by=said.by_name,
            by=by,
            at=at,
        )


@transaction.atomic
def break_off(
    *, jobpakke: Jobpakke, reason: EndReason, on: date, by: Any, at: datetime, outcome: Outcome = Outcome.AFBRUDT
) -> Jobpakke:
    """Ends the package before its job. Who found other work has arrived all the same: `outcome` says in which, and it is a result
    like any other. A question that the company has not answered, or has said yes to, is taken back."""
    jobpakke = locked_with_promise(jobpakke)
    today = timezone.localdate(at)
    if on > today:
        raise UnableTo("in_the_future")
    if reason == EndReason.MOVED:
        outcome = Outcome.FLYTTET
    elif reason == EndReason.GOT_OTHER_JOB and outcome not in A_JOB:
        outcome = Outcome.ORDINAER
    elif reason != EndReason.GOT_OTHER_JOB:
        outcome = Outcome.AFBRUDT
    move(jobpakke, JobpakkeState.BROKEN_OFF, outcome=outcome, ended_on=on, end_reason=reason)
    steps = Step.objects.for_municipality(jobpakke.municipality_id).filter(jobpakke=jobpakke)
    # The day it ended is a day with the step, unless the plan ended it earlier; half-open.
    after = on + (date.resolution)
    running = steps.filter(state=StepState.RUNNING)
    running.filter(started_on__lt=after).update(
        state=StepState.BROKEN, ended_until=Least(F("until"), after), end_reason=reason
    )
    steps.filter(state=StepState.PLANNED).update(state=StepState.SUPERSEDED)
    commitment = jobpakke.commitment
    if commitment is not None and commitment.state in {CommitmentState.REQUESTED, CommitmentState.CONFIRMED}:
        commitments.withdraw(commitment=commitment, by=by, at=at)
    broken = reason == EndReason.COMPANY_WITHDREW
    _tell_the_company_side(jobpakke, hired=False, broken=broken, on=on, by=by, at=at)
    conclude(jobpakke, Kind.BROKEN_OFF, by=by, at=at, today=today, reason=str(reason), on=on.isoformat())
    return jobpakke


def _tell_the_company_side(
    jobpakke: Jobpakke, *, hired: bool, broken: bool, on: date, by: Any, at: datetime
) -> None:  # fmt: skip
    """What became of the company's promise, and the last rung of the ladder, where a promise was given."""
    commitment = jobpakke.commitment
    if commitment is None or jobpakke.promised_on is None:
        return
    kind = Fate.Kind.KEPT if hired else Fate.Kind.BROKEN if broken else Fate.Kind.LAPSED
    kept.settle(commitment=commitment, kind=kind, on=on)
    if hired and rungs.day_of(jobpakke.opening, Rung.HIRED) is None:  # the company itself has not said so
        ladder.reach(opening=jobpakke.opening, rung=Rung.HIRED, on=on, said_by=by.name, by=by, at=at)
