"""What the manager's pages are made of: rows of one's own municipality and team, in a fixed number of queries whatever the rows."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from casework.citizens.models import Citizen
from casework.citizens.queries import citizens_of
from casework.flow.measures import EDUCATION, ORDINARY, Package, measure
from casework.flow.models import FlowSnapshot
from casework.green_wave.models import CloseReason, DeadPeriod
from casework.jobpakke.models import Jobpakke, Outcome, Pause, Step
from casework.jobpakke.queries import visible_to
from casework.jobpakke.states import OPEN
from casework.jobpakke.timeline import calendar_of
from casework.planning.periods import ONE_DAY, Period
from jobpakker.foundation.accounts.models import Municipality, Team, User
from jobpakker.foundation.accounts.permissions import Permission
from jobpakker.foundation.workdays import FIRST_YEAR, WorkdayCalendar

BEGINNING = date(FIRST_YEAR, 1, 1)  # of the calendar of working days
# Who has ended here waits for nobody's promise any more.
ARRIVED = [*ORDINARY, *EDUCATION, Outcome.FLEKSJOB, Outcome.FLYTTET]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A citizen to whom no company has promised a job: the seed's "syltekrukke". `days` are working days."""

    id: UUID
    alias: str
    team: str
    caseworker: str
    since: date  # referred, or the end of the latest package
    days: int
    clarified: bool
    plan: str  # the state of the package that is being made, or ""


@dataclass(frozen=True)
class Flow:
    """Everything behind one page of figures: the rows, measured once, for the lists too."""

    period: Period
    today: date
    calendar: WorkdayCalendar
    packages: tuple[Package, ...]
    waiting: tuple[Waiting, ...]
    snapshots: tuple[FlowSnapshot, ...]

    @property
    def over(self) -> Period | None:
        """The days of the period that are over; None before the first one is."""
        until = min(self.period.until, self.today)
        return Period(self.period.start, until) if self.period.start < until else None


def teams(user: User) -> list[Team]:
    """Whose figures this person may choose between."""
    rows = Team.objects.for_municipality(user.municipality_id)
    if not user.can(Permission.SEE_WHOLE_MUNICIPALITY):
        rows = rows.filter(pk=user.team_id or 0)
    return list(rows.order_by("name", "pk"))


def flow(user: User, *, period: Period, team: Team | None, today: date) -> Flow:
    """Seven queries. `as_of` is yesterday: a day is told when it is over."""
    packages, citizens = visible_to(user), citizens_of(user)
    if team is not None:
        packages, citizens = packages.filter(citizen__team=team), citizens.filter(team=team)
    calendar = calendar_of(user.municipality_id)
    measured = measured_packages(
        packages.filter(Q(ended_on=None) | Q(ended_on__gte=period.start)), user.municipality_id, calendar,
        as_of=today - ONE_DAY, day=today,
    )  # fmt: skip
    return Flow(
        period=period,
        today=today,
        calendar=calendar,
        packages=measured,
        waiting=waiting_citizens(citizens, user.municipality_id, calendar, as_of=today - ONE_DAY),
        # They are of the whole municipality, so that they are no picture of one team.
        snapshots=() if team or not user.can(Permission.SEE_WHOLE_MUNICIPALITY) else _snapshots(user, period),
    )


def measured_packages(
    rows: QuerySet[Jobpakke], municipality_id: int, calendar: WorkdayCalendar, *, as_of: date, day: date
) -> tuple[Package, ...]:
    """Four queries: the packages, their steps and pauses, and the flags that say why days were lost."""
    steps: dict[int, list[Step]] = defaultdict(list)
    pauses: dict[int, list[Pause]] = defaultdict(list)
    flags: dict[int, list[DeadPeriod]] = defaultdict(list)
    found = list(
        rows.select_related("citizen__team", "caseworker", "opening__company", "commitment")
        .only(
            "municipality_id", "public_id", "state", "job_starts_on", "promised_on", "became_jobpakke_on", "outcome",
            "ended_on", "created_at", "citizen__alias", "citizen__team__name", "caseworker__name", "opening__title",
            "opening__company__name", "commitment__state", "commitment__asked_at", "commitment__answered_at",
        )
        .order_by("job_starts_on", "pk")
    )  # fmt: skip
    chosen = rows.order_by().values("pk")
    for step in (
        Step.objects.for_municipality(municipality_id)
        .filter(jobpakke__in=chosen, beside=False)
        .only(
            "municipality_id", "public_id", "jobpakke_id", "position", "kind", "beside", "starts_on", "until", "state",
            "started_on", "ended_until",
        )
        .order_by("position", "pk")
    ):  # fmt: skip
        steps[step.jobpakke_id].append(step)
    for pause in (
        Pause.objects.for_municipality(municipality_id).filter(jobpakke__in=chosen).order_by("starts_on", "pk")
    ):
        pauses[pause.jobpakke_id].append(pause)
    for flag in (
        DeadPeriod.objects.for_municipality(municipality_id)
        .filter(jobpakke__in=chosen)
        .exclude(close_reason__in=[CloseReason.MENDED, CloseReason.DRAFT])
        .only("municipality_id", "jobpakke_id", "starts_on", "until", "cause", "acts")
        .order_by("starts_on", "pk")
    ):
        flags[flag.jobpakke_id].append(flag)
    return tuple(
        measure(jobpakke, steps[jobpakke.pk], pauses[jobpakke.pk], flags[jobpakke.pk], calendar, as_of=as_of, day=day)
        for jobpakke in found
    )


def waiting_citizens(
    rows: QuerySet[Citizen], municipality_id: int, calendar: WorkdayCalendar, *, as_of: date
) -> tuple[Waiting, ...]:
    """One query; the longest waiting first. The day of the referral is not counted, `as_of` is (domain.md § 9.1)."""
    packages = Jobpakke.objects.for_municipality(municipality_id).filter(citizen=OuterRef("pk"))
    standing = packages.filter(Q(ended_on=None) | Q(ended_on__gt=as_of))
    last = packages.filter(ended_on__lte=as_of).order_by("-ended_on", "-pk")
    found = (
        rows.filter(~Exists(standing.filter(promised_on__lte=as_of)), referred_on__lte=as_of)
        .annotate(
            last_outcome=Subquery(last.values("outcome")[:1]),
            last_ended_on=Subquery(last.values("ended_on")[:1]),
            plan=Subquery(packages.filter(state__in=OPEN).values("state")[:1]),
        )
        .filter(Q(last_outcome=None) | ~Q(last_outcome__in=ARRIVED))
        .values_list(
            "public_id",
            "alias",
            "team__name",
            "caseworker__name",
            "referred_on",
            "last_ended_on",
            "clarified_on",
            "plan",
        )
    )
    waiting = []
    for public_id, alias, team, caseworker, referred_on, ended_on, clarified_on, plan in found:
        since = max(referred_on, ended_on) if ended_on else referred_on
        days = calendar.count(max(since, BEGINNING) + ONE_DAY, as_of + ONE_DAY)  # a slip of the hand may say 1950
        waiting.append(Waiting(public_id, alias, team, caseworker, since, days, clarified_on is not None, plan or ""))
    return tuple(sorted(waiting, key=lambda one: (one.since, one.alias)))


def _snapshots(user: User, period: Period) -> tuple[FlowSnapshot, ...]:
    rows = FlowSnapshot.objects.for_municipality(user.municipality_id)
    return tuple(rows.filter(day__gte=period.start, day__lt=period.until).order_by("day"))


# For the snapshot -----------------------------------------------------------------------------------------------------------
def standing(municipality: Municipality, day: date) -> QuerySet[Jobpakke]:
    """The packages that were open when `day` was over."""
    over = datetime.combine(day + timedelta(days=1), time.min, tzinfo=timezone.get_default_timezone())
    rows = Jobpakke.objects.for_municipality(municipality).filter(created_at__lt=over)
    return rows.filter(Q(ended_on=None) | Q(ended_on__gt=day))


def ended(municipality: Municipality, day: date) -> dict[str, int]:
    """How many had ended when `day` was over, ever."""
    rows = Jobpakke.objects.for_municipality(municipality).filter(ended_on__lte=day)
    return rows.aggregate(
        ended=Count("pk"),
        ended_ordinary=Count("pk", filter=Q(outcome__in=ORDINARY)),
        ended_fleksjob=Count("pk", filter=Q(outcome=Outcome.FLEKSJOB)),
    )
