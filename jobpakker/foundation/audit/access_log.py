"""Who looked at whom. A look-up is written before the page is made, so that no page is shown unlogged."""

from typing import Any
from uuid import UUID

from jobpakker.foundation import clock
from jobpakker.foundation.audit.models import AccessLogEntry

Action = AccessLogEntry.Action


def _write(*, user: Any, action: str, what: str, citizen_id: UUID | None = None, reason: str = "") -> None:
    AccessLogEntry.objects.create(
        municipality_id=user.municipality_id,
        at=clock.now(),
        user_id=user.pk,
        user_name=user.name,
        role_code=user.role_code,
        action=action,
        citizen_id=citizen_id,
        what=what[:200],
        reason=reason[:200],
    )


def viewed(*, user: Any, citizen_id: UUID, what: str) -> None:
    _write(user=user, action=Action.VIEW, what=what, citizen_id=citizen_id)


def searched(*, user: Any, what: str) -> None:
    """`what` says where and how many were found; never the name or number that was typed."""
    _write(user=user, action=Action.SEARCH, what=what)


def revealed_cpr(*, user: Any, citizen_id: UUID, reason: str) -> None:
    _write(user=user, action=Action.REVEAL_CPR, what="cpr", citizen_id=citizen_id, reason=reason)


def denied(*, user: Any, what: str, citizen_id: UUID | None = None) -> None:
    _write(user=user, action=Action.DENIED, what=what, citizen_id=citizen_id)
