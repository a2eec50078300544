"""What the law asks about a plan, and what it answers: plain frozen values. `limits.check` stands between the two."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from casework.planning.steps import StepKind
from jobpakker.foundation.law import Confidence, LegalBasis, Sector, Severity

Fact = date | Decimal | int | str | bool | None


@dataclass(frozen=True, kw_only=True)
class LegalStep:
    """One step of the plan, `[starts_on, until)`. `until` None: it goes on (the job)."""

    id: str
    kind: StepKind
    starts_on: date
    until: date | None
    beside: bool = False  # goes along with the chain: a mentor always does
    at_the_company: bool = True  # at the worksite of the job, whose numbers the situation holds
    sector: Sector | None = None  # None: the company's own when it is there, otherwise not known
    weekly_hours: Decimal | None = None
    representative_heard: bool = False  # about this step; the situation's day is about the whole chain
    six_weeks_course: bool = False  # "6 ugers jobrettet uddannelse", LAB kap. 9


@dataclass(frozen=True, kw_only=True)
class Supported:
    """Somebody else in praktik or løntilskud at the worksite, `[starts_on, until)`; `until` None: no end is known."""

    starts_on: date
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class Situation:
    """What the rules ask about the person and the worksite. None is always "not known"."""

    target_group: str  # a code of `law.TARGET_GROUPS`
    legal_basis: LegalBasis = LegalBasis.LAB  # `law.basis_of(target_group)`
    lab_from: date | None = None  # the first day under LAB of somebody now under integrationsloven
    job_ready: bool | None = None  # asked of nr. 12 only, where it decides the limits
    benefit_since: date | None = None
    exempt_from_prior_period: bool = False  # § 69: no vocational education, over 50, or a lone provider
    reduced_capacity: bool = False
    sector: Sector | None = None
    employees_ordinary: Decimal | int | None = None  # full-time, without the supported, on the P-nummer
    supported_now: tuple[Supported, ...] = ()
    last_employed_here: bool | None = None
    net_increase: bool | None = None
    representative_heard_on: date | None = None

    def basis_on(self, day: date) -> LegalBasis:
        return LegalBasis.LAB if self.lab_from is not None and day >= self.lab_from else self.legal_basis


class FindingCode(StrEnum):
    TOO_LONG = "too_long"
    TOO_LONG_TOGETHER = "too_long_together"
    EXTENDABLE = "extendable"  # longer than the rule allows at first; lawful with an extension
    EXTENDABLE_TOGETHER = "extendable_together"
    MAX_UNKNOWN = "max_unknown"
    RENEW = "renew"
    PRIOR_TOO_SHORT = "prior_too_short"
    PRIOR_UNKNOWN = "prior_unknown"
    LAST_EMPLOYER = "last_employer"
    AFTER_LOENTILSKUD = "after_loentilskud"
    NET_INCREASE_MISSING = "net_increase_missing"
    NET_INCREASE_UNKNOWN = "net_increase_unknown"
    RATIO_FULL = "ratio_full"
    RATIO_UNKNOWN = "ratio_unknown"
    REPRESENTATIVE = "representative"
    HOURS_OVER = "hours_over"
    HOURS_LOW = "hours_low"
    NOT_FOR = "not_for"
    NOT_IF = "not_if"
    SIX_WEEKS_COURSE = "six_weeks_course"
    GROUP_CLOSED = "group_closed"
    BASIS_CHANGES = "basis_changes"
    LAW_EXPECTED = "law_expected"


@dataclass(frozen=True, kw_only=True)
class Finding:
    rule: str  # the rule's id; with LAW_EXPECTED the regime's code
    rule_version: str  # its first day in force, ISO; with `rule` it names one version
    code: FindingCode
    step: str
    kind: StepKind
    severity: Severity
    reference: str
    confidence: Confidence
    title: str  # the rule itself in one Danish sentence, as the data has it
    measure: int = 0  # how far past the rule: days, persons or hours. What was accepted at 3 is not accepted at 30
    facts: Mapping[str, Fact] = field(default_factory=dict, hash=False)
