"""Inspiration templates: starting points that are fitted to the person, the company and the calendar; never products."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.planning.steps import LengthUnit, StepKind
from jobpakker.foundation.tenancy import TenantModel

KIND_LABELS = {
    StepKind.VIRKSOMHEDSPRAKTIK: _("Praktik"),
    StepKind.COURSE: _("Kursus"),
    StepKind.MENTOR: _("Mentor"),
    StepKind.LOENTILSKUD: _("Løntilskud"),
    StepKind.ORDINAER_ANSAETTELSE: _("Ordinær ansættelse"),
}
UNIT_LABELS = {
    LengthUnit.DAYS: _("dage"),
    LengthUnit.WORKDAYS: _("arbejdsdage"),
    LengthUnit.WEEKS: _("uger"),
    LengthUnit.MONTHS: _("måneder"),
}


class Blueprint(TenantModel):
    """Each municipality has its own copy. A package remembers the version it was made from."""

    code = models.CharField(_("kode"), max_length=10)
    title = models.CharField(_("stilling"), max_length=150)
    branch = models.CharField(_("branche"), max_length=100, blank=True)
    prerequisites = models.TextField(_("forudsætninger"), blank=True)
    original = models.BooleanField(_("en af de 12 oprindelige"), default=False)
    version = models.PositiveIntegerField(_("version"), default=1)

    class Privacy:
        personal = ()
        secret = ()
        neutral = ("id", "municipality", "public_id", "code", "title", "branch", "prerequisites", "original", "version")

    class Meta:
        verbose_name = _("inspirationsmodel")
        constraints = [models.UniqueConstraint(fields=["municipality", "code"], name="blueprint_code_once")]

    def __str__(self) -> str:
        return self.title


class BlueprintStep(TenantModel):
    blueprint = models.ForeignKey(Blueprint, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()  # in the order walked; the job follows the last
    kind = models.CharField(_("slags"), max_length=15, choices=list(KIND_LABELS.items()))
    title = models.CharField(_("indhold"), max_length=200)
    # For a lane that goes into the job: how long after it has begun.
    length_amount = models.PositiveSmallIntegerField(_("længde"))
    length_unit = models.CharField(_("enhed"), max_length=10, choices=list(UNIT_LABELS.items()))
    shortest_amount = models.PositiveSmallIntegerField(null=True, blank=True)
    longest_amount = models.PositiveSmallIntegerField(null=True, blank=True)
    at_the_company = models.BooleanField(_("hos virksomheden"), default=True)
    # A mentor, or a course that runs along with the chain, which stands before it: from the step of one position (empty: the
    # first), or the job, until that of another is over (empty: into the job), or for its own length.
    beside = models.BooleanField(_("ved siden af kæden"), default=False)
    weekly_hours = models.DecimalField(_("timer om ugen"), max_digits=3, decimal_places=1, null=True, blank=True)
    begins_with = models.PositiveSmallIntegerField(_("følger fra"), null=True, blank=True)
    begins_with_job = models.BooleanField(_("følger fra jobbet"), default=False)
    ends_with = models.PositiveSmallIntegerField(_("følger til"), null=True, blank=True)
    own_length = models.BooleanField(_("varer sin egen længde"), default=False)

    class Privacy:
        personal = ()
        secret = ()
        neutral = (
            "id",
            "municipality",
            "public_id",
            "blueprint",
            "position",
            "kind",
            "title",
            "length_amount",
            "length_unit",
            "shortest_amount",
            "longest_amount",
            "at_the_company",
            "beside",
            "weekly_hours",
            "begins_with",
            "begins_with_job",
            "ends_with",
            "own_length",
        )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["blueprint", "position"], name="blueprint_step_in_order"),
            models.CheckConstraint(condition=models.Q(length_amount__gte=1), name="blueprint_step_has_a_length"),
            models.CheckConstraint(  # as `lies_beside` has it
                condition=models.Q(kind=StepKind.COURSE)
                | models.Q(kind=StepKind.MENTOR, beside=True)
                | ~models.Q(kind=StepKind.MENTOR) & models.Q(beside=False),
                name="blueprint_step_beside_as_its_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.title
