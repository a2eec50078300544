"""The values that rules are made of, and how the law counts weeks, months and the ratio. Frozen; no input or output."""

import hashlib
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import IntEnum, StrEnum
from functools import lru_cache

TARGET_GROUPS = (
    "dagpenge", "kh_jobparat", "kh_aktivitetsparat", "ung_uddparat", "ung_aktivitetsparat", "sygedagpenge", "jobafklaring",
    "ressourceforloeb", "fleksjob", "revalidend", "foertidspension", "selvforsoergende", "under18", "intro_program",
)  # fmt: skip
"""LAB § 6 nr. 1-13 in order, and the introduction programme, which is outside § 6."""
INTRO_PROGRAM = "intro_program"
ALL_GROUPS = "all"


class StepCode(StrEnum):
    """The kinds of steps; the same words as `casework.planning.steps.StepKind`, which a test holds them to."""

    PRAKTIK = "praktik"
    COURSE = "kursus"
    MENTOR = "mentor"
    LOENTILSKUD = "loentilskud"
    JOB = "job"


class LegalBasis(StrEnum):
    LAB = "LAB"
    INTEGRATIONSLOVEN = "integrationsloven"
    METHOD = "metode"  # not law: what the jobpakke method or good practice asks


class Sector(StrEnum):
    ANY = "any"
    PRIVATE = "private"
    PUBLIC = "public"


class Severity(IntEnum):
    """In rising order. No severity blocks: only a named person in the municipality can make a rule do that."""

    INFO = 1
    WARNING = 2
    ERROR = 3


class Confidence(StrEnum):
    """How sure we are that the rule is as it is written here. Only `seen` and `sure` may be errors."""

    SEEN = "seen"  # the text was read in the named source
    SEEN_PARTLY = "seen_partly"  # read in part, or only in somebody's summary
    SURE = "sure"  # common knowledge, no text at hand
    CHECK = "check"  # believed; must be checked before anyone relies on it
    DERIVED = "derived"  # our own reading of how to count or combine


class Unit(StrEnum):
    WEEKS = "weeks"  # 7 calendar days each
    MONTHS = "months"  # calendar months
    DAYS = "days"  # calendar days
    WORKING_DAYS = "working_days"
    HOURS_PER_WEEK = "hours_per_week"
    PERCENT = "percent"
    TIMES = "times"


class Check(StrEnum):
    """What the program does with a rule; `casework.planning.limits` has one function for each but the last three."""

    MAX_LENGTH = "max_length"
    MAX_UNKNOWN = "max_unknown"  # a limit exists, its length was not seen
    SUM_LENGTH = "sum_length"  # several steps of the kind at one company count against the limit together
    RENEWAL = "renewal"  # granted for a while at a time
    PRIOR_PERIOD = "prior_period"
    LAST_EMPLOYER = "last_employer"
    AFTER_LOENTILSKUD = "after_loentilskud"
    NET_INCREASE = "net_increase"
    RATIO = "ratio"
    REPRESENTATIVE = "representative"
    HOURS_MAX = "hours_max"
    HOURS_LOW = "hours_low"
    NOT_FOR = "not_for"
    NOT_IF = "not_if"  # not for some within the groups; what decides is not known here
    SIX_WEEKS_COURSE = "six_weeks_course"
    GROUP_CLOSED = "group_closed"  # no new cases from the rule's first day
    BASIS = "basis"
    LEAD_STEP = "lead_step"  # the same, and a step of its own: planning holds to it until it is done
    LEAD_TIME = "lead_time"  # how long before a step something must be done: read by the planner
    READ = "read"  # for people to read


LEADS = frozenset({Check.LEAD_STEP, Check.LEAD_TIME})


class Need(StrEnum):
    """What an extension needs."""

    KONKRET_VURDERING = "konkret_vurdering"
    HELT_SAERLIGT_BEHOV = "helt_saerligt_behov"
    NY_ELLER_LAENGE_LEDIG = "ny_eller_laenge_ledig"
    LAENGERE_VAEK = "laengere_vaek"
    NY_BEVILLING = "ny_bevilling"


@dataclass(frozen=True, kw_only=True)
class Extension:
    """`to`: the length it may reach in all; `add`: how much longer at a time. In the rule's own unit; one of the two."""

    needs: Need
    to: int | None = None
    add: int | None = None
    repeat: bool = False


@dataclass(frozen=True, kw_only=True)
class Ratio:
    """Supported persons allowed per ordinary employee at one production unit (P-nummer)."""

    per: int  # one per so many …
    up_to: int  # … up to so many employees
    per_above: int  # and one per so many above
    at_least: int
    counting: str  # "full_time" or "heads"
    supported: tuple[str, ...]  # which offers count as supported

    def limit(self, employees: int) -> int:
        """`employees`: ordinary ones, without the supported, rounded down."""
        if employees <= self.up_to:
            return max(self.at_least, employees // self.per)
        return max(self.at_least, self.up_to // self.per + (employees - self.up_to) // self.per_above)


@dataclass(frozen=True, kw_only=True)
class Source:
    key: str
    title: str


@dataclass(frozen=True, kw_only=True)
class Regime:
    """A set of laws from one day on. Regimes overlap: a new part of the law joins those that stand."""

    code: str
    title: str
    starts_on: date
    until: date | None  # half-open; None: still in force
    adopted: bool  # False: only expected. Nothing is read from it
    confidence: Confidence
    source: tuple[str, ...]
    note: str

    def in_force(self, day: date) -> bool:
        return self.starts_on <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule in one version, in force `[starts_on, until)`."""

    id: str
    title: str  # the rule in one plain Danish sentence
    check: Check
    steps: tuple[StepCode, ...]
    target_groups: tuple[str, ...]  # codes of LAB § 6, or ("all",)
    when_job_ready: Mapping[str, bool]  # of these groups only those who are (not) jobparate
    sector: Sector
    legal_basis: LegalBasis
    value: int | None
    unit: Unit | None
    extensions: tuple[Extension, ...]
    ratio: Ratio | None
    severity: Severity
    reference: str  # "LAB § 61"; "LAB § ?" when the § was not seen; empty for the method
    source: tuple[str, ...]
    confidence: Confidence
    starts_on: date
    until: date | None
    note: str
    file: str

    @property
    def version(self) -> str:
        return self.starts_on.isoformat()

    @property
    def fingerprint(self) -> str:
        """Changes with anything a lawyer would have read: a confirmation holds for the text that was confirmed, no other."""
        read = [f"{field.name}={getattr(self, field.name)!r}" for field in fields(self) if field.name != "file"]
        return hashlib.sha256("\n".join(read).encode()).hexdigest()

    def in_force(self, day: date) -> bool:
        return self.starts_on <= day and (self.until is None or day < self.until)

    def covers(self, group: str, *, job_ready: bool | None) -> bool:
        """Not known whether job-ready: the rule for those who are, which is the stricter one."""
        if ALL_GROUPS not in self.target_groups and group not in self.target_groups:
            return False
        wanted = self.when_job_ready.get(group)
        return wanted is None or wanted == (job_ready is not False)

    def turns_on_readiness(self, group: str) -> bool:
        return group in self.when_job_ready


@dataclass(frozen=True, eq=False)
class Law:
    """The rules in force from one change of the law to the next. Equal days give the same object."""

    rules: tuple[Rule, ...]
    regimes: tuple[Regime, ...]
    expected: tuple[Regime, ...]  # not adopted, but their day has come: what is read here may be outdated

    def get(self, rule_id: str) -> Rule | None:
        return next((rule for rule in self.rules if rule.id == rule_id), None)

    def for_step(
        self, step: str, *, basis: LegalBasis, group: str, job_ready: bool | None, sector: Sector | None
    ) -> tuple[Rule, ...]:
        """What a step of that kind is checked against. Sector None: not known, so that the rules of both apply."""
        return _matching(self, step, basis, group, job_ready, sector)

    def lead_times(self, step: str) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.rules if rule.check in LEADS and step in rule.steps)


@dataclass(frozen=True)
class Book:
    """Everything that was read from `parameters/`."""

    rules: tuple[Rule, ...]
    regimes: tuple[Regime, ...]
    sources: Mapping[str, Source]

    def version(self, rule_id: str, starts_on: date) -> Rule | None:
        return next((rule for rule in self.rules if rule.id == rule_id and rule.starts_on == starts_on), None)


@lru_cache(maxsize=4096)
def _matching(
    law: Law, step: str, basis: LegalBasis, group: str, job_ready: bool | None, sector: Sector | None
) -> tuple[Rule, ...]:
    sectors = set(Sector) if sector in (None, Sector.ANY) else {Sector.ANY, sector}
    return tuple(
        rule
        for rule in law.rules
        if rule.check not in LEADS | {Check.READ}
        and step in rule.steps
        and rule.legal_basis in (basis, LegalBasis.METHOD)
        and rule.sector in sectors
        and rule.covers(group, job_ready=job_ready)
    )


def basis_of(target_group: str) -> LegalBasis:
    return LegalBasis.INTEGRATIONSLOVEN if target_group == INTRO_PROGRAM else LegalBasis.LAB


def months_after(day: date, months: int) -> date:
    """The same day of the month so many months later, or that month's last day: 31 August and 6 months is 28 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def after(start: date, amount: int, unit: Unit) -> date:
    """The first day after a period of that length: its last day is the day before. Weeks are 7 calendar days.

    From 2 March 2026, 6 months: 2 September, so that Tuesday 1 September is the last legal day.
    """
    if unit == Unit.MONTHS:
        return months_after(start, amount)
    days = amount * 7 if unit == Unit.WEEKS else amount
    return start + timedelta(days=days) if days <= (date.max - start).days else date.max
