"""What the company has said of the steps at its own place, and what it is told of how they go: dates and states, no person."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.blueprints.models import KIND_LABELS
from casework.jobpakke.models import Jobpakke, Step
from casework.jobpakke.states import OPEN, StepState
from casework.planning.periods import ONE_DAY
from casework.planning.steps import StepKind
from companies.commitments.models import HiringCommitment
from companies.visits.models import JobAnswer, StepReview, VisitReport
from companies.visits.walked import State, Walked
from jobpakker.foundation.ui import dates

ASKED_FOR = timedelta(days=7)  # so long back a company is still written to about a day
MENTOR = Q(kind=StepKind.MENTOR)
Commitments = Collection[int] | QuerySet[Any]
STATES = {
    StepState.PLANNED: State.PLANNED,
    StepState.RUNNING: State.RUNNING,
    StepState.DONE: State.OVER,
    StepState.BROKEN: State.OVER,
}


def steps_at_the_company(municipality_id: int, commitments: Collection[int]) -> dict[int, list[Walked]]:
    """By the commitment. A mentor is the company's own employee: nobody comes, and nothing is asked. One query."""
    rows = Step.objects.for_municipality(municipality_id).filter(
        ~MENTOR, jobpakke__commitment__in=commitments, at_the_company=True, state__in=STATES
    )
    found: dict[int, list[Walked]] = {}
    for step in rows.select_related("jobpakke").order_by("position", "starts_on"):
        number = step.jobpakke.commitment_id
        assert number is not None
        found.setdefault(number, []).append(_walked(step))
    return found


def commitments_with_a_day(municipality_id: int, today: date) -> set[int]:
    """With a step at the company that should have begun by today, or whose last day has come, within the last week. One query."""
    since = today - ASKED_FOR
    should_begin = Q(state=StepState.PLANNED, starts_on__lte=today, starts_on__gt=since)
    ends = Q(state=StepState.RUNNING, until__lte=today + ONE_DAY, until__gt=since)
    rows = Step.objects.for_municipality(municipality_id).filter(
        should_begin | ends,
        ~MENTOR,
        jobpakke__state__in=OPEN,
        jobpakke__commitment__isnull=False,
        at_the_company=True,
    )
    return set(rows.values_list("jobpakke__commitment", flat=True))


def _walked(step: Step) -> Walked:
    came_to_nothing = step.state == StepState.BROKEN and step.started_on is None
    until = step.ended_until or step.until
    return Walked(
        reference=step.public_id, kind=str(step.kind), title=step.title, starts_on=step.starts_on, ends_on=until - ONE_DAY,
        state=State.OFF if came_to_nothing else STATES[StepState(step.state)], began_on=step.started_on,
    )  # fmt: skip


def step_of(report: VisitReport, commitment: HiringCommitment) -> Step | None:
    rows = Step.objects.for_municipality(commitment.municipality_id).select_related("jobpakke__caseworker")
    return rows.filter(public_id=report.reference, jobpakke__commitment=commitment).first()


def standing_reports(municipality_id: int, commitments: Commitments) -> list[tuple[VisitReport, Step]]:
    """`commitments`: numbers, or a query of them. Did not come, or put off: the newest of each step that has neither begun nor been planned anew since. Two queries."""
    rows = VisitReport.objects.for_municipality(municipality_id).filter(commitment__in=commitments, taken_back_at=None)
    newest = {(row.commitment_id, row.reference, row.starts_on): row for row in rows.order_by("at", "pk")}
    asking = {row.reference: row for row in newest.values() if row.said != VisitReport.Said.BEGUN}
    steps = Step.objects.for_municipality(municipality_id).filter(public_id__in=list(asking), state=StepState.PLANNED)
    return [
        (asking[step.public_id], step)
        for step in steps.order_by("starts_on", "pk")
        if asking[step.public_id].starts_on == step.starts_on
    ]


def job_answers(municipality_id: int, commitments: Commitments) -> list[JobAnswer]:
    """The newest of each commitment that was not asked anew since. One query."""
    rows = JobAnswer.objects.for_municipality(municipality_id).filter(commitment__in=commitments)
    newest = {row.commitment_id: row for row in rows.select_related("commitment").order_by("at", "pk")}
    return [row for row in newest.values() if row.at >= row.commitment.asked_at]


# The package's page -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Line:
    when: str
    who: str
    heading: str
    details: Sequence[str]
    text: str = ""


def lines(jobpakke: Jobpakke) -> list[Line]:
    """All that the company has said about its steps, the newest first, each with its day and the version it was about."""
    if jobpakke.commitment_id is None:
        return []
    about = {"commitment": jobpakke.commitment_id}
    municipality = jobpakke.municipality_id
    said = [
        *VisitReport.objects.for_municipality(municipality).filter(**about),
        *StepReview.objects.for_municipality(municipality).filter(**about),
        *JobAnswer.objects.for_municipality(municipality).filter(**about),
    ]
    return [_line(row) for row in sorted(said, key=lambda row: row.at, reverse=True)]


def _line(row: VisitReport | StepReview | JobAnswer) -> Line:
    when = _("{day}, version {number}").format(day=dates.show(timezone.localdate(row.at)), number=row.number)
    match row:
        case VisitReport():
            details = [_("Fortrudt lige efter.")] if row.taken_back_at else []
            return Line(when, row.by_name, visit_sentence(row), details)
        case StepReview():
            return Line(
                when, row.by_name, _("Hvordan gik det: {step}").format(step=row.name),
                [
                    _("Passede opgaverne? {answer}").format(answer=row.get_fit_display()),
                    _("Hvordan gik det? {answer}").format(answer=row.get_went_display()),
                ],
                row.missing,
            )  # fmt: skip
    return Line(when, row.by_name, job_sentence(row), [], row.text)


def visit_sentence(report: VisitReport) -> str:
    day, kind = dates.show(report.on, "day"), str(KIND_LABELS.get(report.kind, report.kind))
    sentences = {
        VisitReport.Said.BEGUN: _("{kind} begyndte {day}"),
        VisitReport.Said.ABSENT: _("{kind}: kom ikke {day}"),
        VisitReport.Said.POSTPONED: _("{kind} er udskudt til {day}"),
    }
    return sentences[VisitReport.Said(report.said)].format(kind=kind, day=day)


def job_sentence(answer: JobAnswer) -> str:
    day = dates.show(answer.on, "day") if isinstance(answer.on, date) else ""
    sentences = {
        JobAnswer.Answer.YES: _("Det bliver til et job fra {day}"),
        JobAnswer.Answer.NOT_YET: _("Ved {day}, om det bliver til et job"),
        JobAnswer.Answer.NO: _("Det bliver ikke til et job"),
    }
    return sentences[JobAnswer.Answer(answer.answer)].format(day=day)
