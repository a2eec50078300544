"""Each night a picture of the flow, so that a trend needs no history to be worked out again."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from casework.citizens.models import Citizen
from casework.flow import measures, queries
from casework.flow.measures import Package, Place
from casework.flow.models import FlowSnapshot
from casework.jobpakke.timeline import calendar_of
from casework.planning.periods import ONE_DAY, Period
from jobpakker.foundation.accounts.models import Municipality
from jobpakker.foundation.workdays import WorkdayCalendar

CATCH_UP = timedelta(days=31)  # nights that a beat that was away makes good


def take_snapshot(*, municipality: Municipality, day: date, at: datetime) -> FlowSnapshot:
    """How the flow stood when `day` was over. Taken again, by a second beat or a repeated task, the first one stands.

    It is made of recorded days alone (built, promised, begun, ended), so that a night that was missed can be made good.
    """
    known = FlowSnapshot.objects.for_municipality(municipality).filter(day=day).first()
    if known is not None:
        return known
    calendar = calendar_of(municipality.pk)
    packages = queries.measured_packages(
        queries.standing(municipality, day), municipality.pk, calendar, as_of=day, day=day
    )
    citizens = Citizen.objects.for_municipality(municipality)
    waiting = queries.waiting_citizens(citizens, municipality.pk, calendar, as_of=day)
    asked = [calendar.count(package.asked_on, day + ONE_DAY) for package in packages if package.asked_on]
    fields = {
        **_by_place(packages),
        **_on(day, packages, calendar),
        **queries.ended(municipality, day),
        "commitments_waiting": len(asked),
        "commitments_waiting_days": sum(asked),
        "citizens_waiting": len(waiting),
        "citizens_waiting_days": sum(one.days for one in waiting),
    }
    try:
        with transaction.atomic():
            return FlowSnapshot.objects.create(municipality=municipality, day=day, taken_at=at, **fields)
    except IntegrityError:  # another worker was first
        return FlowSnapshot.objects.for_municipality(municipality).get(day=day)


def take_missing(*, municipality: Municipality, yesterday: date, at: datetime) -> list[FlowSnapshot]:
    """The picture of yesterday, and of the nights before it that nobody took since the last one; at most a month back."""
    latest = FlowSnapshot.objects.for_municipality(municipality).order_by("-day").values_list("day", flat=True).first()
    first = max(latest + ONE_DAY, yesterday - CATCH_UP) if latest else yesterday
    days = (first + timedelta(days=n) for n in range((yesterday - first).days + 1))
    return [take_snapshot(municipality=municipality, day=day, at=at) for day in days]


def _by_place(packages: tuple[Package, ...]) -> dict[str, int]:
    columns = {
        Place.PLANNING: "planning",
        Place.PROMISED: "promised",
        Place.PRAKTIK: "praktik",
        Place.KURSUS: "kursus",
        Place.LOENTILSKUD: "loentilskud",
        Place.BETWEEN: "between",
        Place.IN_JOB: "in_job",
    }
    return {column: sum(package.place == place for package in packages) for place, column in columns.items()}


def _on(day: date, packages: tuple[Package, ...], calendar: WorkdayCalendar) -> dict[str, int]:
    """Packages that owed a green day, and of them those that nobody covered; none on a day that is no working day."""
    period = Period(day, day + ONE_DAY)
    return {
        "under_way": sum(measures.working_days(package, period, calendar) for package in packages),
        "dead": sum(measures.dead_days(package, period, calendar) for package in packages),
    }
