"""What the company would have otherwise, as a ready repair: seen old → new, accepted with one press, asked only about what differs."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from casework.jobpakke import actions, wishes
from casework.jobpakke.actions import UnableTo
from companies.commitments.proposals import Proposal
from companies.commitments.terms import Terms
from jobpakker.foundation import clock
from jobpakker.foundation.notifications.models import Notification
from tests.companies.at_once import at_once
from tests.companies.commitments.pages import address, confirm, marks, post
from tests.companies.commitments.test_scanners import every_row
from tests.companies.pages import body, client_of, hidden, someone
from tests.companies.visits.test_visits import starting, where
from tests.factories.jobpakker import active, awaiting, draft, steps_of, working_day

pytestmark = pytest.mark.django_db


def wish_url(package):
    return reverse("casework:jobpakke_wish", args=[package.public_id])


def proposed(package=None, *, starts_on=None, rest_agreed=False, text="", **otherwise):
    """The company has answered with another wish; through its own page."""
    package = package or awaiting()
    commitment = package.commitment
    commitment.refresh_from_db()
    response = post(
        address(commitment), "foreslaa", answered_by_name="Mette", text=text, **marks(commitment),
        **({"starts_on": f"{starts_on:%d-%m-%Y}"} if starts_on else {}), **({"rest_agreed": "on"} if rest_agreed else {}),
        **otherwise,
    )  # fmt: skip
    assert response.status_code == 302, response.content.decode()[:3000]
    package.refresh_from_db()
    return package


def accept(package, client=None, **more):
    client = client or client_of(package.caseworker)
    page = client.get(wish_url(package))
    assert page.status_code == 200
    seen = {name: hidden(page, name) for name in ("version", "fingerprint")}
    return page, client.post(wish_url(package), seen | more)


def newest(package):
    package.refresh_from_db()
    package.commitment.refresh_from_db()
    return Terms.from_data(package.commitment.versions.get(number=package.commitment.version).terms)


def test_another_day_hours_conditions_and_content_are_kept_apart_from_the_words():
    package = awaiting(conditions="Kørekort.")
    titles = [step.title for step in newest(package).steps]
    proposed(
        package, weekly_hours="30,5", conditions="Kørekort og straffeattest.", trin_0="Praktik i køkkenet", text="Tak"
    )
    wished = package.commitment.versions.get().wished
    assert wished == Proposal(None, Decimal("30.5"), "Kørekort og straffeattest.", {0: "Praktik i køkkenet"})
    assert titles[0] != "Praktik i køkkenet"


def test_what_is_sent_back_as_it_stood_is_no_wish():
    package = awaiting(conditions="Kørekort.\nOg ren straffeattest.")
    terms = newest(package)
    proposed(
        package,
        weekly_hours="32",
        conditions="Kørekort.\r\nOg ren straffeattest.",
        trin_0=terms.steps[0].title,
        text="Ring",
    )
    assert not package.commitment.versions.get().wished


BAD_WISHES = [
    {"weekly_hours": "0"}, {"weekly_hours": "38"}, {"weekly_hours": "mange"}, {"trin_0": "Hos 010190-1234"},
    {"conditions": "010190-1234"}, {"trin_0": "x" * 201},
]  # fmt: skip


def test_a_wish_that_cannot_be_read_is_422_and_keeps_what_was_typed():
    package = awaiting()
    typed = marks(package.commitment) | {"answered_by_name": "Mette", "text": "Mit ønske"}
    for bad in BAD_WISHES:
        response = post(address(package.commitment), "foreslaa", **typed, **bad)
        assert response.status_code == 422, bad
        assert "Mit ønske" in body(response)
    package.commitment.refresh_from_db()
    assert package.commitment.state == "requested"


def test_a_proposal_is_seen_old_to_new_with_the_planners_result_and_stores_nothing():
    package = awaiting()
    later = working_day(package.job_starts_on + timedelta(days=14))
    proposed(package, starts_on=later, weekly_hours="20", text="Vi får travlt")
    client = client_of(package.caseworker)
    detail = body(client.get(reverse("casework:jobpakke_detail", args=[package.public_id])))
    assert wish_url(package) in detail
    client.get(wish_url(package))  # the first look is written in the access log, as every look is
    page = body(client.get(wish_url(package)))
    for words in ("Første arbejdsdag", "Timer om ugen", "Praktik i rengøring", "Vi får travlt", "Godtag"):
        assert words in page
    package.refresh_from_db()
    assert package.state == "draft"
    assert package.opening.weekly_hours == 32


def test_looking_changes_no_row_but_the_access_log():
    package = proposed(weekly_hours="20")
    client = client_of(package.caseworker)
    client.get(wish_url(package))
    before = every_row()
    client.get(wish_url(package))
    after = every_row()
    assert {name for name, rows in after.items() if rows != before[name]} <= {"audit_accesslogentry", "django_session"}


@pytest.mark.parametrize("rest_agreed", [True, False])
def test_one_press_changes_the_plan_and_asks_about_what_differs(client, rest_agreed):
    package = awaiting()
    later = working_day(package.job_starts_on + timedelta(days=14))
    proposed(package, starts_on=later, weekly_hours="20", trin_0="Praktik i køkkenet", rest_agreed=rest_agreed)
    _page, response = accept(package)
    assert response.status_code == 302
    terms = newest(package)
    assert (package.state, package.job_starts_on, package.commitment.version) == ("awaiting_company", later, 2)
    assert (terms.job_date, terms.weekly_hours, terms.steps[0].title) == (later, "20", "Praktik i køkkenet")
    asked = body(client.get(address(package.commitment)))
    assert "Jeres forslag er fulgt" in asked
    assert "Det er ændret siden version 1" in asked
    stands = "Det har I sagt er i orden" in asked
    assert stands is rest_agreed
    assert ("Hele aftalen" in asked) is rest_agreed
    confirm(address(package.commitment), package.commitment)
    package.refresh_from_db()
    assert package.state == "active"


def test_after_a_yes_only_what_differs_from_it_is_asked_about(client):
    """Confirmed, asked anew with other hours, answered with another day: compared with what was confirmed."""
    package = active()
    package.opening.weekly_hours = 20
    package.opening.save()
    actions.send_commitment(
        jobpakke=package, contact=package.opening.contact, by=package.caseworker, at=clock.now(), today=clock.today()
    )
    later = working_day(package.job_starts_on + timedelta(days=7))
    proposed(package, starts_on=later)
    accept(package)
    newest(package)
    asked = body(client.get(address(package.commitment)))
    assert "Det har I allerede bekræftet, og det står ved magt" in asked
    assert "Timer om ugen" in asked
    assert "stillingen" in asked


def test_pressed_twice_or_by_fifty_at_once_asks_once():
    package = proposed(weekly_hours="20")
    client = client_of(package.caseworker)
    page = client.get(wish_url(package))
    seen = {name: hidden(page, name) for name in ("version", "fingerprint")}
    assert client.post(wish_url(package), seen).status_code == 302
    second = client.post(wish_url(package), seen)
    assert second.status_code == 302  # there is nothing to accept any more: back to the package
    rows = Notification.objects.for_municipality(package.municipality).filter(kind="commitment_request")
    assert rows.count() == 2


def test_what_the_law_says_is_about_the_steps_themselves_so_that_a_reason_given_for_one_holds():
    package = proposed(weekly_hours="20")
    repair = wishes.repair(*_looked_at(package), today=clock.today())
    steps = {str(step.public_id) for step in steps_of(package)}
    assert repair.findings
    assert {standing.finding.step for standing in repair.findings} <= steps


@pytest.mark.django_db(transaction=True)
def test_fifty_acceptances_at_once_are_one():
    package = proposed(weekly_hours="20")
    seen = wishes.repair(*_looked_at(package), today=clock.today())

    def press_it(_n):
        return wishes.accept(
            jobpakke=package, version=package.version, fingerprint=seen.terms.fingerprint, reason="", by=package.caseworker,
            at=clock.now(), today=clock.today(),
        )  # fmt: skip

    outcomes = at_once(press_it, times=50)
    assert sum(not isinstance(outcome, Exception) for outcome in outcomes) == 1
    assert {outcome.code for outcome in outcomes if isinstance(outcome, UnableTo)} == {"seen_otherwise"}
    newest(package)
    assert package.commitment.version == 2


def _looked_at(package):
    from casework.jobpakke import queries

    found = queries.jobpakke(package.caseworker, package.public_id)
    versions = queries.versions(found)
    return found, wishes.of(found, versions[0]), versions


def test_a_plan_that_was_changed_since_it_was_seen_is_seen_again():
    package = proposed(weekly_hours="20")
    client = client_of(package.caseworker)
    page = client.get(wish_url(package))
    seen = {name: hidden(page, name) for name in ("version", "fingerprint")}
    package.opening.wage_basis = "En anden overenskomst"
    package.opening.save()
    response = client.post(wish_url(package), seen)
    assert response.status_code == 409
    assert "Noget er ændret, siden du så planen her" in body(response)
    package.opening.refresh_from_db()
    assert package.opening.weekly_hours == 32
    newest(package)
    assert package.commitment.state == "change_proposed"


def test_a_day_that_cannot_be_reached_leads_to_the_builder_with_the_wish_laid_in():
    package = proposed(starts_on=clock.today() + timedelta(days=3))
    client = client_of(package.caseworker)
    page = body(client.get(wish_url(package)))
    assert "Det kan ikke nås" in page
    assert "Godtag" not in page
    edit = client.get(reverse("casework:jobpakke_edit", args=[package.public_id]) + "?oensket=1")
    assert f"{clock.today() + timedelta(days=3):%d-%m-%Y}" in body(edit)


def test_only_words_lead_to_the_plan_itself():
    package = proposed(text="Kan vi tales ved?")
    client = client_of(package.caseworker)
    assert client.get(wish_url(package)).status_code == 302
    detail = body(client.get(reverse("casework:jobpakke_detail", args=[package.public_id])))
    assert "Kan vi tales ved?" in detail
    assert wish_url(package) not in detail


def test_without_a_wish_there_is_nothing_to_accept():
    for package in (draft(), awaiting(), active()):
        client = client_of(package.caseworker)
        assert client.get(wish_url(package)).status_code == 302
        assert client.post(wish_url(package), {"version": "1", "fingerprint": "0" * 64}).status_code in {302, 409}


def test_a_post_that_is_none_is_422():
    package = proposed(weekly_hours="20")
    client = client_of(package.caseworker)
    for fields in (
        {},
        {"version": "x"},
        {"version": "1", "fingerprint": "zz"},
        {"version": "1", "fingerprint": "0" * 65},
    ):
        assert client.post(wish_url(package), fields).status_code == 422, fields


def test_another_teams_package_looks_like_none():
    package = proposed(weekly_hours="20")
    stranger = client_of(someone(package.municipality))
    assert stranger.get(wish_url(package)).status_code == 404
    assert stranger.post(wish_url(package)).status_code == 404


def test_a_first_day_that_was_put_off_is_accepted_the_same_way(client):
    package = starting()
    later = working_day(clock.today() + timedelta(days=2))
    client.post(where(package, "visit_postpone"), {"on": f"{later:%d-%m-%Y}"})
    desk = client_of(package.caseworker)
    page = body(desk.get(wish_url(package)))
    assert "Praktik i rengøring" in page
    if "Godtag" in page:
        _page, response = accept(package, desk)
        assert response.status_code == 302
        assert steps_of(package)[0].starts_on == later
        assert newest(package).steps[0].starts_on == later.isoformat()
        asked = body(client.get(address(package.commitment)))
        assert "Det har I allerede bekræftet, og det står ved magt" in asked
    else:
        assert "Det kan ikke nås" in page


def test_a_link_of_the_answered_version_confirms_nothing_any_more(client):
    """No link can confirm another version than the one it shows."""
    package = awaiting()
    old, old_marks = address(package.commitment), marks(package.commitment)
    proposed(package, weekly_hours="20")
    accept(package)
    newest(package)
    stolen = marks(package.commitment)
    for what in (old_marks, stolen):
        response = post(old, "bekraeft", answered_by_name="Mette", agreed="on", **what)
        assert response.status_code == 409
    package.commitment.refresh_from_db()
    assert package.commitment.state == "requested"


def test_each_reader_is_spoken_to_in_her_own_words():
    """What changes at the company is "hos jer" on its own page, and "hos virksomheden" to the caseworker."""
    package = awaiting(mentor_name="Ali")
    proposed(package, starts_on=working_day(package.job_starts_on + timedelta(days=14)))
    page, accepted = accept(package)
    assert accepted.status_code == 302
    shown = body(page)
    assert ", hos virksomheden" in shown and "hos jer" not in shown and "Jeres" not in shown
    package.refresh_from_db()
    asked = body(Client().get(address(package.commitment)))
    assert ", hos jer" in asked and "hos virksomheden" not in asked
