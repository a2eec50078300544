"""What has been said about the rules: confirmations of a municipality, reasons of a package. One query each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BooleanField, CharField, DateField, QuerySet, Value
from django.db.models.functions import Cast
from django.http import Http404

from casework.planning.legal import Finding
from casework.rules.lead_times import LeadTimes
from casework.rules.models import FindingOverride, LeadTime, RuleConfirmation
from jobpakker.foundation import law
from jobpakker.foundation.accounts.models import ClosedDay
from jobpakker.foundation.law import Check, Rule, Severity
from jobpakker.foundation.prepared import Prepared

Confirmations = Mapping[tuple[str, date], RuleConfirmation]  # by rule and version
Accepted = Mapping[tuple[str, str, str], FindingOverride]  # by step, rule and code


def rule(rule_id: str, version: str) -> Rule:
    """One version of a rule by the address of its page."""
    try:
        found = law.book().version(rule_id, date.fromisoformat(version))
    except ValueError:
        found = None
    if found is None or found.version != version:  # one address only: 20200101 is a date too
        raise Http404
    return found


def confirmations(municipality_id: int) -> Confirmations:
    """Those that stand, whether or not the rule has been corrected since (`holds`), with who said so."""
    rows = RuleConfirmation.objects.for_municipality(municipality_id).filter(withdrawn_at=None)
    rows = rows.select_related("confirmed_by")
    return {(row.rule_id, row.rule_version): row for row in rows}


def confirmation(municipality_id: int, rule: Rule) -> RuleConfirmation | None:
    rows = RuleConfirmation.objects.for_municipality(municipality_id).select_related("confirmed_by")
    return rows.filter(rule_id=rule.id, rule_version=rule.starts_on, withdrawn_at=None).first()


def holds(confirmation: RuleConfirmation | None, rule: Rule) -> bool:
    """A confirmation is of the text that was read. Corrected data is unconfirmed again."""
    return confirmation is not None and confirmation.fingerprint == rule.fingerprint


def can_block(rule: Rule) -> bool:
    """What is only for reading, or only a hint, has nothing to block with."""
    return rule.severity >= Severity.WARNING and rule.check not in law.LEADS | {Check.READ}


def lead_times(municipality_id: int) -> LeadTimes:
    """The municipality's own where it has said something else than the method."""
    return decided(municipality_id).lead_times


@dataclass(frozen=True)
class Decided:
    """What one municipality has settled for all its plans. A confirmation says here what it is of and whether it blocks, not who
    gave it."""

    closed_days: frozenset[date]
    lead_times: LeadTimes
    confirmations: Confirmations


def decided(municipality_id: int) -> Decided:
    """One query: a plan asks at each change."""
    closed, own, said = set(), {}, {}
    for kind, rule_id, day, days, flag, fingerprint in _DECIDED(municipality_id):
        if kind == CLOSED:
            closed.add(day)
        elif kind == LEAD:
            own[rule_id] = (int(days), flag)
        else:
            said[rule_id, day] = RuleConfirmation(
                municipality_id=municipality_id, rule_id=rule_id, rule_version=day, fingerprint=fingerprint, blocks=flag
            )
    return Decided(frozenset(closed), LeadTimes(own), said)


CLOSED, LEAD, CONFIRMED = "closed", "lead", "confirmed"


def _decided(municipality_id: int) -> QuerySet[Any, tuple[Any, ...]]:
    """Three tables under each other, each with nothing where it has nothing to say."""
    no_text, no_day, never = Value("", CharField()), Value(None, DateField()), Value(False, BooleanField())
    closed = ClosedDay.objects.for_municipality(municipality_id).values_list(
        Value(CLOSED, CharField()), no_text, "day", no_text, never, no_text
    )
    own = LeadTime.objects.for_municipality(municipality_id).values_list(
        Value(LEAD, CharField()), "rule_id", no_day, Cast("days", CharField()), "holds", no_text
    )
    said = RuleConfirmation.objects.for_municipality(municipality_id).filter(withdrawn_at=None)
    said = said.values_list(Value(CONFIRMED, CharField()), "rule_id", "rule_version", no_text, "blocks", "fingerprint")
    return closed.union(own, said, all=True)


_DECIDED = Prepared(_decided, int)


def accepted(jobpakke: Any) -> Accepted:
    """The reasons that were last written about this package."""
    rows = FindingOverride.objects.for_municipality(jobpakke.municipality_id).select_related("by")
    return {(row.step, row.rule_id, row.code): row for row in rows.filter(jobpakke_id=jobpakke.pk, superseded_at=None)}


@dataclass(frozen=True)
class Standing:
    """One finding and what people have said about it."""

    finding: Finding
    confirmation: RuleConfirmation | None  # only one that holds for the text of today
    accepted: FindingOverride | None  # only one that reaches as far as the finding does

    @property
    def blocks(self) -> bool:
        """No reason gets past it: a named person in this municipality has said so."""
        return self.confirmation is not None and self.confirmation.blocks and self.finding.severity >= Severity.WARNING

    @property
    def asks_for_a_reason(self) -> bool:
        return self.finding.severity >= Severity.WARNING and not self.blocks and self.accepted is None


def standing(findings: Iterable[Finding], said: Confirmations, accepted: Accepted) -> list[Standing]:
    """`accepted` is empty for a plan that has not been saved yet. No query of its own."""
    return [Standing(finding, _confirmed(finding, said), _accepted(finding, accepted)) for finding in findings]


def _confirmed(finding: Finding, said: Confirmations) -> RuleConfirmation | None:
    version = date.fromisoformat(finding.rule_version)
    found = said.get((finding.rule, version))
    rule = law.book().version(finding.rule, version) if found else None
    return found if rule is not None and holds(found, rule) else None


def _accepted(finding: Finding, accepted: Accepted) -> FindingOverride | None:
    """A reason given for three days over the limit is none for thirty."""
    found = accepted.get((finding.step, finding.rule, finding.code))
    return found if found is not None and finding.measure <= found.measure else None
