"""The company's page: each kind of page a link can open to, and what each press does."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from companies.commitments import actions, links
from jobpakker.foundation import clock
from jobpakker.foundation.audit.models import AuditEvent
from jobpakker.foundation.links import make
from jobpakker.foundation.notifications.models import Notification
from tests.companies.commitments.pages import address, confirm, marks, old_address, opened, post
from tests.factories.accounts import UserFactory
from tests.factories.companies import ContactFactory, asked, said_yes, terms

pytestmark = pytest.mark.django_db


def body(response):
    return response.content.decode()


def state(commitment):
    commitment.refresh_from_db()
    return commitment.state


def new_terms(commitment, **differing):
    return actions.propose_new_terms(
        commitment=commitment, terms=terms(commitment.opening, **differing), by=commitment.asked_by, at=clock.now()
    )


# What is read -----------------------------------------------------------------------------------------------------------
def test_the_open_question_shows_the_job_the_stairs_and_whom_to_call(client):
    commitment, where = opened()
    response = client.get(where)
    page = body(response)
    assert response.status_code == 200
    assert "I har sagt, at I vil ansætte én <strong>rengøringsassistent</strong>, 32 timer om ugen" in page
    assert "kandidaten" in page
    assert commitment.opening.company.name in page
    assert (
        page.index("Ordinært job: Rengøringsassistent")
        < page.index("Løntilskud")
        < page.index("AMU: Rengøringshygiejne")
    )
    assert page.index("AMU: Rengøringshygiejne") < page.index("Praktik i rengøring")
    assert page.count('class="is-own"') == 2  # praktik and løntilskud; the course is not theirs
    assert commitment.asked_by.name in page
    assert 'href="tel:+4570000000"' in page


def test_the_first_name_is_shown_only_when_the_terms_hold_it(client):
    _commitment, where = opened(candidate="Amira")
    assert "Amira" in body(client.get(where))
    _commitment, where = opened(candidate="")
    assert "Amira" not in body(client.get(where))


def test_the_box_is_not_ticked_and_the_name_not_filled_in_beforehand(client):
    _commitment, where = opened()
    page = body(client.get(where))
    assert 'type="checkbox"' in page
    assert "checked" not in page
    assert 'name="answered_by_name"' in page
    assert 'autocomplete="name" value=' not in page


@pytest.mark.parametrize("name", ["open", "confirmed", "superseded", "withdrawn", "expired", "unknown"])
def test_no_page_of_a_link_is_kept_passed_on_or_found(client, name):
    commitment = asked()
    where = {"expired": old_address, "unknown": lambda c: address(c)[:-3] + "xx/"}.get(name, address)(commitment)
    if name == "confirmed":
        said_yes(commitment)
    if name == "superseded":
        new_terms(commitment, weekly_hours="30")
    if name == "withdrawn":
        actions.withdraw(commitment=commitment, by=commitment.asked_by, at=clock.now())
    response = client.get(where)
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response.headers["X-Robots-Tag"]


def test_terms_that_changed_are_shown_old_and_new(client):
    commitment = asked()
    commitment = new_terms(
        commitment, weekly_hours="30.5", candidate="Amira", steps=terms(commitment.opening).steps[:2]
    )
    page = body(client.get(address(commitment)))
    assert "Det er ændret siden version 1" in page
    changes = page[page.index("<tbody>") : page.index("</tbody>")]
    assert "Timer om ugen" in changes
    assert ">32<" in changes
    assert "<strong>30,5</strong>" in changes
    assert "Løntilskud" in changes
    assert "er taget ud" in changes
    assert "Kandidatens fornavn" in changes
    assert "Løngrundlag" not in changes


def test_both_sides_say_what_they_promise(client):
    commitment, where = opened(mentor_name="Birgit")
    page = body(client.get(where))
    assert "Birgit" in page
    for sentence in ("lært op til netop jeres job", "Et forløb uden huller", "Én kontakt i kommunen"):
        assert sentence in page
    assert page.count("I tager imod i praktik") == 2  # in the stairs, and in what they promise


def test_when_the_first_day_has_passed_there_is_nothing_to_confirm_but_a_new_day_can_be_proposed(client):
    yesterday = clock.today() - timedelta(days=1)
    commitment, where = opened(job_starts_on=yesterday.isoformat())
    page = body(client.get(where))
    assert "Den første arbejdsdag er gået" in page
    assert 'name="agreed"' not in page
    assert page.count('<details class="panel answer" open>') == 1
    refused = confirm(where, commitment)
    assert refused.status_code == 409
    assert "Den første arbejdsdag er gået" in body(refused)
    assert "Svaret er ikke modtaget" not in body(refused)
    assert state(commitment) == "requested"
    day = f"{clock.today() + timedelta(days=30):%d-%m-%Y}"
    assert post(where, "foreslaa", **marks(commitment), answered_by_name="Mette", starts_on=day).status_code == 302


# Which page ---------------------------------------------------------------------------------------------------------------
def test_confirmed_shows_the_receipt(client):
    commitment, where = opened()
    said_yes(commitment, name="Lone Holm")
    response = client.get(where)
    page = body(response)
    assert response.status_code == 200
    assert "Lone Holm" in page
    assert commitment.versions.get().fingerprint[:8] in page
    assert "<form" not in page[: page.index("<footer")]


def test_an_older_version_says_kindly_what_is_new_and_cannot_be_confirmed(client):
    commitment, where = opened()
    old = marks(commitment)
    new_terms(commitment, weekly_hours="30")
    response = client.get(where)
    page = body(response)
    assert response.status_code == 409
    assert "Vilkårene er ændret" in page
    assert ">32<" in page
    assert "<strong>30</strong>" in page
    assert "Send mig linket igen" in page
    assert "fingerprint" not in page

    answer = post(where, "bekraeft", **old, answered_by_name="Mette", agreed="on")
    assert answer.status_code == 409
    assert state(commitment) == "requested"


def test_an_older_version_cannot_borrow_the_fingerprint_of_the_new_one():
    commitment, where = opened()
    commitment = new_terms(commitment, weekly_hours="30")
    response = confirm(where, commitment)  # the marks of version 2, by the link to version 1
    assert response.status_code == 409
    assert state(commitment) == "requested"


@pytest.mark.parametrize("answer", ["bekraeft", "foreslaa", "afslaa"])
def test_withdrawn_says_so_and_takes_no_answer(client, answer):
    commitment, where = opened()
    actions.withdraw(commitment=commitment, by=commitment.asked_by, at=clock.now())
    assert client.get(where).status_code == 410
    assert "trukket tilbage" in body(client.get(where))
    response = post(
        where, answer, **marks(commitment), answered_by_name="Mette", agreed="on", reason="economy", text="x"
    )
    assert response.status_code == 410
    assert state(commitment) == "withdrawn"


@pytest.mark.parametrize("answer", ["bekraeft", "foreslaa", "afslaa"])
def test_what_is_declined_is_not_answered_again(client, answer):
    commitment, where = opened()
    post(where, "afslaa", **marks(commitment), answered_by_name="Mette", reason="economy")
    assert "Tak for svaret" in body(client.get(where))
    response = post(where, answer, **marks(commitment), answered_by_name="Lone", agreed="on", reason="filled", text="x")
    assert response.status_code == 409
    assert state(commitment) == "declined"
    assert commitment.versions.get().answered_by_name == "Mette"


def test_an_expired_link_opens_nothing_but_can_be_renewed(client):
    commitment = asked(at=clock.now() - timedelta(days=15))
    where = old_address(commitment)
    response = client.get(where)
    page = body(response)
    assert response.status_code == 410
    assert "Send mig linket igen" in page
    assert commitment.opening.title not in page
    assert commitment.opening.company.name not in page

    assert confirm(where, commitment).status_code == 410
    assert state(commitment) == "requested"

    sent = post(where, "send-igen")
    assert sent.status_code == 200
    assert Notification.objects.for_municipality(commitment.municipality).count() == 2


def test_a_link_mailed_to_an_address_that_was_put_right_since_opens_nothing(client):
    """Whoever left the company keeps the mail; the link goes to the address that we have now."""
    commitment, where = opened()
    commitment.contact.email = "ny@virksomhed.invalid"
    commitment.contact.save()
    page = client.get(where)
    assert page.status_code == 410
    assert "Linket er udløbet" in page.content.decode()
    assert confirm(where, commitment).status_code == 410
    assert client.get(address(commitment)).status_code == 200


def test_a_link_of_fourteen_days_less_an_hour_still_opens(client):
    commitment = asked()
    assert client.get(old_address(commitment, days=14 - 1 / 24)).status_code == 200
    assert client.get(old_address(commitment, days=14 + 1 / 24)).status_code == 410
    assert client.get(old_address(commitment, days=366)).status_code == 404


def unknown_links():
    commitment = asked()
    good = links.token_for(commitment)
    other = ContactFactory(company=commitment.opening.company)
    payload = {"c": str(commitment.public_id), "n": 1, "p": str(commitment.contact.public_id)}
    return {
        "nonsense": "abc",
        "tampered": good[:-1] + ("A" if good[-1] != "A" else "B"),
        "other purpose": make("show-receipt", payload),
        "another person": make(links.PURPOSE, payload | {"p": str(other.public_id)}),
        "a version that is not there": make(links.PURPOSE, payload | {"n": 7}),
        "a row that is gone": make(links.PURPOSE, payload | {"c": str(other.public_id)}),
    }


def test_unknown_links_all_look_like_any_page_that_is_not_there(client):
    nowhere = client.get("/findes-ikke/").content
    for why, token in unknown_links().items():
        where = reverse("companies:commitment_answer", args=[token])
        for response in (client.get(where), post(where, "bekraeft"), post(where, "send-igen")):
            assert (response.status_code, response.content) == (404, nowhere), why


# Answers ------------------------------------------------------------------------------------------------------------------
def test_confirming_leads_to_the_receipt(client):
    commitment, where = opened()
    response = confirm(where, commitment)
    assert (response.status_code, response.headers["Location"]) == (302, where)
    assert state(commitment) == "confirmed"
    assert "Tak. I har bekræftet." in body(client.get(where))


def test_confirming_twice_confirms_once_and_the_second_sees_the_receipt():
    commitment, where = opened()
    confirm(where, commitment, answered_by_name="Lone Holm")
    second = confirm(where, commitment, answered_by_name="En anden")
    assert (second.status_code, second.headers["Location"]) == (302, where)
    assert commitment.versions.get().answered_by_name == "Lone Holm"
    receipts = Notification.objects.for_municipality(commitment.municipality).filter(kind="commitment_receipt")
    assert receipts.count() == 1


def test_another_date_is_proposed(client):
    commitment, where = opened()
    day = commitment.opening.starts_on + timedelta(days=14)
    post(where, "foreslaa", **marks(commitment), answered_by_name="Mette", starts_on=f"{day:%d-%m-%Y}", text="")
    assert state(commitment) == "change_proposed"
    assert commitment.versions.get().proposed_starts_on == day
    assert "Tak for forslaget" in body(client.get(where))


def test_declining_needs_a_reason():
    commitment, where = opened()
    refused = post(where, "afslaa", **marks(commitment), answered_by_name="Mette", text="Vi er ved at flytte.")
    assert refused.status_code == 422
    assert "Vi er ved at flytte." in body(refused)
    assert state(commitment) == "requested"
    post(where, "afslaa", **marks(commitment), answered_by_name="Mette", reason="no_time", text="Vi er ved at flytte.")
    assert state(commitment) == "declined"


TAMPERED = [{"fingerprint": "0" * 64}, {"fingerprint": ""}, {"number": "2"}, {"number": "x"}, {"number": ""}]


@pytest.mark.parametrize("other", TAMPERED)
def test_other_terms_than_the_shown_ones_are_409_and_what_was_typed_is_kept(other):
    commitment, where = opened()
    response = confirm(where, commitment, **other)
    page = body(response)
    assert response.status_code == 409
    assert "Svaret er ikke modtaget endnu" in page
    assert 'value="Mette Kontakt"' in page
    assert "checked" not in page  # to be ticked anew, under the right terms
    assert commitment.versions.get().fingerprint in page
    assert state(commitment) == "requested"


def past_and_future():
    today = clock.today()
    return today - timedelta(days=1), today + timedelta(days=60)


BAD = [
    ("bekraeft", {"answered_by_name": "Mette"}, "Sæt kryds her for at gå videre."),
    ("bekraeft", {"agreed": "on"}, "Udfyld feltet."),
    ("bekraeft", {"agreed": "on", "answered_by_name": "  "}, "Udfyld feltet."),
    ("bekraeft", {"agreed": "on", "answered_by_name": "M"}, "mindst 2 tegn"),
    ("bekraeft", {"agreed": "on", "answered_by_name": "M" * 151}, "Skriv højst 150 tegn"),
    ("bekraeft", {"agreed": "on", "answered_by_name": "Met\u202ete"}, "usynligt tegn"),
    ("bekraeft", {"agreed": "on", "answered_by_name": "Met\x00te"}, "usynligt tegn"),
    ("foreslaa", {"answered_by_name": "Mette"}, "Skriv en anden dag ovenfor"),
    ("foreslaa", {"answered_by_name": "Mette", "starts_on": "32-13-2027"}, "Den dato findes ikke"),
    ("foreslaa", {"answered_by_name": "Mette", "starts_on": "01-01-2020"}, "Den dag er gået"),
    ("foreslaa", {"answered_by_name": "Mette", "text": "x" * 2001}, "Skriv højst 2000 tegn"),
    ("foreslaa", {"answered_by_name": "Mette", "text": "a\u200bb"}, "usynligt tegn"),
    ("foreslaa", {"text": "Senere"}, "Udfyld feltet."),
    ("afslaa", {"answered_by_name": "Mette"}, "Vælg her."),
    ("afslaa", {"answered_by_name": "Mette", "reason": "fordi"}, "Vælg en fra listen."),
    ("afslaa", {"answered_by_name": "Mette", "reason": "other"}, "Skriv kort"),
    ("noget-andet", {"answered_by_name": "Mette"}, "Jeres svar"),
    ("", {}, "Jeres svar"),
]


@pytest.mark.parametrize(("answer", "fields", "sentence"), BAD)
def test_a_bad_form_is_422_with_a_sentence_and_changes_nothing(answer, fields, sentence):
    commitment, where = opened()
    response = post(where, answer, **marks(commitment), **fields)
    assert response.status_code == 422
    assert sentence in body(response)
    for name, value in fields.items():
        if name == "text":
            assert value in body(response)
    assert state(commitment) == "requested"
    assert commitment.versions.get().answer == ""


def test_the_day_that_is_already_agreed_is_no_proposal():
    commitment, where = opened()
    day = f"{commitment.opening.starts_on:%d-%m-%Y}"
    response = post(where, "foreslaa", **marks(commitment), answered_by_name="Mette", starts_on=day)
    assert response.status_code == 422
    assert "Det er den dag, der står i forvejen" in body(response)


def test_only_the_form_that_was_wrong_is_open_and_marked():
    commitment, where = opened()
    page = body(post(where, "foreslaa", **marks(commitment), answered_by_name="Mette"))
    assert page.count('<details class="panel answer" open>') == 1
    assert page.count("form-error-summary") == 1


# The lost link --------------------------------------------------------------------------------------------------------------
def test_the_answer_to_a_lost_link_is_the_same_whatever_came_of_it():
    fresh, done, gone, old = asked(), said_yes(asked()), asked(), asked(at=clock.now() - timedelta(days=20))
    actions.withdraw(commitment=gone, by=gone.asked_by, at=clock.now())
    pages = []
    for commitment in (fresh, done, gone, old):
        commitment.municipality.name = "Fjordby Kommune"
        commitment.municipality.save()
        pages.append(post(address(commitment), "send-igen"))
    assert {page.status_code for page in pages} == {200}
    assert len({page.content.split(b"<footer")[0] for page in pages}) == 1
    mailed = Notification.objects.across_municipalities().filter(municipality=old.municipality)
    assert mailed.count() == 2
    assert Notification.objects.across_municipalities().filter(municipality=fresh.municipality).count() == 1


def test_a_lost_link_never_shows_the_address_it_goes_to():
    commitment = asked(at=clock.now() - timedelta(days=20))
    assert commitment.contact.email not in body(post(address(commitment), "send-igen"))


# Methods, forged posts ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_other_methods_are_refused(client, method):
    _commitment, where = opened()
    assert getattr(client, method)(where).status_code == 405


def test_a_browser_that_hides_where_it_comes_from_can_still_answer():
    """From a page with `no-referrer` a browser posts with "Origin: null", which Django's check of forged posts refuses."""
    commitment, where = opened()
    strict = Client(enforce_csrf_checks=True)
    said = marks(commitment) | {"svar": "bekraeft", "answered_by_name": "Mette Kontakt", "agreed": "on"}
    assert strict.post(where, said, headers={"origin": "null"}).status_code == 302
    assert state(commitment) == "confirmed"


def test_the_language_can_be_chosen_from_the_page_though_it_hides_where_it_comes_from():
    _commitment, where = opened()
    strict = Client(enforce_csrf_checks=True)
    said = {"language": "en", "next": where}
    response = strict.post(reverse("accounts:set_language"), said, headers={"origin": "null"})
    assert (response.status_code, response.headers["Location"]) == (302, where)
    assert strict.cookies["sprog"].value == "en"


# The desk's reminder ----------------------------------------------------------------------------------------------------------
def remind(user, commitment):
    client = Client()
    client.force_login(user)
    return client.post(reverse("companies:commitment_remind", args=[commitment.public_id]), follow=True)


def test_the_caseworker_reminds_once_however_often_she_presses():
    commitment = asked(at=clock.now() - timedelta(days=1))
    user = UserFactory(municipality=commitment.municipality)
    assert "Linket er på vej" in body(remind(user, commitment))
    assert "Der er ikke sendt noget" in body(remind(user, commitment))
    events = AuditEvent.objects.for_municipality(commitment.municipality).filter(kind="commitment.reminded")
    assert [event.by_id for event in events] == [user.pk]


def test_a_stranger_reminds_nobody():
    commitment = asked(at=clock.now() - timedelta(days=1))
    assert remind(UserFactory(), commitment).status_code == 404
    consultant = UserFactory(consultant=True, municipality=commitment.municipality)
    assert remind(consultant, commitment).status_code == 403


def test_reading_costs_three_queries(client, django_assert_num_queries):
    commitment = asked()
    for hours in ("30", "31", "32.5", "33"):
        commitment = new_terms(commitment, weekly_hours=hours)
    where = address(commitment)
    with django_assert_num_queries(3):
        client.get(where)
