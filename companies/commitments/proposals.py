"""What a company would have otherwise (pure): another first working day, other hours, other conditions, another content of its own
steps. Kept as data beside its words, so that it can be turned into new terms with one press.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from companies.commitments import wording
from companies.commitments.terms import Terms
from companies.commitments.wording import Change
from jobpakker.foundation.ui import dates

MENTOR = "mentor"  # an employee of the company's own beside the steps: her name is changed by talking about it


@dataclass(frozen=True)
class Proposal:
    """Against one version of the terms. What is None, or not in `titles`, is as it should be."""

    starts_on: date | None = None
    weekly_hours: Decimal | None = None
    conditions: str | None = None
    titles: Mapping[int, str] = field(default_factory=dict)  # by the step's number in the terms

    def __bool__(self) -> bool:
        return self.starts_on is not None or bool(self.as_data())

    def as_data(self) -> dict[str, Any]:
        """All but the day, which has its own column."""
        data: dict[str, Any] = {}
        if self.weekly_hours is not None:
            data["weekly_hours"] = f"{self.weekly_hours.normalize():f}"
        if self.conditions is not None:
            data["conditions"] = self.conditions
        if self.titles:
            data["titles"] = [[number, title] for number, title in sorted(self.titles.items())]
        return data

    @classmethod
    def from_data(cls, starts_on: date | None, data: Mapping[str, Any]) -> "Proposal":
        hours = data.get("weekly_hours")
        return cls(
            starts_on=starts_on,
            weekly_hours=Decimal(hours) if hours is not None else None,
            conditions=data.get("conditions"),
            titles={int(number): str(title) for number, title in data.get("titles", ())},
        )


def own_steps(terms: Terms) -> list[int]:
    """The numbers of the steps whose content the company may want otherwise."""
    return [n for n, step in enumerate(terms.steps) if step.at_the_company and step.kind != MENTOR]


def same_hours(terms: Terms, hours: Decimal) -> bool:
    try:
        return Decimal(terms.weekly_hours.replace(",", ".")) == hours
    except InvalidOperation:
        return False


def changes(terms: Terms, proposal: Proposal) -> list[Change]:
    """Old → new, in the order of the page."""
    found = []
    if proposal.starts_on is not None:
        old, new = (dates.show(day, "long") for day in (terms.job_date, proposal.starts_on))
        found.append(Change(_("Første arbejdsdag"), old, new))
    if proposal.weekly_hours is not None:
        found.append(Change(_("Timer om ugen"), wording.hours(terms), dates.number(float(proposal.weekly_hours))))
    if proposal.conditions is not None:
        found.append(Change(_("Betingelser"), terms.conditions, proposal.conditions))
    for number, title in sorted(proposal.titles.items()):
        if number < len(terms.steps):
            step = wording.stair(terms.steps[number])
            found.append(Change(f"{step.name}, {step.span}", terms.steps[number].title, title))
    return found


def fulfils(terms: Terms, proposal: Proposal) -> bool:
    """Whether these terms are what was proposed."""
    titles = {step.title for step in terms.steps}
    return (
        proposal.starts_on in {None, terms.job_date}
        and (proposal.weekly_hours is None or same_hours(terms, proposal.weekly_hours))
        and proposal.conditions in {None, terms.conditions}
        and titles.issuperset(proposal.titles.values())
    )
