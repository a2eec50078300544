"""Which state may follow which, for a jobpakke and for a step (pure)."""

from enum import StrEnum


class JobpakkeState(StrEnum):
    DRAFT = "draft"  # planned, nobody asked yet
    AWAITING_COMPANY = "awaiting_company"  # the commitment has been sent
    ACTIVE = "active"  # the company has confirmed; the jobcentre owes a green wave
    COMPLETED = "completed"  # the job has begun
    BROKEN_OFF = "broken_off"


class StepState(StrEnum):
    PLANNED = "planned"
    RUNNING = "running"
    DONE = "done"
    BROKEN = "broken"  # ended before time
    SUPERSEDED = "superseded"  # replaced by a new plan; kept as history


J, T = JobpakkeState, StepState

JOBPAKKE_FOLLOWS: dict[JobpakkeState, frozenset[JobpakkeState]] = {
    J.DRAFT: frozenset({J.AWAITING_COMPANY, J.BROKEN_OFF}),
    # A decline or a proposal sends it back to the caseworker's desk.
    J.AWAITING_COMPANY: frozenset({J.ACTIVE, J.DRAFT, J.BROKEN_OFF}),
    # A changed job date or content is confirmed anew.
    J.ACTIVE: frozenset({J.AWAITING_COMPANY, J.COMPLETED, J.BROKEN_OFF}),
    J.COMPLETED: frozenset(),
    J.BROKEN_OFF: frozenset(),
}

STEP_FOLLOWS: dict[StepState, frozenset[StepState]] = {
    T.PLANNED: frozenset({T.RUNNING, T.BROKEN, T.SUPERSEDED}),
    T.RUNNING: frozenset({T.DONE, T.BROKEN}),
    T.DONE: frozenset(),
    T.BROKEN: frozenset(),
    T.SUPERSEDED: frozenset(),
}

OPEN = frozenset({J.DRAFT, J.AWAITING_COMPANY, J.ACTIVE})
CLOSED = frozenset({J.COMPLETED, J.BROKEN_OFF})
# In these a step stands in the plan and covers its days.
LIVE_STEPS = frozenset({T.PLANNED, T.RUNNING, T.DONE, T.BROKEN})


def may_follow(old: JobpakkeState, new: JobpakkeState) -> bool:
    return new in JOBPAKKE_FOLLOWS[old]


def step_may_follow(old: StepState, new: StepState) -> bool:
    return new in STEP_FOLLOWS[old]
