"""The only translator between the rows of a package and the values of planning."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from casework.blueprints.catalogue import ModelStep
from casework.blueprints.lengths import LengthRange
from casework.blueprints.models import BlueprintStep
from casework.jobpakke.models import Jobpakke, Pause, Step
from casework.jobpakke.principles import Facts
from casework.jobpakke.states import LIVE_STEPS, StepState
from casework.jobpakke.wanted import Begun, WantedStep
from casework.planning import gaps
from casework.planning.gaps import Cover, Excuse, Gap, GapKind, Thresholds
from casework.planning.periods import ONE_DAY, Period
from casework.planning.steps import Length, LengthUnit, StepKind
from companies.commitments.states import CommitmentState
from companies.commitments.terms import Terms, TermsStep
from companies.openings.models import JobOpening
from jobpakker.foundation.accounts.models import ClosedDay
from jobpakker.foundation.prepared import Prepared
from jobpakker.foundation.workdays import WorkdayCalendar

USUAL = Thresholds()
UNSAID = "unsaid"  # a pause of which nobody has said why


def calendar_of(municipality_id: int) -> WorkdayCalendar:
    """Danish working days less the municipality's own closing days. One query."""
    return WorkdayCalendar.danish(frozenset(day for (day,) in _CLOSED(municipality_id)))


_CLOSED = Prepared(lambda place: ClosedDay.objects.for_municipality(place).values_list("day"), int)


def in_order(steps: Iterable[Step]) -> list[Step]:
    """The live steps in the order walked, lanes beside the chain last."""
    live = [step for step in steps if step.state in LIVE_STEPS]
    return sorted(live, key=lambda step: (step.beside, step.position, step.starts_on))


# Rows to what is wanted, and back ---------------------------------------------------------------------------------------------
def in_plan(steps: Iterable[Step]) -> list[Step]:
    """What the staircase shows: those that have begun by their first day, then the planned ones as walked, then lanes.

    A step that was given up before it began has no days, and is left to the history.
    """
    live = [step for step in steps if step.state in LIVE_STEPS and not _never_began(step)]
    first = date.min

    def place(step: Step) -> tuple[bool, bool, date, int]:
        planned = step.state == StepState.PLANNED
        return step.beside, planned, first if planned else _began(step), step.position

    return sorted(live, key=place)


def _never_began(step: Step) -> bool:
    return step.state == StepState.BROKEN and step.started_on is None


def _began(step: Step) -> date:
    return step.started_on or step.starts_on


def length_of(step: Step | BlueprintStep) -> LengthRange:
    """As it was typed."""
    preferred = Length(step.length_amount, LengthUnit(step.length_unit))
    least, most = step.shortest_amount or preferred.amount, step.longest_amount or preferred.amount
    return LengthRange(preferred, least, most) if least < most else LengthRange(preferred)


def model_steps(steps: Iterable[Step]) -> tuple[ModelStep, ...]:
    """The chain as an inspiration model: what it was meant to be, dates and place left out, lanes last, and of them the mentor, who
    is one there."""
    walked = [step for step in in_plan(steps) if step.state != StepState.BROKEN]
    chain = [step for step in walked if not step.beside]
    mentors = [step for step in walked if step.kind == StepKind.MENTOR][:1]
    courses = [step for step in walked if step.beside and step.kind != StepKind.MENTOR]
    numbers = {step.pk: number for number, step in enumerate(chain)}
    return tuple(
        ModelStep(
            StepKind(step.kind), step.title, length_of(step), step.at_the_company, step.beside, step.weekly_hours,
            begins_with=numbers.get(step.begins_with_id), begins_with_job=step.begins_with_job,
            ends_with=numbers.get(step.ends_with_id), own_length=step.own_length,
        )
        for step in [*chain, *courses, *mentors]
    )  # fmt: skip


def begun(step: Step) -> Begun | None:
    if step.state == StepState.PLANNED:
        return None
    over = step.state != StepState.RUNNING
    until = (step.ended_until or step.until) if over else step.until
    return Begun(starts_on=_began(step), until=max(until, _began(step) + ONE_DAY), over=over, length=length_of(step))


def fields(step: WantedStep, *, position: int, starts_on: date, until: date) -> dict[str, Any]:
    """A row of the staircase as the columns of a step."""
    length = step.length
    return {
        "position": position,
        "kind": step.kind,
        "title": step.title,
        "place": step.place,
        "at_the_company": step.at_the_company,
        "beside": step.beside,
        "length_amount": length.preferred.amount,
        "length_unit": length.preferred.unit,
        "shortest_amount": length.shortest,
        "longest_amount": length.longest,
        "fixed_dates": [DateRange(start, end, "[)") for start, end in step.dates.periods],
        "bounds": step.dates.text,
        "weekly_hours": step.weekly_hours,
        "leads_done": sorted(lead.rule for lead in step.leads if lead.done),
        "lead_days": step.own_lead,
        "pinned": step.dates.pinned,
        "starts_on": starts_on,
        "until": until,
    }


class Laid(NamedTuple):
    """A step of a plan that nobody has saved: what the law and the principles ask of it. A whole row costs ten times as much to
    make, and a plan is asked at each change."""

    kind: StepKind
    beside: bool
    starts_on: date
    until: date
    at_the_company: bool
    weekly_hours: Decimal | None
    leads_done: Sequence[str]
    state: StepState = StepState.PLANNED
    ended_until: date | None = None


def laid(step: WantedStep, starts_on: date, until: date) -> Laid:
    done = [lead.rule for lead in step.leads if lead.done]
    return Laid(step.kind, step.beside, starts_on, until, step.at_the_company, step.weekly_hours, done)


# Coverage -------------------------------------------------------------------------------------------------------------------
def covers(jobpakke: Jobpakke, steps: Iterable[Step], *, as_of: date) -> list[Cover]:
    """What covers as things stand when `as_of` is over: actual dates win; a step that should have begun and has not covers
    only what lies ahead; a running step covers to its planned end (domain.md § 9.1)."""
    found = []
    for step in steps:
        if step.beside:
            continue
        starts_on, until = effective(step, as_of=as_of)
        if starts_on < until:
            found.append(Cover(str(step.public_id), starts_on, until, step.kind))
    return [*found, gaps.job_cover(jobpakke.job_starts_on)]


def effective(step: Step, *, as_of: date) -> tuple[date, date]:
    """`[starts_on, until)` that the step covers; empty (`starts_on >= until`) when it covers nothing."""
    match step.state:
        case StepState.PLANNED:
            return max(step.starts_on, as_of + ONE_DAY), step.until
        case StepState.RUNNING:
            return step.started_on or step.starts_on, step.until
        case StepState.DONE:
            return step.started_on or step.starts_on, step.ended_until or step.until
        case StepState.BROKEN if step.started_on is not None and step.ended_until is not None:
            return step.started_on, step.ended_until
    return step.until, step.until


def paused(pauses: Iterable[Pause], *, as_of: date) -> list[gaps.Pause]:
    """The rows as the definition reads them when `as_of` is over. An end that has come without a word of the citizen, or that
    nobody has set, runs on day by day; what lies ahead is as it was agreed."""
    found = []
    for row in pauses:
        over = row.back_on
        until = over or max(row.until or row.starts_on, as_of + ONE_DAY)
        agreed_until = min(row.until, until) if row.until else until
        runs_on = over is None and until == as_of + ONE_DAY and (row.until is None or row.until <= until)
        excuse = Excuse(row.reason) if row.is_agreed else None
        if row.starts_on < agreed_until:
            of_it = runs_on and agreed_until == until
            found.append(gaps.Pause(excuse, Period(row.starts_on, agreed_until), row.reason or UNSAID, of_it))
        if row.starts_on <= agreed_until < until:
            found.append(gaps.Pause(None, Period(agreed_until, until), gaps.OVERDUE, runs_on))
    return found


def dead_periods(
    jobpakke: Jobpakke, steps: Iterable[Step], calendar: WorkdayCalendar, *, pauses: Iterable[Pause], today: date,
    thresholds: Thresholds = USUAL,
) -> list[Gap]:  # fmt: skip
    """The gaps as things stand this morning, past, running and ahead; from the company's promise to the job."""
    as_of = today - ONE_DAY
    interrupted = paused(pauses, as_of=as_of)
    standing = gaps.suspended(covers(jobpakke, steps, as_of=as_of), interrupted)
    return gaps.find(
        standing, calendar=calendar, agreed_on=jobpakke.promised_on, as_of=as_of, pauses=interrupted,
        thresholds=thresholds,
    )  # fmt: skip


def dead_days(starts_on: date, until: date, calendar: WorkdayCalendar, *, pauses: Sequence[Pause], today: date) -> int:
    """Of the working days of `[starts_on, until)`, which no step covers, those that count."""
    if not pauses:
        return calendar.count(starts_on, until)
    days = calendar.days(starts_on, until)
    return len(days) - gaps.excused_days(days, paused(pauses, as_of=today - ONE_DAY))


def holes_ahead(
    jobpakke: Jobpakke, steps: Iterable[Step], calendar: WorkdayCalendar, *, pauses: Iterable[Pause], today: date
) -> list[Gap]:
    """The dead periods that can still be mended, today's included. What lies before the first step is a syltekrukke."""
    found = dead_periods(jobpakke, steps, calendar, pauses=pauses, today=today)
    return [gap for gap in found if gap.kind == GapKind.INNER and gap.last_dead_day and gap.last_dead_day >= today]


def next_boundary(
    jobpakke: Jobpakke, steps: Sequence[Step], today: date, calendar: WorkdayCalendar, *, pauses: Sequence[Pause],
    gaps: Iterable[Gap] | None = None,
) -> date | None:  # fmt: skip
    """The next day on which the dead periods, or their state, can change without anyone touching the package. `gaps` are its
    dead periods, for whoever has them already."""
    if gaps is None:
        gaps = dead_periods(jobpakke, steps, calendar, pauses=pauses, today=today)
    found: list[date] = []
    for step in steps:
        if step.state == StepState.PLANNED and not step.beside:
            # Not begun on its day: the day after that its first day is bare, and then one more each day.
            found.append(max(step.starts_on, today) + ONE_DAY)
    for pause in pauses:
        if pause.back_on is None:
            # The same of an end that comes and goes without a word, or that was never set.
            found.append(max(pause.until or pause.starts_on, today) + ONE_DAY)
    for gap in gaps:
        if gap.kind == GapKind.OPEN:
            found.append(today + ONE_DAY)
        elif gap.first_dead_day and gap.last_dead_day:
            found += [gap.first_dead_day, gap.last_dead_day + ONE_DAY]
    return min((day for day in found if day > today), default=None)


def has_mentor(steps: Iterable[Step | Laid]) -> bool:
    """The company's own employee; a course beside the chain is nobody's mentor."""
    return any(step.kind == StepKind.MENTOR for step in steps)


# What the method and the company are told -----------------------------------------------------------------------------------
def facts(
    jobpakke: Jobpakke, steps: Sequence[Step | Laid], calendar: WorkdayCalendar, *, not_planned: int = 0, typed: bool = False,
) -> Facts:  # fmt: skip
    """The recorded facts that earn or lose the name of jobpakke. `not_planned`: steps that have no dates yet. `typed`: the day the
    company took part is not asked of the ladder, where it does not stand yet."""
    chain = [step for step in steps if not step.beside and step.state != StepState.BROKEN]
    opening, commitment = jobpakke.opening, jobpakke.commitment
    contact = (commitment or opening).contact
    ends = max((step.ended_until or step.until for step in chain), default=None)
    return Facts(
        clarified_on=jobpakke.citizen.clarified_on,
        company_name=opening.company.name,
        worksite_name=opening.worksite.name,
        job_title=opening.title,
        job_starts_on=jobpakke.job_starts_on,
        job_withdrawn=opening.state == JobOpening.State.WITHDRAWN,
        took_part_on=None if typed else jobpakke.company_took_part_on,
        commitment=CommitmentState(commitment.state) if commitment else None,
        answered_on=timezone.localdate(commitment.answered_at) if commitment and commitment.answered_at else None,
        covering_steps=len(chain) + not_planned,
        days_before_job=None if ends is None else calendar.count(ends, jobpakke.job_starts_on),
        caseworker_name=jobpakke.caseworker.name,
        contact_name=contact.name,
        has_mentor=has_mentor(steps),
        mentor_name=jobpakke.mentor_name,
    )


def terms(jobpakke: Jobpakke, steps: Sequence[Step]) -> Terms:
    """What the company is asked to confirm. No CPR number, surname, benefit or note: there is no field for it."""
    opening = jobpakke.opening
    return Terms(
        job_title=opening.title,
        company_name=opening.company.name,
        worksite_name=opening.worksite.name,
        job_starts_on=jobpakke.job_starts_on.isoformat(),
        weekly_hours=f"{opening.weekly_hours.normalize():f}",
        wage_basis=opening.wage_basis,
        conditions=jobpakke.conditions,
        candidate=jobpakke.citizen.name_for_company,
        municipality=jobpakke.municipality.name,
        caseworker_name=jobpakke.caseworker.name,
        caseworker_phone=jobpakke.caseworker.phone,
        mentor_name=jobpakke.mentor_name if has_mentor(steps) else "",
        steps=tuple(
            TermsStep(
                kind=str(step.kind),
                title=step.title,
                starts_on=step.starts_on.isoformat(),
                ends_on=(step.until - timedelta(days=1)).isoformat(),
                at_the_company=step.at_the_company,
                beside=step.beside and step.kind != StepKind.MENTOR,
            )
            for step in steps
            if step.state in {StepState.PLANNED, StepState.RUNNING, StepState.DONE}
        ),
    )
