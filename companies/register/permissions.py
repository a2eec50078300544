"""Who may change what the register holds about a company."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jobpakker.foundation.accounts.permissions import Permission

if TYPE_CHECKING:
    from companies.register.models import Company
    from jobpakker.foundation.accounts.models import User


def can_edit(user: User, company: Company) -> bool:
    return user.can(Permission.EDIT_COMPANIES) and company.municipality_id == user.municipality_id
