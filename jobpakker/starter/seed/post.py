"""Which of the mails that the stories asked for are still to leave: the newest. The rest left when they were written."""

from datetime import date, timedelta

from django.db.models import F

from jobpakker.foundation.accounts.models import Municipality
from jobpakker.foundation.notifications.models import Notification
from jobpakker.foundation.outbox.models import OutboxMessage
from jobpakker.starter.seed.ground import moment

NEWEST = timedelta(days=14)  # as long as a link to the company lives


def keep_the_newest(municipality: Municipality, *, today: date) -> None:
    """The worker sends what is left as soon as it is there, so that the demo's mailbox has something in it."""
    before = moment(today - NEWEST)
    old = Notification.objects.for_municipality(municipality).filter(created_at__lt=before)
    left = list(old.values_list("pk", flat=True))
    old.update(sent_at=F("created_at"))
    waiting = OutboxMessage.objects.filter(kind="notification", payload__notification_id__in=left)
    waiting.update(done_at=F("created_at"), attempts=1)
