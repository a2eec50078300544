"""The outage drill, with a real worker over a real broker and a moved clock: stopped or killed, and started again days later."""

import signal
from datetime import date, datetime, time

import pytest
from django.utils import timezone

from companies.commitments import actions
from companies.tasks import remind_due
from jobpakker.foundation.notifications.models import Notification
from jobpakker.foundation.outbox.models import OutboxMessage
from jobpakker.foundation.outbox.tasks import drain
from tests.factories.companies import asked, said_yes

pytestmark = pytest.mark.django_db(transaction=True)

HOURS = (8, 15)  # of those that have their wake-up in the timetable


def reminders():
    return Notification.objects.across_municipalities().filter(kind="commitment_reminder")


def at(day, hour=9):
    return timezone.make_aware(datetime.combine(day, time(hour)))


def closed(moment):
    """One of each kind that nobody is to be reminded of."""
    said_yes(asked(at=moment))
    declined, proposed, withdrawn = (asked(at=moment) for _n in range(3))
    said = {"number": 1, "answered_by_name": "Mette", "at": moment}
    actions.decline(
        commitment=declined, fingerprint=declined.versions.get().fingerprint, reason="economy", text="", **said
    )
    actions.propose_change(
        commitment=proposed, fingerprint=proposed.versions.get().fingerprint, starts_on=None, text="Senere", **said
    )
    actions.withdraw(commitment=withdrawn, by=withdrawn.asked_by, at=moment)


# Due on the day on which the worker goes down. The clocks change to summer time in the night to Sunday the 29th of March.
@pytest.mark.parametrize(("asked_on", "down_on", "back_on"), [
    pytest.param(date(2026, 3, 23), date(2026, 3, 26), date(2026, 3, 27), id="one day"),
    pytest.param(date(2026, 3, 24), date(2026, 3, 27), date(2026, 3, 30), id="three days, a weekend, the clocks"),
    pytest.param(date(2026, 3, 17), date(2026, 3, 20), date(2026, 3, 30), id="ten days, two weekends, the clocks"),
])  # fmt: skip
def test_what_fell_due_while_the_worker_was_away_is_sent_once_when_it_is_back(worker, asked_on, down_on, back_on):
    worker.stop(signal.SIGKILL if (back_on - down_on).days == 3 else signal.SIGTERM)
    open_ = [asked(at=at(asked_on)) for _n in range(3)]
    closed(at(asked_on))
    # The mails of the day of asking left then.
    Notification.objects.across_municipalities().update(sent_at=at(asked_on))
    OutboxMessage.objects.update(done_at=at(asked_on))
    for _day in range((back_on - down_on).days):  # what was missed left its wake-ups in the broker
        for _hour in HOURS:
            remind_due.delay()
    worker.start(at(back_on, 8))
    worker.wait_for(lambda: reminders().count() == len(open_))
    for _hour in HOURS:  # and so does the first day back
        remind_due.delay()
    drain.delay()
    worker.wait_for(lambda: not OutboxMessage.objects.filter(done_at=None).exists())
    worker.wait_for(lambda: worker.broker.llen("celery") == 0)
    assert sorted(reminders().values_list("to_email", flat=True)) == sorted(row.contact.email for row in open_)
    assert {timezone.localdate(row.created_at) for row in reminders()} == {back_on}
    mails = [mail.read_text(errors="replace") for mail in worker.mails.iterdir()]
    assert sum("vi mangler jeres svar" in mail for mail in mails) == len(mails) == len(open_)
