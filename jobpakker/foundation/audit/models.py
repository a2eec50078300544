"""What happened and who looked. Append-only: the database refuses to change or remove a row.

There are no foreign keys to live rows: the trace outlives what it is about.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jobpakker.foundation.tenancy import TenantQuerySet


class AuditEvent(models.Model):
    municipality_id = models.BigIntegerField()
    kind = models.CharField(max_length=50)
    subject_type = models.CharField(max_length=50)
    subject_id = models.UUIDField()
    by_id = models.BigIntegerField(null=True)  # null: it ran by itself, or an outside person by link
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField()
    data = models.JSONField(default=dict)  # references and dates, never a CPR number

    objects = TenantQuerySet.as_manager()

    class Privacy:
        personal = ("by_name", "data")
        secret = ()
        neutral = ("id", "municipality_id", "kind", "subject_type", "subject_id", "by_id", "at")

    class Meta:
        verbose_name = _("hændelse")
        indexes = [models.Index(fields=["subject_id", "at"], name="audit_by_subject")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind}"


class AccessLogEntry(models.Model):
    class Action(models.TextChoices):
        VIEW = "view", _("så")
        SEARCH = "search", _("søgte")
        REVEAL_CPR = "reveal_cpr", _("viste CPR-nummer")
        DENIED = "denied", _("blev afvist")

    municipality_id = models.BigIntegerField()
    at = models.DateTimeField()
    user_id = models.BigIntegerField()
    user_name = models.CharField(max_length=150)
    role_code = models.CharField(max_length=30)
    action = models.CharField(max_length=20, choices=Action)
    citizen_id = models.UUIDField(null=True)
    what = models.CharField(max_length=200)  # the page, or how many a search found; never what was searched for
    reason = models.CharField(max_length=200, blank=True)

    objects = TenantQuerySet.as_manager()

    class Privacy:
        personal = ("user_name", "citizen_id", "reason", "what")
        secret = ()
        neutral = ("id", "municipality_id", "at", "user_id", "role_code", "action")

    class Meta:
        verbose_name = _("opslag")
        indexes = [
            models.Index(fields=["municipality_id", "-at"], name="access_newest"),
            models.Index(fields=["citizen_id", "at"], name="access_by_citizen"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.user_name} {self.action}"
