"""Which state of a hiring commitment may follow which (pure). The picture in the room's README is drawn from this table."""

from enum import StrEnum


class CommitmentState(StrEnum):
    REQUESTED = "requested"  # the company has been asked and has not answered
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    CHANGE_PROPOSED = "change_proposed"  # the company answered with another date or content
    WITHDRAWN = "withdrawn"  # the jobcentre took the question back


S = CommitmentState

FOLLOWS: dict[CommitmentState, frozenset[CommitmentState]] = {
    S.REQUESTED: frozenset({S.REQUESTED, S.CONFIRMED, S.DECLINED, S.CHANGE_PROPOSED, S.WITHDRAWN}),
    # New terms ask again, whatever the last answer was; only a withdrawn question stays withdrawn.
    S.CONFIRMED: frozenset({S.REQUESTED, S.WITHDRAWN}),
    S.DECLINED: frozenset({S.REQUESTED, S.WITHDRAWN}),
    S.CHANGE_PROPOSED: frozenset({S.REQUESTED, S.WITHDRAWN}),
    S.WITHDRAWN: frozenset(),
}


def may_follow(old: CommitmentState, new: CommitmentState) -> bool:
    return new in FOLLOWS[old]
