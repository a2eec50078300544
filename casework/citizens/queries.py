"""What the pages read about citizens: rows of one's own municipality and team only, in a fixed number of queries."""

import re
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.db.models.functions import Length, Lower
from django.http import Http404

from casework.citizens import cpr
from casework.citizens.events import Kind
from casework.citizens.models import Citizen
from casework.citizens.sorting import danish_sort_key
from jobpakker.foundation.accounts.models import User
from jobpakker.foundation.accounts.permissions import Permission
from jobpakker.foundation.accounts.roles import ROLES
from jobpakker.foundation.audit.models import AuditEvent
from jobpakker.foundation.sealed import SealBroken, blind_index, unseal

_ALIAS = re.compile(r"(?:b[-\s]?)?(\d{4})\s?[-/]\s?(\d{1,6})", re.IGNORECASE | re.ASCII)
SHORT = 3  # fewer letters than this are looked for at the beginning of a name; the trigram index begins to help here


def citizens_of(user: User) -> QuerySet[Citizen]:
    """`permissions.within_reach` for many rows."""
    rows = Citizen.objects.for_municipality(user.municipality_id)
    return rows if user.can(Permission.SEE_WHOLE_MUNICIPALITY) else rows.filter(team_id=user.team_id or 0)


def citizen(user: User, public_id: UUID) -> Citizen:
    """Fetched and authorised in the same breath: what is not there and what is not yours look alike."""
    found = citizens_of(user).select_related("caseworker", "team").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def search(user: User, text: str) -> QuerySet[Citizen]:
    """By full CPR number, by case number (B-2026-0042, or 2026-42), or by every word of a name, å and aa alike."""
    rows = citizens_of(user)
    if cpr.looks_like(text):
        digits = re.sub(r"[^0-9]", "", text)
        return rows.filter(cpr_index=blind_index(digits, municipality_id=user.municipality_id))
    if match := _ALIAS.fullmatch(text.strip()):
        return rows.filter(alias=alias(int(match[1]), int(match[2])))
    words = text.replace(",", " ").split()
    if not words:
        return rows.none()
    rows = rows.annotate(name_key=Lower("sort_key"))
    for word in words[:8]:
        key = danish_sort_key(word)
        found = Q(name_key__contains=key)
        if len(word) < SHORT:
            found = Q(name_key__startswith=key) | Q(name_key__contains=f" {key}")
        rows = rows.filter(found)
    return rows.order_by("sort_key", "pk")


def listed(user: User, *, mine: bool) -> QuerySet[Citizen]:
    rows = citizens_of(user)
    return (rows.filter(caseworker=user) if mine else rows).order_by("sort_key", "pk")


def with_open_packages(rows: QuerySet[Citizen], user: User) -> QuerySet[Citizen]:
    """For a list: each with `open_packages` (none, or the one she walks) and her caseworker, in two queries."""
    packages = _packages(user).filter(ended_on=None)
    return rows.select_related("caseworker").prefetch_related(
        Prefetch("jobpakker", packages, to_attr="open_packages"),
    )


def packages(citizen: Citizen, user: User) -> tuple[list[Any], list[Any]]:
    """(open, earlier), newest first. Packages lie above the citizen; they are reached through the rows alone."""
    rows = _packages(user).filter(citizen=citizen).prefetch_related("pauses")
    found = list(rows.order_by("-created_at", "-pk"))
    return [row for row in found if row.ended_on is None], [row for row in found if row.ended_on is not None]


def _packages(user: User) -> Any:
    model: Any = Citizen._meta.get_field("jobpakker").related_model
    return model.objects.for_municipality(user.municipality_id).select_related("opening__company", "caseworker")


def with_cpr(municipality_id: int, number: str) -> Citizen | None:
    """Within the municipality, whoever's team: the number can be there once."""
    index = blind_index(number, municipality_id=municipality_id)
    return Citizen.objects.for_municipality(municipality_id).filter(cpr_index=index).first()


def open_cpr(citizen: Citizen) -> str | None:
    """The ten digits, or None when there are none or the seal does not open. Who asks for them writes it down first."""
    if citizen.cpr_sealed is None:
        return None
    try:
        return unseal(citizen.cpr_sealed, bound_to=str(citizen.public_id))
    except SealBroken:
        return None


def masked_cpr(citizen: Citizen) -> str:
    number = open_cpr(citizen)
    return cpr.mask(number) if number else ""


def caseworkers(municipality_id: int) -> QuerySet[User]:
    """Those who can have citizens of their own: they work here, may write about citizens, and have a team."""
    roles = [role.code for role in ROLES.values() if Permission.EDIT_CITIZENS in role.permissions]
    rows = User.objects.filter(municipality_id=municipality_id, is_active=True, role_code__in=roles)
    return rows.exclude(team=None).select_related("team").order_by("name", "pk")


# The case number --------------------------------------------------------------------------------------------------------
def alias(year: int, number: int) -> str:
    return f"B-{year}-{number:04}"


def next_alias(municipality_id: int, year: int) -> str:
    """One above the highest of the year. Only safe while the municipality is held: see `actions.create`."""
    prefix = f"B-{year}-"
    rows = Citizen.objects.for_municipality(municipality_id).filter(alias__regex=f"^{prefix}[0-9]+$")
    highest = rows.order_by(Length("alias").desc(), "-alias").values_list("alias", flat=True).first()
    return alias(year, int(highest.removeprefix(prefix)) + 1 if highest else 1)


def last_changed_by(citizen: Citizen) -> AuditEvent | None:
    """Who saved last, and when."""
    rows = AuditEvent.objects.for_municipality(citizen.municipality_id).filter(subject_id=citizen.public_id)
    return rows.filter(kind=Kind.CHANGED).order_by("-at", "-pk").first()
