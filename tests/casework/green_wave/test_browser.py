"""Min dag walked by the keyboard, and no page of the wave that axe or a narrow telephone complains about."""

from datetime import timedelta

import pytest
from django.urls import reverse

from casework import tasks
from casework.jobpakke.states import StepState
from casework.planning.periods import ONE_DAY
from jobpakker.foundation import clock
from tests.casework.green_wave.rows import WEEK, flags, package, run_here, step, with_a_gap
from tests.factories.accounts import UserFactory
from tests.factories.citizens import CitizenFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def caseworker():
    return UserFactory()


def beginning(caseworker):
    today = clock.today()
    return package(
        step("P", today, today + 4 * WEEK),
        job=today + 4 * WEEK + ONE_DAY,
        promised_on=today - WEEK,
        caseworker=caseworker,
    )


def forecast(caseworker):
    """Of the Monday of this week, so that the gap lies ahead whatever day it is."""
    return with_a_gap(caseworker=caseworker, today=clock.today() - timedelta(days=clock.today().weekday()))


def test_j_k_and_enter_do_what_the_button_says(new_page, caseworker):
    first, second = beginning(caseworker), beginning(caseworker)
    page = new_page(user=caseworker)
    page.goto(reverse("casework:my_day"))
    for key in "jjjk":
        page.keyboard.press(key)
    assert page.evaluate("[...document.querySelectorAll('[data-day-row]')].indexOf(document.activeElement)") == 0
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith(reverse("casework:my_day"))
    page.get_by_text("Skrevet:").wait_for()
    assert sorted(one.steps.get().state for one in (first, second)) == [StepState.PLANNED, StepState.RUNNING]


def test_the_keys_can_be_turned_off_and_a_field_keeps_its_letters(new_page, caseworker):
    beginning(caseworker)
    page = new_page(user=caseworker)
    page.goto(reverse("casework:my_day"))
    page.locator("#my-day-keys summary").click()
    page.get_by_role("button", name="Slå tasterne fra").click()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.hasAttribute('data-day-row')") is False
    page.get_by_role("button", name="Slå tasterne til").click()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.hasAttribute('data-day-row')") is True


def test_without_a_script_the_buttons_do_the_same(new_page, caseworker):
    jobpakke = beginning(caseworker)
    page = new_page(user=caseworker, javascript=False)
    page.goto(reverse("casework:my_day"))
    page.get_by_role("button", name="Begyndt i dag").click()
    assert jobpakke.steps.get().state == StepState.RUNNING


@pytest.mark.parametrize("width", [1280, 320])
def test_no_page_is_wider_than_its_screen_or_closed_to_anyone(new_page, axe, caseworker, width):
    CitizenFactory(caseworker=caseworker)
    beginning(caseworker)
    jobpakke = forecast(caseworker)
    run_here(tasks.detect, caseworker.municipality_id, clock.today())
    manager = UserFactory(manager=True, municipality=caseworker.municipality)
    pages = [
        (caseworker, reverse("casework:my_day")),
        (caseworker, reverse("casework:my_day") + "?slags=virksomheder"),
        (caseworker, reverse("casework:dead_period_list")),
        (caseworker, reverse("casework:dead_period_list") + "?tilstand=lukkede"),
        (caseworker, reverse("casework:dead_period_detail", args=[flags(jobpakke)[0].public_id])),
        (manager, reverse("casework:watch")),
    ]
    for user, address in pages:
        page = new_page(width=width, user=user)
        page.goto(address)
        assert axe(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), address
