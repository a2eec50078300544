"""Everything that changes a package. Keyword-only, one transaction each, audited, announced inside the transaction."""

from casework.jobpakke.actions.base import Stale, UnableTo, company_climbed, look_again
from casework.jobpakke.actions.end import A_JOB, OUTCOMES_AT_THE_END, break_off, complete
from casework.jobpakke.actions.let_be import Said, let_be, taken_over, waiting
from casework.jobpakke.actions.pause import (
    Before,
    all_of,
    back_again,
    change_pause,
    pause,
    restore_pause,
    take_back_pause,
)
from casework.jobpakke.actions.plan import Proposal, build, change, give_reason, preview
from casework.jobpakke.actions.promise import (
    activate,
    company_declined,
    company_proposed_change,
    decided,
    send_commitment,
    undecided,
)
from casework.jobpakke.actions.said import company_answered_job, company_reported, company_reviewed, company_took_back
from casework.jobpakke.actions.walk import break_step, finish_step, mark_lead, start_step, take_back

__all__ = [
    "A_JOB",
    "Before",
    "OUTCOMES_AT_THE_END",
    "Proposal",
    "Said",
    "Stale",
    "UnableTo",
    "activate",
    "all_of",
    "back_again",
    "break_off",
    "break_step",
    "build",
    "change",
    "change_pause",
    "company_answered_job",
    "company_climbed",
    "company_declined",
    "company_proposed_change",
    "company_reported",
    "company_reviewed",
    "company_took_back",
    "complete",
    "decided",
    "finish_step",
    "give_reason",
    "let_be",
    "look_again",
    "mark_lead",
    "pause",
    "preview",
    "restore_pause",
    "send_commitment",
    "start_step",
    "take_back",
    "taken_over",
    "take_back_pause",
    "undecided",
    "waiting",
]
