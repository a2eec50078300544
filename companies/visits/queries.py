"""Who comes to a company, to what, and what it has said of it: the agreed steps, as they really go."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from companies.commitments import wording
from companies.commitments.models import HiringCommitment
from companies.commitments.states import CommitmentState
from companies.commitments.terms import Terms, TermsStep
from companies.visits import walked
from companies.visits.models import JobAnswer, StepReview, VisitReport
from companies.visits.walked import State, Walked

UNDO = timedelta(minutes=30)
# So long after its last day a step is still asked about.
ASKED_FOR = timedelta(days=60)

Said = VisitReport.Said


@dataclass(frozen=True)
class Agreed:
    """The version of a commitment that the company said yes to last. It is what is agreed, also while a newer one is asked about."""

    commitment: HiringCommitment
    terms: Terms
    number: int

    @property
    def job(self) -> str:
        return wording.inside_a_sentence(self.terms.job_title)


# Whoever has said no, or is asked nothing any more, has nobody coming.
LIVE = (CommitmentState.CONFIRMED, CommitmentState.REQUESTED, CommitmentState.CHANGE_PROPOSED)


def agreed_of(commitment: HiringCommitment) -> Agreed | None:
    """From `versions`, prefetched or not."""
    yeses = [version for version in commitment.versions.all() if version.answer == CommitmentState.CONFIRMED]
    if not yeses or commitment.state not in LIVE:
        return None
    last = max(yeses, key=lambda version: version.number)
    return Agreed(commitment, Terms.from_data(last.terms), last.number)


@dataclass(frozen=True)
class Visit:
    """One agreed step at the company. Without `walked` it can be read, and nothing can be said of it."""

    agreed: Agreed
    step: TermsStep
    walked: Walked | None
    report: VisitReport | None  # the newest that has not been taken back, of these dates
    review: StepReview | None
    at: datetime
    today: date

    @property
    def stair(self) -> wording.Stair:
        return wording.stair(self.step)

    @property
    def who(self) -> str:
        """First name once the citizen has agreed to it; otherwise empty."""
        return self.agreed.terms.candidate

    @property
    def job(self) -> str:
        return self.agreed.job

    @property
    def is_off(self) -> bool:
        return self.walked is not None and self.walked.state == State.OFF

    @property
    def is_on(self) -> bool:
        if self.walked is None:
            return self.stair.starts_on <= self.today <= self.stair.ends_on
        return self.walked.state == State.RUNNING

    @property
    def is_ahead_or_on(self) -> bool:
        return not self.is_off and self.stair.ends_on >= self.today

    @property
    def asks_whether_begun(self) -> bool:
        """From the agreed first day, until it has begun; after "did not come" and a new day, again. Not before its day in the plan
        as it is now, where that has been moved and the company is being asked about it."""
        if self.walked is None or self.walked.state != State.PLANNED:
            return False
        if max(self.stair.starts_on, self.walked.starts_on) > self.today:
            return False
        if self.stair.ends_on < self.today:
            return False
        match self.report:
            case VisitReport(said=Said.ABSENT, on=on):
                return on < self.today
            case VisitReport(said=Said.POSTPONED, on=on):
                return on <= self.today
        return True

    @property
    def may_have_come_after_all(self) -> bool:
        """Said to be absent today: an hour late is not absent."""
        said = self.report is not None and self.report.said == Said.ABSENT and self.report.on == self.today
        return said and self.walked is not None and self.walked.state == State.PLANNED

    @property
    def began_late(self) -> bool:
        """The agreed day has gone, so that two days can be meant by "has begun"."""
        return self.stair.starts_on < self.today

    @property
    def can_take_back(self) -> bool:
        return self.report is not None and self.report.at > self.at - UNDO

    @property
    def asks_how_it_went(self) -> bool:
        """From its last day on, when it has been walked."""
        if self.walked is None or self.review is not None or self.walked.state not in {State.RUNNING, State.OVER}:
            return False
        last = min(self.stair.ends_on, self.walked.ends_on)
        return last <= self.today <= last + ASKED_FOR


@dataclass(frozen=True)
class JobQuestion:
    """Does it become a job? Asked when a step has been answered for, and again on the day that the company named."""

    agreed: Agreed
    answer: JobAnswer | None  # the newest
    reviewed: bool
    today: date

    @property
    def asks(self) -> bool:
        if not self.reviewed:
            return False
        if self.answer is None:
            return True
        return self.answer.answer == JobAnswer.Answer.NOT_YET and self.answer.on <= self.today


@dataclass(frozen=True)
class Comings:
    visits: list[Visit]  # in the order of time
    jobs: list[JobQuestion]


def comings(agreed: Sequence[Agreed], *, at: datetime, today: date) -> Comings:
    """A fixed number of queries, however much has been agreed."""
    if not agreed:
        return Comings([], [])
    municipality_id = agreed[0].commitment.municipality_id
    numbers = [one.commitment.pk for one in agreed]
    steps = walked.of(municipality_id, numbers)
    reports = _newest_reports(municipality_id, numbers)
    reviews = StepReview.objects.for_municipality(municipality_id).filter(commitment__in=numbers)
    by_step = {(row.commitment_id, row.reference): row for row in reviews}
    answers = JobAnswer.objects.for_municipality(municipality_id).filter(commitment__in=numbers)
    newest = {row.commitment_id: row for row in answers.order_by("at", "pk")}
    visits = []
    for one in agreed:
        own = steps.get(one.commitment.pk, [])
        for step, real in matched([step for step in one.terms.steps if step.at_the_company], own):
            key = (one.commitment.pk, real.reference) if real else None
            report = reports.get((*key, date.fromisoformat(step.starts_on))) if key else None
            visits.append(Visit(one, step, real, report, by_step.get(key) if key else None, at, today))
    reviewed = {row.commitment_id for row in by_step.values()}
    jobs = [JobQuestion(one, newest.get(one.commitment.pk), one.commitment.pk in reviewed, today) for one in agreed]
    return Comings(sorted(visits, key=lambda visit: (visit.stair.starts_on, visit.stair.ends_on)), jobs)


def _newest_reports(municipality_id: int, numbers: Iterable[int]) -> dict[tuple[int, object, date], VisitReport]:
    rows = VisitReport.objects.for_municipality(municipality_id).filter(commitment__in=numbers, taken_back_at=None)
    return {(row.commitment_id, row.reference, row.starts_on): row for row in rows.order_by("at", "pk")}


def matched(agreed: Sequence[TermsStep], real: Sequence[Walked]) -> list[tuple[TermsStep, Walked | None]]:
    """Each agreed step with the one that is walked for it: of the same kind and first day, else the same kind and title, else
    the same kind in turn. What has been planned anew since is still the same step to the company."""
    left = list(real)
    found: dict[int, Walked] = {}

    def take(fits) -> None:  # type: ignore[no-untyped-def]
        for index, step in enumerate(agreed):
            if index not in found:
                one = next((w for w in left if w.kind == step.kind and fits(step, w)), None)
                if one is not None:
                    found[index] = one
                    left.remove(one)

    take(lambda step, one: one.starts_on.isoformat() == step.starts_on and one.title == step.title)
    take(lambda step, one: one.starts_on.isoformat() == step.starts_on)
    take(lambda step, one: one.title == step.title)
    take(lambda step, one: True)
    return [(step, found.get(index)) for index, step in enumerate(agreed)]
