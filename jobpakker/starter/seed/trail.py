"""What the last two years left behind: the rows of each life, its dead periods, and the trail of what was done when."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from casework.citizens.events import Kind as CitizenKind
from casework.citizens.models import Citizen
from casework.green_wave.events import Kind as FlagKind
from casework.green_wave.models import WHO_ACTS, Cause, CloseReason, DeadPeriod, State
from casework.green_wave.models import Kind as GapKind
from casework.jobpakke import timeline
from casework.jobpakke.events import Kind
from casework.jobpakke.models import Jobpakke, Step
from casework.jobpakke.states import StepState
from casework.planning.gaps import Gap, Severity, Thresholds
from casework.planning.periods import ONE_DAY
from companies.commitments.models import CommitmentVersion, HiringCommitment
from companies.events import Kind as CompanyKind
from companies.kept.models import Fate
from companies.ladder.models import RungReached
from companies.openings.models import JobOpening
from jobpakker.foundation.accounts.models import User
from jobpakker.foundation.audit.models import AuditEvent
from jobpakker.foundation.tenancy import TenantModel
from jobpakker.foundation.workdays import WorkdayCalendar
from jobpakker.starter.seed.ground import key, moment
from jobpakker.starter.seed.history import SEED, Life


def save(lives: Sequence[Life], calendar: WorkdayCalendar) -> None:
    Citizen.objects.bulk_create(life.citizen for life in lives if not life.again)
    JobOpening.objects.bulk_create(life.opening for life in lives)
    HiringCommitment.objects.bulk_create(life.commitment for life in lives)
    CommitmentVersion.objects.bulk_create(life.version for life in lives)
    RungReached.objects.bulk_create(rung for life in lives for rung in life.rungs)
    Fate.objects.bulk_create(life.kept for life in lives if life.kept)
    Jobpakke.objects.bulk_create(life.jobpakke for life in lives)
    Step.objects.bulk_create(step for life in lives for step in life.steps)
    flags = [flag for n, life in enumerate(lives) for flag in dead_periods(n, life, calendar)]
    DeadPeriod.objects.bulk_create(flags)
    told = [event for life in lives for event in _events(life)] + [event for flag in flags for event in _of_flag(flag)]
    AuditEvent.objects.bulk_create(sorted(told, key=lambda event: event.at))


# Dead periods -------------------------------------------------------------------------------------------------------------
def dead_periods(n: int, life: Life, calendar: WorkdayCalendar) -> Iterator[DeadPeriod]:
    """What the watch would have left: the days that were lost until the end, and now and then a gap that was mended in time."""
    package = life.jobpakke
    assert package.ended_on is not None
    ended_until = package.ended_on + ONE_DAY
    by_id = {str(step.public_id): step for step in life.steps}
    bare = False
    for gap in timeline.dead_periods(package, life.steps, calendar, pauses=(), today=ended_until):
        until = min(gap.until, ended_until)
        lost = calendar.count(gap.starts_on, until)
        severity = Thresholds().severity(gap.kind, lost)
        if lost and severity != Severity.GREEN:
            bare = True
            yield _lost(life, gap, by_id, until=until, lost=lost, severity=severity, calendar=calendar)
    if not bare and n % 3 == 1:
        yield from _mended(n, life, calendar)


def _lost(
    life: Life, gap: Gap, by_id: dict[str, Step], *, until: date, lost: int, severity: Severity, calendar: WorkdayCalendar
) -> DeadPeriod:  # fmt: skip
    cause = life.causes.get(gap.after or "", Cause.CASEWORKER_CAPACITY if gap.after is None else Cause.CITIZEN_STOPPED)
    # A gap of the plan is seen at once; one that came of what happened, on its first bare day.
    planned = cause == Cause.COURSE_WAIT
    found_on = max(life.version.created_at.date(), gap.starts_on - timedelta(days=25)) if planned else gap.starts_on
    closed_on = calendar.on_or_after(until)
    return DeadPeriod(
        municipality_id=life.jobpakke.municipality_id, public_id=key(f"{life.jobpakke.public_id}/{gap.starts_on}"),
        jobpakke=life.jobpakke, kind=str(gap.kind), after_step=by_id.get(gap.after or ""),
        before_step=by_id.get(gap.before or ""), starts_on=gap.starts_on, until=until, working_days=lost,
        first_dead_on=gap.first_dead_day or gap.starts_on,
        state=State.PAST, cause=cause, acts=WHO_ACTS[cause], severity=str(severity), cause_by_hand=not planned,
        found_on=calendar.on_or_after(found_on), closed_at=moment(closed_on, 5, 30), close_reason=CloseReason.PASSED,
    )  # fmt: skip


def _mended(n: int, life: Life, calendar: WorkdayCalendar) -> Iterator[DeadPeriod]:
    """Days that would have lain bare before a step, had nobody moved it."""
    chain = [step for step in life.steps if not step.beside and step.state != StepState.SUPERSEDED]
    if len(chain) < 2:
        return
    after, before = chain[0], chain[1]
    days = Random(f"{SEED}/mended/{n}").randint(2, 7)
    starts_on = calendar.before(before.starts_on, days)
    yield DeadPeriod(
        municipality_id=life.jobpakke.municipality_id, public_id=key(f"{life.jobpakke.public_id}/mended"),
        jobpakke=life.jobpakke, kind=GapKind.INNER, after_step=after, before_step=before, starts_on=starts_on,
        first_dead_on=starts_on,
        until=before.starts_on, working_days=days, state=State.FORECAST, cause=Cause.COURSE_WAIT,
        acts=WHO_ACTS[Cause.COURSE_WAIT], severity=str(Thresholds().severity(GapKind.INNER, days)),
        found_on=calendar.before(starts_on, 12), closed_at=moment(calendar.before(starts_on, 8), 9, n % 60),
        close_reason=CloseReason.MENDED,
    )  # fmt: skip


# The trail ----------------------------------------------------------------------------------------------------------------
def _events(life: Life) -> Iterator[AuditEvent]:
    package, citizen, opening, commitment = life.jobpakke, life.citizen, life.opening, life.commitment
    by, company = package.caseworker, life.version.answered_by_name
    asked_at, answered_at = life.version.created_at, commitment.answered_at
    assert answered_at is not None and package.ended_on is not None and package.promised_on is not None
    if not life.again:
        yield from _of_citizen(citizen, by)
    starts_on = opening.starts_on.isoformat()
    yield _event(CompanyKind.OPENING_CREATED, opening, opening.created_at, opening.created_by, starts_on=starts_on)
    yield _event(
        Kind.BUILT, package, package.created_at, by, job=starts_on,
        steps=[{"kind": step.kind, "days": [step.starts_on.isoformat(), step.until.isoformat()]} for step in life.steps],
        dead_days=0,
    )  # fmt: skip
    yield _event(CompanyKind.COMMITMENT_REQUESTED, commitment, asked_at, by, number=1)
    yield _event(Kind.SENT, package, asked_at, by, commitment=str(commitment.public_id), number=1)
    yield _event(
        CompanyKind.COMMITMENT_CONFIRMED, commitment, answered_at, None, company,
        fingerprint=life.version.fingerprint, number=1,
    )  # fmt: skip
    yield _event(Kind.ACTIVATED, package, answered_at, None, company, number=1)
    if package.became_jobpakke_on:
        pure = package.became_jobpakke_on == package.promised_on
        earned_at = answered_at if pure else moment(package.became_jobpakke_on, 14)
        who: tuple[User | None, str] = (None, company) if pure else (by, "")
        yield _event(Kind.EARNED, package, earned_at, *who, on=package.became_jobpakke_on.isoformat())
    for step in life.steps:
        yield from _walked(step, by, ended_on=package.ended_on)
    ended_at, on = moment(package.ended_on, 15), package.ended_on.isoformat()
    if life.fate.broken_off:
        yield _event(CompanyKind.COMMITMENT_WITHDRAWN, commitment, ended_at, by, number=1)
        yield _event(Kind.BROKEN_OFF, package, ended_at, by, reason=str(package.end_reason), on=on)
    else:
        yield _event(Kind.COMPLETED, package, ended_at, by, outcome=str(package.outcome), on=on)


def _of_citizen(citizen: Citizen, by: User) -> Iterator[AuditEvent]:
    yield _event(CitizenKind.CREATED, citizen, citizen.created_at, by, alias=citizen.alias)
    for kind, on in (
        (CitizenKind.CLARIFIED, citizen.clarified_on),
        (CitizenKind.AGREED_TO_FIRST_NAME, citizen.agreed_to_first_name_on),
    ):
        if on:
            yield _event(kind, citizen, moment(on, 13), by, on=on.isoformat())


def _walked(step: Step, by: User, *, ended_on: date) -> Iterator[AuditEvent]:
    """A step that ended with the package has no event of its own."""
    if step.started_on is None:
        return
    data = {"step": str(step.public_id), "kind": str(step.kind), "title": step.title}
    yield _event(
        Kind.STEP_STARTED, step.jobpakke, moment(step.started_on, 9, 5), by, on=step.started_on.isoformat(), **data
    )
    until = step.ended_until
    if until is None or until > ended_on:
        return
    on = until.isoformat()
    if step.state == StepState.BROKEN:
        reason = str(step.end_reason)
        yield _event(Kind.STEP_BROKEN, step.jobpakke, moment(until - ONE_DAY, 15, 20), by, on=on, reason=reason, **data)
    else:
        yield _event(Kind.STEP_FINISHED, step.jobpakke, moment(until - ONE_DAY, 15, 20), by, on=on, **data)


def _of_flag(flag: DeadPeriod) -> Iterator[AuditEvent]:
    said = {
        "jobpakke": str(flag.jobpakke.public_id), "starts_on": flag.starts_on.isoformat(),
        "until": flag.until.isoformat(), "working_days": flag.working_days,
    }  # fmt: skip
    assert flag.closed_at is not None
    yield _event(FlagKind.FOUND, flag, moment(flag.found_on, 5, 30), None, **said)
    yield _event(FlagKind.CLOSED, flag, flag.closed_at, None, close_reason=str(flag.close_reason), **said)


def _event(
    kind: Any, subject: TenantModel, at: datetime, by: User | None, by_name: str = "", /, **data: Any
) -> AuditEvent:
    return AuditEvent(
        municipality_id=subject.municipality_id, kind=str(kind), subject_type=subject._meta.label_lower,
        subject_id=subject.public_id, by_id=by.pk if by else None, by_name=by.name if by else by_name, at=at, data=data,
    )  # fmt: skip
