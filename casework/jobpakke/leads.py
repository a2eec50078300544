"""What must be done before a step begins, and by which day: the method's lead times as dates with a sentence each (pure).

A lead time warns and never moves a plan: nobody knows here whether the application has been sent already, and what must not
move has a fixed date of its own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.planning.steps import StepKind
from jobpakker.foundation import law
from jobpakker.foundation.law import Rule, Unit
from jobpakker.foundation.ui import dates
from jobpakker.foundation.workdays import WorkdayCalendar

REPRESENTATIVE, RECORD = "LEAD_REP", "LEAD_RECORD"
SENTENCES: dict[str, Promise] = {
    "LEAD_VITAS": _("Ansøgningen i VITAS sendes senest {day}."),
    REPRESENTATIVE: _("Medarbejdernes repræsentant høres senest {day}."),
    "LEAD_GRANT": _("Bevillingen skrives senest {day}."),
    "LEAD_SEAT": _("Pladsen på kurset bestilles senest {day}."),
    RECORD: _("Straffe- eller børneattest hentes senest {day}, hvis der skal en til."),
    "LEAD_MENTOR": _("Mentoraftalen laves senest {day}."),
    "LEAD_TRANSPORT": _("Befordring aftales senest {day}."),
    "LEAD_LETTER": _("Borgeren får brev senest {day}."),
}
NOT_BEFORE_THE_STEP = frozenset({"LEAD_MENTOR_RENEW", "LEAD_MAX"})  # counted back from an end that lies within the step


@dataclass(frozen=True)
class Lead:
    rule: str
    by: date  # the last day on which it is done in time
    late: bool

    @property
    def sentence(self) -> str:
        return str(SENTENCES[self.rule]).format(day=dates.show(self.by))


def before(
    kind: StepKind, starts_on: date, *, today: date, calendar: WorkdayCalendar, heard: bool = False
) -> Sequence[Lead]:
    """In the order of their days. By the law of the day that the step begins; `heard`: the representative has answered.

    None for a step that should have begun already: there is nothing left to do in time.
    """
    if starts_on < today:
        return []
    found = [
        Lead(rule.id, by, late=by < today)
        for rule in law.on(starts_on).lead_times(str(kind))
        if rule.id in SENTENCES and not (heard and rule.id == REPRESENTATIVE)
        for by in _days(rule, starts_on, calendar)
    ]
    return sorted(found, key=lambda lead: lead.by)


def _days(rule: Rule, starts_on: date, calendar: WorkdayCalendar) -> Iterator[date]:
    if rule.value and rule.unit == Unit.WORKING_DAYS:
        yield calendar.before(starts_on, rule.value)
    elif rule.value and rule.unit == Unit.DAYS:
        yield starts_on - timedelta(days=rule.value)


def too_late(kind: StepKind, starts_on: date, *, today: date, calendar: WorkdayCalendar, heard: bool) -> Sequence[Lead]:
    """What should have been done before today. Whether a record is asked for is not known here, so it warns of nothing."""
    found = before(kind, starts_on, today=today, calendar=calendar, heard=heard)
    return [lead for lead in found if lead.late and lead.rule != RECORD]
