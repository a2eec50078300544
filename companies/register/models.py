"""Companies by CVR number, their production units by P-number, and the people we talk to."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jobpakker.foundation.tenancy import TenantModel


class Company(TenantModel):
    class Sector(models.TextChoices):
        PRIVATE = "private", _("privat")
        PUBLIC = "public", _("offentlig")

    cvr = models.CharField(_("CVR-nummer"), max_length=8)
    name = models.CharField(_("navn"), max_length=200)
    sector = models.CharField(_("sektor"), max_length=10, choices=Sector, default=Sector.PRIVATE)
    closed_on = models.DateField(_("ophørt den"), null=True, blank=True)
    created_at = models.DateTimeField()

    class Privacy:
        personal = ()
        secret = ()
        neutral = ("id", "municipality", "public_id", "cvr", "name", "sector", "closed_on", "created_at")

    class Meta:
        verbose_name = _("virksomhed")
        constraints = [models.UniqueConstraint(fields=["municipality", "cvr"], name="company_cvr_once")]

    def __str__(self) -> str:
        return self.name


class Worksite(TenantModel):
    """A production unit (P-number). The ratio of supported to ordinary employees is counted here (LAB §§ 63, 77)."""

    class Source(models.TextChoices):
        ASKED = "asked", _("oplyst af virksomheden")
        EXTRACT = "extract", _("udtræk fra CVR")

    company = models.ForeignKey(
        Company, on_delete=models.CASCADE, related_name="worksites", verbose_name=_("virksomhed")
    )
    p_number = models.CharField(_("P-nummer"), max_length=10, blank=True)
    name = models.CharField(_("navn"), max_length=200)
    address = models.CharField(_("adresse"), max_length=200, blank=True)
    ordinary_employees = models.PositiveIntegerField(_("ordinært ansatte (fuldtid)"), null=True, blank=True)
    employees_as_of = models.DateField(_("opgjort den"), null=True, blank=True)
    employees_source = models.CharField(_("kilde"), max_length=10, choices=Source, default=Source.ASKED)
    closed_on = models.DateField(_("ophørt den"), null=True, blank=True)

    class Privacy:
        personal = ()
        secret = ()
        neutral = (
            "id",
            "municipality",
            "public_id",
            "company",
            "p_number",
            "name",
            "address",
            "ordinary_employees",
            "employees_as_of",
            "employees_source",
            "closed_on",
        )

    class Meta:
        verbose_name = _("arbejdssted")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "p_number"], condition=~models.Q(p_number=""), name="worksite_p_number_once"
            ),
            models.CheckConstraint(
                condition=models.Q(ordinary_employees=None, employees_as_of=None)
                | models.Q(ordinary_employees__isnull=False, employees_as_of__isnull=False),
                name="worksite_employees_have_a_date",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Contact(TenantModel):
    """Who decides at the company. Gets the link to the commitment by e-mail."""

    company = models.ForeignKey(
        Company, on_delete=models.CASCADE, related_name="contacts", verbose_name=_("virksomhed")
    )
    name = models.CharField(_("navn"), max_length=150)
    title = models.CharField(_("stilling"), max_length=100, blank=True)
    email = models.EmailField(_("e-mail"))
    phone = models.CharField(_("telefon"), max_length=20, blank=True)

    class Privacy:
        personal = ("name", "title", "email", "phone")
        secret = ()
        neutral = ("id", "municipality", "public_id", "company")

    class Meta:
        verbose_name = _("kontaktperson")
        constraints = [models.UniqueConstraint(fields=["company", "email"], name="contact_email_once")]

    def __str__(self) -> str:
        return self.name
