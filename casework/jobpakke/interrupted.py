"""A pause as a row of a page: when, what its days count for, and what is missing for them to be left out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from casework.jobpakke import queries, timeline
from casework.jobpakke.models import Jobpakke, Pause, PauseReason
from casework.jobpakke.proposal import Proposal
from casework.planning.periods import ONE_DAY
from jobpakker.foundation.ui import dates


@dataclass(frozen=True)
class PauseRow:
    public_id: Any
    when: str
    reason: str  # empty for who may not know it
    counts: str
    kind: str
    lines: Sequence[str]
    overdue: bool
    may_return: bool


def is_overdue(pause: Pause, today: date) -> bool:
    """Its end has come, and nobody has said whether the citizen is back."""
    return pause.back_on is None and pause.until is not None and pause.until <= today


def rows(pauses: Iterable[Pause], *, today: date, named: bool, is_open: bool) -> list[PauseRow]:
    return [row(pause, today=today, named=named, is_open=is_open) for pause in pauses]


def stretches(
    pauses: Sequence[Pause], starts_on: date, until: date, *, today: date
) -> list[tuple[date, date, str, bool]]:
    """Of `[starts_on, until)`, what a pause interrupts; each with its word for the picture, and whether it is excused."""
    found = []
    for pause in timeline.paused(pauses, as_of=today - ONE_DAY):
        first, last = max(pause.period.start, starts_on), min(pause.period.until, until)
        if first < last:
            found.append((first, last, _("pause"), pause.excuse is not None))
    return found


def without_excused(proposal: Proposal | None, jobpakke: Jobpakke | None, *, today: date) -> Proposal | None:
    """The plan with the days of its gaps that count: what an agreed pause takes out is no hole to mend or to answer for. A query
    when there is a hole."""
    if proposal is None or proposal.plan is None or not proposal.dead or jobpakke is None:
        return proposal
    pauses = queries.pauses(jobpakke)
    gaps = []
    for gap in proposal.plan.gaps:
        days = timeline.dead_days(gap.starts_on, gap.until, proposal.calendar, pauses=pauses, today=today)
        if days:
            gaps.append(replace(gap, working_days=days))
    return replace(proposal, plan=replace(proposal.plan, gaps=tuple(gaps)))


def row(pause: Pause, *, today: date, named: bool, is_open: bool) -> PauseRow:
    if pause.until is None:
        when = _("Fra {day}, uden en slutdato").format(day=dates.show(pause.starts_on))
    else:
        when = dates.span(pause.starts_on, pause.until)
    if pause.is_agreed:
        counts, kind = _("tæller ikke"), "neutral"
    elif pause.reason == PauseReason.OWN_WISH:
        counts, kind = _("tæller: eget ønske"), "warning"
    else:
        counts, kind = _("tæller som døde dage"), "dead"
    overdue = is_open and is_overdue(pause, today)
    return PauseRow(
        public_id=pause.public_id,
        when=when,
        reason=str(pause.get_reason_display()) if named and pause.reason else "",
        counts=counts,
        kind=kind,
        lines=_lines(pause, overdue=overdue, named=named),
        overdue=overdue,
        may_return=is_open and pause.back_on is None and pause.starts_on <= today,
    )


def _lines(pause: Pause, *, overdue: bool, named: bool) -> Sequence[str]:
    found = []
    if pause.agreed_with and named:
        found.append(_("Aftalt af {who}.").format(who=pause.agreed_with))
    if pause.owner:
        found.append(_("Ansvarlig: {name}.").format(name=pause.owner.name))
    missing = [
        name
        for name, there in (
            (_("hvorfor"), pause.reason), (_("slutdato"), pause.until), (_("ansvarlig"), pause.owner_id),
            (_("hvem der har aftalt det"), pause.agreed_with.strip()),
        )
        if not there
    ]  # fmt: skip
    if missing and pause.reason != PauseReason.OWN_WISH:
        found.append(_("Mangler: {what}.").format(what=", ".join(missing)))
    if pause.back_on:
        found.append(_("Tilbage {day}.").format(day=dates.show(pause.back_on, "long")))
    elif overdue:
        found.append(_("Pausen er slut, og ingen har skrevet, om borgeren er tilbage. Fra nu af tæller hver dag."))
    return found
