"""The company's story from mailbox to receipt, with a real worker that sends the mails: a scanner is first, she answers on a telephone,
presses again, and a page that is no longer true confirms nothing. Each answer by itself is told in tests/companies/test_stories.py.
"""

import re
from urllib.parse import urlsplit

import pytest
from django.test import Client
from playwright.sync_api import expect

from casework.jobpakke.actions import send_commitment
from casework.jobpakke.states import JobpakkeState
from companies.commitments import actions
from jobpakker.celery import app
from jobpakker.foundation import clock
from jobpakker.foundation.notifications.models import Notification
from jobpakker.foundation.outbox.dispatch import LEASE
from jobpakker.foundation.outbox.models import OutboxMessage
from jobpakker.starter import mailbox
from tests.factories import jobpakker
from tests.factories.citizens import CitizenFactory
from tests.factories.companies import terms

pytestmark = pytest.mark.django_db(transaction=True)

CPR = "6101801234"
TELEPHONE = {"width": 360, "height": 740}
LINK = re.compile(r"https?://\S+/tilsagn/\S+")


@pytest.fixture
def jobpakke():
    """Sent this very moment, whatever the hour: a mail is not sent before it is due."""
    drawn = jobpakker.draft(citizen=CitizenFactory(clarified=True, agreed=True, cpr=CPR, last_name="Yildiz"))
    return send_commitment(
        jobpakke=drawn, contact=drawn.opening.contact, by=drawn.caseworker, at=clock.now(), today=clock.today()
    )


def mail(worker, to, subject):
    """Waits for it to land, waking the worker up as beat does."""

    def landed():
        app.send_task("outbox.drain")
        found = mailbox.mails(directory=worker.mails) if worker.mails.exists() else []
        return [one for one in found if one.to == to and one.subject.startswith(subject)]

    return worker.wait_for(landed, seconds=60)[0]


def link_in(message):
    return urlsplit(LINK.search(message.body)[0]).path


def confirm(page):
    page.locator("#bekraeft_answered_by_name").fill("Mette Holm")
    page.get_by_label("Jeg bekræfter på virksomhedens vegne").check()
    page.get_by_role("button", name="Bekræft").click()


def test_from_the_mailbox_to_an_active_jobpakke(worker, new_page, axe, jobpakke):
    contact = jobpakke.opening.contact.email
    asked = mail(worker, contact, "Til handling: bekræft")
    link = link_in(asked)

    scanner = Client()
    for method in (scanner.head, scanner.get, scanner.get):
        assert method(link).status_code == 200
    jobpakke.refresh_from_db()
    assert jobpakke.state == JobpakkeState.AWAITING_COMPANY

    hers, left_open = new_page(**TELEPHONE), new_page(**TELEPHONE)
    for page in (hers, left_open):
        page.goto(link)
    expect(hers.get_by_text("Amira").first).to_be_visible()
    shown = hers.content() + asked.subject + asked.body
    assert not [word for word in ("Yildiz", CPR, f"{CPR[:6]}-{CPR[6:]}", "kontanthjælp") if word in shown]
    hers.wait_for_load_state()  # what has no style yet has no width either
    assert hers.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"]
    confirm(hers)
    hers.get_by_role("heading", name="Tak. I har bekræftet.").wait_for()
    assert axe(hers) == []
    jobpakke.refresh_from_db()
    assert jobpakke.state == JobpakkeState.ACTIVE
    receipt = mail(worker, contact, "Kvittering: I ansætter én")
    assert "Yildiz" not in receipt.body

    confirm(left_open)  # she finds the other tab
    left_open.get_by_role("heading", name="Tak. I har bekræftet.").wait_for()
    app.send_task("outbox.drain")
    worker.wait_for(lambda: not OutboxMessage.objects.filter(done_at=None, due_at__lte=clock.now() + LEASE).exists())
    kinds = Notification.objects.for_municipality(jobpakke.municipality_id).filter(to_email=contact)
    assert sorted(kinds.values_list("kind", flat=True)) == ["commitment_receipt", "commitment_request"]
    told = repr(list(OutboxMessage.objects.values("payload", "last_error"))) + repr(list(kinds.values()))
    told += worker.log.read_text(errors="replace")
    assert not [word for word in (CPR, link.split("/")[2], "Yildiz") if word in told]


def test_a_page_that_is_no_longer_true_confirms_nothing_and_the_next_mail_leads_to_what_is(worker, new_page, jobpakke):
    contact = jobpakke.opening.contact.email
    page = new_page(**TELEPHONE)
    page.goto(link_in(mail(worker, contact, "Til handling: bekræft")))
    actions.propose_new_terms(
        commitment=jobpakke.commitment, terms=terms(jobpakke.opening, weekly_hours="30"), by=jobpakke.caseworker,
        at=clock.now(),
    )  # fmt: skip
    confirm(page)
    page.get_by_role("heading", name="Vilkårene er ændret siden dette link").wait_for()
    jobpakke.refresh_from_db()
    assert jobpakke.state == JobpakkeState.AWAITING_COMPANY
    page.goto(link_in(mail(worker, contact, "Til handling: nye vilkår")))
    confirm(page)
    page.get_by_role("heading", name="Tak. I har bekræftet.").wait_for()
    jobpakke.refresh_from_db()
    assert jobpakke.state == JobpakkeState.ACTIVE
    assert jobpakke.commitment.versions.get(answer="confirmed").number == 2
