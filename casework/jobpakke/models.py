"""The jobpakke: one citizen's chain of steps towards one company's job, and its rows. No use cases here."""

from datetime import date

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import Deferrable, F, Func, Q
from django.utils.translation import gettext_lazy as _

from casework.blueprints.models import KIND_LABELS, UNIT_LABELS, Blueprint
from casework.citizens.models import Citizen
from casework.jobpakke.states import JobpakkeState, StepState
from casework.planning.steps import StepKind
from companies.commitments.models import HiringCommitment
from companies.ladder import queries as ladder
from companies.ladder.rungs import Rung
from companies.openings.models import JobOpening
from jobpakker.foundation.tenancy import TenantModel

STATE_LABELS = {
    JobpakkeState.DRAFT: _("kladde"),
    JobpakkeState.AWAITING_COMPANY: _("afventer virksomheden"),
    JobpakkeState.AWAITING_DECISION: _("bekræftet, mangler beslutning"),
    JobpakkeState.ACTIVE: _("i gang"),
    JobpakkeState.COMPLETED: _("afsluttet i job"),
    JobpakkeState.BROKEN_OFF: _("afbrudt"),
}
STEP_STATE_LABELS = {
    StepState.PLANNED: _("planlagt"),
    StepState.RUNNING: _("i gang"),
    StepState.DONE: _("gennemført"),
    StepState.BROKEN: _("afbrudt"),
    StepState.SUPERSEDED: _("erstattet"),
}


class Outcome(models.TextChoices):
    """Ordinary employment and fleksjob are never added into one figure."""

    ORDINAER = "ordinaer", _("ordinært job")
    ORDINAER_DELTID = "ordinaer_deltid", _("ordinært job på deltid")
    FLEKSJOB = "fleksjob", _("fleksjob")
    UDDANNELSE = "uddannelse", _("uddannelse")
    IGU = "igu", _("IGU")
    TILBAGE_PAA_YDELSE = "tilbage_paa_ydelse", _("tilbage på ydelse")
    AFBRUDT = "afbrudt", _("afbrudt")
    FLYTTET = "flyttet", _("flyttet til anden kommune")
    ANDET = "andet", _("andet")


class EndReason(models.TextChoices):
    """Why a step ended before time, or a package was broken off: a word for people and figures, never about health."""

    CITIZEN_STOPPED = "citizen_stopped", _("borgeren er stoppet")
    COMPANY_WITHDREW = "company_withdrew", _("virksomheden trak sig")
    SEAT_CANCELLED = "seat_cancelled", _("holdet blev aflyst")
    GOT_OTHER_JOB = "got_other_job", _("borgeren fik et andet arbejde")
    OTHER_PLAN = "other_plan", _("et andet forløb passede bedre")
    MOVED = "moved", _("flyttet til anden kommune")
    OTHER = "other", _("andet")


class Jobpakke(TenantModel):
    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, related_name="jobpakker", verbose_name=_("borger"))
    opening = models.ForeignKey(JobOpening, on_delete=models.PROTECT, related_name="jobpakker", verbose_name=_("job"))
    commitment = models.OneToOneField(
        HiringCommitment, on_delete=models.PROTECT, null=True, related_name="jobpakke", verbose_name=_("tilsagn")
    )
    blueprint = models.ForeignKey(
        Blueprint, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("inspirationsmodel")
    )
    blueprint_version = models.PositiveIntegerField(null=True)
    caseworker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="jobpakker", verbose_name=_("sagsbehandler")
    )
    mentor_name = models.CharField(_("mentor i virksomheden"), max_length=150, blank=True)
    conditions = models.TextField(_("virksomhedens betingelser"), max_length=2000, blank=True)
    state = models.CharField(
        _("tilstand"), max_length=20, choices=list(STATE_LABELS.items()), default=JobpakkeState.DRAFT
    )
    job_starts_on = models.DateField(_("første arbejdsdag"))
    # The day the company committed itself: from here the jobcentre owes a green wave. What lies before is a syltekrukke.
    promised_on = models.DateField(_("lovet den"), null=True)
    # The day this chain kept all principles for the first time. Steps before it belong to a sammensat forløb.
    became_jobpakke_on = models.DateField(_("blev en jobpakke den"), null=True)
    outcome = models.CharField(_("resultat"), max_length=20, choices=Outcome, blank=True)
    ended_on = models.DateField(_("afsluttet den"), null=True)
    end_reason = models.CharField(_("hvorfor afbrudt"), max_length=20, choices=EndReason, blank=True)
    # What the law asks of person and company together; empty: not known.
    last_employed_here = models.BooleanField(_("sidst ansat i virksomheden"), null=True, blank=True)
    net_increase = models.BooleanField(_("merbeskæftigelse"), null=True, blank=True)
    # Rises with every saved change; a save that names an older one is shown what changed instead.
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Privacy:
        personal = ("mentor_name", "conditions", "outcome", "end_reason", "last_employed_here")
        secret = ()
        neutral = (
            "id",
            "municipality",
            "public_id",
            "citizen",
            "opening",
            "commitment",
            "blueprint",
            "blueprint_version",
            "caseworker",
            "state",
            "job_starts_on",
            "promised_on",
            "became_jobpakke_on",
            "ended_on",
            "net_increase",
            "version",
            "created_at",
            "created_by",
        )

    class Meta:
        verbose_name = _("jobpakke")
        verbose_name_plural = _("jobpakker")
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", ended_on=None) | (~Q(outcome="") & Q(ended_on__isnull=False)),
                name="jobpakke_outcome_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["completed", "broken_off"], ended_on__isnull=False)
                | Q(state__in=["draft", "awaiting_company", "awaiting_decision", "active"], ended_on=None),
                name="jobpakke_closed_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(state="broken_off") | Q(commitment__isnull=False),
                name="jobpakke_beyond_draft_has_a_commitment",
            ),
            # One citizen walks one chain at a time.
            models.UniqueConstraint(
                fields=["citizen"],
                condition=Q(state__in=["draft", "awaiting_company", "awaiting_decision", "active"]),
                name="jobpakke_one_open_per_citizen",
                violation_error_message=_("Borgeren har allerede en åben jobpakke."),
            ),
        ]
        indexes = [
            # The watch finds the open ones of the whole country in it without a look at their rows.
            models.Index(fields=["municipality", "state"], include=["id", "promised_on"], name="jobpakke_by_state"),
            models.Index(fields=["municipality", "caseworker", "state"], name="jobpakke_by_caseworker"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def company_took_part_on(self) -> date | None:
        """D2 of the method: the day the company took part in what the steps hold. It stands on the ladder of the job, and only there."""
        return ladder.day_of(self.opening, Rung.TOOK_PART)


class Step(TenantModel):
    """One step of the chain, or a lane beside it (a mentor, or a course that runs along). `[starts_on, until)`; the screen shows the last day."""

    jobpakke = models.ForeignKey(Jobpakke, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()  # in the order walked; lanes come last
    kind = models.CharField(_("slags"), max_length=15, choices=list(KIND_LABELS.items()))
    title = models.CharField(_("indhold"), max_length=200)
    place = models.CharField(_("sted"), max_length=200, blank=True)
    at_the_company = models.BooleanField(_("hos virksomheden"), default=True)
    beside = models.BooleanField(_("ved siden af kæden"), default=False)  # accompanies, never covers
    weekly_hours = models.DecimalField(_("timer om ugen"), max_digits=3, decimal_places=1, null=True, blank=True)
    # As it was typed. For a lane that goes on into the job: how long after its first day.
    length_amount = models.PositiveSmallIntegerField(_("længde"))
    length_unit = models.CharField(_("enhed"), max_length=10, choices=list(UNIT_LABELS.items()))
    # In the same unit; both empty: the length is exact. Between them planning may stretch or shorten to close a gap.
    shortest_amount = models.PositiveSmallIntegerField(_("mindst"), null=True, blank=True)
    longest_amount = models.PositiveSmallIntegerField(_("højst"), null=True, blank=True)
    # Dates that somebody else has set (a course's sessions), half-open; planning takes one of them whole.
    fixed_dates = ArrayField(DateRangeField(), verbose_name=_("faste datoer"), default=list, blank=True)
    # A first or last day that it must keep, as it was typed, with its year ("før 01-09-2026"); planning is free within.
    bounds = models.CharField(_("tidligst og senest"), max_length=80, blank=True)
    # Which of the things that must be done before it are done (ids of rules), and how many working days the longest of the
    # others takes for this step alone (empty: the municipality's own, casework.rules.LeadTime).
    leads_done = ArrayField(models.CharField(max_length=30), verbose_name=_("gjort inden"), default=list, blank=True)
    lead_days = models.PositiveSmallIntegerField(_("ventetid før start"), null=True, blank=True)
    # A lane's own span: from the first day of one step (empty: the first), or of the job, until another is over (empty: into
    # the job), or for its own length from its first day, or its own dates.
    begins_with_job = models.BooleanField(_("følger fra jobbet"), default=False)
    own_length = models.BooleanField(_("varer sin egen længde"), default=False)
    begins_with = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("følger fra")
    )
    ends_with = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("følger til")
    )
    starts_on = models.DateField(_("fra"))
    until = models.DateField(_("til"))
    pinned = models.BooleanField(_("fast dato"), default=False)  # a date that planning may not move
    state = models.CharField(
        _("tilstand"), max_length=15, choices=list(STEP_STATE_LABELS.items()), default=StepState.PLANNED
    )
    started_on = models.DateField(_("begyndt den"), null=True, blank=True)
    ended_until = models.DateField(_("faktisk slut"), null=True, blank=True)  # half-open too
    end_reason = models.CharField(_("hvorfor afbrudt"), max_length=20, choices=EndReason, blank=True)

    class Privacy:
        personal = ("end_reason",)
        secret = ()
        neutral = (
            "id",
            "municipality",
            "public_id",
            "jobpakke",
            "position",
            "kind",
            "title",
            "place",
            "at_the_company",
            "weekly_hours",
            "beside",
            "length_amount",
            "length_unit",
            "shortest_amount",
            "longest_amount",
            "fixed_dates",
            "bounds",
            "leads_done",
            "lead_days",
            "begins_with_job",
            "own_length",
            "begins_with",
            "ends_with",
            "starts_on",
            "until",
            "pinned",
            "state",
            "started_on",
            "ended_until",
        )

    class Meta:
        verbose_name = _("trin")
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("starts_on")), name="step_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(length_amount__gte=1), name="step_has_a_length"),
            models.CheckConstraint(  # as `lies_beside` has it
                condition=Q(kind=StepKind.COURSE)
                | Q(kind=StepKind.MENTOR, beside=True)
                | ~Q(kind=StepKind.MENTOR) & Q(beside=False),
                name="step_beside_as_its_kind",
            ),
            models.CheckConstraint(
                condition=Q(shortest_amount=None, longest_amount=None)
                | Q(
                    shortest_amount__isnull=False,
                    longest_amount__isnull=False,
                    shortest_amount__gte=1,
                    shortest_amount__lte=F("length_amount"),
                    longest_amount__gte=F("length_amount"),
                ),
                name="step_length_within_its_bounds",
            ),
            ExclusionConstraint(
                name="step_chain_does_not_overlap",
                expressions=[
                    ("jobpakke", RangeOperators.EQUAL),
                    (
                        Func(F("starts_on"), F("until"), function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(beside=False) & Q(state__in=["planned", "running"]),
                deferrable=Deferrable.DEFERRED,
            ),
        ]
        indexes = [models.Index(fields=["jobpakke", "position"], name="step_in_order")]

    def __str__(self) -> str:
        return f"{self.kind} {self.starts_on}"


class LetBe(TenantModel):
    """One hole of the plan is let be: why (a cause of casework.green_wave), who answers for it, and until when (half-open). It is
    the hole between two steps, wherever that lies. Written while the plan is built; handed on to the dead period of the same
    two steps as soon as there is one, and then gone here."""

    jobpakke = models.ForeignKey(Jobpakke, on_delete=models.CASCADE, related_name="let_be")
    after_step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="+", verbose_name=_("efter"))
    # Null: the job follows.
    before_step = models.ForeignKey(Step, on_delete=models.CASCADE, null=True, related_name="+", verbose_name=_("før"))
    cause = models.CharField(_("hullet får lov at være"), max_length=30)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("ansvarlig for hullet")
    )
    until = models.DateField(_("hullet får lov at være til"))
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Privacy:
        personal = ()
        secret = ()
        neutral = (
            "id",
            "municipality",
            "public_id",
            "jobpakke",
            "after_step",
            "before_step",
            "cause",
            "owner",
            "until",
            "said_by",
        )

    class Meta:
        verbose_name = _("hul, der får lov at være")
        constraints = [
            models.UniqueConstraint(fields=["jobpakke", "after_step"], name="let_be_once"),
            models.CheckConstraint(condition=~Q(cause=""), name="let_be_with_a_cause"),
        ]

    def __str__(self) -> str:
        return f"{self.cause} {self.until}"


class PauseReason(models.TextChoices):
    """Why nothing is expected of the citizen for a while. Never a diagnosis: there is no field for one."""

    SICK = "sick", _("sygdom")
    PARENTAL = "parental", _("barsel")
    HOLIDAY_LEAVE = "holiday_leave", _("ferie")
    COMPANY_CLOSURE = "company_closure", _("virksomheden holder lukket")
    AGREED = "agreed", _("aftalt pause")
    OWN_WISH = "own_wish", _("borgerens eget ønske")  # counts, in a column of its own


class Pause(TenantModel):
    """`[starts_on, until)`: the steps are interrupted. Its days are left out of the count when reason, owner, end and who
    agreed are all there, and it is not the citizen's own wish; else they count.

    It is over when somebody has said so (`back_on`, the first day with something to go to again): an end that has come says
    nothing of whether the citizen came back.
    """

    jobpakke = models.ForeignKey(Jobpakke, on_delete=models.CASCADE, related_name="pauses")
    reason = models.CharField(_("hvorfor"), max_length=20, choices=PauseReason, blank=True)
    starts_on = models.DateField(_("fra"))
    until = models.DateField(_("til"), null=True, blank=True)  # half-open
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("ansvarlig"),
    )  # fmt: skip
    agreed_with = models.CharField(_("hvem har aftalt det"), max_length=200, blank=True)
    back_on = models.DateField(_("tilbage den"), null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Privacy:
        personal = ("agreed_with",)
        secret = ("reason",)  # it may tell of an illness or a birth
        neutral = (
            "id",
            "municipality",
            "public_id",
            "jobpakke",
            "starts_on",
            "until",
            "owner",
            "back_on",
            "created_at",
            "created_by",
        )

    class Meta:
        verbose_name = _("pause")
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("starts_on")), name="pause_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(back_on=None) | Q(back_on__gte=F("starts_on")), name="pause_back_after_it_starts"
            ),
        ]
        indexes = [models.Index(fields=["jobpakke", "starts_on"], name="pause_of_package")]

    def __str__(self) -> str:
        return f"{self.starts_on} {self.until}"

    @property
    def is_agreed(self) -> bool:
        """All is there that takes its days out of the count."""
        told = bool(self.reason and self.owner_id and self.until and self.agreed_with.strip())
        return told and self.reason != PauseReason.OWN_WISH
