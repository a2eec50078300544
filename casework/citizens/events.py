"""Facts that citizens announces inside the transaction of their change, and the words it writes in the audit trail."""

from enum import StrEnum

from django.dispatch import Signal

# Sent with `citizen`, `by`, `today` and `at` when trin 0 was done, or that was taken back: an open package may earn its
# name by it. Who listens is not its business (casework/receivers.py is the complete list).
clarification_changed = Signal()


class Kind(StrEnum):
    CREATED = "citizen.created"
    CHANGED = "citizen.changed"
    CPR_REVEALED = "citizen.cpr_revealed"
    CLARIFIED = "citizen.clarified"
    CLARIFICATION_TAKEN_BACK = "citizen.clarification_taken_back"
    AGREED_TO_FIRST_NAME = "citizen.agreed_to_first_name"
    AGREEMENT_TAKEN_BACK = "citizen.agreement_taken_back"
