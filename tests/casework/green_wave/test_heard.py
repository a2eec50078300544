"""What the company said, or could not hear, is on Min dag at once, and goes away when what it asks for is done."""

from datetime import timedelta

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from casework.green_wave import my_day
from jobpakker.foundation import clock
from jobpakker.foundation.outbox import dispatch as outbox
from tests.companies.commitments.pages import address
from tests.companies.pages import body, client_of
from tests.factories.jobpakker import awaiting
from tests.foundation.notifications.test_not_arrived import NO_SUCH_MAILBOX

pytestmark = pytest.mark.django_db


def titles(user):
    return [row.title for row in my_day.of(user, today=clock.today()).rows]


@pytest.fixture
def bounced(monkeypatch):
    """A question that did not get there; gives the package and a way of letting mail through again."""
    package = awaiting()
    with monkeypatch.context() as patch:

        def refuse(*_args, **_kwargs):
            raise NO_SUCH_MAILBOX

        patch.setattr(EmailMessage, "send", refuse)
        outbox.drain(at=clock.now() + timedelta(days=1))
    return package


def test_a_mail_that_did_not_arrive_is_a_task_until_a_new_one_is_sent(bounced):
    package, user = bounced, bounced.caseworker
    company = package.opening.company.name
    assert titles(user).count(f"Mailen til {company} kom ikke frem") == 1
    client = client_of(user)
    detail = reverse("casework:jobpakke_detail", args=[package.public_id])
    page = body(client.get(detail))
    assert "Mailen kom ikke frem" in page
    assert package.opening.contact.email in page
    opening = reverse("companies:opening_detail", args=[package.opening.public_id])
    assert "Mailen kom ikke frem" in body(client.get(opening))
    # The address is put right, and the link sent again within the ten minutes that a link that arrived would wait.
    package.opening.contact.email = "rigtig@virksomhed.invalid"
    package.opening.contact.save()
    sent = client.post(reverse("casework:jobpakke_remind", args=[package.public_id]), follow=True)
    assert "Linket er på vej til" in body(sent)
    assert "Mailen kom ikke frem" not in body(client.get(detail))
    assert titles(user) == []
    # The history still says so.
    assert "kom ikke frem" in body(client.get(opening))


def test_the_receipt_that_did_not_arrive_can_be_sent_again(monkeypatch):
    from tests.factories.jobpakker import active

    package = active()

    def refuse(*_args, **_kwargs):
        raise NO_SUCH_MAILBOX

    with monkeypatch.context() as patch:
        patch.setattr(EmailMessage, "send", refuse)
        outbox.drain(at=clock.now() + timedelta(days=1))
    assert any("kom ikke frem" in title for title in titles(package.caseworker))
    client = client_of(package.caseworker)
    client.post(reverse("casework:jobpakke_remind", args=[package.public_id]))
    assert not any("kom ikke frem" in title for title in titles(package.caseworker))


def test_a_colleague_is_not_told_of_a_strangers_mail(bounced):
    from tests.factories.accounts import UserFactory

    assert titles(UserFactory(municipality=bounced.municipality)) == []


def test_the_representatives_mail_that_did_not_arrive_is_seen_by_both_and_sent_to_another_address_at_once(monkeypatch):
    package = awaiting()
    outbox.drain(at=clock.now() + timedelta(days=1))
    where = address(package.commitment)
    Client().post(f"{where}medarbejder/", {"name": "Birgit", "email": "forkert@virksomhed.invalid"})

    def refuse(*_args, **_kwargs):
        raise NO_SUCH_MAILBOX

    with monkeypatch.context() as patch:
        patch.setattr(EmailMessage, "send", refuse)
        outbox.drain(at=clock.now() + timedelta(days=1))
    [title] = [title for title in titles(package.caseworker) if "kom ikke frem" in title]
    assert "repræsentant" in title
    assert "kom ikke frem" in body(Client().get(where))
    assert "kom ikke frem" in body(Client().get(f"{where}medarbejder/"))
    again = Client().post(f"{where}medarbejder/", {"name": "Birgit", "email": "birgit@virksomhed.invalid"})
    assert again.status_code == 302
    assert titles(package.caseworker) == []
    assert "kom ikke frem" not in body(Client().get(where))
