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
NOBODY: frozenset[str] = frozenset()

# url name: (who may GET, who may POST). What a view does not answer at all is 405, which is also a way of not getting in.
TABLE: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "home": (INSIDE, NOBODY),
    "health": (EVERYONE, NOBODY),
    "accessibility_statement": (EVERYONE, NOBODY),
    "accounts:login": (EVERYONE, EVERYONE),
    "accounts:logout": (NOBODY, EVERYONE),
    "accounts:set_language": (NOBODY, EVERYONE),
    "accounts:forgot_password": (EVERYONE, EVERYONE),
    "accounts:choose_password": (EVERYONE, EVERYONE),
    "accounts:user_list": (ADMIN, NOBODY),
    "accounts:user_create": (ADMIN, ADMIN),
    "accounts:team_list": (ADMIN, ADMIN),
    "accounts:team_edit": (ADMIN, ADMIN),
    "accounts:team_remove": (NOBODY, ADMIN),
    "accounts:team_restore": (NOBODY, ADMIN),
    "accounts:closed_day_list": (ADMIN, ADMIN),
    "accounts:closed_day_remove": (NOBODY, ADMIN),
    "accounts:closed_day_restore": (NOBODY, ADMIN),
    "accounts:user_edit": (ADMIN, ADMIN),
    "accounts:user_deactivate": (NOBODY, ADMIN),
    "accounts:user_activate": (NOBODY, ADMIN),
    "accounts:user_send_link": (NOBODY, ADMIN),
    "audit:access_log": (LOG, NOBODY),
    # Companies
    "companies:company_list": (STAFF, NOBODY),
    "companies:company_create": (FIELD, FIELD),
    "companies:company_detail": (STAFF, NOBODY),
    "companies:company_edit": (FIELD, FIELD),
    "companies:contact_create": (FIELD, FIELD),
    "companies:worksite_create": (FIELD, FIELD),
    "companies:contact_edit": (FIELD, FIELD),
    "companies:worksite_edit": (FIELD, FIELD),
    "companies:register_import": (FIELD, FIELD),
    "companies:register_import_preview": (FIELD, FIELD),
    "companies:balance_list": (STAFF, NOBODY),
    "companies:balance_import": (FIELD, FIELD),
    "companies:balance_import_preview": (FIELD, FIELD),
    "companies:talk_write": (NOBODY, FIELD),
    "companies:talk_take_back": (NOBODY, FIELD),
    "companies:opening_list": (STAFF, NOBODY),
    "companies:opening_create": (FIELD, FIELD),
    "companies:opening_company": (NOBODY, FIELD),
    "companies:opening_detail": (STAFF, NOBODY),
    "companies:opening_edit": (FIELD, FIELD),
    "companies:opening_withdraw": (NOBODY, FIELD),
    "companies:opening_reopen": (NOBODY, FIELD),
    "companies:course_session_list": (STAFF, NOBODY),
    "companies:course_session_create": (FIELD, FIELD),
    "companies:course_session_export": (STAFF, NOBODY),
    "companies:provider_list": (STAFF, NOBODY),
    "companies:course_import": (FIELD, FIELD),
    "companies:course_import_preview": (FIELD, FIELD),
    "companies:course_edit": (FIELD, FIELD),
    "companies:course_session_detail": (STAFF, NOBODY),
    "companies:course_session_edit": (FIELD, FIELD),
    "companies:course_session_cancel": (FIELD, FIELD),
    "companies:course_session_reopen": (NOBODY, FIELD),
    "companies:course_seat_take": (NOBODY, FIELD),
    "companies:course_seat_give_back": (NOBODY, FIELD),
    "companies:course_session_undo": (NOBODY, FIELD),
    "companies:commitment_answer": (EVERYONE, EVERYONE),
    "companies:commitment_calendar": (EVERYONE, NOBODY),
    "companies:commitment_receipt": (EVERYONE, NOBODY),
    "companies:commitment_receipt_pdf": (EVERYONE, NOBODY),
    "companies:commitment_remind": (NOBODY, CASEWORKER),
    "companies:commitment_talked": (FIELD, FIELD),
    "companies:reminder_settings": (ADMIN, ADMIN),
    "companies:hearing_ask": (EVERYONE, EVERYONE),
    "companies:hearing_answer": (EVERYONE, EVERYONE),
    "companies:company_way_in": (EVERYONE, EVERYONE),
    "companies:company_page": (EVERYONE, NOBODY),
    "companies:company_calendar": (EVERYONE, NOBODY),
    "companies:visit_report": (NOBODY, EVERYONE),
    "companies:visit_postpone": (EVERYONE, EVERYONE),
    "companies:visit_take_back": (NOBODY, EVERYONE),
    "companies:step_review": (EVERYONE, EVERYONE),
    "companies:job_answer": (EVERYONE, EVERYONE),
    "companies:rung_reach": (FIELD, FIELD),
    "companies:rung_take_back": (NOBODY, FIELD),
    "companies:words_write": (FIELD, FIELD),
    # Casework
    "casework:my_day": (CASEWORKER, NOBODY),
    "casework:my_day_mute": (CASEWORKER, CASEWORKER),
    "casework:my_day_unmute": (NOBODY, CASEWORKER),
    "casework:dead_period_list": (STAFF, NOBODY),
    "casework:dead_period_detail": (STAFF, NOBODY),
    "casework:dead_period_handle": (NOBODY, CITIZENS),
    "casework:dead_period_accept": (NOBODY, CITIZENS),
    "casework:dead_period_withdraw_acceptance": (NOBODY, CITIZENS),
    "casework:watch": (LOG, NOBODY),
    "casework:lifting_rule": (NOBODY, LOG),
    "casework:thresholds": (LOG, LOG),
    "casework:watch_health": (EVERYONE, NOBODY),
    "casework:citizen_list": (CITIZENS, CITIZENS),
    "casework:citizen_create": (CASEWORKER, CASEWORKER),
    "casework:citizen_detail": (CITIZENS, NOBODY),
    "casework:citizen_edit": (CASEWORKER, CASEWORKER),
    "casework:citizen_reveal_cpr": (CITIZENS, CITIZENS),
    "casework:citizen_clarify": (NOBODY, CASEWORKER),
    "casework:citizen_unclarify": (NOBODY, CASEWORKER),
    "casework:citizen_agree": (NOBODY, CASEWORKER),
    "casework:citizen_disagree": (NOBODY, CASEWORKER),
    "casework:blueprint_list": (INSIDE, NOBODY),
    "casework:blueprint_load": (NOBODY, CITIZENS),
    "casework:blueprint_detail": (INSIDE, NOBODY),
    "casework:blueprint_edit": (CITIZENS, CITIZENS),
    "casework:blueprint_copy": (NOBODY, CITIZENS),
    "casework:jobpakke_keep": (NOBODY, CITIZENS),
    "casework:jobpakke_start": (CASEWORKER, CASEWORKER),
    "casework:jobpakke_build": (CASEWORKER, CASEWORKER),
    "casework:jobpakke_preview": (NOBODY, CASEWORKER),
    "casework:jobpakke_list": (STAFF, NOBODY),
    "casework:jobpakke_detail": (STAFF, NOBODY),
    "casework:jobpakke_edit": (CASEWORKER, CASEWORKER),
    "casework:jobpakke_edit_preview": (NOBODY, CASEWORKER),
    "casework:jobpakke_send": (NOBODY, CASEWORKER),
    "casework:jobpakke_reason": (NOBODY, CASEWORKER),
    "casework:jobpakke_wish": (CASEWORKER, CASEWORKER),
    "casework:jobpakke_remind": (NOBODY, CASEWORKER),
    "casework:jobpakke_print": (CITIZENS, NOBODY),
    "casework:jobpakke_complete": (CASEWORKER, CASEWORKER),
    "casework:jobpakke_break_off": (CASEWORKER, CASEWORKER),
    "casework:pause_create": (CASEWORKER, CASEWORKER),
    "casework:pause_edit": (CASEWORKER, CASEWORKER),
    "casework:pause_back": (NOBODY, CASEWORKER),
    "casework:pause_take_back": (NOBODY, CASEWORKER),
    "casework:pause_undo": (NOBODY, CASEWORKER),
    "casework:step_start": (CASEWORKER, CASEWORKER),
    "casework:step_finish": (NOBODY, CASEWORKER),
    "casework:step_break": (CASEWORKER, CASEWORKER),
    "casework:step_take_back": (NOBODY, CASEWORKER),
    "casework:step_lead": (NOBODY, CASEWORKER),
    "casework:flow_overview": (MANAGER, NOBODY),
    "casework:flow_list": (MANAGER, NOBODY),
    "casework:flow_export": (MANAGER, NOBODY),
    "casework:rule_list": (INSIDE, NOBODY),
    "casework:rule_confirm": (MANAGER, MANAGER),
    "casework:rule_withdraw": (NOBODY, MANAGER),
    "casework:lead_times": (LOG, LOG),
}


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
@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_who_gets_in(name):
    address = _address(name, PATTERNS[name])
    for method, allowed in zip(("get", "post"), TABLE[name], strict=True):
        for role in ROLES:
            response = getattr(_client(role), method)(address)
            # The watch's health address says 503 where no watch has run yet; that is an answer, not a fault.
            assert response.status_code < 500 or name == "casework:watch_health", (method, role)
            to_login = response.headers.get("Location", "").startswith(reverse("accounts:login"))
            if role in allowed:
                assert response.status_code not in {401, 403, 405}, (method, role, response.status_code)
                assert not to_login or name == "accounts:logout", (method, role)
            elif role == "anonymous":
                assert to_login or response.status_code == 405, (method, role, response.status_code)
            else:
                assert response.status_code in {403, 405}, (method, role, response.status_code)


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_no_other_method_does_anything(method):
    client = _client("caseworker")
    for name in sorted(PATTERNS):
        response = getattr(client, method)(_address(name, PATTERNS[name]))
        assert response.status_code in {200, 403, 404, 405} or name == "accounts:login", name  # in already: led home
        assert response.status_code != 200 or method == "options", name


@pytest.mark.django_db
def test_public_pages_are_a_short_list_with_reasons():
    public = {
        name: p.callback.public_because for name, _route, p in all_patterns() if hasattr(p.callback, "public_because")
    }
    opened = {name for name, (get, post) in TABLE.items() if "anonymous" in get | post}
    assert set(public) == opened - {"accounts:logout"}  # whoever is not logged in is led to the way in
    assert all(len(reason) > 15 for reason in public.values())
