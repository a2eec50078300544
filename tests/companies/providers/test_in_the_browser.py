"""A file sent in and saved on a telephone and on a desk, without a script, with every page on the way fit for a screen reader."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from companies.providers import queries
from jobpakker.foundation import clock
from tests.factories.accounts import UserFactory
from tests.factories.providers import CourseFactory, CourseSessionFactory

pytestmark = pytest.mark.django_db(transaction=True)


def fits(page):
    page.wait_for_load_state()
    return page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


@pytest.mark.parametrize("width", [320, 1280])
def test_from_a_file_to_a_seat(new_page, tmp_path, width):
    user = UserFactory()
    course = CourseFactory(municipality=user.municipality, title="Gaffeltruck, certifikat B", amu="47592", days=2)
    CourseSessionFactory(
        municipality=user.municipality, course=course, provider__name="EUC Fjord", reference="H1", seats=12
    )
    day = clock.today() + timedelta(days=40)
    file = tmp_path / "kurser.csv"
    file.write_text(
        "titel;udbyder;start;dage;pladser;holdnummer\n"
        f"Gaffeltruck, certifikat B;EUC Fjord;{day:%d-%m-%Y};2;16;H1\n"
        f"Svejsning;EUC Fjord;{day:%d-%m-%Y};5;8;H2\n"
        "Svejsning;EUC Fjord;i morgen;5;8;H3\n",
        encoding="latin-1",
    )
    page = new_page(width=width, user=user, javascript=False)

    def look():
        assert fits(page), page.url

    page.goto("/kurser/")
    look()
    page.get_by_role("link", name="Hent fra fil").first.click()
    look()
    page.get_by_label("Fil", exact=True).set_input_files(file)
    page.get_by_role("button", name="Se, hvad filen ændrer").click()
    expect(page.get_by_text("Linje 4")).to_be_visible()
    look()
    page.get_by_role("link", name="Rettede hold").click()
    expect(page.get_by_text("Pladser: 12 → 16")).to_be_visible()
    look()
    page.get_by_role("button", name="Gem det, der kan læses").click()
    expect(page.get_by_text("Filen er gemt. 1 nyt hold. 1 hold rettet.")).to_be_visible()
    page.get_by_role("link", name="Svejsning").click()
    page.get_by_role("button", name="Tag en plads").click()
    look()
    page.get_by_role("button", name="Fortryd").click()
    look()
    assert {row.reference: row.free for row in queries.sessions(user.municipality_id)} == {"H1": 8, "H2": 8}


def test_every_page_can_be_heard(new_page, axe):
    user = UserFactory()
    session = CourseSessionFactory(municipality=user.municipality)
    CourseSessionFactory(municipality=user.municipality, cancelled=True)
    page = new_page(width=360, user=user)
    hold = f"/kurser/hold/{session.public_id}/"
    for address in (
        "/kurser/", "/kurser/?q=intet", "/kurser/nyt-hold/", "/kurser/fra-fil/", "/kurser/udbydere/", hold, f"{hold}ret/",
        f"{hold}aflys/", f"/kurser/kursus/{session.course.public_id}/ret/",
    ):  # fmt: skip
        page.goto(address)
        assert axe(page) == [], address
        assert fits(page), address
