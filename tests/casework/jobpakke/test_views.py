"""A package's own page, the list, and each press on the way to the job."""

from datetime import timedelta

import pytest
from django.urls import reverse

from casework.citizens.models import Citizen
from casework.flow.queries import waiting_citizens
from casework.jobpakke import actions, queries, timeline
from casework.jobpakke.models import EndReason
from casework.jobpakke.states import JobpakkeState, StepState
from companies.commitments import actions as commitments
from jobpakker.foundation import clock
from jobpakker.foundation.audit.models import AccessLogEntry
from jobpakker.foundation.ui import dates
from tests.casework.jobpakke.pages import detail_url
from tests.companies.pages import HOSTILE, body, client_of, someone
from tests.factories import jobpakker
from tests.factories.citizens import CitizenFactory
from tests.factories.companies import ContactFactory
from tests.factories.jobpakker import chain, steps_of

pytestmark = pytest.mark.django_db
LIST = "casework:jobpakke_list"


def url(name, row):
    return reverse(f"casework:{name}", args=[row.public_id])


def day(on):
    return f"{on:%d-%m-%Y}"


def of(package):
    return client_of(package.caseworker)


# Looking ------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("make", "says"),
    [
        (jobpakker.draft, "Virksomheden er ikke spurgt endnu."),
        (jobpakker.awaiting, "Ryk virksomheden"),
        (jobpakker.active, "Jobpakke siden"),
        (jobpakker.walking, "i gang"),
        (jobpakker.broken, "Sluttede før tid: borgeren er stoppet."),
        (jobpakker.broken_off, "afbrudt"),
        (jobpakker.completed, "ordinært job"),
    ],
)
def test_each_state_has_its_page(make, says):
    package = make()
    response = of(package).get(detail_url(package))
    assert response.status_code == 200
    assert says in body(response)
    assert package.citizen.full_name in body(response)


def test_the_page_is_looked_at_on_the_record():
    package = jobpakker.draft()
    of(package).get(detail_url(package))
    [entry] = AccessLogEntry.objects.for_municipality(package.municipality_id)
    assert (entry.action, entry.citizen_id) == ("view", package.citizen.public_id)
    assert entry.what == "casework:jobpakke_detail"


def test_a_consultant_sees_the_plan_and_neither_the_person_nor_the_law():
    package = jobpakker.active(citizen=CitizenFactory(clarified=True, last_name="Hemmelig"))
    consultant = client_of(someone(package.municipality, consultant=True, team=package.citizen.team))
    page = body(consultant.get(detail_url(package)))
    assert package.citizen.alias in page
    assert "Hemmelig" not in page
    assert "LAB §" not in page and "Ret planen" not in page
    assert consultant.get(url("jobpakke_print", package)).status_code == 403


@pytest.mark.parametrize("name", ["jobpakke_detail", "jobpakke_print", "jobpakke_complete", "jobpakke_break_off"])
def test_strangers_packages_are_unknown_and_asking_is_written_down(name):
    mine, theirs = jobpakker.draft(), jobpakker.draft()
    assert of(mine).get(url(name, theirs)).status_code == 404
    assert AccessLogEntry.objects.for_municipality(mine.municipality_id).filter(action="denied").exists()


@pytest.mark.parametrize("name", ["jobpakke_send", "jobpakke_remind", "jobpakke_reason"])
def test_strangers_packages_cannot_be_pressed(name):
    mine, theirs = jobpakker.draft(), jobpakker.awaiting()
    assert of(mine).post(url(name, theirs), {}).status_code == 404


@pytest.mark.parametrize("name", ["step_start", "step_finish", "step_break", "step_take_back"])
def test_strangers_steps_are_unknown(name):
    mine, theirs = jobpakker.draft(), jobpakker.walking()
    assert of(mine).post(url(name, steps_of(theirs)[0]), {}).status_code == 404


def test_the_history_says_who_did_what():
    package = jobpakker.active()
    page = body(of(package).get(detail_url(package)))
    for sentence in ("byggede planen baglæns fra jobbet.", "sendte tilsagnet", "bekræftede tilsagnet for virksomheden"):
        assert sentence in page
    assert "Mette Kontakt Forløbet blev" not in page


def test_the_page_costs_the_same_however_long_the_chain(django_assert_max_num_queries):
    short, long = jobpakker.active(), jobpakker.active(*chain(mentor=True))
    clients = of(short), of(long)
    with django_assert_max_num_queries(23) as few:
        clients[0].get(detail_url(short))
    with django_assert_max_num_queries(len(few)):
        clients[1].get(detail_url(long))


def test_the_citizens_own_page_says_what_where_when_and_with_whom():
    package = jobpakker.active(*chain(mentor=True), mentor_name="Ali Demir")
    page = body(of(package).get(url("jobpakke_print", package)))
    first = steps_of(package)[0]
    for words in (
        "Praktik i rengøring",
        dates.show(first.starts_on, "long"),
        "Ali Demir",
        package.opening.company.name,
    ):
        assert words in page
    assert "32 timer om ugen" in page
    assert "LAB" not in page and "§" not in page


# The list -----------------------------------------------------------------------------------------------------------------
def test_the_list_shows_ones_own_open_ones():
    package = jobpakker.active()
    other = jobpakker.draft(citizen=CitizenFactory(caseworker=someone(package.municipality, team=package.citizen.team)))
    closed = jobpakker.broken_off(citizen=CitizenFactory(caseworker=package.caseworker))
    page = body(of(package).get(reverse(LIST)))
    assert detail_url(package) in page
    assert detail_url(other) not in page and detail_url(closed) not in page
    assert detail_url(other) in body(of(package).get(reverse(LIST), {"hvis": "alle"}))
    assert detail_url(closed) in body(of(package).get(reverse(LIST), {"tilstand": "afsluttede"}))
    assert detail_url(closed) in body(of(package).get(reverse(LIST), {"tilstand": "broken_off"}))


def test_an_empty_list_says_what_to_do_first():
    assert "Du har ingen åbne jobpakker endnu" in body(client_of(CitizenFactory().caseworker).get(reverse(LIST)))


def test_a_manager_sees_all_and_a_consultant_no_names():
    package = jobpakker.active(citizen=CitizenFactory(clarified=True, last_name="Hemmelig"))
    assert "Hemmelig" in body(client_of(someone(package.municipality, manager=True)).get(reverse(LIST)))
    consultant = client_of(someone(package.municipality, consultant=True, team=package.citizen.team))
    page = body(consultant.get(reverse(LIST)))
    assert package.citizen.alias in page and "Hemmelig" not in page


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("name", ["tilstand", "hvis", "side"])
def test_nothing_in_the_address_makes_the_list_fall_over(name, text):
    assert client_of(CitizenFactory().caseworker).get(reverse(LIST), {name: text}).status_code == 400


def test_the_list_costs_the_same_for_few_and_many(django_assert_max_num_queries):
    first = jobpakker.active()
    client = of(first)

    def more(n):
        for _n in range(n):
            jobpakker.active(citizen=CitizenFactory(caseworker=first.caseworker, clarified=True))

    more(2)
    client.get(reverse(LIST))
    with django_assert_max_num_queries(12) as three:
        client.get(reverse(LIST))
    more(9)
    with django_assert_max_num_queries(len(three)):
        client.get(reverse(LIST))


# Asking the company ---------------------------------------------------------------------------------------------------------
def test_sending_asks_once_however_often_it_is_pressed():
    package = jobpakker.draft()
    for _press in range(2):
        response = of(package).post(url("jobpakke_send", package), {"contact": package.opening.contact.public_id})
        assert response.status_code == 302
    package.refresh_from_db()
    assert package.state == JobpakkeState.AWAITING_COMPANY
    assert package.commitment.version == 1


def test_a_contact_of_another_company_is_refused():
    package = jobpakker.draft()
    response = of(package).post(url("jobpakke_send", package), {"contact": ContactFactory().public_id})
    assert response.status_code == 422


def test_sending_what_is_over_says_so():
    package = jobpakker.broken_off()
    response = of(package).post(url("jobpakke_send", package), {"contact": package.opening.contact.public_id})
    assert response.status_code == 409


def test_the_company_is_reminded_once_in_a_while():
    package = jobpakker.awaiting(on=clock.today() - timedelta(days=3))
    page = body(of(package).post(url("jobpakke_remind", package), follow=True))
    assert "Linket er på vej" in page
    assert "Der er ikke sendt noget" in body(of(package).post(url("jobpakke_remind", package), follow=True))


@pytest.mark.parametrize("answer", ["decline", "propose_change"])
def test_a_no_or_another_wish_comes_back_to_the_desk_with_the_companys_words(answer):
    package = jobpakker.awaiting()
    version = package.commitment.versions.get()
    wished = jobpakker.working_day(package.job_starts_on + timedelta(days=14))
    said = {"reason": "filled"} if answer == "decline" else {"starts_on": wished}
    getattr(commitments, answer)(
        commitment=package.commitment, number=1, fingerprint=version.fingerprint, answered_by_name="Mette Kontakt",
        text="Vi flytter lager.", at=clock.now(), **said,
    )  # fmt: skip
    page = body(of(package).get(detail_url(package)))
    assert "Vi flytter lager." in page
    assert "Mette Kontakt" in page
    if answer == "propose_change":
        assert reverse("casework:jobpakke_wish", args=[package.public_id]) in page
    else:
        assert "Virksomheden har sagt nej" in page


def test_a_changed_plan_says_that_it_must_be_asked_anew():
    package = jobpakker.walking()
    page = body(of(package).get(detail_url(package)))
    assert "Planen er ændret" not in page
    actions.break_step(
        step=steps_of(package)[0],
        ended_until=clock.today(),
        reason=EndReason.OTHER,
        by=package.caseworker,
        at=clock.now(),
    )
    page = body(of(package).get(detail_url(package)))
    assert "Planen er ændret, siden virksomheden blev spurgt" in page
    assert "Send den nye plan" in page


# Walking --------------------------------------------------------------------------------------------------------------------
def started(package):
    return steps_of(package)[0]


def test_a_step_begins_and_that_is_taken_back():
    package = jobpakker.walking()
    client, first = of(package), started(package)
    taken = client.post(url("step_take_back", first))
    assert taken.url == detail_url(package)
    first.refresh_from_db()
    assert first.state == StepState.PLANNED
    page = body(client.get(detail_url(package)))
    assert url("step_start", first) in page
    begun = client.post(url("step_start", first), {"on": day(first.starts_on)}, follow=True)
    assert url("step_take_back", first) in body(begun)  # "Fortryd"
    first.refresh_from_db()
    assert (first.state, first.started_on) == (StepState.RUNNING, first.starts_on)


@pytest.mark.parametrize(("on", "status"), [(1, 422), (0, 302)])
def test_a_step_cannot_begin_tomorrow(on, status):
    package = jobpakker.walking()
    client, first = of(package), started(package)
    client.post(url("step_take_back", first))
    assert client.post(url("step_start", first), {"on": day(clock.today() + timedelta(days=on))}).status_code == status


def test_what_is_pressed_twice_is_said_kindly():
    package = jobpakker.walking()
    first = started(package)
    same = of(package).post(url("step_start", first), {"on": day(first.started_on)}, follow=True)
    assert "Det stod der allerede" in body(same)
    other = of(package).post(url("step_start", first), {"on": day(first.started_on - timedelta(days=1))})
    assert other.status_code == 409
    assert "Det er allerede sket" in body(other)


def test_a_step_is_not_finished_before_its_last_day():
    package = jobpakker.walking()
    response = of(package).post(url("step_finish", started(package)))
    assert response.status_code == 409
    assert "Trinnet er ikke slut endnu" in body(response)


def test_a_step_ends_before_time_with_a_reason():
    package = jobpakker.walking()
    client, first = of(package), started(package)
    assert client.get(url("step_break", first)).status_code == 200
    assert client.post(url("step_break", first), {"on": day(clock.today())}).status_code == 422
    assert client.post(url("step_break", first), {"on": "", "reason": "other"}).status_code == 422
    early = {"on": day(first.starts_on - timedelta(days=3)), "reason": "other"}
    assert client.post(url("step_break", first), early).status_code == 409
    done = client.post(url("step_break", first), {"on": day(clock.today()), "reason": "citizen_stopped"})
    assert done.status_code == 302
    first.refresh_from_db()
    assert (first.state, first.ended_until) == (StepState.BROKEN, clock.today() + timedelta(days=1))


# The end --------------------------------------------------------------------------------------------------------------------
def test_a_package_is_completed_with_what_it_led_to():
    package = jobpakker.walking()
    client = of(package)
    assert client.post(url("jobpakke_complete", package), {"on": day(clock.today())}).status_code == 422
    wrong = {"on": day(clock.today()), "outcome": "afbrudt"}
    assert client.post(url("jobpakke_complete", package), wrong).status_code == 422
    done = client.post(url("jobpakke_complete", package), {"on": day(clock.today()), "outcome": "fleksjob"})
    assert done.url == detail_url(package)
    package.refresh_from_db()
    assert (package.state, package.outcome) == (JobpakkeState.COMPLETED, "fleksjob")
    again = client.post(url("jobpakke_complete", package), {"on": day(clock.today()), "outcome": "ordinaer"})
    assert again.status_code == 409


def test_a_package_is_broken_off_and_the_company_is_let_go():
    package = jobpakker.awaiting()
    done = of(package).post(url("jobpakke_break_off", package), {"on": day(clock.today()), "reason": "got_other_job"})
    assert done.url == detail_url(package)
    package.refresh_from_db()
    assert package.state == JobpakkeState.BROKEN_OFF
    assert package.commitment.state == "withdrawn"


@pytest.mark.parametrize(
    ("told", "outcome", "waits"),
    [
        ({"reason": "got_other_job"}, "ordinaer", False),
        ({"reason": "got_other_job", "work": "fleksjob"}, "fleksjob", False),
        ({"reason": "moved", "work": "ordinaer"}, "flyttet", False),
        ({"reason": "citizen_stopped", "work": "ordinaer"}, "afbrudt", True),
    ],
)
def test_who_found_other_work_has_arrived_and_waits_for_nobody(told, outcome, waits):
    package = jobpakker.walking()
    of(package).post(url("jobpakke_break_off", package), told | {"on": day(clock.today())})
    package.refresh_from_db()
    assert package.outcome == outcome
    everyone = Citizen.objects.for_municipality(package.municipality_id)
    assert (package.citizen in queries.waiting(everyone, package.municipality_id)) == waits
    tomorrow = clock.today() + timedelta(days=1)
    calendar = timeline.calendar_of(package.municipality_id)
    found = waiting_citizens(everyone, package.municipality_id, calendar, as_of=tomorrow)
    assert bool(found) == waits


@pytest.mark.parametrize("name", ["jobpakke_complete", "jobpakke_break_off"])
def test_nothing_ends_tomorrow(name):
    package = jobpakker.walking()
    tomorrow = {"on": day(clock.today() + timedelta(days=1)), "outcome": "ordinaer", "reason": "other"}
    assert of(package).post(url(name, package), tomorrow).status_code == 422


def test_get_changes_nothing():
    package = jobpakker.walking()
    client, first = of(package), started(package)
    version = package.version
    for name, row in (("jobpakke_complete", package), ("jobpakke_break_off", package), ("step_break", first)):
        assert client.get(url(name, row)).status_code == 200
    for name, row in (
        ("jobpakke_send", package),
        ("jobpakke_remind", package),
        ("step_finish", first),
        ("step_take_back", first),
    ):
        assert client.get(url(name, row)).status_code == 405
    package.refresh_from_db()
    assert package.version == version
