"""The ladder of one job, and what the company has said about it."""

from dataclasses import dataclass
from datetime import date

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


def standing(opening: JobOpening) -> Line:
    """The highest rung; no query when the rungs and the commitments' versions are prefetched."""
    return [line for line in lines(opening) if line.done][-1]


def day_of(opening: JobOpening, rung: Rung) -> date | None:
    """When a rung that is written down was reached. One query, none when `rungs` are prefetched."""
    return next((row.said_on for row in opening.rungs.all() if row.rung == rung), None)


def _yeses(opening: JobOpening) -> list[Yes]:
    """Commitments that stand confirmed, each by its newest version."""
    fetched = "commitments" in getattr(opening, "_prefetched_objects_cache", {})
    rows = opening.commitments.all() if fetched else opening.commitments.prefetch_related("versions")
    confirmed = [row for row in rows if row.state == CommitmentState.CONFIRMED]
    newest = [v for row in confirmed for v in row.versions.all() if v.number == row.version and v.answered_at]
    return [
        Yes(Said(timezone.localdate(v.answered_at), v.answered_by_name), has_conditions=bool(v.terms["conditions"]))
        for v in newest
    ]


def words(opening: JobOpening) -> list[CompanyWord]:
    return list(opening.words.order_by("said_on", "pk"))
