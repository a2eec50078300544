"""Walking the chain: a step begins, ends, or ends before time, and a slip of the hand is taken back."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from casework.jobpakke.actions.base import UnableTo, conclude, locked
from casework.jobpakke.actions.pause import end_with_step
from casework.jobpakke.events import Kind
from casework.jobpakke.models import EndReason, Jobpakke, Step
from casework.jobpakke.states import OPEN, STEP_TAKEN_BACK, StepState, step_sources


@transaction.atomic
def start_step(*, step: Step, on: date, by: Any, at: datetime, by_name: str = "") -> Step:
    """The step has begun `on`. The wave counts it from that day, not from the planned one. `by_name`: the company said so."""
    jobpakke = _open_package(step)
    if on > timezone.localdate(at):
        raise UnableTo("in_the_future")
    if on >= step.until:
        raise UnableTo("after_its_end")
    _move(step, StepState.RUNNING, started_on=on)
    if not step.beside:
        end_with_step(jobpakke, on=on)
    return _concluded(jobpakke, step, Kind.STEP_STARTED, on=on, by=by, by_name=by_name, at=at)


@transaction.atomic
def finish_step(*, step: Step, by: Any, at: datetime) -> Step:
    """The step was walked to its planned end; from its last day on. Before that it ends before time: `break_step`."""
    jobpakke = _open_package(step)
    if step.until > timezone.localdate(at) + date.resolution:
        raise UnableTo("not_yet_over")
    _move(step, StepState.DONE, ended_until=step.until)
    return _concluded(jobpakke, step, Kind.STEP_FINISHED, on=step.until, by=by, at=at)


@transaction.atomic
def break_step(*, step: Step, ended_until: date, reason: EndReason, by: Any, at: datetime) -> Step:
    """The step ended before time: `ended_until` is the first day without it. Nothing is deleted; the days that follow lie bare."""
    jobpakke = _open_package(step)
    if step.state == StepState.PLANNED:
        _move(step, StepState.BROKEN, end_reason=reason)
    else:
        begun = step.started_on or step.starts_on
        if ended_until <= begun:
            raise UnableTo("before_its_start")
        if ended_until > step.until:
            raise UnableTo("after_its_end")
        _move(step, StepState.BROKEN, ended_until=ended_until, end_reason=reason)
    return _concluded(jobpakke, step, Kind.STEP_BROKEN, on=ended_until, by=by, at=at, reason=str(reason))


@transaction.atomic
def mark_lead(*, step: Step, rule: str, done: bool, by: Any, at: datetime) -> Step:
    """What must be done before the step is done, or is not after all. Saying it twice says it once."""
    jobpakke = _open_package(step)
    if step.state != StepState.PLANNED:
        raise UnableTo("wrong_state")
    marked = sorted({*step.leads_done, rule} if done else {*step.leads_done} - {rule})
    if marked == sorted(step.leads_done):
        return step
    _rows(step).update(leads_done=marked)
    step.refresh_from_db()
    kind = Kind.LEAD_DONE if done else Kind.LEAD_NOT_DONE
    return _concluded(jobpakke, step, kind, on=step.starts_on, by=by, at=at, rule=rule)


@transaction.atomic
def take_back(*, step: Step, by: Any, at: datetime, by_name: str = "") -> Step:
    """Undoes the last of the moves above, as long as the package is open."""
    jobpakke = _open_package(step)
    before = STEP_TAKEN_BACK.get(StepState(step.state))
    if before is None:
        raise UnableTo("wrong_state")
    if step.started_on is None:
        before = StepState.PLANNED
    fields: dict[str, Any] = {"ended_until": None, "end_reason": ""}
    if before == StepState.PLANNED:
        fields["started_on"] = None
    moved = _rows(step).filter(state=step.state).update(state=before, **fields)
    if not moved:
        raise UnableTo("wrong_state")
    step.refresh_from_db()
    return _concluded(jobpakke, step, Kind.STEP_TAKEN_BACK, on=step.starts_on, by=by, by_name=by_name, at=at)


def _open_package(step: Step) -> Jobpakke:
    jobpakke = locked(step.jobpakke)
    if jobpakke.state not in OPEN:
        raise UnableTo("package_closed")
    step.refresh_from_db()
    return jobpakke


def _rows(step: Step) -> Any:
    return Step.objects.for_municipality(step.municipality_id).filter(pk=step.pk)


def _move(step: Step, to: StepState, **fields: Any) -> None:
    if not _rows(step).filter(state__in=step_sources(to)).update(state=to, **fields):
        raise UnableTo("wrong_state")
    step.refresh_from_db()


def _concluded(
    jobpakke: Jobpakke, step: Step, kind: Kind, *, on: date, by: Any, at: datetime, by_name: str = "", **data: Any
) -> Step:
    data |= {"step": str(step.public_id), "kind": step.kind, "title": step.title, "on": on.isoformat()}
    conclude(jobpakke, kind, by=by, by_name=by_name, at=at, today=timezone.localdate(at), **data)
    return step
