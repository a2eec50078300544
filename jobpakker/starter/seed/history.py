"""Two years of chains that have ended, written as rows: walked through the actions they would take a minute.

Everything else is as if they had been: the planner placed the steps, the one definition of a dead day finds the gaps, the
terms of the promise are those that casework sends, and the trail tells what happened. A test holds the rows to it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from casework.blueprints.models import Blueprint, BlueprintStep
from casework.citizens.models import Citizen
from casework.citizens.models import TargetGroup as G
from casework.citizens.queries import alias
from casework.citizens.sorting import name_sort_key
from casework.green_wave.models import Cause
from casework.jobpakke import timeline
from casework.jobpakke.models import EndReason, Jobpakke, Outcome, Step
from casework.jobpakke.states import JobpakkeState, StepState
from casework.planning import backward
from casework.planning.periods import ONE_DAY, Period
from casework.planning.steps import JOB, LaneSpec, Length, LengthUnit, Moment, Plan, StepKind, StepSpec
from companies.commitments.models import CommitmentVersion, HiringCommitment
from companies.commitments.states import CommitmentState
from companies.disco.lookup import code_of
from companies.kept.models import Fate as PromiseFate
from companies.ladder.models import RungReached
from companies.ladder.rungs import Rung
from companies.openings.models import JobOpening
from jobpakker.foundation.accounts.models import User
from jobpakker.foundation.sealed import blind_index, seal
from jobpakker.starter.seed import firms, people
from jobpakker.starter.seed.fates import BROKEN_OFF, COMPOSED, EARLY, GROWN, LATE, PURE, Fate, fates
from jobpakker.starter.seed.ground import Ground, key, moment

SEED = 2010
GROUPS = (
    G.KH_AKTIVITETSPARAT, G.KH_AKTIVITETSPARAT, G.KH_AKTIVITETSPARAT, G.UNG_AKTIVITETSPARAT, G.KH_AKTIVITETSPARAT,
    G.KH_JOBPARAT, G.KH_AKTIVITETSPARAT, G.INTRO_PROGRAM, G.DAGPENGE, G.KH_AKTIVITETSPARAT,
)  # fmt: skip
MENTORS = ("Lis", "Hamid", "Bodil", "Kurt", "Sanne", "Preben", "Joanna", "Iben", "Tage", "Merete")
HIRED = {Outcome.ORDINAER, Outcome.ORDINAER_DELTID, Outcome.FLEKSJOB}
LED_NOWHERE = {Outcome.TILBAGE_PAA_YDELSE, Outcome.AFBRUDT}
REST = 15  # working days between two chains of the same person, at least
LONG_AGO = timedelta(days=3 * 366)

Model = tuple[Blueprint, list[BlueprintStep]]


@dataclass
class Life:
    """One chain with all its rows, before they are saved."""

    fate: Fate
    citizen: Citizen
    opening: JobOpening
    commitment: HiringCommitment
    version: CommitmentVersion
    jobpakke: Jobpakke
    rungs: list[RungReached] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)  # the chain in the order walked, then the lane
    causes: dict[str, Cause] = field(default_factory=dict)  # of the bare days after the step with this public id
    again: bool = False  # not her first chain
    kept: PromiseFate | None = None


def lives(ground: Ground, models: dict[str, Model]) -> list[Life]:
    """Oldest ending first; the same for the same day."""
    random = Random(SEED)
    names = iter(people.earlier())
    told: list[Life] = []
    back: list[Life] = []  # whose chain led to nothing, the longest waiting first: most of them try once more
    for n, fate in enumerate(fates(random)):
        job = firms.EARLIER[(n * 5 + n // 14) % len(firms.EARLIER)]
        life = _Teller(ground, random, n, fate, job, models[job.model]).tell(names, back)
        told.append(life)
        if fate.outcome in LED_NOWHERE:
            back.append(life)
    _number([life.citizen for life in told if not life.again])
    return told


def _number(citizens: list[Citizen]) -> None:
    """Case numbers in the order in which people came."""
    numbers: dict[int, int] = {}
    for citizen in sorted(citizens, key=lambda citizen: citizen.referred_on):
        year = citizen.referred_on.year
        numbers[year] = numbers.get(year, 0) + 1
        citizen.alias = alias(year, numbers[year])


@dataclass
class _Teller:
    ground: Ground
    random: Random
    n: int
    fate: Fate
    job: firms.Job
    model: Model

    def tell(self, names: Iterator[tuple[str, str]], back: list[Life]) -> Life:
        ended_on, job_on = self._ends()
        plan = self._planned(job_on)
        first_day = plan.starts_on
        assert first_day is not None
        calendar = self.ground.calendar
        promised_on = calendar.before(first_day, self.random.randint(2, 9 if self.fate.learnt > 0.4 else 12))
        asked_on = calendar.before(promised_on, self.random.randint(1, 7))
        before = self._returned(back, asked_on)
        citizen = before.citizen if before else self._citizen(next(names), asked_on)
        opening = self._opening(job_on, asked_on)
        life = self._promise(citizen, opening, plan, asked_on, promised_on)
        life.again = before is not None
        self._walk(life, ended_on)
        return life

    # When -----------------------------------------------------------------------------------------------------------------
    def _ends(self) -> tuple[date, date]:
        """(the day it ended, the first day of the job). A chain that is broken off leaves some of its steps unwalked."""
        calendar = self.ground.calendar
        ended_on = calendar.before(self.ground.today - timedelta(days=round(self.fate.months_ago * 30.44)))
        if not self.fate.broken_off:
            return ended_on, ended_on
        left = self.random.uniform(0.25, 0.8) * sum(
            (step.until - step.starts_on).days for step in self._planned(ended_on).steps
        )
        return ended_on, calendar.on_or_after(ended_on + timedelta(days=round(left)))

    def _planned(self, job_on: date) -> Plan:
        """Backwards from the job. Now and then the course has a date of its own, and days lie bare after it."""
        chain, lanes = self._specs()
        calendar = self.ground.calendar

        def plan(specs: Sequence[StepSpec]) -> Plan:
            return backward.plan(specs, job_starts_on=job_on, today=job_on - LONG_AGO, calendar=calendar, lanes=lanes)

        free = plan(chain)
        random = Random(f"{SEED}/{self.n}")  # asked for twice, and the same both times
        course = next((i for i, spec in enumerate(chain) if spec.kind == StepKind.COURSE), None)
        if course is None or random.random() > self.fate.trouble:
            return free
        early = random.randint(2, 8 - round(4 * self.fate.learnt))
        placed = free.steps[course]
        session = Period(
            calendar.before(placed.starts_on, early), calendar.before(placed.until - ONE_DAY, early) + ONE_DAY
        )
        fixed = StepSpec(placed.id, placed.kind, placed.length, sessions=(session,))
        return plan([*chain[:course], fixed, *chain[course + 1 :]])

    def _specs(self) -> tuple[list[StepSpec], list[LaneSpec]]:
        chain, lanes = [], []
        for index, step in enumerate(self.model[1]):
            length = Length(step.length_amount, LengthUnit(step.length_unit))
            if step.beside:
                ends = Moment(JOB, length) if step.ends_with is None else Moment(str(step.ends_with))
                lanes.append(LaneSpec(str(index), StepKind(step.kind), begins=Moment("0"), ends=ends))
            else:
                chain.append(StepSpec(str(index), StepKind(step.kind), length))
        return chain, lanes

    # Who ------------------------------------------------------------------------------------------------------------------
    def _returned(self, back: list[Life], asked_on: date) -> Life | None:
        """Somebody who is back since long enough. Who tries again has been clarified meanwhile."""
        calendar = self.ground.calendar
        for life in back:
            ended_on = life.jobpakke.ended_on
            assert ended_on is not None
            if calendar.count(ended_on, asked_on) > REST:
                back.remove(life)
                life.citizen.clarified_on = life.citizen.clarified_on or calendar.before(asked_on, 5)
                return life
        return None

    def _citizen(self, name: tuple[str, str], asked_on: date) -> Citizen:
        ground, calendar = self.ground, self.ground.calendar
        group = GROUPS[self.n % len(GROUPS)]
        who = "sofie" if group == G.UNG_AKTIVITETSPARAT else ("mette", "aylin", "jonas", "henrik")[self.n % 4]
        caseworker = ground.users[who]
        referred_on = calendar.before(asked_on, self.random.randint(12, 60 - round(25 * self.fate.learnt)))
        clarified_on = calendar.before(asked_on, self.random.randint(2, 10))
        public_id = key(f"earlier/citizen/{self.n}")
        number = people.nobodys_cpr(self.n + 200)
        return Citizen(
            municipality=ground.municipality, public_id=public_id,
            first_name=name[0], last_name=name[1], sort_key=name_sort_key(*name),
            cpr_sealed=seal(number, bound_to=str(public_id)),
            cpr_index=blind_index(number, municipality_id=ground.municipality.pk),
            target_group=group, benefit_since=referred_on - timedelta(days=self.random.randint(200, 1500)),
            referred_on=referred_on,
            clarified_on=None if self.fate.form == COMPOSED and self.n % 3 == 0 else clarified_on,
            agreed_to_first_name_on=clarified_on if self.n % 5 else None,
            caseworker=caseworker, team=caseworker.team, created_at=moment(referred_on, 9, self.n % 60),
        )  # fmt: skip

    def _opening(self, job_on: date, asked_on: date) -> JobOpening:
        ground, firm = self.ground, self.job.firm
        on = ground.calendar.before(asked_on, self.random.randint(2, 12))
        taken = self.fate.outcome in HIRED or self.n % 2
        return JobOpening(
            municipality=ground.municipality, public_id=key(f"earlier/job/{self.n}"),
            company=ground.companies[firm], worksite=ground.sites[firm][self.n % len(ground.sites[firm])],
            contact=ground.contacts[firm][self.n % len(ground.contacts[firm])], title=self.job.title, disco=code_of(self.job.title), starts_on=job_on,
            weekly_hours=self.job.hours, wage_basis=self.job.wage, created_at=moment(on, 11, self.n % 60),
            created_by=ground.users["rasmus" if self.n % 2 else "lone"],
            state=JobOpening.State.FILLED if taken else JobOpening.State.WITHDRAWN,
        )  # fmt: skip

    # What was promised ------------------------------------------------------------------------------------------------------
    def _promise(self, citizen: Citizen, opening: JobOpening, plan: Plan, asked_on: date, promised_on: date) -> Life:
        ground, blueprint = self.ground, self.model[0]
        asked_at, answered_at = moment(asked_on, 13, self.n % 60), moment(promised_on, 10, self.n % 60)
        commitment = HiringCommitment(
            municipality=ground.municipality, public_id=key(f"earlier/promise/{self.n}"), opening=opening,
            contact=opening.contact, state=CommitmentState.CONFIRMED, asked_at=asked_at, asked_by=citizen.caseworker,
            answered_at=answered_at, link_mailed_at=asked_at,
        )  # fmt: skip
        took_part_on = {
            PURE: asked_on,
            GROWN: ground.calendar.after(promised_on, self.random.randint(12, 30)),
            COMPOSED: None,
        }[self.fate.form]
        jobpakke = Jobpakke(
            municipality=ground.municipality, public_id=key(f"earlier/chain/{self.n}"), citizen=citizen, opening=opening,
            commitment=commitment, blueprint=blueprint, blueprint_version=blueprint.version,
            caseworker=citizen.caseworker, mentor_name=MENTORS[self.n % len(MENTORS)],
            state=JobpakkeState.DRAFT, job_starts_on=plan.job_starts_on, promised_on=promised_on,
            became_jobpakke_on={PURE: promised_on, GROWN: took_part_on, COMPOSED: None}[self.fate.form],
            created_at=moment(asked_on, 12, self.n % 60), created_by=citizen.caseworker,
        )  # fmt: skip
        steps = self._steps(jobpakke, plan)
        terms = timeline.terms(jobpakke, steps)
        version = CommitmentVersion(
            municipality=ground.municipality, commitment=commitment, number=1, terms=terms.as_data(),
            fingerprint=terms.fingerprint, created_at=asked_at, answer=CommitmentState.CONFIRMED,
            answered_at=answered_at, answered_by_name=opening.contact.name, assurance="link",
        )  # fmt: skip
        life = Life(self.fate, citizen, opening, commitment, version, jobpakke, steps=steps)
        if took_part_on:
            life.rungs.append(self._rung(opening, Rung.TOOK_PART, took_part_on, by=citizen.caseworker))
        return life

    def _rung(self, opening: JobOpening, rung: Rung, on: date, *, by: User) -> RungReached:
        return RungReached(
            municipality=self.ground.municipality, public_id=key(f"earlier/rung/{self.n}/{rung}"), opening=opening,
            rung=rung, said_on=on, said_by=opening.contact.name, written_by=by, written_at=moment(on, 15, self.n % 60),
        )  # fmt: skip

    def _steps(self, jobpakke: Jobpakke, plan: Plan) -> list[Step]:
        rows = []
        for place in (*plan.steps, *plan.lanes):
            index = int(place.id)
            model = self.model[1][index]
            rows.append(
                Step(
                    municipality=self.ground.municipality, public_id=key(f"earlier/step/{self.n}/{index}"),
                    jobpakke=jobpakke, position=index, kind=model.kind, title=model.title,
                    place=jobpakke.opening.worksite.name if model.at_the_company else "",
                    at_the_company=model.at_the_company, beside=model.beside, length_amount=model.length_amount,
                    length_unit=model.length_unit, weekly_hours=model.weekly_hours, starts_on=place.starts_on, until=place.until,
                )
            )  # fmt: skip
        return rows

    # What happened ----------------------------------------------------------------------------------------------------------
    def _walk(self, life: Life, ended_on: date) -> None:
        """Steps begin late or end early now and then; what was broken off stops where it was."""
        calendar, package = self.ground.calendar, life.jobpakke
        chain = [step for step in life.steps if not step.beside]
        worst = 8 - round(4 * self.fate.learnt)
        for before, step in zip([None, *chain], [*chain, None], strict=True):
            if before is None or before.state == StepState.BROKEN:
                self._begin(step)
            elif step is None:
                if self.random.random() < self.fate.trouble / 3:
                    self._end_early(life, before, self.random.randint(1, 4))
            elif self.random.random() > self.fate.trouble:
                self._begin(step)
            elif step.kind == StepKind.COURSE:
                self._end_early(life, before, self.random.randint(2, worst))
                self._begin(step)
            else:
                self._begin(step, late=self.random.randint(1, worst))
                life.causes[str(before.public_id)] = self.random.choice(LATE[StepKind(step.kind)])
        for step, follows in zip(chain, [*chain[1:], None], strict=True):
            bare_until = follows.starts_on if follows else package.job_starts_on
            if calendar.count(step.until, bare_until):
                life.causes.setdefault(str(step.public_id), Cause.COURSE_WAIT)
        for lane in (step for step in life.steps if step.beside):
            lane.started_on, lane.state = lane.starts_on, StepState.RUNNING
            if lane.until <= self.ground.today:
                lane.state, lane.ended_until = StepState.DONE, lane.until
        package.ended_on, package.outcome = ended_on, self.fate.outcome
        package.state = JobpakkeState.COMPLETED
        if self.fate.broken_off:
            self._break_off(life, ended_on)
        hired, left = self.fate.outcome in HIRED, package.end_reason == EndReason.COMPANY_WITHDREW
        kind = PromiseFate.Kind.KEPT if hired else PromiseFate.Kind.BROKEN if left else PromiseFate.Kind.LAPSED
        life.kept = PromiseFate(
            municipality=self.ground.municipality, commitment=life.commitment, kind=kind, on=ended_on
        )
        if hired:
            life.rungs.append(self._rung(life.opening, Rung.HIRED, ended_on, by=package.caseworker))
        package.version = 3 + 2 * sum(step.state != StepState.SUPERSEDED for step in chain)

    def _begin(self, step: Step | None, *, late: int = 0) -> None:
        assert step is not None
        step.started_on = self.ground.calendar.after(step.starts_on, late)
        step.state, step.ended_until = StepState.DONE, step.until

    def _end_early(self, life: Life, step: Step, days: int) -> None:
        """`days` working days before its end; a step too short for that keeps its first day."""
        assert step.started_on is not None
        calendar = self.ground.calendar
        ended_until = calendar.before(step.until, days)
        if ended_until <= step.started_on:
            return
        step.state, step.ended_until, step.end_reason = StepState.BROKEN, ended_until, self.random.choice(EARLY)
        left = step.end_reason == EndReason.COMPANY_WITHDREW
        life.causes[str(step.public_id)] = Cause.COMPANY_WITHDREW if left else Cause.ENDED_EARLY

    def _break_off(self, life: Life, ended_on: date) -> None:
        """As `actions.break_off` leaves the rows: its last day is a day with the step that ran."""
        package = life.jobpakke
        reason = EndReason.MOVED if self.fate.outcome == Outcome.FLYTTET else BROKEN_OFF[self.n % len(BROKEN_OFF)]
        package.state, package.end_reason = JobpakkeState.BROKEN_OFF, reason
        life.commitment.state = CommitmentState.WITHDRAWN
        after = ended_on + ONE_DAY
        for step in life.steps:
            assert step.started_on is not None
            if step.started_on >= after:
                step.state, step.started_on, step.ended_until, step.end_reason = StepState.SUPERSEDED, None, None, ""
            elif step.ended_until is None or step.ended_until > after:
                step.state, step.ended_until, step.end_reason = StepState.BROKEN, min(step.until, after), reason
