"""Sending a file in, seeing what it would change, and applying just that: once, by its owner, within the hour."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from companies.providers import actions, queries
from companies.providers.csv_lines import MOST_BYTES
from companies.providers.models import CourseImport
from jobpakker.foundation import clock
from tests.companies.pages import HOSTILE, body, client_of, hidden, someone
from tests.factories.accounts import MunicipalityFactory
from tests.factories.providers import CourseSessionFactory

pytestmark = pytest.mark.django_db
IMPORT = "companies:course_import"
HEAD = "titel;udbyder;start;slut;pladser;optaget;holdnummer"


@pytest.fixture
def municipality():
    return MunicipalityFactory()


@pytest.fixture
def client(municipality):
    return client_of(someone(municipality))


def day(days):
    return f"{clock.today() + timedelta(days=days):%d-%m-%Y}"


def line(n=1, *, title="Truck B", seats=12, start=40):
    return f"{title};EUC Fjord;{day(start)};{day(start + 2)};{seats};4;H{n}"


def send(client, *lines, head=HEAD, content=None, name="kurser.csv", key=None, follow=True):
    content = "\n".join([head, *lines]).encode() if content is None else content
    data = {"file": SimpleUploadedFile(name, content, "text/csv"), "key": key or str(uuid4())}
    return client.post(reverse(IMPORT), data, follow=follow)


def save(client, page, **other):
    address = page.redirect_chain[-1][0]
    return client.post(address, {"fingerprint": hidden(page, "fingerprint")} | other, follow=True)


def sessions(municipality):
    return queries.sessions(municipality.pk).order_by("reference")


def test_the_page_says_how_the_file_is_to_look(client):
    page = body(client.get(reverse(IMPORT)))
    assert "titel, udbyder, start, pladser" in page
    assert 'enctype="multipart/form-data"' in page


def test_nothing_is_stored_before_it_is_seen(client, municipality):
    page = send(client, line(), line(2, start=50))
    assert page.status_code == 200
    assert "kurser.csv er læst, men intet er gemt endnu" in body(page)
    assert "Truck B, EUC Fjord" in body(page)
    assert not sessions(municipality).exists()


def test_what_was_seen_is_saved(client, municipality):
    answer = save(client, send(client, line(), line(2, start=50)))
    assert answer.redirect_chain[-1][0] == reverse("companies:course_session_list")
    assert "Filen er gemt. 2 nye hold." in body(answer)
    assert [row.reference for row in sessions(municipality)] == ["H1", "H2"]


def test_changes_are_shown_old_and_new_and_the_rest_apart(client, municipality):
    save(client, send(client, line(), line(2, start=50), line(3, start=55), line(4, start=60)))
    page = send(client, line(seats=16), line(2, start=50), line(4, start=60), line(5, title="Ny", start=45))
    text = body(page)
    for part, shown in {
        "rettet": 'Pladser: <span class="quiet">12</span> → <strong>16</strong>',
        "nye": "Ny, EUC Fjord",
        "mangler": "De bliver stående, medmindre du sætter kryds",
        "uaendret": "Uændrede (2)",
    }.items():
        assert shown in body(client.get(page.redirect_chain[-1][0], {"vis": part})), part
    assert "Skriv også, at det ene hold" in text
    answer = save(client, page, cancel_missing="on")
    assert "1 nyt hold. 1 hold rettet. 1 hold aflyst." in body(answer)
    assert [row.reference for row in sessions(municipality).filter(state="cancelled")] == ["H3"]


def test_every_bad_line_has_its_number_and_a_sentence_and_the_rest_can_be_saved(client, municipality):
    page = send(
        client, line(), "=1" + line(2), line(3).replace("40", "fyrre", 0).replace(";12;", ";mange;"), line(4)[:-3]
    )
    text = body(page)
    assert "Linje 3" in text
    assert "regneark læser som en formel" in text
    assert "Linje 4" in text
    assert "»mange«" in text
    assert "kan først siges, når alle linjer kan læses" in text
    assert "Gem det, der kan læses" in text
    save(client, page)
    assert sessions(municipality).count() >= 1


def test_saving_twice_saves_once_and_says_so(client, municipality):
    page = send(client, line())
    save(client, page)
    again = save(client, page)
    assert "Filen var allerede gemt. 1 nyt hold." in body(again)
    assert sessions(municipality).count() == 1
    assert "Filen er gemt." in body(client.get(page.redirect_chain[-1][0], follow=True))


def test_what_changed_meanwhile_is_told_and_the_new_list_shown(client, municipality):
    save(client, send(client, line()))
    page = send(client, line(seats=16))
    session = sessions(municipality).get()
    actions.change(session=session, key=uuid4(), by=someone(municipality), at=clock.now(), seats=14)
    answer = save(client, page)
    assert answer.status_code == 409
    assert "Noget er ændret imens" in body(answer)
    assert sessions(municipality).get().seats == 14
    answer.redirect_chain = page.redirect_chain
    save(client, answer)  # seen anew
    assert sessions(municipality).get().seats == 16


def test_the_same_file_again_has_nothing_to_save(client):
    save(client, send(client, line()))
    page = body(send(client, line()))
    assert "Filen siger det samme" in page
    assert 'name="fingerprint"' not in page


def test_after_an_hour_the_file_is_to_be_chosen_again(client, municipality):
    page = send(client, line())
    later = clock.now() + timedelta(hours=1)
    with time_machine.travel(later, tick=False):
        for answer in (save(client, page), client.get(page.redirect_chain[-1][0], follow=True)):
            assert answer.redirect_chain[-1][0] == reverse(IMPORT)
            assert "mere end en time" in body(answer)
    assert not sessions(municipality).exists()


def test_a_preview_is_its_owners_alone(client, municipality):
    address = send(client, line()).redirect_chain[-1][0]
    for other in (client_of(someone(municipality)), client_of(someone(MunicipalityFactory()))):
        assert other.get(address).status_code == 404
        assert other.post(address, {"fingerprint": "x"}).status_code == 404


@pytest.mark.parametrize("wrong", [{}, {"fingerprint": ""}, {"fingerprint": "x" * 65}, {"fingerprint": "\x00"}])
def test_saving_without_having_seen_is_refused(client, municipality, wrong):
    address = send(client, line()).redirect_chain[-1][0]
    assert client.post(address, wrong).status_code == 422
    assert client.post(address, {"fingerprint": "0" * 64}).status_code == 409
    assert not sessions(municipality).exists()


@pytest.mark.parametrize(("content", "sentence"), [
    (b"", "Filen er tom"), (b"PK\x03\x04" + bytes(50), "Det er et regneark"), (bytes(range(256)) * 4, "Filen er ikke tekst"),
    (b"a;b\n1;2", "Disse mangler: titel, udbyder, start, pladser"), (b"x" * (MOST_BYTES + 1), "større end 2 MB"),
    (b"titel;udbyder;start\n", "Denne mangler: pladser"), (b"x" * 3_000_000, "større end 2 MB"),
    (("titel;udbyder;start;dage;pladser\n" + "K;U;01-03-2027;1;5\n" * 5001).encode(), "flere end 5.000 linjer"),
])  # fmt: skip
def test_a_file_that_is_no_list_is_refused_with_a_sentence(client, content, sentence):
    response = send(client, content=content)
    assert response.status_code == 422
    assert sentence in body(response)
    assert not CourseImport.objects.across_municipalities().exists()


@pytest.mark.parametrize("data", [{}, {"file": "tekst"}, {"file": ""}, {"key": "x"}])
def test_no_file_is_told(client, data):
    response = client.post(reverse(IMPORT), data)
    assert response.status_code == 422
    assert "form-error-message" in body(response)


@pytest.mark.parametrize("name", [
    "../../etc/passwd", "<script>alert(1)</script>.csv", "a\u202eb.csv", "x" * 300 + ".csv", "kurser", "æøå.csv", ".csv",
])  # fmt: skip
def test_whatever_the_file_is_called(client, name):
    response = send(client, line(), name=name)
    assert response.status_code in {200, 422}
    assert "<script>alert" not in body(response)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
def test_danish_letters_in_every_encoding(client, municipality, encoding):
    content = f"{HEAD}\r\n{line(title='Ærøkursus på åen')}\r\n".encode(encoding)
    save(client, send(client, content=content))
    assert sessions(municipality).get().course.title == "Ærøkursus på åen"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_a_file(client, text):
    page = send(client, line(title=text), line(2).replace("EUC Fjord", text), line(3).replace(";12;", f";{text};"))
    assert page.status_code in {200, 422}
    assert "<script>alert" not in body(page)


@pytest.mark.parametrize(
    "query",
    [{"vis": "x"}, {"vis": "fejl"}, {"side": "0"}, {"side": "9" * 30}, {"vis": "nye", "side": "99"}, {"vis": "\x00"}],
)
def test_whatever_stands_in_the_address(client, query):
    page = send(client, line())
    assert client.get(page.redirect_chain[-1][0], query).status_code == 200


def test_a_large_file_is_shown_in_pages_at_the_same_cost(client, django_assert_max_num_queries):
    few = send(client, *(line(n, start=30 + n) for n in range(3))).redirect_chain[-1][0]
    with django_assert_max_num_queries(20) as small:
        client.get(few)
    many = send(client, *(line(n, start=30 + n) for n in range(300))).redirect_chain[-1][0]
    with django_assert_max_num_queries(20) as large:
        page = body(client.get(many, {"vis": "nye"}))
    assert len(small) == len(large)
    assert page.count("<tr>") == 101
    assert "vis=nye&amp;side=3" in page


def test_sending_the_form_twice_leads_to_one_preview(client):
    key = str(uuid4())
    first, second = (send(client, line(), key=key, follow=False).headers["Location"] for _press in range(2))
    assert first == second


def test_another_municipalitys_class_with_the_same_number_is_not_touched(client, municipality):
    strange = CourseSessionFactory(reference="H1", provider__name="EUC Fjord", course__title="Truck B", seats=99)
    save(client, send(client, line()))
    strange.refresh_from_db()
    assert strange.seats == 99
    assert sessions(municipality).count() == 1
