"""The labour-market balance: its file, what it would change, and the mark on a job where hands are missing."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from companies.balance import lines, queries, wording
from companies.balance.lines import Fault, read
from companies.balance.models import Balance, BalanceImport
from companies.files.lines import LineFault, UnreadableFile
from jobpakker.foundation.audit.models import AuditEvent
from tests.companies.pages import HOSTILE, body, client_of, hidden, someone
from tests.factories.accounts import MunicipalityFactory, UserFactory
from tests.factories.companies import JobOpeningFactory

pytestmark = pytest.mark.django_db
HEAD = "DISCO;Stillingsbetegnelse;RAR;Periode;Balance"


@pytest.fixture
def municipality():
    return MunicipalityFactory()


@pytest.fixture
def client(municipality):
    return client_of(someone(municipality))


def line(
    code="911200", title="Rengøringsassistent", area="RAR Fyn", period="2. halvår 2026", level="Mangel på arbejdskraft"
):
    return f"{code};{title};{area};{period};{level}"


def send(client, *rows, content=None, area="fyn"):
    content = "\n".join([HEAD, *rows]).encode() if content is None else content
    data = {"file": SimpleUploadedFile("balance.csv", content, "text/csv"), "key": str(uuid4()), "area": area}
    return client.post(reverse("companies:balance_import"), data, follow=True)


def save(client, page):
    return client.post(page.redirect_chain[-1][0], {"fingerprint": hidden(page, "fingerprint")}, follow=True)


def known(municipality, **said):
    plain = {"area": "fyn", "period": "2026H2", "disco": "9112", "title": "Rengøringsassistent", "level": "shortage"}
    return Balance.objects.create(municipality=municipality, **(plain | {"source": "b.csv"} | said))


# A line -----------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2. halvår 2026", "2026H2"), ("1. halvår, 2027", "2027H1"), ("2026H2", "2026H2"), ("2026-1", "2026H1"),
        ("2026 2. halvår", "2026H2"), ("01-07-2026", "2026H2"), ("30-06-2026", "2026H1"),
    ],
)  # fmt: skip
def test_a_period_is_a_half_year_however_it_is_written(text, period):
    [found] = read(f"{HEAD}\n{line(period=text)}".encode(), area="fyn").lines
    assert (found.disco, found.period, found.level) == ("9112", period, "shortage")


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"code": "123"}, Fault.DISCO), ({"code": "9999"}, Fault.DISCO), ({"code": "abcd"}, Fault.DISCO), ({"code": ""}, LineFault.MISSING),
        ({"area": "Skåne"}, Fault.AREA), ({"period": "snart"}, Fault.PERIOD), ({"level": "måske"}, Fault.LEVEL),
        ({"title": "=1"}, LineFault.TEXT), ({"title": '"x'}, LineFault.QUOTES),
    ],
)  # fmt: skip
def test_a_bad_line_has_its_number_and_a_sentence(said, fault):
    [found] = read(f"{HEAD}\n{line(**said)}".encode(), area="fyn").problems
    assert (found.line, found.fault) == (2, fault)
    assert wording.of_problem(found)


def test_every_fault_has_its_words_and_every_level_is_read():
    assert {*Fault, *LineFault} == set(wording._FAULTS)
    assert set(lines.LEVELS.values()) == set(queries.Level)


def test_other_areas_are_counted_and_skipped_and_the_same_twice_is_an_error():
    found = read("\n".join([HEAD, line(), line(area="Nordjylland"), line()]).encode(), area="fyn")
    assert (len(found.lines), found.elsewhere) == (1, 1)
    assert [(problem.line, problem.fault) for problem in found.problems] == [(4, Fault.REPEATED)]
    assert lines.Content.from_json(found.as_json()) == found


def test_a_file_without_its_columns_is_refused():
    with pytest.raises(UnreadableFile):
        read(b"a;b\n1;2", area="fyn")


# Sent in ----------------------------------------------------------------------------------------------------------------------
def test_it_is_seen_first_then_saved_once(client, municipality):
    page = send(client, line(), line("5120", "Kok", level="Gode jobmuligheder"))
    assert "intet er gemt endnu" in body(page)
    assert not Balance.objects.for_municipality(municipality).exists()
    assert "2 nye stillinger." in body(save(client, page))
    assert "Filen var allerede gemt. 2 nye stillinger." in body(save(client, page))
    assert Balance.objects.for_municipality(municipality).count() == 2
    assert AuditEvent.objects.for_municipality(municipality.pk).filter(kind="balance.imported").count() == 1
    assert "Filen siger det samme" in body(send(client, line()))


def test_a_change_is_old_and_new(client, municipality):
    known(municipality)
    page = send(client, line(level="Omfattende mangel på arbejdskraft"))
    text = body(page)
    assert (
        '<span class="quiet">mangel på arbejdskraft</span> → <strong>omfattende mangel på arbejdskraft</strong>' in text
    )
    save(client, page)
    row = Balance.objects.for_municipality(municipality).get()
    assert (row.level, row.source) == ("great_shortage", "balance.csv")


def test_what_changed_meanwhile_is_told(client, municipality):
    page = send(client, line())
    known(municipality)
    answer = save(client, page)
    assert answer.status_code == 409
    assert Balance.objects.for_municipality(municipality).get().source == "b.csv"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "Filen er tom."), (b"PK\x03\x04xx", "Det er et regneark."), (bytes(range(256)) * 9, "Filen er ikke tekst."),
     ((HEAD + "\n" + (line() + "\n") * 10_001).encode(), "Filen har flere end 10.000 linjer.")],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_answered_in_plain_words(client, content, sentence):
    response = send(client, content=content)
    assert response.status_code == 422
    assert sentence in body(response)


def test_a_preview_is_its_owners_alone(client, municipality):
    address = send(client, line()).redirect_chain[-1][0]
    assert client_of(someone(municipality)).get(address).status_code == 404
    assert BalanceImport.objects.for_municipality(municipality).count() == 1


# The mark ---------------------------------------------------------------------------------------------------------------------
def test_a_job_with_a_shortage_says_so_with_source_and_period(client, municipality):
    known(municipality)
    known(municipality, period="2025H2", disco="5120", title="Kok")  # an older half-year counts no more
    short = JobOpeningFactory(company__municipality=municipality, title="Rengøringsassistent, aften", disco="9112")
    JobOpeningFactory(company__municipality=municipality, title="Kok", disco="5120")
    page = body(client.get(reverse("companies:opening_detail", args=[short.public_id])))
    assert "mangel på arbejdskraft" in page
    assert "Rengøringsassistent, Fyn, 2. halvår 2026. Kilde: b.csv" in page
    listed = body(client.get(reverse("companies:opening_list"), {"mangel": "on"}))
    assert "Rengøringsassistent, aften" in listed
    assert ">Kok<" not in listed
    assert "mangel på arbejdskraft" in body(client.get(reverse("companies:opening_create")))


def test_of_several_titles_of_a_kind_the_very_title_counts_else_the_greatest_need(municipality):
    known(municipality)
    known(municipality, title="Serviceassistent", level="great_shortage")
    known(municipality, title="Stuepige", level="good")
    found = queries.shortages(municipality.pk)
    assert found.of("rengøringsassistent", "9112").level == "shortage"
    assert found.of("Opvarter", "9112").title == "Serviceassistent"
    assert found.of("Kok", "5120") is None


def test_another_municipalitys_balance_marks_nothing(municipality):
    known(MunicipalityFactory())
    assert queries.shortages(municipality.pk).codes == []


def test_the_list_says_what_to_do_first_and_finds_by_word_and_code(client, municipality):
    address = reverse("companies:balance_list")
    assert "Arbejdsmarkedsbalancen er ikke hentet endnu" in body(client.get(address))
    known(municipality)
    known(municipality, disco="5120", title="Kok", level="good")
    for text in ("kok", "5120"):
        page = body(client.get(address, {"q": text}))
        assert "Kok" in page
        assert "Rengøringsassistent" not in page
    for text in [*HOSTILE, "9" * 90]:
        assert client.get(address, {"q": text}).status_code in {200, 400}
    manager = client_of(UserFactory(municipality=municipality, manager=True))
    assert reverse("companies:balance_import") not in body(manager.get(address))


def test_areas_are_never_mixed(client, municipality):
    known(municipality, area="nordjylland", level="poor")
    save(client, send(client, line(area="RAR Fyn", level="Mangel på arbejdskraft")))
    assert [(row.area, row.level) for row in queries.newest(municipality.pk)] == [("fyn", "shortage")]
    assert queries.shortages(municipality.pk).of("Rengøringsassistent", "9112").area == "fyn"
