"""One chain of today, from the plan to where it stands now, by the actions that its people would have pressed."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from casework.blueprints.lengths import LengthRange
from casework.blueprints.models import Blueprint, BlueprintStep
from casework.citizens.models import Citizen
from casework.green_wave import actions as green_wave
from casework.green_wave.models import Actor, Cause
from casework.jobpakke import actions, lawful, timeline
from casework.jobpakke.fixed_dates import FixedDates
from casework.jobpakke.models import EndReason, Jobpakke, Outcome, PauseReason, Step
from casework.jobpakke.proposal import propose
from casework.jobpakke.wanted import Wanted, WantedStep
from casework.planning.periods import ONE_DAY
from casework.planning.steps import Length, LengthUnit, StepKind
from companies.commitments import actions as commitments
from companies.commitments.models import CommitmentVersion, DeclineReason
from companies.ladder import actions as ladder
from companies.ladder.models import CompanyWord
from companies.ladder.rungs import Rung
from companies.openings.models import JobOpening
from companies.visits import actions as said
from companies.visits import queries as visits
from companies.visits.models import JobAnswer
from companies.visits.walked import State
from jobpakker.foundation.accounts.models import User
from jobpakker.starter.seed import firms
from jobpakker.starter.seed.ground import Ground, key, moment

# Of a step of a model, the same in what is wanted.
LANE = ("beside", "weekly_hours", "begins_with", "begins_with_job", "ends_with", "own_length")


class Chain:
    """`steps` are those of the inspiration model, in the order walked, the lane beside them last."""

    package: Jobpakke

    def __init__(
        self, ground: Ground, name: str, citizen: Citizen, job: firms.Job, model: tuple[Blueprint, list[BlueprintStep]]
    ) -> None:
        self.ground, self.name, self.citizen, self.job = ground, name, citizen, job
        self.blueprint = model[0]
        site = ground.sites[job.firm][job.site].name
        self.steps = [
            WantedStep(
                kind=StepKind(step.kind),
                title=step.title,
                length=timeline.length_of(step),
                at_the_company=step.at_the_company,
                place=site if step.at_the_company else "",
                **{name: getattr(step, name) for name in LANE},
            )
            for step in model[1]
        ]
        self.by: User = citizen.caseworker
        self.job_on = ground.today
        self.took_part_on: date | None = None
        self.mentor = ""
        self.conditions = ""
        # Written where the law's findings ask for a reason.
        self.reason = "Kun lidt erhvervserfaring: praktikken forlænges efter en konkret vurdering."

    # The plan -------------------------------------------------------------------------------------------------------------
    def exact(self) -> "Chain":
        """No bounds: planning may not stretch a step to close a gap. That is left to whoever opens the builder."""
        self.steps = [replace(step, length=replace(step.length, shortest=None, longest=None)) for step in self.steps]
        return self

    def without(self, *numbers: int) -> "Chain":
        """Fitted to the person: some of the model's courses are not needed."""
        left = [number for number in range(len(self.steps)) if number not in numbers]

        def moved(number: int | None) -> int | None:
            """A lane goes until the step before, where the one that it ended with is left out."""
            return None if number is None else sum(one <= number for one in left) - 1

        steps = (self.steps[number] for number in left)
        self.steps = [replace(one, begins_with=moved(one.begins_with), ends_with=moved(one.ends_with)) for one in steps]
        return self

    def towards(self, job_on: date) -> "Chain":
        self.job_on = job_on
        return self

    def with_step_on(self, index: int, day: date) -> "Chain":
        """The job that makes this step begin on this day, or as near before it as the calendar lets it."""
        calendar = self.ground.calendar
        guess = day
        for step in self.steps[index:]:
            if not step.beside:
                guess = step.length.preferred.after(guess, calendar)
        best = None
        for job_on in calendar.days(guess - timedelta(days=12), guess + timedelta(days=13)):
            start = self._starts(job_on)[index]
            if start <= day and (best is None or start > best[0]):
                best = (start, job_on)
        assert best is not None
        return self.towards(best[1])

    def begins_on(self, day: date) -> "Chain":
        """The first step begins on this very day, and is as long as that makes it."""
        self.with_step_on(0, day)
        days = self.ground.calendar.count(day, self._starts(self.job_on)[1])
        self.steps[0] = replace(self.steps[0], length=LengthRange(Length(days, LengthUnit.WORKDAYS)))
        return self

    def _starts(self, job_on: date) -> list[date]:
        wanted = replace(self._wanted(), job_starts_on=job_on)
        proposal = propose(wanted, today=job_on - timedelta(days=730), calendar=self.ground.calendar, with_mends=False)
        assert proposal.plan is not None
        return [step.starts_on for step in proposal.plan.steps]

    @property
    def first_day(self) -> date:
        return self._starts(self.job_on)[0]

    def waits_for_course(self, index: int, working_days: int) -> "Chain":
        """The course has a date of its own, and the step before it begins, and ends, that many working days too early."""
        calendar = self.ground.calendar
        starts = self._starts(self.job_on)
        course = (starts[index], calendar.before(starts[index + 1]) + ONE_DAY)
        begins = calendar.before(starts[index - 1], working_days)
        self.steps[index] = replace(self.steps[index], dates=FixedDates(periods=(course,)))
        self.steps[index - 1] = replace(self.steps[index - 1], dates=FixedDates(starts_on=begins))
        return self

    def agreed(self, *, took_part_on: date | None, mentor: str = "", conditions: str = "") -> "Chain":
        self.took_part_on, self.mentor, self.conditions = took_part_on, mentor, conditions
        return self

    def _wanted(self) -> Wanted:
        return Wanted(
            job_starts_on=self.job_on,
            steps=tuple(self.steps),
            mentor_name=self.mentor,
            conditions=self.conditions,
            company_took_part_on=self.took_part_on,
        )

    def build(self, on: date, *, opening: JobOpening | None = None) -> "Chain":
        ground, consultant = self.ground, "rasmus" if self.by.team_id == self.ground.users["rasmus"].team_id else "lone"
        self.opening = opening or ground.open(
            self.job, name=self.name, starts_on=self.job_on, by=ground.users[consultant],
            at=moment(ground.calendar.before(on, 4), 11, 10),
        )  # fmt: skip
        self.package = actions.build(
            key=key(f"{ground.municipality.code}/chain/{self.name}"), citizen=self.citizen, opening=self.opening,
            blueprint=self.blueprint, wanted=self._wanted(), by=self.by, at=moment(on, 12, 20), today=on,
        )  # fmt: skip
        return self

    # The promise ----------------------------------------------------------------------------------------------------------
    def send(self, on: date, hour: int = 13) -> "Chain":
        standings = lawful.of_package(self.package, self.package.steps.all())
        lawful.accept(self.package, standings, reason=self.reason, by=self.by, at=moment(on, hour))
        self.package = actions.send_commitment(
            jobpakke=self.package, contact=self.opening.contact, by=self.by, at=moment(on, hour, 5), today=on
        )
        return self

    def _asked(self) -> tuple[dict[str, object], CommitmentVersion]:
        commitment = self.package.commitment
        assert commitment is not None
        commitment.refresh_from_db()
        newest = commitment.versions.get(number=commitment.version)
        answer = {"commitment": commitment, "number": newest.number, "fingerprint": newest.fingerprint}
        return answer | {"answered_by_name": self.opening.contact.name}, newest

    def confirm(self, on: date) -> "Chain":
        commitments.confirm(**self._asked()[0], at=moment(on, 10, 40))  # type: ignore[arg-type]
        return self._again()

    def decline(self, on: date, reason: DeclineReason, text: str) -> "Chain":
        commitments.decline(**self._asked()[0], reason=reason, text=text, at=moment(on, 9, 50))  # type: ignore[arg-type]
        return self._again()

    def propose(self, on: date, starts_on: date | None, text: str) -> "Chain":
        commitments.propose_change(**self._asked()[0], starts_on=starts_on, text=text, at=moment(on, 14, 15))  # type: ignore[arg-type]
        return self._again()

    def promised(self) -> "Chain":
        """Built, asked and answered in good time before the first step."""
        calendar, first = self.ground.calendar, self.first_day
        built = calendar.before(first, 10)
        if self.took_part_on is None:
            self.took_part_on = built
        answered = calendar.before(first, 6)
        return self.build(built).send(built, 14).confirm(answered).watch(answered)

    def _again(self) -> "Chain":
        self.package.refresh_from_db()
        return self

    # Walking --------------------------------------------------------------------------------------------------------------
    def rows(self) -> list[Step]:
        return [step for step in timeline.in_order(self.package.steps.all()) if not step.beside]

    def walk(self, *, until: int | None = None, leave_today: bool = True) -> "Chain":
        """Each step begins and ends on its day, as far as today; those from number `until` on are left as planned.

        With `leave_today` what begins or ended today is left for somebody to press.
        """
        today = self.ground.today
        for number, step in enumerate(self.rows()):
            if until is not None and number >= until:
                break
            if step.starts_on > today or (leave_today and step.starts_on == today):
                break
            actions.start_step(step=step, on=step.starts_on, by=self.by, at=self._soon(step.starts_on, 8))
            if number == 0:
                for lane in self.package.steps.filter(beside=True):
                    actions.start_step(step=lane, on=lane.starts_on, by=self.by, at=self._soon(lane.starts_on, 8))
            if step.until > today or (leave_today and self.ground.calendar.on_or_after(step.until) >= today):
                break
            actions.finish_step(step=step, by=self.by, at=moment(step.until - ONE_DAY, 15, 30))
        return self._again()

    def _soon(self, day: date, hour: int) -> datetime:
        """That day, or the first working day after it, and never after now."""
        return min(moment(self.ground.calendar.on_or_after(day), hour, 30), self.ground.at)

    def break_step(self, number: int, ended_until: date, reason: EndReason) -> "Chain":
        step = self.rows()[number]
        actions.break_step(
            step=step, ended_until=ended_until, reason=reason, by=self.by, at=self._soon(ended_until, 10)
        )
        return self._again()

    def watch(self, *days: date) -> "Chain":
        """The watch looked at this chain when these days were over."""
        for day in days:
            green_wave.recheck_alone(jobpakke_id=self.package.pk, today=day, at=moment(day, 18))
        return self._again()

    def because(self, cause: Cause, acts: Actor, on: date) -> "Chain":
        """Somebody has found out why nobody covers the days."""
        flag = self.package.dead_periods.get(closed_at=None)
        green_wave.set_cause(dead_period=flag, cause=cause, by=self.by, at=moment(on, 10, 25))
        green_wave.assign(dead_period=flag, acts=acts, by=self.by, at=moment(on, 10, 26))
        return self

    def accept(self, cause: Cause, *, until: date) -> "Chain":
        """Somebody answers for letting it be, the day the company said yes."""
        on = self.package.promised_on
        assert on is not None
        green_wave.accept(
            dead_period=self.package.dead_periods.get(closed_at=None), cause=cause, owner=self.by, until=until, by=self.by,
            today=on, at=moment(on, 18, 5),
        )  # fmt: skip
        return self._again()

    def pause(
        self, reason: PauseReason, first: date, last: date, *, written: date, back_on: date | None = None,
        agreed_with: str = "Borgeren, virksomheden og sagsbehandleren",
    ) -> "Chain":  # fmt: skip
        """Written on a day, until and with `last`; `back_on` when somebody has said that it is over."""
        pause = actions.pause(
            key=key(f"pause/{self.name}"), jobpakke=self.package, reason=reason, starts_on=first, until=last + ONE_DAY,
            owner=self.by, agreed_with=agreed_with, by=self.by, at=moment(written, 9, 15),
        )  # fmt: skip
        if back_on is not None:
            actions.back_again(pause=pause, on=back_on, by=self.by, at=self._soon(back_on, 9))
        return self._again()

    def took_part(self, on: date) -> "Chain":
        """The company was with the content only later: the chain earns its name then."""
        self.took_part_on = on
        steps = timeline.in_plan(self.package.steps.all())
        numbers = {step.pk: number for number, step in enumerate(steps)}
        wanted = [
            WantedStep(
                id=step.public_id, kind=StepKind(step.kind), length=timeline.length_of(step), title=step.title,
                place=step.place, at_the_company=step.at_the_company, begun=timeline.begun(step), beside=step.beside,
                weekly_hours=step.weekly_hours, own_length=step.own_length, begins_with_job=step.begins_with_job,
                begins_with=numbers.get(step.begins_with_id), ends_with=numbers.get(step.ends_with_id),
            )
            for step in steps
        ]  # fmt: skip
        self.steps = wanted
        self.package = actions.change(
            jobpakke=self.package, version=self.package.version, wanted=self._wanted(), by=self.by,
            at=moment(on, 14, 45), today=on,
        )  # fmt: skip
        return self

    # The end --------------------------------------------------------------------------------------------------------------
    def complete(self, on: date, outcome: Outcome) -> "Chain":
        self.package = actions.complete(
            jobpakke=self.package, outcome=outcome, on=on, by=self.by, at=self._soon(on, 15)
        )
        return self

    def hired(self, on: date) -> "Chain":
        """The company says so itself, and what it got out of it."""
        told = {"by": self.by, "at": self._soon(on, 16), "on": on, "said_by": self.opening.contact.name}
        ladder.reach(opening=self.opening, rung=Rung.HIRED, **told)  # type: ignore[arg-type]
        ladder.write_words(
            opening=self.opening, key=key(f"words/{self.name}"), kind=CompanyWord.Kind.RESULT,
            theme=CompanyWord.Theme.RECRUITING,
            words="Hun kendte os og rutinerne fra første dag. Vi vil gerne gøre det igen.", **told,  # type: ignore[arg-type]
        )  # fmt: skip
        return self

    def answers(self, on: date, *, fit: str, went: str, missing: str) -> "Chain":
        """The company's three answers about its first step that is over, and that it becomes the job."""
        at, commitment = self._soon(on, 14), self.package.commitment
        agreed = visits.agreed_of(commitment) if commitment else None
        assert agreed is not None
        over = (
            v for v in visits.comings([agreed], at=at, today=on).visits if v.walked and v.walked.state == State.OVER
        )
        told = {"by_name": self.opening.contact.name, "at": at}
        said.review(visit=next(over), fit=fit, went=went, missing=missing, **told)  # type: ignore[arg-type]
        said.answer_job(agreed=agreed, answer=JobAnswer.Answer.YES, on=self.job_on, text="", **told)  # type: ignore[arg-type]
        return self

    def wants(self, theme: str, words: str, on: date) -> "Chain":
        """Why the company is in it."""
        ladder.write_words(
            opening=self.opening, key=key(f"wants/{self.name}"), kind=CompanyWord.Kind.MOTIVE, theme=theme, words=words,
            on=on, said_by=self.opening.contact.name, by=self.by, at=moment(on, 11, 40),
        )  # fmt: skip
        return self

    def break_off(self, on: date, reason: EndReason) -> "Chain":
        self.package = actions.break_off(jobpakke=self.package, reason=reason, on=on, by=self.by, at=self._soon(on, 15))
        return self
