"""The stairs of a package's page: each step as it stands, the gaps between, what must be done before, and the same as a picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from casework.blueprints.models import KIND_LABELS
from casework.jobpakke import drawn, interrupted, leads, reasons, strip, timeline
from casework.jobpakke.law_words import Words
from casework.jobpakke.leads import Lead
from casework.jobpakke.models import STEP_STATE_LABELS, EndReason, Jobpakke, Pause, Step
from casework.jobpakke.states import StepState
from casework.jobpakke.wording import STEP_KINDS
from casework.planning import gaps
from casework.planning.steps import StepKind
from casework.rules.lead_times import LeadTimes
from jobpakker.foundation.ui import dates
from jobpakker.foundation.ui.bars import Strip
from jobpakker.foundation.workdays import WorkdayCalendar


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


class StairsSide:
    """Needs what `Card` is made of."""

    jobpakke: Jobpakke
    chain: list[Step]
    calendar: WorkdayCalendar
    today: date
    heard: bool
    lead_times: LeadTimes
    findings: Sequence[Words]
    dead_periods: Sequence[Any]
    pauses: Sequence[Pause]
    is_open: bool

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
        url = address("casework:dead_period_detail", flag.public_id) if flag else ""
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


def _days(step: Step) -> tuple[date, date]:
    begun = timeline.begun(step)
    return (begun.starts_on, begun.until) if begun else (step.starts_on, step.until)


def address(name: str, *args: Any) -> str:
    """Empty where there is no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
