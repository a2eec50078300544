"""What the company said, or could not hear, is on Min dag at once, and goes away when what it asks for is done."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from casework.green_wave import my_day
from companies.commitments.links import REST_BETWEEN_LINKS
from companies.commitments.models import HiringCommitment
from jobpakker.foundation import clock
from jobpakker.foundation.outbox import dispatch as outbox
from tests.companies.commitments.pages import address
from tests.companies.pages import body, client_of
from tests.factories.jobpakker import awaiting
from tests.foundation.notifications.test_not_arrived import NO_SUCH_MAILBOX
from tests.mail_server import HANGS_UP

pytestmark = pytest.mark.django_db


def titles(user):
    return [row.title for row in my_day.of(user, today=clock.today()).rows]


@pytest.fixture
def bounced(server):
    """A question that did not get there; gives the package and a way of letting mail through again."""
    package = awaiting()
    lost(server, NO_SUCH_MAILBOX)
    return package


def lost(server, reply, place="RCPT"):
    server.says[place] = reply
    outbox.drain(at=clock.now() + timedelta(days=1))
    server.says.clear()


def test_a_mail_that_did_not_arrive_is_a_task_until_a_new_one_is_sent(bounced):
    package, user = bounced, bounced.caseworker
    company = package.opening.company.name
    assert titles(user).count(f"Mailen til {company} kom ikke frem") == 1
    client = client_of(user)
    detail = reverse("casework:jobpakke_detail", args=[package.public_id])
    page = body(client.get(detail))
    assert "Mailen kom ikke frem" in page
    assert f"Adressen {package.opening.contact.email} tog ikke imod den" in page
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


def test_the_receipt_that_did_not_arrive_can_be_sent_again(server):
    from tests.factories.jobpakker import active

    package = active()

    lost(server, NO_SUCH_MAILBOX)
    assert any("kom ikke frem" in title for title in titles(package.caseworker))
    client = client_of(package.caseworker)
    client.post(reverse("casework:jobpakke_remind", args=[package.public_id]))
    assert not any("kom ikke frem" in title for title in titles(package.caseworker))


def test_a_mail_of_which_nobody_knows_is_sent_anew_by_one_press_and_never_by_itself(server):
    package = awaiting()
    user, company, asked_at = package.caseworker, package.opening.company.name, clock.now()
    commitments = HiringCommitment.objects.for_municipality(user.municipality_id)
    commitments.update(link_mailed_at=asked_at)  # a moment ago, whatever the time of day at which the factory asks
    lost(server, HANGS_UP, "END")
    outbox.drain(at=clock.now() + timedelta(days=2))
    assert len(server.mails) == 1
    [told] = [row for row in my_day.of(user, today=clock.today()).rows if "Vi ved ikke" in row.title]
    assert told.title == f"Vi ved ikke, om mailen til {company} nåede frem"
    assert package.opening.contact.email in told.why
    detail = reverse("casework:jobpakke_detail", args=[package.public_id])
    opening = reverse("companies:opening_detail", args=[package.opening.public_id])
    client = client_of(user)
    for page in (detail, opening):
        assert "Vi ved ikke, om mailen nåede frem" in body(client.get(page))
    # No reminder goes earlier by it.
    assert commitments.get().link_mailed_at == asked_at - REST_BETWEEN_LINKS
    assert (told.action.post, told.action.label) == (True, "Send linket igen")
    client.post(told.action.url, {"next": reverse("casework:my_day")})
    client.post(told.action.url)
    outbox.drain(at=clock.now() + timedelta(days=2))
    assert [subject[:22] for subject in server.subjects()] == ["Til handling: bekræft,"] * 2
    assert [title for title in titles(user) if "Vi ved ikke" in title] == []
    assert "Vi ved ikke" not in body(client.get(detail))
    assert "måske ikke fremme" in body(client.get(opening))


def test_a_mail_that_no_server_took_in_two_hours_is_no_wrong_address_and_sent_anew_by_one_press(server):
    package = awaiting()
    user, company = package.caseworker, package.opening.company.name
    server.says["MAIL"] = "421 Too busy"
    for hours in range(outbox.MAX_ATTEMPTS):
        outbox.drain(at=clock.now() + timedelta(days=1, hours=3 * hours))
    [told] = [row for row in my_day.of(user, today=clock.today()).rows if "kom ikke frem" in row.title]
    assert (told.title, told.action.post) == (f"Mailen til {company} kom ikke frem", True)
    detail = reverse("casework:jobpakke_detail", args=[package.public_id])
    for text in (told.why, body(client_of(user).get(detail))):
        assert "Mailserveren kunne ikke aflevere mailen" in text
        assert "tog ikke imod" not in text
        assert "ret adressen" not in text


def test_the_representatives_mail_of_which_nobody_knows_is_the_caseworkers_to_ask_about(server):
    package = awaiting()
    outbox.drain(at=clock.now() + timedelta(days=1))
    where = address(package.commitment)
    Client().post(f"{where}medarbejder/", {"name": "Birgit", "email": "birgit@virksomhed.invalid"})
    lost(server, HANGS_UP, "DATA")
    assert [title for title in titles(package.caseworker) if "Vi ved ikke, om mailen til de ansattes repr" in title]
    assert "ikke svaret endnu" in body(Client().get(where))


def test_a_colleague_is_not_told_of_a_strangers_mail(bounced):
    from tests.factories.accounts import UserFactory

    assert titles(UserFactory(municipality=bounced.municipality)) == []


def test_the_representatives_mail_that_did_not_arrive_is_seen_by_both_and_sent_to_another_address_at_once(server):
    package = awaiting()
    outbox.drain(at=clock.now() + timedelta(days=1))
    where = address(package.commitment)
    Client().post(f"{where}medarbejder/", {"name": "Birgit", "email": "forkert@virksomhed.invalid"})

    lost(server, NO_SUCH_MAILBOX)
    [title] = [title for title in titles(package.caseworker) if "kom ikke frem" in title]
    assert "repræsentant" in title
    assert "kom ikke frem" in body(Client().get(where))
    assert "kom ikke frem" in body(Client().get(f"{where}medarbejder/"))
    again = Client().post(f"{where}medarbejder/", {"name": "Birgit", "email": "birgit@virksomhed.invalid"})
    assert again.status_code == 302
    assert titles(package.caseworker) == []
    assert "kom ikke frem" not in body(Client().get(where))
