"""The second signature: the employees' representative is heard about praktik and løntilskud at the place of work."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from companies.commitments.models import HiringCommitment
from jobpakker.foundation.tenancy import TenantModel


class Hearing(TenantModel):
    """One representative, asked by the company's own contact about one version of the terms. She answers for herself."""

    class Answer(models.TextChoices):
        NO_OBJECTION = "no_objection", _("Jeg er hørt og har ingen indvendinger")
        OBJECTION = "objection", _("Jeg har indvendinger")

    commitment = models.ForeignKey(
        HiringCommitment, on_delete=models.CASCADE, related_name="hearings", verbose_name=_("tilsagn")
    )
    number = models.PositiveIntegerField(_("version"))
    name = models.CharField(_("navn"), max_length=150)
    email = models.EmailField(_("e-mail"))
    asked_at = models.DateTimeField()
    link_mailed_at = models.DateTimeField()  # before `asked_at`: no link has reached her
    answer = models.CharField(_("svar"), max_length=20, blank=True, choices=Answer)
    answered_at = models.DateTimeField(null=True)
    answered_by_name = models.CharField(_("svaret af"), max_length=150, blank=True)
    answer_text = models.TextField(_("indvending"), max_length=2000, blank=True)

    class Privacy:
        personal = ("name", "email", "answered_by_name", "answer_text")
        secret = ()
        neutral = (
            "id",
            "municipality",
            "public_id",
            "commitment",
            "number",
            "asked_at",
            "link_mailed_at",
            "answer",
            "answered_at",
        )

    class Meta:
        verbose_name = _("høring")
        verbose_name_plural = _("høringer")
        constraints = [
            models.UniqueConstraint(fields=["commitment", "number"], name="hearing_once_a_version"),
            models.CheckConstraint(
                condition=models.Q(answer="", answered_at=None)
                | (~models.Q(answer="") & models.Q(answered_at__isnull=False)),
                name="hearing_answer_has_a_moment",
            ),
        ]

    @property
    def arrived(self) -> bool:
        """As far as is known: nobody has said that the mail did not get there."""
        return self.link_mailed_at >= self.asked_at

    def __str__(self) -> str:
        return f"v{self.number} {self.answer}"
