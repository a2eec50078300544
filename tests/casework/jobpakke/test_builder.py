"""The builder's page: what opens, what follows from a change, what is stored, and what is said when something is wrong."""

from datetime import timedelta

import pytest
from django.urls import reverse

from casework.jobpakke.models import Jobpakke, Step
from casework.jobpakke.states import JobpakkeState
from companies.openings import actions as openings
from jobpakker.foundation import clock
from jobpakker.foundation.audit.models import AccessLogEntry
from jobpakker.foundation.notifications.models import Notification
from jobpakker.foundation.ui import dates
from jobpakker.foundation.workdays import WorkdayCalendar
from tests.casework.jobpakke.pages import build_url, detail_url, edit_url, fields, opened, preview_url, start_url
from tests.companies.pages import HOSTILE, body, client_of, someone
from tests.factories import jobpakker
from tests.factories.blueprints import BlueprintFactory
from tests.factories.citizens import CitizenFactory
from tests.factories.companies import ContactFactory, JobOpeningFactory
from tests.factories.jobpakker import steps_of

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def citizen():
    return CitizenFactory(clarified=True)


@pytest.fixture
def opening(citizen):
    return JobOpeningFactory(
        company__municipality=citizen.municipality, created_by=citizen.caseworker,
        starts_on=jobpakker.working_day(clock.today() + timedelta(days=260)),
    )  # fmt: skip


@pytest.fixture
def blueprint(citizen):
    return BlueprintFactory(municipality=citizen.municipality)


@pytest.fixture
def client(citizen):
    return client_of(citizen.caseworker)


@pytest.fixture
def typed(client, opening, citizen, blueprint):
    """The fields of the builder as it opens."""
    return fields(opened(client, opening, citizen, blueprint))


def free_monday(near, *, also=0):
    """A Monday at or before that day that is no holiday, nor is the Monday so many days after it."""
    calendar = WorkdayCalendar.danish()
    day = near - timedelta(days=near.weekday())
    while not (calendar.is_working_day(day) and calendar.is_working_day(day + timedelta(days=also))):
        day -= timedelta(days=7)
    return day


def packages(citizen):
    return Jobpakke.objects.for_municipality(citizen.municipality_id)


def log(citizen, action):
    rows = AccessLogEntry.objects.for_municipality(citizen.municipality_id).filter(action=action)
    return list(rows.order_by("pk").values_list("what", "citizen_id"))


# The start ----------------------------------------------------------------------------------------------------------------
def test_the_start_offers_those_who_wait_and_the_models(client, opening, citizen, blueprint):
    page = body(client.get(start_url(opening)))
    assert citizen.full_name in page
    assert blueprint.title in page


def test_who_walks_a_chain_is_not_offered_but_found(client, opening, citizen):
    jobpakker.draft(citizen=citizen)
    assert citizen.full_name not in body(client.get(start_url(opening)))
    assert "Har allerede et åbent forløb." in body(client.post(start_url(opening), {"q": citizen.last_name}))


@pytest.mark.parametrize("what", ["last_name", "alias"])
def test_a_search_is_logged_without_what_was_searched_for(client, opening, citizen, what):
    page = body(client.post(start_url(opening), {"q": getattr(citizen, what)}, headers=HTMX))
    assert citizen.full_name in page
    assert "<html" not in page
    assert log(citizen, "search") == [("casework:jobpakke_start (1)", None)]


def test_a_cpr_number_finds_and_stands_in_no_address(client, opening, citizen):
    other = CitizenFactory(caseworker=citizen.caseworker, cpr="6101801234", last_name="Nummersen")
    response = client.post(start_url(opening), {"q": "610180-1234"})
    assert other.full_name in body(response)
    assert "6101801234" not in body(response)


def test_citizens_of_other_teams_and_places_are_not_found(client, opening, citizen):
    CitizenFactory(caseworker=someone(citizen.municipality), last_name="Andetteam")
    CitizenFactory(last_name="Andetsted")
    assert "Andet" not in body(client.post(start_url(opening), {"q": "Andet"})).replace('value="Andet"', "")


def test_a_search_for_nothing_says_so(client, opening):
    assert client.post(start_url(opening), {"q": ""}).status_code == 422


def test_no_start_from_a_job_that_is_gone(client, opening, citizen):
    openings.withdraw(opening=opening, by=citizen.caseworker, at=clock.now())
    assert client.get(start_url(opening)).url == reverse("companies:opening_detail", args=[opening.public_id])


# Opening --------------------------------------------------------------------------------------------------------------------
def test_the_model_is_laid_out_with_every_date_filled_in(client, opening, citizen, blueprint):
    response = opened(client, opening, citizen, blueprint)
    page, typed = body(response), fields(response)
    assert response.status_code == 200
    assert [typed[f"trin-{i}-kind"] for i in range(4)] == ["praktik", "kursus", "loentilskud", "mentor"]
    assert typed["trin-0-length"] == "4 uger (2-13)"
    assert all(typed[f"trin-{i}-seen"] for i in range(4))
    assert typed["job_starts_on"] == f"{opening.starts_on:%d-%m-%Y}"
    assert "Grøn bølge: ingen døde dage" in page
    assert "Sammensat forløb" in page
    assert page.index("Løntilskud i køkkenet") < page.index("Praktik i køkkenet")  # latest first


def test_opening_changes_nothing_and_is_written_down(client, opening, citizen, blueprint):
    opened(client, opening, citizen, blueprint)
    assert not packages(citizen).exists()
    assert log(citizen, "view") == [("casework:jobpakke_build", citizen.public_id)]


def test_without_a_model_the_stairs_are_empty_and_say_how_to_begin(client, opening, citizen):
    page = body(opened(client, opening, citizen))
    assert "Der er ingen trin endnu" in page


def test_each_date_explains_itself(client, opening, citizen, blueprint):
    page = body(opened(client, opening, citizen, blueprint))
    day = f"{opening.starts_on.day}. {dates.month(opening.starts_on)}"
    assert f"Fordi det skal slutte før jobbet {day}" in page
    assert "Praktikken starter" in page


def test_a_citizen_with_an_open_chain_is_led_to_it(client, opening, citizen):
    package = jobpakker.draft(citizen=citizen)
    assert opened(client, opening, citizen).url == detail_url(package)


@pytest.mark.parametrize("wrong", ["citizen", "other_team", "model", "opening", "nonsense"])
def test_what_is_not_hers_is_as_unknown_as_what_is_not(client, opening, citizen, wrong):
    strangers = {
        "citizen": (opening, CitizenFactory(), None),
        "other_team": (opening, CitizenFactory(caseworker=someone(citizen.municipality)), None),
        "model": (opening, citizen, BlueprintFactory()),
        "opening": (JobOpeningFactory(), citizen, None),
    }
    if wrong == "nonsense":
        assert client.get(build_url(opening), {"borger": "' OR 1=1"}).status_code == 404
        assert client.post(build_url(opening), {"citizen": "x", "do": "save"}).status_code == 404
        return
    job, person, model = strangers[wrong]
    assert opened(client, job, person, model).status_code == 404
    data = {"citizen": person.public_id, "blueprint": model.public_id if model else ""}
    for url in (build_url(job), preview_url(job)):
        assert client.post(url, data | {"do": "save"}).status_code == 404


def test_a_consultant_builds_nothing(opening, citizen):
    consultant = client_of(someone(citizen.municipality, consultant=True))
    assert consultant.get(start_url(opening)).status_code == 403


# What follows from a change -----------------------------------------------------------------------------------------------
def follow(client, opening, typed, **changed):
    return client.post(preview_url(opening), typed | changed, headers=HTMX)


def test_a_changed_length_moves_what_comes_before_it(client, opening, citizen, typed):
    response = follow(client, opening, typed, **{"trin-2-length": "20 uger"})
    page = body(response)
    assert response.status_code == 200
    assert "<form" not in page and 'name="trin-2-length"' not in page  # no field is redrawn
    assert page.count('hx-swap-oob="true"') > 10
    assert "før: " in page
    assert not packages(citizen).exists()


def test_a_gap_is_counted_explained_and_mended(client, opening, typed):
    monday = free_monday(opening.starts_on - timedelta(days=180))
    typed |= {
        "trin-1-dates": f"{monday:%d-%m-%Y} til {monday + timedelta(days=2):%d-%m-%Y}",
        "trin-2-length": "13 uger",
    }
    page = body(follow(client, opening, typed))
    assert "døde dage" in page
    assert "Kurset slutter" in page
    assert 'value="length:2:' in page
    press = page.split('value="length:2:')[1].split('"')[0]
    mended = body(follow(client, opening, typed, do=f"length:2:{press}"))
    assert '<form id="builder"' in mended
    assert "Grøn bølge: ingen døde dage" in mended


def test_what_cannot_be_reached_says_what_is_in_the_way_and_what_would_help(client, opening, typed):
    page = body(follow(client, opening, typed, **{"trin-0-length": "60 uger"}))
    assert "Planen kan ikke nås til den første arbejdsdag" in page
    assert 'value="job:' in page
    assert "Forkort praktikken til" in page
    press = "job:" + page.split('value="job:')[1][:10]
    moved = body(follow(client, opening, typed, **{"trin-0-length": "60 uger", "do": press}))
    assert "Grøn bølge" in moved


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("trin-0-length", "0 uger", "Et trin varer mindst én dag."),
        ("trin-0-length", "10.000 uger", "Skriv længden som"),
        ("trin-0-length", "10000 uger", "Et trin kan højst vare 156 uger."),
        ("trin-0-length", "", "Udfyld feltet."),
        ("trin-0-length", "længe", "Skriv længden som"),
        ("job_starts_on", "01-01-2020", "Jobbet skal begynde efter i dag."),
        ("job_starts_on", "01-01-2090", "Jobbet kan højst ligge 5 år ude i fremtiden."),
        ("job_starts_on", "31-02-2027", "Den dato findes ikke i kalenderen."),
        ("trin-1-dates", "i morgen måske", "Skriv datoen som"),
        ("trin-1-dates", "01-01-2028", "er ikke en arbejdsdag"),
        ("trin-3-dates", "03-01-2028", "En mentor følger kæden"),
        ("trin-0-title", "Ring til 010180-1234", "Skriv ikke et CPR-nummer her"),
        ("conditions", "CPR 0101801234", "Skriv ikke et CPR-nummer her"),
        ("company_took_part_on", "01-01-2090", "Datoen kan ikke ligge efter i dag."),
    ],
)
def test_what_cannot_be_read_gets_a_sentence_beside_its_field_and_nothing_is_lost(
    client, opening, citizen, typed, field, text, sentence
):
    changed = typed | {field: text, "trin-1-title": "Ordblindekursus"}
    quick = body(follow(client, opening, changed))
    assert f'id="err-{field}"' in quick and sentence in quick
    saved = client.post(build_url(opening), changed | {"do": "send"})
    assert saved.status_code == 422
    assert sentence in body(saved)
    assert fields(saved) | {"trin-0-seen": "", "trin-1-seen": ""} == changed | {"trin-0-seen": "", "trin-1-seen": ""}
    assert not packages(citizen).exists()


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    "field", ["trin-0-title", "trin-0-length", "trin-0-kind", "trin-0-id", "trin", "version", "key", "do", "contact"]
)
def test_nothing_that_is_sent_makes_the_page_fall_over(client, opening, typed, field, text):
    for url in (build_url(opening), preview_url(opening)):
        assert client.post(url, typed | {"do": "save"} | {field: text}).status_code < 500


@pytest.mark.parametrize(
    ("button", "kinds"),
    [
        ("add:0", ["kursus", "praktik", "kursus", "loentilskud", "mentor"]),
        ("add:2", ["praktik", "kursus", "kursus", "loentilskud", "mentor"]),
        ("add:4:mentor", ["praktik", "kursus", "loentilskud", "mentor", "mentor"]),
        ("remove:1", ["praktik", "loentilskud", "mentor"]),
        ("later:0", ["kursus", "praktik", "loentilskud", "mentor"]),
        ("earlier:2", ["praktik", "loentilskud", "kursus", "mentor"]),
        ("later:2", ["praktik", "kursus", "loentilskud", "mentor"]),  # past the mentor: nothing
        ("fill:2:5 arbejdsdage", ["praktik", "kursus", "kursus", "loentilskud", "mentor"]),
        ("remove:99", ["praktik", "kursus", "loentilskud", "mentor"]),
        ("explode:1", ["praktik", "kursus", "loentilskud", "mentor"]),
    ],
)
def test_buttons_move_rows_with_and_without_a_script(client, opening, typed, button, kinds):
    with_script = client.post(preview_url(opening), typed | {"do": button}, headers=HTMX)
    without = client.post(build_url(opening), typed | {"do": button})
    for response in (with_script, without):
        assert response.status_code == 200
        got = fields(response)
        assert [got[f"trin-{i}-kind"] for i in range(int(got["trin"]))] == kinds
    assert "<html" not in body(with_script) and "<html" in body(without)


# Storing --------------------------------------------------------------------------------------------------------------------
def test_saving_leads_to_the_package(client, opening, citizen, blueprint, typed):
    response = client.post(build_url(opening), typed | {"do": "save"})
    package = packages(citizen).get()
    assert response.url == detail_url(package)
    assert (package.state, package.blueprint, package.blueprint_version) == (JobpakkeState.DRAFT, blueprint, 1)
    assert [row.kind for row in steps_of(package)] == ["praktik", "kursus", "loentilskud", "mentor"]


def test_from_a_job_to_a_sent_commitment_in_two_pages_and_four_presses(client, opening, citizen, blueprint):
    client.get(start_url(opening))  # press 1: "Byg en jobpakke", page 1
    client.post(start_url(opening), {"q": citizen.last_name}, headers=HTMX)  # 2: types a name
    built = opened(client, opening, citizen, blueprint)  # 3: "Byg planen", page 2
    sent = client.post(build_url(opening), fields(built) | {"do": "send"})  # 4: "Gem og send"
    package = packages(citizen).get()
    assert sent.url == detail_url(package)
    assert package.state == JobpakkeState.AWAITING_COMPANY
    assert Notification.objects.for_municipality(citizen.municipality_id).filter(kind="commitment_request").count() == 1


def test_a_double_press_saves_and_sends_once(client, opening, citizen, typed):
    for _press in range(2):
        assert client.post(build_url(opening), typed | {"do": "send"}).status_code == 302
    assert packages(citizen).count() == 1
    assert Notification.objects.for_municipality(citizen.municipality_id).filter(kind="commitment_request").count() == 1


def test_going_back_and_changing_is_not_swallowed(client, opening, citizen, typed):
    client.post(build_url(opening), typed | {"do": "save"})
    again = client.post(build_url(opening), typed | {"trin-2-length": "9 uger", "do": "save"})
    assert again.status_code == 409
    assert fields(again)["trin-2-length"] == "9 uger"
    package = packages(citizen).get()
    then = client.post(edit_url(package), fields(again) | {"do": "save"})
    assert then.status_code == 302
    assert steps_of(package)[2].length_amount == 9


def test_no_steps_is_said(client, opening, citizen, typed):
    response = client.post(build_url(opening), typed | {"trin": "0", "do": "save"})
    assert response.status_code == 422
    assert "Tilføj mindst ét trin før jobbet" in body(response)


def test_a_plan_that_cannot_be_reached_is_not_stored(client, opening, citizen, typed):
    response = client.post(build_url(opening), typed | {"trin-0-length": "60 uger", "do": "send"})
    assert response.status_code == 422
    assert "Planen kan ikke nås" in body(response)
    assert not packages(citizen).exists()


def test_the_job_was_taken_meanwhile(client, opening, citizen, typed):
    openings.withdraw(opening=opening, by=citizen.caseworker, at=clock.now())
    response = client.post(build_url(opening), typed | {"do": "send", "conditions": "Truckkort"})
    assert response.status_code == 409
    assert "Jobbet er besat eller trukket tilbage" in body(response)
    assert fields(response)["conditions"] == "Truckkort"


def test_a_colleague_began_a_chain_for_the_citizen_meanwhile(client, opening, citizen, typed):
    jobpakker.draft(citizen=citizen)
    response = client.post(build_url(opening), typed | {"do": "save"})
    assert response.status_code == 409
    assert "Borgeren har allerede et åbent forløb" in body(response)


def test_the_commitment_goes_to_the_person_that_was_chosen(client, opening, citizen, typed):
    other = ContactFactory(company=opening.company, name="Bodil Bogholder")
    client.post(build_url(opening), typed | {"do": "send", "contact": str(other.public_id)})
    assert packages(citizen).get().commitment.contact == other


def test_the_contact_of_another_company_is_refused(client, opening, citizen, typed):
    stranger = ContactFactory()
    assert (
        client.post(build_url(opening), typed | {"do": "send", "contact": str(stranger.public_id)}).status_code == 422
    )


# The law ----------------------------------------------------------------------------------------------------------------------
def test_what_the_law_warns_of_stands_at_its_step_and_asks_for_a_reason_before_it_is_sent(
    client, opening, citizen, typed
):
    long = typed | {"trin-0-length": "15 uger"}
    page = body(follow(client, opening, long))
    assert "LAB § 61" in page
    assert 'id="reason-asked" hx-swap-oob="true" class="is-asked"' in page
    refused = client.post(build_url(opening), long | {"do": "send"})
    assert refused.status_code == 422
    assert "Skriv, hvorfor du går videre." in body(refused)
    assert not packages(citizen).exists()
    sent = client.post(build_url(opening), long | {"do": "send", "reason": "Konkret vurdering: sprogstart."})
    assert sent.status_code == 302
    package = packages(citizen).get()
    assert package.state == JobpakkeState.AWAITING_COMPANY
    assert [kept.reason for kept in package.accepted_findings.all()] == ["Konkret vurdering: sprogstart."]


def test_a_draft_is_saved_whatever_the_law_warns_of(client, opening, citizen, typed):
    assert client.post(build_url(opening), typed | {"trin-0-length": "15 uger", "do": "save"}).status_code == 302
    page = body(client.get(detail_url(packages(citizen).get())))
    assert "LAB § 61" in page
    assert "Gem begrundelsen" in page


# Changing -------------------------------------------------------------------------------------------------------------------
def test_the_saved_plan_comes_back_as_it_was_typed_and_saves_without_a_change(client, opening, citizen, typed):
    client.post(build_url(opening), typed | {"do": "save", "mentor_name": "Ali Demir"})
    package = packages(citizen).get()
    shown = client.get(edit_url(package))
    got = fields(shown)
    assert [got[f"trin-{i}-length"] for i in range(4)] == ["4 uger (2-13)", "3 arbejdsdage", "13 uger (8-25)", "8 uger"]
    assert got["mentor_name"] == "Ali Demir"
    assert "før: " not in body(shown)
    client.post(edit_url(package), got | {"do": "save"})
    package.refresh_from_db()
    assert package.version == 1


def test_two_caseworkers_save_the_same_package(citizen):
    package = jobpakker.draft(citizen=citizen)
    colleague = someone(citizen.municipality, team=citizen.team, name="Hanne Holm")
    mine, hers = client_of(citizen.caseworker), client_of(colleague)
    my_page, her_page = fields(mine.get(edit_url(package))), fields(hers.get(edit_url(package)))
    assert hers.post(edit_url(package), her_page | {"trin-2-length": "6 uger", "do": "save"}).status_code == 302
    late = mine.post(edit_url(package), my_page | {"conditions": "Kørekort", "do": "save"})
    page = body(late)
    assert late.status_code == 409
    assert "En anden har gemt imens" in page
    assert "Hanne Holm ændrede planen." in page and "→" in page
    assert fields(late)["conditions"] == "Kørekort"
    assert mine.post(edit_url(package), fields(late) | {"do": "save"}).status_code == 302
    package.refresh_from_db()
    assert package.conditions == "Kørekort"


def test_what_has_begun_is_locked_and_kept(citizen):
    package = jobpakker.walking(citizen=citizen)
    client = client_of(citizen.caseworker)
    page = client.get(edit_url(package))
    got = fields(page)
    assert "Trinnet er begyndt" in body(page)
    assert "trin-0-kind" not in got and got["trin-0-length"] == "4 uger"
    removed = client.post(edit_url(package), got | {"do": "remove:0"})
    assert fields(removed)["trin"] == "3"
    assert client.post(edit_url(package), got | {"do": "save", "trin-0-kind": "mentor"}).status_code == 302
    assert steps_of(package)[0].kind == "praktik"


def test_a_running_step_cannot_end_before_today(citizen):
    package = jobpakker.walking(citizen=citizen)
    client = client_of(citizen.caseworker)
    response = client.post(
        edit_url(package), fields(client.get(edit_url(package))) | {"trin-0-length": "3 dage", "do": "save"}
    )
    assert response.status_code == 422
    assert "Trinnet er i gang i dag" in body(response)


def test_the_day_that_the_company_proposed_is_filled_in(citizen):
    package = jobpakker.draft(citizen=citizen)
    day = jobpakker.working_day(package.job_starts_on + timedelta(days=30))
    page = client_of(citizen.caseworker).get(edit_url(package), {"job": day.isoformat()})
    assert fields(page)["job_starts_on"] == f"{day.isoformat()}"
    assert dates.show(day, "long") in body(page)


def test_the_company_declined_while_the_plan_was_being_changed(citizen):
    from companies.commitments import actions as commitments

    package = jobpakker.awaiting(citizen=citizen)
    client = client_of(citizen.caseworker)
    typed = fields(client.get(edit_url(package)))
    version = package.commitment.versions.get()
    commitments.decline(
        commitment=package.commitment, number=1, fingerprint=version.fingerprint, answered_by_name="Mette Kontakt",
        reason="filled", text="Vi nåede at ansætte.", at=clock.now(),
    )  # fmt: skip
    response = client.post(edit_url(package), typed | {"do": "send", "conditions": "Truckkort"})
    assert response.status_code == 409
    assert "sagde nej for virksomheden" in body(response)
    assert fields(response)["conditions"] == "Truckkort"


@pytest.mark.parametrize("make", [jobpakker.broken_off, jobpakker.completed])
def test_what_is_over_is_not_opened(make):
    package = make()
    client = client_of(package.caseworker)
    assert client.get(edit_url(package)).url == detail_url(package)


def test_strangers_packages_are_unknown(citizen):
    client = client_of(citizen.caseworker)
    for package in (
        jobpakker.draft(),
        jobpakker.draft(citizen=CitizenFactory(caseworker=someone(citizen.municipality))),
    ):
        assert client.get(edit_url(package)).status_code == 404
        assert client.post(edit_url(package), {"do": "save"}).status_code == 404


def test_many_rows_cost_no_more_queries(client, opening, citizen, typed, django_assert_max_num_queries):
    one = {**typed, "trin": "2"}
    many = dict(typed)
    for index in range(12):
        many |= {
            f"trin-{index}-kind": "kursus",
            f"trin-{index}-length": "3 arbejdsdage",
            f"trin-{index}-title": f"K{index}",
        }
    many["trin"] = "12"
    with django_assert_max_num_queries(13) as few:
        follow(client, opening, one)
    with django_assert_max_num_queries(len(few)):
        follow(client, opening, many)


def test_a_step_with_several_sessions_keeps_them_all(client, opening, citizen, typed):
    monday = free_monday(opening.starts_on - timedelta(days=150), also=14)
    later = monday + timedelta(days=14)
    text = f"{monday:%d-%m-%Y} til {monday + timedelta(days=2):%d-%m-%Y} eller {later:%d-%m-%Y} til {later + timedelta(days=2):%d-%m-%Y}"
    client.post(build_url(opening), typed | {"trin-1-dates": text, "do": "save"})
    package = packages(citizen).get()
    [course] = Step.objects.for_municipality(citizen.municipality_id).filter(jobpakke=package, kind="kursus")
    assert len(course.fixed_dates) == 2 and not course.pinned
    assert fields(client.get(edit_url(package)))["trin-1-dates"] == text


def test_a_manager_cannot_change_but_the_team_can(citizen):
    package = jobpakker.active(citizen=citizen)
    assert client_of(someone(citizen.municipality, manager=True)).get(edit_url(package)).status_code == 403
    colleague = someone(citizen.municipality, team=citizen.team)
    assert client_of(colleague).get(edit_url(package)).status_code == 200
