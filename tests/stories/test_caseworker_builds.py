"""The caseworker's day in a browser: from Min dag to a jobpakke that the company is asked about; by mouse, by keys, without a script."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from casework.jobpakke.models import Jobpakke
from casework.jobpakke.states import JobpakkeState
from jobpakker.foundation import clock
from tests.factories.blueprints import BlueprintFactory
from tests.factories.citizens import CitizenFactory
from tests.factories.companies import JobOpeningFactory
from tests.factories.jobpakker import steps_of, working_day
from tests.stories.counted import Hands, builds

pytestmark = pytest.mark.django_db(transaction=True)

FIRST_DAY = "() => document.querySelector('#out-0 .stair-dates strong').textContent"


@pytest.fixture
def citizen():
    found = CitizenFactory(clarified=True, agreed=True, last_name="Yildiz")
    CitizenFactory(caseworker=found.caseworker, last_name="Andersen")
    return found


@pytest.fixture
def opening(citizen):
    BlueprintFactory(municipality=citizen.municipality)
    return JobOpeningFactory(
        company__municipality=citizen.municipality, created_by=citizen.caseworker,
        starts_on=working_day(clock.today() + timedelta(days=280)),
    )  # fmt: skip


def package(citizen):
    return Jobpakke.objects.for_municipality(citizen.municipality_id).get()


def later(opening):
    return working_day(opening.starts_on + timedelta(days=14))


def is_sent(citizen, opening):
    built = package(citizen)
    assert built.state == JobpakkeState.AWAITING_COMPANY
    assert built.job_starts_on == later(opening)
    assert {(step.length_amount, step.length_unit) for step in steps_of(built)} >= {(10, "weeks")}
    assert all(step.starts_on and step.until for step in steps_of(built))
    return built


def test_from_my_day_to_a_sent_jobpakke(new_page, axe, citizen, opening):
    page = new_page(user=citizen.caseworker)
    page.goto(reverse("casework:my_day"))
    page.get_by_role("link", name="Start fra et job").click()
    page.get_by_role("link", name=opening.title).first.click()
    page.get_by_role("heading", name=opening.title, level=1).wait_for()
    page.get_by_role("link", name="Byg en jobpakke baglæns fra dette job").first.click()
    page.locator("#id_q").fill("yildiz")
    page.get_by_role("button", name=citizen.full_name).click()
    page.locator("#builder").wait_for()
    expect(page.locator("#builder .stair-dates")).to_have_count(4)  # every date is there, and nobody wrote one
    page.evaluate("window.notReloaded = true")
    for box, written in (("#trin-2-length", "10 uger"), ("#job_starts_on", f"{later(opening):%d-%m-%Y}")):
        shown = page.evaluate(FIRST_DAY)
        page.fill(box, written)
        page.keyboard.press("Tab")
        page.wait_for_function(f"shown => ({FIRST_DAY})() !== shown", arg=shown)
    assert page.evaluate("window.notReloaded")
    assert axe(page) == []
    page.get_by_role("button", name="Gem og send til virksomheden").click()
    page.get_by_text("Gemt, og tilsagnet er på vej til").wait_for()
    is_sent(citizen, opening)
    page.goto(reverse("casework:my_day"))
    assert (
        page.get_by_text(citizen.alias).or_(page.get_by_text(opening.company.name)).count() == 0
    )  # she has done her part


def test_the_common_case_weighs_little(new_page, citizen, opening):
    page = new_page(user=citizen.caseworker)
    page.goto(reverse("companies:opening_detail", args=[opening.public_id]))
    hands = Hands(page)
    with hands.at_work() as weight:
        builds(hands, citizen=citizen.full_name, length="10 uger", day=f"{later(opening):%d-%m-%Y}")
    is_sent(citizen, opening)
    assert weight.interactions <= 8
    *between, sent = weight.pages
    assert len(between) == 2, weight.pages  # whom, and the staircase
    assert sent.endswith(reverse("casework:jobpakke_detail", args=[package(citizen).public_id]))


def tab_to(page, selector, at_most=80):
    """Tab until the focus stands there: what cannot be reached so cannot be reached without a mouse."""
    for _press in range(at_most):
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(
        f"{selector} is not reached; the focus stands on {page.evaluate('document.activeElement.outerHTML')[:200]}"
    )


def test_with_the_keyboard_alone(new_page, citizen, opening):
    page = new_page(user=citizen.caseworker)
    keys = page.keyboard
    page.goto(reverse("casework:my_day"))
    for link in (reverse("companies:opening_list"), reverse("companies:opening_detail", args=[opening.public_id]),
                 reverse("casework:jobpakke_start", args=[opening.public_id])):  # fmt: skip
        tab_to(page, f"main a[href='{link}']")
        with page.expect_navigation():
            keys.press("Enter")
    tab_to(page, "#id_q")
    keys.type("yildiz")
    page.wait_for_function("() => document.querySelectorAll('#hits button').length === 1")
    tab_to(page, "#hits button")
    with page.expect_navigation():
        keys.press("Enter")
    for box, written in (("#job_starts_on", f"{later(opening):%d-%m-%Y}"), ("#trin-2-length", "10 uger")):
        tab_to(page, box)
        keys.press("Control+a")
        keys.type(written)
        with page.expect_response("**/beregn/"):
            keys.press("Tab")
    tab_to(page, "#builder button[value=send]", at_most=150)
    with page.expect_navigation():
        keys.press("Enter")
    is_sent(citizen, opening)


def test_on_a_telephone_without_a_script(new_page, citizen, opening):
    page = new_page(width=360, height=740, user=citizen.caseworker, javascript=False)
    page.goto(reverse("casework:my_day"))
    page.get_by_role("link", name="Start fra et job").click()
    page.get_by_role("link", name=opening.title).first.click()
    page.get_by_role("link", name="Byg en jobpakke baglæns fra dette job").first.click()
    page.locator("#id_q").fill("yildiz")
    page.get_by_role("button", name="Søg", exact=True).click()
    page.get_by_role("button", name=citizen.full_name).click()
    shown = page.locator("#out-0 .stair-dates strong").inner_text()
    page.fill("#trin-2-length", "10 uger")
    page.fill("#job_starts_on", f"{later(opening):%d-%m-%Y}")
    page.get_by_role("button", name="Beregn igen").click()
    expect(page.locator("#out-0 .stair-dates strong")).not_to_have_text(shown)
    page.wait_for_load_state()  # what has no style yet has no width either
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name="Gem og send til virksomheden").click()
    expect(page.get_by_text(re.compile("Gemt, og tilsagnet er på vej til"))).to_be_visible()
    is_sent(citizen, opening)
