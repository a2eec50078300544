"""The company's promise to hire: a question with frozen, numbered terms, and the company's answer to one version of them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from companies.commitments.proposals import Proposal, changes
from companies.commitments.states import CommitmentState
from companies.commitments.terms import Terms
from companies.commitments.wording import Change
from companies.openings.models import JobOpening
from companies.register.models import Contact
from jobpakker.foundation.tenancy import TenantModel

STATE_LABELS = {
    CommitmentState.REQUESTED: _("afventer virksomheden"),
    CommitmentState.CONFIRMED: _("bekræftet"),
    CommitmentState.DECLINED: _("afslået"),
    CommitmentState.CHANGE_PROPOSED: _("ændring foreslået"),
    CommitmentState.WITHDRAWN: _("trukket tilbage"),
}


CARRIED_OVER = "carried_over"  # a version's assurance


class DeclineReason(models.TextChoices):
    """Why a company cannot after all: words about the company and the job, never about the person."""

    NO_NEED = "no_need", _("Vi har ikke længere brug for en medarbejder til jobbet")
    FILLED = "filled", _("Vi har ansat en anden")
    ECONOMY = "economy", _("Ordrer eller økonomi har ændret sig")
    NO_TIME = "no_time", _("Vi har ikke tid til oplæring nu")
    NOT_AGREED = "not_agreed", _("Det svarer ikke til det, vi har aftalt")
    OTHER = "other", _("Andet")


class HiringCommitment(TenantModel):
    """State and version belong together: every move names both, so that no answer lands on terms it has not seen."""

    opening = models.ForeignKey(JobOpening, on_delete=models.PROTECT, related_name="commitments", verbose_name=_("job"))
    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, related_name="commitments", verbose_name=_("kontaktperson")
    )
    state = models.CharField(
        _("tilstand"), max_length=20, choices=list(STATE_LABELS.items()), default=CommitmentState.REQUESTED
    )
    version = models.PositiveIntegerField(_("version"), default=1)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    # When a link last left for the contact: the sent marker of reminders, and what "send it again" is held back by.
    link_mailed_at = models.DateTimeField(null=True)
    # How often the newest question has been followed by a reminder.
    reminders = models.PositiveSmallIntegerField(default=0)
    # "We talked today": no reminder goes by itself before this day, and why. For the desk alone.
    quiet_until = models.DateField(_("ingen påmindelse før"), null=True)
    quiet_why = models.CharField(_("hvad blev aftalt"), max_length=200, blank=True)

    class Privacy:
        personal = ("quiet_why",)
        secret = ()
        neutral = (
            "id",
            "municipality",
            "public_id",
            "opening",
            "contact",
            "state",
            "version",
            "asked_at",
            "asked_by",
            "answered_at",
            "link_mailed_at",
            "reminders",
            "quiet_until",
        )

    class Meta:
        verbose_name = _("ansættelsestilsagn")
        verbose_name_plural = _("ansættelsestilsagn")
        constraints = [
            models.CheckConstraint(condition=models.Q(version__gte=1), name="commitment_version_from_one"),
            models.CheckConstraint(
                condition=models.Q(state="requested", answered_at=None)
                | models.Q(state="withdrawn")
                | models.Q(state__in=["confirmed", "declined", "change_proposed"], answered_at__isnull=False),
                name="commitment_answer_has_a_moment",
            ),
            models.CheckConstraint(
                condition=models.Q(quiet_until=None, quiet_why="")
                | (models.Q(quiet_until__isnull=False) & ~models.Q(quiet_why="")),
                name="commitment_quiet_has_a_reason",
            ),
        ]
        # The morning's question: which of a municipality's commitments wait for their answer?
        indexes = [
            models.Index(fields=["municipality"], condition=models.Q(state="requested"), name="commitment_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.opening} v{self.version} {self.state}"


class CommitmentVersion(TenantModel):
    """One frozen edition of the terms, and what the company said to it. Terms are plain data made by casework (see `terms.py`)."""

    commitment = models.ForeignKey(HiringCommitment, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    terms = models.JSONField()
    fingerprint = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    answer = models.CharField(max_length=20, blank=True, choices=list(STATE_LABELS.items()))
    answered_at = models.DateTimeField(null=True)
    answered_by_name = models.CharField(_("navn"), max_length=150, blank=True)
    answer_text = models.TextField(_("begrundelse"), max_length=2000, blank=True)
    answer_reason = models.CharField(_("årsag"), max_length=30, blank=True, choices=DeclineReason)
    proposed_starts_on = models.DateField(_("foreslået første arbejdsdag"), null=True)
    # What else the company would have otherwise, as data: see `proposals.Proposal`. And whether it has said that the rest is as it
    # should be, so that it is asked only about what differs.
    proposed = models.JSONField(default=dict)
    rest_agreed = models.BooleanField(default=False)
    # How sure we are of who answered: "link" (e-mail link and typed name), "carried_over" (a yes to an earlier version, which
    # nothing in this one undoes); stronger ways come later.
    assurance = models.CharField(max_length=20, blank=True)

    class Privacy:
        personal = ("terms", "answered_by_name", "answer_text", "proposed")
        secret = ()
        neutral = (
            "id",
            "municipality",
            "public_id",
            "commitment",
            "number",
            "fingerprint",
            "created_at",
            "answer",
            "answered_at",
            "answer_reason",
            "proposed_starts_on",
            "rest_agreed",
            "assurance",
        )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["commitment", "number"], name="commitment_version_once"),
            models.CheckConstraint(
                condition=models.Q(answer="", answered_at=None)
                | (~models.Q(answer="") & models.Q(answered_at__isnull=False)),
                name="commitment_version_answer_has_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"v{self.number}"

    @property
    def wished(self) -> Proposal:
        """What the company would have otherwise; empty where it has only written words, or nothing."""
        return Proposal.from_data(self.proposed_starts_on, self.proposed)

    @property
    def wished_changes(self) -> list[Change]:
        return changes(Terms.from_data(self.terms), self.wished)


class ReminderSettings(TenantModel):
    """How a municipality reminds its companies. Without a row the defaults hold."""

    every = models.PositiveSmallIntegerField(_("arbejdsdage mellem påmindelser"), default=3)  # 0: never by itself
    at_most = models.PositiveSmallIntegerField(_("højst så mange påmindelser"), default=3)

    class Privacy:
        personal = ()
        secret = ()
        neutral = ("id", "municipality", "public_id", "every", "at_most")

    class Meta:
        verbose_name = _("påmindelser")
        verbose_name_plural = _("påmindelser")
        constraints = [models.UniqueConstraint(fields=["municipality"], name="reminder_settings_once")]

    def __str__(self) -> str:
        return f"{self.every}/{self.at_most}"
