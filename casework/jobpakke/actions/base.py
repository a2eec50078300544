"""What every action on a package does: one conditional move, one audit event, one announcement."""

from datetime import date, datetime
from typing import Any

from casework.jobpakke import timeline, unsent
from casework.jobpakke.events import Kind, jobpakke_changed
from casework.jobpakke.models import Jobpakke, Pause, Step
from casework.jobpakke.principles import Form, form_of
from casework.jobpakke.states import JobpakkeState, sources
from companies.commitments.models import HiringCommitment
from companies.openings.models import JobOpening
from jobpakker.foundation.audit import record
from jobpakker.foundation.workdays import WorkdayCalendar


class UnableTo(Exception):
    """The move is not possible from where the package or step stands; `code` says why, the page says it in words."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Stale(Exception):
    """Somebody else saved first; `current` is the package as it stands now."""

    def __init__(self, current: Jobpakke) -> None:
        super().__init__(f"version {current.version}")
        self.current = current


def locked(jobpakke: Jobpakke) -> Jobpakke:
    """The row as it stands, held until the end of the transaction."""
    rows = Jobpakke.objects.for_municipality(jobpakke.municipality_id).select_for_update(of=("self",), no_key=True)
    return rows.select_related("citizen", "opening__company", "opening__worksite", "commitment", "caseworker").get(
        pk=jobpakke.pk
    )


def locked_with_promise(jobpakke: Jobpakke) -> Jobpakke:
    """The same for what may change the company's promise too. The order is the one that the companies' room asks for: the
    job, then the commitment, then the package, so that an answer that comes in meanwhile waits instead of colliding.

    `no_key`: a row that is written twice in a transaction has its references looked after at commit, and that must not wait
    for us while we wait for it.
    """
    municipality = jobpakke.municipality_id
    openings = JobOpening.objects.for_municipality(municipality).select_for_update(no_key=True)
    openings.filter(pk=jobpakke.opening_id).values_list("pk").get()
    asked = Jobpakke.objects.for_municipality(municipality).values_list("commitment_id", flat=True).get(pk=jobpakke.pk)
    if asked is not None:
        commitments = HiringCommitment.objects.for_municipality(municipality).select_for_update(no_key=True)
        commitments.filter(pk=asked).values_list("pk").get()
    return locked(jobpakke)


def live_steps(jobpakke: Jobpakke) -> list[Step]:
    return timeline.in_order(Step.objects.for_municipality(jobpakke.municipality_id).filter(jobpakke=jobpakke))


def pauses_of(jobpakke: Jobpakke) -> list[Pause]:
    return list(
        Pause.objects.for_municipality(jobpakke.municipality_id).filter(jobpakke=jobpakke).order_by("starts_on")
    )


def move(jobpakke: Jobpakke, to: JobpakkeState, **fields: Any) -> None:
    """One UPDATE that names the states it may start from; a second press of the same button finds nothing to move."""
    moved = (
        Jobpakke.objects.for_municipality(jobpakke.municipality_id)
        .filter(pk=jobpakke.pk, state__in=sources(to))
        .update(state=to, **fields)
    )
    if not moved:
        raise UnableTo("wrong_state")
    jobpakke.refresh_from_db()


def conclude(
    jobpakke: Jobpakke, kind: Kind, /, *, by: Any, at: datetime, today: date, by_name: str = "", **data: Any
) -> None:
    """Ends every action on a locked package: what happened is written down and counted up in its version, a name newly
    earned is dated, and who watches is told."""
    fields: dict[str, Any] = {"version": jobpakke.version + 1}
    record.record(kind=kind, subject=jobpakke, by=by, by_name=by_name, at=at, data=data | fields)
    steps = live_steps(jobpakke)
    calendar = timeline.calendar_of(jobpakke.municipality_id)
    fields["next_boundary_on"] = timeline.next_boundary(jobpakke, steps, today, calendar, pauses=pauses_of(jobpakke))
    if earns_its_name(jobpakke, steps, calendar):
        fields["became_jobpakke_on"] = today
        _name_earned(jobpakke, by=by, by_name=by_name, at=at, today=today)
    Jobpakke.objects.for_municipality(jobpakke.municipality_id).filter(pk=jobpakke.pk).update(**fields)
    for name, value in fields.items():
        setattr(jobpakke, name, value)
    jobpakke_changed.send(sender=Jobpakke, jobpakke=jobpakke, today=today, at=at)


def earns_its_name(jobpakke: Jobpakke, steps: list[Step], calendar: WorkdayCalendar) -> bool:
    """All principles are kept, for the first time, while the package is walked."""
    if jobpakke.became_jobpakke_on is not None or jobpakke.state != JobpakkeState.ACTIVE:
        return False
    if form_of(timeline.facts(jobpakke, steps, calendar)) != Form.JOBPAKKE:
        return False
    # What the company has confirmed must be this plan, and not the one before it.
    plan = unsent.of(jobpakke, steps, unsent.newest_of(jobpakke))
    return plan is None or not plan.asks_the_company


def _name_earned(jobpakke: Jobpakke, *, by: Any, by_name: str, at: datetime, today: date) -> None:
    record.record(kind=Kind.EARNED, subject=jobpakke, by=by, by_name=by_name, at=at, data={"on": today.isoformat()})


def look_again(jobpakke: Jobpakke, *, by: Any, at: datetime, today: date) -> None:
    """Something outside the package changed that its name depends on: the citizen was clarified."""
    jobpakke = locked(jobpakke)
    if earns_its_name(jobpakke, live_steps(jobpakke), timeline.calendar_of(jobpakke.municipality_id)):
        _name_earned(jobpakke, by=by, by_name="", at=at, today=today)
        Jobpakke.objects.for_municipality(jobpakke.municipality_id).filter(pk=jobpakke.pk).update(
            became_jobpakke_on=today
        )
