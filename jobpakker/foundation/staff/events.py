"""The words that the administration writes in the audit trail, and what it announces in the transaction of its change."""

from enum import StrEnum

from django.dispatch import Signal

# Sent with `municipality_id` and `at`: from now on other days are working days. Who counts in them listens.
closed_days_changed = Signal()


class Kind(StrEnum):
    USER_CREATED = "user.created"
    USER_CHANGED = "user.changed"
    USER_DEACTIVATED = "user.deactivated"
    USER_ACTIVATED = "user.activated"
    PASSWORD_LINK_ASKED = "user.password_link_asked"  # noqa: S105
    PASSWORD_CHOSEN = "user.password_chosen"  # noqa: S105
    TEAM_CREATED = "team.created"
    TEAM_RENAMED = "team.renamed"
    TEAM_REMOVED = "team.removed"
    TEAM_RESTORED = "team.restored"
    CLOSED_DAY_ADDED = "closed_day.added"
    CLOSED_DAY_REMOVED = "closed_day.removed"
    CLOSED_DAY_RESTORED = "closed_day.restored"
