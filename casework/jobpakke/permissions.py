"""Who may do what with a package. Each rule comes as a pair: one raises a sentence for people, one answers for templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from casework.citizens.permissions import within_reach
from jobpakker.foundation.accounts.permissions import Permission

if TYPE_CHECKING:
    from casework.citizens.models import Citizen
    from casework.jobpakke.models import Jobpakke
    from jobpakker.foundation.accounts.models import User


def can_see(user: User, jobpakke: Jobpakke) -> bool:
    return user.can(Permission.SEE_JOBPAKKER) and within_reach(user, jobpakke.citizen)


def can_see_person(user: User) -> bool:
    """The name, and what the law says of this person: it tells the benefit. Others see the case number."""
    return user.can(Permission.SEE_CITIZENS)


def can_build(user: User, citizen: Citizen) -> bool:
    return user.can(Permission.BUILD_JOBPAKKE) and within_reach(user, citizen)


def check_can_build(user: User, citizen: Citizen) -> None:
    if not can_build(user, citizen):
        raise PermissionDenied(_("Du kan kun bygge jobpakker for borgere i dit eget team."))


def can_change(user: User, jobpakke: Jobpakke) -> bool:
    return can_build(user, jobpakke.citizen) and can_see(user, jobpakke)


def check_can_change(user: User, jobpakke: Jobpakke) -> None:
    if not can_change(user, jobpakke):
        raise PermissionDenied(_("Du kan kun ændre jobpakker for borgere i dit eget team."))


def can_send(user: User, jobpakke: Jobpakke) -> bool:
    return user.can(Permission.SEND_COMMITMENT) and can_see(user, jobpakke)


def check_can_send(user: User, jobpakke: Jobpakke) -> None:
    if not can_send(user, jobpakke):
        raise PermissionDenied(_("Du kan kun sende tilsagn for borgere i dit eget team."))
