"""The page in a browser: narrow, by keyboard, without a script, and nothing that axe finds."""

import pytest
from playwright.sync_api import expect

from casework.rules import actions
from jobpakker.foundation import clock, law
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def opened(new_page, live_server, path, **options):
    manager = UserFactory(manager=True, name="Bodil Leder")
    for rule_id, blocks in (("LT_MAX_1_PRIVAT", True), ("PRAKTIK_MAX_B", False)):
        rule = law.on(clock.today()).get(rule_id)
        actions.confirm(rule=rule, blocks=blocks, note="Slået op i Lovtidende", by=manager, at=clock.now())
    page = new_page(user=manager, **options)
    page.goto(f"{live_server.url}{path}")
    return page


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize(
    "path", ["/regler/", "/regler/?dag=vrøvl", "/regler/?dag=1-1-2000", "/regler/LT_MAX_1_PRIVAT/2020-01-01/"]
)
def test_nothing_that_axe_finds_and_nothing_too_wide(new_page, live_server, axe, path, width):
    page = opened(new_page, live_server, path, width=width)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_rule_is_confirmed_with_the_keyboard_and_without_a_script(new_page, live_server):
    page = opened(new_page, live_server, "/regler/LT_PRIOR/2020-01-01/", javascript=False)
    page.get_by_label("Reglen må spærre").focus()
    page.keyboard.press("Space")
    page.get_by_label("Bemærkning").fill("Læst")
    page.get_by_role("button", name="Bekræft reglen").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/regler/#LT_PRIOR")
    expect(page.locator("#LT_PRIOR")).to_contain_text("bekræftet, må spærre")
    page.get_by_role("button", name="Fortryd").click()
    expect(page.locator("#LT_PRIOR")).to_contain_text("ikke bekræftet af kommunen")
