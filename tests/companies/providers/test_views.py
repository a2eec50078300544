"""The courses' pages: the calendar and its filters, a class and its seats, every press and what undoes it, every bad value."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from companies.providers import actions, queries
from companies.providers.models import CourseSession
from jobpakker.foundation import clock
from tests.companies.pages import HOSTILE, body, client_of, hidden, someone
from tests.factories.accounts import MunicipalityFactory
from tests.factories.providers import CourseFactory, CourseSessionFactory, ProviderFactory

pytestmark = pytest.mark.django_db
LIST, CREATE = "companies:course_session_list", "companies:course_session_create"


@pytest.fixture
def municipality():
    return MunicipalityFactory(name="Fjordby Kommune")


@pytest.fixture
def user(municipality):
    return someone(municipality)


@pytest.fixture
def client(user):
    return client_of(user)


def at(name, row, *more):
    return reverse(f"companies:{name}", args=[row.public_id, *more])


def held(municipality, **other):
    return CourseSessionFactory(municipality=municipality, **other)


def fresh(session):
    return queries.sessions(session.municipality_id).get(pk=session.pk)


def day(days):
    return f"{clock.today() + timedelta(days=days):%d-%m-%Y}"


def written(**other):
    plain = {
        "key": str(uuid4()), "title": "Truck B", "provider": "EUC Fjord", "place": "Fjordby", "starts_on": day(40),
        "ends_on": day(44), "seats": "12", "seats_taken": "3", "price_kr": "1404", "reference": "H1", "days": "", "amu": "",
    }  # fmt: skip
    return plain | other


def undo_address(response):
    found = re.search(r'action="(/kurser/hold/[^"]*/fortryd/[^"]*)"', body(response))
    assert found, "nothing offers to undo it"
    return found[1]


# The list ---------------------------------------------------------------------------------------------------------------------
def test_an_empty_list_says_what_to_do_first(client):
    page = body(client.get(reverse(LIST)))
    assert "Her er ingen kurser endnu" in page
    assert page.count(f'href="{reverse("companies:course_import")}"') == 2
    assert "Kursus eller udbyder" not in page


def test_the_navigation_leads_here(client):
    assert f'<a href="{reverse(LIST)}" aria-current="page">Kurser</a>' in body(client.get(reverse(LIST)))


def test_the_manager_looks_and_changes_nothing(municipality):
    session = held(municipality)
    client = client_of(someone(municipality, manager=True))
    assert reverse(CREATE) not in body(client.get(reverse(LIST)))
    page = body(client.get(at("course_session_detail", session)))
    assert "Tag en plads" not in page
    assert at("course_session_edit", session) not in page
    for address in (reverse(CREATE), at("course_session_edit", session), reverse("companies:course_import")):
        assert client.get(address).status_code == 403
    assert client.post(at("course_seat_take", session)).status_code == 403


def test_the_administrator_has_no_business_here(municipality):
    client = client_of(someone(municipality, administrator=True))
    assert client.get(reverse(LIST)).status_code == 403


def test_what_is_ahead_with_dates_seats_price_and_place(client, municipality):
    course = CourseFactory(municipality=municipality, title="Truck B", amu="47592")
    held(
        municipality, course=course, provider__name="EUC Fjord", place="Fjordby", seats=12, seats_taken=8, price_kr=1404
    )
    held(municipality, course__title="Begyndt", begun=True)
    held(MunicipalityFactory(), course__title="Fremmed")
    page = body(client.get(reverse(LIST)))
    for text in ("Truck B", "AMU 47592", "EUC Fjord", "Fjordby", "<strong>4</strong> af 12", "1.404 kr.", "1 hold"):
        assert text in page
    assert "Begyndt" not in page
    assert "Fremmed" not in page


def test_full_cancelled_free_of_charge_and_unknown_price_are_told(client, municipality):
    held(municipality, full=True, price_kr=0)
    held(municipality, cancelled=True, price_kr=None)
    page = body(client.get(reverse(LIST)))
    for text in ("alle optaget", "aflyst", "gratis", "–"):
        assert text in page


@pytest.mark.parametrize(("query", "seen"), [
    ({"q": "truck"}, {"Truck"}), ({"sted": "sønder"}, {"Bageri"}), ({"ledige": "on"}, {"Truck"}),
    ({"fra": day(50)}, {"Bageri"}), ({"til": day(50)}, {"Truck"}), ({"fra": day(-5)}, {"Truck", "Bageri", "Gammel"}), ({}, {"Truck", "Bageri"}),
])  # fmt: skip
def test_the_list_is_filtered_from_the_address(client, municipality, query, seen):
    today = clock.today()
    held(municipality, course__title="Truck", starts_on=today + timedelta(days=40))
    held(municipality, course__title="Bageri", place="Sønderby", full=True, starts_on=today + timedelta(days=60))
    held(municipality, course__title="Gammel", starts_on=today - timedelta(days=2), full=True)
    page = body(client.get(reverse(LIST), query))
    assert {title for title in ("Truck", "Bageri", "Gammel") if f">{title}</a>" in page} == seen


def test_no_hits_lead_back(client, municipality):
    held(municipality)
    page = body(client.get(reverse(LIST), {"q": "astronaut"}))
    assert "Intet hold passer" in page
    assert 'value="astronaut"' in page


@pytest.mark.parametrize("name", ["q", "sted", "fra", "til", "ledige", "side"])
@pytest.mark.parametrize("address", [LIST, "companies:course_session_export"])
def test_whatever_stands_in_the_address_is_answered(client, municipality, name, address):
    held(municipality)
    for text in [*HOSTILE, "0", "-1", "9" * 40, "31-02-2027", "uge 99"]:
        response = client.get(reverse(address), {name: text})
        assert response.status_code in {200, 302, 400}, text
        assert "<script>alert" not in body(response)


def test_pages_keep_the_filter(client, municipality):
    for _n in range(51):
        held(municipality, course__title="Truck B") if _n == 0 else held(municipality, place=f"By {_n}")
    page = body(client.get(reverse(LIST), {"ledige": "on"}))
    assert "?ledige=on&amp;side=2" in page
    assert "51 hold" in page
    assert client.get(reverse(LIST), {"side": 2}).status_code == 200


def cost(client, address, django_assert_max_num_queries):
    with django_assert_max_num_queries(20) as made:
        assert client.get(address).status_code == 200
    return len(made)


@pytest.mark.parametrize("name", [LIST, "companies:provider_list", CREATE, "companies:course_session_export"])
def test_the_pages_cost_the_same_with_three_and_with_thirty(client, municipality, name, django_assert_max_num_queries):
    for n in range(3):
        held(municipality, place=f"By {n}")
    few = cost(client, reverse(name), django_assert_max_num_queries)
    for n in range(27):
        held(municipality, place=f"By {n}")
    assert cost(client, reverse(name), django_assert_max_num_queries) == few


def test_the_file_holds_what_the_list_shows(client, municipality):
    held(municipality, course__title="Truck")
    held(municipality, course__title="Bageri")
    response = client.get(reverse("companies:course_session_export"), {"q": "truck"})
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"].startswith('attachment; filename="kurser-')
    assert [line.split(";")[0] for line in body(response).splitlines()] == ["\ufefftitel", "Truck"]


def test_providers_and_what_they_cancelled(client, municipality):
    provider = ProviderFactory(municipality=municipality, name="EUC Fjord")
    held(municipality, provider=provider)
    held(municipality, provider=provider, cancelled=True)
    page = body(client.get(reverse("companies:provider_list")))
    assert "1 af 2" in page
    assert f'href="{reverse(LIST)}?q=EUC%20Fjord"' in page
    assert "ingen udbydere" in body(client_of(someone(MunicipalityFactory())).get(reverse("companies:provider_list")))


# A new class ------------------------------------------------------------------------------------------------------------------
def test_a_class_is_written_down_and_can_be_undone(client, municipality):
    response = client.post(reverse(CREATE), written(days="5", amu="47592"), follow=True)
    session = queries.sessions(municipality.pk).get()
    assert response.redirect_chain == [(at("course_session_detail", session), 302)]
    assert (session.course.days, session.course.amu, session.free, session.reference) == (5, "47592", 9, "H1")
    address = undo_address(response)
    again = client.post(address, follow=True)
    assert "Fortrudt" in body(again)
    assert not queries.sessions(municipality.pk).exists()
    assert client.post(address).status_code == 404


def test_a_double_press_writes_one(client, municipality):
    data = written()
    first, second = (client.post(reverse(CREATE), data).headers["Location"] for _press in range(2))
    assert first == second
    assert queries.sessions(municipality.pk).count() == 1


def test_the_working_days_are_the_length_of_a_new_course(client, municipality):
    start = clock.today() + timedelta(days=40)
    start += timedelta(days=-start.weekday() % 7)
    data = written(starts_on=f"{start:%d-%m-%Y}", ends_on=f"{start + timedelta(days=8):%d-%m-%Y}")
    client.post(reverse(CREATE), data)
    course = queries.sessions(municipality.pk).get().course
    assert course.days == queries.calendar_of(municipality.pk).count(start, start + timedelta(days=9))


@pytest.mark.parametrize(("other", "sentence"), [
    ({"title": ""}, "Udfyld feltet."), ({"provider": "  "}, "Udfyld feltet."), ({"starts_on": "engang"}, "Skriv datoen"),
    ({"starts_on": day(0)}, "skal begynde efter i dag"), ({"starts_on": day(2000)}, "mere end tre år"),
    ({"ends_on": day(39)}, "før den første"), ({"ends_on": day(40 + 800)}, "mere end to år"), ({"seats": "0"}, "1"),
    ({"seats": "mange"}, "helt tal"), ({"seats_taken": "13"}, "flere pladser"), ({"price_kr": "-1"}, "0"),
    ({"amu": "123"}, "fem cifre"), ({"amu": "abcde"}, "fem cifre"), ({"days": "0"}, "1"),
    ({"title": "=1+1"}, "regneark"), ({"place": "+45"}, "regneark"), ({"reference": "@x"}, "regneark"),
    ({"place": "Bo 010190-1234"}, "CPR-nummer"), ({"reference": "0101901234"}, "CPR-nummer"),
])  # fmt: skip
def test_a_refused_class_says_why_and_loses_nothing(client, municipality, other, sentence):
    response = client.post(reverse(CREATE), written(**other))
    assert response.status_code == 422
    assert sentence in body(response)
    assert 'value="H1"' in body(response) or "reference" in other
    assert not queries.sessions(municipality.pk).exists()


@pytest.mark.parametrize(
    "name",
    ["key", "title", "provider", "place", "starts_on", "ends_on", "seats", "price_kr", "reference", "amu", "days"],
)
def test_bad_values_are_refused_with_a_sentence(client, name):
    for text in [*HOSTILE, "9" * 500]:
        response = client.post(reverse(CREATE), written(**({"reference": uuid4().hex[:12]} | {name: text})))
        assert response.status_code in {302, 422}, (name, text)
        assert "<script>alert" not in body(response)


def test_the_same_class_again_is_a_conflict(client, municipality):
    client.post(reverse(CREATE), written())
    response = client.post(reverse(CREATE), written())
    assert response.status_code == 409
    assert "Holdet står her allerede" in body(response)
    assert 'value="Truck B"' in body(response)


def test_what_is_typed_against_a_known_course_is_not_thrown_away_silently(client, municipality):
    CourseFactory(municipality=municipality, title="truck b", days=3)
    response = client.post(reverse(CREATE), written(days="5"))
    assert response.status_code == 422
    assert "her står: 3" in body(response)
    assert client.post(reverse(CREATE), written(days="3")).status_code == 302


# Changing -----------------------------------------------------------------------------------------------------------------------
def edit(client, session, **typed):
    page = client.get(at("course_session_edit", session))
    names = (
        "seen",
        "key",
        "title",
        "provider",
        "place",
        "starts_on",
        "ends_on",
        "seats",
        "seats_taken",
        "price_kr",
        "reference",
    )
    return {name: hidden(page, name) for name in names} | typed


def test_a_change_is_saved_told_and_can_be_undone(client, municipality):
    session = held(municipality, seats=12, place="Fjordby")
    response = client.post(
        at("course_session_edit", session), edit(client, session, seats="14", place="Sønderby"), follow=True
    )
    assert (fresh(session).seats, fresh(session).place) == (14, "Sønderby")
    page = body(response)
    assert "rettede holdet." in page
    assert re.search(r"Pladser: <span[^>]*>12</span> → 14", page)
    client.post(undo_address(response))
    assert (fresh(session).seats, fresh(session).place) == (12, "Fjordby")


def test_the_last_day_is_shown_inclusive_and_kept_half_open(client, municipality):
    session = held(municipality)
    data = edit(client, session)
    assert data["ends_on"] == f"{session.until - timedelta(days=1):%d-%m-%Y}"
    client.post(at("course_session_edit", session), data | {"ends_on": f"{session.until:%d-%m-%Y}"})
    assert fresh(session).until == session.until + timedelta(days=1)


def test_a_field_left_alone_keeps_what_another_has_saved_and_one_that_both_changed_is_a_conflict(client, municipality):
    session = held(municipality, seats=12, place="Fjordby")
    mine = edit(client, session, place="Sønderby")
    actions.change(session=session, key=uuid4(), by=someone(municipality), at=clock.now(), seats=20)
    client.post(at("course_session_edit", session), mine)
    assert (fresh(session).seats, fresh(session).place) == (20, "Sønderby")
    response = client.post(at("course_session_edit", session), mine | {"seats": "15"})
    assert response.status_code == 409
    assert 'value="15"' in body(response)


def test_fewer_seats_than_are_taken_is_refused(client, municipality):
    session = held(municipality, seats=12, seats_taken=8)
    assert client.post(at("course_session_edit", session), edit(client, session, seats="7")).status_code == 422
    stale = edit(client, session, seats="8")
    actions.take_seat(session=session, key=uuid4(), by=someone(municipality), at=clock.now())
    response = client.post(at("course_session_edit", session), stale)
    assert response.status_code == 409
    assert "Imens er der optaget flere" in body(response)


def test_a_class_that_has_begun_can_still_be_corrected(client, municipality):
    session = held(municipality, begun=True, until=clock.today() + timedelta(days=3))
    assert client.post(at("course_session_edit", session), edit(client, session, price_kr="1")).status_code == 302


def test_a_course_is_corrected_on_its_own_page(client, municipality):
    course = CourseFactory(municipality=municipality, title="Truk B", days=3)
    page = client.get(at("course_edit", course))
    data = {name: hidden(page, name) for name in ("seen", "title", "days", "amu")} | {"title": "Truck B"}
    assert client.post(at("course_edit", course), data).status_code == 302
    course.refresh_from_db()
    assert (course.title, course.words) == ("Truck B", ["b", "truck"])
    CourseFactory(municipality=municipality, title="Truck A")
    assert client.post(at("course_edit", course), data | {"title": "Truck A"}).status_code == 409
    for wrong in ({"days": "0"}, {"title": ""}, {"amu": "1"}, *({"title": text} for text in HOSTILE[:4])):
        assert client.post(at("course_edit", course), data | wrong).status_code == 422


# Cancelling ---------------------------------------------------------------------------------------------------------------------
def test_a_class_is_cancelled_with_a_reason_undone_and_opened_again(client, municipality):
    session = held(municipality)
    address = at("course_session_cancel", session)
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"reason": "fordi"}).status_code == 422
    response = client.post(address, {"reason": "too_few", "key": str(uuid4())}, follow=True)
    assert "for få deltagere. Planen tilbyder det ikke." in body(response)
    client.post(undo_address(response))
    assert fresh(session).is_open
    client.post(address, {"reason": "other"})
    client.post(at("course_session_reopen", session))
    assert fresh(session).is_open


# Seats ----------------------------------------------------------------------------------------------------------------------------
def test_a_seat_is_taken_once_undone_and_given_back(client, municipality):
    session = held(municipality, seats=3, seats_taken=1)
    key = hidden(client.get(at("course_session_detail", session)), "key")
    for _press in range(2):
        response = client.post(at("course_seat_take", session), {"key": key}, follow=True)
    assert fresh(session).seats_taken == 2
    for _press in range(2):
        client.post(undo_address(response))
    assert fresh(session).seats_taken == 1
    client.post(at("course_seat_give_back", session))
    assert fresh(session).seats_taken == 0
    response = client.post(at("course_seat_give_back", session))
    assert response.status_code == 409
    assert "ingen at give tilbage" in body(response)


def test_the_last_seat_gone_is_told_with_the_other_classes(client, municipality):
    session = held(municipality, full=True)
    other = held(
        municipality, course=session.course, provider=session.provider, starts_on=session.starts_on + timedelta(days=9)
    )
    response = client.post(at("course_seat_take", session), {"key": "ikke en nøgle"})
    assert response.status_code == 409
    assert "Der er ingen plads at tage" in body(response)
    assert at("course_session_detail", other) in body(response)


def test_what_can_no_longer_be_undone_is_told(client, municipality):
    session = held(municipality)
    response = client.post(at("course_session_undo", session, uuid4()))
    assert response.status_code == 409
    assert "kan ikke længere fortrydes" in body(response)


# Doors ----------------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", [
    "course_session_detail", "course_session_edit", "course_session_cancel", "course_session_reopen", "course_seat_take",
    "course_seat_give_back",
])  # fmt: skip
def test_rows_of_another_municipality_look_like_none(client, name):
    strange = CourseSessionFactory()
    for method in (client.get, client.post):
        assert method(at(name, strange)).status_code in {404, 405}
    assert fresh(strange).facts == strange.facts


def test_strange_courses_and_undos_look_like_none(client):
    strange = CourseSessionFactory()
    assert client.get(at("course_edit", strange.course)).status_code == 404
    assert client.post(at("course_session_undo", strange, uuid4())).status_code == 404


def test_looking_changes_nothing(client, municipality, django_assert_max_num_queries):
    session = held(municipality)
    before = CourseSession.objects.for_municipality(municipality).values().get()
    for name in ("course_session_detail", "course_session_edit", "course_session_cancel"):
        with django_assert_max_num_queries(20):
            assert client.get(at(name, session)).status_code == 200
    for name in ("course_session_reopen", "course_seat_take", "course_seat_give_back"):
        assert client.get(at(name, session)).status_code == 405
    assert CourseSession.objects.for_municipality(municipality).values().get() == before
