"""What the pages read: rows of one's own municipality and team only, in a fixed number of queries."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    Model,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
    prefetch_related_objects,
)
from django.db.models.functions import Coalesce, Greatest
from django.http import Http404

from casework.blueprints.models import Blueprint
from casework.blueprints.nearness import nearness
from casework.citizens import queries as citizens
from casework.citizens.models import Citizen
from casework.citizens.permissions import within_reach
from casework.jobpakke.models import Jobpakke, Outcome, Pause, Step
from casework.jobpakke.states import LIVE_STEPS, OPEN, JobpakkeState
from companies.commitments.models import CommitmentVersion, HiringCommitment
from companies.openings.models import JobOpening
from companies.register.models import Company, Contact, Worksite
from jobpakker.foundation.accounts.models import ClosedDay, Municipality, User
from jobpakker.foundation.accounts.permissions import Permission
from jobpakker.foundation.accounts.roles import ROLES
from jobpakker.foundation.audit.models import AuditEvent
from jobpakker.foundation.notifications import dispatch as notifications
from jobpakker.foundation.notifications.models import Notification
from jobpakker.foundation.prepared import Prepared, columns, columns_with, row_of, row_with

# Whose chain ended so needs another one; any other end led away from us.
BACK = (Outcome.TILBAGE_PAA_YDELSE, Outcome.AFBRUDT, Outcome.ANDET)


# One row, fetched and authorised in the same breath: what is not there and what is not yours look alike -----------------
def opening(user: User, public_id: UUID) -> JobOpening:
    """With company, worksite and contact. Asked for, as the citizen is, at each change in the builder."""
    rows = _OPENING(user.municipality_id, public_id)
    if not rows:
        raise Http404
    return row_with(JobOpening, _OF_OPENING, rows[0])


_OF_OPENING: dict[str, type[Model]] = {"company": Company, "worksite": Worksite, "contact": Contact}
_OPENING = Prepared(
    lambda municipality_id, public_id: (
        JobOpening.objects.for_municipality(municipality_id)
        .filter(public_id=public_id)
        .values_list(*columns_with(JobOpening, _OF_OPENING))
    ),
    int, UUID,
)  # fmt: skip
citizens_of = citizens.citizens_of


def citizen(user: User, public_id: UUID) -> Citizen:
    """Without the people around her: the builder asks for none of them."""
    rows = _CITIZEN(user.municipality_id, public_id)
    found = row_of(Citizen, rows[0]) if rows else None
    if found is None or not within_reach(user, found):
        raise Http404
    return found


_CITIZEN = Prepared(
    lambda municipality_id, public_id: (
        Citizen.objects.for_municipality(municipality_id).filter(public_id=public_id).values_list(*columns(Citizen))
    ),
    int, UUID,
)  # fmt: skip


def citizens_to_begin_with(user: User, *, limit: int = 8) -> list[Citizen]:
    """Her own citizens who wait for a chain, the longest waiting first: most often the one she has in mind."""
    return list(waiting(citizens_of(user).filter(caseworker=user), user.municipality_id)[:limit])


def waiting(rows: QuerySet[Citizen], municipality_id: int) -> QuerySet[Citizen]:
    """Who walks no chain, and has had none since the referral that led away from us (a job, an education, another
    municipality). With `waiting_since`: the referral, or the end of the latest chain; the longest waiting first."""
    packages = Jobpakke.objects.for_municipality(municipality_id).filter(citizen=OuterRef("pk"))
    away = packages.filter(ended_on__gte=OuterRef("referred_on")).exclude(outcome__in=BACK)
    since = Greatest(F("referred_on"), Coalesce(Max("jobpakker__ended_on"), F("referred_on")))
    rows = rows.filter(~Exists(packages.filter(state__in=OPEN)), ~Exists(away))
    return rows.annotate(waiting_since=since).order_by("waiting_since", "pk")


def found_citizens(user: User, text: str, *, limit: int) -> list[Citizen]:
    """Each with `open_packages`: whoever walks a chain already is led to it."""
    return list(citizens.with_open_packages(citizens.search(user, text), user)[:limit])


def blueprints(user: User, opening: JobOpening) -> list[Blueprint]:
    """All inspiration models, the one whose title is nearest to the job's on top."""

    def near(blueprint: Blueprint) -> float:
        return nearness(opening.title, opening.disco, blueprint.title, blueprint.branch)

    found = list(Blueprint.objects.for_municipality(user.municipality_id).order_by("title", "pk"))
    return sorted(found, key=near, reverse=True)


def blueprint(user: User, public_id: UUID) -> Blueprint:
    found = Blueprint.objects.for_municipality(user.municipality_id).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def contacts(opening: JobOpening) -> list[Contact]:
    """The company's people, the one named on the job first."""
    named = Case(When(pk=opening.contact_id, then=0), default=1, output_field=IntegerField())
    rows = Contact.objects.for_municipality(opening.municipality_id).filter(company_id=opening.company_id)
    return list(rows.order_by(named, "name", "pk"))


def closed_days(municipality_id: int) -> frozenset[date]:
    return frozenset(ClosedDay.objects.for_municipality(municipality_id).values_list("day", flat=True))


def answering_for_a_hole(user: User, citizen: Citizen) -> list[User]:
    """Who can answer for letting a hole be: herself first, then those of the citizen's team."""
    roles = [role.code for role in ROLES.values() if Permission.HANDLE_DEAD_PERIODS in role.permissions]
    rows = User.objects.filter(municipality_id=user.municipality_id, is_active=True, role_code__in=roles)
    found = list(rows.filter(Q(team_id=citizen.team_id) | Q(pk=user.pk)).order_by("name", "pk"))
    return sorted(found, key=lambda one: one.pk != user.pk)


def open_package_of(citizen: Citizen) -> Jobpakke | None:
    return citizen.jobpakker.filter(state__in=OPEN).first()


def open_packages_towards(opening: JobOpening) -> QuerySet[Jobpakke]:
    """Those that are being walked, or planned, towards a job; in the order in which they are always locked."""
    return (
        Jobpakke.objects.for_municipality(opening.municipality_id)
        .filter(opening=opening, state__in=OPEN)
        .order_by("pk")
    )


def visible_to(user: User) -> QuerySet[Jobpakke]:
    rows = Jobpakke.objects.for_municipality(user.municipality_id)
    return rows if user.can(Permission.SEE_WHOLE_MUNICIPALITY) else rows.filter(citizen__team_id=user.team_id or 0)


def jobpakke(user: User, public_id: UUID) -> Jobpakke:
    """The package with all that its pages show, steps in `chain`, latest position last."""
    rows = _JOBPAKKE(user.municipality_id, public_id)
    found = row_with(Jobpakke, _OF_JOBPAKKE, rows[0]) if rows else None
    if found is None or not within_reach(user, found.citizen):
        raise Http404
    chain = Prefetch("steps", _live_steps(user.municipality_id), to_attr="chain")
    prefetch_related_objects([found], chain, "opening__rungs")
    return found


_OF_JOBPAKKE: dict[str, type[Model]] = {
    "citizen": Citizen, "caseworker": User, "blueprint": Blueprint, "municipality": Municipality,
    "commitment": HiringCommitment, "commitment__contact": Contact,
    "opening": JobOpening, "opening__company": Company, "opening__worksite": Worksite, "opening__contact": Contact,
}  # fmt: skip
_JOBPAKKE = Prepared(
    lambda municipality_id, public_id: (
        Jobpakke.objects.for_municipality(municipality_id)
        .filter(public_id=public_id)
        .values_list(*columns_with(Jobpakke, _OF_JOBPAKKE))
    ),
    int, UUID,
)  # fmt: skip


def step(user: User, public_id: UUID) -> Step:
    rows = Step.objects.for_municipality(user.municipality_id).select_related("jobpakke__citizen", "jobpakke__opening")
    found = rows.filter(public_id=public_id).first()
    if found is None or not visible_to(user).filter(pk=found.jobpakke_id).exists():
        raise Http404
    return found


def _live_steps(municipality_id: int) -> QuerySet[Step]:
    rows = Step.objects.for_municipality(municipality_id).filter(state__in=LIVE_STEPS)
    return rows.order_by("beside", "position", "starts_on")


def versions(jobpakke: Jobpakke) -> list[CommitmentVersion]:
    """What the company has been asked and has answered, newest first."""
    if jobpakke.commitment_id is None:
        return []
    rows = CommitmentVersion.objects.for_municipality(jobpakke.municipality_id)
    return list(rows.filter(commitment_id=jobpakke.commitment_id).order_by("-number"))


def others_at(jobpakke: Jobpakke) -> int:
    """How many other open packages lead to the same job."""
    rows = Jobpakke.objects.for_municipality(jobpakke.municipality_id).filter(opening_id=jobpakke.opening_id)
    return rows.filter(state__in=OPEN).exclude(pk=jobpakke.pk).count()


def not_arrived(jobpakke: Jobpakke) -> Notification | None:
    """The last mail to the company, when it did not get there and nothing has been sent since."""
    if jobpakke.commitment is None or jobpakke.state not in OPEN:
        return None
    rows = notifications.not_arrived(jobpakke.municipality_id)
    return rows.filter(context__commitment=str(jobpakke.commitment.public_id)).order_by("-failed_at").first()


def events(jobpakke: Jobpakke, *, limit: int = 100) -> list[AuditEvent]:
    """The history of the package and of its commitment, newest first."""
    about = [jobpakke.public_id, *([jobpakke.commitment.public_id] if jobpakke.commitment else [])]
    rows = AuditEvent.objects.for_municipality(jobpakke.municipality_id).filter(subject_id__in=about)
    return list(rows.order_by("-at", "-pk")[:limit])


def events_since(jobpakke: Jobpakke, version: int) -> list[AuditEvent]:
    """What was saved after that version, newest first."""
    rows = AuditEvent.objects.for_municipality(jobpakke.municipality_id).filter(subject_id=jobpakke.public_id)
    return list(rows.filter(data__version__gt=version).order_by("-at", "-pk")[:20])


def pauses(jobpakke: Jobpakke) -> list[Pause]:
    rows = Pause.objects.for_municipality(jobpakke.municipality_id).filter(jobpakke=jobpakke)
    return list(rows.select_related("owner").order_by("starts_on", "pk"))


def pause(user: User, public_id: UUID) -> Pause:
    rows = Pause.objects.for_municipality(user.municipality_id).select_related(
        "jobpakke__citizen", "jobpakke__opening__company", "owner"
    )
    found = rows.filter(public_id=public_id).first()
    if found is None or not visible_to(user).filter(pk=found.jobpakke_id).exists():
        raise Http404
    return found


def owners(municipality_id: int) -> QuerySet[User]:
    """Those who can follow up on a pause."""
    roles = [role.code for role in ROLES.values() if Permission.BUILD_JOBPAKKE in role.permissions]
    rows = User.objects.filter(municipality_id=municipality_id, is_active=True, role_code__in=roles)
    return rows.order_by("name", "pk")


def dead_periods(jobpakke: Jobpakke, *, closed: int = 10) -> list[Any]:
    """The flags of the green wave: all that stand open, and the last that were closed. They lie in a topic above this one."""
    flags: Any = Jobpakke._meta.get_field("dead_periods").related_model.objects
    rows = flags.for_municipality(jobpakke.municipality_id).filter(jobpakke=jobpakke)
    rank = Case(When(closed_at=None, then=0), default=1, output_field=IntegerField())
    found = list(rows.annotate(closed_last=rank).order_by("closed_last", "-closed_at", "starts_on")[:100])
    still = [flag for flag in found if flag.closed_at is None]
    return still + [flag for flag in found if flag.closed_at is not None][:closed]


def open_flags(jobpakke: Jobpakke) -> list[Any]:
    """The dead periods that stand open, with the steps around each. One query."""
    flags: Any = Jobpakke._meta.get_field("dead_periods").related_model.objects
    rows = flags.for_municipality(jobpakke.municipality_id).filter(jobpakke=jobpakke, closed_at=None)
    return list(rows.select_related("after_step", "before_step", "owner").order_by("starts_on"))


# The list ---------------------------------------------------------------------------------------------------------------
ORDER = {
    JobpakkeState.DRAFT: 0,
    JobpakkeState.AWAITING_COMPANY: 1,
    JobpakkeState.AWAITING_DECISION: 2,
    JobpakkeState.ACTIVE: 3,
    JobpakkeState.COMPLETED: 4,
    JobpakkeState.BROKEN_OFF: 5,
}


def listed(user: User, *, states: Iterable[JobpakkeState], mine: bool) -> QuerySet[Jobpakke]:
    """Packages with `dead_days` (working days of the flags that stand open) and `chain`; what needs a hand first."""
    states = list(states)
    rows = visible_to(user).filter(state__in=states)
    if mine:
        rows = rows.filter(caseworker=user)
    flags: Any = Jobpakke._meta.get_field("dead_periods").related_model.objects
    dead = flags.for_municipality(user.municipality_id).filter(jobpakke=OuterRef("pk"), closed_at=None)
    total = dead.order_by().values("jobpakke").annotate(total=Sum("working_days")).values("total")
    return (
        rows.select_related("citizen", "opening__company", "caseworker", "commitment")
        .prefetch_related(Prefetch("steps", _live_steps(user.municipality_id), to_attr="chain"))
        .annotate(dead_days=Coalesce(Subquery(total), Value(0)))
        .annotate(rank=Case(*(When(state=state, then=n) for state, n in ORDER.items()), output_field=IntegerField()))
        .order_by("rank", F("ended_on").desc(nulls_first=True), "job_starts_on", "pk")
    )


def counts(user: User, *, mine: bool) -> dict[str, int]:
    """How many packages stand in each state, in one query."""
    rows = visible_to(user)
    if mine:
        rows = rows.filter(caseworker=user)
    return dict(rows.values_list("state").annotate(n=Count("pk")).order_by())
