"""A plan before the law: what is known of person and worksite, and what each step runs into, with what people said about it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from casework.citizens.models import Citizen
from casework.jobpakke import timeline
from casework.jobpakke.leads import REPRESENTATIVE
from casework.jobpakke.models import Jobpakke, Step
from casework.jobpakke.states import OPEN, StepState
from casework.jobpakke.timeline import Laid
from casework.planning import limits
from casework.planning.legal import LegalStep, Situation, Supported
from casework.planning.steps import StepKind
from casework.rules import actions as rules
from casework.rules import queries
from casework.rules.queries import Accepted, Confirmations, Decided, Standing
from companies.hearings import queries as hearings
from companies.openings.models import JobOpening
from jobpakker.foundation import law
from jobpakker.foundation.law import Sector
from jobpakker.foundation.prepared import Prepared


@dataclass(frozen=True)
class Ground:
    """Read once, asked of many plans: the builder asks anew for each change."""

    situation: Situation
    said: Confirmations
    accepted: Accepted

    def knowing(self, last_employed_here: bool | None, net_increase: bool | None) -> "Ground":
        """With what was typed beside the plan and is not stored yet."""
        known = replace(self.situation, last_employed_here=last_employed_here, net_increase=net_increase)
        return replace(self, situation=known)

    def look(self, steps: Iterable[LegalStep]) -> list[Standing]:
        return queries.standing(limits.check(steps, self.situation), self.said, self.accepted)


def ground(
    citizen: Citizen, opening: JobOpening, jobpakke: Jobpakke | None = None, *, decided: Decided | None = None
) -> Ground:  # fmt: skip
    """One query, two where it is not told what is decided; one more for a package that is stored, and two when its company has
    been asked."""
    worksite, group = opening.worksite, citizen.target_group
    situation = Situation(
        target_group=group,
        legal_basis=law.basis_of(group),
        benefit_since=citizen.benefit_since,
        exempt_from_prior_period=citizen.exempt_from_prior_period,
        lab_from=citizen.lab_from,
        job_ready=citizen.job_ready,
        last_employed_here=jobpakke.last_employed_here if jobpakke else None,
        net_increase=jobpakke.net_increase if jobpakke else None,
        sector=Sector(opening.company.sector),
        employees_ordinary=worksite.ordinary_employees,
        supported_now=_others_at(opening, besides=citizen),
        representative_heard_on=heard_on(jobpakke),
    )
    accepted = queries.accepted(jobpakke) if jobpakke is not None and jobpakke.pk else {}
    return Ground(situation, (decided or queries.decided(opening.municipality_id)).confirmations, accepted)


def heard_on(jobpakke: Jobpakke | None) -> date | None:
    """The day the employees' representative answered about terms that still hold, whatever she said (LAB § 78)."""
    if jobpakke is None or jobpakke.commitment is None:
        return None
    found = hearings.standing(jobpakke.commitment)
    hearing = found.hearing if found else None
    return timezone.localdate(hearing.answered_at) if hearing and hearing.answered_at else None


def _others_at(opening: JobOpening, *, besides: Citizen) -> tuple[Supported, ...]:
    """Everybody else in praktik or løntilskud at the worksite, as far as our own packages know."""
    rows = _OTHERS(opening.municipality_id, opening.worksite_id, besides.pk)
    return tuple(Supported(starts_on=starts_on, until=until) for starts_on, until in rows)


_OTHERS = Prepared(
    lambda municipality_id, worksite_id, citizen_id: (
        Step.objects.for_municipality(municipality_id)
        .filter(
            jobpakke__opening__worksite_id=worksite_id,
            jobpakke__state__in=OPEN,
            kind__in=[StepKind.VIRKSOMHEDSPRAKTIK, StepKind.LOENTILSKUD],
            at_the_company=True,
            state__in=[StepState.PLANNED, StepState.RUNNING],
        )
        .exclude(jobpakke__citizen=citizen_id)
        .order_by("starts_on", "pk")
        .values_list("starts_on", "until")
    ),
    int, int, int,
)  # fmt: skip


def legal_step(step: Step, *, named: str = "") -> LegalStep:
    begun = timeline.begun(step)
    starts_on, until = (begun.starts_on, begun.until) if begun else (step.starts_on, step.until)
    return _legal(named or str(step.public_id), step, starts_on, until)


def legal_laid(step: Laid, *, named: str) -> LegalStep:
    return _legal(named, step, step.starts_on, step.until)


def _legal(named: str, step: Step | Laid, starts_on: date, until: date) -> LegalStep:
    return LegalStep(
        id=named,
        kind=StepKind(step.kind),
        starts_on=starts_on,
        until=until,
        beside=step.beside,
        at_the_company=step.at_the_company,
        weekly_hours=step.weekly_hours,
        representative_heard=REPRESENTATIVE in step.leads_done,
    )


def of_package(jobpakke: Jobpakke, steps: Iterable[Step], known: Ground | None = None) -> list[Standing]:
    """What a stored plan runs into."""
    found = known or ground(jobpakke.citizen, jobpakke.opening, jobpakke)
    return found.look(legal_step(step) for step in timeline.in_plan(steps))


def accept(jobpakke: Jobpakke, standings: Iterable[Standing], *, reason: str, by: Any, at: datetime) -> None:
    """One written reason for going on past all that asks for one."""
    for standing in standings:
        if standing.asks_for_a_reason:
            rules.accept_finding(jobpakke=jobpakke, finding=standing.finding, reason=reason, by=by, at=at)
