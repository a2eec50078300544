"""Which form a chain has earned: jobpakke, sammensat forløb or enkeltstående tilbud. Computed from facts, never chosen.

The principles are the seed's (domain.md § 4.1-4.2): the citizen is clarified; D1 a concrete company is the goal; D2 it took
part in the content; D3 it has committed to hire; D4 everything is planned back from its ordinary job; the chain is complete
and ends in that job; the roles are named. A name that must be earned is only worth something if it can be lost again.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies.commitments.states import CommitmentState
from jobpakker.foundation.ui import dates


class Form(StrEnum):
    JOBPAKKE = "jobpakke"
    SAMMENSAT = "sammensat"  # a chain towards a trade or a company that has not promised anything
    ENKELTSTAAENDE = "enkeltstaaende"  # one offer


FORM_LABELS: dict[Form, Promise] = {
    Form.JOBPAKKE: gettext_lazy("Jobpakke"),
    Form.SAMMENSAT: gettext_lazy("Sammensat forløb"),
    Form.ENKELTSTAAENDE: gettext_lazy("Enkeltstående tilbud"),
}


class Code(StrEnum):
    CLARIFIED = "clarified"
    COMPANY = "company"  # D1
    TOOK_PART = "took_part"  # D2
    COMMITTED = "committed"  # D3
    JOB = "job"  # D4
    COMPLETE = "complete"
    ROLES = "roles"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is recorded about one chain, as plain values; `timeline.facts` makes it of rows."""

    clarified_on: date | None
    company_name: str
    worksite_name: str
    job_title: str
    job_starts_on: date | None
    job_withdrawn: bool = False
    took_part_on: date | None
    commitment: CommitmentState | None
    answered_on: date | None = None
    covering_steps: int
    # Working days without a covering step between the last step and the first day of the job; None: no step at all.
    days_before_job: int | None
    caseworker_name: str
    contact_name: str
    has_mentor: bool
    mentor_name: str


@dataclass(frozen=True)
class Principle:
    code: Code
    kept: bool
    label: str
    sentence: str  # how it is kept, or what is missing

    @property
    def done(self) -> bool:  # the word of the checklist component
        return self.kept

    @property
    def why(self) -> str:
        return self.sentence


def principles(facts: Facts) -> tuple[Principle, ...]:
    """All seven, in the order in which they come about."""
    return (
        _clarified(facts),
        _company(facts),
        _job(facts),
        _took_part(facts),
        _complete(facts),
        _roles(facts),
        _committed(facts),
    )


def form_of(facts: Facts, found: tuple[Principle, ...] = ()) -> Form:
    """`found`: its principles, where they are known already."""
    if all(principle.kept for principle in found or principles(facts)):
        return Form.JOBPAKKE
    return Form.SAMMENSAT if facts.covering_steps > 1 else Form.ENKELTSTAAENDE


def purity(facts: Facts) -> int:
    """D1-D4 that are kept, 0-4. The marks beside them are shown, never added (domain.md § 4.3)."""
    counted = {Code.COMPANY, Code.TOOK_PART, Code.COMMITTED, Code.JOB}
    return sum(principle.kept for principle in principles(facts) if principle.code in counted)


def _clarified(facts: Facts) -> Principle:
    kept = facts.clarified_on is not None
    sentence = (
        _("Afklaret {day}.").format(day=dates.show(facts.clarified_on))
        if kept
        else _("Skriv på borgeren, hvornår afklaringen var færdig. Den er trin 0 og tæller ikke med i forløbet.")
    )
    return Principle(Code.CLARIFIED, kept, _("Borgeren er afklaret"), sentence)


def _company(facts: Facts) -> Principle:
    kept = bool(facts.company_name and facts.worksite_name) and not facts.job_withdrawn
    if kept and facts.company_name == facts.worksite_name:
        sentence = _("{company}.").format(company=facts.company_name)
    elif kept:
        sentence = _("{company}, {worksite}.").format(company=facts.company_name, worksite=facts.worksite_name)
    elif facts.job_withdrawn:
        sentence = _("Jobbet er trukket tilbage. Find et andet job.")
    else:
        sentence = _("Der mangler en virksomhed og et arbejdssted.")
    return Principle(Code.COMPANY, kept, _("En konkret virksomhed er målet"), sentence)


def _job(facts: Facts) -> Principle:
    kept = bool(facts.job_title) and facts.job_starts_on is not None and not facts.job_withdrawn
    sentence = (
        _("{title} fra {day}.").format(title=facts.job_title, day=dates.show(facts.job_starts_on))
        if kept and facts.job_starts_on
        else _("Der mangler et ordinært job med en første arbejdsdag.")
    )
    return Principle(Code.JOB, kept, _("Et konkret, ordinært job er målet"), sentence)


def _took_part(facts: Facts) -> Principle:
    kept = facts.took_part_on is not None
    sentence = (
        _("Aftalt med virksomheden {day}.").format(day=dates.show(facts.took_part_on))
        if facts.took_part_on
        else _("Tal trinene igennem med virksomheden, og skriv datoen.")
    )
    return Principle(Code.TOOK_PART, kept, _("Virksomheden har været med til indholdet"), sentence)


def _committed(facts: Facts) -> Principle:
    kept = facts.commitment == CommitmentState.CONFIRMED
    match facts.commitment:
        case CommitmentState.CONFIRMED if facts.answered_on:
            sentence = _("Bekræftet {day}.").format(day=dates.show(facts.answered_on))
        case CommitmentState.CONFIRMED:
            sentence = _("Bekræftet.")
        case CommitmentState.REQUESTED:
            sentence = _("Sendt til virksomheden, som ikke har svaret endnu.")
        case CommitmentState.DECLINED:
            sentence = _("Virksomheden har sagt nej.")
        case CommitmentState.CHANGE_PROPOSED:
            sentence = _("Virksomheden har foreslået noget andet. Ret planen, og send den igen.")
        case CommitmentState.WITHDRAWN:
            sentence = _("Tilsagnet er trukket tilbage.")
        case _:
            sentence = _("Send tilsagnet til virksomheden.")
    return Principle(Code.COMMITTED, kept, _("Virksomheden har lovet at ansætte"), sentence)


def _complete(facts: Facts) -> Principle:
    kept = facts.days_before_job == 0
    if kept:
        sentence = _("Det sidste trin fører lige ind i jobbet.")
    elif facts.days_before_job is None:
        sentence = _("Planen er ikke regnet.") if facts.covering_steps else _("Der er ingen trin før jobbet.")
    else:
        days = dates.length(facts.days_before_job, "working_days")
        sentence = _("Der er {days} mellem det sidste trin og jobbet.").format(days=days)
    return Principle(Code.COMPLETE, kept, _("Kæden er hel og ender i jobbet"), sentence)


def _roles(facts: Facts) -> Principle:
    missing = []
    if not facts.caseworker_name:
        missing.append(_("sagsbehandler"))
    if not facts.contact_name:
        missing.append(_("kontaktperson i virksomheden"))
    if facts.has_mentor and not facts.mentor_name:
        missing.append(_("mentor"))
    if missing:
        sentence = _("Der mangler et navn: {roles}.").format(roles=", ".join(missing))
    else:
        named = [facts.caseworker_name, facts.contact_name, *([facts.mentor_name] if facts.has_mentor else [])]
        sentence = _("{names}.").format(names=", ".join(named))
    return Principle(Code.ROLES, not missing, _("Rollerne er fordelt"), sentence)
