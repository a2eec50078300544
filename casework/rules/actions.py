"""What people can say about a rule: confirm it, take that back, and go on past a finding with a written reason."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from casework.planning.legal import Finding
from casework.rules import queries
from casework.rules.events import Kind
from casework.rules.models import FindingOverride, RuleConfirmation
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
