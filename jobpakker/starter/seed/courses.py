"""The classes of the invented schools: every course that an inspiration model names, half a year back and three quarters ahead.

They stand as a file from the schools would have brought them in, in bulk. Some are full, and now and then one is called off.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from random import Random

from casework.blueprints.models import Blueprint, BlueprintStep
from casework.planning.periods import ONE_DAY
from casework.planning.steps import StepKind
from companies.events import Kind
from companies.providers.models import Course, CourseSession, Provider
from jobpakker.foundation.audit.models import AuditEvent
from jobpakker.starter.seed.ground import Ground, key, moment

SEED = 2007
BACK, AHEAD = 26, 39  # weeks
# Who holds what, by a word in the title; the last one holds the rest.
SCHOOLS = (
    ("AMU Fjordland", "Værkstedsvej 9, Fjordby", ("rengør", "truck", "lager", "gmp", "vej", "stillads", "kabel", "ergonomi")),
    ("Fjordby Køreskole og Transportcenter", "Transportvej 2, Fjordby", ("kørekort", "adr", "konflikt")),
    ("Social- og Sundhedsskolen Fjordby", "Engvej 40, Fjordby", ("omsorg", "forflytning", "pædagog", "førstehjælp")),
    ("Fødevareskolen ved Fjorden", "Møllegade 20, Fjordby", ("fødevare", "bage", "smørrebrød", "kniv")),
    ("Fjordby Erhvervsskole", "Skolevej 30, Fjordby", ()),
)  # fmt: skip
AMU_NUMBERS = {"Gaffeltruck, certifikat B": "47592"}
PRICE_A_DAY = 620  # kroner


def load(ground: Ground, models: dict[str, tuple[Blueprint, list[BlueprintStep]]]) -> None:
    began = moment(ground.weeks_ago(BACK + 4), 14)
    steps = [
        step
        for _blueprint, steps in models.values()
        for step in steps
        if step.kind == StepKind.COURSE and not step.beside
    ]
    days = {step.title: step.length_amount for step in steps}  # course days: one is one working day
    providers = Provider.objects.bulk_create(
        Provider(municipality=ground.municipality, public_id=key(f"provider/{name}"), name=name, created_at=began)
        for name, _place, _words in SCHOOLS
    )
    courses = Course.objects.bulk_create(
        Course(
            municipality=ground.municipality, public_id=key(f"course/{title}"), amu=AMU_NUMBERS.get(title, ""), days=count,
            created_at=began,
        ).named(title)
        for title, count in sorted(days.items())
    )  # fmt: skip
    random = Random(SEED)
    sessions = [
        session for number, course in enumerate(courses) for session in _held(ground, random, number, course, providers)
    ]
    CourseSession.objects.bulk_create(sessions)
    AuditEvent.objects.bulk_create(_trail(ground, sessions))


def _held(
    ground: Ground, random: Random, number: int, course: Course, providers: list[Provider]
) -> Iterator[CourseSession]:  # fmt: skip
    """Every third week; the longer a course, the rarer it is held."""
    calendar = ground.calendar
    school = next(n for n, (_name, _place, words) in enumerate(SCHOOLS) if not words or _any(words, course.title))
    monday = ground.today - timedelta(days=ground.today.weekday())
    apart = 3 if course.days < 20 else 6
    seats = 12 + number % 4 * 2
    last = None
    for week in range(-BACK + number % 3, AHEAD, apart):
        starts_on = calendar.on_or_after(monday + timedelta(weeks=week, days=number % 4))
        if starts_on == last:  # two Mondays that are both moved behind a holiday
            continue
        last = starts_on
        near = max(0, AHEAD - abs(week)) / AHEAD  # classes far ahead are still empty
        taken = (
            seats if week >= 0 and random.random() < near / 5 else min(seats - 1, round(seats * near * random.random()))
        )
        yield CourseSession(
            municipality=ground.municipality, public_id=key(f"class/{course.title}/{week}"), course=course,
            provider=providers[school], place=SCHOOLS[school][1], starts_on=starts_on,
            until=calendar.after(starts_on, course.days - 1) + ONE_DAY, seats=seats, seats_taken=taken,
            price_kr=course.days * PRICE_A_DAY, reference=f"{number + 1:02}-{week + BACK + 1:03}",
            created_at=moment(ground.weeks_ago(BACK + 3), 14), **_called_off(ground, random, starts_on),
        )  # fmt: skip


def _called_off(ground: Ground, random: Random, starts_on: date) -> dict[str, object]:
    """From one week to eight before it was to begin, and most often for want of people."""
    chance = random.random()
    on = ground.calendar.before(starts_on, 5 + round(chance * 400))
    if chance > 0.09 or on >= ground.today:
        return {}
    reason = CourseSession.CancelReason
    return {
        "state": CourseSession.State.CANCELLED,
        "cancelled_on": on,
        "cancel_reason": reason.NO_TEACHER if chance > 0.075 else reason.TOO_FEW,
    }


def _any(words: tuple[str, ...], title: str) -> bool:
    return any(word in title.lower() for word in words)


def _trail(ground: Ground, sessions: Iterable[CourseSession]) -> Iterator[AuditEvent]:
    by = ground.users["rasmus"]
    for session in sessions:
        told: list[tuple[Kind, object, dict[str, str]]] = [
            (
                Kind.COURSE_SESSION_ADDED,
                session.created_at,
                {"title": session.course.title, "starts_on": session.starts_on.isoformat()},
            )
        ]
        if session.cancelled_on:
            told.append(
                (
                    Kind.COURSE_SESSION_CANCELLED,
                    moment(session.cancelled_on, 13),
                    {"reason": str(session.cancel_reason)},
                )
            )
        for kind, at, data in told:
            yield AuditEvent(
                municipality_id=session.municipality_id, kind=str(kind), subject_type=session._meta.label_lower,
                subject_id=session.public_id, by_id=by.pk, by_name=by.name, at=at,
                data=data | {"key": str(key(f"{kind}/{session.public_id}"))},
            )  # fmt: skip
