"""What every action on a package does: one conditional move, one audit event, one announcement."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from casework.jobpakke import timeline, unsent
from casework.jobpakke.events import Kind, jobpakke_changed
from casework.jobpakke.models import Jobpakke, Pause, Step
from casework.jobpakke.principles import Facts, Form, form_of
from casework.jobpakke.states import JobpakkeState, sources
from companies.commitments.models import HiringCommitment
from companies.openings.models import JobOpening
from jobpakker.foundation.audit import record
from jobpakker.foundation.audit.models import AuditEvent
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
    if earned_on := _earns_its_name(jobpakke, steps, calendar, today=today):
        fields["became_jobpakke_on"] = earned_on
        _name_earned(jobpakke, by=by, by_name=by_name, at=at, on=earned_on)
    _rows(jobpakke).update(**fields)
    for name, value in fields.items():
        setattr(jobpakke, name, value)
    jobpakke_changed.send(sender=Jobpakke, jobpakke=jobpakke, today=today, at=at)


def _earns_its_name(
    jobpakke: Jobpakke, steps: list[Step], calendar: WorkdayCalendar, *, today: date
) -> date | None:  # fmt: skip
    """All principles are kept, for the first time, while the package is walked: since which day."""
    if jobpakke.became_jobpakke_on is not None or jobpakke.state != JobpakkeState.ACTIVE:
        return None
    facts = timeline.facts(jobpakke, steps, calendar)
    if form_of(facts) != Form.JOBPAKKE:
        return None
    # What the company has confirmed must be this plan, and not the one before it.
    plan = unsent.of(jobpakke, steps, unsent.newest_of(jobpakke))
    return _kept_since(jobpakke, facts, today=today) if plan is None or not plan.asks_the_company else None


def _kept_since(jobpakke: Jobpakke, facts: Facts, *, today: date) -> date:
    """The day on which the last of the principles came about, whenever it was written down: the rungs have days of their own.

    The chain as it stands is no older than its last change, whatever it was before that.
    """
    changes = AuditEvent.objects.for_municipality(jobpakke.municipality_id).filter(
        subject_id=jobpakke.public_id, kind__in=[Kind.BUILT, Kind.CHANGED]
    )
    changed_at = changes.order_by("-at").values_list("at", flat=True).first()
    days = [facts.clarified_on, facts.took_part_on, facts.answered_on]
    days.append(timezone.localdate(changed_at) if changed_at else None)
    return min(today, max((day for day in days if day is not None), default=today))


def _name_earned(jobpakke: Jobpakke, *, by: Any, by_name: str, at: datetime, on: date) -> None:
    record.record(kind=Kind.EARNED, subject=jobpakke, by=by, by_name=by_name, at=at, data={"on": on.isoformat()})


def look_again(jobpakke: Jobpakke, *, by: Any, at: datetime, today: date) -> None:
    """Something outside the package changed that its name depends on: the citizen was clarified."""
    jobpakke = locked(jobpakke)
    earned_on = _earns_its_name(
        jobpakke, live_steps(jobpakke), timeline.calendar_of(jobpakke.municipality_id), today=today
    )
    if earned_on:
        _name_earned(jobpakke, by=by, by_name="", at=at, on=earned_on)
        _rows(jobpakke).update(became_jobpakke_on=earned_on)


def company_climbed(
    jobpakke: Jobpakke, *, before: date | None, on: date | None, by: Any, at: datetime, today: date
) -> None:  # fmt: skip
    """The company took part in the content, or it turns out when, or that it did not (`on` is None). `before`: what stood there.

    The package counts up, so that nobody who has it open saves the old day over the new one.
    """
    jobpakke = locked(jobpakke)
    fields: dict[str, Any] = {"version": jobpakke.version + 1}
    steps, calendar = live_steps(jobpakke), timeline.calendar_of(jobpakke.municipality_id)
    became = jobpakke.became_jobpakke_on
    if became is not None and on is None:
        fields["became_jobpakke_on"] = None
        record.record(kind=Kind.NOT_EARNED, subject=jobpakke, by=by, at=at, data={"was": became.isoformat()})
    elif became is not None and on is not None and (on > became or became == before):
        facts = timeline.facts(jobpakke, steps, calendar)
        later = [day for day in (on, facts.clarified_on, jobpakke.promised_on) if day is not None]
        fields["became_jobpakke_on"] = min(today, max(later))
        _name_earned(jobpakke, by=by, by_name="", at=at, on=fields["became_jobpakke_on"])
    elif earned_on := _earns_its_name(jobpakke, steps, calendar, today=today):
        fields["became_jobpakke_on"] = earned_on
        _name_earned(jobpakke, by=by, by_name="", at=at, on=earned_on)
    _rows(jobpakke).update(**fields)


def _rows(jobpakke: Jobpakke) -> Any:
    return Jobpakke.objects.for_municipality(jobpakke.municipality_id).filter(pk=jobpakke.pk)
