"""What people have said about the rules: that one is right and may block, and why one was gone past. The rules are data elsewhere.

The topic lies below `jobpakke`, whose builder asks it; so the package is named by its label and never imported.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jobpakker.foundation.tenancy import TenantModel


class RuleConfirmation(TenantModel):
    """A named person has read one version of a rule and answers for it. Kept when it is taken back; a new one makes a new row."""

    rule_id = models.CharField(_("regel"), max_length=60)
    rule_version = models.DateField(_("reglens version"))  # its first day in force
    # Of the text that was read. When the data is corrected it no longer fits, and the rule is unconfirmed again.
    fingerprint = models.CharField(max_length=64)
    blocks = models.BooleanField(_("må spærre"), default=False)
    note = models.TextField(_("bemærkning"), max_length=1000, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("bekræftet af")
    )
    confirmed_at = models.DateTimeField(_("bekræftet"))
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("trukket tilbage af")
    )  # fmt: skip
    withdrawn_at = models.DateTimeField(_("trukket tilbage"), null=True)

    class Privacy:
        personal = ("note",)
        secret = ()
        neutral = (
            "id",
            "municipality",
            "public_id",
            "rule_id",
            "rule_version",
            "fingerprint",
            "blocks",
            "confirmed_by",
            "confirmed_at",
            "withdrawn_by",
            "withdrawn_at",
        )

    class Meta:
        verbose_name = _("bekræftelse af en regel")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "rule_id", "rule_version"],
                condition=Q(withdrawn_at=None),
                name="rule_confirmed_once",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="rule_confirmation_withdrawn_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.rule_version}"


class LeadTime(TenantModel):
    """How long before a step something must be done in this municipality; without a row as the method has it
    (`parameters/frister.toml`)."""

    rule_id = models.CharField(_("frist"), max_length=60)
    days = models.PositiveSmallIntegerField(_("dage før"))  # in the rule's own unit; 0: not asked for here
    # The planner holds to it: no step begins before it can be done, until somebody has said that it is.
    holds = models.BooleanField(_("planen venter på det"), default=False)

    class Privacy:
        personal = ()
        secret = ()
        neutral = ("id", "municipality", "public_id", "rule_id", "days", "holds")

    class Meta:
        verbose_name = _("frist før et trin")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "rule_id"], name="lead_time_once"),
            models.CheckConstraint(condition=Q(days__lte=250), name="lead_time_within_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.days}"


class FindingOverride(TenantModel):
    """A written reason for going on past a finding of the law. What is said again later stands beside it, never over it."""

    jobpakke = models.ForeignKey("casework.Jobpakke", on_delete=models.CASCADE, related_name="accepted_findings")
    # The step's public id, or "job": no reference, since a step can be planned away while the reason is kept.
    step = models.CharField(max_length=40)
    rule_id = models.CharField(_("regel"), max_length=60)
    rule_version = models.DateField(_("reglens version"))
    code = models.CharField(max_length=30)  # casework.planning.legal.FindingCode
    measure = models.PositiveIntegerField()  # how far past the rule it was; further is another matter
    reason = models.TextField(_("begrundelse"), max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("af"))
    at = models.DateTimeField(_("skrevet"))
    superseded_at = models.DateTimeField(null=True)

    class Privacy:
        personal = ("reason",)
        secret = ()
        neutral = (
            "id",
            "municipality",
            "public_id",
            "jobpakke",
            "step",
            "rule_id",
            "rule_version",
            "code",
            "measure",
            "by",
            "at",
            "superseded_at",
        )

    class Meta:
        verbose_name = _("begrundelse for at gå videre")
        constraints = [
            models.UniqueConstraint(
                fields=["jobpakke", "step", "rule_id", "code"],
                condition=Q(superseded_at=None),
                name="finding_accepted_once",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="finding_accepted_with_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.step}"
