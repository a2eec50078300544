"""What a package's own page shows: where it stands, its stairs, the company's promise, what happened. No changes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from casework.jobpakke import history, interrupted, law_words, permissions, reasons, timeline
from casework.jobpakke.models import STATE_LABELS, Jobpakke, Pause, Step
from casework.jobpakke.principles import FORM_LABELS, Facts, Form, Principle, form_of, principles
from casework.jobpakke.promised import PromisedSide
from casework.jobpakke.said import Line as SaidLine
from casework.jobpakke.stairs import StairsSide, address
from casework.jobpakke.states import PROMISED, JobpakkeState
from casework.jobpakke.wording import STATE_KINDS, where
from casework.rules.lead_times import LeadTimes
from casework.rules.queries import Standing
from companies.commitments.models import CommitmentVersion
from companies.commitments.states import CommitmentState
from jobpakker.foundation.accounts.models import User
from jobpakker.foundation.notifications.models import Notification
from jobpakker.foundation.ui import dates
from jobpakker.foundation.workdays import WorkdayCalendar

Labelled = tuple[str, str]


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


class Card(StairsSide, PromisedSide):
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
            url=address("casework:dead_period_detail", flag.public_id),
        )  # fmt: skip

    @property
    def history(self) -> list[Event]:
        found = []
        for line in history.lines(self.events):
            at = timezone.localtime(line.at)
            when = _("{day} kl. {time}").format(day=dates.show(at.date(), "short"), time=time_format(at, "H.i"))
            found.append(Event(when, line.who, line.sentence, line.details))
        return found
