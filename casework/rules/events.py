"""The words that this topic writes in the audit trail."""

from enum import StrEnum


class Kind(StrEnum):
    CONFIRMED = "rules.confirmed"
    WITHDRAWN = "rules.withdrawn"
    FINDING_ACCEPTED = "jobpakke.finding_accepted"  # told in the history of the package
