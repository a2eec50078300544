"""The pages of the inspiration models, and what they make of whatever is sent."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from casework.blueprints import queries
from casework.blueprints.models import Blueprint
from tests.factories.accounts import UserFactory
from tests.factories.blueprints import BlueprintFactory

pytestmark = pytest.mark.django_db

LIST = reverse("casework:blueprint_list")
NASTY = ["", "\x00", "\x0b", "\u202egnp", "a" * 50_000, "<script>alert(1)</script>", "{{7*7}}", "🙂", "-1", "0", "9" * 4000, "NaN"]  # fmt: skip


@pytest.fixture
def user():
    return UserFactory()


@pytest.fixture
def blueprint(user):
    return BlueprintFactory(municipality=user.municipality)


@pytest.fixture
def client(client, user):
    client.raise_request_exception = False
    client.force_login(user)
    return client


def body(response):
    return response.content.decode()


def at(blueprint, name="detail"):
    return reverse(f"casework:blueprint_{name}", args=[blueprint.public_id])


def opened(client, blueprint):
    form = client.get(at(blueprint, "edit")).context["form"]
    data = {"trin": str(len(form.rows))}
    for one in (form, *form.rows):
        for field in one:
            value = field.value()
            if value not in (None, False):
                data[field.html_name] = "on" if value is True else str(value)
    return data


def test_the_list_shows_the_chain_and_its_length(client, blueprint):
    page = body(client.get(LIST))
    assert at(blueprint) in page
    assert "ca. 18 uger" in page
    assert "Praktik 4 uger" in page


def test_an_empty_list_offers_to_load_the_catalogue(client, user):
    assert reverse("casework:blueprint_load") in body(client.get(LIST))
    page = body(client.post(reverse("casework:blueprint_load"), follow=True))
    assert "Slagterimedarbejder" in page
    assert "28 inspirationsmodeller er hentet" in page


def test_the_branch_narrows_the_list(client, user, blueprint):
    BlueprintFactory(municipality=user.municipality, branch="Lager", title="Lagermand")
    page = body(client.get(LIST, {"branche": "Lager"}))
    assert "Lagermand" in page
    assert "Køkkenmedhjælper" not in page


def test_any_branch_is_answered(client, blueprint):
    for text in NASTY:
        assert client.get(LIST, {"branche": text}).status_code in {200, 400}, text[:20]


def test_a_long_list_costs_no_more_queries_than_a_short_one(client, user, django_assert_num_queries):
    BlueprintFactory.create_batch(3, municipality=user.municipality)
    with django_assert_num_queries(6):  # session, user, municipality, branches, models, steps
        client.get(LIST)
    BlueprintFactory.create_batch(20, municipality=user.municipality)
    with django_assert_num_queries(6):
        client.get(LIST)


def test_the_stairs_rise_to_the_job(client, blueprint):
    page = body(client.get(at(blueprint)))
    places = [
        page.index(text) for text in ("Ordinært job", "Løntilskud i køkkenet", "Hygiejnebevis", "Praktik i køkkenet")
    ]
    assert places == sorted(places)
    assert "8 uger efter jobbets første dag" in page
    assert "kan gøres mellem 2 og 13" in page
    assert "Kan læse hygiejneregler" in page


@pytest.mark.parametrize("name", ["detail", "edit", "copy"])
def test_another_municipalitys_model_looks_like_none(client, name):
    method = client.post if name == "copy" else client.get
    pages = [
        method(reverse(f"casework:blueprint_{name}", args=[one])) for one in (BlueprintFactory().public_id, uuid4())
    ]
    assert {page.status_code for page in pages} == {404}
    assert len({page.content for page in pages}) == 1


@pytest.mark.parametrize(("trait", "status"), [("consultant", 403), ("administrator", 403), ("manager", 200)])
def test_who_may_change(client, user, blueprint, trait, status):
    client.force_login(UserFactory(municipality=user.municipality, **{trait: True}))
    assert client.get(at(blueprint)).status_code == 200
    assert client.get(at(blueprint, "edit")).status_code == status
    assert (at(blueprint, "edit") in body(client.get(at(blueprint)))) == (status == 200)


def test_opened_and_saved_untouched_is_no_new_version(client, blueprint):
    assert client.post(at(blueprint, "edit"), opened(client, blueprint)).status_code == 302
    blueprint.refresh_from_db()
    assert blueprint.version == 1


def test_rows_changed_removed_added_and_moved(client, blueprint):
    data = opened(client, blueprint)
    data |= {
        "title": "Kok på vej", "trin-0-length": "6u", "trin-1-remove": "on", "trin-4-kind": "kursus",
        "trin-4-title": "Førstehjælp", "trin-4-length": "1 arbejdsdag", "trin-4-position": "1", "trin-0-position": "2",
    }  # fmt: skip
    data.pop("trin-4-at_the_company")
    assert client.post(at(blueprint, "edit"), data).status_code == 302
    blueprint.refresh_from_db()
    assert (blueprint.title, blueprint.version) == ("Kok på vej", 2)
    assert [(step.title, str(step.length)) for step in queries.values(blueprint)] == [
        ("Førstehjælp", "1 arbejdsdag"), ("Praktik i køkkenet", "6 uger"), ("Løntilskud i køkkenet", "13 uger (8-25)"),
        ("Mentor i køkkenet", "8 uger"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"trin-0-length": "mange uger"}, "Skriv længden som fx"),
        ({"trin-0-length": "0 uger"}, "mindst én dag"),
        ({"trin-0-length": "10000 uger"}, "Et trin kan højst vare"),
        ({"trin-0-length": "6 uger (8-4)"}, "mellem det korteste og det længste"),
        ({"trin-0-length": ""}, "hvor længe trinnet varer"),
        ({"trin-0-kind": "job"}, "job"),
        ({"title": ""}, "Udfyld feltet."),
        ({"trin-1-kind": "mentor"}, "kun være én mentor"),
        ({"trin-0-remove": "on", "trin-1-remove": "on", "trin-2-remove": "on"}, "mindst ét trin før jobbet"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, blueprint, row, sentence):
    response = client.post(at(blueprint, "edit"), opened(client, blueprint) | {"branch": "Kok og køkken"} | row)
    assert response.status_code == 422
    assert sentence in body(response)
    assert "Kok og køkken" in body(response)
    blueprint.refresh_from_db()
    assert blueprint.version == 1


def test_the_second_of_two_sees_the_others_and_keeps_her_own(client, blueprint):
    mine, others = opened(client, blueprint), opened(client, blueprint)
    client.post(at(blueprint, "edit"), others | {"trin-0-title": "Praktik i opvasken"})
    response = client.post(at(blueprint, "edit"), mine | {"trin-0-title": "Praktik i det kolde køkken"})
    page = body(response)
    assert response.status_code == 409
    assert "Praktik i opvasken" in page
    assert 'value="Praktik i det kolde køkken"' in page
    again = mine | {
        "trin-0-title": "Praktik i det kolde køkken",
        "version": response.context["form"]["version"].value(),
    }
    assert client.post(at(blueprint, "edit"), again).status_code == 302
    blueprint.refresh_from_db()
    assert blueprint.version == 3


@pytest.mark.parametrize("name", ["title", "branch", "prerequisites", "version", "trin", "trin-0-kind", "trin-0-title", "trin-0-length", "trin-0-position", "trin-0-hours", "trin-3-begins", "trin-3-ends"])  # fmt: skip
def test_any_text_in_any_field_is_answered(client, blueprint, name):
    data = opened(client, blueprint)
    for text in NASTY:
        assert client.post(at(blueprint, "edit"), data | {name: text}).status_code in {302, 409, 422}, text[:20]


def test_an_empty_post_is_refused(client, blueprint):
    assert client.post(at(blueprint, "edit"), {}).status_code == 422


def test_a_copy_opens_for_editing_and_a_second_press_makes_no_second(client, user, blueprint):
    key = str(uuid4())
    places = {client.post(at(blueprint, "copy"), {"key": key}).headers["Location"] for _press in range(2)}
    own = Blueprint.objects.for_municipality(user.municipality).get(code="E01")
    assert places == {at(own, "edit")}


def test_a_key_that_is_none_makes_nothing(client, user, blueprint):
    for text in NASTY[3:]:
        assert client.post(at(blueprint, "copy"), {"key": text}).status_code == 302
    assert Blueprint.objects.for_municipality(user.municipality).count() == 1


# Beside the chain ---------------------------------------------------------------------------------------------------------
def lanes_of(blueprint):
    return [
        (one.title, one.begins_with, one.begins_with_job, one.ends_with, one.own_length, one.weekly_hours)
        for one in queries.values(blueprint)
        if one.beside
    ]


def with_danish(client, blueprint, **more):
    """A course beside the chain, written in the first of the empty rows."""
    row = {"kind": "beside", "title": "FVU-dansk", "length": "20 uger", "hours": "4,5", "position": "9"}
    client.post(
        at(blueprint, "edit"), opened(client, blueprint) | {f"trin-4-{name}": text for name, text in row.items()}
    )
    blueprint.refresh_from_db()
    return opened(client, blueprint) | more


def test_a_course_goes_beside_the_chain_with_its_hours_and_its_length(client, blueprint):
    with_danish(client, blueprint)
    assert lanes_of(blueprint) == [
        ("Mentor i køkkenet", None, False, None, False, None), ("FVU-dansk", None, False, None, True, Decimal("4.5"))
    ]  # fmt: skip
    page = body(client.get(at(blueprint)))
    assert "Fra det første trin, i 20 uger · 4,5 timer om ugen" in page
    assert queries.weeks(list(queries.steps(blueprint))) == 18  # no longer than without it


def test_its_span_follows_the_steps_wherever_they_are_numbered(client, blueprint):
    data = with_danish(client, blueprint)
    lane = next(name[: -len("-title")] for name, value in data.items() if value == "FVU-dansk")
    between = data | {f"{lane}-begins": "1", f"{lane}-ends": "2"}
    assert client.post(at(blueprint, "edit"), between).status_code == 302
    assert lanes_of(blueprint)[1][1:5] == (1, False, 2, False)
    assert "Fra Hygiejnebevis til og med Løntilskud i køkkenet" in body(client.get(at(blueprint)))
    again = opened(client, blueprint)
    assert client.post(at(blueprint, "edit"), again).status_code == 302
    version = blueprint.version
    blueprint.refresh_from_db()
    assert blueprint.version == version + 1  # the span, and nothing by saving what is there
    fewer = opened(client, blueprint) | {"trin-0-remove": "on"}
    client.post(at(blueprint, "edit"), fewer)
    assert lanes_of(blueprint)[1][1:5] == (0, False, 1, False)
    gone = opened(client, blueprint) | {"trin-1-remove": "on"}
    client.post(at(blueprint, "edit"), gone)
    assert lanes_of(blueprint)[1][1:5] == (0, False, None, True)  # what it ended with is gone: its own length


def test_a_lane_that_ends_before_it_begins_is_refused(client, blueprint):
    data = with_danish(client, blueprint)
    lane = next(name[: -len("-title")] for name, value in data.items() if value == "FVU-dansk")
    refused = client.post(at(blueprint, "edit"), data | {f"{lane}-begins": "2", f"{lane}-ends": "1"})
    assert refused.status_code == 422 and "skal slutte, efter at det er begyndt" in body(refused)
    assert client.post(at(blueprint, "edit"), data | {f"{lane}-begins": "job", f"{lane}-ends": "1"}).status_code == 422
