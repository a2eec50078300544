"""Facts that jobpakke announces inside the transaction of their change, and the words it writes in the audit trail."""

from enum import StrEnum

from django.dispatch import Signal

# Sent with `jobpakke`, `today` and `at` whenever the set of dead periods may have changed. Who listens is not its business.
jobpakke_changed = Signal()


class Kind(StrEnum):
    """Kinds of audit events; `history.py` makes a sentence of each."""

    BUILT = "jobpakke.built"
    CHANGED = "jobpakke.changed"
    SENT = "jobpakke.sent"
    ACTIVATED = "jobpakke.activated"
    DECIDED = "jobpakke.decided"  # every hole is mended, or somebody answers for it
    UNDECIDED = "jobpakke.undecided"  # that was taken back
    PAUSED = "jobpakke.paused"
    PAUSE_CHANGED = "jobpakke.pause_changed"
    PAUSE_OVER = "jobpakke.pause_over"
    PAUSE_TAKEN_BACK = "jobpakke.pause_taken_back"
    DECLINED = "jobpakke.declined"
    CHANGE_PROPOSED = "jobpakke.change_proposed"
    EARNED = "jobpakke.earned"
    NOT_EARNED = "jobpakke.not_earned"
    STEP_STARTED = "jobpakke.step_started"
    STEP_FINISHED = "jobpakke.step_finished"
    STEP_BROKEN = "jobpakke.step_broken"
    STEP_TAKEN_BACK = "jobpakke.step_taken_back"
    LET_BE = "jobpakke.let_be"
    LEAD_DONE = "jobpakke.lead_done"
    LEAD_NOT_DONE = "jobpakke.lead_not_done"
    COMPLETED = "jobpakke.completed"
    BROKEN_OFF = "jobpakke.broken_off"
