"""Reminders that cannot fail: one to each open question however long nobody looked, none to a closed one."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connections, transaction
from django.test import Client
from django.urls import reverse

from companies import tasks
from companies.commitments import actions, reminders, waiting
from companies.commitments.models import HiringCommitment, ReminderSettings
from jobpakker.foundation import clock
from jobpakker.foundation.accounts.models import ClosedDay
from jobpakker.foundation.audit.models import AuditEvent
from jobpakker.foundation.notifications.models import Notification
from jobpakker.foundation.outbox import dispatch as outbox
from jobpakker.foundation.workdays import WorkdayCalendar
from tests.companies.at_once import at_once
from tests.companies.pages import body, client_of, someone
from tests.factories.accounts import MunicipalityFactory
from tests.factories.companies import JobOpeningFactory, asked, said_yes, terms

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


def morning(day):
    return datetime.combine(day, time(7), tzinfo=UTC)


def run(municipality, day, **at):
    return reminders.remind_due(municipality_id=municipality.pk, today=day, at=morning(day) + timedelta(**at))


def reminded(municipality):
    rows = Notification.objects.for_municipality(municipality).filter(kind="commitment_reminder")
    return sorted(rows.values_list("to_email", flat=True))


def question(municipality, *, at=MONDAY, **differing):
    opening = JobOpeningFactory(company__municipality=municipality, starts_on=date(2027, 9, 1))
    return asked(opening, at=at, **differing)


def in_every_state(municipality):
    """Three open questions, and one of each closed kind, all asked on the same Monday."""
    open_ = [question(municipality) for _n in range(3)]
    said_yes(question(municipality))
    declined, proposed, withdrawn = (question(municipality) for _n in range(3))
    said = {"number": 1, "answered_by_name": "Mette", "at": MONDAY}
    actions.decline(
        commitment=declined, fingerprint=declined.versions.get().fingerprint, reason="economy", text="", **said
    )
    actions.propose_change(
        commitment=proposed, fingerprint=proposed.versions.get().fingerprint, starts_on=None, text="Senere", **said
    )
    actions.withdraw(commitment=withdrawn, by=withdrawn.asked_by, at=MONDAY)
    return open_


def test_who_has_not_answered_for_three_working_days_is_reminded_and_the_others_are_not():
    municipality = MunicipalityFactory()
    open_ = in_every_state(municipality)
    for day in (24, 25):
        assert run(municipality, date(2026, 11, day)) == reminders.Run(sent=0, failed=0)
    assert run(municipality, date(2026, 11, 26)) == reminders.Run(sent=3, failed=0)
    assert reminded(municipality) == sorted(commitment.contact.email for commitment in open_)


@pytest.mark.parametrize("days_away", [1, 3, 10])
@pytest.mark.parametrize("asked_on", [date(2026, 11, 23), date(2026, 12, 18), date(2027, 3, 22), date(2026, 10, 21)])
def test_after_days_away_one_catch_up_goes_to_each_open_question(days_away, asked_on):
    """Over a weekend, Christmas, Easter with the change to summer time, and the change back."""
    municipality = MunicipalityFactory()
    opening = JobOpeningFactory(company__municipality=municipality, starts_on=date(2027, 12, 1))
    open_, closed = asked(opening, at=morning(asked_on)), said_yes(asked(opening, at=morning(asked_on)))
    calendar = WorkdayCalendar.danish()
    back = calendar.on_or_after(calendar.after(asked_on, 3) + timedelta(days=days_away))
    for hours in range(8):  # each hour of the first day back
        run(municipality, back, hours=hours)
    assert reminded(municipality) == [open_.contact.email]
    assert closed.contact == open_.contact
    for later in (1, 2):
        run(municipality, calendar.after(back, later))
    assert len(reminded(municipality)) == 1
    run(municipality, calendar.after(back, 3))
    assert len(reminded(municipality)) == 2


def test_the_marker_is_set_with_the_reminder_and_its_mail_in_one_transaction():
    municipality = MunicipalityFactory()
    commitment = question(municipality)
    day = date(2026, 11, 26)
    run(municipality, day)
    commitment.refresh_from_db()
    assert (commitment.link_mailed_at, commitment.reminders) == (morning(day), 1)
    event = AuditEvent.objects.for_municipality(municipality).get(kind="commitment.reminded")
    assert (event.by_id, event.by_name, event.data) == (None, "jobpakker", {"number": 1})


def test_after_three_reminders_a_person_must_call():
    municipality = MunicipalityFactory()
    commitment = question(municipality)
    calendar, day = WorkdayCalendar.danish(), date(2026, 11, 23)
    for _week in range(8):
        day = calendar.after(day, 3)
        run(municipality, day)
    assert len(reminded(municipality)) == 3
    # New terms are a new question.
    commitment.refresh_from_db()
    actions.propose_new_terms(
        commitment=commitment,
        terms=terms(commitment.opening, weekly_hours="30"),
        by=commitment.asked_by,
        at=morning(day),
    )
    run(municipality, calendar.after(day, 3))
    assert len(reminded(municipality)) == 4


def test_each_municipality_chooses_its_own_pace_and_keeps_its_own_closing_days():
    slow, closed, plain = (MunicipalityFactory() for _n in range(3))
    for municipality in (slow, closed, plain):
        question(municipality)
    admin = someone(slow, administrator=True)
    reminders.change_settings(municipality_id=slow.pk, every=5, at_most=1, by=admin, at=MONDAY)
    ClosedDay.objects.for_municipality(closed).create(municipality=closed, day=date(2026, 11, 24), reason="Flytning")
    sent = {}
    for day in (26, 27, 30):
        for municipality in (slow, closed, plain):
            sent.setdefault(municipality, {})[day] = run(municipality, date(2026, 11, day)).sent
    assert sent == {slow: {26: 0, 27: 0, 30: 1}, closed: {26: 0, 27: 1, 30: 0}, plain: {26: 1, 27: 0, 30: 0}}


def test_one_that_fails_does_not_keep_the_others_from_theirs(monkeypatch, caplog):
    municipality = MunicipalityFactory()
    unlucky, lucky = question(municipality), question(municipality)
    real = reminders.remind

    def breaks(*, commitment, **said):
        if commitment.pk == unlucky.pk:
            with connections["default"].cursor() as cursor:
                cursor.execute("SELECT 1/0")
        return real(commitment=commitment, **said)

    monkeypatch.setattr(reminders, "remind", transaction.atomic(breaks))
    assert run(municipality, date(2026, 11, 26)) == reminders.Run(sent=1, failed=1)
    assert reminded(municipality) == [lucky.contact.email]
    assert str(unlucky.public_id) in caplog.text
    assert unlucky.contact.email not in caplog.text
    unlucky.refresh_from_db()
    assert unlucky.reminders == 0

    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 26))
    monkeypatch.setattr(clock, "now", lambda: morning(date(2026, 11, 26)))
    with pytest.raises(tasks.SomeFailed):
        tasks.remind_due()


def test_the_task_reminds_in_every_municipality_and_the_mails_leave(monkeypatch):
    day = date(2026, 11, 26)
    commitments = [question(MunicipalityFactory()) for _n in range(3)]
    monkeypatch.setattr(clock, "today", lambda: day)
    monkeypatch.setattr(clock, "now", lambda: morning(day))
    for _run in range(10):  # ten mornings' wake-ups that waited in the broker
        tasks.remind_due()
    assert [len(reminded(commitment.municipality)) for commitment in commitments] == [1, 1, 1]
    outbox.drain(at=morning(day))
    sent = Notification.objects.across_municipalities().filter(kind="commitment_reminder")
    assert sent.filter(sent_at=None).count() == 0


def test_answered_between_the_look_and_the_mail_is_not_reminded(monkeypatch):
    """The worker read the row as unanswered; the conditional UPDATE finds that it no longer is."""
    municipality = MunicipalityFactory()
    commitment = question(municipality)
    rows = list(waiting.waiting_for_answer(municipality.pk))
    said_yes(commitment, at=MONDAY)
    monkeypatch.setattr(reminders, "waiting_for_answer", lambda _id: rows)
    assert run(municipality, date(2026, 11, 26)) == reminders.Run(sent=0, failed=0)


def test_looking_costs_the_same_however_many_wait(django_assert_max_num_queries):
    municipality = MunicipalityFactory()

    def cost():
        with django_assert_max_num_queries(10) as queries:
            run(municipality, date(2026, 11, 24))
        return len(queries)

    question(municipality)
    few = cost()
    for _n in range(9):
        question(municipality)
    assert cost() == few


@pytest.mark.django_db(transaction=True)
def test_several_workers_at_once_send_one():
    municipality = MunicipalityFactory()
    commitment = question(municipality)
    outcomes = at_once(lambda _n: run(municipality, date(2026, 11, 26)), times=30)
    assert sum(outcome.sent for outcome in outcomes) == 1
    assert len(reminded(municipality)) == 1
    assert HiringCommitment.objects.for_municipality(municipality).get(pk=commitment.pk).reminders == 1


# "We talked today" --------------------------------------------------------------------------------------------------------
def test_who_talked_today_is_not_reminded_until_the_agreed_day_and_the_reason_is_kept():
    municipality = MunicipalityFactory()
    commitment = question(municipality)
    by, until = someone(municipality), date(2026, 12, 2)
    assert reminders.talked(commitment=commitment, until=until, why="Chefen er på ferie", by=by, at=MONDAY)
    for day in (date(2026, 11, 26), date(2026, 11, 30), date(2026, 12, 1)):
        assert run(municipality, day).sent == 0
    assert run(municipality, until).sent == 1
    event = AuditEvent.objects.for_municipality(municipality).get(kind="commitment.talked")
    assert event.data == {"number": 1, "until": "2026-12-02"}


def test_an_answered_question_is_not_made_quiet():
    commitment = said_yes(question(MunicipalityFactory()))
    assert not reminders.talked(
        commitment=commitment, until=date(2026, 12, 2), why="x", by=commitment.asked_by, at=MONDAY
    )
    assert commitment.quiet_until is None


def talk(client, commitment, **said):
    return client.post(reverse("companies:commitment_talked", args=[commitment.public_id]), said, follow=False)


def day(days):
    return f"{clock.today() + timedelta(days=days):%d-%m-%Y}"


def test_the_page_takes_a_reason_and_a_day_and_the_job_shows_them():
    commitment = asked()
    client = client_of(someone(commitment.municipality, consultant=True))
    page = client.get(reverse("companies:commitment_talked", args=[commitment.public_id]))
    assert page.status_code == 200
    assert talk(client, commitment, why="Svarer <mandag>", until=day(7)).status_code == 302
    shown = body(client.get(reverse("companies:opening_detail", args=[commitment.opening.public_id])))
    assert "I har talt sammen: Svarer &lt;mandag&gt;" in shown
    assert "Næste påmindelse går af sig selv" in shown


@pytest.mark.parametrize(("said", "sentence"), [
    ({"why": "", "until": day(7)}, "Udfyld feltet."),
    ({"why": "x" * 201, "until": day(7)}, "højst"),
    ({"why": "Om 010190-1234", "until": day(7)}, "Skriv ikke et CPR-nummer her."),
    ({"why": "Ferie", "until": ""}, "Udfyld feltet."),
    ({"why": "Ferie", "until": day(0)}, "Skriv en dag efter i dag."),
    ({"why": "Ferie", "until": day(61)}, "Højst 60 dage frem"),
    ({"why": "Ferie", "until": "snart"}, "Skriv datoen som"),
])  # fmt: skip
def test_a_bad_reason_or_day_is_422_and_nothing_is_lost(said, sentence):
    commitment = asked()
    response = talk(client_of(someone(commitment.municipality)), commitment, **said)
    assert response.status_code == 422
    assert sentence in body(response)
    assert said["why"] in body(response)
    commitment.refresh_from_db()
    assert commitment.quiet_until is None


def test_talking_with_a_strangers_company_looks_like_nothing():
    commitment = asked()
    client = client_of(someone(MunicipalityFactory()))
    for response in (
        talk(client, commitment, why="x", until=day(7)),
        client.get(reverse("companies:commitment_talked", args=[commitment.public_id])),
    ):
        assert response.status_code == 404
    assert client_of(someone(commitment.municipality, manager=True)).post("/job/tilsagn/x/").status_code == 404


# The municipality's own pace ----------------------------------------------------------------------------------------------
def test_the_administrator_sets_the_pace():
    municipality = MunicipalityFactory()
    client, address = client_of(someone(municipality, administrator=True)), reverse("companies:reminder_settings")
    assert 'value="3"' in body(client.get(address))
    for _press in range(2):
        assert client.post(address, {"every": "5", "at_most": "2"}).status_code == 302
    row = ReminderSettings.objects.for_municipality(municipality).get()
    assert (row.every, row.at_most) == (5, 2)


@pytest.mark.parametrize(
    "said", [{"every": "-1"}, {"every": "31"}, {"every": "tre"}, {"every": ""}, {"at_most": "11"}, {"at_most": "\x00"}]
)
def test_a_pace_that_is_none_is_422(said):
    municipality = MunicipalityFactory()
    client = client_of(someone(municipality, administrator=True))
    response = client.post(reverse("companies:reminder_settings"), {"every": "3", "at_most": "3"} | said)
    assert response.status_code == 422
    assert ReminderSettings.objects.for_municipality(municipality).count() == 0


@pytest.mark.parametrize("role", [{}, {"consultant": True}, {"manager": True}])
def test_others_do_not_set_it(role):
    client = client_of(someone(MunicipalityFactory(), **role))
    assert client.get(reverse("companies:reminder_settings")).status_code == 403


# What was sent, on the page of the job ----------------------------------------------------------------------------------------
def job_page(commitment):
    client = client_of(someone(commitment.municipality))
    return body(client.get(reverse("companies:opening_detail", args=[commitment.opening.public_id])))


def test_what_was_sent_and_when_is_on_the_page():
    at = clock.now() - timedelta(days=1)
    commitment = asked(at=at)
    assert "på vej" in job_page(commitment)
    outbox.drain(at=at + timedelta(minutes=1))
    actions.remind(commitment=commitment, by=commitment.asked_by, at=clock.now())
    page = job_page(commitment)
    assert "Sendt: 2 beskeder" in page
    assert page.index("Påmindelse til") < page.index("Link til vilkårene til")
    assert f"til {commitment.contact.email}" in page
    assert page.count("på vej") == 1


def test_a_mail_that_did_not_arrive_is_seen():
    commitment = asked()
    Notification.objects.for_municipality(commitment.municipality).update(failed_at=clock.now())
    assert "kom ikke frem" in job_page(commitment)


def test_messages_of_other_jobs_are_not_on_the_page():
    commitment = asked()
    asked(JobOpeningFactory(company=commitment.opening.company, created_by=commitment.asked_by))
    assert "Sendt: 1 besked" in job_page(commitment)


def test_the_page_says_when_a_person_must_call():
    commitment = asked()
    HiringCommitment.objects.for_municipality(commitment.municipality).update(reminders=3)
    assert "Påmindet 3 gange uden svar. Ring i stedet." in job_page(commitment)
    passed = asked(job_starts_on=(clock.today() - timedelta(days=1)).isoformat())
    page = job_page(passed)
    assert "er gået uden svar. Ring, og send nye vilkår." in page
    assert "Send påmindelse" not in page


def test_nobody_without_a_log_in_sees_or_reminds():
    commitment = asked()
    for name in ("commitment_talked", "commitment_remind"):
        response = Client().post(reverse(f"companies:{name}", args=[commitment.public_id]))
        assert response.status_code == 302
        assert "log" in response.headers["Location"]
