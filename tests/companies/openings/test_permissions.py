"""Who may change a job and start from it, as a table."""

from datetime import date, timedelta

import pytest

from companies.openings import permissions
from jobpakker.foundation.accounts.models import Municipality, User
from jobpakker.foundation.accounts.roles import ROLES
from tests.factories.companies import JobOpeningFactory

TODAY = date(2026, 11, 24)
HERE, THERE = Municipality(pk=1), Municipality(pk=2)


def opening(**differing):
    fields = {"municipality": HERE, "state": "open", "starts_on": TODAY + timedelta(days=90), "places": 2}
    return JobOpeningFactory._meta.model(**(fields | differing))


@pytest.mark.parametrize(
    ("role", "edits", "builds"),
    [
        ("caseworker", True, True),
        ("company_consultant", True, False),
        ("manager", False, False),
        ("administrator", False, False),
    ],
)
def test_by_role(role, edits, builds):
    user = User(municipality=HERE, role_code=role)
    assert role in ROLES
    assert permissions.can_edit(user, opening()) == edits
    assert permissions.can_build(user, opening(), promised=0, today=TODAY) == builds


def test_nothing_of_another_municipality():
    user = User(municipality=THERE, role_code="caseworker")
    assert not permissions.can_edit(user, opening())
    assert not permissions.can_build(user, opening(), promised=0, today=TODAY)


@pytest.mark.parametrize(
    ("job", "promised", "builds"),
    [
        (opening(), 0, True),
        (opening(), 1, True),
        (opening(), 2, False),
        (opening(state="withdrawn"), 0, False),
        (opening(state="filled"), 0, False),
        (opening(starts_on=TODAY), 0, False),
        (opening(starts_on=TODAY + timedelta(days=1)), 0, True),
    ],
)
def test_a_jobpakke_starts_from_a_job_that_is_still_to_be_had(job, promised, builds):
    assert (
        permissions.can_build(User(municipality=HERE, role_code="caseworker"), job, promised=promised, today=TODAY)
        == builds
    )
