"""What the administration reads: people, teams and closed days of one's own municipality."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from jobpakker.foundation.accounts.models import ClosedDay, Team, User
from jobpakker.foundation.accounts.permissions import Permission
from jobpakker.foundation.accounts.roles import ROLES
from jobpakker.foundation.audit.models import AuditEvent
from jobpakker.foundation.staff.events import Kind


def users_of(user: User) -> QuerySet[User]:
    return User.objects.filter(municipality_id=user.municipality_id).select_related("team")


def search(user: User, *, text: str, everyone: bool) -> QuerySet[User]:
    rows = users_of(user) if everyone else users_of(user).filter(is_active=True)
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(email__icontains=text) | Q(team__name__icontains=text))
    return rows.order_by("name", "pk")


def user(by: User, public_id: UUID) -> User:
    return _one(users_of(by), public_id)


def with_email(email: str) -> User | None:
    """Whoever may choose a password there. Addresses are kept in small letters."""
    return User.objects.filter(email=email.strip().lower(), is_active=True).first()


def administrators(municipality_id: int) -> QuerySet[User]:
    roles = [role.code for role in ROLES.values() if Permission.MANAGE_USERS in role.permissions]
    return User.objects.filter(municipality_id=municipality_id, is_active=True, role_code__in=roles)


def teams(user: User) -> QuerySet[Team]:
    """Each with `active`: how many who work here are in it."""
    rows = Team.objects.for_municipality(user.municipality_id)
    return rows.annotate(active=Count("members", filter=Q(members__is_active=True))).order_by("name", "pk")


def team(by: User, public_id: UUID) -> Team:
    return _one(Team.objects.for_municipality(by.municipality_id), public_id)


def closed_days(user: User, *, since: date) -> QuerySet[ClosedDay]:
    return ClosedDay.objects.for_municipality(user.municipality_id).filter(day__gte=since).order_by("day")


def closed_day(by: User, public_id: UUID) -> ClosedDay:
    return _one(ClosedDay.objects.for_municipality(by.municipality_id), public_id)


def removed(by: User, kind: Kind, public_id: UUID) -> AuditEvent:
    """What the trail remembers of something that was taken away."""
    rows = AuditEvent.objects.for_municipality(by.municipality_id).filter(kind=kind, subject_id=public_id)
    found = rows.order_by("-at", "-pk").first()
    if found is None:
        raise Http404
    return found


def _one(rows: Any, public_id: UUID) -> Any:
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found
