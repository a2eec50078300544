"""The receipt as PDF: exactly the confirmed version, readable by a screen reader, with its number and fingerprint."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from companies.commitments import actions
from jobpakker.foundation import clock
from tests.companies.commitments.pages import address, old_address
from tests.factories.companies import asked, said_yes, terms

pytestmark = pytest.mark.django_db


def fetched(client, where):
    response = client.get(f"{where}kvittering.pdf")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Cache-Control"] == "no-store"
    return response, PdfReader(BytesIO(response.content))


def text_of(reader):
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def new_terms(commitment, **differing):
    return actions.propose_new_terms(
        commitment=commitment, terms=terms(commitment.opening, **differing), by=commitment.asked_by, at=clock.now()
    )


def test_it_says_what_was_agreed_in_danish_letters_with_number_and_fingerprint(client):
    commitment = said_yes(asked(job_title="Køkkenmedhjælper på Ærø", candidate="Åse"), name="Mette Ærlig")
    response, reader = fetched(client, address(commitment))
    assert "tilsagn-version-1.pdf" in response.headers["Content-Disposition"]
    said = text_of(reader)
    for words in ("Køkkenmedhjælper på Ærø", "Åse", "Mette Ærlig", "32 timer om ugen", "Løntilskud", "Version"):
        assert words in said
    assert commitment.versions.get().fingerprint in said.replace(" ", "")


def test_it_can_be_read_aloud(client):
    """Tagged, with a title and a language: what a screen reader asks for."""
    _response, reader = fetched(client, address(said_yes(asked())))
    catalogue = reader.trailer["/Root"]
    assert catalogue["/Lang"] == "da"
    assert catalogue["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in catalogue
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == "Kvittering for tilsagn om ansættelse"


def test_the_same_version_is_the_same_bytes(client):
    where = address(said_yes(asked()))
    assert fetched(client, where)[0].content == fetched(client, where)[0].content


def test_it_stays_what_was_confirmed_when_newer_terms_are_asked_about(client):
    commitment = said_yes(asked(candidate="Åse"))
    first = address(commitment)
    new_terms(commitment, weekly_hours="20", candidate="Åse")
    said = text_of(fetched(client, first)[1])
    assert "32 timer om ugen" in said
    assert "20 timer" not in said
    assert "I har bekræftet version 1. Siden er vilkårene ændret: version 2 er sendt til jer." in said
    assert "Hent kvitteringen for version 1" in client.get(first).content.decode()
    # The new one is nothing that anybody has said yes to.
    commitment.refresh_from_db()
    assert client.get(f"{address(commitment)}kvittering.pdf").status_code == 302


def test_a_name_that_is_no_longer_shown_is_not_shown_in_an_older_version(client):
    commitment = said_yes(asked(candidate="Åse"))
    first = address(commitment)
    new_terms(commitment, weekly_hours="20")
    assert "Åse" not in text_of(fetched(client, first)[1])


def test_a_yes_that_was_carried_over_says_so(client):
    commitment = said_yes(asked())
    adjusted = new_terms(commitment, caseworker_phone="70 00 00 99")
    said = text_of(fetched(client, address(adjusted))[1])
    assert "Ført videre fra version 1" in said
    assert "70 00 00 99" in said


@pytest.mark.parametrize("state", ["asked", "withdrawn", "expired", "unknown"])
def test_there_is_no_receipt_of_what_was_not_agreed(client, state):
    commitment = asked()
    where = address(commitment)
    if state == "withdrawn":
        said_yes(commitment)
        actions.withdraw(commitment=commitment, by=commitment.asked_by, at=clock.now())
    if state == "expired":
        where = old_address(said_yes(commitment))
    if state == "unknown":
        where = "/tilsagn/abc/"
    response = client.get(f"{where}kvittering.pdf")
    assert response.status_code == (404 if state == "unknown" else 302)


@pytest.mark.parametrize("odd", [
    '#read("/etc/passwd") $x$ *fed* _skrå_ `kode` <mærke> @henvis \\ "', "محمد", "😀 smil", "a" * 2000, "{{ 7|add:7 }}",
])  # fmt: skip
def test_whatever_was_written_is_read_as_words(client, odd):
    commitment = said_yes(asked(conditions=odd))
    _response, reader = fetched(client, address(commitment))
    assert "root:" not in text_of(reader)
    if odd.startswith("#"):
        assert "*fed* _skrå_" in text_of(reader)
