"""A file that somebody has sent in and not yet applied. Only what was read of it is kept, and only for an hour."""

from django.conf import settings
from django.db import models

from jobpakker.foundation.tenancy import TenantModel


class KeptFile(TenantModel):
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    file_name = models.CharField(max_length=100)
    content = models.JSONField(default=dict)  # what was read, emptied when applied
    applied_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)  # what the import came to

    class Privacy:
        personal = ()
        secret = ()
        neutral = (
            "id", "municipality", "public_id", "made_by", "made_at", "file_name", "content", "applied_at", "counts",
        )  # fmt: skip

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.file_name} {self.made_at:%Y-%m-%d %H:%M}"
