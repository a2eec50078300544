"""The second signature: sent on by the company's contact, answered by the representative herself, once, for what still holds."""

from datetime import timedelta
from unittest import mock

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from companies.commitments import actions as commitments
from companies.commitments import links as commitment_links
from companies.hearings import actions, links
from companies.hearings.actions import UnableToHear
from companies.hearings.models import Hearing
from companies.hearings.rules import steps_to_hear_about
from jobpakker.foundation import clock
from jobpakker.foundation.audit.models import AuditEvent
from jobpakker.foundation.notifications.models import Notification
from jobpakker.foundation.outbox import dispatch as outbox
from tests.companies.at_once import at_once
from tests.companies.commitments.pages import address
from tests.companies.commitments.test_scanners import every_row
from tests.companies.pages import HOSTILE, body, client_of, someone
from tests.factories.companies import JobOpeningFactory, asked, said_yes, terms

pytestmark = pytest.mark.django_db


def ask_page(commitment):
    return reverse("companies:hearing_ask", args=[commitment_links.token_for(commitment)])


def heard(commitment=None, *, minutes_ago=20):
    return actions.ask(
        commitment=commitment or asked(), number=(commitment.version if commitment else 1), name="Birgit Tillidsmand",
        email="birgit@virksomhed.invalid", at=clock.now() - timedelta(minutes=minutes_ago),
    )  # fmt: skip


def page_of(hearing, *, days=0):
    then = links.links.signing.time.time() - timedelta(days=days).total_seconds()
    with mock.patch("django.core.signing.time.time", return_value=then):
        return reverse("companies:hearing_answer", args=[links.token_for(hearing)])


def say(where, **said):
    return Client().post(where, {"said": "no_objection", "text": "", "answered_by_name": "Birgit T"} | said)


def change(commitment, **differing):
    new = terms(commitment.opening, **differing)
    return commitments.propose_new_terms(commitment=commitment, terms=new, by=commitment.asked_by, at=clock.now())


def kinds(commitment):
    rows = Notification.objects.for_municipality(commitment.municipality).order_by("pk")
    return list(rows.values_list("kind", "to_email"))


# Sending it on ----------------------------------------------------------------------------------------------------------
def test_the_companys_page_offers_to_send_it_on_and_the_representative_gets_her_own_link(client):
    commitment = asked()
    where = address(commitment)
    onwards = f"{where}medarbejder/"
    assert f'href="{onwards}"' in body(client.get(where))
    response = client.post(onwards, {"name": "Birgit Tillidsmand", "email": "BIRGIT@virksomhed.invalid"})
    assert (response.status_code, response.headers["Location"]) == (302, onwards)
    assert kinds(commitment)[-1] == ("hearing_request", "birgit@virksomhed.invalid")
    for shown in (client.get(ask_page(commitment)), client.get(address(commitment))):
        assert "Sendt til Birgit Tillidsmand" in body(shown)
    event = AuditEvent.objects.for_municipality(commitment.municipality).get(kind="hearing.asked")
    assert (event.by_name, event.data) == (commitment.contact.name, {"number": 1})


@pytest.mark.parametrize("steps", [(), (1,)])
def test_where_nobody_comes_to_the_company_there_is_nothing_to_hear_about(client, steps):
    opening = JobOpeningFactory()
    plain = terms(opening)
    commitment = asked(opening, steps=tuple(plain.steps[n] for n in steps))
    assert "De ansattes repræsentant" not in body(client.get(address(commitment)))
    where = address(commitment)
    assert client.get(f"{where}medarbejder/").headers["Location"] == where
    with pytest.raises(UnableToHear, match="nothing_to_hear_about"):
        heard(commitment)


def test_heard_about_is_praktik_and_loentilskud_at_the_company():
    found = steps_to_hear_about(terms(JobOpeningFactory()))
    assert [step.kind for step in found] == ["praktik", "loentilskud"]


@pytest.mark.parametrize(("said", "sentence"), [
    ({"name": ""}, "Udfyld feltet."), ({"name": "B"}, "mindst 2 tegn"), ({"name": "010190-1234"}, "Skriv ikke et CPR-nummer"),
    ({"email": "birgit"}, "e-mail"), ({"email": ""}, "Udfyld feltet."), ({"name": "x" * 151}, "højst"),
])  # fmt: skip
def test_a_bad_name_or_address_is_422_and_nothing_is_lost(client, said, sentence):
    commitment = asked()
    response = client.post(ask_page(commitment), {"name": "Birgit", "email": "b@v.invalid"} | said)
    assert response.status_code == 422
    assert sentence in body(response)
    for value in said.values():
        assert value in body(response)
    assert commitment.hearings.count() == 0


def test_the_contact_does_not_answer_for_the_employees(client):
    commitment = asked()
    response = client.post(ask_page(commitment), {"name": "Mig selv", "email": commitment.contact.email.upper()})
    assert response.status_code == 422
    assert "Repræsentanten svarer for sig selv." in body(response)


def test_no_value_is_a_fault(client):
    commitment = asked()
    for field in ("name", "email"):
        for text in HOSTILE:
            response = client.post(ask_page(commitment), {"name": "Birgit", "email": "b@v.invalid"} | {field: text})
            assert response.status_code in {302, 409, 422}, (field, text)


def test_the_page_is_no_way_of_writing_to_strangers(client):
    """One mail each ten minutes, whoever it goes to; the second person takes the first one's place, and her link."""
    commitment = asked()
    for n in range(5):
        response = client.post(ask_page(commitment), {"name": "Nummer", "email": f"n{n}@v.invalid"})
    assert response.status_code == 409
    assert "Vent ti minutter" in body(response)
    assert [kind for kind, _to in kinds(commitment)].count("hearing_request") == 1
    first = commitment.hearings.get()
    where = page_of(first)
    later = clock.now() + timedelta(minutes=11)
    actions.ask(commitment=commitment, number=1, name="En anden", email="ny@v.invalid", at=later)
    assert commitment.hearings.get().name == "En anden"
    for method in ("get", "post"):
        assert getattr(client, method)(where).status_code == 404


@pytest.mark.parametrize("state", ["declined", "withdrawn", "superseded", "expired"])
def test_a_link_that_no_longer_opens_the_question_leads_to_the_page_that_says_why(client, state):
    commitment = asked()
    answer = address(commitment)
    where = f"{answer}medarbejder/"
    if state == "declined":
        version = commitment.versions.get()
        commitments.decline(
            commitment=commitment, number=1, fingerprint=version.fingerprint, answered_by_name="Mette", reason="economy",
            text="", at=clock.now(),
        )  # fmt: skip
    if state == "withdrawn":
        commitments.withdraw(commitment=commitment, by=commitment.asked_by, at=clock.now())
    if state == "superseded":
        change(commitment, weekly_hours="30")
    if state == "expired":
        then = links.links.signing.time.time() - timedelta(days=15).total_seconds()
        with mock.patch("django.core.signing.time.time", return_value=then):
            answer = address(commitment)
        where = f"{answer}medarbejder/"
    for method in ("get", "post"):
        response = getattr(client, method)(where, {"name": "Birgit", "email": "b@v.invalid"})
        assert (response.status_code, response.headers["Location"]) == (302, answer)
    assert commitment.hearings.count() == 0


# Her answer -----------------------------------------------------------------------------------------------------------------
def test_she_reads_what_it_is_about_and_no_candidate_wage_or_condition(client):
    commitment = asked(candidate="Amira", conditions="Hvis Amira trives", wage_basis="Individuel løn")
    page = body(client.get(page_of(heard(commitment))))
    for text in (
        commitment.opening.company.name,
        "Praktik i rengøring",
        "Løntilskud",
        "Rengøringsassistent",
        "drøftet",
    ):
        assert text in page
    for secret in ("Amira", "Individuel løn", "AMU"):
        assert secret not in page
    assert "checked" not in page


@pytest.mark.parametrize(("said", "text", "shown"), [
    ("no_objection", "", "ingen indvendinger"), ("objection", "Vi har for <mange> praktikanter.", "har indvendinger"),
])  # fmt: skip
def test_her_answer_is_kept_receipted_and_told_at_once(client, said, text, shown):
    commitment = said_yes(asked())
    hearing = heard(commitment)
    where = page_of(hearing)
    response = say(where, said=said, text=text)
    assert (response.status_code, response.headers["Location"]) == (302, where)
    hearing.refresh_from_db()
    assert (hearing.answer, hearing.answer_text, hearing.answered_by_name) == (said, text, "Birgit T")
    assert kinds(commitment)[-2:] == [
        ("hearing_receipt", hearing.email),
        ("hearing_answered", commitment.asked_by.email),
    ]
    assert "Tak. Du er hørt." in body(client.get(where))
    assert shown in body(client.get(address(commitment)))
    desk = client_of(someone(commitment.municipality)).get(
        reverse("companies:opening_detail", args=[commitment.opening.public_id])
    )
    assert shown in body(desk)
    assert text.replace("<", "&lt;").replace(">", "&gt;") in body(desk)
    commitment.refresh_from_db()
    assert commitment.state == "confirmed"  # her answer is hers; the company's stands


def test_answering_twice_answers_once():
    where = page_of(hearing := heard())
    say(where)
    second = say(where, said="objection", text="Nej", answered_by_name="En anden")
    assert (second.status_code, second.headers["Location"]) == (302, where)
    hearing.refresh_from_db()
    assert (hearing.answer, hearing.answered_by_name) == ("no_objection", "Birgit T")
    assert [kind for kind, _to in kinds(hearing.commitment)].count("hearing_receipt") == 1


@pytest.mark.django_db(transaction=True)
def test_fifty_answers_at_once_are_one():
    hearing = heard()

    def press(number):
        row = Hearing.objects.across_municipalities().select_related("commitment__contact").get(pk=hearing.pk)
        return actions.answer(
            hearing=row, said=Hearing.Answer.NO_OBJECTION, text="", answered_by_name=f"Finger {number}", at=clock.now()
        )

    outcomes = at_once(press, times=50)
    assert sum(isinstance(outcome, Hearing) for outcome in outcomes) == 1
    assert {error.code for error in outcomes if isinstance(error, UnableToHear)} == {"answered"}
    assert [kind for kind, _to in kinds(hearing.commitment)].count("hearing_answered") == 1


@pytest.mark.parametrize(("said", "sentence"), [
    ({"said": ""}, "Vælg her."), ({"said": "ja"}, "Vælg en fra listen."), ({"said": "objection"}, "Skriv kort"),
    ({"answered_by_name": ""}, "Udfyld feltet."), ({"answered_by_name": "B"}, "mindst 2 tegn"),
    ({"text": "Om 010190-1234"}, "Skriv ikke et CPR-nummer"), ({"text": "x" * 2001}, "højst"), ({"text": "a\x00b"}, "usynligt tegn"),
])  # fmt: skip
def test_a_bad_answer_is_422_and_nothing_is_lost(said, sentence):
    hearing = heard()
    response = say(page_of(hearing), **said)
    assert response.status_code == 422
    assert sentence in body(response)
    hearing.refresh_from_db()
    assert hearing.answer == ""


def test_a_change_that_is_not_hers_leaves_her_link_open_and_her_answer_standing(client):
    commitment = asked()
    hearing = heard(commitment)
    commitment = change(commitment, weekly_hours="30")
    assert say(page_of(hearing)).status_code == 302
    assert "ingen indvendinger" in body(client.get(address(commitment)))


def test_a_change_of_what_she_is_heard_about_closes_her_link_and_ends_her_answer(client):
    commitment = asked()
    unanswered, other = heard(commitment), asked()
    answered = heard(other)
    say(page_of(answered))
    for row in (commitment, other):
        change(row, steps=terms(row.opening).steps[:1])
        row.refresh_from_db()
    shown = client.get(page_of(unanswered))
    assert shown.status_code == 409
    assert "Planen er ændret siden dette link" in body(shown)
    assert say(page_of(unanswered)).status_code == 409
    unanswered.refresh_from_db()
    assert unanswered.answer == ""
    page = body(client.get(address(other)))
    assert "ingen indvendinger" not in page
    assert "Send til repræsentanten" in page


@pytest.mark.parametrize("how", ["withdrawn", "declined"])
def test_when_it_is_off_her_link_says_so(client, how):
    commitment = asked()
    hearing = heard(commitment)
    if how == "withdrawn":
        commitments.withdraw(commitment=commitment, by=commitment.asked_by, at=clock.now())
    else:
        version = commitment.versions.get()
        commitments.decline(
            commitment=commitment, number=1, fingerprint=version.fingerprint, answered_by_name="Mette", reason="economy",
            text="", at=clock.now(),
        )  # fmt: skip
    for response in (client.get(page_of(hearing)), say(page_of(hearing))):
        assert response.status_code == 410
        assert "Du skal ikke svare mere" in body(response)


def test_an_expired_link_opens_nothing_and_is_renewed_to_the_same_address(client):
    hearing = heard()
    old = page_of(hearing, days=15)
    page = client.get(old)
    assert page.status_code == 410
    assert hearing.commitment.opening.company.name not in body(page)
    assert say(old).status_code == 410
    for _press in range(3):
        sent = client.post(old, {"svar": "send-igen"})
        assert sent.status_code == 200
        assert hearing.email not in body(sent)
    assert kinds(hearing.commitment)[1:] == [("hearing_request", hearing.email)] * 2
    assert client.get(page_of(hearing, days=366)).status_code == 404


def test_neither_link_opens_what_is_the_others(client):
    hearing = heard()
    hers, theirs = links.token_for(hearing), commitment_links.token_for(hearing.commitment)
    for name, token in (
        ("hearing_answer", theirs),
        ("hearing_ask", hers),
        ("commitment_answer", hers),
        ("commitment_receipt", hers),
    ):
        where = reverse(f"companies:{name}", args=[token])
        for method in ("get", "post"):
            assert getattr(client, method)(where).status_code in {404, 405}
    for token in ("abc", hers[:-1] + ("A" if hers[-1] != "A" else "B")):
        assert client.get(reverse("companies:hearing_answer", args=[token])).status_code == 404


def test_reading_changes_no_row_and_is_not_kept_or_passed_on(client):
    hearing = heard()
    addresses = [page_of(hearing), page_of(hearing, days=15), ask_page(hearing.commitment)]
    before = every_row()
    for where in addresses:
        for method in ("head", "get", "get"):
            response = getattr(client, method)(where)
            assert response.headers["Cache-Control"] == "no-store"
            assert response.headers["Referrer-Policy"] == "no-referrer"
        for method in ("put", "patch", "delete", "trace"):
            assert getattr(client, method)(where).status_code == 405
    assert every_row() == before


def test_a_browser_that_hides_where_it_comes_from_can_answer_and_send_on():
    hearing = heard()
    strict = Client(enforce_csrf_checks=True)
    said = {"said": "no_objection", "answered_by_name": "Birgit"}
    assert strict.post(page_of(hearing), said, headers={"origin": "null"}).status_code == 302
    other = asked()
    sent = strict.post(ask_page(other), {"name": "Birgit", "email": "b@v.invalid"}, headers={"origin": "null"})
    assert sent.status_code == 302


def test_the_mails_name_no_candidate_and_say_nothing_that_is_no_longer_true():
    commitment = asked(candidate="Amira")
    hearing = heard(commitment)
    say(page_of(hearing), said="objection", text="For mange på lageret")
    outbox.drain(at=clock.now() + timedelta(minutes=1))
    subjects = [message.subject for message in mail.outbox]
    # The question was answered before it left, and is not put any more.
    assert [subject.split(":")[0] for subject in subjects] == ["Til handling", "Kvittering", "Til handling"]
    for message in mail.outbox:
        for secret in ("Amira", "For mange på lageret"):
            assert secret not in message.subject + message.body
    assert reverse("companies:opening_detail", args=[commitment.opening.public_id]) in mail.outbox[-1].body


def test_reading_costs_the_same_however_many_versions_there_are(client, django_assert_max_num_queries):
    commitment = asked()
    hearing = heard(commitment)

    def cost():
        with django_assert_max_num_queries(10) as queries:
            client.get(page_of(hearing))
        return len(queries)

    few = cost()
    for hours in ("30", "31", "32.5"):
        change(commitment, weekly_hours=hours)
        commitment.refresh_from_db()
    assert cost() == few
