"""What a company has said about a job: the rungs it has climbed, why it does this, and what it got out of it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from companies.ladder.rungs import BY_HAND, Rung
from companies.openings.models import JobOpening
from jobpakker.foundation.tenancy import TenantModel

RUNG_LABELS = {
    Rung.TALKED: _("Talt om"),
    Rung.STATED: _("Jobbet er meldt"),
    Rung.TOOK_PART: _("Med til indholdet"),
    Rung.CONDITIONAL: _("Ja, på betingelser"),
    Rung.CONFIRMED: _("Bekræftet med dato"),
    Rung.HIRED: _("Ansat"),
}


class RungReached(TenantModel):
    """One rung, written down by whoever heard it from the company."""

    opening = models.ForeignKey(JobOpening, on_delete=models.CASCADE, related_name="rungs", verbose_name=_("job"))
    rung = models.CharField(_("trin"), max_length=20, choices=[(rung, RUNG_LABELS[rung]) for rung in BY_HAND])
    said_on = models.DateField(_("hvornår"))
    said_by = models.CharField(_("hvem sagde det"), max_length=150)
    # None: the company said it itself, through its link.
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()

    class Privacy:
        personal = ("said_by",)
        secret = ()
        neutral = ("id", "municipality", "public_id", "opening", "rung", "said_on", "written_by", "written_at")

    class Meta:
        verbose_name = _("trin på stigen")
        verbose_name_plural = _("trin på stigen")
        constraints = [
            models.UniqueConstraint(fields=["opening", "rung"], name="rung_reached_once"),
            models.CheckConstraint(condition=models.Q(rung__in=list(BY_HAND)), name="rung_written_by_hand"),
        ]

    def __str__(self) -> str:
        return f"{self.rung} {self.said_on}"


class CompanyWord(TenantModel):
    """Why the company does this, or what it got out of it, in its own words."""

    class Kind(models.TextChoices):
        MOTIVE = "motive", _("Hvorfor de er med")
        RESULT = "result", _("Hvad de fik ud af det")

    class Theme(models.TextChoices):
        RECRUITING = "recruiting", _("De mangler en medarbejder")
        RESPONSIBILITY = "responsibility", _("Socialt ansvar")
        DIVERSITY = "diversity", _("Mangfoldighed")
        RETAINING = "retaining", _("Fastholdelse og oplæring")
        COST = "cost", _("Økonomi og tid")
        OTHER = "other", _("Andet")

    opening = models.ForeignKey(JobOpening, on_delete=models.CASCADE, related_name="words", verbose_name=_("job"))
    kind = models.CharField(_("hvad handler det om"), max_length=10, choices=Kind)
    theme = models.CharField(_("emne"), max_length=20, choices=Theme)
    words = models.TextField(_("med deres egne ord"), max_length=1000)
    said_on = models.DateField(_("hvornår"))
    said_by = models.CharField(_("hvem sagde det"), max_length=150)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Privacy:
        personal = ("words", "said_by")
        secret = ()
        neutral = ("id", "municipality", "public_id", "opening", "kind", "theme", "said_on", "written_by", "written_at")

    class Meta:
        verbose_name = _("virksomhedens ord")
        verbose_name_plural = _("virksomhedens ord")

    def __str__(self) -> str:
        return f"{self.kind} {self.said_on}"
