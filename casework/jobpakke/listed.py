"""A package as one row of the list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from casework.jobpakke import permissions, timeline
from casework.jobpakke.models import STATE_LABELS, Jobpakke, Step
from casework.jobpakke.states import CLOSED, JobpakkeState, StepState
from casework.jobpakke.wording import STATE_KINDS
from jobpakker.foundation.accounts.models import User
from jobpakker.foundation.ui import dates


@dataclass(frozen=True)
class Next:
    label: str
    when: str


@dataclass(frozen=True)
class Listed:
    public_id: Any
    who: str
    job: str
    company: str
    job_starts_on: date
    state_label: str
    state_kind: str
    next: Next | None
    dead_days: int
    caseworker: str


def rows(packages: Iterable[Jobpakke], user: User, *, today: date) -> list[Listed]:
    """`packages` as `queries.listed` reads them; no query of its own."""
    named = permissions.can_see_person(user)
    return [
        Listed(
            public_id=package.public_id,
            who=package.citizen.full_name if named else package.citizen.alias,
            job=package.opening.title,
            company=package.opening.company.name,
            job_starts_on=package.job_starts_on,
            state_label=str(STATE_LABELS[JobpakkeState(package.state)]),
            state_kind=STATE_KINDS[package.state],
            next=None if package.state in CLOSED else _next(package, today),
            dead_days=package.dead_days,  # type: ignore[attr-defined]
            caseworker=package.caseworker.name,
        )
        for package in packages
    ]


def _next(package: Jobpakke, today: date) -> Next | None:
    """What is under way, or else what is to begin; after the last step, the job."""
    steps: list[Step] = [step for step in timeline.in_plan(package.chain) if not step.beside]  # type: ignore[attr-defined]
    running = next((step for step in steps if step.state == StepState.RUNNING), None)
    if running is not None:
        last = dates.show(dates.last_day(running.until), "short")
        return Next(running.title, _("i gang til og med {day}").format(day=last))
    coming = next((step for step in steps if step.state == StepState.PLANNED), None)
    if coming is not None:
        day = dates.show(coming.starts_on, "short")
        if coming.starts_on < today:
            return Next(coming.title, _("skulle være begyndt {day}").format(day=day))
        return Next(coming.title, _("begynder {day}").format(day=day))
    return Next(package.opening.title, dates.show(package.job_starts_on, "short")) if steps else None
