"""Who may see and change a citizen. Each rule comes as a pair: one raises a sentence for people, one answers for templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from jobpakker.foundation.accounts.permissions import Permission

if TYPE_CHECKING:
    from casework.citizens.models import Citizen
    from jobpakker.foundation.accounts.models import User


def within_reach(user: User, citizen: Citizen) -> bool:
    """A citizen of one's own team, or of the whole municipality for those who answer for it. `queries.citizens_of` is the
    same rule for many rows."""
    if citizen.municipality_id != user.municipality_id:
        return False
    return user.can(Permission.SEE_WHOLE_MUNICIPALITY) or (user.team_id is not None and citizen.team_id == user.team_id)


def can_see(user: User, citizen: Citizen) -> bool:
    return user.can(Permission.SEE_CITIZENS) and within_reach(user, citizen)


def check_can_see(user: User, citizen: Citizen) -> None:
    if not can_see(user, citizen):
        raise PermissionDenied(_("Du kan kun se borgere i dit eget team."))


def can_edit(user: User, citizen: Citizen) -> bool:
    return user.can(Permission.EDIT_CITIZENS) and can_see(user, citizen)


def check_can_edit(user: User, citizen: Citizen) -> None:
    if not can_edit(user, citizen):
        raise PermissionDenied(_("Du kan kun ændre borgere i dit eget team."))


def can_reveal_cpr(user: User, citizen: Citizen) -> bool:
    return user.can(Permission.REVEAL_CPR) and can_see(user, citizen)


def check_can_reveal_cpr(user: User, citizen: Citizen) -> None:
    if not can_reveal_cpr(user, citizen):
        raise PermissionDenied(_("Du kan kun få vist CPR-nummeret på borgere i dit eget team."))
