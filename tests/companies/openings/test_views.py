"""The jobs' pages: the list, writing a job down while on the telephone, the job itself, and every bad value."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django import urls
from django.urls import NoReverseMatch, reverse

from companies.commitments import actions as commitments
from companies.openings.models import JobOpening
from companies.register.models import Company, Contact
from jobpakker.foundation import clock
from tests.companies.pages import HOSTILE, body, client_of, hidden, someone
from tests.factories.accounts import MunicipalityFactory
from tests.factories.companies import (
    CompanyFactory,
    ContactFactory,
    JobOpeningFactory,
    WorksiteFactory,
    asked,
    said_yes,
    valid_cvr,
)

pytestmark = pytest.mark.django_db

LIST, CREATE, COMPANY = "companies:opening_list", "companies:opening_create", "companies:opening_company"


@pytest.fixture
def municipality():
    return MunicipalityFactory(name="Fjordby Kommune")


@pytest.fixture
def client(municipality):
    return client_of(someone(municipality))


def at(name, row):
    return reverse(f"companies:{name}", args=[row.public_id])


def day(days):
    return f"{clock.today() + timedelta(days=days):%d-%m-%Y}"


def job(**other):
    plain = {
        "key": str(uuid4()), "company_text": "Nordlys ApS", "cvr": valid_cvr(700), "contact_name": "Mette Holm",
        "contact_email": "mette@nordlys.invalid", "title": "Kok", "starts_on": day(120), "weekly_hours": "32,5", "places": "2",
        "wage_basis": "", "requirements": "Kan stå op tidligt",
    }  # fmt: skip
    return plain | other


def jobs(municipality):
    return JobOpening.objects.for_municipality(municipality)


# The list -----------------------------------------------------------------------------------------------------------------
def test_an_empty_list_says_what_to_do_first(client):
    page = body(client.get(reverse(LIST)))
    assert "Her er intet job endnu" in page
    assert "En jobpakke begynder bagfra" in page
    assert page.count(f'href="{reverse(CREATE)}"') == 2  # above, and in the empty space
    assert "<form" in page
    assert "Stilling eller virksomhed" not in page  # nothing to search in


def test_a_search_without_hits_leads_back(client, municipality):
    JobOpeningFactory(company__municipality=municipality)
    page = body(client.get(reverse(LIST), {"q": "astronaut"}))
    assert "Intet job passer" in page
    assert 'value="astronaut"' in page


def test_open_jobs_come_first_and_the_nearest_on_top(client, municipality):
    today = clock.today()
    for title, days, traits in [
        ("Anden", 60, {}), ("Første", 30, {}), ("Trukket", 10, {"withdrawn": True}), ("Besat", 20, {"filled": True}),
    ]:  # fmt: skip
        JobOpeningFactory(
            company__municipality=municipality, title=title, starts_on=today + timedelta(days=days), **traits
        )
    page = body(client.get(reverse(LIST)))
    found = sorted(["Anden", "Første", "Trukket", "Besat"], key=lambda title: page.index(f">{title}<"))
    assert found == ["Første", "Anden", "Besat", "Trukket"]


@pytest.mark.parametrize(("query", "seen"), [
    ({"q": "kok"}, {"Kok"}), ({"q": "nordlys"}, {"Kok", "Vikar"}), ({"tilstand": "withdrawn"}, {"Vikar"}),
    ({"tilstand": "open", "q": "nord"}, {"Kok"}), ({}, {"Kok", "Vikar", "Bud"}),
])  # fmt: skip
def test_the_list_is_filtered(client, municipality, query, seen):
    company = CompanyFactory(municipality=municipality, name="Nordlys ApS")
    JobOpeningFactory(company=company, title="Kok")
    JobOpeningFactory(company=company, title="Vikar", withdrawn=True)
    JobOpeningFactory(company__municipality=municipality, title="Bud")
    JobOpeningFactory(title="Fremmed")
    page = body(client.get(reverse(LIST), query))
    assert {title for title in ("Kok", "Vikar", "Bud", "Fremmed") if f">{title}<" in page} == seen


def test_places_promised_and_asked_are_counted(client, municipality):
    opening = JobOpeningFactory(company__municipality=municipality, places=2)
    said_yes(asked(opening))
    asked(opening)
    page = body(client.get(reverse(LIST)))
    assert "1 af 2 lovet" in page
    assert "1 afventer svar" in page


@pytest.mark.parametrize("name", ["q", "tilstand", "side"])
def test_whatever_stands_in_the_address_is_answered(client, municipality, name):
    JobOpeningFactory(company__municipality=municipality)
    for text in [*HOSTILE, "0", "-1", "9" * 40]:
        response = client.get(reverse(LIST), {name: text})
        assert response.status_code in {200, 400}, text
        assert "<script>alert" not in body(response)


def cost(client, address, django_assert_max_num_queries):
    with django_assert_max_num_queries(20) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_the_list_costs_the_same_with_three_jobs_and_with_thirty(client, municipality, django_assert_max_num_queries):
    for _n in range(3):
        asked(JobOpeningFactory(company__municipality=municipality))
    few = cost(client, reverse(LIST), django_assert_max_num_queries)
    for _n in range(27):
        asked(JobOpeningFactory(company__municipality=municipality))
    assert cost(client, reverse(LIST), django_assert_max_num_queries) == few


# The job --------------------------------------------------------------------------------------------------------------------
def test_the_obvious_next_step_is_to_build_from_here(client, municipality):
    opening = JobOpeningFactory(company__municipality=municipality)
    page = body(client.get(at("opening_detail", opening)))
    assert "Virksomheden er ikke spurgt endnu" in page
    address = reverse("casework:jobpakke_start", args=[opening.public_id])
    assert page.count(f'href="{address}"') == 2
    assert "Byg en jobpakke baglæns fra dette job" in page


@pytest.mark.parametrize("role", ["consultant", "manager"])
def test_who_does_not_build_is_told_who_does(municipality, role):
    opening = JobOpeningFactory(company__municipality=municipality)
    page = body(client_of(someone(municipality, **{role: True})).get(at("opening_detail", opening)))
    assert "Byg en jobpakke" not in page
    assert "Tilsagnet sendes, når en sagsbehandler har bygget en jobpakke til jobbet." in page


@pytest.mark.parametrize(("differing", "promises"), [
    ({"withdrawn": True}, 0), ({"filled": True}, 0), ({"starts_on": clock.today()}, 0), ({}, 1),
])  # fmt: skip
def test_nothing_is_built_from_a_job_that_is_gone_past_or_promised_away(client, municipality, differing, promises):
    opening = JobOpeningFactory(company__municipality=municipality, **differing)
    for _n in range(promises):
        said_yes(asked(opening))
    assert "Byg en jobpakke" not in body(client.get(at("opening_detail", opening)))
    assert "Byg en jobpakke" not in body(client.get(reverse(LIST)))


def test_without_casework_the_page_still_works(client, municipality, monkeypatch):
    """companies does not know casework: where its address does not exist, there is no button."""
    opening, real = JobOpeningFactory(company__municipality=municipality), urls.reverse

    def reverse_without(name, *args, **options):
        if name == "casework:jobpakke_start":
            raise NoReverseMatch(name)
        return real(name, *args, **options)

    monkeypatch.setattr(urls, "reverse", reverse_without)
    for address in (at("opening_detail", opening), reverse(LIST)):
        response = client.get(address)
        assert response.status_code == 200
        assert "Byg en jobpakke" not in body(response)
        assert 'href=""' not in body(response)


def test_what_the_company_answered_is_on_the_page(client, municipality):
    commitment = asked(JobOpeningFactory(company__municipality=municipality))
    version = commitment.versions.get()
    commitments.decline(
        commitment=commitment, number=1, fingerprint=version.fingerprint, answered_by_name="Mette Holm", reason="economy",
        text="Ordren <b>gik</b> i vasken.", at=clock.now(),
    )  # fmt: skip
    page = body(client.get(at("opening_detail", commitment.opening)))
    for text in (
        "afslået",
        "Mette Holm",
        "Ordrer eller økonomi har ændret sig",
        "Ordren &lt;b&gt;gik&lt;/b&gt; i vasken.",
    ):
        assert text in page


def test_the_page_costs_the_same_with_one_promise_and_with_many(client, municipality, django_assert_max_num_queries):
    opening = JobOpeningFactory(company__municipality=municipality, places=20)
    said_yes(asked(opening))
    asked(opening)
    few = cost(client, at("opening_detail", opening), django_assert_max_num_queries)
    for _n in range(9):
        said_yes(asked(opening))
    assert cost(client, at("opening_detail", opening), django_assert_max_num_queries) == few


@pytest.mark.parametrize("name", ["opening_detail", "opening_edit", "opening_withdraw", "opening_reopen"])
def test_a_strangers_job_looks_like_none(client, name):
    stranger, nothing = JobOpeningFactory(), CompanyFactory.build()
    methods = {"opening_detail": ["get"], "opening_edit": ["get", "post"]}.get(name, ["post"])
    for method in methods:
        foreign, none = (getattr(client, method)(at(name, row)) for row in (stranger, nothing))
        assert (foreign.status_code, foreign.content) == (404, none.content)


# Writing a job down -----------------------------------------------------------------------------------------------------------
def test_a_job_of_a_company_we_do_not_know_is_one_form(client, municipality):
    response = client.post(reverse(CREATE), job())
    opening = jobs(municipality).get()
    assert response.headers["Location"] == at("opening_detail", opening)
    assert (opening.title, float(opening.weekly_hours), opening.places) == ("Kok", 32.5, 2)
    assert (opening.company.cvr, opening.contact.email) == (valid_cvr(700), "mette@nordlys.invalid")


def test_a_known_company_with_one_person_asks_for_four_things(client, municipality):
    """On the telephone: which company, which job, from when. The rest is there."""
    contact = ContactFactory(company__municipality=municipality, company__name="Nordlys ApS")
    WorksiteFactory(company=contact.company)
    part = body(client.post(reverse(COMPANY), {"company_text": "nordlys aps"}))
    assert 'name="cvr"' not in part
    assert hidden_radio_is_chosen(part, contact)
    said = {"key": str(uuid4()), "company_text": "nordlys aps", "contact": str(contact.public_id), "title": "Kok"}
    client.post(reverse(CREATE), said | {"starts_on": day(90), "weekly_hours": "37", "places": "1"})
    opening = jobs(municipality).get()
    assert (opening.company, opening.contact) == (contact.company, contact)


def hidden_radio_is_chosen(part, contact):
    start = part.index(f'value="{contact.public_id}"')
    return "checked" in part[start : part.index(">", start)]


@pytest.mark.parametrize("text", ["Nordlys ApS", "NORDLYS APS ", "Nordlys ApS (CVR {cvr})", "{cvr}", "{spaced}"])
def test_the_company_is_known_however_it_is_written(client, municipality, text):
    contact = ContactFactory(
        company__municipality=municipality, company__name="Nordlys ApS", company__cvr=valid_cvr(700)
    )
    cvr = valid_cvr(700)
    written = text.format(cvr=cvr, spaced=f"{cvr[:2]} {cvr[2:4]} {cvr[4:6]} {cvr[6:]}")
    response = client.post(
        reverse(CREATE),
        job(company_text=written, cvr="", contact=str(contact.public_id), contact_name="", contact_email=""),
    )
    assert response.status_code == 302
    assert jobs(municipality).get().company == contact.company


def test_from_the_companys_page_it_is_filled_in(client, municipality):
    contact = ContactFactory(company__municipality=municipality, company__name="Nordlys ApS")
    page = body(client.get(reverse(CREATE), {"virksomhed": contact.company.public_id}))
    assert f'value="Nordlys ApS (CVR {contact.company.cvr})"' in page
    stranger = CompanyFactory(name="Fremmed ApS")
    for value in (stranger.public_id, "x", "", "\x00"):
        response = client.get(reverse(CREATE), {"virksomhed": value})
        assert response.status_code == 200
        assert "Fremmed" not in body(response)


def test_a_second_person_is_written_down_with_the_job(client, municipality):
    contact = ContactFactory(company__municipality=municipality, company__name="Nordlys ApS")
    client.post(reverse(CREATE), job(cvr="", contact=str(contact.public_id)))
    assert jobs(municipality).get().contact.name == "Mette Holm"
    assert contact.company.contacts.count() == 2


def test_a_person_the_company_has_already_is_not_written_down_again(client, municipality):
    contact = ContactFactory(
        company__municipality=municipality, company__name="Nordlys ApS", email="mette@nordlys.invalid"
    )
    client.post(reverse(CREATE), job(cvr="", contact_email="METTE@nordlys.invalid"))
    assert jobs(municipality).get().contact == contact
    assert Contact.objects.for_municipality(municipality).count() == 1


def test_a_double_press_writes_down_one_job(client, municipality):
    said = job(key=hidden(client.get(reverse(CREATE)), "key"))
    first, second = client.post(reverse(CREATE), said), client.post(reverse(CREATE), said)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.headers["Location"] == second.headers["Location"]
    assert (jobs(municipality).count(), Company.objects.for_municipality(municipality).count()) == (1, 1)


BAD = [
    ({"company_text": ""}, "Udfyld feltet."),
    ({"cvr": ""}, "Vi kender ikke Nordlys ApS endnu."),
    ({"cvr": "12345678"}, "kan ikke være et CVR-nummer"),
    ({"cvr": "123"}, "otte cifre"),
    ({"company_text": "30 00 00 05", "cvr": ""}, "Vi kender ikke det CVR-nummer."),
    ({"title": ""}, "Udfyld feltet."),
    ({"title": "x" * 151}, "højst"),
    ({"starts_on": ""}, "Udfyld feltet."),
    ({"starts_on": "31-02-2027"}, "findes ikke i kalenderen"),
    ({"starts_on": "snart"}, "Skriv datoen som"),
    ({"starts_on": "uge 54 2027"}, "Uge 54 findes ikke"),
    ({"starts_on": day(0)}, "Jobbet skal begynde efter i dag"),
    ({"starts_on": day(-1)}, "Jobbet skal begynde efter i dag"),
    ({"starts_on": day(6 * 366)}, "mere end fem år væk"),
    ({"starts_on": "01-01-0001"}, "Årstallet skal ligge mellem"),
    ({"weekly_hours": "0"}, "Skriv mindst"),
    ({"weekly_hours": "37,5"}, "Skriv højst"),
    ({"weekly_hours": "NaN"}, "Skriv et tal"),
    ({"weekly_hours": "mange"}, "Skriv et tal"),
    ({"weekly_hours": "32,55"}, "decimal"),
    ({"places": "0"}, "Skriv mindst"),
    ({"places": "501"}, "Skriv højst"),
    ({"places": "1,5"}, "helt tal"),
    ({"contact_name": ""}, "Skriv kontaktpersonens navn."),
    ({"contact_email": ""}, "Skriv en e-mail"),
    ({"contact_email": "mette"}, "e-mail"),
    ({"contact_phone": "123"}, "otte cifre"),
    ({"requirements": "x" * 2001}, "højst"),
    ({"requirements": "Er 010190-1234 i tvivl"}, "Skriv ikke et CPR-nummer her."),
    ({"title": "a\u202eb"}, "usynligt tegn"),
]


@pytest.mark.parametrize(("other", "sentence"), BAD)
def test_a_bad_job_is_422_with_a_sentence_and_nothing_typed_is_lost(client, municipality, other, sentence):
    response = client.post(reverse(CREATE), job(wage_basis="En særlig overenskomst") | other)
    page = body(response)
    assert response.status_code == 422
    assert sentence in page
    assert 'value="En særlig overenskomst"' in page
    assert (jobs(municipality).count(), Company.objects.for_municipality(municipality).count()) == (0, 0)


def test_a_name_that_is_nearly_known_is_asked_about(client, municipality):
    CompanyFactory(municipality=municipality, name="Nordlys ApS")
    page = body(client.post(reverse(CREATE), job(company_text="Nordlys", cvr="")))
    assert "Mener du Nordlys ApS?" in page


def test_a_number_that_is_known_under_another_name_says_which(client, municipality):
    CompanyFactory(municipality=municipality, name="Nordlys ApS", cvr=valid_cvr(700))
    response = client.post(reverse(CREATE), job(company_text="Helt andet"))
    assert response.status_code == 422
    assert "CVR-nummeret hører til Nordlys ApS." in body(response)


def test_two_companies_of_one_name_are_told_apart_by_number(client, municipality):
    CompanyFactory.create_batch(2, municipality=municipality, name="Nordlys ApS")
    response = client.post(reverse(CREATE), job(cvr=""))
    assert "Flere virksomheder hedder sådan." in body(response)


def test_a_person_of_another_company_cannot_be_chosen(client, municipality):
    contact = ContactFactory(company__municipality=municipality, company__name="Nordlys ApS")
    ContactFactory(company=contact.company)
    stranger = ContactFactory(company__municipality=municipality)
    response = client.post(
        reverse(CREATE), job(cvr="", contact=str(stranger.public_id), contact_name="", contact_email="")
    )
    assert response.status_code == 422
    assert jobs(municipality).count() == 0


@pytest.mark.parametrize("field", sorted(job()))
def test_no_value_in_any_field_is_a_fault(client, field):
    for text in HOSTILE:
        for address in (CREATE, COMPANY):
            response = client.post(reverse(address), job() | {field: text})
            assert response.status_code in {200, 204, 302, 422}, text
            assert "<script>alert" not in body(response)


def test_the_company_part_stores_nothing_and_is_not_to_be_had_by_get(client, municipality):
    client.post(reverse(COMPANY), job())
    assert Company.objects.for_municipality(municipality).count() == 0
    assert client.get(reverse(COMPANY)).status_code == 405


# Changing, withdrawing ----------------------------------------------------------------------------------------------------------
def as_it_stands(opening):
    return {
        "title": opening.title, "starts_on": f"{opening.starts_on:%d-%m-%Y}", "weekly_hours": "32", "places": "1",
        "wage_basis": "", "requirements": "", "contact": str(opening.contact.public_id), "worksite": str(opening.worksite.public_id),
    }  # fmt: skip


def test_a_job_is_changed_and_one_whose_day_has_passed_still_can_be(client, municipality):
    opening = JobOpeningFactory(company__municipality=municipality, starts_on=clock.today() - timedelta(days=3))
    response = client.post(at("opening_edit", opening), as_it_stands(opening) | {"title": "Ny titel"})
    assert response.status_code == 302
    opening.refresh_from_db()
    assert opening.title == "Ny titel"


def test_a_job_is_not_moved_into_the_past(client, municipality):
    opening = JobOpeningFactory(company__municipality=municipality)
    response = client.post(at("opening_edit", opening), as_it_stands(opening) | {"starts_on": day(-1)})
    assert response.status_code == 422


def test_places_that_are_promised_are_not_taken_away(client, municipality):
    opening = JobOpeningFactory(company__municipality=municipality, places=3)
    for _n in range(2):
        said_yes(asked(opening))
    page = client.post(at("opening_edit", opening), as_it_stands(opening) | {"places": "1"})
    assert page.status_code == 422
    assert "allerede lovet 2 pladser" in body(page)
    assert client.post(at("opening_edit", opening), as_it_stands(opening) | {"places": "2"}).status_code == 302


def test_the_person_and_place_of_another_company_are_refused(client, municipality):
    opening, other = (JobOpeningFactory(company__municipality=municipality) for _n in range(2))
    for field, value in (("contact", other.contact.public_id), ("worksite", other.worksite.public_id)):
        assert client.post(at("opening_edit", opening), as_it_stands(opening) | {field: str(value)}).status_code == 422


def test_the_second_of_two_who_move_the_day_is_told_and_loses_nothing(client, municipality):
    opening = JobOpeningFactory(company__municipality=municipality)
    mine = as_it_stands(opening) | {
        "starts_on": day(60),
        "seen": hidden(client.get(at("opening_edit", opening)), "seen"),
    }
    jobs(municipality).filter(pk=opening.pk).update(starts_on=clock.today() + timedelta(days=30), title="Andens titel")
    told = client.post(at("opening_edit", opening), mine)
    assert told.status_code == 409
    assert "En anden har lige rettet: Første arbejdsdag." in body(told)
    assert f'value="{day(60)}"' in body(told)
    assert client.post(at("opening_edit", opening), mine | {"seen": hidden(told, "seen")}).status_code == 302
    opening.refresh_from_db()
    assert opening.starts_on == clock.today() + timedelta(days=60)


def test_what_the_company_is_asked_is_not_changed_behind_its_back(client, municipality):
    commitment = asked(JobOpeningFactory(company__municipality=municipality))
    assert "Det, den er spurgt om, ændres ikke her" in body(client.get(at("opening_edit", commitment.opening)))
    client.post(at("opening_edit", commitment.opening), as_it_stands(commitment.opening) | {"title": "Noget andet"})
    assert commitment.versions.get().terms["job_title"] == "Rengøringsassistent"


def test_withdrawing_is_done_at_once_and_can_be_undone(client, municipality):
    opening = JobOpeningFactory(company__municipality=municipality)
    page = body(client.post(at("opening_withdraw", opening), follow=True))
    assert "Jobbet er trukket tilbage." in page
    assert at("opening_reopen", opening) in page
    assert "Jobbet er åbent igen." in body(client.post(at("opening_reopen", opening), follow=True))


def test_a_promised_job_is_not_withdrawn_and_says_why(client, municipality):
    commitment = said_yes(asked(JobOpeningFactory(company__municipality=municipality)))
    response = client.post(at("opening_withdraw", commitment.opening))
    assert response.status_code == 409
    assert "Jobbet kan ikke trækkes tilbage endnu" in body(response)


@pytest.mark.parametrize("name", ["opening_withdraw", "opening_reopen"])
def test_reading_withdraws_nothing(client, municipality, name):
    opening = JobOpeningFactory(company__municipality=municipality)
    assert client.get(at(name, opening)).status_code == 405
    opening.refresh_from_db()
    assert opening.state == "open"


def test_the_fields_of_a_new_company_are_not_redrawn_beneath_the_fingers(client):
    assert client.post(reverse(COMPANY), {"company_text": "Helt Ny ApS", "cvr": ""}).status_code == 204
    assert client.post(reverse(COMPANY), {"company_text": "Helt Ny ApS", "contact": "x"}).status_code == 200


def test_the_kind_of_job_follows_the_title_and_can_be_corrected(client, municipality):
    opening = JobOpeningFactory(company__municipality=municipality, title="Kok", disco="5120")
    edit = reverse("companies:opening_edit", args=[opening.public_id])
    page = client.get(edit)
    assert 'list="job-titles"' in body(page)
    plain = {
        "title": "Tjener", "starts_on": f"{opening.starts_on:%d-%m-%Y}", "weekly_hours": "32", "places": "1",
        "contact": str(opening.contact.public_id), "worksite": str(opening.worksite.public_id), "disco": "5120",
        "seen": hidden(page, "seen"),
    }  # fmt: skip
    assert client.post(edit, plain).status_code == 302
    opening.refresh_from_db()
    assert (opening.title, opening.disco) == ("Tjener", "5131")
    seen = {"seen": hidden(client.get(edit), "seen")}
    assert client.post(edit, plain | seen | {"disco": "9998"}).status_code == 422
    assert client.post(edit, plain | seen | {"disco": "5132"}).status_code == 302
    opening.refresh_from_db()
    assert opening.disco == "5132"
