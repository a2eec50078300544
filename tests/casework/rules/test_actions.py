"""A named person's word about a rule, and a written reason for going on: each kept, each said once."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from casework.jobpakke.models import Jobpakke
from casework.planning.legal import LegalStep, Situation
from casework.planning.limits import check
from casework.planning.steps import StepKind
from casework.rules import actions, queries
from casework.rules.actions import UnableToAccept
from casework.rules.models import FindingOverride, RuleConfirmation
from jobpakker.foundation import clock, law
from jobpakker.foundation.audit.models import AuditEvent
from tests.factories.accounts import MunicipalityFactory, UserFactory
from tests.factories.citizens import CitizenFactory
from tests.factories.companies import JobOpeningFactory

pytestmark = pytest.mark.django_db
RULE = law.on(date(2026, 5, 4)).get("LT_MAX_1_PRIVAT")
STEP = "6f0d3f0e-6a55-4f43-9a3c-0d6f6f5b8d11"


@pytest.fixture
def manager():
    return UserFactory(manager=True)


@pytest.fixture
def caseworker():
    return UserFactory()


@pytest.fixture
def jobpakke(caseworker):
    opening = JobOpeningFactory(municipality=caseworker.municipality, company__municipality=caseworker.municipality)
    return Jobpakke.objects.create(
        municipality=caseworker.municipality, citizen=CitizenFactory(caseworker=caseworker), opening=opening,
        caseworker=caseworker, job_starts_on=opening.starts_on, created_at=clock.now(), created_by=caseworker,
    )  # fmt: skip


def finding(days_over=1):
    step = LegalStep(
        id=STEP,
        kind=StepKind.LOENTILSKUD,
        starts_on=date(2026, 3, 2),
        until=date(2026, 9, 2) + timedelta(days=days_over),
    )
    said = Situation(
        target_group="kh_jobparat", benefit_since=date(2024, 1, 1), sector=law.Sector.PRIVATE, employees_ordinary=20,
        net_increase=True, representative_heard_on=date(2026, 2, 1),
    )  # fmt: skip
    (found,) = check([step], said)
    return found


def confirm(by, *, blocks=True, note="Slået op i LBK 280", rule=RULE, at=None):
    return actions.confirm(rule=rule, blocks=blocks, note=note, by=by, at=at or clock.now())


def accept(jobpakke, by, *, reason="Aftalt med virksomheden", **options):
    return actions.accept_finding(
        jobpakke=jobpakke, finding=options.pop("finding", finding()), reason=reason, by=by, at=clock.now()
    )


def kinds(user):
    return list(AuditEvent.objects.for_municipality(user.municipality_id).order_by("pk").values_list("kind", flat=True))


def test_a_confirmation_is_named_dated_and_written_down(manager):
    row = confirm(manager)
    assert (row.rule_id, row.rule_version, row.blocks) == ("LT_MAX_1_PRIVAT", date(2020, 1, 1), True)
    said = queries.confirmations(manager.municipality_id)[RULE.id, RULE.starts_on]
    assert said.confirmed_by == manager
    assert queries.holds(said, RULE)
    assert kinds(manager) == ["rules.confirmed"]


def test_confirming_twice_confirms_once_and_otherwise_replaces(manager):
    first = confirm(manager)
    assert confirm(manager).pk == first.pk
    second = confirm(manager, blocks=False)
    first.refresh_from_db()
    assert (first.withdrawn_by, second.withdrawn_at) == (manager, None)
    assert queries.confirmations(manager.municipality_id) == {(RULE.id, RULE.starts_on): second}
    assert kinds(manager) == ["rules.confirmed", "rules.confirmed"]


def test_a_confirmation_taken_back_is_kept_and_blocks_nothing(manager):
    confirm(manager)
    actions.withdraw(rule=RULE, by=manager, at=clock.now())
    actions.withdraw(rule=RULE, by=manager, at=clock.now())
    assert queries.confirmations(manager.municipality_id) == {}
    assert RuleConfirmation.objects.for_municipality(manager.municipality_id).count() == 1
    assert kinds(manager) == ["rules.confirmed", "rules.withdrawn"]


def test_a_confirmation_holds_in_its_own_municipality_and_for_its_own_text_only(manager):
    row = confirm(manager)
    assert queries.confirmations(MunicipalityFactory().pk) == {}
    assert not queries.holds(row, replace(RULE, value=7))
    assert not queries.holds(row, replace(RULE, note="Rettet."))
    assert queries.holds(row, replace(RULE, file="andet.toml"))
    assert not queries.holds(None, RULE)


@pytest.mark.parametrize("rule_id", ["LT_PURPOSE", "LEAD_VITAS", "LT_REP"])
def test_what_only_informs_cannot_block(manager, rule_id):
    rule = law.on(date(2026, 5, 4)).get(rule_id)
    assert not queries.can_block(rule)
    assert not confirm(manager, rule=rule).blocks


def test_two_live_confirmations_of_one_version_are_refused_by_the_database(manager):
    confirm(manager)
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleConfirmation.objects.create(
            municipality=manager.municipality, rule_id=RULE.id, rule_version=RULE.starts_on, fingerprint="x",
            confirmed_by=manager, confirmed_at=clock.now(),
        )  # fmt: skip


def test_a_reason_is_kept_with_who_and_when_and_not_in_the_audit_trail(jobpakke, caseworker):
    row = accept(jobpakke, caseworker, reason="  Hendes ord om sagen ")
    assert (row.reason, row.by, row.measure) == ("Hendes ord om sagen", caseworker, 1)
    assert queries.accepted(jobpakke) == {(STEP, "LT_MAX_1_PRIVAT", "too_long"): row}
    event = AuditEvent.objects.for_municipality(caseworker.municipality_id).get(kind="jobpakke.finding_accepted")
    assert event.subject_id == jobpakke.public_id
    assert "Hendes ord" not in str(event.data)


def test_the_same_reason_twice_is_kept_once_and_another_stands_beside_it(jobpakke, caseworker):
    first = accept(jobpakke, caseworker)
    assert accept(jobpakke, caseworker).pk == first.pk
    second = accept(jobpakke, caseworker, reason="Ny grund")
    assert list(queries.accepted(jobpakke).values()) == [second]
    rows = FindingOverride.objects.for_municipality(caseworker.municipality_id)
    assert list(rows.order_by("pk").values_list("reason", flat=True)) == ["Aftalt med virksomheden", "Ny grund"]


@pytest.mark.parametrize("reason", ["", "   ", "\n\t"])
def test_a_reason_is_written(jobpakke, caseworker, reason):
    with pytest.raises(UnableToAccept) as refusal:
        accept(jobpakke, caseworker, reason=reason)
    assert refusal.value.code == "no_reason"
    assert queries.accepted(jobpakke) == {}


def stand(jobpakke, found):
    said = queries.confirmations(jobpakke.municipality_id)
    (standing,) = queries.standing([found], said, queries.accepted(jobpakke))
    return standing


def test_a_finding_asks_for_a_reason_until_it_has_one_that_reaches_as_far(jobpakke, caseworker):
    assert stand(jobpakke, finding(3)).asks_for_a_reason
    accept(jobpakke, caseworker, finding=finding(3))
    assert not stand(jobpakke, finding(3)).asks_for_a_reason
    assert not stand(jobpakke, finding(1)).asks_for_a_reason
    assert stand(jobpakke, finding(4)).asks_for_a_reason


def test_only_a_confirmed_rule_blocks_and_then_no_reason_gets_past_it(jobpakke, caseworker):
    accept(jobpakke, caseworker)
    manager = UserFactory(manager=True, municipality=caseworker.municipality)
    confirm(manager, blocks=False)
    assert (stand(jobpakke, finding()).blocks, stand(jobpakke, finding()).asks_for_a_reason) == (False, False)
    confirm(manager, blocks=True)
    assert stand(jobpakke, finding()).blocks
    with pytest.raises(UnableToAccept) as refusal:
        accept(jobpakke, caseworker, reason="Alligevel")
    assert refusal.value.code == "blocked"
    actions.withdraw(rule=RULE, by=manager, at=clock.now())
    assert not stand(jobpakke, finding()).blocks


def test_another_municipalitys_confirmation_blocks_nobody_here(jobpakke, manager):
    confirm(manager)
    assert not stand(jobpakke, finding()).blocks


def test_a_block_falls_with_a_corrected_rule(jobpakke, caseworker):
    manager = UserFactory(manager=True, municipality=caseworker.municipality)
    RuleConfirmation.objects.create(
        municipality=manager.municipality, rule_id=RULE.id, rule_version=RULE.starts_on, fingerprint="en ældre tekst",
        blocks=True, confirmed_by=manager, confirmed_at=clock.now(),
    )  # fmt: skip
    assert not stand(jobpakke, finding()).blocks


def test_standing_needs_no_query(jobpakke, django_assert_num_queries):
    with django_assert_num_queries(2):
        said, accepted = queries.confirmations(jobpakke.municipality_id), queries.accepted(jobpakke)
    with django_assert_num_queries(0):
        queries.standing([finding(n) for n in range(1, 40)], said, accepted)
