"""What must be done before a step begins, and by which day: the lead times as dates with a sentence each (pure).

Those that planning holds to (`Asked.holds`) are steps of their own: until somebody has said that one is done, the step begins
no earlier than it can be. The others warn and never move a plan.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.jobpakke.wanted import LeadStep
from casework.planning.steps import StepKind
from casework.rules.lead_times import LeadTimes
from casework.rules.wording import LEADS as NOUNS
from jobpakker.foundation.ui import dates
from jobpakker.foundation.workdays import WorkdayCalendar

REPRESENTATIVE, RECORD, SEAT = "LEAD_REP", "LEAD_RECORD", "LEAD_SEAT"
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
# As a thing in a picture, as what is said when it is done, and as what takes its time within a sentence.
SHORT: dict[str, Promise] = NOUNS | {REPRESENTATIVE: _("Høring"), RECORD: _("Attest"), "LEAD_SEAT": _("Plads")}
DONE: dict[str, Promise] = {
    "LEAD_VITAS": _("Ansøgningen er sendt"),
    REPRESENTATIVE: _("Repræsentanten er hørt"),
    "LEAD_GRANT": _("Bevillingen er givet"),
    "LEAD_SEAT": _("Pladsen er bestilt"),
    RECORD: _("Attesten er hentet"),
    "LEAD_TRANSPORT": _("Befordringen er aftalt"),
    "LEAD_LETTER": _("Brevet er sendt"),
}
TAKES: dict[str, Promise] = {
    "LEAD_VITAS": _("ansøgningen i VITAS tager {days}"),
    REPRESENTATIVE: _("høringen af medarbejdernes repræsentant tager {days}"),
    "LEAD_GRANT": _("bevillingen tager {days}"),
    "LEAD_SEAT": _("pladsen på kurset skal bestilles {days} før"),
    RECORD: _("straffe- eller børneattesten tager {days}"),
    "LEAD_TRANSPORT": _("befordringen tager {days} at aftale"),
    "LEAD_LETTER": _("brevet til borgeren skal sendes {days} før"),
}


@dataclass(frozen=True)
class Lead:
    rule: str
    by: date  # the last day on which it is done in time
    late: bool
    holds: bool = False  # planning waits for it
    done: bool = False

    @property
    def sentence(self) -> str:
        return str(SENTENCES[self.rule]).format(day=dates.show(self.by))

    @property
    def noun(self) -> str:
        return str(NOUNS.get(self.rule, ""))

    @property
    def short(self) -> str:
        return str(SHORT.get(self.rule, ""))

    @property
    def is_done(self) -> str:
        """What the button says, and what stands there afterwards."""
        return str(DONE.get(self.rule, ""))


def takes(lead: LeadStep) -> str:
    """ "bevillingen tager 10 arbejdsdage" """
    return str(TAKES[lead.rule]).format(days=dates.length(lead.days, "working_days"))


def before(
    kind: StepKind, starts_on: date, *, today: date, calendar: WorkdayCalendar, heard: bool = False,
    times: LeadTimes | None = None, own: int | None = None, done: Iterable[str] = (),
) -> Sequence[Lead]:  # fmt: skip
    """In the order of their days. By the law of the day that the step begins; `heard`: the representative has answered, and
    `own` working days are what this step's own leads take.

    None for a step that should have begun already: there is nothing left to do in time.
    """
    if starts_on < today:
        return []
    said = frozenset(done)
    found = []
    for asked in (times or LeadTimes()).before(str(kind), starts_on):
        if heard and asked.rule.id == REPRESENTATIVE:
            continue
        by = asked.by(starts_on, calendar) if own is None or not asked.holds else calendar.before(starts_on, own)
        is_done = asked.rule.id in said
        found.append(Lead(asked.rule.id, by, by < today and not is_done, asked.holds, is_done))
    return sorted(found, key=lambda lead: lead.by)


def too_late(found: Iterable[Lead]) -> Sequence[Lead]:
    """What should have been done before today. Whether a record is asked for is not known here, so it warns of nothing."""
    return [lead for lead in found if lead.late and lead.rule != RECORD]
