"""The company's own page: a link by mail that betrays nobody, one company that never sees another, and nothing that changes by reading."""

import re
from datetime import UTC, datetime, time, timedelta
from unittest import mock

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from companies.commitments import actions as commitments
from companies.portal import actions, links
from jobpakker.foundation import clock
from jobpakker.foundation.notifications.models import Notification
from jobpakker.foundation.outbox import dispatch as outbox
from tests.companies.commitments.test_ics import events
from tests.companies.commitments.test_scanners import every_row
from tests.companies.pages import HOSTILE, body
from tests.factories.companies import ContactFactory, JobOpeningFactory, asked, said_yes, terms

pytestmark = pytest.mark.django_db

WAY_IN = "/virksomhed/"


def page_of(contact, *, days=0):
    then = links.links.signing.time.time() - timedelta(days=days).total_seconds()
    with mock.patch("django.core.signing.time.time", return_value=then):
        return reverse("companies:company_page", args=[links.page_token(contact)])


def path_of(address):
    return re.sub(r"^https?://[^/]+", "", address)


def mailed():
    return Notification.objects.across_municipalities().filter(kind="company_page")


# The way in ---------------------------------------------------------------------------------------------------------------
def test_a_link_goes_to_the_address_we_have_and_opens_the_page(client):
    contact = ContactFactory(company__name="Nordlys ApS")
    client.post(WAY_IN, {"email": contact.email.upper()})
    outbox.drain(at=clock.now() + timedelta(minutes=1))
    [message] = mail.outbox
    assert message.to == [contact.email]
    assert "Nordlys ApS" in message.subject
    page = client.get(path_of(re.search(r"http\S+", message.body)[0]))
    assert page.status_code == 200
    assert "Nordlys ApS" in body(page)


def test_known_or_not_the_answer_is_the_same():
    contact = ContactFactory()
    pages = [Client().post(WAY_IN, {"email": email}) for email in (contact.email, "ingen@ingen.invalid")]
    assert {page.status_code for page in pages} == {200}
    first, second = (re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", body(page)) for page in pages)
    assert first == second
    assert mailed().count() == 1


def test_one_mail_each_ten_minutes(client):
    contact = ContactFactory()
    for _press in range(5):
        client.post(WAY_IN, {"email": contact.email})
    assert mailed().count() == 1


def test_the_ten_minutes_are_from_mail_to_mail_wherever_the_clock_turns():
    contact, noon = ContactFactory(), datetime(2027, 3, 1, 12, 9, tzinfo=UTC)
    sent = [actions.send_links(email=contact.email, at=noon + timedelta(minutes=n)) for n in (0, 2, 9, 11, 12)]
    assert sent == [1, 0, 0, 1, 0]


def test_who_works_for_two_companies_gets_a_link_to_each(client):
    first = ContactFactory(email="mette@begge.invalid")
    second = ContactFactory(email="mette@begge.invalid")
    client.post(WAY_IN, {"email": "mette@begge.invalid"})
    assert set(mailed().values_list("municipality_id", flat=True)) == {first.municipality_id, second.municipality_id}


@pytest.mark.parametrize("text", ["", "mette", *HOSTILE])
def test_what_is_no_address_is_422(client, text):
    assert client.post(WAY_IN, {"email": text}).status_code == 422
    assert mailed().count() == 0


def test_somebody_elses_address_by_then_gets_nothing():
    """The address was corrected between asking and sending: the link does not go to the old one."""
    contact = ContactFactory()
    Client().post(WAY_IN, {"email": contact.email})
    contact.email = "ny@virksomhed.invalid"
    contact.save()
    outbox.drain(at=clock.now() + timedelta(minutes=1))
    assert mail.outbox == []


# The page -----------------------------------------------------------------------------------------------------------------
def test_she_sees_what_to_answer_what_is_promised_and_who_comes(client):
    opening = JobOpeningFactory(title="Kok")
    said_yes(asked(opening, candidate="Amira"))
    question = asked(JobOpeningFactory(company=opening.company, contact=opening.contact, title="Bud"))
    page = body(client.get(page_of(opening.contact)))
    assert "Læs og svar" in page
    assert page.count("Amira, på vej mod job som kok") == 2  # praktik and løntilskud; the course is elsewhere
    assert "Rengøringshygiejne" not in page
    link = re.search(r'href="(/tilsagn/[^"]+/)">Læs og svar', page)[1]
    assert "én <strong>bud</strong>" in body(client.get(link))
    question.refresh_from_db()
    assert question.state == "requested"


def test_only_places_that_nobody_is_promised_are_open_and_what_is_over_stands_last(client):
    opening = JobOpeningFactory(title="Kok", places=2)
    page = body(client.get(page_of(opening.contact)))
    assert "Jeres åbne job" in page and "pladser: 2" in page
    said_yes(asked(opening))
    assert "pladser: 1" in body(client.get(page_of(opening.contact)))
    said_yes(asked(opening))
    page = body(client.get(page_of(opening.contact)))
    assert "Jeres åbne job" not in page and "Job, der er begyndt" not in page
    with time_machine.travel(datetime.combine(opening.starts_on, time(12), UTC) + timedelta(days=1), tick=False):
        assert "Job, der er begyndt" in body(client.get(page_of(opening.contact)))


def test_until_the_citizen_agrees_there_is_no_name(client):
    opening = JobOpeningFactory(title="Kok")
    said_yes(asked(opening))
    assert "Kandidaten til jobbet som kok" in body(client.get(page_of(opening.contact)))


def test_what_a_colleague_was_asked_is_seen_but_not_opened(client):
    opening = JobOpeningFactory()
    asked(opening)
    colleague = ContactFactory(company=opening.company)
    page = body(client.get(page_of(colleague)))
    assert f"Sendt til {opening.contact.name}" in page
    assert "Læs og svar" not in page
    said_yes(asked(opening))
    page = body(client.get(page_of(colleague)))
    assert "Hvem kommer hvornår" in page
    assert "Se kvitteringen" not in page


def test_one_company_never_sees_another_also_not_one_of_the_same_name_or_address(client):
    theirs = JobOpeningFactory(title="Fremmed stilling", company__name="Nordlys ApS")
    said_yes(asked(theirs, candidate="Hemmelig"))
    own = ContactFactory(
        company__municipality=theirs.municipality, company__name="Nordlys ApS", email=theirs.contact.email
    )
    page = body(client.get(page_of(own)))
    for secret in ("Fremmed stilling", "Hemmelig"):
        assert secret not in page
    assert "Hemmelig" not in client.get(path_of(links.calendar_address(own))).content.decode()


@pytest.mark.parametrize("how", ["declined", "withdrawn"])
def test_what_is_off_is_not_there(client, how):
    opening = JobOpeningFactory()
    commitment = asked(opening, job_title="Noget helt særligt")
    if how == "withdrawn":
        commitments.withdraw(commitment=commitment, by=commitment.asked_by, at=clock.now())
    else:
        version = commitment.versions.get()
        commitments.decline(
            commitment=commitment, number=1, fingerprint=version.fingerprint, answered_by_name="Mette", reason="economy",
            text="", at=clock.now(),
        )  # fmt: skip
    assert "Noget helt særligt" not in body(client.get(page_of(opening.contact)))


def test_steps_that_are_over_are_not_there_and_what_runs_says_so(client):
    opening = JobOpeningFactory(starts_on=clock.today() + timedelta(days=50))
    said_yes(asked(opening))  # praktik ran until 63 days before the job; løntilskud begins 48 days before it
    page = body(client.get(page_of(opening.contact)))
    assert "Praktik i rengøring" not in page
    assert "Løntilskud" in page
    soon = JobOpeningFactory(starts_on=clock.today() + timedelta(days=40))
    said_yes(asked(soon))
    assert "i gang" in body(client.get(page_of(soon.contact)))


def test_the_calendar_follows_what_is_confirmed_and_opens_nothing_else(client):
    opening = JobOpeningFactory()
    said_yes(asked(opening))
    asked(JobOpeningFactory(company=opening.company, contact=opening.contact))
    shown = body(client.get(page_of(opening.contact)))
    where = path_of(re.search(r'href="([^"]+/virksomhed\.ics)"', shown)[1])
    response = client.get(where)
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert len(events(response.content.decode())) == 3
    token = where.split("/")[2]
    for name in ("company_page", "commitment_answer", "hearing_answer"):
        assert client.get(reverse(f"companies:{name}", args=[token])).status_code == 404
    commitment = opening.commitments.get()
    commitments.propose_new_terms(
        commitment=commitment, terms=terms(opening, weekly_hours="30"), by=opening.created_by, at=clock.now()
    )
    assert events(client.get(where).content.decode()) == []


def test_dead_links_have_their_pages(client):
    contact = ContactFactory(company__name="Nordlys ApS")
    old = client.get(page_of(contact, days=15))
    assert old.status_code == 410
    assert "Nordlys" not in body(old)
    assert f'href="{WAY_IN}"' in body(old)
    where = page_of(contact)
    contact.delete()
    for address in (where, "/tilsagn/abc/virksomhed/", "/tilsagn/abc/virksomhed.ics"):
        assert client.get(address).status_code == 404


def test_a_link_mailed_to_an_address_that_was_put_right_since_opens_nothing(client):
    contact = ContactFactory(company__name="Nordlys ApS")
    page, calendar = page_of(contact), path_of(links.calendar_address(contact))
    contact.email = "ny@virksomhed.invalid"
    contact.save()
    assert client.get(page).status_code == 410
    assert client.get(calendar).status_code == 404
    assert client.get(page_of(contact)).status_code == 200


def test_reading_changes_nothing_and_is_not_kept_or_passed_on(client):
    opening = JobOpeningFactory()
    said_yes(asked(opening))
    addresses = [page_of(opening.contact), path_of(links.calendar_address(opening.contact))]
    before = every_row()
    for where in addresses:
        for method in ("head", "get", "get"):
            response = getattr(client, method)(where)
            assert response.status_code == 200
            assert response.headers["Cache-Control"] == "no-store"
            assert response.headers["Referrer-Policy"] == "no-referrer"
        for method in ("post", "put", "delete"):
            assert getattr(client, method)(where).status_code == 405
    assert every_row() == before


def test_the_page_costs_the_same_however_much_is_promised(client, django_assert_max_num_queries):
    opening = JobOpeningFactory()
    said_yes(asked(opening))

    def cost():
        with django_assert_max_num_queries(10) as queries:
            client.get(page_of(opening.contact))
        return len(queries)

    few = cost()
    for _n in range(9):
        said_yes(asked(JobOpeningFactory(company=opening.company, contact=opening.contact)))
    assert cost() == few
