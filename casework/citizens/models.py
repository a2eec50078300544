"""The citizen: as little as the method needs. No health, no origin, no free text about the person."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from jobpakker.foundation.accounts.models import Team
from jobpakker.foundation.tenancy import TenantModel


class TargetGroup(models.TextChoices):
    """LAB § 6 nr. 1-13; persons in the introduction programme are under integrationsloven instead."""

    DAGPENGE = "dagpenge", _("Dagpengemodtager (§ 6 nr. 1)")
    KH_JOBPARAT = "kh_jobparat", _("Jobparat kontanthjælp (§ 6 nr. 2)")
    KH_AKTIVITETSPARAT = "kh_aktivitetsparat", _("Aktivitetsparat kontanthjælp (§ 6 nr. 3)")
    UNG_UDDPARAT = "ung_uddparat", _("Uddannelsesparat under 30 (§ 6 nr. 4)")
    UNG_AKTIVITETSPARAT = "ung_aktivitetsparat", _("Aktivitetsparat under 30 (§ 6 nr. 5)")
    SYGEDAGPENGE = "sygedagpenge", _("Sygedagpengemodtager (§ 6 nr. 6)")
    JOBAFKLARING = "jobafklaring", _("Jobafklaringsforløb (§ 6 nr. 7)")
    RESSOURCEFORLOEB = "ressourceforloeb", _("Ressourceforløb (§ 6 nr. 8)")
    FLEKSJOB = "fleksjob", _("Fleksjobvisiteret (§ 6 nr. 9)")
    REVALIDEND = "revalidend", _("Revalidend (§ 6 nr. 10)")
    FOERTIDSPENSION = "foertidspension", _("Førtidspensionist (§ 6 nr. 11)")
    SELVFORSOERGENDE = "selvforsoergende", _("Selvforsørgende (§ 6 nr. 12)")
    UNDER18 = "under18", _("Under 18 år (§ 6 nr. 13)")
    INTRO_PROGRAM = "intro_program", _("Introduktionsprogram (integrationsloven)")


class Citizen(TenantModel):
    alias = models.CharField(_("sagsnummer"), max_length=20)  # B-2026-0042: what is used wherever a name need not be
    first_name = models.CharField(_("fornavn"), max_length=100)
    last_name = models.CharField(_("efternavn"), max_length=100)
    # Danish order does not depend on a collation of the server: see `sorting.name_sort_key`.
    sort_key = models.CharField(max_length=250, editable=False, db_collation="C")
    cpr_sealed = models.BinaryField(null=True, editable=False)
    cpr_index = models.CharField(max_length=64, null=True, editable=False)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telefon"), max_length=20, blank=True)
    target_group = models.CharField(_("målgruppe"), max_length=30, choices=TargetGroup)
    benefit_since = models.DateField(_("ydelse siden"), null=True, blank=True)
    # LAB § 69: no prior benefit period is asked of a person without vocational education, over 50, or a lone provider.
    # Of somebody in the introduction programme: the first day on which LAB applies instead of integrationsloven.
    lab_from = models.DateField(_("LAB gælder fra"), null=True, blank=True)
    job_ready = models.BooleanField(
        _("jobparat"), null=True, blank=True
    )  # asked of selvforsørgende alone, whose limits turn on it
    exempt_from_prior_period = models.BooleanField(_("undtaget fra kravet om 6 måneders ydelse (§ 69)"), default=False)
    referred_on = models.DateField(_("henvist den"))
    clarified_on = models.DateField(
        _("afklaret den"), null=True, blank=True
    )  # trin 0: before the jobpakke, never a step of it
    # The company sees the first name only after the citizen has said yes; until then "kandidaten".
    agreed_to_first_name_on = models.DateField(_("sagt ja til, at virksomheden ser fornavnet"), null=True, blank=True)
    caseworker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="citizens", verbose_name=_("sagsbehandler")
    )
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="citizens", verbose_name=_("team"))
    # Rises with every change made in the form; a save that names an older one is shown what changed instead.
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    class Privacy:
        personal = (
            "first_name",
            "last_name",
            "sort_key",
            "email",
            "phone",
            "target_group",
            "benefit_since",
            "exempt_from_prior_period",
            "lab_from",
            "job_ready",
            "referred_on",
            "clarified_on",
            "agreed_to_first_name_on",
        )
        secret = ("cpr_sealed", "cpr_index")
        neutral = ("id", "municipality", "public_id", "alias", "caseworker", "team", "version", "created_at")

    class Meta:
        verbose_name = _("borger")
        verbose_name_plural = _("borgere")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "alias"], name="citizen_alias_once"),
            # Per municipality: a global one would tell one municipality whom another one knows.
            models.UniqueConstraint(fields=["municipality", "cpr_index"], name="citizen_cpr_once"),
            models.CheckConstraint(
                condition=models.Q(cpr_sealed=None, cpr_index=None)
                | models.Q(cpr_sealed__isnull=False, cpr_index__isnull=False),
                name="citizen_cpr_sealed_with_index",
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "team", "sort_key"], name="citizen_in_order"),
            GinIndex(OpClass(Lower("sort_key"), name="gin_trgm_ops"), name="citizen_by_name"),
        ]

    def __str__(self) -> str:
        return self.alias

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def name_for_company(self) -> str:
        """The first name once the citizen has agreed, otherwise empty (LAB cases are confidential: forvaltningsloven § 27)."""
        return self.first_name if self.agreed_to_first_name_on else ""
