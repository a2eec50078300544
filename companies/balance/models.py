"""The labour-market balance: for each kind of job whether hands are missing, in one area and one half-year, and who says so."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from companies.files.models import KeptFile
from jobpakker.foundation.tenancy import TenantModel


class Area(models.TextChoices):
    """The areas of the regional labour-market councils (RAR)."""

    HOVEDSTADEN = "hovedstaden", _("Hovedstaden")
    SJAELLAND = "sjaelland", _("Sjælland")
    FYN = "fyn", _("Fyn")
    SYDJYLLAND = "sydjylland", _("Sydjylland")
    OESTJYLLAND = "oestjylland", _("Østjylland")
    VESTJYLLAND = "vestjylland", _("Vestjylland")
    NORDJYLLAND = "nordjylland", _("Nordjylland")
    BORNHOLM = "bornholm", _("Bornholm")


class Level(models.TextChoices):
    """The balance's own five categories, the greatest need first."""

    GREAT_SHORTAGE = "great_shortage", _("omfattende mangel på arbejdskraft")
    SHORTAGE = "shortage", _("mangel på arbejdskraft")
    PARADOX = "paradox", _("svært at besætte trods ledige")
    GOOD = "good", _("gode jobmuligheder")
    POOR = "poor", _("mindre gode jobmuligheder")


SHORT = (Level.GREAT_SHORTAGE, Level.SHORTAGE)  # what is marked as a bottleneck


class Balance(TenantModel):
    """What one file said of one kind of job. A municipality lies in one area; the newest half-year counts."""

    area = models.CharField(_("område"), max_length=15, choices=Area)
    period = models.CharField(_("halvår"), max_length=6)  # 2026H2: in order as text
    disco = models.CharField(_("DISCO-08-kode"), max_length=4)
    title = models.CharField(_("stilling"), max_length=150)
    level = models.CharField(_("jobmuligheder"), max_length=20, choices=Level)
    source = models.CharField(_("kilde"), max_length=100)  # the name of the file

    class Privacy:
        personal = ()
        secret = ()
        neutral = ("id", "municipality", "public_id", "area", "period", "disco", "title", "level", "source")

    class Meta:
        verbose_name = _("arbejdsmarkedsbalance")
        verbose_name_plural = _("arbejdsmarkedsbalance")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "area", "period", "disco", "title"], name="balance_once_a_period"
            ),
            models.CheckConstraint(condition=models.Q(disco__regex=r"^[0-9]{4}$"), name="balance_disco_of_four_digits"),
            models.CheckConstraint(
                condition=models.Q(period__regex=r"^[0-9]{4}H[12]$"), name="balance_period_is_a_half"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.disco} {self.title} {self.period}"


class BalanceImport(KeptFile):
    class Meta:
        verbose_name = _("import af arbejdsmarkedsbalancen")
        verbose_name_plural = _("importer af arbejdsmarkedsbalancen")
        indexes = [models.Index(fields=["made_by", "made_at"], name="balance_import_by_maker")]
