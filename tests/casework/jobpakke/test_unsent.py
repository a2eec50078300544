"""A plan that was changed after the company was asked, and not sent: seen by the caseworker everywhere, confirmed by nobody."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from casework.green_wave import my_day
from casework.jobpakke import actions, timeline
from casework.jobpakke.draft import from_rows
from casework.jobpakke.reading import Reading
from companies.commitments.terms import Terms
from jobpakker.foundation import clock
from jobpakker.foundation.outbox import dispatch as outbox
from jobpakker.foundation.ui import dates
from tests.companies.commitments.pages import address, confirm, marks
from tests.companies.pages import body, client_of
from tests.factories.jobpakker import active, awaiting, working_day

pytestmark = pytest.mark.django_db

CHANGED = "Planen er ændret, siden virksomheden blev spurgt"


def edited(package, **head):
    """Saved anew by the caseworker, and not sent."""
    from casework.jobpakke import queries

    found = queries.jobpakke(package.caseworker, package.public_id)
    today = clock.today()
    reading = Reading(
        from_rows(found, found.chain), today=today, calendar=timeline.calendar_of(found.municipality_id),
        contacts=queries.contacts(found.opening), steps=found.chain,
    )  # fmt: skip
    saved = actions.change(
        jobpakke=package, version=found.version, wanted=replace(reading.wanted, **head), by=package.caseworker,
        at=max(clock.now(), package.commitment.asked_at) + timedelta(minutes=1), today=today,
    )  # fmt: skip
    package.refresh_from_db()
    return saved


def moved(package):
    later = working_day(package.job_starts_on + timedelta(days=14))
    edited(package, job_starts_on=later)
    return later


def page_of(package):
    return body(client_of(package.caseworker).get(reverse("casework:jobpakke_detail", args=[package.public_id])))


def titles(package):
    rows = my_day.of(package.caseworker, today=clock.today(), group="virksomheder").rows
    return [row.title for row in rows]


@pytest.mark.parametrize("make", [awaiting, active])
def test_a_plan_that_is_as_the_company_was_asked_says_nothing(make):
    package = make()
    assert CHANGED not in page_of(package)
    assert not [title for title in titles(package) if "anden plan" in title]


def test_while_the_company_thinks_it_is_seen_what_it_does_not_know(client):
    package = awaiting()
    later = moved(package)
    page = page_of(package)
    for words in (CHANGED, "Virksomheden ser version 1 og kan kun bekræfte den", f"{later.day}.", "Send den nye plan"):
        assert words in page
    assert [title for title in titles(package) if "ser en anden plan" in title]
    # The company's page still shows, and asks about, exactly what was sent.
    terms = Terms.from_data(package.commitment.versions.get().terms)
    assert terms.job_date != later
    assert dates.show(terms.job_date, "long") in body(client.get(address(package.commitment)))


def test_a_yes_to_the_old_plan_is_a_yes_to_what_was_shown_and_says_so_everywhere():
    package = awaiting()
    seen = marks(package.commitment)
    later = moved(package)
    response = confirm(address(package.commitment), package.commitment, **seen)
    assert response.status_code == 302
    package.refresh_from_db()
    package.commitment.refresh_from_db()
    confirmed = package.commitment.versions.get()
    assert (package.commitment.state, confirmed.fingerprint) == ("confirmed", seen["fingerprint"])
    assert Terms.from_data(confirmed.terms).job_date != later == package.job_starts_on
    assert package.promised_on == clock.today()
    # It has not become a jobpakke by a yes to another plan.
    assert package.became_jobpakke_on is None
    page = page_of(package)
    assert CHANGED in page
    assert "Virksomheden har bekræftet version 1, ikke planen her" in page
    assert [title for title in titles(package) if "har bekræftet en anden plan" in title]
    outbox.drain(at=clock.now() + timedelta(days=1))
    subjects = [message.subject for message in mail.outbox if message.to == [package.caseworker.email]]
    assert "Til handling: virksomheden har bekræftet, men planen er ændret siden" in subjects


def test_sending_the_new_plan_makes_it_good():
    package = active()
    moved(package)
    assert CHANGED in page_of(package)
    actions.send_commitment(
        jobpakke=package, contact=package.opening.contact, by=package.caseworker, at=clock.now(), today=clock.today()
    )
    package.refresh_from_db()
    assert CHANGED not in page_of(package)
    assert not [title for title in titles(package) if "anden plan" in title]
    package.commitment.refresh_from_db()
    confirm(address(package.commitment), package.commitment)
    package.refresh_from_db()
    assert (package.state, package.commitment.version) == ("active", 2)


def test_what_the_company_does_not_answer_for_is_told_without_alarm():
    package = active()
    package.caseworker.phone = "70 00 00 99"
    package.caseworker.save()
    page = page_of(package)
    assert "Intet, som virksomheden svarer for, er ændret" in page
    assert not [title for title in titles(package) if "anden plan" in title]


def test_a_draft_asks_nobody_and_says_nothing():
    from tests.factories.jobpakker import draft

    assert CHANGED not in page_of(draft())


def test_min_dag_costs_the_same_however_many_were_changed(django_assert_max_num_queries):
    from tests.factories.citizens import CitizenFactory

    package = awaiting()
    moved(package)
    user = package.caseworker

    def cost():
        with django_assert_max_num_queries(25) as queries:
            my_day.of(user, today=clock.today())
        return len(queries)

    cost()
    few = cost()
    for _n in range(3):
        more = CitizenFactory(clarified=True, municipality=user.municipality, caseworker=user, team=user.team)
        moved(awaiting(citizen=more))
    assert cost() == few
    assert len([title for title in titles(package) if "ser en anden plan" in title]) == 4
