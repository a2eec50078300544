"""What is said to a company, queued, logged or written in the trail holds no CPR number, surname, benefit or note, and no link."""

import json
import logging
import re
from dataclasses import fields
from datetime import timedelta

import pytest
from django.core import mail

from companies.commitments import actions
from companies.commitments.actions import UnableToAsk
from companies.commitments.models import DeclineReason
from companies.commitments.terms import Terms, TermsStep
from companies.register.numbers import holds_a_cpr_number
from jobpakker.foundation import clock
from jobpakker.foundation.audit.models import AuditEvent
from jobpakker.foundation.notifications.models import Notification
from jobpakker.foundation.outbox import dispatch as outbox
from jobpakker.foundation.outbox.models import OutboxMessage
from tests.companies.commitments.pages import address, confirm, marks, opened, post
from tests.factories.companies import JobOpeningFactory, asked, terms

pytestmark = pytest.mark.django_db

# Said by somebody somewhere, and not for the ears of the other side.
NOTE, PLEA = "Har haft en depression", "Ring til mig om Amiras ryg"
BENEFITS = re.compile(
    r"kontanthjælp|dagpenge|sygedagpenge|ledighedsydelse|ressourceforløb|fleksydelse|diagnose", re.IGNORECASE
)


def test_the_terms_have_a_place_for_nothing_else():
    """Whoever adds a field here asks herself who will read it."""
    assert {field.name for field in fields(Terms)} == {
        "job_title", "company_name", "worksite_name", "job_starts_on", "weekly_hours", "wage_basis", "conditions", "candidate",
        "municipality", "caseworker_name", "caseworker_phone", "steps", "mentor_name", "promises",
    }  # fmt: skip
    assert {field.name for field in fields(TermsStep)} == {
        "kind",
        "title",
        "starts_on",
        "ends_on",
        "at_the_company",
        "beside",
    }


@pytest.mark.parametrize("differing", [
    {"conditions": "Gælder 010190-1234"}, {"candidate": "Amira 0101901234"}, {"wage_basis": "010190 1234"},
    {"job_title": "Kok 010190-1234"}, {"mentor_name": "010190-1234"},
    {"steps": (TermsStep("praktik", "Praktik, 010190-1234", "2027-01-04", "2027-01-29", True),)},
])  # fmt: skip
def test_terms_with_a_cpr_number_are_never_sent(differing):
    opening = JobOpeningFactory()
    with pytest.raises(UnableToAsk, match="cpr_in_terms"):
        asked(opening, **differing)
    commitment = asked(opening)
    with pytest.raises(UnableToAsk, match="cpr_in_terms"):
        actions.propose_new_terms(
            commitment=commitment, terms=terms(opening, **differing), by=commitment.asked_by, at=clock.now()
        )
    assert Notification.objects.for_municipality(opening.municipality).count() == 1


@pytest.mark.parametrize("answer", ["foreslaa", "afslaa", "bekraeft"])
def test_a_company_that_writes_a_cpr_number_is_asked_to_take_it_out(answer):
    commitment, where = opened()
    said = {"answered_by_name": "Mette 010190-1234", "text": "Det er 010190-1234", "reason": "other", "agreed": "on"}
    response = post(where, answer, **marks(commitment), **said)
    assert response.status_code == 422
    assert "Skriv ikke et CPR-nummer her." in response.content.decode()
    commitment.refresh_from_db()
    assert commitment.state == "requested"


def everything_said(caplog):
    """One commitment through all that can be said about it; gives the commitment and its addresses."""
    now = clock.now()
    opening = JobOpeningFactory(requirements=NOTE)
    with caplog.at_level(logging.INFO):
        commitment = asked(opening, candidate="Amira", at=now - timedelta(days=1))
        addresses = [address(commitment)]
        outbox.drain(at=now + timedelta(minutes=5))
        actions.remind(commitment=commitment, by=commitment.asked_by, at=now)
        outbox.drain(at=now + timedelta(minutes=5))
        version = commitment.versions.get()
        actions.propose_change(
            commitment=commitment, number=1, fingerprint=version.fingerprint, answered_by_name="Mette Kontakt",
            starts_on=None, text=PLEA, at=now,
        )  # fmt: skip
        outbox.drain(at=now + timedelta(minutes=5))
        commitment = actions.propose_new_terms(
            commitment=commitment,
            terms=terms(opening, candidate="Amira", weekly_hours="30"),
            by=opening.created_by,
            at=now,
        )
        addresses.append(address(commitment))
        outbox.drain(at=now + timedelta(minutes=5))
        confirm(addresses[1], commitment)
        outbox.drain(at=now + timedelta(minutes=5))
        other = asked(JobOpeningFactory(company=opening.company))
        actions.decline(
            commitment=other, number=1, fingerprint=other.versions.get().fingerprint, answered_by_name="Mette Kontakt",
            reason=DeclineReason.OTHER, text=PLEA, at=now,
        )  # fmt: skip
        outbox.drain(at=now + timedelta(minutes=5))
    return commitment, addresses


def test_no_mail_holds_what_is_not_the_companys(caplog):
    everything_said(caplog)
    # The second question goes without its mail: it was declined before the mail left, and what has become untrue is not said.
    assert len(mail.outbox) == 6
    for message in mail.outbox:
        text = message.subject + message.body
        assert not holds_a_cpr_number(text)
        assert not BENEFITS.search(text)
        for secret in (NOTE, PLEA, "Amira"):
            assert secret not in text
        assert "tilsagn/" not in message.subject


def test_no_queue_trail_or_log_line_holds_words_or_links(caplog):
    _commitment, addresses = everything_said(caplog)
    queued = json.dumps(list(OutboxMessage.objects.values_list("payload", flat=True)))
    said = Notification.objects.across_municipalities().values_list("context", "said_once")
    written = AuditEvent.objects.across_municipalities().values_list("data", flat=True)
    for heap in (queued, json.dumps(list(said)), json.dumps(list(written)), caplog.text):
        for secret in (NOTE, PLEA, "Amira", *[where.split("/")[2] for where in addresses]):
            assert secret not in heap
        assert not holds_a_cpr_number(heap)


def test_a_bad_request_to_a_link_is_logged_without_the_link(caplog, client):
    from jobpakker.foundation.links import MaskLinks

    _commitment, where = opened()
    caplog.handler.addFilter(MaskLinks())
    try:
        client.put(where)
    finally:
        caplog.handler.filters.clear()
    assert "Method Not Allowed" in caplog.text
    assert where.split("/")[2] not in caplog.text
    assert "/tilsagn/***/" in caplog.text
