"""What a package's own page shows: where it stands, its stairs, the company's promise, what happened. No changes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from casework.blueprints.models import KIND_LABELS
from casework.jobpakke import drawn, history, interrupted, law_words, leads, permissions, reasons, strip, timeline
from casework.jobpakke.law_words import Words
from casework.jobpakke.leads import Lead
from casework.jobpakke.models import STATE_LABELS, STEP_STATE_LABELS, EndReason, Jobpakke, Pause, Step
from casework.jobpakke.principles import FORM_LABELS, Facts, Form, Principle, form_of, principles
from casework.jobpakke.promised import PromisedSide
from casework.jobpakke.said import Line as SaidLine
from casework.jobpakke.states import PROMISED, JobpakkeState, StepState
from casework.jobpakke.wording import STATE_KINDS, STEP_KINDS, where
from casework.planning import gaps
from casework.planning.steps import StepKind
from casework.rules.lead_times import LeadTimes
from casework.rules.queries import Standing
from companies.commitments.models import CommitmentVersion
from companies.commitments.states import CommitmentState
from jobpakker.foundation.accounts.models import User
from jobpakker.foundation.notifications.models import Notification
from jobpakker.foundation.ui import dates
from jobpakker.foundation.ui.bars import Strip
from jobpakker.foundation.workdays import WorkdayCalendar

Labelled = tuple[str, str]


@dataclass(frozen=True)
class GapRow:
    label: str
    when: str
    url: str = ""  # the page of the dead period, where it can be accepted


@dataclass(frozen=True)
class Before:
    """What must be done before one step begins: each sentence, and whether its day has passed."""

    public_id: Any
    title: str
    begins: str
    leads: Sequence[Lead]
    late: bool


@dataclass(frozen=True, kw_only=True)
class StepRow:
    public_id: Any
    kind_label: str
    beside: bool
    state_label: str
    state_kind: str
    title: str
    when: str
    length: str
    place: str
    note: str
    findings: Sequence[Words]  # of the law: warnings, and what is only worth knowing
    hints: Sequence[Words]
    gaps: Sequence[GapRow]  # between this step and what follows, and where it is interrupted; the latest first
    planned: bool
    can_start: bool
    can_start_otherwise: bool
    start_day: date
    can_finish: bool
    can_break: bool

    @property
    def law(self) -> SafeString:
        return drawn.law(name=self.title, findings=self.findings, hints=self.hints)

    @property
    def actions(self) -> bool:
        return self.can_start or self.can_start_otherwise or self.can_finish or self.can_break


@dataclass(frozen=True)
class Event:
    when: str
    who: str
    sentence: str
    details: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Flag:
    open: bool
    days: str
    kind: str
    state: str
    when: str
    why: str
    url: str


class Card(PromisedSide):
    """`jobpakke` as `queries.jobpakke` reads it; `versions` newest first, `flags` the dead periods, open ones first;
    `pauses` in order of time."""

    def __init__(
        self, jobpakke: Jobpakke, *, versions: Sequence[CommitmentVersion], events: Sequence[Any],
        flags: Sequence[Any], pauses: Sequence[Pause], law: Sequence[Standing], calendar: WorkdayCalendar, user: User,
        today: date, heard: bool = False, not_arrived: Notification | None = None, said: Sequence[SaidLine] = (),
        lead_times: LeadTimes | None = None,
    ) -> None:  # fmt: skip
        self.jobpakke, self.calendar, self.user, self.today, self.heard = jobpakke, calendar, user, today, heard
        self.lead_times = lead_times or LeadTimes()
        self.versions_of_terms, self.events, self.dead_periods, self.pauses = versions, events, flags, pauses
        self.findings, self.not_arrived = law_words.words(law), not_arrived
        self.said = said
        self.chain: list[Step] = timeline.in_plan(jobpakke.chain)  # type: ignore[attr-defined]

    # The head -------------------------------------------------------------------------------------------------------------------
    @property
    def may_see_person(self) -> bool:
        return permissions.can_see_person(self.user)

    @property
    def alias(self) -> str:
        return self.jobpakke.citizen.alias

    @property
    def heading(self) -> str:
        job, company = self.jobpakke.opening.title, self.jobpakke.opening.company.name
        who = self.jobpakke.citizen.full_name if self.may_see_person else self.alias
        return _("{who}: {job} hos {company}").format(who=who, job=job, company=company)

    @property
    def where(self) -> str:
        return where(self.jobpakke.opening)

    @property
    def state_label(self) -> str:
        return str(STATE_LABELS[JobpakkeState(self.jobpakke.state)])

    @property
    def state_kind(self) -> str:
        return STATE_KINDS[self.jobpakke.state]

    @cached_property
    def _facts(self) -> Facts:
        found = timeline.facts(self.jobpakke, self.chain, self.calendar)
        if found.commitment == CommitmentState.CONFIRMED and self.unsent and self.unsent.asks_the_company:
            # What it said yes to is another plan; to this one it has been asked nothing.
            return replace(found, commitment=None)
        return found

    @cached_property
    def form(self) -> Form:
        return form_of(self._facts)

    @property
    def form_label(self) -> str:
        return str(FORM_LABELS[self.form])

    @property
    def form_sentence(self) -> str:
        if self.decision:
            return _("Forløbet er først i gang, når der er taget stilling til hullet.")
        became = self.jobpakke.became_jobpakke_on
        if self.form == Form.JOBPAKKE and became:
            return _("Jobpakke siden {day}: alle principper er opfyldt.").format(day=dates.show(became))
        if became:
            return _("Var en jobpakke fra {day}. Se, hvad der mangler nu.").format(day=dates.show(became))
        return _("Endnu ikke en jobpakke. Listen viser, hvad der mangler.")

    @cached_property
    def principles(self) -> tuple[Principle, ...]:
        return principles(self._facts)

    @property
    def decision(self) -> str:
        """Why a package that the company has confirmed is not active yet."""
        if self.jobpakke.state != JobpakkeState.AWAITING_DECISION:
            return ""
        return _(
            "Virksomheden har bekræftet, men planen har et hul, som ingen har taget stilling til. Luk hullet i planen, eller "
            "skriv årsag, ansvarlig og hvor længe. Så er forløbet i gang med det samme."
        )

    # What one may do --------------------------------------------------------------------------------------------------------------
    @property
    def may_change(self) -> bool:
        return self.is_open and permissions.can_change(self.user, self.jobpakke)

    @property
    def may_send(self) -> bool:
        return self.is_open and permissions.can_send(self.user, self.jobpakke) and not self.agreed_as_it_stands

    @property
    def asks_for_a_reason(self) -> bool:
        return self.may_change and any(words.asks_for_a_reason for words in self.findings)

    @property
    def may_remind(self) -> bool:
        return self.jobpakke.state == JobpakkeState.AWAITING_COMPANY and permissions.can_send(self.user, self.jobpakke)

    @property
    def may_send_again(self) -> bool:
        return self.is_open and permissions.can_send(self.user, self.jobpakke)

    @property
    def may_end(self) -> bool:
        return self.may_change

    @property
    def may_complete(self) -> bool:
        return self.may_end and self.jobpakke.state in PROMISED

    @property
    def next(self) -> str:
        """What the day's work most likely is: mend the plan when the company said no or something else, or it no longer fits."""
        return "edit" if self.answer or any(row.gaps for row in self.steps) else ""

    # The stairs -------------------------------------------------------------------------------------------------------------------
    @cached_property
    def gaps_after(self) -> dict[str, list[gaps.Gap]]:
        """By the step before: the plan as it is drawn; where days have gone already, as they went. What an agreed pause
        excuses is no gap here: the pause is shown itself."""
        found: dict[str, list[gaps.Gap]] = {}
        for gap in timeline.dead_periods(
            self.jobpakke, self.chain, self.calendar, pauses=self.pauses, today=self.today
        ):
            if gap.after and gap.dead_days:
                found.setdefault(gap.after, []).append(gap)
        return found

    @cached_property
    def steps(self) -> list[StepRow]:
        """Latest first, lanes beside the chain beneath."""
        chain = [step for step in self.chain if not step.beside]
        return [self._step(step) for step in [*reversed(chain), *(step for step in self.chain if step.beside)]]

    @cached_property
    def _next_step(self) -> int | None:
        coming = (step.pk for step in self.chain if step.state == StepState.PLANNED and not step.beside)
        return next(coming, None)

    def _step(self, step: Step) -> StepRow:
        starts_on, until = _days(step)
        planned, running = step.state == StepState.PLANNED, step.state == StepState.RUNNING
        mine = [words for words in self.findings if words.standing.finding.step == str(step.public_id)]
        return StepRow(
            public_id=step.public_id,
            kind_label=str(KIND_LABELS[StepKind(step.kind)]),
            beside=step.beside,
            state_label=str(STEP_STATE_LABELS[StepState(step.state)]),
            state_kind=STEP_KINDS[step.state],
            title=step.title,
            when=dates.span(starts_on, until),
            length=self._length(step, as_planned=(starts_on, until) == (step.starts_on, step.until)),
            place=step.place,
            note=self._note(step),
            findings=[words for words in mine if words.severity != "info"],
            hints=[words for words in mine if words.severity == "info"],
            gaps=[self._gap(gap) for gap in reversed(self.gaps_after.get(str(step.public_id), []))],
            planned=planned,
            can_start_otherwise=planned and self.today < step.until and step.pk == self._next_step,
            can_start=planned and step.starts_on <= self.today < step.until,
            start_day=step.starts_on,
            can_finish=running and step.until <= self.today + date.resolution,
            can_break=planned or running,
        )

    def _length(self, step: Step, *, as_planned: bool) -> str:
        """As it was typed, where it went so. A lane that ends with others has none; a course beside the chain has its hours."""
        ends_with_others = step.beside and not step.own_length
        told = [str(timeline.length_of(step))] if as_planned and not ends_with_others else []
        if step.beside and step.weekly_hours:
            told.append(_("{hours} timer om ugen").format(hours=dates.number(float(step.weekly_hours))))
        return " · ".join(told)

    def _gap(self, gap: gaps.Gap) -> GapRow:
        flag = next(
            (flag for flag in self.dead_periods if flag.starts_on == gap.starts_on and not flag.closed_at), None
        )
        url = _address("casework:dead_period_detail", flag.public_id) if flag else ""
        return GapRow(reasons.dead_days(gap.dead_days), dates.span(gap.starts_on, gap.until), url)

    @property
    def before(self) -> list[Before]:
        """What is to be done before the coming steps, in the order they begin."""
        if not self.is_open:
            return []
        found = []
        for step in sorted(self.chain, key=lambda step: step.starts_on):
            if step.state == StepState.PLANNED:
                due = leads.before(
                    StepKind(step.kind),
                    step.starts_on,
                    today=self.today,
                    calendar=self.calendar,
                    heard=self.heard,
                    times=self.lead_times,
                    own=step.lead_days,
                    done=step.leads_done,
                )
                begins = _("begynder {day}").format(day=dates.show(step.starts_on))
                found.append(Before(step.public_id, step.title, begins, due, any(lead.late for lead in due)))
        return [row for row in found if row.leads]

    def _note(self, step: Step) -> str:
        if step.state == StepState.BROKEN:
            return _("Sluttede før tid: {reason}.").format(reason=EndReason(step.end_reason).label)
        if step.state == StepState.PLANNED and step.starts_on < self.today and self.is_open:
            return _("Skulle være begyndt {day}.").format(day=dates.show(step.starts_on, "long"))
        if step.started_on and step.started_on != step.starts_on:
            return _("Planlagt fra {day}.").format(day=dates.show(step.starts_on))
        return ""

    @cached_property
    def strip(self) -> Strip | None:
        pieces = []
        for step in self.chain:
            found = self.gaps_after.get(str(step.public_id), [])
            last = found[-1] if found and found[-1].before != str(step.public_id) else None
            dead = (last.starts_on, last.until, last.dead_days) if last else None
            css = {StepState.DONE: "bar-past", StepState.BROKEN: "bar-broken"}.get(StepState(step.state), "")
            url = f"#trin-{step.public_id}"
            mine = [] if step.beside else interrupted.stretches(self.pauses, *_days(step), today=self.today)
            pieces.append(
                strip.Piece(
                    StepKind(step.kind),
                    step.title,
                    *_days(step),
                    beside=step.beside,
                    gap=dead,
                    css=css,
                    url=url,
                    pauses=mine,
                )
            )
        return strip.draw(
            pieces, job_title=self.jobpakke.opening.title, job_starts_on=self.jobpakke.job_starts_on, today=self.today,
            calendar=self.calendar,
        )  # fmt: skip

    @property
    def pause_rows(self) -> list[interrupted.PauseRow]:
        return interrupted.rows(self.pauses, today=self.today, named=self.may_see_person, is_open=self.is_open)

    # Facts, flags, history ------------------------------------------------------------------------------------------------------------
    @property
    def facts(self) -> list[Labelled]:
        return list(self._agreement())

    def _agreement(self) -> Iterator[Labelled]:
        package = self.jobpakke
        yield _("Første arbejdsdag"), dates.show(package.job_starts_on, "long")
        yield _("Timer om ugen"), dates.number(float(package.opening.weekly_hours))
        yield _("Sagsbehandler"), package.caseworker.name
        if package.mentor_name:
            yield _("Mentor i virksomheden"), package.mentor_name
        if package.company_took_part_on:
            yield _("Indholdet aftalt"), dates.show(package.company_took_part_on)
        if package.conditions:
            yield _("Betingelser"), package.conditions
        if package.blueprint:
            yield _("Inspirationsmodel"), package.blueprint.title
        if package.promised_on:
            yield _("Lovet den"), dates.show(package.promised_on)
        if package.outcome and package.ended_on:
            yield _("Resultat"), package.get_outcome_display()
            yield _("Afsluttet"), dates.show(package.ended_on)

    @property
    def job_label(self) -> str:
        if self.agreed_as_it_stands and self.jobpakke.state in PROMISED:
            return _("lovet")
        return _("målet")

    @property
    def flags(self) -> list[Flag]:
        return [self._flag(flag) for flag in self.dead_periods]

    def _flag(self, flag: Any) -> Flag:
        is_open = flag.closed_at is None
        return Flag(
            open=is_open,
            days=reasons.dead_days(flag.working_days),
            kind="dead" if is_open else "neutral",
            state=flag.get_state_display() if is_open else _("lukket {day}").format(
                day=dates.show(timezone.localdate(flag.closed_at))
            ),
            when=dates.span(flag.starts_on, flag.until),
            why=_("{where}: {cause}").format(where=flag.get_kind_display(), cause=flag.get_cause_display()),
            url=_address("casework:dead_period_detail", flag.public_id),
        )  # fmt: skip

    @property
    def history(self) -> list[Event]:
        found = []
        for line in history.lines(self.events):
            at = timezone.localtime(line.at)
            when = _("{day} kl. {time}").format(day=dates.show(at.date(), "short"), time=time_format(at, "H.i"))
            found.append(Event(when, line.who, line.sentence, line.details))
        return found


def _days(step: Step) -> tuple[date, date]:
    begun = timeline.begun(step)
    return (begun.starts_on, begun.until) if begun else (step.starts_on, step.until)


def _address(name: str, *args: Any) -> str:
    """Empty where there is no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
