"""The words that this topic writes in the audit trail."""

from enum import StrEnum


class Kind(StrEnum):
    CONFIRMED = "rules.confirmed"
    WITHDRAWN = "rules.withdrawn"
    LEAD_TIMES_SET = "lead_times.set"
    FINDING_ACCEPTED = "jobpakke.finding_accepted"  # told in the history of the package
