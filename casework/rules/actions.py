"""What people can say about a rule: confirm it, take that back, and go on past a finding with a written reason."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from casework.planning.legal import Finding
from casework.rules import queries
from casework.rules.events import Kind
from casework.rules.lead_times import can_hold
from casework.rules.models import FindingOverride, LeadTime, RuleConfirmation
from jobpakker.foundation.accounts.models import Municipality
from jobpakker.foundation.audit.record import record
from jobpakker.foundation.law import Rule


class UnableToAccept(Exception):
    """`code`: `blocked` (a named person has made the rule block) or `no_reason` (nothing was written)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def confirm(*, rule: Rule, blocks: bool, note: str, by: Any, at: datetime) -> RuleConfirmation:
    """`by` answers for the rule as it reads today. Saying the same twice says it once; saying otherwise replaces it.

    `blocks` is heard only of rules that can block.
    """
    # One at a time in each municipality; other rows may still point at it meanwhile.
    Municipality.objects.select_for_update(no_key=True).get(pk=by.municipality_id)
    blocks = blocks and queries.can_block(rule)
    standing = queries.confirmation(by.municipality_id, rule)
    if standing is not None:
        same = (standing.fingerprint, standing.blocks, standing.note, standing.confirmed_by_id)
        if same == (rule.fingerprint, blocks, note, by.pk):
            return standing
        _rows(standing).update(withdrawn_at=at, withdrawn_by=by)
    confirmation = RuleConfirmation.objects.create(
        municipality_id=by.municipality_id, rule_id=rule.id, rule_version=rule.starts_on, fingerprint=rule.fingerprint,
        blocks=blocks, note=note, confirmed_by=by, confirmed_at=at,
    )  # fmt: skip
    data = {"rule": rule.id, "version": rule.version, "blocks": blocks, "fingerprint": rule.fingerprint}
    record(kind=Kind.CONFIRMED, subject=confirmation, by=by, at=at, data=data)
    return confirmation


@transaction.atomic
def withdraw(*, rule: Rule, by: Any, at: datetime) -> None:
    """The rule is unconfirmed again, and blocks nothing. A second press finds nothing to take back."""
    standing = queries.confirmation(by.municipality_id, rule)
    if standing is not None and _rows(standing).update(withdrawn_at=at, withdrawn_by=by):
        data = {"rule": rule.id, "version": rule.version, "blocks": standing.blocks}
        record(kind=Kind.WITHDRAWN, subject=standing, by=by, at=at, data=data)


@transaction.atomic
def set_lead_times(*, wanted: Mapping[str, tuple[int, bool]], by: Any, at: datetime) -> int:
    """By rule: how many days before a step something must be done here (0: it is not asked for), and whether planning waits for
    it. Returns how many were changed; saying the same twice changes nothing."""
    Municipality.objects.select_for_update(no_key=True).get(pk=by.municipality_id)
    rows = LeadTime.objects.for_municipality(by.municipality_id)
    known = {asked.rule.id: asked for asked in queries.lead_times(by.municipality_id).all(timezone.localdate(at))}
    changed = 0
    for rule_id, (days, holds) in wanted.items():
        asked = known.get(rule_id)
        if asked is None or (asked.days, asked.holds) == (days, holds and can_hold(asked.rule)):
            continue
        row, _new = rows.update_or_create(
            rule_id=rule_id,
            municipality_id=by.municipality_id,
            defaults={"days": days, "holds": holds and can_hold(asked.rule)},
        )
        data = {"rule": rule_id, "days": days, "holds": row.holds, "old": {"days": asked.days, "holds": asked.holds}}
        record(kind=Kind.LEAD_TIMES_SET, subject=row, by=by, at=at, data=data)
        changed += 1
    return changed


@transaction.atomic
def accept_finding(*, jobpakke: Any, finding: Finding, reason: str, by: Any, at: datetime) -> FindingOverride:
    """The caseworker goes on past a finding of a saved plan and writes why. Whether she may change the package is asked before.

    Holds until the plan goes further past the rule. The same words twice are kept once; other words supersede the former,
    which are kept too. Raises `UnableToAccept`.
    """
    reason = reason.strip()
    if not reason:
        raise UnableToAccept("no_reason")
    said = queries.confirmations(jobpakke.municipality_id)
    # One at a time on each package; its steps may still be written meanwhile.
    type(jobpakke).objects.for_municipality(jobpakke.municipality_id).select_for_update(no_key=True).get(pk=jobpakke.pk)
    (standing,) = queries.standing([finding], said, {})
    if standing.blocks:
        raise UnableToAccept("blocked")
    before = queries.accepted(jobpakke).get((finding.step, finding.rule, finding.code))
    if before is not None:
        if (before.reason, before.measure, before.by_id) == (reason, finding.measure, by.pk):
            return before
        rows = FindingOverride.objects.for_municipality(jobpakke.municipality_id)
        rows.filter(pk=before.pk).update(superseded_at=at)
    override = FindingOverride.objects.create(
        municipality_id=jobpakke.municipality_id, jobpakke=jobpakke, step=finding.step, rule_id=finding.rule,
        rule_version=date.fromisoformat(finding.rule_version), code=finding.code, measure=finding.measure, reason=reason,
        by=by, at=at,
    )  # fmt: skip
    data = {
        "rule": finding.rule, "version": finding.rule_version, "title": finding.title, "reference": finding.reference,
        "code": str(finding.code), "measure": finding.measure, "step": finding.step, "kind": str(finding.kind),
    }  # fmt: skip
    record(kind=Kind.FINDING_ACCEPTED, subject=jobpakke, by=by, at=at, data=data)
    return override


def _rows(confirmation: RuleConfirmation) -> Any:
    rows = RuleConfirmation.objects.for_municipality(confirmation.municipality_id)
    return rows.filter(pk=confirmation.pk, withdrawn_at=None)
