"""What the builder's tests share beside their fixtures: following a change, and looking at what is stored and logged."""

from datetime import timedelta

from casework.jobpakke.models import Jobpakke
from jobpakker.foundation.audit.models import AccessLogEntry
from jobpakker.foundation.workdays import WorkdayCalendar
from tests.casework.jobpakke.pages import preview_url

HTMX = {"HX-Request": "true"}


def free_monday(near, *, also=0):
    """A Monday at or before that day that is no holiday, nor is the Monday so many days after it."""
    calendar = WorkdayCalendar.danish()
    day = near - timedelta(days=near.weekday())
    while not (calendar.is_working_day(day) and calendar.is_working_day(day + timedelta(days=also))):
        day -= timedelta(days=7)
    return day


def packages(citizen):
    return Jobpakke.objects.for_municipality(citizen.municipality_id)


def log(citizen, action):
    rows = AccessLogEntry.objects.for_municipality(citizen.municipality_id).filter(action=action)
    return list(rows.order_by("pk").values_list("what", "citizen_id"))


def follow(client, opening, typed, **changed):
    return client.post(preview_url(opening), typed | changed, headers=HTMX)
