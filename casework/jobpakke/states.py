"""Which state may follow which, for a jobpakke and for a step (pure)."""

from enum import StrEnum


class JobpakkeState(StrEnum):
    DRAFT = "draft"  # on the caseworker's desk: never asked, declined, or to be changed as the company proposed
    AWAITING_COMPANY = "awaiting_company"  # the commitment has been sent
    # The company has confirmed, and the plan has a hole that nobody has mended or answers for.
    AWAITING_DECISION = "awaiting_decision"
    ACTIVE = "active"  # the company has confirmed; the jobcentre owes a green wave
    COMPLETED = "completed"  # the chain was walked to its end; the outcome says whether into the job
    BROKEN_OFF = "broken_off"


class StepState(StrEnum):
    PLANNED = "planned"
    RUNNING = "running"
    DONE = "done"
    BROKEN = "broken"  # ended before time, or cancelled before it began
    SUPERSEDED = "superseded"  # replaced by a new plan; kept as history


J, T = JobpakkeState, StepState

JOBPAKKE_FOLLOWS: dict[JobpakkeState, frozenset[JobpakkeState]] = {
    J.DRAFT: frozenset({J.AWAITING_COMPANY, J.BROKEN_OFF}),
    # A decline or a proposal sends it back to the caseworker's desk.
    J.AWAITING_COMPANY: frozenset({J.ACTIVE, J.AWAITING_DECISION, J.DRAFT, J.BROKEN_OFF}),
    # Decided, it is active; nobody's silence keeps anyone from the job, so it may end as any other.
    J.AWAITING_DECISION: frozenset({J.ACTIVE, J.AWAITING_COMPANY, J.COMPLETED, J.BROKEN_OFF}),
    # A changed job date or content is confirmed anew.
    J.ACTIVE: frozenset({J.AWAITING_COMPANY, J.AWAITING_DECISION, J.COMPLETED, J.BROKEN_OFF}),
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

# A slip of the hand is taken back while the package is open; the audit trail keeps both.
STEP_TAKEN_BACK: dict[StepState, StepState] = {
    T.RUNNING: T.PLANNED,
    T.DONE: T.RUNNING,
    T.BROKEN: T.RUNNING,  # or planned, when it had never begun
}

OPEN = frozenset({J.DRAFT, J.AWAITING_COMPANY, J.AWAITING_DECISION, J.ACTIVE})
PROMISED = frozenset({J.AWAITING_DECISION, J.ACTIVE})  # the company has confirmed the plan as it was sent
CLOSED = frozenset({J.COMPLETED, J.BROKEN_OFF})
# In these a step stands in the plan and covers its days.
LIVE_STEPS = frozenset({T.PLANNED, T.RUNNING, T.DONE, T.BROKEN})


def may_follow(old: JobpakkeState, new: JobpakkeState) -> bool:
    return new in JOBPAKKE_FOLLOWS[old]


def step_may_follow(old: StepState, new: StepState) -> bool:
    return new in STEP_FOLLOWS[old]


def sources(new: JobpakkeState) -> list[JobpakkeState]:
    """The states that a move into `new` may start from; the conditional UPDATE names them."""
    return [old for old, following in JOBPAKKE_FOLLOWS.items() if new in following]


def step_sources(new: StepState) -> list[StepState]:
    return [old for old, following in STEP_FOLLOWS.items() if new in following]
