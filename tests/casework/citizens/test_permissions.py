"""A truth table: who may see, change and be shown the number of which citizen."""

import pytest
from django.core.exceptions import PermissionDenied

from casework.citizens import permissions, queries
from tests.factories.accounts import TeamFactory, UserFactory
from tests.factories.citizens import CitizenFactory

pytestmark = pytest.mark.django_db

SEE, EDIT, REVEAL = "can_see", "can_edit", "can_reveal_cpr"
# who: what she may do with a citizen of team A
TABLE = {
    "her own caseworker": {SEE, EDIT, REVEAL},
    "a caseworker of the same team": {SEE, EDIT, REVEAL},
    "a caseworker of another team": set(),
    "a caseworker without a team": set(),
    "the manager": {SEE, REVEAL},
    "a consultant of the same team": set(),
    "the administrator": set(),
    "a caseworker of another municipality": set(),
    "a manager of another municipality": set(),
}


def people(citizen):
    here = citizen.municipality
    return {
        "her own caseworker": citizen.caseworker,
        "a caseworker of the same team": UserFactory(municipality=here, team=citizen.team),
        "a caseworker of another team": UserFactory(municipality=here, team=TeamFactory(municipality=here)),
        "a caseworker without a team": UserFactory(municipality=here, team=None),
        "the manager": UserFactory(municipality=here, manager=True),
        "a consultant of the same team": UserFactory(municipality=here, team=citizen.team, consultant=True),
        "the administrator": UserFactory(municipality=here, administrator=True),
        "a caseworker of another municipality": UserFactory(),
        "a manager of another municipality": UserFactory(manager=True),
    }


@pytest.mark.parametrize("who", TABLE)
def test_the_table(who):
    citizen = CitizenFactory()
    user = people(citizen)[who]
    assert {name for name in (SEE, EDIT, REVEAL) if getattr(permissions, name)(user, citizen)} == TABLE[who]
    for name in (SEE, EDIT, REVEAL):
        check = getattr(permissions, f"check_{name}")
        if name in TABLE[who]:
            check(user, citizen)
        else:
            with pytest.raises(PermissionDenied, match="team"):
                check(user, citizen)


@pytest.mark.parametrize("who", TABLE)
def test_the_rule_for_one_row_and_for_many_is_one_rule(who):
    citizen = CitizenFactory()
    user = people(citizen)[who]
    assert queries.citizens_of(user).filter(pk=citizen.pk).exists() == permissions.within_reach(user, citizen)
