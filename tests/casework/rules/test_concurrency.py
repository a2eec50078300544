"""The same word said by many presses at the same moment is said once."""

import pytest

from casework.rules import actions, queries
from casework.rules.models import FindingOverride, RuleConfirmation
from jobpakker.foundation import clock
from jobpakker.foundation.audit.models import AuditEvent
from tests.casework.rules.test_actions import RULE, finding
from tests.casework.rules.test_actions import caseworker as caseworker
from tests.casework.rules.test_actions import jobpakke as jobpakke
from tests.companies.at_once import at_once
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_twenty_confirmations_at_once_are_one():
    manager = UserFactory(manager=True)
    said = at_once(lambda _n: actions.confirm(rule=RULE, blocks=True, note="", by=manager, at=clock.now()).pk, times=20)
    assert len(set(said)) == 1
    assert RuleConfirmation.objects.for_municipality(manager.municipality_id).count() == 1
    assert AuditEvent.objects.for_municipality(manager.municipality_id).count() == 1


def test_twenty_managers_at_once_leave_one_that_stands():
    first = UserFactory(manager=True)
    managers = [first, *UserFactory.create_batch(19, manager=True, municipality=first.municipality)]
    at_once(lambda n: actions.confirm(rule=RULE, blocks=False, note="", by=managers[n], at=clock.now()), times=20)
    rows = RuleConfirmation.objects.for_municipality(first.municipality_id)
    assert (rows.count(), rows.filter(withdrawn_at=None).count()) == (20, 1)


def test_twenty_reasons_at_once_are_one(jobpakke, caseworker):
    def accept(_n):
        return actions.accept_finding(
            jobpakke=jobpakke, finding=finding(), reason="Aftalt", by=caseworker, at=clock.now()
        ).pk

    assert len(set(at_once(accept, times=20))) == 1
    assert FindingOverride.objects.for_municipality(caseworker.municipality_id).count() == 1
    assert len(queries.accepted(jobpakke)) == 1
