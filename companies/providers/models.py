"""Courses that others hold: who holds them, when, where, and how many seats are free. Knows no citizen, only how many sit there."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from companies.files.models import KeptFile
from companies.providers.facts import SessionFacts
from companies.providers.titles import words
from jobpakker.foundation.tenancy import TenantModel


class Provider(TenantModel):
    """A school or other place that holds courses."""

    name = models.CharField(_("udbyder"), max_length=150)
    created_at = models.DateTimeField()

    class Privacy:
        personal = ()
        secret = ()
        neutral = ("id", "municipality", "public_id", "name", "created_at")

    class Meta:
        verbose_name = _("kursusudbyder")
        verbose_name_plural = _("kursusudbydere")
        constraints = [models.UniqueConstraint(fields=["municipality", "name"], name="provider_name_once")]

    def __str__(self) -> str:
        return self.name


class Course(TenantModel):
    """What is taught, whoever holds it. `days` are course days: one is one working day."""

    title = models.CharField(_("kursus"), max_length=150)
    amu = models.CharField(_("AMU-nummer"), max_length=5, blank=True)
    days = models.PositiveSmallIntegerField(_("kursusdage"))
    words = ArrayField(
        models.CharField(max_length=150), editable=False
    )  # of the title, so that one query finds what is meant
    created_at = models.DateTimeField()

    class Privacy:
        personal = ()
        secret = ()
        neutral = ("id", "municipality", "public_id", "title", "amu", "days", "words", "created_at")

    class Meta:
        verbose_name = _("kursus")
        verbose_name_plural = _("kurser")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "title"], name="course_title_once"),
            models.CheckConstraint(condition=models.Q(days__gte=1), name="course_has_a_day"),
            models.CheckConstraint(condition=models.Q(amu__regex=r"^([0-9]{5})?$"), name="course_amu_of_five_digits"),
        ]

    def __str__(self) -> str:
        return self.title

    def named(self, title: str) -> "Course":
        """Takes this title, and the words that go with it."""
        self.title, self.words = title, words(title)
        return self


class CourseSession(TenantModel):
    """One class of a course ("hold"). `[starts_on, until)` is half-open; `seats_taken` counts everyone's, ours among them."""

    class State(models.TextChoices):
        OPEN = "open", _("åben")
        CANCELLED = "cancelled", _("aflyst")

    class CancelReason(models.TextChoices):
        TOO_FEW = "too_few", _("for få deltagere")
        NO_TEACHER = "no_teacher", _("ingen underviser eller lokale")
        MOVED = "moved", _("flyttet til et andet hold")
        OTHER = "other", _("andet eller ukendt")

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="sessions", verbose_name=_("kursus"))
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="sessions", verbose_name=_("udbyder"))
    place = models.CharField(_("sted"), max_length=150, blank=True)
    starts_on = models.DateField(_("første dag"))
    until = models.DateField(_("dagen efter den sidste"))
    seats = models.PositiveSmallIntegerField(_("pladser"))
    seats_taken = models.PositiveSmallIntegerField(_("optagne pladser"), default=0)
    price_kr = models.PositiveIntegerField(_("pris i kroner"), null=True, blank=True)
    reference = models.CharField(_("udbyderens holdnummer"), max_length=60, blank=True)
    state = models.CharField(_("tilstand"), max_length=10, choices=State, default=State.OPEN)
    cancelled_on = models.DateField(_("aflyst den"), null=True, blank=True)
    cancel_reason = models.CharField(_("hvorfor aflyst"), max_length=20, choices=CancelReason, blank=True)
    created_at = models.DateTimeField()

    class Privacy:
        personal = ()
        secret = ()
        neutral = (
            "id", "municipality", "public_id", "course", "provider", "place", "starts_on", "until", "seats", "seats_taken",
            "price_kr", "reference", "state", "cancelled_on", "cancel_reason", "created_at",
        )  # fmt: skip

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("hold")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__gt=models.F("starts_on")), name="course_session_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=models.Q(seats__gte=1), name="course_session_has_a_seat"),
            models.CheckConstraint(
                condition=models.Q(seats_taken__lte=models.F("seats")), name="course_session_never_overbooked"
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", cancelled_on=None, cancel_reason="")
                | (models.Q(state="cancelled", cancelled_on__isnull=False) & ~models.Q(cancel_reason="")),
                name="course_session_cancelled_on_a_day",
            ),
            # The provider's own number names one class; without it, one class of a course begins on a day in a place.
            models.UniqueConstraint(
                fields=["provider", "reference"], condition=~models.Q(reference=""), name="course_session_reference_once"
            ),
            models.UniqueConstraint(
                fields=["course", "provider", "place", "starts_on"], condition=models.Q(reference=""),
                name="course_session_once",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["municipality", "starts_on"], name="course_session_by_day")]

    def __str__(self) -> str:
        return f"{self.course_id} {self.starts_on}"

    @property
    def free(self) -> int:
        return self.seats - self.seats_taken

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def facts(self) -> SessionFacts:
        """With its course and provider at hand."""
        return SessionFacts(
            title=self.course.title, provider=self.provider.name, place=self.place, starts_on=self.starts_on,
            until=self.until, seats=self.seats, seats_taken=self.seats_taken, price_kr=self.price_kr,
            reference=self.reference, cancelled=not self.is_open,
        )  # fmt: skip


class CourseImport(KeptFile):
    class Meta:
        verbose_name = _("import af kurser")
        verbose_name_plural = _("importer af kurser")
        indexes = [models.Index(fields=["made_by", "made_at"], name="course_import_by_maker")]
