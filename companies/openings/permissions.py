"""Who may change a job, and start a jobpakke from it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from jobpakker.foundation.accounts.permissions import Permission

if TYPE_CHECKING:
    from companies.openings.models import JobOpening
    from jobpakker.foundation.accounts.models import User


def can_edit(user: User, opening: JobOpening) -> bool:
    return user.can(Permission.EDIT_OPENINGS) and opening.municipality_id == user.municipality_id


def can_build(user: User, opening: JobOpening, *, promised: int, today: date) -> bool:
    """A jobpakke starts from a job that is still there to be had: open, ahead, and not promised away."""
    return (
        user.can(Permission.BUILD_JOBPAKKE)
        and opening.municipality_id == user.municipality_id
        and opening.state == "open"
        and opening.starts_on > today
        and promised < opening.places
    )
