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
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)

    class Privacy:
        personal = ("to_email", "context", "said_once")
        secret = ()
        neutral = ("id", "municipality", "public_id", "kind", "created_at", "sent_at", "failed_at")

    class Meta:
        verbose_name = _("besked")

    def __str__(self) -> str:
        return f"{self.kind} {self.created_at:%Y-%m-%d}"
