"""The register's pages: who sees what, every bad value, double presses, and two people with the same page open."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from companies.register.models import Company, Contact, Worksite
from jobpakker.foundation import clock
from tests.companies.pages import HOSTILE, body, client_of, hidden, someone
from tests.factories.accounts import MunicipalityFactory
from tests.factories.companies import (
    CompanyFactory,
    ContactFactory,
    JobOpeningFactory,
    WorksiteFactory,
    asked,
    valid_cvr,
)

pytestmark = pytest.mark.django_db

LIST, CREATE = "companies:company_list", "companies:company_create"


@pytest.fixture
def municipality():
    return MunicipalityFactory(name="Fjordby Kommune")


@pytest.fixture
def user(municipality):
    return someone(municipality)


@pytest.fixture
def client(user):
    return client_of(user)


def at(name, row):
    return reverse(f"companies:{name}", args=[row.public_id])


def whole(**other):
    return {"key": str(uuid4()), "cvr": valid_cvr(700), "name": "Nordlys ApS", "sector": "private"} | other


# The list -----------------------------------------------------------------------------------------------------------------
def test_an_empty_register_says_what_to_do_first(client):
    page = body(client.get(reverse(LIST)))
    assert "Her er ingen virksomheder endnu" in page
    assert reverse(CREATE) in page


def test_who_may_not_edit_is_not_offered_to(municipality):
    manager = client_of(someone(municipality, manager=True))
    assert reverse(CREATE) not in body(manager.get(reverse(LIST)))
    assert manager.get(reverse(CREATE)).status_code == 403


@pytest.mark.parametrize(
    "text", ["nordlys", "LYS", valid_cvr(700), f"DK {valid_cvr(700)[:4]}", "1003123456", "lageret"]
)
def test_a_company_is_found_by_name_number_and_place(client, municipality, text):
    company = CompanyFactory(municipality=municipality, name="Nordlys ApS", cvr=valid_cvr(700))
    WorksiteFactory(company=company, name="Lageret", p_number="1003123456")
    CompanyFactory(municipality=municipality, name="Sydvest A/S", cvr=valid_cvr(900_000))
    page = body(client.get(reverse(LIST), {"q": text}))
    assert "Nordlys ApS" in page
    assert "Sydvest" not in page


def test_danish_letters_come_last_whatever_the_server_sorts_by(client, municipality):
    names = ["Ålborg Is", "Zoo Foder", "Ærø Færger", "Aarhus Stål", "Ørsted Træ", "Abe Plast"]
    for name in names:
        CompanyFactory(municipality=municipality, name=name)
    page = body(client.get(reverse(LIST)))
    found = sorted(names, key=page.index)
    assert found == ["Abe Plast", "Zoo Foder", "Ærø Færger", "Ørsted Træ", "Ålborg Is", "Aarhus Stål"] or found == [
        "Abe Plast", "Zoo Foder", "Ærø Færger", "Ørsted Træ", "Aarhus Stål", "Ålborg Is",
    ]  # fmt: skip


def test_other_municipalities_companies_are_not_in_the_list(client):
    CompanyFactory(name="Fremmed ApS")
    assert "Fremmed" not in body(client.get(reverse(LIST)))
    assert "Fremmed ApS" not in body(client.get(reverse(LIST), {"q": "Fremmed"}))


@pytest.mark.parametrize("name", ["q", "side"])
def test_whatever_stands_in_the_address_is_answered(client, municipality, name):
    CompanyFactory(municipality=municipality)
    for text in [*HOSTILE, "0", "-1", "9" * 40]:
        response = client.get(reverse(LIST), {name: text})
        assert response.status_code in {200, 400}, text
        assert "<script>alert" not in body(response)


def test_the_list_costs_the_same_with_three_companies_and_with_thirty(
    client, municipality, django_assert_max_num_queries
):
    def cost():
        with django_assert_max_num_queries(20) as queries:
            client.get(reverse(LIST))
        return len(queries)

    for _n in range(3):
        ContactFactory(company=JobOpeningFactory(company__municipality=municipality).company)
    few = cost()
    for _n in range(27):
        ContactFactory(company=JobOpeningFactory(company__municipality=municipality).company)
    assert cost() == few


# One company ----------------------------------------------------------------------------------------------------------------
def test_the_page_shows_people_places_jobs_and_promises(client, municipality):
    opening = JobOpeningFactory(company__municipality=municipality, title="Kok")
    asked(opening)
    page = body(client.get(at("company_detail", opening.company)))
    for text in (opening.company.name, opening.contact.email, "Havnevej 1", "Kok", "afventer virksomheden"):
        assert text in page
    assert opening.company.name not in page[page.index("<title>") : page.index("</title>")]


def test_the_page_costs_the_same_with_one_job_and_with_many(client, municipality, django_assert_max_num_queries):
    company = CompanyFactory(municipality=municipality)

    def cost():
        with django_assert_max_num_queries(20) as queries:
            client.get(at("company_detail", company))
        return len(queries)

    asked(JobOpeningFactory(company=company))
    few = cost()
    for _n in range(6):
        asked(JobOpeningFactory(company=company))
    assert cost() == few


ROWS = {
    "company_detail": CompanyFactory, "company_edit": CompanyFactory, "contact_create": CompanyFactory,
    "worksite_create": CompanyFactory, "contact_edit": ContactFactory, "worksite_edit": WorksiteFactory,
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_a_strangers_row_looks_like_none(client, name):
    strangers, nothing = ROWS[name](), CompanyFactory.build()
    for method in ("get", "post"):
        if (name, method) == ("company_detail", "post"):
            continue
        foreign, none = (getattr(client, method)(at(name, row), whole()) for row in (strangers, nothing))
        assert (foreign.status_code, foreign.content) == (404, none.content)


# Writing --------------------------------------------------------------------------------------------------------------------
def test_a_company_is_written_down_whole(client, municipality):
    said = whole(
        p_number="10 03 12 34 56", address="Havnevej 2", ordinary_employees="120", employees_as_of="1/11-2026",
        contact_name="Mette Holm", contact_title="Chef", contact_email="Mette@Nordlys.invalid", contact_phone="70 10 11 55",
    )  # fmt: skip
    response = client.post(reverse(CREATE), said)
    company = Company.objects.for_municipality(municipality).get()
    assert response.headers["Location"] == at("company_detail", company)
    assert (company.cvr, str(company.public_id)) == (valid_cvr(700), said["key"])
    place, person = company.worksites.get(), company.contacts.get()
    assert (place.name, place.p_number, place.ordinary_employees) == ("Nordlys ApS", "1003123456", 120)
    assert (person.name, person.email) == ("Mette Holm", "mette@nordlys.invalid")


def test_a_double_press_makes_one_company_and_ends_at_the_same_page(client, municipality):
    said = whole(p_number="1003123456", contact_name="Mette", contact_email="m@n.invalid")
    first, second = client.post(reverse(CREATE), said), client.post(reverse(CREATE), said)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.headers["Location"] == second.headers["Location"]
    assert Company.objects.for_municipality(municipality).count() == 1


BAD = [
    ({"cvr": ""}, "Udfyld feltet."),
    ({"cvr": "12345678"}, "kan ikke være et CVR-nummer"),
    ({"cvr": "1234"}, "otte cifre"),
    ({"cvr": "0" * 300}, "højst"),
    ({"name": ""}, "Udfyld feltet."),
    ({"name": "   "}, "Udfyld feltet."),
    ({"name": "x" * 201}, "højst"),
    ({"name": "a\u202eb"}, "usynligt tegn"),
    ({"name": "a\x00b"}, "usynligt tegn"),
    ({"sector": "ukendt"}, "Vælg en fra listen."),
    ({"p_number": "123"}, "ti cifre"),
    ({"ordinary_employees": "-1", "employees_as_of": "01-11-2026"}, "Skriv mindst"),
    ({"ordinary_employees": "1000001", "employees_as_of": "01-11-2026"}, "Skriv højst"),
    ({"ordinary_employees": "tolv", "employees_as_of": "01-11-2026"}, "helt tal"),
    ({"ordinary_employees": "12"}, "hvilken dag tallet er fra"),
    ({"employees_as_of": "01-11-2026"}, "Skriv tallet, eller slet datoen."),
    ({"ordinary_employees": "12", "employees_as_of": "31-02-2026"}, "findes ikke i kalenderen"),
    ({"ordinary_employees": "12", "employees_as_of": "engang"}, "Skriv datoen som"),
    ({"contact_name": "Mette"}, "både navn og e-mail"),
    ({"contact_email": "m@n.invalid"}, "både navn og e-mail"),
    ({"contact_name": "Mette", "contact_email": "mette"}, "e-mail"),
    ({"contact_name": "Mette", "contact_email": "m@n.invalid", "contact_phone": "123"}, "otte cifre"),
]


@pytest.mark.parametrize(("other", "sentence"), BAD)
def test_a_bad_company_is_422_with_a_sentence_and_nothing_typed_is_lost(client, municipality, other, sentence):
    said = whole(address="Et særligt sted 7") | other
    response = client.post(reverse(CREATE), said)
    page = body(response)
    assert response.status_code == 422
    assert sentence in page
    assert "Et særligt sted 7" in page
    assert Company.objects.for_municipality(municipality).count() == 0


def test_the_size_of_tomorrow_is_refused(client, municipality):
    tomorrow = clock.today() + timedelta(days=1)
    response = client.post(reverse(CREATE), whole(ordinary_employees="12", employees_as_of=f"{tomorrow:%d-%m-%Y}"))
    assert response.status_code == 422
    assert "kan ikke ligge efter i dag" in body(response)


def test_a_company_we_know_is_led_to(client, municipality):
    known = CompanyFactory(municipality=municipality, name="Nordlys ApS", cvr=valid_cvr(700))
    response = client.post(reverse(CREATE), whole(name="Nordlyset"))
    page = body(response)
    assert response.status_code == 422
    assert "I kender virksomheden i forvejen" in page
    assert at("company_detail", known) in page
    assert 'value="Nordlyset"' in page


def test_another_municipality_may_know_the_same_company(client, municipality):
    CompanyFactory(cvr=valid_cvr(700))
    assert client.post(reverse(CREATE), whole()).status_code == 302


def test_a_p_number_that_is_taken_says_whose_it_is(client, municipality):
    taken = WorksiteFactory(company__municipality=municipality, p_number="1003123456")
    response = client.post(reverse(CREATE), whole(p_number="1003123456"))
    assert response.status_code == 422
    assert f"P-nummeret hører til {taken.company.name}." in body(response)


@pytest.mark.parametrize(("name", "field"), [("contact_create", "contact_name"), ("worksite_create", "name")])
def test_a_double_press_adds_one_row(client, municipality, name, field):
    company = CompanyFactory(municipality=municipality)
    key = hidden(client.get(at(name, company)), "key")
    said = {"key": key, field: "Ny", "contact_email": "ny@firma.invalid", "p_number": "1003123456"}
    assert [client.post(at(name, company), said).status_code for _press in range(2)] == [302, 302]
    model = Contact if name == "contact_create" else Worksite
    assert model.objects.for_municipality(municipality).count() == 1


def test_an_address_that_the_company_has_already_says_whose_it_is(client, municipality):
    contact = ContactFactory(company__municipality=municipality, name="Mette Holm")
    said = {"key": str(uuid4()), "contact_name": "Ny", "contact_email": contact.email.upper()}
    response = client.post(at("contact_create", contact.company), said)
    assert response.status_code == 422
    assert "Mette Holm har den e-mail i forvejen." in body(response)


@pytest.mark.parametrize("field", [
    "name", "cvr", "p_number", "address", "contact_name", "contact_email", "contact_phone", "key", "sector",
])  # fmt: skip
def test_no_value_in_any_field_is_a_fault(client, field):
    for text in HOSTILE:
        response = client.post(reverse(CREATE), whole() | {field: text})
        assert response.status_code in {302, 422}, text
        assert "<script>alert" not in body(response)


# Two at once ----------------------------------------------------------------------------------------------------------------
def edited(client, page_name, row, **typed):
    """Opens the page, and gives what would be posted from it as it stands, with these fields typed over."""
    page = client.get(at(page_name, row))
    return {"seen": hidden(page, "seen")} | typed


def test_two_who_change_different_fields_both_get_their_way(client, municipality):
    company = CompanyFactory(municipality=municipality, name="Før ApS", cvr=valid_cvr(701), sector="private")
    mine = edited(client, "company_edit", company, name="Nyt navn ApS", cvr=company.cvr, sector="private")
    Company.objects.for_municipality(municipality).filter(pk=company.pk).update(
        sector="public"
    )  # somebody else, meanwhile
    assert client.post(at("company_edit", company), mine).status_code == 302
    company.refresh_from_db()
    assert (company.name, company.sector) == ("Nyt navn ApS", "public")


@pytest.mark.parametrize(("name", "row", "column", "field", "rest"), [
    ("company_edit", CompanyFactory, "name", "name", lambda row: {"cvr": row.cvr, "sector": row.sector}),
    ("contact_edit", ContactFactory, "name", "contact_name", lambda row: {"contact_email": row.email, "contact_phone": row.phone}),
    ("worksite_edit", WorksiteFactory, "address", "address", lambda row: {"name": row.name, "p_number": row.p_number}),
])  # fmt: skip
def test_two_who_change_the_same_field_the_second_is_told_and_loses_nothing(
    client, municipality, name, row, column, field, rest
):
    row = row(**({"municipality": municipality} if name == "company_edit" else {"company__municipality": municipality}))
    mine = edited(client, name, row, **rest(row), **{field: "Mit forslag"})
    type(row).objects.for_municipality(municipality).filter(pk=row.pk).update(**{column: "Andens forslag"})
    told = client.post(at(name, row), mine)
    page = body(told)
    assert told.status_code == 409
    assert "En anden har lige rettet" in page
    assert 'value="Mit forslag"' in page
    row.refresh_from_db()
    assert getattr(row, column) == "Andens forslag"

    again = client.post(at(name, row), mine | {"seen": hidden(told, "seen")})
    assert again.status_code == 302
    row.refresh_from_db()
    assert getattr(row, column) == "Mit forslag"


@pytest.mark.parametrize("seen", ["", "[]", "{", '{"name": 7, "x": []}', "null", '{"cvr": "\\u0000"}', "7"])
def test_a_made_up_memory_of_the_page_is_no_fault(client, municipality, seen):
    company = CompanyFactory(municipality=municipality)
    response = client.post(
        at("company_edit", company), {"seen": seen, "name": "Nyt navn", "cvr": company.cvr, "sector": "private"}
    )
    assert response.status_code in {302, 409, 422}


def test_reading_changes_nothing(client, municipality):
    contact = ContactFactory(company__municipality=municipality)
    before = Contact.objects.for_municipality(municipality).values().get()
    for name, row in (
        ("company_detail", contact.company),
        ("contact_edit", contact),
        ("company_edit", contact.company),
    ):
        for method in ("get", "head"):
            assert getattr(client, method)(at(name, row)).status_code == 200
    assert Contact.objects.for_municipality(municipality).values().get() == before
