"""The answers of `manage.py plan`, as JSON holds them (pure): docs/interfaces.md is the format. Dates go out inclusive."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from casework.planning.backward import UnableToPlan
from casework.planning.obstacles import Obstacle
from casework.planning.periods import ONE_DAY
from casework.planning.steps import Plan, PlannedGap, PlannedStep, Reason


def planned(made: Plan) -> dict[str, Any]:
    found: dict[str, Any] = {
        "feasible": True,
        "steps": [_step(step) for step in made.steps],
        "gaps": [_gap(gap) for gap in made.gaps],
        "dead_days": made.dead_days,
        "starts_on": made.starts_on.isoformat() if made.starts_on else None,
        "obstacles": [],
        "earliest_job_starts_on": None,
    }
    if made.lanes:
        found["beside"] = [
            {
                "id": lane.id,
                "kind": str(lane.kind),
                "starts_on": lane.starts_on.isoformat(),
                "ends_on": _last(lane.until),
            }
            for lane in made.lanes
        ]
    return found


def no_plan(unable: UnableToPlan) -> dict[str, Any]:
    earliest = unable.earliest_job_starts_on
    return {
        "feasible": False,
        "steps": [],
        "gaps": [],
        "dead_days": None,
        "starts_on": None,
        "obstacles": [_obstacle(obstacle) for obstacle in unable.obstacles],
        "earliest_job_starts_on": earliest.isoformat() if earliest else None,
    }


def _step(step: PlannedStep) -> dict[str, Any]:
    return {
        "id": step.id,
        "starts_on": step.starts_on.isoformat(),
        "ends_on": _last(step.until),
        "length": str(step.length),
        "because": [_reason(reason) for reason in step.because],
    }


def _gap(gap: PlannedGap) -> dict[str, Any]:
    return {
        "after": gap.after,
        "before": gap.before,
        "starts_on": gap.starts_on.isoformat(),
        "ends_on": _last(gap.until),
        "working_days": gap.working_days,
        "because": [_reason(reason) for reason in gap.because],
    }


def _reason(reason: Reason) -> dict[str, Any]:
    return {"code": str(reason.code)} | _plain(reason.facts)


def _obstacle(obstacle: Obstacle) -> dict[str, Any]:
    return {"code": str(obstacle.code), "step": obstacle.step} | _plain(obstacle.facts)


def _plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in facts.items()}


def _last(until: date) -> str:
    return (until - ONE_DAY).isoformat()
