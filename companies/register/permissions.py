"""Who may see and change the register. Each rule comes as a pair: one raises a sentence, one answers for templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from jobpakker.foundation.accounts.permissions import Permission

if TYPE_CHECKING:
    from companies.register.models import Company
    from jobpakker.foundation.accounts.models import User


def can_see(user: User, company: Company) -> bool:
    return user.can(Permission.SEE_COMPANIES) and company.municipality_id == user.municipality_id


def can_edit(user: User, company: Company) -> bool:
    return user.can(Permission.EDIT_COMPANIES) and company.municipality_id == user.municipality_id


def check_can_edit(user: User, company: Company) -> None:
    if not can_edit(user, company):
        raise PermissionDenied(_("Du kan ikke ændre virksomheder."))
