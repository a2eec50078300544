"""What was said to whom, and whether it left the house."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jobpakker.foundation.tenancy import TenantModel


class Notification(TenantModel):
    """One message to one person. It is made into words when it is sent, from `kind` and `context` (ids and dates)."""

    kind = models.CharField(max_length=50)
    to_email = models.EmailField()
    context = models.JSONField(default=dict)
    # The same thing is said once: a second attempt to say it finds the first.
    said_once = models.CharField(max_length=150, unique=True)
    created_at = models.DateTimeField()
    # Noted before it is handed over. Noted and neither sent nor failed: it is leaving now, or whoever handed it over was killed.
    leaving_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    # It did not get there: the mail server refused it, or the outbox gave it up; or nobody knows (`may_have_arrived`).
    failed_at = models.DateTimeField(null=True)
    # Failed, and no address has refused it: the mail server did not take it, however often it was tried.
    given_up = models.BooleanField(default=False, db_default=False)
    # Something newer about the same was sent since, so that nobody need do anything about it any more.
    made_good_at = models.DateTimeField(null=True)

    class Privacy:
        personal = ("to_email", "context", "said_once")
        secret = ()
        neutral = (
            "id",
            "municipality",
            "public_id",
            "kind",
            "created_at",
            "leaving_at",
            "sent_at",
            "failed_at",
            "given_up",
            "made_good_at",
        )

    class Meta:
        verbose_name = _("besked")
        indexes = [
            models.Index(
                fields=["municipality", "failed_at"],
                condition=models.Q(failed_at__isnull=False),
                name="notification_lost",
            ),
        ]

    @property
    def may_have_arrived(self) -> bool:
        """It was leaving when something broke: it got there or not, and it is not sent again by itself."""
        return self.failed_at is not None and self.leaving_at is not None and self.sent_at is None

    @property
    def was_refused(self) -> bool:
        """The address is to be put right before anything is sent to it again."""
        return self.failed_at is not None and not self.given_up and not self.may_have_arrived

    def __str__(self) -> str:
        return f"{self.kind} {self.created_at:%Y-%m-%d}"
