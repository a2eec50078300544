"""The company's stories on a telephone, in a real browser: each answer, a stale page, a scanner, a lost link, a second signature."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import expect

from companies.commitments import actions
from companies.openings.models import JobOpening
from jobpakker.foundation import clock
from jobpakker.foundation.notifications.models import Notification
from jobpakker.foundation.outbox import dispatch as outbox
from tests.companies.commitments.pages import address, old_address
from tests.companies.pages import someone
from tests.companies.portal.test_views import page_of
from tests.companies.visits.test_visits import starting
from tests.factories.companies import ContactFactory, JobOpeningFactory, WorksiteFactory, asked, said_yes, terms

pytestmark = pytest.mark.django_db(transaction=True)

TELEPHONE = {"width": 360, "height": 740}


def state(commitment):
    commitment.refresh_from_db()
    return commitment.state


def no_wider_than_the_screen(page):
    page.wait_for_load_state()  # what has no style yet has no width either
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_she_confirms_with_a_thumb_and_takes_the_dates_with_her(new_page, axe):
    commitment = asked(candidate="Amira")
    page = new_page(**TELEPHONE)
    page.goto(address(commitment))
    assert axe(page) == []
    assert no_wider_than_the_screen(page)
    page.get_by_role("link", name="Gå til jeres svar").click()
    page.get_by_role("button", name="Bekræft").click()  # nothing filled in
    expect(page.get_by_text("Sæt kryds her for at gå videre.").first).to_be_visible()
    assert axe(page) == []
    page.locator("#bekraeft_answered_by_name").fill("Mette Holm")
    page.get_by_label("Jeg bekræfter på virksomhedens vegne").check()
    page.get_by_role("button", name="Bekræft").click()
    page.get_by_role("heading", name="Tak. I har bekræftet.").wait_for()
    assert state(commitment) == "confirmed"
    assert axe(page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="Hent datoerne til kalenderen").click()
    assert download.value.suggested_filename == "jobpakke.ics"
    page.get_by_role("link", name="Vis til udskrift").click()
    page.get_by_role("heading", name="Kvittering for tilsagn om ansættelse").wait_for()
    assert axe(page) == []
    assert no_wider_than_the_screen(page)


def test_it_works_without_a_script(new_page):
    commitment = asked()
    page = new_page(**TELEPHONE, javascript=False)
    page.goto(address(commitment))
    page.locator("#bekraeft_answered_by_name").fill("Mette Holm")
    page.get_by_label("Jeg bekræfter på virksomhedens vegne").check()
    page.get_by_role("button", name="Bekræft").click()
    expect(page.get_by_role("heading", name="Tak. I har bekræftet.")).to_be_visible()
    assert state(commitment) == "confirmed"


def test_she_proposes_another_day_hours_conditions_and_content(new_page, axe):
    """Each kind in its own field, in which it stands as it is now; the rest is in order."""
    commitment = asked()
    page = new_page(**TELEPHONE)
    page.goto(address(commitment))
    page.get_by_text("Foreslå ændring").click()
    page.get_by_label("En anden første arbejdsdag").fill("1. januar 2020")
    page.locator("#foreslaa_answered_by_name").fill("Mette Holm")
    page.get_by_label("Timer om ugen").fill("30")
    page.get_by_label("Jeres betingelser").fill("Hvis praktikken er gået godt, og kørekortet er i orden.")
    page.get_by_label("Indholdet af Praktik i rengøring").fill("Praktik i køkkenet")
    page.get_by_label("Resten af vilkårene er, som de skal være").check()
    page.get_by_role("button", name="Send forslaget").click()
    expect(page.get_by_text("Den dag er gået.").first).to_be_visible()
    expect(page.locator("#foreslaa_answered_by_name")).to_have_value("Mette Holm")
    expect(page.get_by_label("Indholdet af Praktik i rengøring")).to_have_value("Praktik i køkkenet")
    assert axe(page) == []
    assert no_wider_than_the_screen(page)
    later = commitment.opening.starts_on + timedelta(days=14)
    page.get_by_label("En anden første arbejdsdag").fill(f"{later:%d-%m-%Y}")
    page.get_by_role("button", name="Send forslaget").click()
    page.get_by_role("heading", name="Tak for forslaget").wait_for()
    expect(page.get_by_text("Praktik i køkkenet")).to_be_visible()
    assert axe(page) == []
    assert state(commitment) == "change_proposed"
    version = commitment.versions.get()
    assert (version.proposed_starts_on, version.rest_agreed) == (later, True)
    assert version.wished.titles == {0: "Praktik i køkkenet"}
    assert (str(version.wished.weekly_hours), "kørekortet" in version.wished.conditions) == ("30", True)


def test_she_says_no_and_why(new_page, axe):
    commitment = asked()
    page = new_page(**TELEPHONE)
    page.goto(address(commitment))
    page.get_by_text("Vi kan ikke alligevel").click()
    page.get_by_label("Ordrer eller økonomi har ændret sig").check()
    page.locator("#afslaa_answered_by_name").fill("Mette Holm")
    assert axe(page) == []
    page.get_by_role("button", name="Send afslaget").click()
    page.get_by_role("heading", name="Tak for svaret").wait_for()
    assert axe(page) == []
    assert state(commitment) == "declined"


def test_the_terms_change_while_she_reads(new_page, axe):
    commitment = asked()
    page = new_page(**TELEPHONE)
    page.goto(address(commitment))
    page.locator("#bekraeft_answered_by_name").fill("Mette Holm")
    page.get_by_label("Jeg bekræfter på virksomhedens vegne").check()
    actions.propose_new_terms(
        commitment=commitment,
        terms=terms(commitment.opening, weekly_hours="30"),
        by=commitment.asked_by,
        at=clock.now(),
    )
    page.get_by_role("button", name="Bekræft").click()
    page.get_by_role("heading", name="Vilkårene er ændret siden dette link").wait_for()
    expect(page.get_by_text("Timer om ugen")).to_be_visible()
    assert axe(page) == []
    assert state(commitment) == "requested"
    page.goto(address(commitment))
    expect(page.get_by_role("heading", name="Det er ændret siden version 1")).to_be_visible()


def test_a_scanner_opens_every_link_twice_before_she_does(new_page):
    commitment = asked()
    where = address(commitment)
    scanner = new_page()
    for _time in range(2):
        scanner.goto(where)
        for href in scanner.eval_on_selector_all(
            "a[href^='/tilsagn/']", "links => links.map(link => link.getAttribute('href'))"
        ):
            scanner.goto(href)
    assert state(commitment) == "requested"
    assert Notification.objects.for_municipality(commitment.municipality).count() == 1
    page = new_page(**TELEPHONE)
    page.goto(where)
    page.locator("#bekraeft_answered_by_name").fill("Mette Holm")
    page.get_by_label("Jeg bekræfter på virksomhedens vegne").check()
    page.get_by_role("button", name="Bekræft").dblclick()
    page.get_by_role("heading", name="Tak. I har bekræftet.").wait_for()
    kinds = Notification.objects.for_municipality(commitment.municipality).values_list("kind", flat=True)
    assert sorted(kinds) == ["commitment_receipt", "commitment_request"]


def test_a_lost_link_comes_back_by_mail(new_page, axe, live_server, settings):
    settings.BASE_URL = live_server.url
    commitment = asked(at=clock.now() - timedelta(days=15))
    Notification.objects.for_municipality(commitment.municipality).delete()
    page = new_page(**TELEPHONE)
    page.goto(old_address(commitment))
    expect(page.get_by_role("heading", name="Linket er udløbet")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("button", name="Send mig linket igen").click()
    page.get_by_role("heading", name="Se i indbakken").wait_for()
    assert axe(page) == []
    outbox.drain(at=clock.now() + timedelta(minutes=1))
    [message] = [message for message in mail.outbox if message.to == [commitment.contact.email]][-1:]
    page.goto(re.search(r"http\S+/tilsagn/\S+", message.body)[0])
    expect(page.get_by_role("heading", name="I har sagt, at I vil ansætte én")).to_be_visible()


def test_the_representative_is_heard_by_her_own_link(new_page, axe, live_server, settings):
    settings.BASE_URL = live_server.url
    commitment = asked()
    contact = new_page(**TELEPHONE)
    contact.goto(address(commitment))
    contact.get_by_role("link", name="Send til repræsentanten").click()
    assert axe(contact) == []
    contact.get_by_label("Medarbejderrepræsentantens navn").fill("Birgit Tillidsmand")
    contact.get_by_label("E-mail").fill("birgit@virksomhed.invalid")
    contact.get_by_role("button", name="Send linket").click()
    contact.get_by_text("Sendt til Birgit Tillidsmand").wait_for()
    outbox.drain(at=clock.now() + timedelta(minutes=1))
    [message] = [message for message in mail.outbox if message.to == ["birgit@virksomhed.invalid"]]
    representative = new_page(**TELEPHONE)
    representative.goto(re.search(r"http\S+/tilsagn/\S+", message.body)[0])
    assert axe(representative) == []
    assert no_wider_than_the_screen(representative)
    representative.get_by_label("Jeg er hørt og har ingen indvendinger").check()
    representative.get_by_label("Dit navn").fill("Birgit Tillidsmand")
    representative.get_by_role("button", name="Send svaret").click()
    representative.get_by_role("heading", name="Tak. Du er hørt.").wait_for()
    assert axe(representative) == []
    contact.goto(address(commitment))
    expect(contact.get_by_text("ingen indvendinger")).to_be_visible()
    assert state(commitment) == "requested"  # the company's own answer is still its own


def test_the_page_is_read_in_english_when_she_chooses_so(new_page):
    page = new_page(**TELEPHONE)
    page.goto(address(asked()))
    page.get_by_role("button", name="English").click()
    page.wait_for_load_state()
    assert page.locator("html").get_attribute("lang") == "en"
    assert "/tilsagn/" in page.url


@pytest.mark.parametrize("kind", ["withdrawn", "passed"])
def test_a_dead_link_has_its_own_page(new_page, axe, kind):
    yesterday = (clock.today() - timedelta(days=1)).isoformat()
    commitment = asked(**({"job_starts_on": yesterday} if kind == "passed" else {}))
    if kind == "withdrawn":
        actions.withdraw(commitment=commitment, by=commitment.asked_by, at=clock.now())
    page = new_page(**TELEPHONE)
    page.goto(address(commitment))
    words = {"withdrawn": "Spørgsmålet er trukket tilbage", "passed": "Den første arbejdsdag er gået"}[kind]
    expect(page.get_by_text(words).first).to_be_visible()
    assert axe(page) == []


def test_the_companys_own_page_opens_by_a_link_from_the_mail(new_page, axe, live_server, settings):
    settings.BASE_URL = live_server.url
    opening = JobOpeningFactory()
    said_yes(asked(opening, candidate="Amira"))
    asked(JobOpeningFactory(company=opening.company, contact=opening.contact, title="Bud"))
    page = new_page(**TELEPHONE)
    page.goto(reverse("companies:company_way_in"))
    assert axe(page) == []
    page.get_by_label("Din e-mail").fill(opening.contact.email)
    page.get_by_role("button", name="Send mig et link").click()
    page.get_by_role("heading", name="Se i indbakken").wait_for()
    outbox.drain(at=clock.now() + timedelta(minutes=1))
    [message] = [message for message in mail.outbox if message.subject.startswith("Jeres side")]
    page.goto(re.search(r"http\S+/tilsagn/\S+", message.body)[0])
    assert axe(page) == []
    assert no_wider_than_the_screen(page)
    expect(page.get_by_text("Amira, på vej mod job").first).to_be_visible()
    page.get_by_role("link", name="Læs og svar").click()
    expect(page.get_by_role("heading", name="I har sagt, at I vil ansætte én bud")).to_be_visible()


def test_on_the_starting_day_one_press_and_at_the_end_three_questions_without_a_script(new_page, axe):
    """Every page of it on a telephone without JavaScript: begun, regretted, begun again; how it went; and the job."""
    package = starting()
    row = package.steps.order_by("position").first()
    page = new_page(**TELEPHONE, javascript=False)
    page.goto(page_of(package.opening.contact))
    page.get_by_role("button", name="Er begyndt").click()
    expect(page.get_by_text("I har skrevet: begyndt")).to_be_visible()
    page.get_by_role("button", name="Fortryd").click()
    expect(page.get_by_role("button", name="Kom ikke")).to_be_visible()
    assert no_wider_than_the_screen(page)
    page.get_by_role("button", name="Er begyndt").click()
    expect(page.get_by_text("I har skrevet: begyndt")).to_be_visible()
    row.refresh_from_db()
    assert (row.state, row.started_on) == ("running", clock.today())
    row.until = clock.today() + timedelta(days=1)  # and its last day has come
    row.save()
    page.goto(page_of(package.opening.contact))
    page.get_by_role("link", name="Svar").first.click()
    page.get_by_label("Delvist").check()
    page.get_by_label("Godt", exact=True).check()
    page.get_by_label("Hvad skal der stadig læres?").fill("Kassen")
    page.get_by_role("button", name="Send svarene").click()
    page.get_by_role("heading", name="Bliver det til et job?").wait_for()
    page.get_by_label("Ja", exact=True).check()
    page.get_by_role("button", name="Send svaret").click()
    page.get_by_role("heading", name="Hvem kommer hvornår").wait_for()
    assert package.commitment.job_answers.get().answer == "yes"


# The desk -----------------------------------------------------------------------------------------------------------------
def test_a_job_is_written_down_while_on_the_telephone_with_the_keyboard_alone(new_page, axe):
    """A company that we know: its name, the job, the day. Four fields, no mouse, and the rest is there already."""
    contact = ContactFactory(company__name="Nordlys ApS")
    WorksiteFactory(company=contact.company)
    page = new_page(user=someone(contact.municipality, consultant=True))
    page.goto(reverse("companies:opening_create"))
    keys = page.keyboard
    keys.type("nordlys aps")  # the first field has the focus
    keys.press("Tab")
    page.get_by_label("Hvem taler vi med?").or_(page.get_by_text("Hvem taler vi med?")).first.wait_for()
    page.locator("#id_title").focus()
    keys.type("Kok")
    keys.press("Tab")
    keys.type("uge 40 2027")
    keys.press("Enter")
    page.get_by_role("heading", name="Kok").wait_for()
    opening = JobOpening.objects.for_municipality(contact.municipality).get()
    assert (opening.contact, opening.starts_on.isoformat()) == (contact, "2027-10-04")
    assert axe(page) == []


def test_a_job_of_a_new_company_is_written_down_without_a_script(new_page):
    user = someone(JobOpeningFactory().municipality, consultant=True)
    page = new_page(width=360, user=user, javascript=False)
    page.goto(reverse("companies:opening_create"))
    page.get_by_label("Virksomhed", exact=True).fill("Helt Ny ApS")
    page.get_by_label("CVR-nummer").fill("25 31 37 63")
    page.get_by_label("Navn").fill("Mette Holm")
    page.get_by_label("E-mail").fill("mette@ny.invalid")
    page.locator("#id_title").fill("Kok")
    page.get_by_label("Første arbejdsdag").fill("4/10-2027")
    page.get_by_role("button", name="Gem jobbet").click()
    expect(page.get_by_role("heading", name="Kok")).to_be_visible()


PLACES = [
    "opening_list", "opening_create", "company_list", "company_create", "register_import", "balance_list", "balance_import",
]  # fmt: skip


@pytest.mark.parametrize("width", [320, 1280])
def test_no_staff_page_of_companies_has_a_violation_or_is_wider_than_the_screen(new_page, axe, width):
    commitment = asked()
    opening, company = commitment.opening, commitment.opening.company
    page = new_page(width=width, user=someone(commitment.municipality))
    addresses = [reverse(f"companies:{name}") for name in PLACES]
    addresses += [
        reverse(f"companies:{name}", args=[opening.public_id])
        for name in ("opening_detail", "opening_edit", "rung_reach", "words_write")
    ]
    addresses += [
        reverse(f"companies:{name}", args=[company.public_id])
        for name in ("company_detail", "company_edit", "contact_create", "worksite_create")
    ]
    addresses += [reverse("companies:commitment_talked", args=[commitment.public_id])]
    for where in addresses:
        page.goto(where)
        assert axe(page) == [], where
        assert no_wider_than_the_screen(page), where
    admin = new_page(width=width, user=someone(commitment.municipality, administrator=True))
    admin.goto(reverse("companies:reminder_settings"))
    assert axe(admin) == []
