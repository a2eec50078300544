"""Sending an extract in, seeing what it would change, and applying just that: once, by its owner, within the hour."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from companies.extract.models import RegisterImport
from companies.register.models import Company, Worksite
from jobpakker.foundation import clock
from jobpakker.foundation.audit.models import AuditEvent
from tests.companies.pages import body, client_of, hidden, someone
from tests.factories.accounts import MunicipalityFactory
from tests.factories.companies import CompanyFactory, JobOpeningFactory, WorksiteFactory, valid_cvr

pytestmark = pytest.mark.django_db
IMPORT = "companies:register_import"
HEAD = "CVR-nummer,Navn,P-nummer,Adresse,Ansatte,Opgjort den,Ophørsdato"


@pytest.fixture
def municipality():
    return MunicipalityFactory()


@pytest.fixture
def client(municipality):
    return client_of(someone(municipality))


def row(n=1, *, name=None, employees="12", closed=""):
    return (
        f"{valid_cvr(800 + n)},{name or f'Firma {n} ApS'},{1_004_000_000 + n},Vej {n},{employees},01-02-2026,{closed}"
    )


def send(client, *rows, content=None, key=None, follow=True):
    content = "\n".join([HEAD, *rows]).encode("cp1252") if content is None else content
    data = {"file": SimpleUploadedFile("cvr.csv", content, "text/csv"), "key": key or str(uuid4())}
    return client.post(reverse(IMPORT), data, follow=follow)


def save(client, page, **other):
    address = page.redirect_chain[-1][0]
    return client.post(address, {"fingerprint": hidden(page, "fingerprint")} | other, follow=True)


def companies(municipality):
    return Company.objects.for_municipality(municipality).order_by("name")


def test_nothing_is_stored_before_it_is_seen_and_then_just_that(client, municipality):
    page = send(client, row(1), row(2))
    assert "cvr.csv er læst, men intet er gemt endnu" in body(page)
    assert not companies(municipality).exists()
    answer = save(client, page)
    assert answer.redirect_chain[-1][0] == reverse("companies:company_list")
    assert "Filen er gemt. 2 nye virksomheder." in body(answer)
    site = Worksite.objects.for_municipality(municipality).get(p_number="1004000001")
    assert (site.company.name, site.ordinary_employees, site.employees_source) == ("Firma 1 ApS", 12, "extract")


def test_changes_are_shown_old_and_new_and_written_with_their_events(client, municipality):
    company = CompanyFactory(municipality=municipality, cvr=valid_cvr(801), name="Firma 1")
    WorksiteFactory(company=company, p_number="1004000001", name="Værkstedet", address="Vej 1")
    page = send(client, row(1, employees="20"), row(2))
    text = body(client.get(page.redirect_chain[-1][0], {"vis": "rettet"}))
    assert '<span class="quiet">Firma 1</span> → <strong>Firma 1 ApS</strong>' in text
    assert 'Ordinært ansatte: <span class="quiet">ikke angivet</span> → <strong>20</strong>' in text
    save(client, page, only_known="on")
    assert [row.name for row in companies(municipality)] == ["Firma 1 ApS"]
    site = company.worksites.get()
    assert (site.name, site.ordinary_employees) == ("Værkstedet", 20)
    kinds = AuditEvent.objects.for_municipality(municipality.pk).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["company.changed", "worksite.changed", "company.imported"]


def test_a_closed_company_keeps_its_jobs_and_is_warned_of(client, municipality):
    opening = JobOpeningFactory(
        company__municipality=municipality, company__cvr=valid_cvr(801), company__name="Firma 1 ApS"
    )
    page = send(client, row(1, closed="05-02-2026"))
    assert "Ophører, men har 1 åbent job hos os." in body(page)
    assert "1 af dem er ophørt." in body(save(client, page))
    opening.company.refresh_from_db()
    assert f"{opening.company.closed_on:%d-%m-%Y}" == "05-02-2026"
    assert opening.company.openings.get().state == "open"


def test_bad_lines_are_told_by_number_and_the_rest_can_be_saved(client, municipality):
    page = send(client, row(1), row(2).replace(valid_cvr(802), "12345678"), row(1))
    text = body(page)
    for words in (
        "Linje 3",
        "passer ikke sammen",
        "Linje 4",
        "samme arbejdssted som på linje 2",
        "Gem det, der kan læses",
    ):
        assert words in text
    save(client, page)
    assert [row.name for row in companies(municipality)] == ["Firma 1 ApS"]


def test_the_same_file_again_has_nothing_to_save_and_a_second_press_saves_once(client, municipality):
    page = send(client, row(1))
    save(client, page)
    assert "Filen var allerede gemt. 1 ny virksomhed." in body(save(client, page))
    again = body(send(client, row(1)))
    assert "Filen siger det samme" in again
    assert 'name="fingerprint"' not in again
    assert companies(municipality).count() == 1
    assert "1 ny virksomhed." in body(client.get(reverse(IMPORT)))  # the history


def test_what_changed_meanwhile_is_told_and_nothing_written(client, municipality):
    page = send(client, row(1))
    CompanyFactory(municipality=municipality, cvr=valid_cvr(801), name="Hurtig ApS")
    answer = save(client, page)
    assert answer.status_code == 409
    assert "Noget er ændret imens" in body(answer)
    assert companies(municipality).get().name == "Hurtig ApS"


def test_after_an_hour_the_file_is_to_be_chosen_again(client, municipality):
    page = send(client, row(1))
    with time_machine.travel(clock.now() + timedelta(hours=1), tick=False):
        answer = save(client, page)
        assert answer.redirect_chain[-1][0] == reverse(IMPORT)
        assert "mere end en time" in body(answer)
    assert not companies(municipality).exists()


def test_a_preview_is_its_owners_alone(client, municipality):
    address = send(client, row(1)).redirect_chain[-1][0]
    for other in (someone(municipality), someone(MunicipalityFactory())):
        assert client_of(other).get(address).status_code == 404


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Filen er tom."), (bytes(range(256)) * 10, "Filen er ikke tekst."), (b"PK\x03\x04" + bytes(99), "Det er et regneark."),
        (b"x;y\n1;2", "Disse mangler: cvr, navn."), (f"Titel\n{HEAD}\n{row(1)}".encode(), "Overskrifterne står først på linje 2."),
        ((HEAD + "\n" + row(1) + "\n" * 2 + (row(2) + "\n") * 50_000).encode(), "Filen har flere end 10.000 linjer."),
        (b"x" * 5_000_001, "Filen er større end 5 MB."),
    ],
    ids=["empty", "binary", "spreadsheet", "no header", "moved header", "50000 lines", "too large"],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_answered_in_plain_words(client, content, sentence):
    response = send(client, content=content)
    assert response.status_code == 422
    assert sentence in body(response)
    assert not RegisterImport.objects.across_municipalities().exists()


@pytest.mark.parametrize("address", ["?vis=alt", "?vis=nye&side=0", "?side=-1", "?vis=%00", "?side=" + "9" * 40])
def test_whatever_stands_in_the_address_is_answered(client, address):
    page = send(client, row(1))
    assert client.get(page.redirect_chain[-1][0] + address).status_code == 200


def test_a_preview_costs_the_same_with_few_lines_and_with_many(client, municipality, django_assert_max_num_queries):
    def cost(n):
        rows = [row(k) for k in range(n)]
        page = send(client, *rows)
        with django_assert_max_num_queries(12) as queries:
            client.get(page.redirect_chain[-1][0])
        return len(queries)

    for n in range(4):
        made = CompanyFactory(municipality=municipality, cvr=valid_cvr(800 + n))
        WorksiteFactory(company=made, p_number=f"{1_004_000_000 + n}")
    assert cost(2) == cost(60)
