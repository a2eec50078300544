"""Who may see the courses and change them, as a table."""

import pytest

from companies.providers import permissions
from jobpakker.foundation.accounts.models import Municipality, User
from jobpakker.foundation.accounts.permissions import Permission
from tests.factories.providers import CourseSessionFactory

HERE, THERE = Municipality(pk=1), Municipality(pk=2)


@pytest.mark.parametrize(("role", "sees", "edits"), [
    ("caseworker", True, True), ("company_consultant", True, True), ("manager", True, False), ("administrator", False, False),
])  # fmt: skip
def test_by_role(role, sees, edits):
    user = User(municipality=HERE, role_code=role)
    assert user.can(Permission.SEE_COURSES) == sees
    assert permissions.can_edit(user, CourseSessionFactory._meta.model(municipality=HERE)) == edits
    assert not permissions.can_edit(user, CourseSessionFactory._meta.model(municipality=THERE))
