"""Facts that companies announces, and the words it writes in the audit trail.

Who listens is not its business (casework/receivers.py is the complete list). Each signal is sent in the transaction of its
change, with `commitment` (HiringCommitment), `version` (CommitmentVersion) and `at`.
"""

from enum import StrEnum

from django.dispatch import Signal

commitment_confirmed = Signal()
commitment_declined = Signal()
commitment_change_proposed = Signal()


class Kind(StrEnum):
    REMINDERS_CHANGED = "reminders.changed"
    COMPANY_CREATED = "company.created"
    COMPANY_CHANGED = "company.changed"
    CONTACT_ADDED = "contact.added"
    CONTACT_CHANGED = "contact.changed"
    WORKSITE_ADDED = "worksite.added"
    WORKSITE_CHANGED = "worksite.changed"
    OPENING_CREATED = "opening.created"
    OPENING_CHANGED = "opening.changed"
    OPENING_WITHDRAWN = "opening.withdrawn"
    OPENING_REOPENED = "opening.reopened"
    OPENING_FILLED = "opening.filled"
    RUNG_REACHED = "opening.rung_reached"
    RUNG_TAKEN_BACK = "opening.rung_taken_back"
    COMPANY_WORDS = "opening.company_words"
    COMMITMENT_REQUESTED = "commitment.requested"
    COMMITMENT_NEW_TERMS = "commitment.new_terms"
    COMMITMENT_CONFIRMED = "commitment.confirmed"
    COMMITMENT_DECLINED = "commitment.declined"
    COMMITMENT_CHANGE_PROPOSED = "commitment.change_proposed"
    COMMITMENT_WITHDRAWN = "commitment.withdrawn"
    COMMITMENT_REMINDED = "commitment.reminded"
    COMMITMENT_TALKED = "commitment.talked"
    COMMITMENT_LINK_RENEWED = "commitment.link_renewed"
