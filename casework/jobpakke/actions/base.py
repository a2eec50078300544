"""What every action on a package does: one conditional move, one audit event, one announcement."""

from datetime import date, datetime
from typing import Any

from django.db.models import F

from casework.jobpakke import timeline
from casework.jobpakke.events import Kind, jobpakke_changed
from casework.jobpakke.models import Jobpakke, Step
from casework.jobpakke.principles import Form, form_of
from casework.jobpakke.states import JobpakkeState, sources
from jobpakker.foundation.audit import record


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
    rows = Jobpakke.objects.for_municipality(jobpakke.municipality_id).select_for_update(of=("self",))
    return rows.select_related("citizen", "opening__company", "opening__worksite", "commitment", "caseworker").get(
        pk=jobpakke.pk
    )


def live_steps(jobpakke: Jobpakke) -> list[Step]:
    return timeline.in_order(Step.objects.for_municipality(jobpakke.municipality_id).filter(jobpakke=jobpakke))


def move(jobpakke: Jobpakke, to: JobpakkeState, **fields: Any) -> None:
    """One UPDATE that names the states it may start from; a second press of the same button finds nothing to move."""
    moved = (
        Jobpakke.objects.for_municipality(jobpakke.municipality_id)
        .filter(pk=jobpakke.pk, state__in=sources(to))
        .update(state=to, version=F("version") + 1, **fields)
    )
    if not moved:
        raise UnableTo("wrong_state")
    jobpakke.refresh_from_db()


def conclude(
    jobpakke: Jobpakke, kind: Kind, *, by: Any, at: datetime, today: date, by_name: str = "", **data: Any
) -> None:
    """Ends every action: what happened is written down, a name newly earned is dated, and who watches is told."""
    record.record(kind=kind, subject=jobpakke, by=by, by_name=by_name, at=at, data=data)
    steps = live_steps(jobpakke)
    fields: dict[str, Any] = {"next_boundary_on": timeline.next_boundary(jobpakke, steps, today)}
    if jobpakke.became_jobpakke_on is None and jobpakke.state == JobpakkeState.ACTIVE:
        calendar = timeline.calendar_of(jobpakke.municipality_id)
        if form_of(timeline.facts(jobpakke, steps, calendar)) == Form.JOBPAKKE:
            fields["became_jobpakke_on"] = today
            record.record(
                kind=Kind.EARNED, subject=jobpakke, by=by, by_name=by_name, at=at, data={"on": today.isoformat()}
            )
    Jobpakke.objects.for_municipality(jobpakke.municipality_id).filter(pk=jobpakke.pk).update(**fields)
    for name, value in fields.items():
        setattr(jobpakke, name, value)
    jobpakke_changed.send(sender=Jobpakke, jobpakke=jobpakke, today=today, at=at)
