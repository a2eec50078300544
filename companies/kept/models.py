"""What became of a promise to hire: kept, broken by the company, or fallen away for another reason. Told by the room above."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from companies.commitments.models import HiringCommitment
from jobpakker.foundation.tenancy import TenantModel


class Fate(TenantModel):
    class Kind(models.TextChoices):
        KEPT = "kept", _("holdt")
        BROKEN = "broken", _("brudt af virksomheden")
        LAPSED = "lapsed", _("bortfaldet uden virksomhedens skyld")

    commitment = models.OneToOneField(
        HiringCommitment, on_delete=models.CASCADE, related_name="fate", verbose_name=_("tilsagn")
    )
    kind = models.CharField(_("hvad blev det til"), max_length=10, choices=Kind)
    on = models.DateField(_("hvornår"))

    class Privacy:
        personal = ()
        secret = ()
        neutral = ("id", "municipality", "public_id", "commitment", "kind", "on")

    class Meta:
        verbose_name = _("tilsagnets skæbne")
        verbose_name_plural = _("tilsagnenes skæbne")

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"
