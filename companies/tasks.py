"""What runs by itself in companies: thin shells that read the clock once. The timetable is in jobpakker/celery.py."""

from datetime import date

from celery import shared_task

from companies.commitments import reminders
from companies.portal import actions as portal
from jobpakker.foundation import clock
from jobpakker.foundation.accounts.models import Municipality


class SomeFailed(RuntimeError):
    """The run went through to its end, but not all of it succeeded; the log names the rows."""


@shared_task(name="companies.remind_due")
def remind_due(on: str = "") -> None:
    """Who owes an answer, and who is to say whether somebody has begun, or how it went. `on`: another day than today, as ISO text, for whoever runs it by hand."""
    at, today = clock.now(), date.fromisoformat(on) if on else clock.today()
    failed = 0
    for municipality_id in Municipality.objects.order_by("pk").values_list("pk", flat=True):
        failed += reminders.remind_due(municipality_id=municipality_id, today=today, at=at).failed
        portal.ask_due(municipality_id=municipality_id, today=today, at=at)
    if failed:
        raise SomeFailed(f"{failed} reminders failed")
