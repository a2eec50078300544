"""The words that green_wave writes in the audit trail; `history.py` makes a sentence of each."""

from enum import StrEnum


class Kind(StrEnum):
    FOUND = "dead_period.found"
    CHANGED = "dead_period.changed"
    CLOSED = "dead_period.closed"
    REOPENED = "dead_period.reopened"
    CAUSE_SET = "dead_period.cause_set"
    ASSIGNED = "dead_period.assigned"
    ACCEPTED = "dead_period.accepted"
    ACCEPTANCE_WITHDRAWN = "dead_period.acceptance_withdrawn"
    LIFTED = "dead_period.lifted"
    LIFTING_RULE_SET = "lifting_rule.set"
    THRESHOLDS_SET = "flag_threshold.set"
    MUTED = "my_day.muted"
    UNMUTED = "my_day.unmuted"
