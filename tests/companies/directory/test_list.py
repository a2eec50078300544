"""The list: what it counts, how it is filtered and ordered, and what it costs; and the company's page."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from companies.directory import places, queries
from companies.directory.queries import Order, Show
from companies.kept import actions as kept
from companies.kept.models import Fate
from companies.ladder import actions as ladder
from companies.ladder.rungs import Rung
from companies.register.models import Worksite
from companies.talks import actions as talks
from jobpakker.foundation import clock
from tests.companies.pages import HOSTILE, body, client_of, someone
from tests.factories.accounts import MunicipalityFactory, UserFactory
from tests.factories.companies import (
    CompanyFactory,
    ContactFactory,
    JobOpeningFactory,
    WorksiteFactory,
    asked,
    said_yes,
    terms,
)

pytestmark = pytest.mark.django_db
LIST = "companies:company_list"


@pytest.fixture
def municipality():
    return MunicipalityFactory()


@pytest.fixture
def user(municipality):
    return someone(municipality)


@pytest.fixture
def client(user):
    return client_of(user)


def company(municipality, name="Nordlys ApS", *, employees=None, people=1, **other):
    made = CompanyFactory(municipality=municipality, name=name, **other)
    WorksiteFactory(
        company=made, ordinary_employees=employees, employees_as_of=clock.today() if employees is not None else None
    )
    for _n in range(people):
        ContactFactory(company=made)
    return made


def coming(made, *, days=60, first=-3):
    """A promise with praktik at the company's own place, begun three days ago."""
    opening = JobOpeningFactory(
        company=made, worksite=made.worksites.get(), contact=made.contacts.first() or ContactFactory(company=made),
        starts_on=clock.today() + timedelta(days=120),
    )  # fmt: skip
    plain = terms(opening)
    start = clock.today() + timedelta(days=first)
    step = plain.steps[0].__class__(
        "praktik", "Praktik", start.isoformat(), (start + timedelta(days=days - 1)).isoformat(), True
    )
    return said_yes(asked(opening, steps=(step,)))


def names(user, **asked_for):
    page = queries.rows(user, today=clock.today(), **asked_for)
    return [row.company.name for row in page.object_list]


def row(user, made):
    page = queries.rows(user, text=made.cvr, today=clock.today())
    return page.object_list[0]


def detail(client, made):
    return body(client.get(reverse("companies:company_detail", args=[made.public_id])))


# What is counted --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("employees", [0, 4, 5, 9, 10, 49, 50, 51, 59, 60, 137, 1000])
def test_the_list_counts_places_as_the_law_does(user, municipality, employees):
    made = company(municipality, employees=employees)
    assert row(user, made).free == places.ratios(clock.today()).limit(employees)


def test_places_in_use_are_taken_off_and_a_place_that_is_overfull_takes_none_from_another(user, municipality):
    made = company(municipality, employees=5)
    WorksiteFactory(company=made, name="Filialen", ordinary_employees=10, employees_as_of=clock.today())
    site = made.worksites.order_by("pk").first()
    for _n in range(2):
        opening = JobOpeningFactory(company=made, worksite=site, contact=made.contacts.first())
        start = clock.today() - timedelta(days=2)
        step = (
            terms(opening)
            .steps[0]
            .__class__("loentilskud", "", start.isoformat(), (start + timedelta(days=30)).isoformat(), True)
        )
        said_yes(asked(opening, steps=(step,)))
    assert row(user, made).free == 2  # one place there, both over it; two at the branch


def test_nobody_knows_what_nobody_has_asked(user, municipality):
    assert row(user, company(municipality)).free is None
    assert row(user, company(municipality, employees=0)).free == 1


def test_what_is_only_asked_for_or_elsewhere_or_over_takes_no_place(user, municipality):
    made = company(municipality, employees=10)
    asked(JobOpeningFactory(company=made, worksite=made.worksites.get(), contact=made.contacts.get()))
    assert row(user, made).free == 2
    coming(made, first=-30, days=10)
    assert row(user, made).free == 2
    coming(made)
    assert row(user, made).free == 1


def test_a_promise_that_is_asked_anew_keeps_its_place(user, municipality):
    from companies.commitments import actions as commitments
    from companies.commitments.terms import Terms

    made = company(municipality, employees=10)
    promise = coming(made)
    old = Terms.from_data(promise.versions.get().terms)
    commitments.propose_new_terms(
        commitment=promise, terms=Terms.from_data(old.as_data() | {"wage_basis": "Noget andet"}), by=promise.asked_by,
        at=clock.now(),
    )  # fmt: skip
    promise.refresh_from_db()
    assert promise.state == "requested"
    assert row(user, made).free == 1


def test_promises_kept_and_broken_are_counted(user, municipality, client):
    made = company(municipality)
    for kind in (Fate.Kind.KEPT, Fate.Kind.KEPT, Fate.Kind.BROKEN, Fate.Kind.LAPSED):
        opening = JobOpeningFactory(company=made, contact=made.contacts.get())
        kept.settle(commitment=said_yes(asked(opening)), kind=kind, on=clock.today())
    said_yes(asked(JobOpeningFactory(company=made, contact=made.contacts.get())))
    counted = row(user, made).company
    assert (counted.kept, counted.broken) == (2, 1)
    page = detail(client, made)
    assert "Har holdt 2 af 3 løfter om ansættelse." in page
    assert "1 løfte faldt bort, uden at det var virksomhedens skyld." in page
    assert "1 løfte står ved magt." in page
    assert "Svarer som regel inden for 1 dag (5 svar)." in page


# Filters and order ------------------------------------------------------------------------------------------------------------
def test_each_filter_shows_what_it_says(user, municipality):
    company(municipality, "Alene A/S", people=0)
    company(municipality, "Fri ApS", employees=10)
    gone = company(municipality, "Gået ApS", closed_on=clock.today())
    job = JobOpeningFactory(company=company(municipality, "Med job"), contact__name="x").company
    company(municipality, "Offentlig skole", sector="public")
    talks.talked(company=job, key=uuid4(), by=user, at=clock.now())
    assert names(user) == ["Alene A/S", "Fri ApS", "Med job", "Offentlig skole"]
    assert names(user, show=Show.JOBS) == ["Med job"]
    assert names(user, show=Show.FREE) == ["Fri ApS"]
    assert names(user, show=Show.NOBODY) == ["Alene A/S"]
    assert names(user, show=Show.CLOSED) == [gone.name]
    assert names(user, show=Show.QUIET) == ["Alene A/S", "Fri ApS", "Offentlig skole"]
    assert names(user, sector="public") == ["Offentlig skole"]
    assert names(user, text="Gået") == [gone.name]  # who searches for it finds it


def test_each_order_orders(user, municipality):
    few, many = company(municipality, "Få", employees=5), company(municipality, "Mange", employees=50)
    JobOpeningFactory(company=few, places=3, contact=few.contacts.get())
    kept.settle(
        commitment=said_yes(asked(JobOpeningFactory(company=few, contact=few.contacts.get(), state="open"))),
        kind=Fate.Kind.KEPT, on=clock.today(),
    )  # fmt: skip
    talks.talked(company=many, key=uuid4(), by=user, at=clock.now(), on=clock.today() - timedelta(days=40))
    assert names(user, order=Order.FREE) == ["Mange", "Få"]
    assert names(user, order=Order.JOBS) == ["Få", "Mange"]
    assert names(user, order=Order.KEPT) == ["Få", "Mange"]
    assert names(user, order=Order.LONGEST_AGO) == ["Mange", "Få"]


@pytest.mark.parametrize("name", ["q", "vis", "sektor", "orden", "side"])
def test_whatever_stands_in_the_address_is_answered(client, municipality, name):
    company(municipality)
    for text in [*HOSTILE, "0", "-1", "9" * 40]:
        response = client.get(reverse(LIST), {name: text})
        assert response.status_code in {200, 400}, text
        assert "<script>alert" not in body(response)


def test_what_was_chosen_stays_when_one_turns_the_page(client, municipality):
    for n in range(queries.PAGE_SIZE + 1):
        CompanyFactory(municipality=municipality, name=f"Virksomhed {n}")
    page = body(client.get(reverse(LIST), {"orden": "ledige", "vis": "ingen"}))
    assert "vis=ingen" in page
    assert "orden=ledige" in page


def full(municipality, user, n):
    for k in range(n):
        made = company(municipality, f"Virksomhed {k}", employees=20)
        coming(made)
        talks.talked(company=made, key=uuid4(), by=user, at=clock.now())
        kept.settle(commitment=coming(made, first=-40), kind=Fate.Kind.KEPT, on=clock.today())


def test_the_list_costs_the_same_however_many_and_however_much_they_have(
    client, user, municipality, django_assert_max_num_queries
):
    def cost():
        with django_assert_max_num_queries(14) as counted:
            client.get(reverse(LIST), {"orden": "ledige"})
        return len(counted)

    full(municipality, user, 2)
    few = cost()
    full(municipality, user, 6)
    assert cost() == few


# One company ------------------------------------------------------------------------------------------------------------------
def test_the_page_says_size_source_places_and_what_comes(client, municipality):
    made = company(municipality, employees=10)
    made.worksites.update(employees_source=Worksite.Source.EXTRACT)
    coming(made)
    page = detail(client, made)
    for words in ("udtræk fra CVR", "1 af 2", "Plads til praktik og løntilskud", "LAB § 63 stk. 1, LAB § 77", "I brug"):
        assert words in page, words


def test_a_full_place_says_when_it_is_free_and_an_overfull_one_that_it_is(client, municipality):
    made = company(municipality, employees=5)
    coming(made, days=30)
    assert "Næste plads bliver ledig" in detail(client, made)
    coming(made, first=5, days=10)
    assert "flere, end forholdet tillader" in detail(client, made)


def test_an_old_figure_says_so_and_a_missing_one_asks(client, municipality):
    made = company(municipality)
    assert "spørg dem" in detail(client, made)
    made.worksites.update(ordinary_employees=8, employees_as_of=clock.today() - timedelta(days=400))
    assert "over et år gammelt" in detail(client, made)


def test_the_companys_words_and_how_far_each_job_is_stand_there(client, municipality):
    opening = JobOpeningFactory(company__municipality=municipality)
    told = {"opening": opening, "on": clock.today(), "said_by": "Birgit", "by": opening.created_by, "at": clock.now()}
    ladder.write_words(key=uuid4(), kind="motive", theme="recruiting", words="Vi mangler folk.", **told)
    ladder.reach(rung=Rung.TOOK_PART, **told)
    page = detail(client, opening.company)
    assert "Vi mangler folk." in page
    assert "Med til indholdet" in page


def test_a_closed_company_says_so_and_offers_no_call(client, municipality):
    made = company(municipality, closed_on=clock.today())
    page = detail(client, made)
    assert "Virksomheden er ophørt" in page
    assert reverse("companies:talk_write", args=[made.public_id]) not in page


def test_the_manager_sees_it_all_and_changes_nothing(municipality):
    made = company(municipality, employees=10)
    page = detail(client_of(UserFactory(municipality=municipality, manager=True)), made)
    assert "Plads til praktik og løntilskud" in page
    assert "Vi har talt sammen" not in page
