"""The gaps of the plan that the builder shows: why they are there, what would mend them, and who answers for them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from casework.jobpakke import draft as drafts
from casework.jobpakke import let_be, mends, reasons
from casework.jobpakke.let_be import LetBeForm
from casework.jobpakke.mends import Mend, MendCode, Over
from casework.jobpakke.reading import Trouble
from casework.jobpakke.rows import Button, GapView, LetBeBox, choices
from casework.jobpakke.states import JobpakkeState
from casework.planning.steps import JOB, PlannedGap, PlannedStep
from jobpakker.foundation.ui import dates

if TYPE_CHECKING:
    from casework.jobpakke.board import Board

LONGER = frozenset({MendCode.STRETCH, MendCode.OTHER_SESSION})


class Holes:
    def __init__(self, board: Board) -> None:
        self.board = board
        proposal = board.proposal
        self.gaps: Sequence[PlannedGap] = proposal.plan.gaps if proposal and proposal.plan else ()

    @property
    def before_job(self) -> GapView | None:
        return next((self.view(gap) for gap in self.gaps if gap.before == JOB), None)

    def view(self, gap: PlannedGap) -> GapView:
        board = self.board
        assert board.proposal is not None
        found = [*board.proposal.mends.get(gap.after, ()), *self.classes({gap.after, gap.before})]
        offered = mends.best(map(self._by_the_law, found), below=board.dead_days)
        return GapView(
            label=reasons.dead_days(gap.working_days),
            when=dates.span(gap.starts_on, gap.until),
            why=reasons.of_gap(gap, board.names),
            mends=[Button(mend.press, reasons.of_mend(mend, board.names)) for mend in offered],
            said=self._said(gap),
            **self._stored(gap),
        )

    def _by_the_law(self, mend: Mend) -> Mend:
        """A longer step says where it would go past the law, as it does not now."""
        board = self.board
        if mend.code not in LONGER:
            return mend
        assert board.proposal is not None
        index, length = int(mend.facts["step"]), mend.facts["length"]
        laid, placed = board.steps[index], board.proposal.placed.get(str(index))
        if not isinstance(placed, PlannedStep):
            return mend
        longer = (
            laid._replace(starts_on=board.calendar.on_or_after(length.before(placed.follows_on, board.calendar)))
            if board.proposal.wanted.steps[index].free
            else laid._replace(until=length.after(laid.starts_on, board.calendar))
        )
        steps = [*board.steps[:index], longer, *board.steps[index + 1 :]]
        return replace(mend, over=Over.LAW) if board.goes_past_the_law(index, steps) else mend

    def classes(self, rows: Collection[str]) -> Iterator[Mend]:
        """Other real classes that the courses of these rows could take."""
        board = self.board
        assert board.proposal is not None
        for index, found in board.sessions.items():
            if str(index) in rows:
                offers = [(offer.value, offer.label) for offer in found.offers if not offer.chosen]
                yield from mends.classes(
                    board.proposal.wanted, index, offers, today=board.today, calendar=board.calendar
                )

    # Who answers for them ---------------------------------------------------------------------------------------------------
    def _stored(self, gap: PlannedGap) -> dict[str, str]:
        """Of the dead period between the same two steps, wherever it lies now."""
        flag = self._flags.get(self._pair(gap))
        if flag is None:
            return {}
        found = {"accept_url": reverse("casework:dead_period_detail", args=[flag.public_id])}
        if flag.is_accepted(self.board.today):
            day = dates.show(dates.last_day(flag.accepted_until))
            sentence = _("Får lov at være til og med {day}. {owner} har ansvaret.")
            found["accepted"] = sentence.format(day=day, owner=flag.owner.name)
        return found

    @cached_property
    def _flags(self) -> dict[tuple[str, str], Any]:
        inner = [flag for flag in self.board.flags if flag.kind == "inner" and flag.after_step]
        return {
            (str(flag.after_step.public_id), str(flag.before_step.public_id) if flag.before_step else JOB): flag
            for flag in inner
        }

    def _pair(self, gap: PlannedGap) -> tuple[str, str]:
        assert self.board.proposal is not None
        steps = self.board.proposal.wanted.steps
        return str(steps[int(gap.after)].id), JOB if gap.before == JOB else str(steps[int(gap.before)].id)

    @cached_property
    def forms(self) -> dict[str, LetBeForm]:
        """What is written of them, by the row before each."""
        board = self.board
        open_ones = [gap for gap in self.gaps if not self._stored(gap).get("accepted")]
        return let_be.read(board.reading.draft, open_ones, today=board.today)

    def _said(self, gap: PlannedGap) -> str:
        form = self.forms.get(gap.after)
        if form is None or not form.is_valid():
            return ""
        return _("Får lov at være til og med {day}.").format(day=dates.show(form.cleaned_data["let_until"]))

    @property
    def is_walked(self) -> bool:
        return self.board.package.state == JobpakkeState.ACTIVE

    @property
    def unanswered(self) -> list[PlannedGap]:
        """Those that a sent plan waits for: nobody has mended them, or answers for them. The latest first, as on the stairs.
        A plan that is walked waits for nothing, unless somebody is to be asked again."""
        if not self.board.may_send or (self.is_walked and self.board.again is None):
            return []
        ahead = [gap for gap in self.gaps if gap.until > self.board.today]
        return [gap for gap in reversed(ahead) if not self._stored(gap).get("accepted") and not self._said(gap)]

    # Its fields -------------------------------------------------------------------------------------------------------------
    def box(self, index: int, chain: Sequence[int]) -> LetBeBox:
        """The fields of the gap after a row of the chain. They are never redrawn beneath somebody's fingers."""
        text, owners = self.board.reading.draft.rows[index], self.board.owners
        at = chain.index(index) + 1
        follows = (
            self.board.opening.title if at == len(chain) else drafts.name_of(self.board.reading.draft.rows[chain[at]])
        )
        return LetBeBox(
            index=index,
            follows=follows,
            causes=choices([("", _("Vælg")), *let_be.gap_causes()], text["let_cause"]),
            owners=choices([(str(one.public_id), one.name) for one in owners], text["let_owner"]),
            until=text["let_until"],
            to=text["let_to"],
            is_open=let_be.is_said(text),
        )

    def errors(self, index: int) -> list[Trouble]:
        """One line a field, empty where there is nothing to say."""
        form = self.forms.get(str(index))
        place = f"{drafts.prefix(index)}-"
        return [
            Trouble(f"{place}{name}", "", form.sentence(name, saving=self.board.saving) if form else "")
            for name in let_be.FIELDS
        ]

    @property
    def troubles(self) -> Iterator[Trouble]:
        for form in self.forms.values():
            for name in let_be.FIELDS:
                if sentence := form.sentence(name, saving=self.board.saving):
                    where = _("Hullet efter {step}").format(step=self.board.names.inside(form.gap.after))
                    yield Trouble(f"{form.place}-{name}", where, sentence)
