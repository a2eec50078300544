"""The page a lawyer reads: every rule of the day, in plain words; and a manager's word about each."""

import html
import re

import pytest
from django.test import Client
from django.urls import reverse

from casework.rules import actions, queries
from casework.rules.models import RuleConfirmation
from jobpakker.foundation import clock, law
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
LIST = "/regler/"
RULE = law.book().version("LT_MAX_1_PRIVAT", law.book().rules[0].starts_on)
PAGE = "/regler/LT_MAX_1_PRIVAT/2020-01-01/"
ROLES = ["caseworker", "company_consultant", "manager", "administrator"]


def client(user=None, **traits):
    one = Client()
    one.force_login(user or UserFactory(**traits))
    return one


def text(response):
    return html.unescape(response.content.decode())


def ids(response):
    return re.findall(r'<li id="([A-Z0-9_]+)">', text(response))


@pytest.mark.parametrize("role", ROLES)
def test_any_role_reads_every_rule_of_today(role):
    response = client(role_code=role).get(LIST)
    assert response.status_code == 200
    assert sorted(ids(response)) == sorted(rule.id for rule in law.on(clock.today()).rules)
    for rule in law.on(clock.today()).rules:
        assert rule.title in text(response)
    assert ("Bekræft<span" in text(response)) == (role == "manager")


def test_nobody_from_outside_reads_it():
    assert Client().get(LIST).status_code == 302
    assert reverse("casework:rule_list") == LIST


@pytest.mark.parametrize(
    ("day", "there", "gone"),
    [
        ("30-06-2026", "RP_FIRST", "RP_26"),
        ("1/7-2026", "RP_26", "RP_FIRST"),
        ("uge 27 2026", "RP_FIRST", "RP_26"),
        ("31-01-2026", "LT_PRIOR", "REVALIDEND_CLOSED"),
    ],
)
def test_the_rules_of_a_chosen_day(day, there, gone):
    response = client().get(LIST, {"dag": day})
    assert response.status_code == 200
    assert there in ids(response)
    assert gone not in ids(response)


def test_a_rule_tells_its_paragraph_source_surety_and_validity():
    body = text(client().get(LIST, {"dag": "30-06-2026"}))
    rule = body[body.index('<li id="RP_FIRST">') :]
    rule = rule[: rule.index("</li>")]
    for words in (
        "LAB § 102 stk. 1-6",
        "set i kilden",
        "elov.dk",
        "6 måneder",
        "1. jan. 2020 – 30. jun. 2026",
        "§ 6 nr. 1, 2, 3",
    ):
        assert words in rule
    praktik = body[body.index('<li id="PRAKTIK_MAX_B">') :]
    for words in ("kun delvis set", "Kan forlænges til i alt 26 uger. Det kræver en konkret vurdering.",
                  "Kan forlænges med 13 uger ad gangen.", "12 (ikke jobparate)", "ikke bekræftet af kommunen"):  # fmt: skip
        assert words in praktik[: praktik.index("</li>")]


def test_the_expected_law_is_announced_on_days_that_would_meet_it():
    expected = "Ventet fra 1. januar 2027, ikke set vedtaget"
    assert expected in text(client().get(LIST, {"dag": "01-01-2027"}))
    assert expected not in text(client().get(LIST, {"dag": "31-12-2026"}))


@pytest.mark.parametrize(
    "day", ["engang", "31-02-2026", "99-99-9999", "uge 60 2026", "2026", "\x00", "1" * 500, "' OR 1=1"]
)
def test_an_unreadable_day_is_told_beside_its_field_and_stays(day):
    response = client().get(LIST, {"dag": day})
    assert response.status_code == 422
    assert 'id="id_dag-error' in text(response) or "aria-invalid" in text(response)
    assert ids(response) == []


@pytest.mark.parametrize("day", ["01-01-1900", "31-12-2019"])
def test_a_day_before_the_rules_says_where_they_begin(day):
    response = client().get(LIST, {"dag": day})
    assert response.status_code == 200
    assert "Ingen regler gælder den dag" in text(response)


def test_the_last_day_of_the_calendar_has_an_answer():
    assert client().get(LIST, {"dag": "31-12-2100"}).status_code == 200


def test_reading_asks_as_many_questions_whatever_is_confirmed(django_assert_max_num_queries):
    manager = UserFactory(manager=True)
    reader = client(manager)
    reader.get(LIST)
    with django_assert_max_num_queries(5) as few:
        reader.get(LIST)
    for rule in law.on(clock.today()).rules[:30]:
        actions.confirm(rule=rule, blocks=False, note="", by=manager, at=clock.now())
    with django_assert_max_num_queries(len(few)):
        reader.get(LIST)


def test_a_manager_confirms_and_everybody_sees_who():
    manager = UserFactory(manager=True, name="Bodil Leder")
    one = client(manager)
    assert one.get(PAGE).status_code == 200
    response = one.post(PAGE, {"blocks": "on", "note": "Slået op i LBK 280"})
    assert (response.status_code, response.headers["Location"]) == (302, f"{LIST}#LT_MAX_1_PRIVAT")
    body = text(client(UserFactory(municipality=manager.municipality)).get(LIST))
    rule = body[body.index('<li id="LT_MAX_1_PRIVAT">') :]
    rule = rule[: rule.index("</li>")]
    for words in ("bekræftet, må spærre", "Bekræftet af Bodil Leder", "Slået op i LBK 280"):
        assert words in rule
    assert "Bodil Leder" not in text(client().get(LIST))


def test_pressing_twice_confirms_once():
    manager = UserFactory(manager=True)
    for _press in range(2):
        assert client(manager).post(PAGE, {"note": ""}).status_code == 302
    assert RuleConfirmation.objects.for_municipality(manager.municipality_id).count() == 1


def test_a_refused_note_is_422_and_nothing_typed_is_lost():
    response = client(manager=True).post(PAGE, {"blocks": "on", "note": "a" * 1001})
    assert response.status_code == 422
    assert "a" * 1001 in text(response)
    assert "checked" in text(response)


def test_what_only_informs_offers_no_block_and_hears_none():
    page = "/regler/LT_PURPOSE/2020-01-01/"
    manager = UserFactory(manager=True)
    assert 'name="blocks"' not in text(client(manager).get(page))
    client(manager).post(page, {"blocks": "on"})
    (row,) = queries.confirmations(manager.municipality_id).values()
    assert not row.blocks


def test_a_confirmation_is_taken_back_by_a_press_and_never_by_reading():
    manager = UserFactory(manager=True)
    one = client(manager)
    one.post(PAGE, {})
    assert one.get(f"{PAGE}traek-tilbage/").status_code == 405
    assert len(queries.confirmations(manager.municipality_id)) == 1
    for _press in range(2):
        assert one.post(f"{PAGE}traek-tilbage/").status_code == 302
    assert queries.confirmations(manager.municipality_id) == {}


def test_a_corrected_rule_says_that_it_is_to_be_confirmed_again():
    manager = UserFactory(manager=True)
    client(manager).post(PAGE, {"blocks": "on"})
    RuleConfirmation.objects.for_municipality(manager.municipality_id).update(fingerprint="en ældre tekst")
    assert "rettet siden bekræftelsen" in text(client(manager).get(LIST))


@pytest.mark.parametrize("role", ["caseworker", "company_consultant", "administrator"])
def test_only_a_manager_confirms(role):
    one = client(role_code=role)
    for answer in (one.get(PAGE), one.post(PAGE, {}), one.post(f"{PAGE}traek-tilbage/")):
        assert answer.status_code == 403


@pytest.mark.parametrize(
    "page",
    ["/regler/X/2020-01-01/", "/regler/LT_PRIOR/2020-01-02/", "/regler/LT_PRIOR/igaar/", "/regler/LT_PRIOR/20200101/"],
)
def test_an_unknown_rule_or_version_does_not_exist(page):
    one = client(manager=True)
    assert one.get(page).status_code == one.post(page, {}).status_code == 404


def test_a_rule_of_the_past_is_confirmed_and_shown_on_its_own_day():
    response = client(manager=True).post("/regler/LT_RATIO/2020-01-01/", {})
    assert response.headers["Location"] == f"{LIST}?dag=2020-01-01#LT_RATIO"
