"""What follows from the builder's fields, piece by piece: all of it stands on the page, and an answer holds what has changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from casework.jobpakke import drawn
from casework.jobpakke.pieces import FOLDED, Piece
from casework.jobpakke.rows import Choice, choices, gap_piece
from casework.jobpakke.wording import unanswered
from casework.planning.steps import JOB

if TYPE_CHECKING:
    from casework.jobpakke.board import Board

WHAT_IF = "plan-what-if"


class Answer:
    def __init__(self, board: Board) -> None:
        self.board = board

    def changed(self, shown: Mapping[str, str]) -> Iterator[Piece]:
        """All that looks otherwise than the page does now. What nobody is looking at is not even worked out."""
        for piece in self._pieces(folded=shown.get(WHAT_IF) == FOLDED):
            if shown.get(piece.id) not in {piece.print, FOLDED}:
                yield piece

    def fits(self, shown: Mapping[str, str]) -> bool:
        """The page has the elements that the rows ask for: a step that became a mentor, or a lane that became a step, has others."""
        return all(
            {f"leads-{row.index}", f"seat-{row.index}"} & shown.keys()
            == ({row.lead_slot.id} if row.has_lead_slot else set())
            for row in self.board.rows
            if row.out.id in shown
        )

    def _pieces(self, *, folded: bool) -> Iterator[Piece]:
        yield self.trouble
        yield self.strip
        yield self.job_day
        yield self.gap_before_job
        for row in self.board.rows:
            yield from row.pieces()
        yield from self.errors.values()
        if not folded:
            yield self.what_if
        yield self.reason_asked
        yield self.again
        yield self.count
        yield self.principles
        yield self.summary
        yield self.unanswered

    @cached_property
    def trouble(self) -> Piece:
        board = self.board
        values = {
            "errors": board.error_list,
            "planned": board.planned,
            "impossible": board.impossible,
            "ways_out": board.ways_out,
            "earliest": board.earliest,
            "notices": board.notices,
            "preview_url": board.preview_url,
        }
        return Piece("plan-trouble", "_trouble.html", values)

    @property
    def strip(self) -> Piece:
        return Piece("plan-strip", "_strip.html", {"strip": self.board.strip})

    @property
    def job_day(self) -> Piece:
        board = self.board
        values = {
            "day": board.job_day,
            "closed": board.job_closed,
            "agreed": board.job_agreed if board.job_moved else None,
        }
        return Piece("job-out", "_job_out.html", values, "job-day", "p")

    @property
    def gap_before_job(self) -> Piece:
        return gap_piece(self.board.holes.before_job, "job", self.board.preview_url)

    @property
    def let_be_before_job(self) -> SafeString:
        """The fields for the gap before the job are those of the last row."""
        return next((row.let_be for row in self.board.rows if row.last), SafeString(""))

    @cached_property
    def errors(self) -> dict[str, Piece]:
        """By the name of the field, for those above and beside the rows."""
        return {name: _error(name, sentence) for name, sentence in self.board.errors.items()}

    @property
    def what_if(self) -> Piece:
        found = self.board.what_if
        values = {"weeks": found.weeks, "around": found.around, "preview_url": self.board.preview_url}
        return Piece(WHAT_IF, drawn.what_if, values)

    @property
    def reason_asked(self) -> Piece:
        """Shows the field that follows it; the field itself is never redrawn beneath somebody's fingers."""
        board = self.board
        asked = board.asks_for_a_reason or board.head["reason"] or board.errors["reason"]
        return Piece("reason-asked", "", {}, "is-asked" if asked else "")

    # Choices of fields that are never redrawn ------------------------------------------------------------------------------------
    @property
    def asked_by_law(self) -> list[tuple[str, Any, list[Choice]]]:
        """What the rules of karens and merbeskæftigelse ask, and nobody can know but who asks."""
        known = [("", _("Ved ikke")), ("true", _("Ja")), ("false", _("Nej"))]
        names = ("last_employed_here", "net_increase")
        return [(name, self.board.labels[name], choices(known, self.board.head[name])) for name in names]

    @property
    def again(self) -> Piece:
        return Piece("plan-again", "_again.html", {"again": self.board.again})

    @property
    def count(self) -> Piece:
        board = self.board
        values = {
            "planned": board.planned,
            "dead_days": board.dead_days,
            "note": board.count_note,
            "kind": board.count_kind,
        }
        return Piece("plan-count", "_count.html", values)

    @property
    def principles(self) -> Piece:
        board = self.board
        return Piece(
            "plan-principles", "_principles.html", {"principles": board.principles, "form_label": board.form_label}
        )

    @property
    def unanswered(self) -> Piece:
        """What follows from sending the plan as it stands, and where the first of its holes is. It stops nobody."""
        holes = self.board.holes
        gaps = holes.unanswered
        sentence = unanswered(sum(gap.working_days for gap in gaps), walked=holes.is_walked)
        slot = "job" if gaps and gaps[0].before == JOB else gaps[0].after if gaps else ""
        return Piece("plan-unanswered", "_unanswered.html", {"sentence": sentence, "slot": slot}, "plan-unanswered")

    @property
    def summary(self) -> Piece:
        """Within what is read aloud, which stays where it is: only its words are new."""
        board = self.board
        values = {
            "planned": board.planned,
            "dead": bool(board.dead_days),
            "text": board.dead_text if board.planned else board.not_planned,
            "begins": board.begins,
        }
        return Piece("plan-summary", "_summary.html", values, "plan-summary")


def _error(name: str, sentence: str) -> Piece:
    return Piece(f"err-{name}", "_error.html", {"sentence": sentence}, "form-error-message", "span")
