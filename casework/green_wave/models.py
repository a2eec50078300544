"""Dead periods: working days between two steps that nobody covers. Found before they happen, where that is possible."""

from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.jobpakke.models import Jobpakke, Step
from casework.jobpakke.states import JobpakkeState
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
    CITIZEN_WISH = "citizen_wish", _("borgerens eget ønske")
    HOLIDAY = "holiday", _("ferie eller lukkeuge")
    PAUSE_UNAGREED = "pause_unagreed", _("pause uden aftale")
    PAUSE_OVER = "pause_over", _("pausen er slut, og ingen har skrevet, om borgeren er tilbage")
    CASEWORKER_CAPACITY = "caseworker_capacity", _("sagsbehandling")
    UNKNOWN = "unknown", _("ikke angivet")


class Side(models.TextChoices):
    """Whose the empty days are. Each cause belongs to exactly one, so that each day does."""

    COMPANY = "company", _("virksomheden")
    PROVIDER = "provider", _("uddannelsesstedet")
    CITIZEN = "citizen", _("borgeren")
    JOBCENTRE = "jobcentre", _("jobcentret")
    APPROVAL = "approval", _("myndighedens bevilling")
    HOLIDAY = "holiday", _("ferie og lukkeuger")


WHOSE = {
    Cause.COURSE_WAIT: Side.PROVIDER,
    Cause.SEAT_CANCELLED: Side.PROVIDER,
    Cause.GRANT_WAIT: Side.APPROVAL,
    Cause.VITAS_EMPLOYER: Side.COMPANY,
    Cause.VITAS_REP: Side.COMPANY,
    Cause.RATIO_FULL: Side.COMPANY,
    Cause.COMPANY_DELAY: Side.COMPANY,
    Cause.COMPANY_WITHDREW: Side.COMPANY,
    Cause.CITIZEN_STOPPED: Side.CITIZEN,
    Cause.CITIZEN_WISH: Side.CITIZEN,
    Cause.HOLIDAY: Side.HOLIDAY,
    # What nobody has found out, followed up or agreed on is the jobcentre's own.
    Cause.ENDED_EARLY: Side.JOBCENTRE,
    Cause.NOT_STARTED: Side.JOBCENTRE,
    Cause.CASEWORKER_CAPACITY: Side.JOBCENTRE,
    Cause.PAUSE_UNAGREED: Side.JOBCENTRE,
    Cause.PAUSE_OVER: Side.JOBCENTRE,
    Cause.UNKNOWN: Side.JOBCENTRE,
}


class Actor(models.TextChoices):
    CASEWORKER = "caseworker", _("sagsbehandler")
    COMPANY_CONSULTANT = "company_consultant", _("virksomhedskonsulent")
    COMPANY = "company", _("virksomheden")
    PROVIDER = "provider", _("uddannelsesstedet")
    TEAM_LEADER = "team_leader", _("teamleder")


# Who has to move for the cause to go away; a first suggestion that people may change (domain.md § 9.3).
WHO_ACTS = {
    Cause.COURSE_WAIT: Actor.COMPANY_CONSULTANT,
    Cause.SEAT_CANCELLED: Actor.PROVIDER,
    Cause.GRANT_WAIT: Actor.CASEWORKER,
    Cause.VITAS_EMPLOYER: Actor.COMPANY,
    Cause.VITAS_REP: Actor.COMPANY,
    Cause.RATIO_FULL: Actor.COMPANY_CONSULTANT,
    Cause.COMPANY_DELAY: Actor.COMPANY_CONSULTANT,
    Cause.COMPANY_WITHDREW: Actor.COMPANY_CONSULTANT,
    Cause.CITIZEN_STOPPED: Actor.CASEWORKER,
    Cause.ENDED_EARLY: Actor.COMPANY_CONSULTANT,
    Cause.NOT_STARTED: Actor.CASEWORKER,
    Cause.CITIZEN_WISH: Actor.CASEWORKER,
    Cause.HOLIDAY: Actor.CASEWORKER,
    Cause.PAUSE_UNAGREED: Actor.CASEWORKER,
    Cause.PAUSE_OVER: Actor.CASEWORKER,
    Cause.CASEWORKER_CAPACITY: Actor.TEAM_LEADER,
    Cause.UNKNOWN: Actor.CASEWORKER,
}


class CloseReason(models.TextChoices):
    MENDED = "mended", _("lukket i planen")  # the plan no longer has it: those days were never lost
    PASSED = "passed", _("forbi")  # its days are over and were lost; stays as history
    PACKAGE_CLOSED = "package_closed", _("forløbet er afsluttet")
    DRAFT = "draft", _("forløbet er en kladde igen")  # back on the desk before anything was promised


# A flag with one of these still stands for a gap of the plan; there is one such flag for a gap.
STANDING = ("", CloseReason.PASSED)


class Lifted(models.TextChoices):
    TEAM_LEADER = "team_leader", _("teamlederen")
    MANAGER = "manager", _("lederen")


class DeadPeriod(TenantModel):
    """One flag. `[starts_on, until)` from its first empty calendar day; the working days in it are what counts.

    It opens when a run finds it, follows the plan while it lives, and closes itself when the plan no longer has it. While the
    gap lives it keeps its row, however it stretches, shrinks or moves; so cause and history stay with it.
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
    working_days = models.PositiveIntegerField(_("arbejdsdage"))  # those that count
    wished_days = models.PositiveIntegerField(_("heraf borgerens eget ønske"), default=0)
    excused_days = models.PositiveIntegerField(_("aftalt pause, tæller ikke"), default=0)
    first_dead_on = models.DateField(_("første døde dag"))  # a pause that does not count may come before it
    state = models.CharField(_("tilstand"), max_length=10, choices=State)
    cause = models.CharField(_("årsag"), max_length=30, choices=Cause, default=Cause.UNKNOWN)
    acts = models.CharField(_("hvem handler"), max_length=20, choices=Actor, default=Actor.CASEWORKER)
    severity = models.CharField(_("alvor"), max_length=10)  # notice, warning, critical: casework.planning.gaps
    found_on = models.DateField(_("fundet"))
    closed_at = models.DateTimeField(_("lukket"), null=True)
    close_reason = models.CharField(_("hvorfor lukket"), max_length=20, choices=CloseReason, blank=True)
    # A person has said why, or who acts; from then on no run guesses again.
    cause_by_hand = models.BooleanField(default=False)
    acts_by_hand = models.BooleanField(default=False)
    # Somebody answers for letting it be, until a day: it still counts, but nobody is reminded of it before `accepted_until`.
    accepted_at = models.DateTimeField(_("accepteret"), null=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("ansvarlig")
    )
    accepted_until = models.DateField(_("accepteret til"), null=True)  # half-open
    # Nobody has answered it: lifted once to the team leader, and once more to the manager. The marker of each.
    lifted_to = models.CharField(_("løftet til"), max_length=15, choices=Lifted, blank=True)
    lifted_on = models.DateField(_("løftet den"), null=True)

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
            "wished_days",
            "excused_days",
            "first_dead_on",
            "state",
            "cause",
            "acts",
            "severity",
            "found_on",
            "closed_at",
            "close_reason",
            "cause_by_hand",
            "acts_by_hand",
            "accepted_at",
            "accepted_by",
            "owner",
            "accepted_until",
            "lifted_to",
            "lifted_on",
        )

    class Meta:
        verbose_name = _("død periode")
        verbose_name_plural = _("døde perioder")
        constraints = [
            # Makes a second run, a second beat and a repeated task harmless.
            models.UniqueConstraint(
                fields=["jobpakke", "starts_on"], condition=Q(close_reason__in=STANDING), name="dead_period_once"
            ),
            models.CheckConstraint(condition=Q(until__gt=F("starts_on")), name="dead_period_has_days"),
            models.CheckConstraint(
                condition=Q(closed_at=None, close_reason="") | (Q(closed_at__isnull=False) & ~Q(close_reason="")),
                name="dead_period_closed_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None, owner=None, accepted_until=None)
                | Q(
                    accepted_at__isnull=False,
                    accepted_by__isnull=False,
                    owner__isnull=False,
                    accepted_until__isnull=False,
                ),
                name="dead_period_accepted_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(lifted_to="", lifted_on=None) | (~Q(lifted_to="") & Q(lifted_on__isnull=False)),
                name="dead_period_lifted_on_a_day",
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "starts_on"], condition=Q(closed_at=None), name="dead_period_open"),
            models.Index(fields=["jobpakke", "starts_on"], name="dead_period_by_package"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} {self.working_days}"

    @property
    def is_answered(self) -> bool:
        """Somebody has said why or who acts, or answers for it: then it is not lifted past them. Where a confirmed package
        waits for a decision about it, only that is an answer."""
        if self.awaits_decision:
            return self.accepted_at is not None
        return self.cause_by_hand or self.acts_by_hand or self.accepted_at is not None

    @property
    def awaits_decision(self) -> bool:
        """The company has confirmed, and the package is not active for want of an answer about this hole."""
        undecided = self.jobpakke.state == JobpakkeState.AWAITING_DECISION
        return undecided and self.kind == Kind.INNER and self.closed_at is None

    def is_accepted(self, today: date) -> bool:
        return self.accepted_until is not None and today < self.accepted_until


class LiftingRule(TenantModel):
    """How many working days a running dead period may stand unanswered before it is lifted; without a row the defaults."""

    team_leader_after = models.PositiveSmallIntegerField(_("til teamlederen efter"), default=2)
    manager_after = models.PositiveSmallIntegerField(_("til lederen efter"), default=5)

    class Privacy:
        personal = ()
        secret = ()
        neutral = ("id", "municipality", "public_id", "team_leader_after", "manager_after")

    class Meta:
        verbose_name = _("frist for svar")
        constraints = [
            models.UniqueConstraint(fields=["municipality"], name="lifting_rule_once"),
            models.CheckConstraint(
                condition=Q(team_leader_after__gte=1, manager_after__gt=F("team_leader_after")),
                name="lifting_rule_team_leader_first",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team_leader_after}/{self.manager_after}"


class FlagThreshold(TenantModel):
    """From how many empty working days a transition is a flag in this municipality; without a row the default. The days
    count in every figure whatever it says: it decides from when somebody is asked to do something."""

    before = models.CharField(_("før"), max_length=15)  # a kind of step, or `gaps.PROMISE`
    after = models.CharField(_("efter"), max_length=15)  # a kind of step, or `JOB`
    least = models.PositiveSmallIntegerField(_("fra og med"))

    class Privacy:
        personal = ()
        secret = ()
        neutral = ("id", "municipality", "public_id", "before", "after", "least")

    class Meta:
        verbose_name = _("grænse for en død periode")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "before", "after"], name="flag_threshold_once"),
            models.CheckConstraint(condition=Q(least__gte=1, least__lte=60), name="flag_threshold_within"),
        ]

    def __str__(self) -> str:
        return f"{self.before}-{self.after}: {self.least}"


class Muted(TenantModel):
    """A row that somebody has put away from her own Min dag, with a reason, until a day. It stops nothing else: what nobody
    answers is lifted all the same."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    sort = models.CharField(max_length=10)  # `day.Sort`
    subject_id = models.UUIDField()  # the public id of the flag, step, package, pause or citizen
    reason = models.CharField(_("hvorfor"), max_length=200)
    until = models.DateField(_("til"))  # half-open
    # What is still ahead comes back by itself the day the wave breaks there.
    was_ahead = models.BooleanField()
    created_at = models.DateTimeField()

    class Privacy:
        personal = ("reason",)
        secret = ()
        neutral = ("id", "municipality", "public_id", "user", "sort", "subject_id", "until", "was_ahead", "created_at")

    class Meta:
        verbose_name = _("skjult på Min dag")
        constraints = [models.UniqueConstraint(fields=["user", "sort", "subject_id"], name="muted_once")]

    def __str__(self) -> str:
        return f"{self.sort} {self.until}"


class WatchRun(TenantModel):
    """One run of a watch over one municipality: the proof that the net is up. Without `finished_at` it has not come to its end.

    The work is handed out in chunks, numbered from one; `left` are those that are still out. A run that is asked for again
    numbers on and forgets the old ones, so that a chunk which comes late, or twice, finds itself counted already.
    """

    class Job(models.TextChoices):
        DETECT = "detect", _("Morgenrunden")
        DRIFT = "drift", _("Natlig kontrol")

    job = models.CharField(_("vagt"), max_length=10, choices=Job)
    day = models.DateField(_("dag"))
    started_at = models.DateTimeField(_("begyndt"))
    finished_at = models.DateTimeField(_("færdig"), null=True)
    chunks = models.PositiveIntegerField(default=0)
    left = ArrayField(models.PositiveIntegerField(), default=list)
    packages = models.PositiveIntegerField(_("forløb"), default=0)
    opened = models.PositiveIntegerField(_("nye"), default=0)
    changed = models.PositiveIntegerField(_("ændrede"), default=0)
    closed = models.PositiveIntegerField(_("lukkede"), default=0)
    failed = models.PositiveIntegerField(_("fejlede"), default=0)
    # Only for the nightly check: packages whose flags were not those of a full recomputation.
    differing = models.PositiveIntegerField(_("afvigende"), default=0)

    class Privacy:
        personal = ()
        secret = ()
        neutral = (
            "id",
            "municipality",
            "public_id",
            "job",
            "day",
            "started_at",
            "finished_at",
            "chunks",
            "left",
            "packages",
            "opened",
            "changed",
            "closed",
            "failed",
            "differing",
        )

    class Meta:
        verbose_name = _("vagtrunde")
        indexes = [models.Index(fields=["municipality", "job", "-day"], name="watch_run_newest")]

    def __str__(self) -> str:
        return f"{self.job} {self.day}"
