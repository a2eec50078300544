"""Who must say yes again to a plan that is being changed: what was asked old → new, and the names (no HTML, nothing stored)."""

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass

from django.utils.translation import gettext as _

from casework.jobpakke import timeline, unsent
from casework.jobpakke.actions.plan import planned_rows
from casework.jobpakke.models import Jobpakke, Step
from casework.jobpakke.proposal import Proposal
from casework.jobpakke.unsent import Unsent
from companies.commitments.changes import TABLE, Part, Party
from companies.commitments.models import CommitmentVersion
from companies.commitments.wording import PARTS_TO_STAFF, Change

# What the citizen has been through with her caseworker: her days, hours, places and people.
CITIZEN = frozenset({Part.JOB, Part.DAY, Part.HOURS, Part.PLACE, Part.OWN_STEPS, Part.OTHER_STEPS, Part.MENTOR})


@dataclass(frozen=True)
class Asked:
    who: str
    sentence: str


@dataclass(frozen=True)
class Again:
    heading: str
    changes: Sequence[Change]
    asked: Sequence[Asked]


def of_draft(jobpakke: Jobpakke, proposal: Proposal, steps: Sequence[Step], *, heard: bool) -> Again | None:
    """Of the plan as it is typed; nothing while there is none. Stores nothing. One query for a package that has been sent."""
    if proposal.plan is None:
        return None
    package, wanted = copy(jobpakke), proposal.wanted
    package.job_starts_on, package.mentor_name = wanted.job_starts_on, wanted.mentor_name
    package.conditions = wanted.conditions
    rows = timeline.in_order(planned_rows(package, proposal, steps))
    return of(package, rows, unsent.newest_of(package), heard=heard)


def of(jobpakke: Jobpakke, rows: Sequence[Step], newest: CommitmentVersion | None, *, heard: bool) -> Again | None:
    """`rows` as they would be stored; `heard`: the employees' representative has answered about the terms that hold. None: nobody
    has been asked about anything that is different now."""
    found = unsent.of(jobpakke, rows, newest)
    if not found or jobpakke.commitment is None:
        return None
    heading = (
        _("Ændret, siden virksomheden sagde ja") if found.confirmed else _("Ændret, siden virksomheden blev spurgt")
    )
    return Again(heading, found.changes, list(_asked(jobpakke, found, heard)))


def _asked(jobpakke: Jobpakke, found: Unsent, heard: bool) -> list[Asked]:
    assert jobpakke.commitment is not None
    asked = []
    company = _about(found, Party.COMPANY)
    who = _("{name}, {company}").format(name=jobpakke.commitment.contact.name, company=jobpakke.opening.company.name)
    if company:
        again = _("bekræfter igen: {parts}.") if found.confirmed else _("spørges forfra om: {parts}.")
        asked.append(Asked(who, again.format(parts=company)))
    else:
        asked.append(Asked(who, _("får besked og skal ikke svare igen.")))
    if heard and (parts := _about(found, Party.REPRESENTATIVE)):
        asked.append(Asked(_("Medarbejdernes repræsentant"), _("høres igen: {parts}.").format(parts=parts)))
    if mine := _named(part for part in Part if part in found.parts and part in CITIZEN):
        asked.append(Asked(_("Borgeren"), _("skal se den nye plan og sige ja til den: {parts}.").format(parts=mine)))
    return asked


def _about(found: Unsent, party: Party) -> str:
    return _named(part for part in Part if part in found.parts and party in TABLE[part].voids)


def _named(parts: Iterable[Part]) -> str:
    return ", ".join(str(PARTS_TO_STAFF[part]) for part in parts)
