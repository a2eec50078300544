"""Who may see and change the jobs. Each rule comes as a pair: one raises a sentence, one answers for templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from jobpakker.foundation.accounts.permissions import Permission

if TYPE_CHECKING:
    from companies.openings.models import JobOpening
    from jobpakker.foundation.accounts.models import User


def can_edit(user: User, opening: JobOpening) -> bool:
    return user.can(Permission.EDIT_OPENINGS) and opening.municipality_id == user.municipality_id


def check_can_edit(user: User, opening: JobOpening) -> None:
    if not can_edit(user, opening):
        raise PermissionDenied(_("Du kan ikke ændre job."))


def can_build(user: User, opening: JobOpening) -> bool:
    """A jobpakke starts from a job that is still there to be had."""
    return user.can(Permission.BUILD_JOBPAKKE) and opening.state == "open"
