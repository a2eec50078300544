"""The outage drill, with a real worker over a real broker: stopped, killed and started again, it reminds each company once."""

import signal
from datetime import timedelta

import pytest

from companies.tasks import remind_due
from jobpakker.foundation import clock
from jobpakker.foundation.notifications.models import Notification
from jobpakker.foundation.outbox.models import OutboxMessage
from jobpakker.foundation.outbox.tasks import drain
from jobpakker.foundation.workdays import WorkdayCalendar
from tests.factories.companies import asked, said_yes

pytestmark = pytest.mark.django_db(transaction=True)


def reminders():
    return Notification.objects.across_municipalities().filter(kind="commitment_reminder")


@pytest.mark.parametrize("days_away", [1, 3, 10])
def test_what_was_due_while_the_worker_was_away_is_sent_once_when_it_is_back(worker, days_away):
    calendar, today = WorkdayCalendar.danish(), clock.today()
    # The link left so long ago that a reminder fell due `days_away` days before today.
    left = clock.now() - timedelta(days=(today - calendar.before(today, 3)).days + days_away)
    open_ = [asked(at=left) for _n in range(3)]
    said_yes(asked(at=left))
    worker.stop(signal.SIGKILL if days_away == 3 else signal.SIGTERM)
    on = calendar.on_or_after(today).isoformat()
    for _missed in range(days_away):  # each missed morning left its wake-up in the broker
        remind_due.delay(on)
    worker.start()
    worker.wait_for(lambda: reminders().count() == len(open_))
    drain.delay()
    worker.wait_for(lambda: not OutboxMessage.objects.filter(done_at=None).exists())
    assert sorted(reminders().values_list("to_email", flat=True)) == sorted(row.contact.email for row in open_)
    mails = [mail.read_text(errors="replace") for mail in worker.mails.iterdir()]
    assert sum("vi mangler jeres svar" in mail for mail in mails) == len(open_)
