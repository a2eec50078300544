"""A name that must be earned: each principle alone can take it away again."""

from dataclasses import replace
from datetime import date

import pytest

from casework.jobpakke.principles import Code, Facts, Form, form_of, principles, purity
from companies.commitments.states import CommitmentState

KEPT = Facts(
    clarified_on=date(2026, 3, 2),
    company_name="Nordlager A/S",
    worksite_name="Havnevej",
    job_title="Lagermedarbejder",
    job_starts_on=date(2026, 9, 1),
    took_part_on=date(2026, 3, 9),
    commitment=CommitmentState.CONFIRMED,
    answered_on=date(2026, 3, 12),
    covering_steps=3,
    days_before_job=0,
    caseworker_name="Mette Lund",
    contact_name="Jens Holm",
    has_mentor=True,
    mentor_name="Ali Demir",
)


def missing(facts):
    return [principle.code for principle in principles(facts) if not principle.kept]


def test_all_principles_kept_is_a_jobpakke():
    assert missing(KEPT) == []
    assert form_of(KEPT) == Form.JOBPAKKE
    assert purity(KEPT) == 4


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"clarified_on": None}, Code.CLARIFIED),
        ({"worksite_name": ""}, Code.COMPANY),
        ({"job_title": ""}, Code.JOB),
        ({"job_starts_on": None}, Code.JOB),
        ({"took_part_on": None}, Code.TOOK_PART),
        ({"commitment": None}, Code.COMMITTED),
        ({"commitment": CommitmentState.REQUESTED}, Code.COMMITTED),
        ({"commitment": CommitmentState.DECLINED}, Code.COMMITTED),
        ({"commitment": CommitmentState.CHANGE_PROPOSED}, Code.COMMITTED),
        ({"commitment": CommitmentState.WITHDRAWN}, Code.COMMITTED),
        ({"days_before_job": 1}, Code.COMPLETE),
        ({"days_before_job": None}, Code.COMPLETE),
        ({"contact_name": ""}, Code.ROLES),
        ({"mentor_name": ""}, Code.ROLES),
    ],
)
def test_each_principle_alone_makes_it_a_sammensat_forloeb(change, code):
    facts = replace(KEPT, **change)
    assert missing(facts) == [code]
    assert form_of(facts) == Form.SAMMENSAT
    told = next(principle for principle in principles(facts) if principle.code == code)
    assert told.sentence.endswith(".")


def test_one_step_without_a_promise_is_a_single_offer_and_with_it_a_jobpakke():
    assert form_of(replace(KEPT, covering_steps=1, commitment=None)) == Form.ENKELTSTAAENDE
    assert form_of(replace(KEPT, covering_steps=1)) == Form.JOBPAKKE


def test_a_withdrawn_job_takes_both_company_and_job_away():
    assert missing(replace(KEPT, job_withdrawn=True)) == [Code.COMPANY, Code.JOB]


def test_a_chain_without_a_mentor_needs_no_mentor_name():
    assert missing(replace(KEPT, has_mentor=False, mentor_name="")) == []


def test_purity_counts_the_four_dogmas_and_nothing_else():
    assert purity(replace(KEPT, commitment=None, took_part_on=None)) == 2
    assert purity(replace(KEPT, clarified_on=None, contact_name="", days_before_job=3)) == 4
