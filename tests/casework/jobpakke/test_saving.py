"""What the builder stores: once, whole, and never over somebody else's change."""

from datetime import timedelta

import pytest

from casework.jobpakke.models import Step
from casework.jobpakke.states import JobpakkeState
from companies.openings import actions as openings
from jobpakker.foundation import clock
from jobpakker.foundation.notifications.models import Notification
from jobpakker.foundation.ui import dates
from tests.casework.jobpakke.bench import (
    HTMX,
    follow,
    free_monday,
    packages,
)
from tests.casework.jobpakke.pages import build_url, detail_url, edit_url, fields, opened, start_url
from tests.companies.pages import body, client_of, someone
from tests.factories import jobpakker
from tests.factories.citizens import CitizenFactory
from tests.factories.companies import ContactFactory
from tests.factories.jobpakker import steps_of

pytestmark = pytest.mark.django_db


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
    walked = jobpakker.draft(citizen=citizen)
    response = client.post(build_url(opening), typed | {"do": "save"})
    assert response.status_code == 409
    assert "Borgeren har allerede et åbent forløb" in body(response)
    assert f'href="{detail_url(walked)}"' in body(response)


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
    assert fields(page)["job_starts_on"] == f"{day:%d-%m-%Y}"
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
