"""Which change of the terms undoes whose yes (pure). What nobody has to answer for anew stays confirmed.

Two parties answer: the company, through the one who decides, and the employees' representative, who is heard where somebody is in
praktik or løntilskud at the place of work. The table is data, so that a person can read it, argue with it, and test each cell.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from companies.commitments.terms import Terms, TermsStep


class Party(StrEnum):
    COMPANY = "company"
    REPRESENTATIVE = "representative"


class Part(StrEnum):
    """The terms, cut into what can be confirmed apart. Each field of `Terms` belongs to exactly one."""

    JOB = "job"
    DAY = "day"
    HOURS = "hours"
    WAGE = "wage"
    CONDITIONS = "conditions"
    PLACE = "place"
    OWN_STEPS = "own_steps"  # at the company: what it does itself
    OTHER_STEPS = "other_steps"  # elsewhere
    MENTOR = "mentor"
    PROMISES = "promises"  # what the municipality promises
    CANDIDATE = "candidate"
    CASEWORKER = "caseworker"


NOBODY: frozenset[Party] = frozenset()
COMPANY = frozenset({Party.COMPANY})
BOTH = frozenset(Party)


@dataclass(frozen=True)
class Row:
    """What one part is made of, whose yes falls when it changes, and why."""

    fields: tuple[str, ...]
    voids: frozenset[Party]
    why: str


TABLE: dict[Part, Row] = {
    Part.JOB: Row(("job_title",), COMPANY, "another job is another promise"),
    Part.DAY: Row(("job_starts_on",), COMPANY, "the promise is to hire from a day"),
    Part.HOURS: Row(("weekly_hours",), COMPANY, "hours are wages"),
    Part.WAGE: Row(("wage_basis",), COMPANY, "what it costs"),
    Part.CONDITIONS: Row(("conditions",), COMPANY, "on what the promise rests"),
    Part.PLACE: Row(("company_name", "worksite_name"), BOTH, "another place of work has its own representative"),
    Part.OWN_STEPS: Row((), BOTH, "who is at the place of work, as what, and when"),
    Part.OTHER_STEPS: Row((), NOBODY, "happens elsewhere; the company's days are as they were"),
    Part.MENTOR: Row(("mentor_name",), COMPANY, "an employee's time"),
    Part.PROMISES: Row(("promises",), COMPANY, "the other half of the agreement"),
    Part.CANDIDATE: Row(("candidate",), NOBODY, "a first name shown or hidden as the citizen wishes"),
    Part.CASEWORKER: Row(("municipality", "caseworker_name", "caseworker_phone"), NOBODY, "whom to call"),
}


def changed(old: Terms, new: Terms) -> frozenset[Part]:
    return frozenset(part for part in Part if _content(part, old) != _content(part, new))


def voided(old: Terms, new: Terms) -> frozenset[Party]:
    """Whose yes to `old` is no yes to `new`."""
    return frozenset(party for part in changed(old, new) for party in TABLE[part].voids)


def standing(old: Terms, new: Terms, *, party: Party = Party.COMPANY) -> tuple[Part, ...]:
    """The parts that this party answers for, and that it need not answer for again."""
    different = changed(old, new)
    return tuple(part for part in Part if part not in different and party in TABLE[part].voids)


def _content(part: Part, terms: Terms) -> Any:
    match part:
        case Part.OWN_STEPS:
            return _steps(terms, at_the_company=True)
        case Part.OTHER_STEPS:
            return _steps(terms, at_the_company=False)
    return tuple(getattr(terms, field) for field in TABLE[part].fields)


def _steps(terms: Terms, *, at_the_company: bool) -> list[TermsStep]:
    """In the order of time: the order in which they were put down changes nothing."""
    own = [step for step in terms.steps if step.at_the_company == at_the_company]
    return sorted(own, key=lambda step: (step.starts_on, step.ends_on, step.kind, step.title))
