"""A running dead period that nobody answers is lifted: to the team leader, then to the manager. Once each, by state and marker.

Chosen by how things stand, never by "exactly N days ago": days on which nothing ran lose nothing and repeat nothing.
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from casework.green_wave.events import Kind as Event
from casework.green_wave.models import DeadPeriod, Kind, Lifted, LiftingRule, State
from casework.jobpakke import timeline
from casework.jobpakke.states import JobpakkeState
from jobpakker.foundation.accounts.models import User
from jobpakker.foundation.accounts.permissions import Permission
from jobpakker.foundation.accounts.roles import ROLES
from jobpakker.foundation.audit.record import record, record_many

# `DeadPeriod.awaits_decision` for many rows.
AWAITING = Q(jobpakke__state=JobpakkeState.AWAITING_DECISION, kind=Kind.INNER)


def rule_of(municipality_id: int) -> LiftingRule:
    """The municipality's own days, or the defaults in a row that is not saved."""
    found = LiftingRule.objects.for_municipality(municipality_id).first()
    return found or LiftingRule(municipality_id=municipality_id)


@transaction.atomic
def set_rule(*, team_leader_after: int, manager_after: int, by: User, at: datetime) -> LiftingRule:
    rows = LiftingRule.objects.for_municipality(by.municipality_id)
    days = {"team_leader_after": team_leader_after, "manager_after": manager_after}
    rule, new = rows.select_for_update().get_or_create(municipality_id=by.municipality_id, defaults=days)
    old = {name: getattr(rule, name) for name in days}
    if not new and old == days:
        return rule
    rule.team_leader_after, rule.manager_after = team_leader_after, manager_after
    rule.save(update_fields=list(days))
    record(kind=Event.LIFTING_RULE_SET, subject=rule, by=by, at=at, data=days | ({} if new else {"old": old}))
    return rule


@transaction.atomic
def lift(*, municipality_id: int, today: date, at: datetime) -> list[DeadPeriod]:
    """Marks what has waited long enough, and returns it. A second run the same day finds nothing."""
    rule, calendar = rule_of(municipality_id), timeline.calendar_of(municipality_id)
    lifted: list[DeadPeriod] = []
    for to, days, before in (
        (Lifted.MANAGER, rule.manager_after, ["", Lifted.TEAM_LEADER]),
        (Lifted.TEAM_LEADER, rule.team_leader_after, [""]),
    ):
        # So many working days have gone by since it began, or since it was found running; or since the company confirmed.
        long_ago = calendar.before(today, days)
        stood = Q(state=State.RUNNING, first_dead_on__lte=long_ago, found_on__lte=long_ago)
        waited = AWAITING & Q(jobpakke__commitment__answered_at__date__lte=long_ago)
        rows = unanswered(municipality_id).filter(stood | waited, lifted_to__in=before)
        found = list(rows.select_for_update(no_key=True, skip_locked=True, of=("self",)).order_by("pk"))
        DeadPeriod.objects.for_municipality(municipality_id).filter(pk__in=[flag.pk for flag in found]).update(
            lifted_to=to, lifted_on=today
        )
        record_many([(Event.LIFTED, flag, {"to": str(to), "days": days}) for flag in found], at=at)
        lifted += found
    return lifted


def unanswered(municipality_id: int) -> QuerySet[DeadPeriod]:
    """`DeadPeriod.is_answered` for many rows, of those that run, and of those that keep a confirmed package from being active.
    An acceptance that has ended was an answer."""
    rows = DeadPeriod.objects.for_municipality(municipality_id).filter(closed_at=None, accepted_at=None)
    return rows.filter(Q(state=State.RUNNING, cause_by_hand=False, acts_by_hand=False) | AWAITING)


def lifted_to(user: User) -> QuerySet[DeadPeriod]:
    """What waits for this leader: her own team's, and for who answers for the whole municipality what came that far; and the
    team's as well where the team has no leader of its own."""
    rows = unanswered(user.municipality_id).exclude(lifted_to="")
    if user.team_id is not None:
        return rows.filter(jobpakke__citizen__team_id=user.team_id)
    led = _leaders(user.municipality_id).exclude(team=None).values("team_id")
    return rows.filter(Q(lifted_to=Lifted.MANAGER) | ~Q(jobpakke__citizen__team_id__in=led))


def leaders(municipality_id: int) -> list[int]:
    return list(_leaders(municipality_id).order_by("pk").values_list("pk", flat=True))


def _leaders(municipality_id: int) -> QuerySet[User]:
    needed = {Permission.SEE_WHOLE_MUNICIPALITY, Permission.HANDLE_DEAD_PERIODS}
    roles = [role.code for role in ROLES.values() if needed <= role.permissions]
    return User.objects.filter(municipality_id=municipality_id, is_active=True, role_code__in=roles)
