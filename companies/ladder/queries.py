"""The ladder of one job, and what the company has said about it."""

from dataclasses import dataclass

from django.utils import timezone

from companies.commitments.states import CommitmentState
from companies.ladder.models import RUNG_LABELS, CompanyWord
from companies.ladder.rungs import BY_HAND, Rung, Said, Yes, climb
from companies.openings.models import JobOpening


@dataclass(frozen=True)
class Line:
    """One rung as the page shows it."""

    rung: Rung
    label: str
    said: Said | None
    by_hand: bool

    @property
    def done(self) -> bool:
        return self.said is not None


def lines(opening: JobOpening) -> list[Line]:
    """Two queries; `opening` comes with its contact."""
    written = {Rung(row.rung): Said(row.said_on, row.said_by) for row in opening.rungs.all()}
    steps = climb(
        stated=Said(timezone.localdate(opening.created_at), opening.contact.name),
        written=written,
        yeses=_yeses(opening),
    )
    return [
        Line(step.rung, str(RUNG_LABELS[step.rung]), step.said, by_hand=step.rung in BY_HAND and step.rung in written)
        for step in steps
    ]


def _yeses(opening: JobOpening) -> list[Yes]:
    """Commitments that stand confirmed, each by its newest version."""
    rows = opening.commitments.filter(state=CommitmentState.CONFIRMED).prefetch_related("versions")
    newest = [v for row in rows for v in row.versions.all() if v.number == row.version and v.answered_at]
    return [
        Yes(Said(timezone.localdate(v.answered_at), v.answered_by_name), has_conditions=bool(v.terms["conditions"]))
        for v in newest
    ]


def words(opening: JobOpening) -> list[CompanyWord]:
    return list(opening.words.order_by("said_on", "pk"))
