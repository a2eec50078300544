"""The company's own page on the starting day, at the end of a step, and after: each press told to the plan and the caseworker."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from casework.green_wave import my_day
from casework.jobpakke import actions as jobpakke
from casework.jobpakke.models import Outcome
from companies.commitments import actions as commitments
from companies.ladder.models import RungReached
from companies.visits.models import JobAnswer, StepReview, VisitReport
from companies.visits.queries import UNDO
from jobpakker.foundation import clock
from jobpakker.foundation.audit.models import AuditEvent
from jobpakker.foundation.notifications.models import Notification
from jobpakker.foundation.outbox import dispatch as outbox
from tests.companies.at_once import at_once
from tests.companies.pages import HOSTILE, body, client_of
from tests.companies.portal.test_views import page_of
from tests.factories.citizens import CitizenFactory
from tests.factories.companies import ContactFactory
from tests.factories.jobpakker import PRAKTIK, active, moment, step, steps_of, walking, working_day
from tests.mail_server import HANGS_UP

pytestmark = pytest.mark.django_db


def starting(*, days_ago=0, **citizen):
    """Active, and its first step is to begin so many days ago."""
    today = clock.today()
    package = active(citizen=CitizenFactory(clarified=True, agreed=True, first_name="Amira", **citizen))
    first = steps_of(package)[0]
    # Moved as the calendar would have it, so that the test runs on any day of the year; asked and confirmed anew.
    shift = today - timedelta(days=days_ago) - first.starts_on
    for row in steps_of(package):
        row.starts_on, row.until = row.starts_on + shift, row.until + shift
        row.save()
    at = clock.now()
    jobpakke.send_commitment(
        jobpakke=package, contact=package.opening.contact, by=package.caseworker, at=at, today=today
    )
    package.refresh_from_db()
    newest = package.commitment.versions.get(number=package.commitment.version)
    commitments.confirm(
        commitment=package.commitment,
        number=newest.number,
        fingerprint=newest.fingerprint,
        answered_by_name="Mette",
        at=at,
    )
    package.refresh_from_db()
    return package


def token_of(contact):
    return page_of(contact).split("/")[2]


def where(package, name, *, contact=None, row=None):
    row = row or steps_of(package)[0]
    return reverse(f"companies:{name}", args=[token_of(contact or package.opening.contact), row.public_id])


def press(client, package, said, *, on=None, **more):
    return client.post(where(package, "visit_report", **more), {"said": said, "on": (on or clock.today()).isoformat()})


def first(package):
    return steps_of(package)[0]


def titles(package):
    """What the company's words ask for; the gaps of a plan that was moved by hand are another matter."""
    rows = my_day.of(package.caseworker, today=clock.today(), group="virksomheder").rows
    return [row.title for row in rows]


def sent():
    outbox.drain(at=clock.now() + timedelta(days=1))
    return [message.subject for message in mail.outbox]


# The starting day -----------------------------------------------------------------------------------------------------------
def test_has_begun_is_one_press_and_confirms_the_start_day(client):
    package = starting()
    page = body(client.get(page_of(package.opening.contact)))
    assert "Amira" in page
    assert "Er begyndt" in page
    response = press(client, package, "begun")
    assert response.status_code == 302
    row = response.headers["Location"].partition("#")[2]  # where it says so
    assert row.startswith("trin-") and f'<li id="{row}"' in body(client.get(page_of(package.opening.contact)))
    step = first(package)
    assert (step.state, step.started_on) == ("running", clock.today())
    page = body(client.get(response.headers["Location"]))
    assert "I har skrevet: begyndt" in page
    assert "Er begyndt<" not in page
    written = AuditEvent.objects.across_municipalities().get(kind="jobpakke.step_started")
    assert (written.by_name, written.by_id) == (package.opening.contact.name, None)
    assert titles(package) == []


def test_before_the_day_there_is_nothing_to_press(client):
    package = active()
    page = body(client.get(page_of(package.opening.contact)))
    assert "Er begyndt" not in page
    assert press(client, package, "begun").status_code == 409
    assert first(package).state == "planned"


def test_the_day_after_it_can_have_begun_as_agreed(client):
    package = starting(days_ago=1)
    agreed = first(package).starts_on
    assert "Begyndte" in body(client.get(page_of(package.opening.contact)))
    press(client, package, "begun", on=agreed)
    assert first(package).started_on == agreed


@pytest.mark.parametrize("on", [-30, 3])
def test_another_day_than_today_or_the_agreed_one_is_not_believed(client, on):
    package = starting(days_ago=1)
    response = press(client, package, "begun", on=clock.today() + timedelta(days=on))
    assert response.status_code == 422
    assert first(package).state == "planned"


def test_did_not_come_is_a_task_and_a_mail_at_once(client):
    package = starting()
    press(client, package, "absent")
    assert first(package).state == "planned"
    assert [title for title in titles(package) if "kom ikke" in title]
    assert "Til handling: virksomheden skriver, at kandidaten ikke kom" in sent()
    assert "Amira" not in " ".join(message.body for message in mail.outbox)
    shown = body(client.get(page_of(package.opening.contact)))
    assert "I har skrevet: kom ikke" in shown
    # An hour late is not absent.
    press(client, package, "begun")
    assert first(package).state == "running"
    assert titles(package) == []


def test_the_task_goes_away_when_the_caseworker_has_acted(client):
    package = starting()
    press(client, package, "absent")
    jobpakke.start_step(step=first(package), on=clock.today(), by=package.caseworker, at=clock.now())
    assert titles(package) == []
    assert "Er begyndt" not in body(client.get(page_of(package.opening.contact)))


def test_put_off_is_a_task_with_the_new_day(client):
    package = starting()
    address = where(package, "visit_postpone")
    assert client.get(address).status_code == 200
    later = clock.today() + timedelta(days=7)
    assert client.post(address, {"on": f"{later:%d-%m-%Y}"}).status_code == 302
    assert VisitReport.objects.for_municipality(package.municipality).get().on == later
    assert [title for title in titles(package) if "er udskudt til" in title]
    assert "Til handling: virksomheden har udskudt et trin" in sent()
    assert "I har skrevet: udskudt til" in body(client.get(page_of(package.opening.contact)))


def test_a_day_that_is_none_is_422_and_nothing_is_lost(client):
    package = starting()
    address = where(package, "visit_postpone")
    for text in ("", "engang", "1. januar 2020", "1. januar 2090", *HOSTILE):
        assert client.post(address, {"on": text}).status_code == 422, text
    assert VisitReport.objects.for_municipality(package.municipality).count() == 0


def test_a_slip_of_the_thumb_is_taken_back(client):
    package = starting()
    press(client, package, "begun")
    page = body(client.get(page_of(package.opening.contact)))
    assert "Fortryd" in page
    assert client.post(where(package, "visit_take_back")).status_code == 302
    step = first(package)
    assert (step.state, step.started_on) == ("planned", None)
    assert "Er begyndt" in body(client.get(page_of(package.opening.contact)))
    press(client, package, "absent")
    client.post(where(package, "visit_take_back"))
    # What was taken back before the mail left is not told.
    assert not [subject for subject in sent() if "ikke kom" in subject]
    assert not [title for title in titles(package) if "kom ikke" in title]


def test_after_the_moment_has_passed_a_person_must_put_it_right(client):
    package = starting()
    press(client, package, "begun")
    rows = VisitReport.objects.for_municipality(package.municipality)
    rows.update(at=clock.now() - UNDO - timedelta(minutes=1))
    assert "Fortryd" not in body(client.get(page_of(package.opening.contact)))
    assert client.post(where(package, "visit_take_back")).status_code == 409
    assert first(package).state == "running"


def test_taking_back_leaves_what_the_caseworker_has_written_since(client):
    package = starting(days_ago=1)
    press(client, package, "begun")
    step = first(package)
    jobpakke.take_back(step=step, by=package.caseworker, at=clock.now())
    jobpakke.start_step(step=step, on=step.starts_on, by=package.caseworker, at=clock.now())
    client.post(where(package, "visit_take_back"))
    assert first(package).started_on == step.starts_on


def test_a_second_press_says_it_once(client):
    package = starting()
    for _n in range(3):
        assert press(client, package, "absent").status_code == 302
    assert VisitReport.objects.for_municipality(package.municipality).count() == 1
    assert len([subject for subject in sent() if "ikke kom" in subject]) == 1


@pytest.mark.django_db(transaction=True)
def test_fifty_presses_at_once_are_one():
    from django.test import Client

    package = starting()
    pages = at_once(lambda _n: press(Client(), package, "begun"), times=50)
    assert {page.status_code for page in pages} == {302}
    assert VisitReport.objects.for_municipality(package.municipality).count() == 1
    assert AuditEvent.objects.across_municipalities().filter(kind="jobpakke.step_started").count() == 1


def test_another_companys_link_opens_none_of_it(client):
    package, stranger = starting(), ContactFactory()
    for name in ("visit_report", "visit_take_back", "visit_postpone", "step_review"):
        assert client.post(where(package, name, contact=stranger)).status_code == 404
    job = reverse("companies:job_answer", args=[token_of(stranger), package.commitment.public_id])
    assert client.get(job).status_code == 404
    assert first(package).state == "planned"


def test_a_colleague_of_the_company_can_say_it_too(client):
    package = starting()
    colleague = ContactFactory(company=package.opening.company)
    press(client, package, "begun", contact=colleague)
    assert VisitReport.objects.for_municipality(package.municipality).get().by_name == colleague.name


def test_an_expired_link_says_nothing(client):
    package = starting()
    token = page_of(package.opening.contact, days=15).split("/")[2]
    address = reverse("companies:visit_report", args=[token, first(package).public_id])
    assert client.post(address, {"said": "begun", "on": clock.today().isoformat()}).status_code == 410
    assert first(package).state == "planned"


def test_while_newer_terms_are_asked_about_the_start_can_still_be_said(client):
    """The praktik begins on its day, though the hours of the job are being asked about anew."""
    package = starting()
    package.opening.weekly_hours = 20
    package.opening.save()
    jobpakke.send_commitment(
        jobpakke=package, contact=package.opening.contact, by=package.caseworker, at=clock.now(), today=clock.today()
    )
    assert press(client, package, "begun").status_code == 302
    assert first(package).state == "running"


def test_a_start_that_was_moved_meanwhile_is_not_asked_about_on_the_old_day(client):
    package = starting()
    for row in steps_of(package):
        row.starts_on, row.until = row.starts_on + timedelta(days=7), row.until + timedelta(days=7)
        row.save()
    assert "Er begyndt" not in body(client.get(page_of(package.opening.contact)))


def test_when_it_is_off_nobody_comes(client):
    package = starting()
    commitments.withdraw(commitment=package.commitment, by=package.caseworker, at=clock.now())
    assert press(client, package, "begun").status_code == 404


# The end of a step ----------------------------------------------------------------------------------------------------------
def ending():
    """Begun four weeks ago, and today is its last day."""
    today = clock.today()
    on = working_day(today - timedelta(days=40))
    package = active(step(PRAKTIK, "4 uger", "Praktik i rengøring"), on=on, job_in=60)
    row = first(package)
    row.until, row.starts_on = today + timedelta(days=1), today - timedelta(days=27)
    row.save()
    jobpakke.start_step(step=row, on=row.starts_on, by=package.caseworker, at=moment(today))
    return package


ANSWERS = {"fit": "partly", "went": "well", "missing": "Kassen og den sidste oprydning"}


def test_three_questions_and_then_the_job(client):
    package = ending()
    page = body(client.get(page_of(package.opening.contact)))
    assert "Hvordan gik det: Praktik i rengøring?" in page
    address = where(package, "step_review")
    assert client.get(address).status_code == 200
    response = client.post(address, ANSWERS)
    assert response.status_code == 302
    row = StepReview.objects.for_municipality(package.municipality).get()
    assert (row.fit, row.went, row.missing, row.number) == ("partly", "well", ANSWERS["missing"], 1)
    job = response.headers["Location"]
    assert "Bliver det til et job?" in body(client.get(job))
    day = clock.today() + timedelta(days=30)
    assert client.post(job, {"answer": "yes", "on": f"{day:%d-%m-%Y}"}).status_code == 302
    assert JobAnswer.objects.for_municipality(package.municipality).get().on == day
    assert "Hvordan gik det" not in body(client.get(page_of(package.opening.contact)))
    # Seen by the caseworker, with date and version; and on Min dag.
    detail = reverse("casework:jobpakke_detail", args=[package.public_id])
    shown = body(client_of(package.caseworker).get(detail))
    for words in ("Virksomheden har skrevet", "version 1", ANSWERS["missing"], "Det bliver til et job fra"):
        assert words in shown
    assert [title for title in titles(package) if "ansætter fra" in title]


def test_yes_moves_the_ladder_when_the_package_is_ended_in_the_job(client):
    package = ending()
    client.post(where(package, "step_review"), ANSWERS)
    job = reverse("companies:job_answer", args=[token_of(package.opening.contact), package.commitment.public_id])
    client.post(job, {"answer": "yes"})
    assert "I har skrevet: det bliver til et job fra" in body(client.get(page_of(package.opening.contact)))
    assert JobAnswer.objects.for_municipality(package.municipality).get().on == package.job_starts_on
    assert not RungReached.objects.for_municipality(package.municipality).filter(rung="hired").exists()
    jobpakke.complete(
        jobpakke=package, outcome=Outcome.ORDINAER, on=clock.today(), by=package.caseworker, at=clock.now()
    )
    rung = RungReached.objects.for_municipality(package.municipality).get(rung="hired")
    assert (rung.said_on, rung.said_by) == (clock.today(), package.opening.contact.name)
    assert titles(package) == []


def test_no_is_a_task_and_a_mail_at_once(client):
    package = ending()
    client.post(where(package, "step_review"), ANSWERS)
    job = reverse("companies:job_answer", args=[token_of(package.opening.contact), package.commitment.public_id])
    assert client.post(job, {"answer": "no"}).status_code == 422
    client.post(job, {"answer": "no", "text": "Vi har mistet en stor kunde."})
    assert "det bliver ikke til et job. Vi ringer." in body(client.get(page_of(package.opening.contact)))
    assert [title for title in titles(package) if "ikke bliver til et job" in title]
    assert "Til handling: virksomheden skriver, at det ikke bliver til et job" in sent()
    assert "mistet en stor kunde" not in " ".join(message.body for message in mail.outbox)


def test_not_yet_is_asked_again_on_the_day_that_they_named(client):
    package = ending()
    client.post(where(package, "step_review"), ANSWERS)
    job = reverse("companies:job_answer", args=[token_of(package.opening.contact), package.commitment.public_id])
    assert client.post(job, {"answer": "not_yet"}).status_code == 422
    day = clock.today() + timedelta(days=5)
    client.post(job, {"answer": "not_yet", "on": f"{day:%d-%m-%Y}"})
    assert titles(package) == [title for title in titles(package) if "om det bliver til et job" not in title]
    page = body(client.get(page_of(package.opening.contact)))
    assert "Bliver det til et job?" not in page and "Vi spørger igen den dag." in page
    JobAnswer.objects.for_municipality(package.municipality).update(on=clock.today())
    assert "Bliver det til et job?" in body(client.get(page_of(package.opening.contact)))
    assert [title for title in titles(package) if "ville nu vide" in title]


HARMLESS = {"' OR 1=1 --", "<script>alert(1)</script>", "{{ 7|add:7 }}"}  # only words, where words are asked for
BAD_ANSWERS = [
    {}, {"fit": "yes"}, {"fit": "maybe", "went": "well"}, ANSWERS | {"missing": "Hun hedder 010190-1234"},
    *[ANSWERS | {"missing": text} for text in HOSTILE if text not in HARMLESS],
]  # fmt: skip


def test_bad_answers_are_422_and_nothing_is_kept(client):
    package = ending()
    for said in BAD_ANSWERS:
        assert client.post(where(package, "step_review"), said).status_code == 422, said
    assert StepReview.objects.for_municipality(package.municipality).count() == 0


def test_what_went_badly_is_told_at_once(client):
    package = ending()
    client.post(where(package, "step_review"), ANSWERS | {"went": "badly"})
    assert "Til handling: virksomheden skriver, at et trin ikke gik godt" in sent()


def test_a_step_that_has_not_ended_is_not_asked_about(client):
    package = walking()
    assert "Hvordan gik det" not in body(client.get(page_of(package.opening.contact)))
    assert client.post(where(package, "step_review"), ANSWERS).status_code == 302
    assert StepReview.objects.for_municipality(package.municipality).count() == 0


def test_min_dag_costs_the_same_however_much_was_said(client, django_assert_max_num_queries):
    package = starting()
    press(client, package, "absent")

    def cost():
        with django_assert_max_num_queries(40) as queries:
            my_day.of(package.caseworker, today=clock.today())
        return len(queries)

    cost()  # what is read once a person
    few = cost()
    for _n in range(3):
        user = package.caseworker
        press(client, starting(municipality=package.municipality, caseworker=user, team=user.team), "absent")
    assert cost() == few
    assert len([title for title in titles(package) if "kom ikke" in title]) == 4


# Being asked ----------------------------------------------------------------------------------------------------------------
def asked_by_mail(package, *, days=0):
    """What one run says; it may come late and be repeated."""
    from companies.portal import actions as portal

    at = clock.now() + timedelta(days=days)
    portal.ask_due(municipality_id=package.municipality_id, today=clock.today() + timedelta(days=days), at=at)
    rows = Notification.objects.for_municipality(package.municipality).filter(kind="company_visit")
    return list(rows.order_by("pk").values_list("context__what", flat=True))


@pytest.fixture
def every_day_is_a_working_day(monkeypatch):
    """Today may be a Sunday; which days are is tested beside the reminders."""
    from jobpakker.foundation.workdays import WorkdayCalendar

    monkeypatch.setattr(WorkdayCalendar, "is_working_day", lambda _self, _day: True)


def test_on_the_starting_day_the_contact_is_asked_once_and_by_a_link_that_opens_the_page(
    client, every_day_is_a_working_day
):
    package = starting()
    for _run in range(8):
        assert asked_by_mail(package) == ["begun"]
    outbox.drain(at=clock.now() + timedelta(days=1))
    [message] = [message for message in mail.outbox if message.subject.startswith("Til handling: er praktik begyndt")]
    assert message.to == [package.opening.contact.email]
    assert "Amira" not in message.subject + message.body
    path = message.body[message.body.index("/tilsagn/") :].split()[0]
    assert "Er begyndt" in body(client.get(path))


def test_a_day_on_which_nothing_ran_is_made_good_with_one_mail(every_day_is_a_working_day):
    package = starting()
    assert asked_by_mail(package, days=3) == ["begun"]
    assert asked_by_mail(package, days=4) == ["begun"]


@pytest.mark.parametrize("said", ["begun", "absent"])
def test_whoever_has_said_it_is_not_asked(client, said, every_day_is_a_working_day):
    package = starting()
    press(client, package, said)
    assert asked_by_mail(package) == []


def test_the_end_of_a_step_is_asked_about_once_until_it_is_answered(client, every_day_is_a_working_day):
    package = ending()
    assert asked_by_mail(package) == ["over"]
    assert asked_by_mail(package, days=1) == ["over"]
    client.post(where(package, "step_review"), ANSWERS)
    other = ending()
    client.post(where(other, "step_review"), ANSWERS)
    assert asked_by_mail(other) == []


def test_nobody_is_asked_on_a_day_off(monkeypatch):
    from jobpakker.foundation.workdays import WorkdayCalendar

    monkeypatch.setattr(WorkdayCalendar, "is_working_day", lambda _self, _day: False)
    assert asked_by_mail(starting()) == []


def test_what_was_taken_back_before_the_mail_left_is_not_asked(every_day_is_a_working_day):
    package = starting()
    asked_by_mail(package)
    commitments.withdraw(commitment=package.commitment, by=package.caseworker, at=clock.now())
    assert not [subject for subject in sent() if "begyndt" in subject]


@pytest.mark.parametrize(("place", "reply", "still"), [("END", HANGS_UP, 0), ("RCPT", "550 No", 1)])
def test_whether_a_mail_got_there_is_not_asked_of_those_who_have_spoken(
    client, server, every_day_is_a_working_day, place, reply, still
):
    package = starting()
    outbox.drain(at=clock.now() + timedelta(days=1))
    server.says[place] = reply
    asked_by_mail(package)
    outbox.drain(at=clock.now() + timedelta(days=1))

    def lost():
        return [title for title in titles(package) if "ailen til" in title and "frem" in title]

    assert len(lost()) == 1
    press(client, package, "begun")
    assert len(lost()) == still
