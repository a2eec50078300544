"""Who of us was last in touch with a company, when, and about what: it is not called by three of us in a week."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from companies.register.models import Company
from jobpakker.foundation.tenancy import TenantModel


class Talk(TenantModel):
    """One contact. `by` is None when the company came to us by its own link."""

    class Kind(models.TextChoices):
        TALKED = "talked", _("talte sammen")
        ASKED = "asked", _("tilsagn sendt")
        REMINDED = "reminded", _("påmindelse sendt")
        ANSWERED = "answered", _("virksomheden svarede")

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="talks", verbose_name=_("virksomhed"))
    kind = models.CharField(_("slags"), max_length=10, choices=Kind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.CharField(_("hvem hos virksomheden"), max_length=150, blank=True)
    on = models.DateField(_("hvornår"))
    about = models.CharField(_("om hvad"), max_length=200, blank=True)
    written_at = models.DateTimeField()

    class Privacy:
        personal = ("person", "about")
        secret = ()
        neutral = ("id", "municipality", "public_id", "company", "kind", "by", "on", "written_at")

    class Meta:
        verbose_name = _("kontakt")
        verbose_name_plural = _("kontakter")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(by__isnull=False) | models.Q(kind="answered"), name="talk_has_one_of_us_or_an_answer"
            )
        ]
        # The newest of a company, and of many companies at once.
        indexes = [models.Index(fields=["company", "-on", "-written_at"], name="talk_newest_of_company")]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"
