"""The terms a company is asked to confirm: plain data with one shape, and the fingerprint of exactly that content (pure).

Nothing here can hold a CPR number, a surname, a benefit or a note: there is no field for it.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class TermsStep:
    kind: str  # praktik, kursus, mentor, loentilskud
    title: str
    starts_on: str  # ISO, first day
    ends_on: str  # ISO, last day (inclusive)
    at_the_company: bool  # what the company itself does


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

    def as_data(self) -> dict[str, Any]:
        return asdict(self) | {"steps": [asdict(step) for step in self.steps]}

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the content in one canonical spelling, 64 hex digits."""
        text = json.dumps(self.as_data(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def job_date(self) -> date:
        return date.fromisoformat(self.job_starts_on)

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Terms":
        return cls(**(data | {"steps": tuple(TermsStep(**step) for step in data["steps"])}))
