"""The plan itself: looked at without storing anything, stored as a new package, and changed without losing what others did."""

from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from casework.blueprints.models import Blueprint
from casework.citizens.models import Citizen
from casework.jobpakke import lawful, timeline
from casework.jobpakke.actions.base import Stale, UnableTo, conclude, live_steps, locked, locked_with_promise
from casework.jobpakke.events import Kind
from casework.jobpakke.models import Jobpakke, Step
from casework.jobpakke.proposal import Proposal, propose
from casework.jobpakke.states import OPEN, JobpakkeState, StepState
from casework.jobpakke.wanted import Wanted, WantedStep
from companies.ladder import actions as ladder
from companies.ladder import queries as rungs
from companies.ladder.rungs import Rung
from companies.openings.models import JobOpening
from jobpakker.foundation.once import Taken, put_once

# What belongs to the package itself, beside its steps.
HEAD = ("job_starts_on", "mentor_name", "conditions", "last_employed_here", "net_increase")
TOOK_PART = "company_took_part_on"  # typed beside them, and kept on the ladder of the job


@transaction.atomic
def give_reason(*, jobpakke: Jobpakke, reason: str, by: Any, at: datetime) -> None:
    """Goes on past what the law's findings warn of, with a written reason that is kept. What blocks is not got past."""
    held = locked(jobpakke)
    if held.state not in OPEN:
        raise UnableTo("package_closed")
    if not reason.strip():
        raise UnableTo("needs_reason")
    lawful.accept(held, lawful.of_package(held, live_steps(held)), reason=reason, by=by, at=at)


def preview(*, wanted: Wanted, municipality_id: int, today: date) -> Proposal:
    """The plan as it would become, with its gaps, their mends, or what is in the way. Nothing is stored."""
    return propose(wanted, today=today, calendar=timeline.calendar_of(municipality_id))


@transaction.atomic
def build(
    *, key: UUID, citizen: Citizen, opening: JobOpening, blueprint: Blueprint | None, wanted: Wanted, by: Any, at: datetime,
    today: date,
) -> Jobpakke:  # fmt: skip
    """A new package with its plan, as a draft. `key` is its public id: a second press finds what the first one made.

    Raises `UnableTo`: `opening_closed`, `already_open` (the citizen walks another chain), `no_steps`, `no_plan`; and `Stale`
    when the first press stored something else than this one says.
    """
    jobs = JobOpening.objects.for_municipality(opening.municipality_id).select_for_update(no_key=True)
    held = jobs.filter(pk=opening.pk).values_list("state", flat=True).get()
    packages = Jobpakke.objects.for_municipality(citizen.municipality_id)
    if (
        wanted.company_took_part_on is None
    ):  # what a colleague has written on the ladder is not taken back by a new plan
        wanted = replace(wanted, company_took_part_on=rungs.day_of(opening, Rung.TOOK_PART))
    first = packages.filter(public_id=key, citizen=citizen, opening=opening).first()
    if first is not None:
        return _same_or_stale(first, wanted, today=today)
    if held != JobOpening.State.OPEN:
        raise UnableTo("opening_closed")
    if packages.filter(citizen=citizen, state__in=OPEN).exists():
        raise UnableTo("already_open")
    proposal = _planned(wanted, citizen.municipality_id, today=today)
    try:
        jobpakke, new = put_once(
            Jobpakke, key=key, municipality_id=citizen.municipality_id, citizen=citizen, opening=opening, caseworker=by,
            blueprint=blueprint, blueprint_version=blueprint.version if blueprint else None, version=0, created_at=at,
            created_by=by, **{name: getattr(wanted, name) for name in HEAD},
        )  # fmt: skip
    except Taken:
        raise UnableTo("already_open") from None
    if not new:  # another package's key
        raise UnableTo("already_open")
    rows = planned_rows(jobpakke, proposal, [])
    _save(rows, [])
    if wanted.company_took_part_on != jobpakke.company_took_part_on:
        _write_took_part(jobpakke, wanted.company_took_part_on, by=by, at=at)
    conclude(
        jobpakke, Kind.BUILT, by=by, at=at, today=today, job=wanted.job_starts_on.isoformat(),
        steps=[{"kind": row.kind, "days": _days(row)} for row in rows], dead_days=_dead_days(proposal),
    )  # fmt: skip
    return jobpakke


@transaction.atomic
def change(*, jobpakke: Jobpakke, version: int, wanted: Wanted, by: Any, at: datetime, today: date) -> Jobpakke:
    """Plans anew. What has begun stays as it is; planned steps move, and those taken out are kept as history.

    `version` is the one that was read. Raises `Stale` when somebody else has saved since, unless all is as it was to become
    (the second press of a button); and `UnableTo`: `package_closed`, `no_steps`, `no_plan`, and `blocked` where the company
    is asked or has promised (a draft may lie past a rule until it is sent).
    """
    held = locked_with_promise(jobpakke)
    if held.state not in OPEN:
        raise UnableTo("package_closed")
    if held.version != version:
        return _same_or_stale(held, wanted, today=today)
    proposal = _planned(wanted, held.municipality_id, today=today)
    steps = live_steps(held)
    rows = planned_rows(held, proposal, steps)
    if _content(_head(held), steps) == _content(_head(wanted), rows):
        return held
    old, new = _head(held), _head(wanted)
    changes = _save(rows, steps)
    if old["job_starts_on"] != new["job_starts_on"]:
        days = {"old": old["job_starts_on"].isoformat(), "new": new["job_starts_on"].isoformat()}
        changes.insert(0, {"what": "job", **days})
    for name in HEAD:
        setattr(held, name, new[name])
    held.save(update_fields=HEAD)
    if held.state != JobpakkeState.DRAFT and any(one.blocks for one in lawful.of_package(held, live_steps(held))):
        raise UnableTo("blocked")
    if old[TOOK_PART] != new[TOOK_PART]:
        _write_took_part(held, new[TOOK_PART], by=by, at=at)
    fields = [name for name in new if name != "job_starts_on" and old[name] != new[name]]
    conclude(
        held, Kind.CHANGED, by=by, at=at, today=today, changes=changes, fields=fields, dead_days=_dead_days(proposal)
    )
    return held


def _planned(wanted: Wanted, municipality_id: int, *, today: date) -> Proposal:
    if not wanted.chain:
        raise UnableTo("no_steps")
    proposal = propose(wanted, today=today, calendar=timeline.calendar_of(municipality_id), with_mends=False)
    if proposal.plan is None:
        raise UnableTo("no_plan")
    return proposal


def _same_or_stale(jobpakke: Jobpakke, wanted: Wanted, *, today: date) -> Jobpakke:
    """The package when it already is what is wanted."""
    steps = live_steps(jobpakke)
    try:
        rows = planned_rows(jobpakke, _planned(wanted, jobpakke.municipality_id, today=today), steps)
    except UnableTo:
        raise Stale(jobpakke) from None
    if _content(_head(jobpakke), steps) != _content(_head(wanted), rows):
        raise Stale(jobpakke)
    return jobpakke


def _dead_days(proposal: Proposal) -> int:
    return proposal.plan.dead_days if proposal.plan else 0


# The rows -----------------------------------------------------------------------------------------------------------------
def _head(of: Jobpakke | Wanted) -> dict[str, Any]:
    return {name: getattr(of, name) for name in (*HEAD, TOOK_PART)}


def _write_took_part(jobpakke: Jobpakke, on: date | None, *, by: Any, at: datetime) -> None:
    """On the ladder, where it is kept; whom we talk to there is who said it. Packages hear of it as of any rung."""
    opening = jobpakke.opening
    if on is None:
        ladder.take_back(opening=opening, rung=Rung.TOOK_PART, by=by, at=at)
    else:
        contact = (jobpakke.commitment or opening).contact
        ladder.reach(opening=opening, rung=Rung.TOOK_PART, on=on, said_by=contact.name, by=by, at=at)
    jobpakke.refresh_from_db(fields=["version", "became_jobpakke_on"])


def planned_rows(jobpakke: Jobpakke, proposal: Proposal, steps: Sequence[Step]) -> list[Step]:
    """The steps as they would become, not saved yet; a copy of the row where there is one."""
    known = {step.public_id: step for step in steps}
    rows = []
    for position, wanted in enumerate(proposal.wanted.steps):
        days = proposal.dates_of(position)
        assert days is not None  # there is a plan
        columns = timeline.fields(wanted, position=position, starts_on=days[0], until=days[1])
        step = known.get(wanted.id) if wanted.id else None
        if step is not None and step.state != StepState.PLANNED:
            row, columns = copy(known.pop(step.public_id)), _of_begun(wanted, columns)
        elif step is not None and step.kind == wanted.kind:
            row = copy(known.pop(step.public_id))
        else:
            row = Step(municipality_id=jobpakke.municipality_id, jobpakke=jobpakke)
        for name, value in columns.items():
            setattr(row, name, value)
        rows.append(row)
    for row, wanted in zip(rows, proposal.wanted.steps, strict=True):
        if wanted.beside and not (wanted.begun and wanted.begun.over):
            row.own_length = wanted.own_length
            row.begins_with_job = wanted.begins_with_job
            row.begins_with = None if wanted.begins_with is None else rows[wanted.begins_with]
            row.ends_with = None if wanted.ends_with is None else rows[wanted.ends_with]
        elif not wanted.beside:
            row.begins_with_job, row.begins_with, row.ends_with, row.own_length = False, None, None, False
    begun = [step for step in known.values() if step.state != StepState.PLANNED]
    return [*rows, *begun]


def _of_begun(wanted: WantedStep, columns: dict[str, Any]) -> dict[str, Any]:
    """What has begun is not moved; how long a running step lasts may be typed anew."""
    ends_with_others = wanted.beside and not wanted.own_length
    same = wanted.begun is not None and wanted.length == wanted.begun.length and not ends_with_others
    if not wanted.running or same:
        return {"position": columns["position"]}
    kept = ("position", "length_amount", "length_unit", "shortest_amount", "longest_amount", "until")
    return {name: columns[name] for name in kept}


def _save(rows: Sequence[Step], steps: Sequence[Step]) -> list[dict[str, Any]]:
    """Writes what differs and says what moved: `{"what", "old", "new"}`, each `[ISO, ISO)`; None: was not, or is no more;
    and `beside` where it was laid beside the chain, or taken into it."""
    before = {step.pk: step for step in steps}
    changes = []
    for row in sorted(rows, key=lambda row: row.beside):  # a lane names rows of the chain
        old = before.pop(row.pk, None) if row.pk else None
        if old is None or _columns(old) != _columns(row) or old.position != row.position:
            row.save()
        laid_otherwise = old is not None and old.beside != row.beside
        if old is None or laid_otherwise or (old.starts_on, old.until) != (row.starts_on, row.until):
            change = {"what": row.title, "old": _days(old) if old else None, "new": _days(row)}
            changes.append(change | {"beside": row.beside} if laid_otherwise else change)
    for gone in before.values():
        gone.state = StepState.SUPERSEDED
        gone.save(update_fields=["state"])
        changes.append({"what": gone.title, "old": _days(gone), "new": None})
    return changes


def _days(step: Step) -> list[str]:
    return [step.starts_on.isoformat(), step.until.isoformat()]


COLUMNS = (
    "kind", "beside", "title", "place", "at_the_company", "length_amount", "length_unit", "shortest_amount", "longest_amount", "pinned",
    "bounds", "lead_days", "weekly_hours", "begins_with_job", "own_length", "starts_on", "until",
)  # fmt: skip


def _columns(step: Step) -> tuple[Any, ...]:
    periods = tuple((period.lower, period.upper) for period in step.fixed_dates)
    ends = [getattr(one, "position", None) for one in (step.begins_with, step.ends_with)] if step.beside else []
    return (*(getattr(step, name) for name in COLUMNS), tuple(sorted(step.leads_done)), tuple(ends), periods)


def _content(head: dict[str, Any], steps: Sequence[Step]) -> tuple[Any, ...]:
    """What is said, without ids and numbers: the second press of a button knows no new ones."""
    return head, tuple(_columns(step) for step in timeline.in_plan(steps))
