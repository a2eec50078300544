"""What must happen after a commit, kept in the same database as the change that asks for it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OutboxMessage(models.Model):
    kind = models.CharField(max_length=50)
    payload = models.JSONField()  # ids and ISO dates only
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    gave_up_at = models.DateTimeField(null=True)
    last_error = models.CharField(
        max_length=200, blank=True
    )  # the kind of error, never its text: that may hold a person

    class Privacy:
        personal = ()
        secret = ()
        neutral = ("id", "kind", "payload", "created_at", "due_at", "attempts", "done_at", "gave_up_at", "last_error")

    class Meta:
        verbose_name = _("udbakkebesked")
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(done_at=None, gave_up_at=None), name="outbox_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.payload}"
