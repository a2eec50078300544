"""What the builder's page shows: the job on top, the rows latest first, and what follows from them. No HTML, nothing stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casework.jobpakke import draft as drafts
from casework.jobpakke import judged, lanes, mends, reasons, sessions, strip, timeline
from casework.jobpakke.again import Again
from casework.jobpakke.answer import Answer
from casework.jobpakke.awaited import Awaited
from casework.jobpakke.forms import KINDS
from casework.jobpakke.holes import Holes
from casework.jobpakke.law_words import Words
from casework.jobpakke.lawful import Ground
from casework.jobpakke.models import Jobpakke
from casework.jobpakke.principles import FORM_LABELS, Principle, form_of, principles
from casework.jobpakke.proposal import Proposal
from casework.jobpakke.reading import HEAD_FIELDS, Reading, Trouble
from casework.jobpakke.reasons import Names
from casework.jobpakke.rows import Button, Notice, Row, lane_ends, row_days
from casework.jobpakke.sessions import Suggestions
from casework.jobpakke.timeline import Laid
from casework.jobpakke.wanted import WantedStep
from casework.jobpakke.what_if import WhatIf, in_class, what_if
from casework.jobpakke.wording import where
from casework.planning.steps import PlannedStep, StepKind
from companies.openings.models import JobOpening
from companies.register.models import Contact
from jobpakker.foundation.accounts.models import User
from jobpakker.foundation.ui import dates
from jobpakker.foundation.ui.bars import Strip
from jobpakker.foundation.workdays import WorkdayCalendar

STAIRS = 4  # how many steps of the picture are set in


@dataclass(kw_only=True)
class Board:
    """`package` is as it would become, not saved; `ground` is None for who may not know what the law asks about a person."""

    reading: Reading
    proposal: Proposal | None
    opening: JobOpening
    package: Jobpakke
    ground: Ground | None
    calendar: WorkdayCalendar
    contacts: Sequence[Contact]
    today: date
    action: str
    preview_url: str
    may_send: bool
    jobpakke_id: str = ""
    flags: Sequence[Any] = ()  # the open dead periods of the plan as it is stored
    owners: Sequence[User] = ()  # who can answer for a hole, the one who is logged in first
    again: Again | None = None  # who must say yes again
    saving: bool = False  # refused when it was to be saved: what is missing is missing now
    notices: list[Notice] = field(default_factory=list)

    kinds = KINDS

    @cached_property
    def answer(self) -> Answer:
        return Answer(self)

    @cached_property
    def holes(self) -> Holes:
        return Holes(self)

    # The head -------------------------------------------------------------------------------------------------------------------
    @property
    def head(self) -> Mapping[str, str]:
        return self.reading.draft.head

    @property
    def count(self) -> int:
        return len(self.reading.draft.rows)

    @property
    def labels(self) -> dict[str, Any]:
        return {name: form_field.label for name, form_field in self.reading.head.fields.items()}

    @cached_property
    def errors(self) -> dict[str, str]:
        return {name: self.reading.head_error(name) for name in HEAD_FIELDS}

    @property
    def error_list(self) -> list[Trouble]:
        return [*self.reading.troubles, *self.holes.troubles]

    @property
    def shown_contacts(self) -> list[dict[str, Any]]:
        return [
            {"public_id": c.public_id, "name": c.name, "chosen": str(c.public_id) == self.head["contact"]}
            for c in self.contacts
        ]

    @property
    def weekly_hours(self) -> str:
        return _("{hours} timer om ugen").format(hours=dates.number(float(self.opening.weekly_hours)))

    @property
    def job_day(self) -> date | None:
        return self.reading.typed.get("job_starts_on")

    @property
    def where(self) -> str:
        return where(self.opening)

    @property
    def job_closed(self) -> str:
        """A job may begin on a day off, though it seldom does."""
        return reasons.closed(self.job_day, self.calendar) if self.job_day else ""

    @property
    def job_agreed(self) -> date:
        return self.opening.starts_on

    @property
    def job_moved(self) -> bool:
        return self.job_day != self.opening.starts_on

    # The plan -------------------------------------------------------------------------------------------------------------------
    @property
    def planned(self) -> bool:
        return self.proposal is not None and self.proposal.plan is not None and bool(self.proposal.plan.steps)

    @cached_property
    def names(self) -> Names:
        assert self.proposal is not None
        return Names(self.proposal.wanted)

    @property
    def dead_days(self) -> int:
        return self.proposal.plan.dead_days if self.proposal and self.proposal.plan else 0

    @property
    def dead_text(self) -> str:
        return reasons.dead_days(self.dead_days) if self.dead_days else _("Grøn bølge: ingen døde dage")

    @property
    def count_kind(self) -> str:
        return "dead" if self.dead_days else "wave"

    @property
    def count_note(self) -> str:
        plan = self.proposal.plan if self.proposal else None
        if plan is None or plan.starts_on is None:
            return ""
        days = self.calendar.count(plan.starts_on, plan.job_starts_on)
        return _("af {days} fra første trin til jobbet").format(days=dates.length(days, "working_days"))

    @property
    def begins(self) -> str:
        plan = self.proposal.plan if self.proposal else None
        if plan is None or plan.starts_on is None:
            return ""
        return _("Begynder {day}").format(day=dates.show(plan.starts_on, "long"))

    @property
    def not_planned(self) -> str:
        if self.error_list:
            return ngettext(
                "{n} felt skal rettes, før planen kan regnes.", "{n} felter skal rettes, før planen kan regnes.",
                len(self.error_list),
            ).format(n=len(self.error_list))  # fmt: skip
        if self.impossible:
            return _("Planen kan ikke nås.")
        return _("Tilføj et trin, så regnes planen.")

    @cached_property
    def impossible(self) -> list[str]:
        if self.proposal is None:
            return []
        return [reasons.of_obstacle(obstacle, self.names) for obstacle in self.proposal.obstacles]

    @property
    def earliest(self) -> date | None:
        return self.proposal.earliest_job_on if self.proposal else None

    @property
    def ways_out(self) -> list[Button]:
        if self.proposal is None:
            return []
        rows = {obstacle.step for obstacle in self.proposal.obstacles}
        found = [*self.proposal.ways_out, *self.holes.classes(rows)]
        return [Button(mend.press, reasons.of_mend(mend, self.names)) for mend in mends.best(found)]

    @cached_property
    def what_if(self) -> WhatIf:
        """Also where the chosen day cannot be reached: there it is needed most."""
        if self.proposal is None:
            return WhatIf()
        return what_if(self.proposal.wanted, today=self.today, calendar=self.calendar, around=self.earliest)

    # The rows -------------------------------------------------------------------------------------------------------------------
    @cached_property
    def rows(self) -> list[Row]:
        """The chain with its last step on top, lanes beside it beneath."""
        texts = self.reading.draft.rows
        beside = [index for index, text in enumerate(texts) if lanes.is_lane(text)]
        chain = [index for index in range(len(texts)) if index not in beside]
        placed = [self._row(index, chain) for index in reversed(chain)]
        return placed + [self._row(index, chain) for index in beside]

    @property
    def has_mentor(self) -> bool:
        return any(text["kind"] == StepKind.MENTOR for text in self.reading.draft.rows)

    def _row(self, index: int, chain: Sequence[int]) -> Row:
        text = self.reading.draft.rows[index]
        beside = index not in chain
        place = len(chain) if beside else chain.index(index)
        name = drafts.name_of(text)
        begun = self.reading.rows[index].begun
        before = self.reading.rows[chain[place - 1]].begun if not beside and place else None
        own_focus, _dash, which = self.reading.draft.focus.rpartition("-")
        return Row(
            index=index,
            number=index + 1,
            text=text,
            errors=self.reading.row_errors(index),
            stair=min(len(chain) - 1 - place, STAIRS) if not beside else 0,
            beside=beside,
            last=not beside and place == len(chain) - 1,
            name=name,
            preview_url=self.preview_url,
            legend=_("Trin {n} af {total}: {name}").format(n=index + 1, total=self.count, name=name),
            locked="" if begun is None else _("Trinnet er slut") if begun.over else _("Trinnet er begyndt"),
            length_open=begun is None or not begun.over,
            can_later=not beside and begun is None and place + 1 < len(chain),
            toggle=self._toggle(index, chain),
            can_earlier=not beside and begun is None and place > 0 and before is None,
            focus=which if own_focus == drafts.prefix(index) else "",
            findings=[words for words in self._findings.get(index, ()) if words.severity != "info"],
            hints=[words for words in self._findings.get(index, ()) if words.severity == "info"],
            sessions=self._suggested(index),
            **self._beside_or_before(index, chain, beside=beside),
            **self._placed(index),
        )

    def _beside_or_before(self, index: int, chain: Sequence[int], *, beside: bool) -> dict[str, Any]:
        """Between what a lane goes; what a course waits for, and what is said of the gap after a step of the chain."""
        if beside:
            begins, ends = lane_ends(self.reading.draft.rows, index, chain)
            return {"begins": begins, "ends": ends} | self._waits(index)
        after = {"let_be_errors": self.holes.errors(index)}
        if self.action:  # the whole page is drawn
            after["box"] = self.holes.box(index, chain)
        return after | self._waits(index)

    def _waits(self, index: int) -> dict[str, Any]:
        wanted = self.reading.wanted.steps[index] if self.reading.wanted else None
        days = self.proposal.dates_of(index) if self.proposal and self.proposal.plan else None
        return self._awaited.row(index, wanted, days[0] if days else None) if wanted else {}

    def _toggle(self, index: int, chain: Sequence[int]) -> Button | None:
        """Only a course goes either way, and the chain keeps a step."""
        row = self.reading.rows[index]
        if self.reading.draft.rows[index]["kind"] != StepKind.COURSE or row.begun:
            return None
        if row.beside:
            return Button(f"chain:{index}", _("Tag ind i kæden"))
        return Button(f"beside:{index}", _("Læg ved siden af")) if len(chain) > 1 else None

    @cached_property
    def _awaited(self) -> Awaited:
        heard = self.ground is not None and self.ground.situation.representative_heard_on is not None
        return Awaited(self.reading.lead_times, heard, today=self.today, calendar=self.calendar)

    @cached_property
    def sessions(self) -> dict[int, Suggestions]:
        begun = [index for index, row in enumerate(self.reading.rows) if row.begun]
        return sessions.of_draft(
            self.reading.draft, municipality_id=self.opening.municipality_id, today=self.today, calendar=self.calendar,
            job_starts_on=self.job_day or self.opening.starts_on, begun=begun,
        )  # fmt: skip

    def _suggested(self, index: int) -> Suggestions | None:
        """The classes of a course in the chain, each with what the plan would be."""
        found, proposal = self.sessions.get(index), self.proposal
        if proposal is None or proposal.wanted.steps[index].beside:
            return found
        step, days = proposal.wanted.steps[index], proposal.dates_of(index) if proposal.plan else None
        if days and step.kind == StepKind.COURSE and step.free and (closed := sessions.schools_closed(*days)):
            found = found or Suggestions((), 0, "", ())
            found = replace(found, notes=[*found.notes, closed])
        if found is None:
            return None
        offers = []
        for offer in found.offers:
            there = in_class(proposal.wanted, index, offer.value, today=self.today, calendar=self.calendar)
            comes_of = ", ".join(filter(None, (there.dead, there.begins)))
            offers.append(replace(offer, kind=there.kind, comes_of=comes_of))
        return replace(found, offers=offers)

    def _placed(self, index: int) -> dict[str, Any]:
        """Where the row lies, and why; without a plan, where it lay when it was last shown."""
        shown = drafts.read_seen(self.reading.draft.rows[index]["seen"])
        days = self.proposal.dates_of(index) if self.proposal and self.proposal.plan else None
        if self.proposal is None or days is None:
            obstacles = self.proposal.obstacles if self.proposal else ()
            mine = [reasons.of_obstacle(obstacle, self.names) for obstacle in obstacles if obstacle.step == str(index)]
            before = row_days(*shown) | {"seen": drafts.seen(*shown), "stale": True} if shown else {"seen": ""}
            return before | {"obstacles": mine}
        wanted, planned = self.proposal.wanted.steps[index], self.proposal.placed.get(str(index))
        found = row_days(*days) | {"seen": drafts.seen(*days), "why": self._why(wanted, planned)}
        if wanted.begun is None and isinstance(planned, PlannedStep):
            found["in_full"] = reasons.in_full(planned, self.names)
        elif wanted.beside:
            found["in_full"] = reasons.lane_in_full(wanted, days, self.names)
        if wanted.begun is None:
            found |= self._awaited.late(wanted, days[0])
        if shown and shown != days:
            found["was"] = dates.span(*shown)
        if isinstance(planned, PlannedStep) and (wanted.length.shortest or not wanted.free):
            found["length"] = dates.length(planned.working_days, "working_days")
        if gap := self.proposal.gap_after.get(str(index)):
            found["gap"] = self.holes.view(gap)
        return found

    def _why(self, wanted: WantedStep, planned: Any) -> list[str]:
        if wanted.beside:
            return [reasons.of_lane(wanted, self.names)]
        if wanted.begun is not None:
            return [reasons.of_begun(wanted)]
        return [reasons.because(planned, self.names)] if isinstance(planned, PlannedStep) else []

    # The law ---------------------------------------------------------------------------------------------------------------------
    @cached_property
    def _findings(self) -> dict[int, list[Words]]:
        """By row."""
        if self.ground is None or self.proposal is None or not self.steps:
            return {}
        return judged.by_row(self.proposal.wanted, self.steps, self.ground)

    def goes_past_the_law(self, index: int, steps: Sequence[Laid]) -> bool:
        """Were the rows laid like that, and as they are laid now not."""
        if self.ground is None or self.proposal is None:
            return False
        there = judged.by_row(self.proposal.wanted, steps, self.ground)
        return judged.says_more(there.get(index, []), self._findings.get(index, []))

    @property
    def asks_for_a_reason(self) -> bool:
        return any(words.asks_for_a_reason for row in self._findings.values() for words in row)

    # Beside the stairs ------------------------------------------------------------------------------------------------------------
    @cached_property
    def steps(self) -> list[Laid]:
        """The rows where planning has laid them; none without a plan."""
        if self.proposal is None or self.proposal.plan is None:
            return []
        found = []
        for position, wanted in enumerate(self.proposal.wanted.steps):
            days = self.proposal.dates_of(position)
            assert days is not None
            found.append(timeline.laid(wanted, *days))
        return found

    @cached_property
    def _facts(self) -> Any:
        counted = sum(not lanes.is_lane(text) for text in self.reading.draft.rows)
        not_planned = 0 if self.steps else counted
        found = timeline.facts(self.package, self.steps, self.calendar, not_planned=not_planned, typed=True)
        return replace(found, took_part_on=self.reading.typed.get("company_took_part_on"))

    @cached_property
    def principles(self) -> tuple[Principle, ...]:
        return principles(self._facts)

    @property
    def form_label(self) -> str:
        return str(FORM_LABELS[form_of(self._facts, self.principles)])

    @cached_property
    def strip(self) -> Strip | None:
        if self.proposal is None or not self.planned:
            return None
        pieces = []
        for index, wanted in enumerate(self.proposal.wanted.steps):
            days, gap = self.proposal.dates_of(index), self.proposal.gap_after.get(str(index))
            if days:
                dead = (gap.starts_on, gap.until, gap.working_days) if gap else None
                css = "bar-past" if wanted.begun and wanted.begun.over else ""
                waits = self._awaited.longest(wanted, days[0])
                pieces.append(
                    strip.Piece(
                        wanted.kind,
                        reasons.title_of(wanted),
                        *days,
                        beside=wanted.beside,
                        gap=dead,
                        css=css,
                        waits=waits,
                    )
                )
        return strip.draw(
            pieces, job_title=self.opening.title, job_starts_on=self.proposal.wanted.job_starts_on, today=self.today,
            calendar=self.calendar,
        )  # fmt: skip
