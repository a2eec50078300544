"""A whole life towards one company, and then a search through all of it: every mail, page, file, link, log line and queued message.

The words looked for are really there, on the other side: the same search over the caseworker's page finds them.
"""

import json
import logging
import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from casework.citizens.models import TargetGroup
from casework.jobpakke import actions as jobpakke
from companies.commitments import actions, reminders
from companies.commitments.models import DeclineReason
from companies.hearings import links as hearing_links
from companies.hearings.models import Hearing
from companies.portal import links as portal_links
from companies.tasks import remind_due
from jobpakker.foundation import clock
from jobpakker.foundation.audit.models import AuditEvent
from jobpakker.foundation.links import MaskLinks
from jobpakker.foundation.notifications.models import Notification
from jobpakker.foundation.outbox import dispatch as outbox
from jobpakker.foundation.outbox.models import OutboxMessage
from tests.casework.jobpakke.test_wishes import accept, newest, proposed
from tests.companies.commitments.pages import address, confirm, old_address, post
from tests.companies.commitments.test_silence import BENEFITS
from tests.companies.pages import body, client_of
from tests.companies.portal.test_views import page_of, path_of
from tests.factories.citizens import CitizenFactory
from tests.factories.jobpakker import awaiting, steps_of

pytestmark = pytest.mark.django_db

CPR, SURNAME, NOTE = "6101801234", "Hemmeligsen", "Har haft en depression"
SECRET = (CPR, f"{CPR[:6]}-{CPR[6:]}", f"{CPR[:6]} {CPR[6:]}", SURNAME, NOTE, "B-2099-0007")


def finds(text):
    return [word for word in SECRET if word in text] + BENEFITS.findall(text)


@pytest.fixture
def life(caplog, settings):
    """Asked, reminded, talked, answered with a wish, followed, confirmed, heard, begun, ended, answered for, and lost links."""
    settings.BASE_URL = "http://testserver"
    caplog.handler.addFilter(MaskLinks())
    caplog.set_level(logging.INFO)
    pages, tokens = [], []
    client = Client()

    def look(where):
        response = client.get(where)
        assert response.status_code < 500
        tokens.append(where.split("/")[2])
        if response.headers["Content-Type"] == "application/pdf":
            pages.append("\n".join(page.extract_text() for page in PdfReader(BytesIO(response.content)).pages))
        else:
            pages.append(response.content.decode())
        pages.append(str(response.headers))
        return pages[-2]

    def left():
        """What is on its way leaves now: a mail is put into words when it leaves."""
        outbox.drain(at=clock.now() + timedelta(days=2))

    citizen = CitizenFactory(
        clarified=True, agreed=True, first_name="Amira", last_name=SURNAME, cpr=CPR, alias="B-2099-0007",
        target_group=TargetGroup.SYGEDAGPENGE, benefit_since=clock.today() - timedelta(days=400),
    )  # fmt: skip
    package = awaiting(citizen=citizen, conditions="Hvis praktikken er gået godt.")
    commitment, contact, by, now = package.commitment, package.opening.contact, package.caseworker, clock.now()
    left()
    look(address(commitment))
    reminders.talked(
        commitment=commitment, until=clock.today() + timedelta(days=9), why=f"{NOTE}, {SURNAME}", by=by, at=now
    )
    actions.remind(commitment=commitment, by=by, at=now + timedelta(days=1))
    left()
    proposed(package, weekly_hours="20", trin_0="Praktik i køkkenet", text="Kan vi tales ved?")
    left()
    look(address(commitment))
    accept(package)
    newest(package)
    commitment = package.commitment
    left()
    look(address(commitment))
    look(old_address(commitment))
    post(old_address(commitment), "send-igen")
    where = address(commitment)
    client.post(f"{where}medarbejder/", {"name": "Birgit", "email": "birgit@virksomhed.invalid"})
    left()
    look(f"{where}medarbejder/")
    hearing = Hearing.objects.for_municipality(package.municipality).get()
    heard = path_of(hearing_links.address_for(hearing))
    look(heard)
    client.post(heard, {"said": "no_objection", "answered_by_name": "Birgit"})
    look(heard)
    left()
    confirm(where, commitment)
    left()
    for more in ("", "kvittering/", "kvittering.pdf", "kalender.ics"):
        look(where + more)
    # The first step begins today and ends today: moved as the calendar would have it.
    row = steps_of(package)[0]
    row.starts_on, row.until = clock.today(), clock.today() + timedelta(days=1)
    row.save()
    page = page_of(contact)
    look(page)
    look(path_of(portal_links.calendar_address(contact)))
    remind_due()
    left()
    package.refresh_from_db()
    jobpakke.start_step(step=row, on=clock.today(), by=by, at=now)
    look(page)
    look(reverse("companies:company_way_in"))
    other = awaiting(citizen=CitizenFactory(caseworker=by, last_name=SURNAME, clarified=True))
    version = other.commitment.versions.get()
    actions.decline(
        commitment=other.commitment, number=1, fingerprint=version.fingerprint, answered_by_name="Mette",
        reason=DeclineReason.ECONOMY, text="", at=now,
    )  # fmt: skip
    look(address(other.commitment))
    client.put(where)  # refused, and written in the log
    outbox.drain(at=clock.now() + timedelta(days=2))
    yield package, pages, tokens, caplog
    caplog.handler.filters.clear()


def test_no_page_file_mail_link_log_line_or_queued_message_holds_what_is_not_the_companys(life):
    package, pages, tokens, caplog = life
    assert len(pages) > 30
    assert sum("Amira" in page for page in pages) > 5  # what was agreed to is there
    for page in pages:
        assert finds(page) == []
    company = {package.opening.contact.email, "birgit@virksomhed.invalid"}
    mails = [message for message in mail.outbox if set(message.to) <= company]
    assert len(mails) >= 6
    for message in mails:
        assert finds(message.subject + message.body) == []
        assert "Amira" not in message.subject + message.body
    queued = json.dumps(list(OutboxMessage.objects.values_list("payload", flat=True)))
    said = json.dumps(list(Notification.objects.across_municipalities().values_list("context", "said_once")))
    trail = json.dumps(list(AuditEvent.objects.across_municipalities().values_list("data", flat=True)))
    for heap in (queued, said, caplog.text):
        assert finds(heap) == []
        assert not [token for token in tokens if token and token in heap]
    assert not [word for word in SECRET[:4] if word in trail]
    for token in tokens:
        assert not re.search(SURNAME, token, re.IGNORECASE)
    # The negative control: on the caseworker's side all of it is there, and the same search finds it.
    client = client_of(package.caseworker)
    citizen = body(client.get(reverse("casework:citizen_detail", args=[package.citizen.public_id])))
    assert {SURNAME, "B-2099-0007"} <= set(finds(citizen))
    assert BENEFITS.search(citizen)
    said = AuditEvent.objects.across_municipalities().filter(kind="commitment.talked")
    assert said.exists()
