"""The terms a company is asked to confirm: plain data with one shape, and the fingerprint of exactly that content (pure).

There is no field for a CPR number, a surname, a benefit or a note; where people write freely, a CPR number is found and refused.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from companies.register.numbers import holds_a_cpr_number

# What the jobcentre promises in every agreement; `wording.PROMISES` says each in words.
PROMISES = ("trained", "no_gaps", "one_contact")


@dataclass(frozen=True)
class TermsStep:
    kind: str  # praktik, kursus, mentor, loentilskud
    title: str
    starts_on: str  # ISO, first day
    ends_on: str  # ISO, last day (inclusive)
    at_the_company: bool  # what the company itself does
    beside: bool = False  # a course that runs along with the other steps; of a mentor it goes without saying

    def as_data(self) -> dict[str, Any]:
        """What is not so is not written: versions from before it could be said keep their fingerprint."""
        data = asdict(self)
        if not self.beside:
            del data["beside"]
        return data


@dataclass(frozen=True)
class Terms:
    job_title: str
    company_name: str
    worksite_name: str
    job_starts_on: str  # ISO
    weekly_hours: str
    wage_basis: str
    conditions: str
    candidate: str  # first name once the citizen has agreed to it, otherwise empty: "kandidaten"
    municipality: str
    caseworker_name: str
    caseworker_phone: str
    steps: tuple[TermsStep, ...]
    mentor_name: str = ""  # the company's own employee, who is the daily mentor
    promises: tuple[str, ...] = PROMISES

    def as_data(self) -> dict[str, Any]:
        return asdict(self) | {"steps": [step.as_data() for step in self.steps], "promises": list(self.promises)}

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the content in one canonical spelling, 64 hex digits."""
        text = json.dumps(self.as_data(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def job_date(self) -> date:
        return date.fromisoformat(self.job_starts_on)

    def day_has_passed(self, today: date) -> bool:
        """A promise to hire from a day that has gone promises nothing; on the day itself it still does."""
        return self.job_date < today

    @property
    def holds_a_cpr_number(self) -> bool:
        written = (self.job_title, self.wage_basis, self.conditions, self.candidate, self.mentor_name)
        return any(holds_a_cpr_number(text) for text in (*written, *(step.title for step in self.steps)))

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Terms":
        steps = tuple(TermsStep(**step) for step in data["steps"])
        return cls(**(data | {"steps": steps, "promises": tuple(data.get("promises", PROMISES))}))
