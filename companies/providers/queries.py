"""What is read of the courses: rows of one's own municipality only, in a fixed number of queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, Count, F, Func, Q, QuerySet, Sum, Value
from django.http import Http404

from companies.providers.comparison import KnownCourse, KnownSession
from companies.providers.models import Course, CourseSession, Provider
from companies.providers.titles import AMU, Close, closeness, closest, key, words
from companies.register.queries import danish_order
from jobpakker.foundation.accounts.models import ClosedDay, User
from jobpakker.foundation.audit.models import AuditEvent
from jobpakker.foundation.prepared import Prepared
from jobpakker.foundation.workdays import WorkdayCalendar

OPEN, CANCELLED = CourseSession.State.OPEN, CourseSession.State.CANCELLED
MOST_READ = 2000  # sessions that one builder looks through


# The pages ------------------------------------------------------------------------------------------------------------------
def sessions(municipality_id: int) -> QuerySet[CourseSession]:
    return CourseSession.objects.for_municipality(municipality_id).select_related("course", "provider")


def search(
    user: User, *, text: str = "", after: date | None = None, before: date | None = None, place: str = "", only_free: bool = False
) -> QuerySet[CourseSession]:  # fmt: skip
    """Classes that begin on `after` or later and on `before` or earlier (both inclusive), the first to begin on top.

    Each word of `text` stands in the title or in the provider's name, or is the AMU number.
    """
    found = sessions(user.municipality_id)
    for word in text.split()[:10]:
        found = found.filter(Q(course__title__icontains=word) | Q(provider__name__icontains=word) | Q(course__amu=word))
    if after:
        found = found.filter(starts_on__gte=after)
    if before:
        found = found.filter(starts_on__lte=before)
    if place:
        found = found.filter(place__icontains=place)
    if only_free:
        found = found.filter(state=OPEN, seats_taken__lt=F("seats"))
    return found.order_by("starts_on", danish_order("course__title"), "pk")


def session(user: User, public_id: UUID) -> CourseSession:
    return _found(sessions(user.municipality_id).filter(public_id=public_id).first())


def course(user: User, public_id: UUID) -> Course:
    return _found(Course.objects.for_municipality(user.municipality_id).filter(public_id=public_id).first())


def _found[Row](row: Row | None) -> Row:
    if row is None:
        raise Http404
    return row


def any_sessions(user: User) -> bool:
    return CourseSession.objects.for_municipality(user.municipality_id).exists()


def same_course_ahead(session: CourseSession, *, today: date) -> QuerySet[CourseSession]:
    """The other classes of the course that one could take instead."""
    found = sessions(session.municipality_id).filter(
        course=session.course_id, state=OPEN, seats_taken__lt=F("seats"), starts_on__gt=today
    )
    return found.exclude(pk=session.pk).order_by("starts_on", "pk")[:5]


def events(session: CourseSession) -> QuerySet[AuditEvent]:
    found = AuditEvent.objects.for_municipality(session.municipality_id)
    return found.filter(subject_id=session.public_id).order_by("-at", "-pk")


def courses(municipality_id: int) -> QuerySet[Course]:
    return Course.objects.for_municipality(municipality_id).order_by(danish_order("title"), "pk")


def providers(municipality_id: int) -> QuerySet[Provider]:
    return Provider.objects.for_municipality(municipality_id).order_by(danish_order("name"), "pk")


def course_named(municipality_id: int, title: str) -> Course | None:
    """Whatever its capitals and blanks; the first made of two."""
    same = Course.objects.for_municipality(municipality_id).filter(words=words(title)).order_by("pk")
    return next((row for row in same if key(row.title) == key(title)), None)


def provider_named(municipality_id: int, name: str) -> Provider | None:
    rows = Provider.objects.for_municipality(municipality_id).order_by("pk")
    return next((row for row in rows if key(row.name) == key(name)), None)


def places(municipality_id: int) -> list[str]:
    found = CourseSession.objects.for_municipality(municipality_id).exclude(place="")
    return list(found.order_by("place").values_list("place", flat=True).distinct()[:200])


def provider_figures(user: User, *, today: date, since: date) -> QuerySet[Provider]:
    """Each provider with what lies ahead, and how many classes that were to begin since `since` it has cancelled."""
    ahead = Q(sessions__starts_on__gt=today, sessions__state=OPEN)
    lately = Q(sessions__starts_on__gte=since)
    cancelled = lately & Q(sessions__state=CANCELLED)
    return providers(user.municipality_id).annotate(
        ahead=Count("sessions", filter=ahead),
        seats=Sum("sessions__seats", filter=ahead, default=0),
        free=Sum(F("sessions__seats") - F("sessions__seats_taken"), filter=ahead, default=0),
        planned=Count("sessions", filter=lately),
        cancelled=Count("sessions", filter=cancelled),
        too_few=Count("sessions", filter=cancelled & Q(sessions__cancel_reason=CourseSession.CancelReason.TOO_FEW)),
    )


def calendar_of(municipality_id: int) -> WorkdayCalendar:
    """Danish working days less the municipality's own closing days."""
    days = ClosedDay.objects.for_municipality(municipality_id).values_list("day", flat=True)
    return WorkdayCalendar.danish(frozenset(days))


# Files -----------------------------------------------------------------------------------------------------------------------
def known(municipality_id: int, *, providers: Iterable[str]) -> tuple[list[KnownSession], list[KnownCourse], list[str]]:
    """What a file that names these providers is held against: their sessions, every course, every provider. Three queries."""
    names = list(Provider.objects.for_municipality(municipality_id).order_by("pk"))
    named = {key(name) for name in providers}
    rows = sessions(municipality_id).filter(provider__in=[row.pk for row in names if key(row.name) in named])
    return (
        [KnownSession(row.pk, str(row.public_id), row.facts) for row in rows.order_by("starts_on", "pk")],
        [
            KnownCourse(row.title, row.amu, row.days)
            for row in Course.objects.for_municipality(municipality_id).order_by("-pk")
        ],
        [row.name for row in reversed(names)],  # of two that are spelled alike the first made counts
    )


# The builder -----------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class Offered:
    """A class as plain values; `[starts_on, until)` is half-open."""

    public_id: str
    title: str
    provider: str
    place: str
    starts_on: date
    until: date
    free: int
    price_kr: int | None
    cancelled: bool
    exact: bool  # the course has the very words that were asked for


def sessions_for(
    municipality_id: int, titles: Iterable[str], *, after: date, before: date | None = None
) -> Mapping[str, list[Offered]]:
    """For each title the classes of the course it means, the first to begin first; full and cancelled ones among them.

    They begin after `after` and are over on `before` at the latest (their `until` is `before` or earlier). One query, however
    many titles.
    """
    wanted = [title for title in dict.fromkeys(titles) if words(title)]
    spoken = sorted({word for title in wanted for word in words(title)})
    if not spoken:
        return {}
    numbers = sorted({number for title in wanted for number in AMU.findall(title)})
    asked = (municipality_id, " ".join(spoken), after, before or date.max)
    read = [_Read(*row) for row in (_meant(*asked, numbers) if numbers else _MEANT(*asked))]
    return {title: found for title in wanted if (found := _of_course(title, read))}


class _Read(NamedTuple):
    public_id: UUID
    title: str
    amu: str
    provider: str
    place: str
    starts_on: date
    until: date
    seats: int
    seats_taken: int
    price_kr: int | None
    state: str


def _meant(
    municipality_id: int, spoken: str, after: date, before: date, numbers: Sequence[str] = ()
) -> QuerySet[Any, Any]:
    """`spoken`: words with a blank between them."""
    several = Func(Value(spoken), Value(" "), function="string_to_array", output_field=ArrayField(CharField()))
    of_course = Q(course__words__overlap=several)
    if numbers:
        of_course |= Q(course__amu__in=numbers)
    rows = CourseSession.objects.for_municipality(municipality_id).filter(
        of_course, starts_on__gt=after, until__lte=before
    )
    elsewhere = {"title": "course__title", "amu": "course__amu", "provider": "provider__name"}
    return rows.order_by("starts_on", "pk").values_list(*(elsewhere.get(n, n) for n in _Read._fields))[:MOST_READ]


_MEANT = Prepared(_meant, int, str, date, date)


def _of_course(title: str, rows: Iterable[_Read]) -> list[Offered]:
    close = [(closeness(title, row.title, row.amu), row) for row in rows]
    exact = any(level == Close.SAME for (level, _apart), _row in close)
    return [_offered(row, exact=exact) for row in closest(close)]


def _offered(row: _Read, *, exact: bool) -> Offered:
    return Offered(
        public_id=str(row.public_id), title=row.title, provider=row.provider, place=row.place,
        starts_on=row.starts_on, until=row.until, free=row.seats - row.seats_taken, price_kr=row.price_kr,
        cancelled=row.state != OPEN, exact=exact,
    )  # fmt: skip
