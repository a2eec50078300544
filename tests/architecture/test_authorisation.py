"""Every address × every role: who gets in, as a table that a person can read and argue with.

The table is written by hand, apart from the code: an address that is missing here, or here and not in the site, fails.
What is tested is the door (role and method). Whose rows one sees behind it is tested beside each topic, and for strangers'
rows once more in `test_strangers_rows_look_like_none`.
"""

import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from jobpakker.foundation.accounts.checks import all_patterns
from tests.factories.accounts import UserFactory

ROLES = ("anonymous", "caseworker", "company_consultant", "manager", "administrator")
EVERYONE = frozenset(ROLES)
INSIDE = EVERYONE - {"anonymous"}
CASEWORKER = frozenset({"caseworker"})
FIELD = frozenset({"caseworker", "company_consultant"})
STAFF = FIELD | {"manager"}
CITIZENS = frozenset({"caseworker", "manager"})
MANAGER = frozenset({"manager"})
ADMIN = frozenset({"administrator"})
LOG = frozenset({"manager", "administrator"})

# url name: (who may GET, who may POST). What a view does not answer at all is 405, which is also a way of not getting in.
TABLE: dict[str, tuple[frozenset[str], frozenset[str]]] = {}


def _user(role):
    return None if role == "anonymous" else UserFactory(role_code=role)


def _client(role):
    client = Client(raise_request_exception=False)
    user = _user(role)
    if user is not None:
        client.force_login(user)
    return client


def _address(name, route):
    """Any value of the right shape: the door is passed or not before a row is looked for."""
    arguments = {}
    for converter, argument in re.findall(r"<(?:(\w+):)?(\w+)>", route):
        arguments[argument] = {"uuid": uuid.uuid4(), "int": 1}.get(converter, "x")
    return reverse(name, kwargs=arguments)


PATTERNS = {name: route for name, route, _pattern in all_patterns()}


def test_the_table_names_every_address_and_no_other():
    assert set(TABLE) == set(PATTERNS)


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_who_gets_in(name, role):
    client, address = _client(role), _address(name, PATTERNS[name])
    for method, allowed in zip(("get", "post"), TABLE[name], strict=True):
        response = getattr(client, method)(address)
        assert response.status_code < 500, (method, address)
        if role in allowed:
            assert response.status_code not in {401, 403, 405}, (method, response.status_code)
            assert not response.headers.get("Location", "").startswith(reverse("accounts:login")) or name == "accounts:logout"
        elif role == "anonymous":
            assert response.status_code in {302, 405}
        else:
            assert response.status_code in {403, 405}


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_no_other_method_does_anything(name, method):
    response = getattr(_client("caseworker"), method)(_address(name, PATTERNS[name]))
    assert response.status_code in {200, 403, 404, 405}
    if response.status_code == 200:
        assert method == "options"


@pytest.mark.django_db
def test_public_pages_are_a_short_list_with_reasons():
    public = {name: p.callback.public_because for name, _route, p in all_patterns() if hasattr(p.callback, "public_because")}
    assert set(public) == {name for name, (get, post) in TABLE.items() if "anonymous" in get | post}
    assert all(len(reason) > 20 for reason in public.values())
