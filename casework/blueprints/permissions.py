"""Who may see and change the municipality's inspiration models. Each rule comes as a pair."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from jobpakker.foundation.accounts.permissions import Permission

if TYPE_CHECKING:
    from casework.blueprints.models import Blueprint
    from jobpakker.foundation.accounts.models import User


def can_edit(user: User, blueprint: Blueprint) -> bool:
    return user.can(Permission.EDIT_BLUEPRINTS) and blueprint.municipality_id == user.municipality_id


def check_can_edit(user: User, blueprint: Blueprint) -> None:
    if not can_edit(user, blueprint):
        raise PermissionDenied(_("Kun sagsbehandlere og ledere kan ændre inspirationsmodeller."))
