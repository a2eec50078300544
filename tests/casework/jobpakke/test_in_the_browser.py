"""The builder in a real browser: it follows at once, needs no mouse, needs no script, and holds at 320 pixels."""

import re
from datetime import date, timedelta
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import expect

from casework.jobpakke.models import Jobpakke
from casework.jobpakke.states import JobpakkeState
from jobpakker.foundation import clock
from jobpakker.foundation.ui import dates
from tests.casework.jobpakke.bench import free_monday
from tests.casework.jobpakke.pages import edit_url, start_url
from tests.factories import jobpakker
from tests.factories.blueprints import BlueprintFactory
from tests.factories.citizens import CitizenFactory
from tests.factories.companies import JobOpeningFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(180)]

# How many steps back there are.
REMEMBERED = (
    "() => JSON.parse(Object.entries(sessionStorage).find(([key]) => key.startsWith('builder:'))[1]).before.length"
)


@pytest.fixture
def citizen():
    return CitizenFactory(clarified=True, last_name="Yildiz")


@pytest.fixture
def opening(citizen):
    found = JobOpeningFactory(
        company__municipality=citizen.municipality, created_by=citizen.caseworker,
        starts_on=jobpakker.working_day(clock.today() + timedelta(days=280)),
    )  # fmt: skip
    BlueprintFactory(municipality=citizen.municipality)
    return found


def package(citizen):
    return Jobpakke.objects.for_municipality(citizen.municipality_id).get()


def a_gap(opening):
    """Fixed days of the course, so early that the løntilskud cannot reach back to it."""
    monday = free_monday(opening.starts_on - timedelta(days=190))
    return f"{monday:%d-%m-%Y} til {monday + timedelta(days=2):%d-%m-%Y}"


def test_from_a_job_to_a_sent_commitment(new_page, citizen, opening):
    page = new_page(user=citizen.caseworker)
    page.goto(start_url(opening))
    page.fill("#id_q", "yildiz")
    page.locator("#hits button").first.wait_for()
    page.locator("#hits button").first.click()
    page.get_by_role("button", name="Gem og send til virksomheden").click()
    page.get_by_text("Gemt, og tilsagnet er på vej til").wait_for()
    assert package(citizen).state == JobpakkeState.AWAITING_COMPANY


def test_a_change_is_followed_without_a_reload_and_a_gap_mended_by_the_keyboard(new_page, axe, citizen, opening):
    page = new_page(user=citizen.caseworker)
    page.goto(start_url(opening))
    page.locator("#hits button").first.press("Enter")
    page.locator("#builder").wait_for()
    page.evaluate("window.notReloaded = true")
    page.fill("#trin-1-dates", a_gap(opening))
    page.keyboard.press("Tab")
    page.locator("[data-gap]").wait_for()
    assert page.evaluate("document.activeElement.id") == "trin-1-at_the_company"  # the focus stays where it went
    expect(page.locator("#plan-summary")).to_contain_text("døde dage")
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("g")
    assert page.evaluate("document.activeElement.hasAttribute('data-gap')")
    page.keyboard.press("f")
    page.get_by_text("Grøn bølge: ingen døde dage").first.wait_for()
    expect(page.locator("[data-gap]")).to_have_count(0)
    assert page.evaluate("window.notReloaded")
    assert axe(page) == []


def test_rows_are_moved_added_and_taken_out_by_the_keyboard(new_page, citizen, opening):
    page = new_page(user=citizen.caseworker)
    page.goto(start_url(opening))
    page.locator("#hits button").first.click()
    page.locator("#trin-1-title").focus()
    page.wait_for_load_state()  # a key is heard when the script is there
    page.keyboard.press("Alt+ArrowUp")
    page.wait_for_function("() => document.getElementById('trin-2-title').value === 'Hygiejnebevis'")
    page.locator("#trin-2-title").focus()
    page.keyboard.press("Alt+n")
    page.locator("#trin-4-title").wait_for()
    page.locator("#trin-2-kind").focus()
    page.keyboard.press("Alt+Delete")
    page.wait_for_function("() => !document.getElementById('trin-4-title')")


def test_a_wrong_length_is_marked_at_once_and_nothing_typed_is_redrawn(new_page, citizen, opening):
    page = new_page(user=citizen.caseworker)
    page.goto(start_url(opening))
    page.locator("#hits button").first.click()
    page.fill("#trin-0-length", "0 uger")
    page.locator("#trin-0-place").focus()
    page.get_by_text("Et trin varer mindst én dag.").first.wait_for()
    page.wait_for_function("() => document.getElementById('trin-0-length').getAttribute('aria-invalid') === 'true'")
    page.keyboard.type("Køkkenet")
    page.fill("#trin-0-length", "6u")
    page.locator("#trin-0-title").focus()
    page.wait_for_function("() => !document.getElementById('trin-0-length').hasAttribute('aria-invalid')")
    assert "Køkkenet" in page.input_value("#trin-0-place")


def test_without_a_script_the_same_is_done_with_buttons(new_page, citizen, opening):
    page = new_page(user=citizen.caseworker, javascript=False)
    page.goto(start_url(opening))
    page.locator("#hits button").first.click()
    page.fill("#trin-1-dates", a_gap(opening))
    page.get_by_role("button", name="Beregn igen").click()
    expect(page.locator("#plan-summary")).to_contain_text("døde dage")
    page.locator("[data-press=mend]").first.click()
    expect(page.locator("#plan-summary")).to_contain_text("Grøn bølge")
    page.get_by_role("button", name="Gem kladde").click()
    assert package(citizen).state == JobpakkeState.DRAFT


@pytest.mark.parametrize("width", [320, 1280])
def test_the_builder_fits_and_has_no_barrier(new_page, axe, citizen, width):
    walked = jobpakker.walking(*jobpakker.chain(mentor=True), citizen=citizen, mentor_name="Ali Demir")
    page = new_page(width=width, user=citizen.caseworker)
    for address in (
        edit_url(walked),
        f"/jobpakker/{walked.public_id}/",
        f"/jobpakker/{walked.public_id}/til-borgeren/",
    ):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert axe(page) == []


def test_what_was_done_is_undone_also_after_a_reload(new_page, citizen, opening):
    page = new_page(user=citizen.caseworker)
    page.goto(start_url(opening))
    page.locator("#hits button").first.click()
    page.locator("#builder").wait_for()
    shown = page.locator("#out-0 .stair-dates strong").inner_text()
    for weeks in range(9, 29):  # twenty changes
        page.fill("#trin-2-length", f"{weeks} uger")
        page.locator("#trin-2-title").focus()
    page.locator("#trin-1-title").focus()
    page.keyboard.press("Alt+Delete")
    page.wait_for_function("() => !document.getElementById('trin-3-title')")
    page.reload()
    assert page.input_value("#trin-2-length") == "13 uger (8-25)"
    page.locator("h1").click()
    assert page.evaluate(REMEMBERED) > 20
    page.keyboard.press("Control+z")  # back to what stood there before the reload
    page.wait_for_function("() => !document.getElementById('trin-3-title')")
    left = page.evaluate(REMEMBERED)
    while left > 0:
        with page.expect_response("**/beregn/"):
            page.keyboard.press("Control+z")
        left -= 1
        page.wait_for_function(f"() => ({REMEMBERED})() === {left}")
    page.wait_for_function("() => document.getElementById('trin-2-length').value === '13 uger (8-25)'")
    expect(page.locator("#out-0 .stair-dates strong")).to_have_text(shown)


def test_another_first_day_is_chosen_from_the_year_of_what_it_would_give(new_page, axe, citizen, opening):
    page = new_page(user=citizen.caseworker)
    page.goto(start_url(opening))
    page.locator("#hits button").first.click()
    page.fill("#trin-1-dates", a_gap(opening))
    page.keyboard.press("Tab")
    page.locator("[data-gap]").wait_for()
    page.locator("#builder-what-if > summary").click()
    chosen = page.locator(".year-dead.is-chosen")
    expect(chosen).to_be_visible()  # worked out when it was opened
    expect(page.locator(".what-if-dead.is-chosen")).to_be_visible()
    assert axe(page) == []
    chosen.focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".year-said")).to_have_text(page.evaluate("document.activeElement.title"))
    day = page.evaluate("document.activeElement.value").removeprefix("job:")
    assert (
        date.fromisoformat(day).weekday() == opening.starts_on.weekday()
    )  # a week before, or more where that is a day off
    page.keyboard.press("Enter")
    expect(page.locator(f"#on-{day}")).to_have_class(re.compile("is-chosen"))
    expect(page.locator(f"#on-{day}")).to_be_focused()  # still unfolded, to try another
    expect(page.locator("#job_starts_on")).to_have_value(dates.show(date.fromisoformat(day), "numeric"))


def test_a_step_is_dragged_to_another_place_and_its_bar_to_another_day(new_page, citizen, opening):
    page = new_page(user=citizen.caseworker)
    page.goto(start_url(opening))
    page.locator("#hits button").first.click()
    expect(page.locator("#trin-0-title")).to_have_value("Praktik i køkkenet")
    page.wait_for_load_state()
    page.locator("#row-0 [data-grip]").drag_to(page.locator("#row-1 [data-grip]"))
    expect(page.locator("#trin-1-title")).to_have_value("Praktik i køkkenet")
    bar = page.locator("#plan-strip g[role=list]").nth(2).locator("rect.bar-1").last
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 - 40, box["y"] + 8, steps=4)
    page.mouse.up()
    expect(page.locator("#trin-1-dates")).to_have_value(re.compile(r"\d\d-\d\d-\d{4}"))
    expect(page.locator("#out-1 .stair-was")).to_be_visible()
    expect(page.locator(".stair-errors .form-error-message:not(:empty)")).to_have_count(0)


def test_the_keys_go_from_step_to_step_and_say_what_they_do(new_page, citizen, opening):
    page = new_page(user=citizen.caseworker)
    page.goto(start_url(opening))
    page.locator("#hits button").first.click()
    expect(page.locator("#row-2")).to_be_visible()
    page.wait_for_load_state()  # a key is heard when the script is there
    page.keyboard.press("ArrowDown")
    expect(page.locator("#row-2")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#row-1")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#trin-1-length")).to_be_focused()
    page.locator("#row-1").focus()
    page.keyboard.press("n")
    expect(page.locator("#trin-4-kind")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(page.locator("#trin-4-kind")).to_have_count(0)
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(page.locator("#builder-keys")).to_have_attribute("open", "")


def test_what_is_written_before_the_scripts_are_there_is_sent_when_they_are(new_page, citizen, opening):
    page = new_page(user=citizen.caseworker)
    page.goto(start_url(opening))
    held = []
    page.route("**/builder.js", lambda route: held.append(route))
    page.locator("#hits button").first.click(no_wait_after=True)
    page.fill("#trin-1-dates", a_gap(opening))
    page.focus("#trin-1-title")
    expect(page.locator("[data-gap]")).to_have_count(0)
    held[0].continue_()
    expect(page.locator("[data-gap]").first).to_be_visible()
    page.unroute_all()
    page.fill("#trin-2-length", "9 uger")
    page.reload()
    expect(page.locator("#builder-unsaved")).to_be_visible()
    page.get_by_role("button", name="Hent det tilbage").click()
    expect(page.locator("#trin-2-length")).to_have_value("9 uger")
    expect(page.locator("#builder-unsaved")).to_be_hidden()


def test_what_is_written_while_a_pressed_button_is_answered_stays_and_is_sent(new_page, citizen, opening):
    page = new_page(user=citizen.caseworker)
    page.goto(start_url(opening))
    page.locator("#hits button").first.click()
    expect(page.locator("#trin-1-title")).to_have_value("Hygiejnebevis")
    page.wait_for_load_state()
    held = []
    page.route("**/beregn/", lambda route: held.append(route))
    with page.expect_request("**/beregn/"):
        page.locator("#add-0").click()
    page.fill("#trin-2-length", "20 uger")  # left again
    page.locator("#trin-1-title").press("End")
    page.keyboard.type(" i køkk")
    held[0].continue_()
    page.unroute_all()
    expect(page.locator("#trin-4-title")).to_have_value("Mentor i køkkenet")  # one row more: the others have moved
    expect(page.locator("#trin-2-title")).to_be_focused()
    page.keyboard.type("enet")
    expect(page.locator("#trin-2-title")).to_have_value("Hygiejnebevis i køkkenet")
    expect(page.locator("#trin-3-length")).to_have_value("20 uger")
    expect(page.locator("#trin-0-length")).to_have_value("")
    page.fill("#trin-0-length", "2 uger")
    with page.expect_request("**/beregn/") as sent:
        page.keyboard.press("Tab")
    data = parse_qs(sent.value.post_data)
    assert (data["trin-3-length"], data["trin-2-title"]) == (["20 uger"], ["Hygiejnebevis i køkkenet"])
    expect(page.locator("#out-3 .stair-was")).to_be_visible()  # it has been worked out


def test_a_course_goes_beside_the_chain_and_into_it_by_the_keyboard(new_page, axe, citizen, opening):
    page = new_page(user=citizen.caseworker)
    page.goto(start_url(opening))
    page.locator("#hits button").first.press("Enter")
    page.locator("#builder").wait_for()
    page.wait_for_load_state()  # a key is heard when the script is there
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("b")
    expect(page.locator("#trin-4-title")).to_be_focused()
    page.keyboard.type("Danskuddannelse")
    page.fill("#trin-4-hours", "6")
    page.keyboard.press("Tab")
    expect(page.locator("#out-4")).to_contain_text("6 timer om ugen. Lukker intet hul.")
    expect(page.locator("#plan-summary")).to_contain_text("Grøn bølge")
    expect(page.locator("#plan-strip")).to_contain_text("Danskuddannelse")
    assert axe(page) == []
    page.locator("#trin-1-title").focus()
    page.keyboard.press("Alt+b")  # the course of the chain, beside it
    expect(page.locator("#trin-2-beside")).to_be_focused()
    expect(page.locator("#trin-2-title")).to_have_value("Hygiejnebevis")
    page.keyboard.press("Alt+b")
    expect(page.locator("#trin-1-beside")).to_be_focused()
    page.locator("h1").click()
    page.keyboard.press("Control+z")
    expect(page.locator("#trin-2-title")).to_have_value("Hygiejnebevis")
    page.get_by_role("button", name="Gem kladde").click()
    page.get_by_text("Kladden er gemt").wait_for()
    lanes = package(citizen).steps.filter(beside=True).exclude(kind="mentor").order_by("position")
    assert [(lane.title, lane.weekly_hours) for lane in lanes] == [("Hygiejnebevis", None), ("Danskuddannelse", 6)]
