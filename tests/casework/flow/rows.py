"""Packages as rows, each in a line: what was built, promised, begun and ended, in days before or after a fixed today."""

from datetime import UTC, date, datetime, time, timedelta

from casework.flow import queries
from casework.flow.forms import twelve_months_to
from casework.jobpakke.models import Jobpakke, Outcome, Step
from casework.jobpakke.states import JobpakkeState, StepState
from casework.planning.periods import ONE_DAY, Period
from companies.commitments.models import HiringCommitment
from companies.commitments.states import CommitmentState
from tests.factories.accounts import MunicipalityFactory, TeamFactory, UserFactory
from tests.factories.citizens import CitizenFactory
from tests.factories.companies import CompanyFactory, JobOpeningFactory

TODAY = date(2026, 11, 23)  # a Monday
YEAR = Period(twelve_months_to(TODAY), TODAY + ONE_DAY)


def day(text):
    """`10-05` of 2026, or a whole ISO date."""
    return date.fromisoformat(text if len(text) > 5 else f"2026-{text}")


def noon(on):
    return datetime.combine(on, time(12), tzinfo=UTC)


class Municipality:
    """One municipality with a manager and teams, and packages made in it."""

    def __init__(self, teams=1):
        self.municipality = MunicipalityFactory()
        self.teams = [TeamFactory(municipality=self.municipality, name=f"Team {n}") for n in range(teams)]
        self.manager = UserFactory(manager=True, municipality=self.municipality)
        self.caseworkers = [UserFactory(municipality=self.municipality, team=team) for team in self.teams]
        self.company = CompanyFactory(municipality=self.municipality)
        self.opening = JobOpeningFactory(company=self.company, created_by=self.caseworkers[0])

    def citizen(self, *, team=0, referred="2026-01-05", **more):
        return CitizenFactory(caseworker=self.caseworkers[team], referred_on=day(referred), **more)

    def package(
        self, *steps, job, promised=None, asked=None, built="2026-01-05", earned=None, ended=None, outcome="",
        state=None, team=0, citizen=None,
    ):  # fmt: skip
        """`steps`: (kind, first day, last day, state) as a page says them; begun and ended on those days unless planned."""
        caseworker = self.caseworkers[team]
        commitment = None
        if promised or asked:
            asked_on = day(asked or promised)
            commitment = HiringCommitment.objects.create(
                municipality=self.municipality, opening=self.opening, contact=self.opening.contact, asked_by=caseworker,
                asked_at=noon(asked_on), state=CommitmentState.CONFIRMED if promised else CommitmentState.REQUESTED,
                answered_at=noon(day(promised)) if promised else None,
            )  # fmt: skip
        if state is None:
            state = JobpakkeState.DRAFT
            if ended:
                state = JobpakkeState.BROKEN_OFF if outcome == Outcome.AFBRUDT else JobpakkeState.COMPLETED
            elif promised:
                state = JobpakkeState.ACTIVE
            elif asked:
                state = JobpakkeState.AWAITING_COMPANY
        made = Jobpakke.objects.create(
            municipality=self.municipality, citizen=citizen or self.citizen(team=team), opening=self.opening,
            commitment=commitment, caseworker=caseworker, state=state, job_starts_on=day(job),
            promised_on=day(promised) if promised else None, became_jobpakke_on=day(earned) if earned else None,
            outcome=outcome or "", ended_on=day(ended) if ended else None, created_at=noon(day(built)), created_by=caseworker,
        )  # fmt: skip
        for position, step in enumerate(steps):
            self.step(made, position, *step)
        return made

    def step(self, package, position, kind, first, last, state=StepState.DONE, **more):
        starts_on, until = day(first), day(last) + ONE_DAY
        begun = state in {StepState.DONE, StepState.RUNNING, StepState.BROKEN}
        over = state in {StepState.DONE, StepState.BROKEN}
        fields = {
            "started_on": starts_on if begun else None, "ended_until": until if over else None, "length_amount": 1,
            "length_unit": "weeks", "title": "", "starts_on": starts_on, "until": until,
        }  # fmt: skip
        return Step.objects.create(
            municipality=self.municipality,
            jobpakke=package,
            position=position,
            kind=kind,
            state=state,
            **(fields | more),
        )

    def flow(self, period=YEAR, *, team=None, today=TODAY, user=None):
        return queries.flow(user or self.manager, period=period, team=team, today=today)


def some(municipality, number, *, today=TODAY):
    """`number` packages of every kind, spread over the last two years, with dead days here and there."""
    for n in range(number):
        begin = today - timedelta(days=30 + 17 * n % 600)
        praktik_over = begin + timedelta(days=27)
        second = praktik_over + timedelta(days=3 + (n % 4) * 3)
        second_over = second + timedelta(days=20)
        job = second_over + timedelta(days=3 + (n % 3) * 4)
        ended = job <= today and n % 5 != 0
        broken = ended and n % 7 == 0
        steps = [
            ("praktik", begin.isoformat(), praktik_over.isoformat(), _state(begin, praktik_over, today)),
            (
                "kursus" if n % 2 else "loentilskud",
                second.isoformat(),
                second_over.isoformat(),
                _state(second, second_over, today),
            ),
        ]
        outcome = ""
        if ended:
            outcome = Outcome.AFBRUDT if broken else list(Outcome)[n % 5]
        municipality.package(
            *steps,
            job=job.isoformat(),
            built=(begin - timedelta(days=40)).isoformat(),
            promised=None if n % 11 == 3 else (begin - timedelta(days=9)).isoformat(),
            asked=(begin - timedelta(days=20)).isoformat(),
            earned=None if n % 3 == 0 else (begin + timedelta(days=-5 if n % 2 else 40)).isoformat(),
            ended=min(job, today).isoformat() if ended else None,
            outcome=outcome,
            team=n % len(municipality.teams),
        )
    for n in range(number):
        municipality.citizen(team=n % len(municipality.teams), referred=(today - timedelta(days=4 * n + 1)).isoformat())


def _state(first, last, today):
    if first > today:
        return StepState.PLANNED
    return StepState.DONE if last < today else StepState.RUNNING
