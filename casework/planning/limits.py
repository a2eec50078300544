"""A plan against the law: each step under the rules in force on its own first day. Answers with codes and data, never sentences.

A finding warns; it blocks nothing. Whether a rule may block, and a reason for going on past it, are kept in `casework.rules`.

How it counts: weeks are 7 calendar days and months are calendar months, so the last legal day is the day before
`law.after(start, n, unit)`. Periods here are half-open; the days in `facts` that end in `_on` are days one can name on a page.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from math import ceil

from casework.planning.legal import Fact, Finding, FindingCode, LegalStep, Situation, Supported
from casework.planning.steps import StepKind, lies_beside
from jobpakker.foundation import law
from jobpakker.foundation.law import Check, Law, LegalBasis, Rule, Sector, Severity

__all__ = ["Finding", "FindingCode", "LegalStep", "Situation", "Supported", "check"]

LawOf = Callable[[date], Law]
LONGEST = 10_000
"""Of a rule's units: where counting how often an extension must be repeated gives up."""
CONTINUES_WITHIN = timedelta(days=7)
"""Two løntilskud at one company with fewer days than this between them are one that goes on [derived]."""


@dataclass(frozen=True)
class _Look:
    """One step as the checks see it, with what comes before it in the plan."""

    step: LegalStep
    plan: Sequence[LegalStep]  # all steps by first day
    situation: Situation
    law: Law

    @property
    def group(self) -> str:
        return self.situation.target_group

    @cached_property
    def sector(self) -> Sector | None:
        return self.step.sector or (self.situation.sector if self.step.at_the_company else None)

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        return self.law.for_step(
            self.step.kind,
            basis=self.situation.basis_on(self.step.starts_on),
            group=self.group,
            job_ready=self.situation.job_ready,
            sector=self.sector,
        )

    def earlier(self, kind: StepKind) -> list[LegalStep]:
        """Steps of the kind at the company that begin before this one; none when this one is elsewhere."""
        if not self.step.at_the_company:
            return []
        before = (step for step in self.plan if step.starts_on < self.step.starts_on)
        return [step for step in before if step.kind == kind and step.at_the_company and _days(step)]

    def finding(
        self, rule: Rule, code: FindingCode, *, at_most: Severity = Severity.ERROR, measure: int = 0, **facts: Fact
    ) -> Finding:
        if rule.turns_on_readiness(self.group) and self.situation.job_ready is None:
            facts["if_job_ready"] = True
        return Finding(
            rule=rule.id,
            rule_version=rule.version,
            code=code,
            step=self.step.id,
            kind=self.step.kind,
            severity=min(rule.severity, at_most),
            reference=rule.reference,
            confidence=rule.confidence,
            title=rule.title,
            measure=measure,
            facts=facts,
        )


def check(steps: Iterable[LegalStep], situation: Situation, law_of: LawOf = law.on) -> list[Finding]:
    """All findings, step by step in the order of time; within a step the gravest first. Never raises over dates or groups."""
    plan = sorted(steps, key=lambda step: (step.starts_on, lies_beside(step.kind, step.beside)))
    findings: list[Finding] = []
    for step in plan:
        look = _Look(step, plan, situation, law_of(step.starts_on))
        rules = (*look.rules, *_left_behind(look))
        found = [finding for rule in rules for finding in CHECKS[rule.check](look, rule)]
        findings += sorted(found, key=lambda finding: -finding.severity)
    return findings + list(_expected(plan, law_of))


# How long --------------------------------------------------------------------------------------------------------------
def _max_length(look: _Look, rule: Rule) -> Iterator[Finding]:
    yield from _too_long(look, rule, rule, used=0)


def _sum_length(look: _Look, rule: Rule) -> Iterator[Finding]:
    """The limit of the length rule that applies to this step, less the days already spent in the plan. Silent where the step
    alone is over the limit: that rule has spoken."""
    used = sum(_days(step) for step in look.earlier(look.step.kind))
    if used:
        for limit in look.rules:
            if limit.check == Check.MAX_LENGTH and not list(_max_length(look, limit)):
                yield from _too_long(look, rule, limit, used=used)


def _too_long(look: _Look, rule: Rule, limit: Rule, *, used: int) -> Iterator[Finding]:
    step = look.step
    first_over = _reach(step, limit, limit.value or 0, used)
    if step.until is None or step.until <= max(first_over, step.starts_on):
        return
    facts: dict[str, Fact] = {
        "max": limit.value,
        "unit": limit.unit,
        "last_legal_on": _last(first_over) if first_over > step.starts_on else None,
        "ends_on": _last(step.until),
        "over_days": (step.until - max(first_over, step.starts_on)).days,
        "used_days": used,
    }
    together = rule is not limit
    code = FindingCode.TOO_LONG_TOGETHER if together else FindingCode.TOO_LONG
    at_most = Severity.ERROR
    if extended := _extended(step, limit, used):
        code = FindingCode.EXTENDABLE_TOGETHER if together else FindingCode.EXTENDABLE
        at_most = Severity.WARNING
        facts["extended_to"], facts["needs"], facts["extended_last_on"] = extended
    yield look.finding(rule, code, at_most=at_most, measure=(step.until - first_over).days, **facts)


def _extended(step: LegalStep, limit: Rule, used: int) -> tuple[int, str, date] | None:
    """The first extension that is long enough: length in all, what it needs, its last legal day."""
    length = limit.value or 0
    for extension in limit.extensions:
        if extension.to is not None:
            length = extension.to
        else:
            length += extension.add or 0
            while (
                extension.repeat and length < LONGEST and _reach(step, limit, length, used) < (step.until or date.max)
            ):
                length += extension.add or 1
        end = _reach(step, limit, length, used)
        if step.until is not None and step.until <= end:
            return length, extension.needs, _last(end)
    return None


def _reach(step: LegalStep, limit: Rule, length: int, used: int) -> date:
    """The first day beyond a period of that length from the step's start, less the days used before."""
    end = law.after(step.starts_on, length, limit.unit or law.Unit.DAYS)
    return end - timedelta(days=min(used, (end - date.min).days))


def _max_unknown(look: _Look, rule: Rule) -> Iterator[Finding]:
    yield look.finding(rule, FindingCode.MAX_UNKNOWN)


def _renewal(look: _Look, rule: Rule) -> Iterator[Finding]:
    """The grant runs out within the step: not a fault, but a day to remember."""
    step = look.step
    renew_on = law.after(step.starts_on, rule.value or 0, rule.unit or law.Unit.MONTHS)
    if step.until is not None and step.until > renew_on:
        over = (step.until - renew_on).days
        yield look.finding(
            rule, FindingCode.RENEW, measure=over, max=rule.value, unit=rule.unit, renew_on=renew_on, ends_on=_last(step.until)
        )  # fmt: skip


# Who -------------------------------------------------------------------------------------------------------------------
def _prior_period(look: _Look, rule: Rule) -> Iterator[Finding]:
    if look.situation.exempt_from_prior_period:
        return
    since = look.situation.benefit_since
    if since is None:
        yield look.finding(rule, FindingCode.PRIOR_UNKNOWN, at_most=Severity.INFO, min=rule.value, unit=rule.unit)
        return
    earliest = law.after(since, rule.value or 0, rule.unit or law.Unit.MONTHS)
    if look.step.starts_on < earliest:
        short = (earliest - look.step.starts_on).days
        yield look.finding(
            rule, FindingCode.PRIOR_TOO_SHORT, measure=short, min=rule.value, unit=rule.unit, benefit_since=since,
            earliest_on=earliest, starts_on=look.step.starts_on,
        )  # fmt: skip


def _always(code: FindingCode) -> "Checker":
    """For rules whose target groups are exactly those whom they concern."""

    def checker(look: _Look, rule: Rule) -> Iterator[Finding]:
        yield look.finding(rule, code, target_group=look.group)

    return checker


def _six_weeks_course(look: _Look, rule: Rule) -> Iterator[Finding]:
    if look.step.six_weeks_course:
        yield look.finding(rule, FindingCode.SIX_WEEKS_COURSE, target_group=look.group)


def _left_behind(look: _Look) -> tuple[Rule, ...]:
    """Somebody whose introduction programme is over by this step has no target group under LAB yet, so no limits either."""
    basis = look.situation.basis_on(look.step.starts_on)
    if basis != LegalBasis.LAB or law.basis_of(look.group) == LegalBasis.LAB:
        return ()
    return tuple(rule for rule in look.law.rules if rule.check == Check.BASIS and str(look.step.kind) in rule.steps)


def _basis(look: _Look, rule: Rule) -> Iterator[Finding]:
    if look.situation.basis_on(look.step.starts_on) == LegalBasis.LAB:
        yield look.finding(rule, FindingCode.BASIS_CHANGES, lab_from=look.situation.lab_from)


# Where -----------------------------------------------------------------------------------------------------------------
def _last_employer(look: _Look, rule: Rule) -> Iterator[Finding]:
    if look.situation.last_employed_here and look.step.at_the_company:
        yield look.finding(rule, FindingCode.LAST_EMPLOYER)


def _after_loentilskud(look: _Look, rule: Rule) -> Iterator[Finding]:
    before = look.earlier(StepKind.LOENTILSKUD)
    if not before:
        return
    ended = max(step.until or date.max for step in before)
    if look.step.kind == StepKind.LOENTILSKUD and look.step.starts_on - ended < CONTINUES_WITHIN:
        return
    yield look.finding(rule, FindingCode.AFTER_LOENTILSKUD, loentilskud_ended_on=_last(ended))


def _net_increase(look: _Look, rule: Rule) -> Iterator[Finding]:
    if look.situation.reduced_capacity or not look.step.at_the_company or look.situation.net_increase:
        return
    if look.situation.net_increase is None:
        yield look.finding(rule, FindingCode.NET_INCREASE_UNKNOWN, at_most=Severity.INFO)
    else:
        yield look.finding(rule, FindingCode.NET_INCREASE_MISSING)


def _representative(look: _Look, rule: Rule) -> Iterator[Finding]:
    heard, employees = look.situation.representative_heard_on, look.situation.employees_ordinary
    alone = look.step.at_the_company and employees is not None and employees <= 1
    if not alone and not look.step.representative_heard and (heard is None or heard >= look.step.starts_on):
        yield look.finding(rule, FindingCode.REPRESENTATIVE, starts_on=look.step.starts_on)


def _ratio(look: _Look, rule: Rule) -> Iterator[Finding]:
    """On each day of the step: the others in praktik or løntilskud at the worksite, and this person."""
    step, employees = look.step, look.situation.employees_ordinary
    if rule.ratio is None or not step.at_the_company or not _days(step):
        return
    if employees is None:
        yield look.finding(rule, FindingCode.RATIO_UNKNOWN, at_most=Severity.INFO)
        return
    limit = rule.ratio.limit(max(0, int(employees)))
    counts = list(_supported_in(step, look.situation.supported_now))
    over = [(day, until, others + 1) for day, until, others in counts if others + 1 > limit]
    if over:
        most = max(count for _day, _until, count in over)
        yield look.finding(
            rule, FindingCode.RATIO_FULL, measure=most - limit, limit=limit, employees=int(employees), supported=most,
            first_over_on=over[0][0], last_over_on=_last(over[-1][1]), worst_on=next(d for d, _u, n in over if n == most),
        )  # fmt: skip


def _supported_in(step: LegalStep, others: Sequence[Supported]) -> Iterator[tuple[date, date, int]]:
    """The step's period cut where somebody comes or goes: [day, until) and how many others are there."""
    ends = step.until or date.max
    cuts = {day for other in others for day in (other.starts_on, other.until) if day and step.starts_on < day < ends}
    for day, until in pairwise([step.starts_on, *sorted(cuts), ends]):
        yield day, until, sum(o.starts_on <= day and (o.until is None or o.until > day) for o in others)


# Hours -----------------------------------------------------------------------------------------------------------------
def _hours_max(look: _Look, rule: Rule) -> Iterator[Finding]:
    """With what already runs on the step's first day, a course beside the chain as well: the week is one. A mentor takes no
    hours of it."""
    step = look.step
    if step.weekly_hours is None or not _days(step):
        return
    at = look.plan.index(step)
    beside = [
        other
        for other in look.plan[:at]
        if other.kind != StepKind.MENTOR and (other.until is None or other.until > step.starts_on) and _days(other)
    ]
    hours = step.weekly_hours + sum(other.weekly_hours or 0 for other in beside)
    most = rule.value or 0
    if hours > most:
        yield look.finding(
            rule, FindingCode.HOURS_OVER, measure=ceil(hours - most), hours=hours, max=most, together=bool(beside)
        )


def _hours_low(look: _Look, rule: Rule) -> Iterator[Finding]:
    """A course that runs along is meant to take few hours: it is the chain that they would be too few for."""
    hours = look.step.weekly_hours
    if not look.step.beside and hours is not None and hours < (rule.value or 0):
        yield look.finding(rule, FindingCode.HOURS_LOW, hours=hours, min=rule.value)


# What is coming --------------------------------------------------------------------------------------------------------
def _expected(plan: Sequence[LegalStep], law_of: LawOf) -> Iterator[Finding]:
    """A law that is expected but not adopted: said once, at the first step that begins under it."""
    said = set()
    for step in plan:
        for regime in law_of(step.starts_on).expected:
            if regime.code not in said:
                said.add(regime.code)
                yield Finding(
                    rule=regime.code,
                    rule_version=regime.starts_on.isoformat(),
                    code=FindingCode.LAW_EXPECTED,
                    step=step.id,
                    kind=step.kind,
                    severity=Severity.INFO,
                    reference="",
                    confidence=regime.confidence,
                    title=regime.title,
                    facts={"from_on": regime.starts_on},
                )


def _days(step: LegalStep) -> int:
    return max(0, ((step.until or date.max) - step.starts_on).days)


def _last(until: date) -> date:
    return until - timedelta(days=1)


Checker = Callable[[_Look, Rule], Iterator[Finding]]
CHECKS: dict[Check, Checker] = {
    Check.MAX_LENGTH: _max_length,
    Check.MAX_UNKNOWN: _max_unknown,
    Check.SUM_LENGTH: _sum_length,
    Check.RENEWAL: _renewal,
    Check.PRIOR_PERIOD: _prior_period,
    Check.LAST_EMPLOYER: _last_employer,
    Check.AFTER_LOENTILSKUD: _after_loentilskud,
    Check.NET_INCREASE: _net_increase,
    Check.RATIO: _ratio,
    Check.REPRESENTATIVE: _representative,
    Check.HOURS_MAX: _hours_max,
    Check.HOURS_LOW: _hours_low,
    Check.NOT_FOR: _always(FindingCode.NOT_FOR),
    Check.NOT_IF: _always(FindingCode.NOT_IF),
    Check.SIX_WEEKS_COURSE: _six_weeks_course,
    Check.GROUP_CLOSED: _always(FindingCode.GROUP_CLOSED),
    Check.BASIS: _basis,
}
"""`LEAD_TIME` and `LEAD_STEP` are the planner's, `READ` is for people."""
