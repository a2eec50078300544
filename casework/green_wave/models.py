"""Dead periods: working days between two steps that nobody covers. Found before they happen, where that is possible."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.jobpakke.models import Jobpakke, Step
from jobpakker.foundation.tenancy import TenantModel


class Kind(models.TextChoices):
    INNER = "inner", _("mellem to trin")
    START = "start", _("før første trin")
    OPEN = "open", _("intet næste trin")


class State(models.TextChoices):
    FORECAST = "forecast", _("på vej")
    RUNNING = "running", _("i gang")
    PAST = "past", _("forbi")


class Cause(models.TextChoices):
    """Why nobody covers the days (domain.md § 9.3); a word for people and figures, it changes no count."""

    COURSE_WAIT = "course_wait", _("venter på kursusstart")
    SEAT_CANCELLED = "seat_cancelled", _("hold aflyst")
    GRANT_WAIT = "grant_wait", _("venter på bevilling")
    VITAS_EMPLOYER = "vitas_employer", _("mangler virksomhedens underskrift i VITAS")
    VITAS_REP = "vitas_rep", _("mangler medarbejderrepræsentantens underskrift")
    RATIO_FULL = "ratio_full", _("rimelighedskravet er opbrugt")
    COMPANY_DELAY = "company_delay", _("virksomheden udskyder")
    COMPANY_WITHDREW = "company_withdrew", _("virksomheden trækker sig")
    CITIZEN_STOPPED = "citizen_stopped", _("borgeren er stoppet")
    ENDED_EARLY = "ended_early", _("trin sluttede før tid")
    NOT_STARTED = "not_started", _("trin er ikke begyndt")
    CASEWORKER_CAPACITY = "caseworker_capacity", _("sagsbehandling")
    UNKNOWN = "unknown", _("ikke angivet")


class Actor(models.TextChoices):
    CASEWORKER = "caseworker", _("sagsbehandler")
    COMPANY_CONSULTANT = "company_consultant", _("virksomhedskonsulent")
    COMPANY = "company", _("virksomheden")
    PROVIDER = "provider", _("uddannelsesstedet")
    TEAM_LEADER = "team_leader", _("teamleder")


class DeadPeriod(TenantModel):
    """One flag. `[starts_on, until)` from its first empty calendar day; the working days in it are what counts.

    It opens when a run finds it, follows the plan while it lives, and closes itself when the plan no longer has it.
    """

    jobpakke = models.ForeignKey(Jobpakke, on_delete=models.CASCADE, related_name="dead_periods")
    kind = models.CharField(_("hvor"), max_length=10, choices=Kind)
    after_step = models.ForeignKey(
        Step, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("efter")
    )
    # Null with kind INNER: the job itself follows ("sidste skridt").
    before_step = models.ForeignKey(Step, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("før"))
    starts_on = models.DateField(_("fra"))
    until = models.DateField(_("til"))
    working_days = models.PositiveIntegerField(_("arbejdsdage"))
    state = models.CharField(_("tilstand"), max_length=10, choices=State)
    cause = models.CharField(_("årsag"), max_length=30, choices=Cause, default=Cause.UNKNOWN)
    acts = models.CharField(_("hvem handler"), max_length=20, choices=Actor, default=Actor.CASEWORKER)
    severity = models.CharField(_("alvor"), max_length=10)  # notice, warning, critical: casework.planning.gaps
    found_on = models.DateField(_("fundet"))
    closed_at = models.DateTimeField(_("lukket"), null=True)
    close_reason = models.CharField(_("hvorfor lukket"), max_length=20, blank=True)  # mended, package_closed, passed

    class Privacy:
        personal = ()
        secret = ()
        neutral = (
            "id",
            "municipality",
            "public_id",
            "jobpakke",
            "kind",
            "after_step",
            "before_step",
            "starts_on",
            "until",
            "working_days",
            "state",
            "cause",
            "acts",
            "severity",
            "found_on",
            "closed_at",
            "close_reason",
        )

    class Meta:
        verbose_name = _("død periode")
        verbose_name_plural = _("døde perioder")
        constraints = [
            # Makes a second run, a second beat and a repeated task harmless.
            models.UniqueConstraint(
                fields=["jobpakke", "starts_on"], condition=Q(closed_at=None), name="dead_period_once"
            ),
            models.CheckConstraint(condition=Q(until__gt=F("starts_on")), name="dead_period_has_days"),
            models.CheckConstraint(
                condition=Q(closed_at=None, close_reason="") | (Q(closed_at__isnull=False) & ~Q(close_reason="")),
                name="dead_period_closed_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "starts_on"], condition=Q(closed_at=None), name="dead_period_open"),
            models.Index(fields=["jobpakke", "starts_on"], name="dead_period_by_package"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} {self.working_days}"
