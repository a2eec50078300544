"""A concrete ordinary job in a concrete company, with a first day: what every jobpakke starts from."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from companies.register.models import Company, Contact, Worksite
from jobpakker.foundation.tenancy import TenantModel


class JobOpening(TenantModel):
    class State(models.TextChoices):
        OPEN = "open", _("åben")
        FILLED = "filled", _("besat")
        WITHDRAWN = "withdrawn", _("trukket tilbage")

    company = models.ForeignKey(
        Company, on_delete=models.PROTECT, related_name="openings", verbose_name=_("virksomhed")
    )
    worksite = models.ForeignKey(
        Worksite, on_delete=models.PROTECT, related_name="openings", verbose_name=_("arbejdssted")
    )
    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, related_name="openings", verbose_name=_("kontaktperson")
    )
    title = models.CharField(_("stilling"), max_length=150)
    disco = models.CharField(_("DISCO-08-kode"), max_length=4, blank=True)  # the kind of job; empty: none of the listed
    starts_on = models.DateField(_("første arbejdsdag"))
    places = models.PositiveSmallIntegerField(_("antal pladser"), default=1)
    weekly_hours = models.DecimalField(_("timer om ugen"), max_digits=4, decimal_places=1, default=37)
    wage_basis = models.CharField(_("løngrundlag"), max_length=150, blank=True)
    requirements = models.TextField(_("krav og opgaver"), blank=True, max_length=2000)
    state = models.CharField(_("tilstand"), max_length=10, choices=State, default=State.OPEN)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Privacy:
        personal = ()
        secret = ()
        neutral = (
            "id",
            "municipality",
            "public_id",
            "company",
            "worksite",
            "contact",
            "title",
            "disco",
            "starts_on",
            "places",
            "weekly_hours",
            "wage_basis",
            "requirements",
            "state",
            "created_at",
            "created_by",
        )

    class Meta:
        verbose_name = _("job")
        constraints = [
            models.CheckConstraint(condition=models.Q(places__gte=1), name="opening_has_a_place"),
            models.CheckConstraint(
                condition=models.Q(disco__regex=r"^([0-9]{4})?$"), name="opening_disco_of_four_digits"
            ),
            models.CheckConstraint(
                condition=models.Q(weekly_hours__gt=0, weekly_hours__lte=37), name="opening_hours_within_a_week"
            ),
        ]
        indexes = [models.Index(fields=["municipality", "state", "starts_on"], name="opening_by_state_and_day")]

    def __str__(self) -> str:
        return self.title
