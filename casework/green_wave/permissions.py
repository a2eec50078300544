"""Who may handle a dead period. Each rule comes as a pair: one raises a sentence for people, one answers for templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from casework.jobpakke.permissions import can_see as can_see_package
from jobpakker.foundation.accounts.permissions import Permission

if TYPE_CHECKING:
    from casework.green_wave.models import DeadPeriod
    from jobpakker.foundation.accounts.models import User


def can_see(user: User, dead_period: DeadPeriod) -> bool:
    return user.can(Permission.SEE_DEAD_PERIODS) and can_see_package(user, dead_period.jobpakke)


def can_handle(user: User, dead_period: DeadPeriod) -> bool:
    """Say why and who acts, and answer for letting it be."""
    return user.can(Permission.HANDLE_DEAD_PERIODS) and can_see(user, dead_period)


def check_can_handle(user: User, dead_period: DeadPeriod) -> None:
    if not can_handle(user, dead_period):
        raise PermissionDenied(_("Du kan kun tage dig af døde perioder i dit eget team."))
