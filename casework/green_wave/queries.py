"""What the watch and its pages read: a fixed number of queries, whatever there is of rows."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import starmap
from typing import Any, TypedDict
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import F, Model, Q, QuerySet
from django.http import Http404

from casework.green_wave import boundaries, lean
from casework.green_wave.lean import LeanFlag, LeanPackage, LeanStep
from casework.green_wave.models import STANDING, DeadPeriod, FlagThreshold, Kind, State, WatchRun
from casework.jobpakke.events import Kind as PackageKind
from casework.jobpakke.models import Jobpakke, Pause, Step
from casework.jobpakke.queries import visible_to
from casework.jobpakke.states import LIVE_STEPS, PROMISED, JobpakkeState
from casework.planning.gaps import Thresholds
from jobpakker.foundation.accounts.models import ClosedDay, User
from jobpakker.foundation.accounts.permissions import Permission
from jobpakker.foundation.accounts.roles import ROLES
from jobpakker.foundation.audit.models import AuditEvent
from jobpakker.foundation.workdays import WorkdayCalendar


def watched(prefix: str = "") -> Q:
    """`comparison.is_watched` for many rows; `prefix` when they are reached through another row."""
    asked = Q((f"{prefix}state__in", [*PROMISED, JobpakkeState.AWAITING_COMPANY]))
    return asked | Q((f"{prefix}state", JobpakkeState.DRAFT), (f"{prefix}promised_on__isnull", False))


# One package -----------------------------------------------------------------------------------------------------------
class Comparable(TypedDict):
    """What `comparison.compare` asks for beside the package itself."""

    calendar: WorkdayCalendar
    thresholds: Thresholds
    steps: list[LeanStep]
    pauses: list[Pause]
    flags: list[LeanFlag]


def to_compare(jobpakke: Jobpakke) -> Comparable:
    """Of one package: its live steps, its pauses, and the flags that stand for a gap of the plan as it is (open, or past; what
    was mended is history). This rides along in every save: one way to the database and back."""
    place, pk = jobpakke.municipality_id, jobpakke.pk
    with connection.cursor() as cursor:
        cursor.execute(_READ.format("= %s"), [place, place, *[place, pk] * 3])
        rules, steps, pauses, flags = _answers(cursor)
    calendar, thresholds = rules(place)
    return Comparable(calendar=calendar, thresholds=thresholds, steps=steps, pauses=pauses, flags=flags)


def pauses_of(jobpakke: Jobpakke) -> list[Pause]:
    rows = Pause.objects.for_municipality(jobpakke.municipality_id).filter(jobpakke=jobpakke)
    return list(rows.order_by("starts_on", "pk"))


def pauses_of_many(municipality_id: int, packages: Sequence[int]) -> dict[int, list[Pause]]:
    rows = Pause.objects.for_municipality(municipality_id).filter(jobpakke__in=list(packages))
    return _by_package(rows.order_by("starts_on", "pk"))


def thresholds_of(municipality_id: int) -> Thresholds:
    """The municipality's own, transition by transition, over the usual ones."""
    rows = FlagThreshold.objects.for_municipality(municipality_id).values_list("before", "after", "least")
    return Thresholds(least={(before, after): least for before, after, least in rows})


def package(jobpakke_id: int) -> Jobpakke | None:
    """The same as `hold`, held by nobody."""
    return Jobpakke.objects.across_municipalities().filter(pk=jobpakke_id).first()


def hold(jobpakke_id: int) -> Jobpakke | None:
    """The package, held until the end of the transaction. The id comes from a run over everyone or from the outbox."""
    rows = Jobpakke.objects.across_municipalities().select_for_update(no_key=True)
    return rows.filter(pk=jobpakke_id).first()


def hold_flag(dead_period: DeadPeriod) -> DeadPeriod:
    rows = DeadPeriod.objects.for_municipality(dead_period.municipality_id).select_for_update(no_key=True)
    return rows.get(pk=dead_period.pk)


def undecided(jobpakke: Jobpakke, today: date) -> QuerySet[DeadPeriod]:
    """The holes ahead, or running, that nobody has mended or answers for. What lies before the first step is no hole."""
    rows = DeadPeriod.objects.for_municipality(jobpakke.municipality_id).filter(jobpakke=jobpakke, closed_at=None)
    return rows.filter(Q(accepted_until=None) | Q(accepted_until__lte=today), kind=Kind.INNER)


def awaiting_decision(municipality_id: int) -> list[int]:
    rows = Jobpakke.objects.for_municipality(municipality_id).filter(state=JobpakkeState.AWAITING_DECISION)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def was_decided_since(jobpakke: Jobpakke, at: datetime) -> bool:
    """It is active because of an answer given at that moment or after it."""
    if jobpakke.state != JobpakkeState.ACTIVE:
        return False
    rows = AuditEvent.objects.for_municipality(jobpakke.municipality_id)
    return rows.filter(subject_id=jobpakke.public_id, kind=str(PackageKind.DECIDED), at__gte=at).exists()


# Many packages ---------------------------------------------------------------------------------------------------------
Packages = dict[int, list[int]]  # their ids, by municipality
Which = tuple[str, tuple[Any, ...]]  # a condition of SQL, and its values
EVERY: Which = ("TRUE", ())


def watched_ids(municipalities: Sequence[int], *, which: Which) -> Packages:
    """In order of municipality and id. One query, however many there are of either."""
    condition, values = which
    found: Packages = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(f"{WATCHED} AND {condition} ORDER BY 1, 2", [list(municipalities), *values])
        for municipality_id, pk in cursor.fetchall():
            found[municipality_id].append(pk)
    return dict(found)


def due(today: date) -> Which:
    """Never checked, or the day has come on which something can have changed by itself."""
    return "(next_boundary_on IS NULL OR next_boundary_on <= %s)", (today,)


def settled(today: date) -> Which:
    """Checked, and until a later day nothing can change by itself: here the flags must be right."""
    return "next_boundary_on > %s", (today,)


def chunk(packages: Packages) -> Iterator[tuple[LeanPackage, Comparable]]:
    """Packages with the version of their boundary, each with what it is compared with, in five queries whatever their
    municipalities. The packages are read first: whatever is saved after that shows in the version."""
    with connection.cursor() as cursor:
        cursor.execute(*reading(packages))
        found = list(map(LeanPackage._make, cursor.fetchall()))
        cursor.nextset()
        rules, *rows = _answers(cursor)
    steps, pauses, flags = map(_by_package, rows)
    of_place = {place: rules(place) for place in packages}
    for package in found:
        calendar, thresholds = of_place[package.municipality_id]
        yield package, Comparable(
            calendar=calendar, thresholds=thresholds, steps=steps.get(package.pk, []), pauses=pauses.get(package.pk, []),
            flags=flags.get(package.pk, []),
        )  # fmt: skip


def reading(packages: Packages) -> tuple[str, list[Any]]:
    """The statements of `chunk` and their parameters."""
    places, wanted = list(packages), [pk for ids in packages.values() for pk in ids]
    return _PACKAGES + _READ.format("= ANY(%s)"), [places, wanted, places, places, *[places, wanted] * 3]


Rules = Callable[[int], tuple[WorkdayCalendar, Thresholds]]


def _answers(cursor: Any) -> tuple[Rules, list[LeanStep], list[Pause], list[LeanFlag]]:
    """The four to `_READ`. What is said of a municipality is what `timeline.calendar_of` and `thresholds_of` say."""
    closed: dict[int, set[date]] = defaultdict(set)
    least: dict[int, dict[tuple[str, str], int]] = defaultdict(dict)
    for place, day, before, after, days in cursor.fetchall():
        if day is not None:
            closed[place].add(day)
        else:
            least[place][before, after] = days

    def rules(place: int) -> tuple[WorkdayCalendar, Thresholds]:
        return WorkdayCalendar.danish(frozenset(closed[place])), Thresholds(least=least[place])

    cursor.nextset()
    steps = list(map(LeanStep._make, cursor.fetchall()))
    cursor.nextset()
    # Few: rows of the model itself.
    pauses = [Pause.from_db(DEFAULT_DB_ALIAS, _PAUSE, row) for row in cursor.fetchall()]
    cursor.nextset()
    return rules, steps, pauses, list(starmap(LeanFlag, cursor.fetchall()))


def _select(names: Iterable[str], model: type[Model], which: str) -> str:
    """Columns of a table, past the rows of the model; `{{}}` is where it says of which packages."""
    own = {"fixed_dates": "fixed_dates <> '{{}}'"}
    columns = ", ".join(own.get(name) or f'"{_column(model, name)}"' for name in names)
    return f"SELECT {columns} FROM {model._meta.db_table} WHERE municipality_id {{0}} AND {which}"  # noqa: S608 - our own names


def _column(model: type[Model], name: str) -> str:
    return str((model._meta.pk if name == "pk" else model._meta.get_field(name)).column)


def _words(words: Iterable[str]) -> str:
    return ", ".join(f"'{word}'" for word in sorted(words))


# `watched` for the rows of some municipalities, each with its boundary if it has one.
_BOUNDED = f"""
    {Jobpakke._meta.db_table} AS package LEFT JOIN {boundaries.TABLE} AS boundary
    ON boundary.jobpakke_id = package.id AND boundary.municipality_id = package.municipality_id
"""
WATCHED = f"""
    SELECT package.municipality_id, package.id FROM {_BOUNDED} WHERE package.municipality_id = ANY(%s)
    AND state IN ({_words([*PROMISED, JobpakkeState.AWAITING_COMPANY, JobpakkeState.DRAFT])})
    AND (state <> '{JobpakkeState.DRAFT}' OR promised_on IS NOT NULL)
"""  # noqa: S608 - the words of the states
_PAUSE = [field.attname for field in Pause._meta.concrete_fields]
_OF_BOUNDARY = {"next_boundary_on": "boundary.next_boundary_on", "row_version": "boundary.xmin::text::bigint"}
_OF_PACKAGE = ", ".join(
    _OF_BOUNDARY.get(name) or f'package."{_column(Jobpakke, name)}"' for name in lean.names(LeanPackage)
)
_PACKAGES = f"""
    SELECT {_OF_PACKAGE} FROM {_BOUNDED}
    WHERE package.municipality_id = ANY(%s) AND package.id = ANY(%s) ORDER BY package.id;
"""  # noqa: S608
# Several statements in one go, each over what is committed when it begins.
_READ = ";".join(
    [
        f"""
        SELECT municipality_id, day, '', '', 0 FROM {ClosedDay._meta.db_table} WHERE municipality_id {{0}}
        UNION ALL
        SELECT municipality_id, NULL, before, after, least FROM {FlagThreshold._meta.db_table} WHERE municipality_id {{0}}
        """,  # noqa: S608
        _select(lean.names(LeanStep), Step, f"jobpakke_id {{0}} AND state IN ({_words(LIVE_STEPS)})"),
        _select(_PAUSE, Pause, "jobpakke_id {0} ORDER BY starts_on, id"),
        _select(
            lean.names(LeanFlag),
            DeadPeriod,
            f"jobpakke_id {{0}} AND close_reason IN ({_words(STANDING)}) ORDER BY starts_on",
        ),
    ]
)


def _by_package[Row: (LeanStep, LeanFlag, Pause)](rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.jobpakke_id].append(row)
    return found


# The pages -------------------------------------------------------------------------------------------------------------
OPEN_STATES = (State.FORECAST, State.RUNNING)


def seen_by(user: User) -> QuerySet[DeadPeriod]:
    rows = DeadPeriod.objects.for_municipality(user.municipality_id)
    return rows.filter(jobpakke__in=visible_to(user).values("pk")).select_related(
        "jobpakke__citizen",
        "jobpakke__opening__company",
        "jobpakke__caseworker",
        "jobpakke__commitment",
        "after_step",
        "before_step",
        "owner",
    )


def listed(user: User, *, states: str, cause: str, mine: bool, team: int | None = None) -> QuerySet[DeadPeriod]:
    """`states`: `open`, a state, `lifted`, `closed` (history) or "" for all; the open ones first, what began first on top. `team`:
    that team's citizens alone."""
    rows = seen_by(user)
    if states == "closed":
        rows = rows.exclude(closed_at=None)
    elif states:
        rows = rows.filter(closed_at=None)
        if states in OPEN_STATES:
            rows = rows.filter(state=states)
        elif states == "lifted":
            rows = rows.exclude(lifted_to="")
    if cause:
        rows = rows.filter(cause=cause)
    if mine:
        rows = rows.filter(jobpakke__caseworker=user)
    if team is not None:
        rows = rows.filter(jobpakke__citizen__team_id=team)
    return rows.order_by(F("closed_at").desc(nulls_first=True), "starts_on", "pk")


def dead_period(user: User, public_id: UUID) -> DeadPeriod:
    """Fetched and authorised in the same breath: what is not there and what is not yours look alike."""
    found = seen_by(user).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def events(dead_period: DeadPeriod, *, limit: int = 200) -> list[AuditEvent]:
    rows = AuditEvent.objects.for_municipality(dead_period.municipality_id).filter(subject_id=dead_period.public_id)
    return list(rows.order_by("-at", "-pk")[:limit])


def owners(municipality_id: int) -> QuerySet[User]:
    """Those who can answer for letting a dead period be."""
    roles = [role.code for role in ROLES.values() if Permission.HANDLE_DEAD_PERIODS in role.permissions]
    rows = User.objects.filter(municipality_id=municipality_id, is_active=True, role_code__in=roles)
    return rows.order_by("name", "pk")


def runs(municipality_id: int, *, limit: int = 40) -> list[WatchRun]:
    return list(WatchRun.objects.for_municipality(municipality_id).order_by("-started_at", "-pk")[:limit])
