"""What a company says of those who come: who has begun, how a step went, and whether it becomes a job.

`reference` names the step towards the room above, which alone knows whose it is. To us it is an opaque number.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from companies.commitments.models import HiringCommitment
from jobpakker.foundation.tenancy import TenantModel


class VisitReport(TenantModel):
    """One press on the starting day. The newest that is not taken back is what the company says."""

    class Said(models.TextChoices):
        BEGUN = "begun", _("er begyndt")
        ABSENT = "absent", _("kom ikke")
        POSTPONED = "postponed", _("udskudt")

    commitment = models.ForeignKey(HiringCommitment, on_delete=models.CASCADE, related_name="reports")
    number = models.PositiveIntegerField(_("version"))  # of the terms that the page showed
    reference = models.UUIDField()
    kind = models.CharField(_("slags"), max_length=20)
    starts_on = models.DateField(_("aftalt første dag"))
    said = models.CharField(_("hvad"), max_length=10, choices=Said)
    # Begun: the day it began. Did not come: the day nobody came. Postponed: the new first day.
    on = models.DateField(_("dag"))
    by_name = models.CharField(_("af"), max_length=150)
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    class Privacy:
        personal = ("by_name",)
        secret = ()
        neutral = (
            "id",
            "municipality",
            "public_id",
            "commitment",
            "number",
            "reference",
            "kind",
            "starts_on",
            "said",
            "on",
            "at",
            "taken_back_at",
        )

    class Meta:
        verbose_name = _("fremmøde")
        verbose_name_plural = _("fremmøder")
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "reference", "starts_on", "said", "on"],
                condition=Q(taken_back_at=None),
                name="visit_said_once",
            ),
        ]
        indexes = [models.Index(fields=["commitment", "reference", "at"], name="visit_newest")]

    def __str__(self) -> str:
        return f"{self.said} {self.on}"


class StepReview(TenantModel):
    """Three questions at the end of a step."""

    class Fit(models.TextChoices):
        YES = "yes", _("Ja")
        PARTLY = "partly", _("Delvist")
        NO = "no", _("Nej")

    class Went(models.TextChoices):
        WELL = "well", _("Godt")
        MIXED = "mixed", _("Både og")
        BADLY = "badly", _("Ikke så godt")

    commitment = models.ForeignKey(HiringCommitment, on_delete=models.CASCADE, related_name="reviews")
    number = models.PositiveIntegerField(_("version"))
    reference = models.UUIDField()
    name = models.CharField(_("trin"), max_length=250)
    ends_on = models.DateField(_("sidste dag"))
    fit = models.CharField(_("passede opgaverne"), max_length=10, choices=Fit)
    went = models.CharField(_("hvordan gik det"), max_length=10, choices=Went)
    missing = models.TextField(_("hvad mangler"), max_length=1000, blank=True)
    by_name = models.CharField(_("af"), max_length=150)
    at = models.DateTimeField()

    class Privacy:
        personal = ("fit", "went", "missing", "by_name")
        secret = ()
        neutral = ("id", "municipality", "public_id", "commitment", "number", "reference", "name", "ends_on", "at")

    class Meta:
        verbose_name = _("svar ved trinnets slutning")
        verbose_name_plural = _("svar ved trinnenes slutning")
        constraints = [models.UniqueConstraint(fields=["commitment", "reference"], name="step_reviewed_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.ends_on}"


class JobAnswer(TenantModel):
    """Does it become a job? The newest answer counts; earlier ones stay."""

    class Answer(models.TextChoices):
        YES = "yes", _("Ja")
        NOT_YET = "not_yet", _("Det ved vi ikke endnu")
        NO = "no", _("Nej")

    commitment = models.ForeignKey(HiringCommitment, on_delete=models.CASCADE, related_name="job_answers")
    number = models.PositiveIntegerField(_("version"))
    answer = models.CharField(_("svar"), max_length=10, choices=Answer)
    # Yes: the first working day. Not yet: the day on which they know. No: empty.
    on = models.DateField(_("dag"), null=True)
    text = models.TextField(_("begrundelse"), max_length=1000, blank=True)
    by_name = models.CharField(_("af"), max_length=150)
    at = models.DateTimeField()

    class Privacy:
        personal = ("text", "by_name")
        secret = ()
        neutral = ("id", "municipality", "public_id", "commitment", "number", "answer", "on", "at")

    class Meta:
        verbose_name = _("svar om job")
        verbose_name_plural = _("svar om job")
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="no", on=None) | (~Q(answer="no") & Q(on__isnull=False)),
                name="job_answer_has_its_day",
            ),
        ]
        indexes = [models.Index(fields=["commitment", "-at"], name="job_answer_newest")]

    def __str__(self) -> str:
        return f"{self.answer} {self.on}"
