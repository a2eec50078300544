"""Who may change what we know of other people's courses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jobpakker.foundation.accounts.permissions import Permission

if TYPE_CHECKING:
    from companies.providers.models import CourseSession
    from jobpakker.foundation.accounts.models import User


def can_edit(user: User, session: CourseSession) -> bool:
    return user.can(Permission.EDIT_COURSES) and session.municipality_id == user.municipality_id
