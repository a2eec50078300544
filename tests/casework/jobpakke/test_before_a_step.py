"""What must be done before a step is a step of its own: the plan holds to it until it is done, says so, and offers that it is."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation

from casework.jobpakke import draft as drafts
from casework.jobpakke import mends, reasons
from casework.jobpakke.mends import MendCode
from casework.jobpakke.proposal import propose
from casework.jobpakke.reasons import Names
from casework.jobpakke.wanted import LeadStep, Wanted
from casework.rules import queries as rules
from casework.rules.lead_times import LeadTimes
from jobpakker.foundation import clock
from jobpakker.foundation.audit.models import AuditEvent
from jobpakker.foundation.workdays import WorkdayCalendar
from tests.casework.jobpakke.bench import follow, packages
from tests.casework.jobpakke.pages import build_url, detail_url, edit_url, fields
from tests.companies.pages import body, client_of
from tests.factories import jobpakker
from tests.factories.accounts import UserFactory
from tests.factories.jobpakker import COURSE, LOENTILSKUD, PRAKTIK, step

TODAY = date(2026, 3, 2)  # a Monday
CALENDAR = WorkdayCalendar.danish()
REP, GRANT, SEAT = LeadStep("LEAD_REP", 12), LeadStep("LEAD_GRANT", 10), LeadStep("LEAD_SEAT", 20)


@pytest.fixture(autouse=True)
def danish():
    with translation.override("da"):
        yield


def proposed(*steps, job):
    return propose(Wanted(job_starts_on=job, steps=steps), today=TODAY, calendar=CALENDAR)


def test_a_loentilskud_begins_no_earlier_than_its_grant_can_be_there_and_says_so():
    subsidised = step(LOENTILSKUD, "8 uger (1-8)", leads=(GRANT,))
    found = proposed(subsidised, job=date(2026, 4, 27))
    [planned] = found.plan.steps
    assert planned.starts_on == CALENDAR.after(TODAY, 10) == date(2026, 3, 16)
    assert "bevillingen tager 10 arbejdsdage, så det begynder ikke før 16. marts" in reasons.in_full(
        planned, Names(found.wanted)
    )


def test_where_it_does_not_fit_the_grant_is_what_is_in_the_way_and_one_press_says_that_it_is_there():
    found = proposed(step(LOENTILSKUD, "8 uger", leads=(GRANT,)), job=date(2026, 5, 4))
    assert found.plan is None
    [obstacle] = found.obstacles
    assert reasons.of_obstacle(obstacle, Names(found.wanted)) == (
        "Løntilskuddet starter tidligst 16. marts 2026, fordi bevillingen tager 10 arbejdsdage, men skulle begynde 9. marts 2026."
    )
    first = found.ways_out[0]
    assert (first.code, first.press, first.dead_days) == (MendCode.DONE, "done:0:LEAD_GRANT", 0)
    assert reasons.of_mend(first, Names(found.wanted)) == "Bevillingen er givet (løntilskuddet)"
    assert MendCode.SHORTEN in {mend.code for mend in found.ways_out}
    assert found.earliest_job_on == date(2026, 5, 11)


def test_what_is_done_is_not_waited_for():
    done = step(LOENTILSKUD, "8 uger", leads=(GRANT,)).done_with(["LEAD_GRANT"])
    assert proposed(done, job=date(2026, 5, 4)).plan.starts_on == date(2026, 3, 9)


def test_two_things_of_one_step_are_said_in_one_press():
    found = proposed(step(PRAKTIK, "4 uger", leads=(REP, GRANT)), job=date(2026, 4, 13))
    first = found.ways_out[0]
    assert first.press == "done:0:LEAD_REP LEAD_GRANT"
    assert reasons.of_mend(first, Names(found.wanted)) == (
        "Repræsentanten er hørt, og bevillingen er givet (praktikken)"
    )


def test_steps_that_wait_one_after_the_other_are_said_in_one_press_too():
    chain = step(PRAKTIK, "1 uge", leads=(REP,)), step(COURSE, "5 arbejdsdage", leads=(SEAT,))
    found = proposed(*chain, job=date(2026, 3, 23))
    [done] = [mend for mend in found.ways_out if mend.code == MendCode.DONE]
    assert done.press == "done:0:LEAD_REP,1:LEAD_SEAT"
    assert reasons.of_mend(done, Names(found.wanted)) == "Alt, der skal være gjort inden trinnene, er gjort"


def test_a_course_is_taken_when_its_seat_can_be_booked():
    course = step(COURSE, "5 arbejdsdage", dates="9/3-13/3 eller 13/4-17/4", today=TODAY, leads=(SEAT,))
    found = proposed(course, job=date(2026, 4, 20))
    assert found.plan.steps[0].starts_on == date(2026, 4, 13)
    early = proposed(course, job=date(2026, 3, 16))
    assert early.plan is None
    assert reasons.of_obstacle(early.obstacles[0], Names(early.wanted)) == (
        "Det seneste hold, kurset kan tage, begynder 9. marts 2026, men pladsen på kurset skal bestilles 20 arbejdsdage før: "
        "tidligst 30. marts 2026."
    )
    assert early.ways_out[0].press == "done:0:LEAD_SEAT"


def test_a_gap_that_a_lead_makes_is_closed_by_saying_that_it_is_done():
    chain = (
        step(PRAKTIK, "2 uger (1-2)"),
        step(COURSE, "5 arbejdsdage", dates="23/3-27/3 eller 30/3-3/4", today=TODAY, leads=(SEAT,)),
        step(LOENTILSKUD, "4 uger"),
    )
    found = proposed(*chain, job=date(2026, 5, 4))
    offered = [mend for gap in found.plan.gaps for mend in found.mends[gap.after]]
    assert all(mend.dead_days < found.plan.dead_days for mend in offered if mend.code == MendCode.DONE)


def test_buttons_say_what_is_done_and_take_it_back():
    draft = drafts.read({"trin": "2", "trin-0-kind": "praktik", "trin-1-kind": "kursus"})
    both = drafts.press(draft, "done:0:LEAD_REP LEAD_GRANT,1:LEAD_SEAT")
    assert [row["leads"] for row in both.rows] == ["LEAD_GRANT LEAD_REP", "LEAD_SEAT"]
    assert drafts.press(both, "undone:0:LEAD_REP").rows[0]["leads"] == "LEAD_GRANT"
    for unknown in ("done:7:LEAD_REP", "done:x"):
        assert [row["leads"] for row in drafts.press(draft, unknown).rows] == ["", ""]


def test_a_booked_seat_pins_the_days_that_were_shown():
    draft = drafts.read({"trin": "1", "trin-0-kind": "kursus", "trin-0-seen": "2026-03-09/2026-03-14"})
    booked = drafts.press(draft, "booked:0:LEAD_SEAT").rows[0]
    assert (booked["leads"], booked["dates"]) == ("LEAD_SEAT", "09-03-2026 til 13-03-2026")
    never_shown = drafts.read({"trin": "1", "trin-0-kind": "kursus", "trin-0-dates": "2/3"})
    assert drafts.press(never_shown, "booked:0:LEAD_SEAT").rows[0]["dates"] == "2/3"


def test_a_municipality_has_lead_times_of_its_own():
    own = LeadTimes({"LEAD_GRANT": (4, True), "LEAD_VITAS": (6, True), "LEAD_REP": (0, True)})
    assert [(asked.rule.id, asked.days) for asked in own.held("loentilskud", TODAY)] == [
        ("LEAD_VITAS", 6),
        ("LEAD_GRANT", 4),
    ]
    assert [asked.rule.id for asked in LeadTimes().held("praktik", TODAY)] == ["LEAD_REP", "LEAD_GRANT"]
    assert LeadTimes().held("mentor", TODAY) == ()


# The page ------------------------------------------------------------------------------------------------------------------
def near(typed, days, **more):
    job = CALENDAR.after(clock.today(), days)
    row = {"trin": "1", "trin-0-kind": "loentilskud", "trin-0-length": "10 arbejdsdage", "trin-0-dates": ""}
    return typed | row | {"job_starts_on": f"{job:%d-%m-%Y}"} | more


@pytest.mark.django_db
def test_the_builder_shows_the_grant_holds_to_it_and_keeps_that_it_is_there(client, citizen, opening, typed):
    far = body(follow(client, opening, near(typed, 60)))
    assert "Bevilling: senest" in far and "Høring af medarbejdernes repræsentant: senest" in far
    soon = near(typed, 15)
    refused = body(follow(client, opening, soon))
    assert "Løntilskuddet starter tidligst" in refused
    assert "Repræsentanten er hørt, og bevillingen er givet (løntilskuddet)" in refused
    assert client.post(build_url(opening), soon | {"do": "save"}).status_code == 422
    pressed = client.post(build_url(opening), soon | {"do": "done:0:LEAD_REP LEAD_GRANT"})
    said = fields(pressed)
    assert said["trin-0-leads"] == "LEAD_GRANT LEAD_REP"
    assert client.post(build_url(opening), said | {"do": "save"}).status_code == 302
    package = packages(citizen).get()
    assert package.steps.get().leads_done == ["LEAD_GRANT", "LEAD_REP"]
    again = client.get(edit_url(package))
    assert fields(again)["trin-0-leads"] == "LEAD_GRANT LEAD_REP"
    assert "Bevillingen er givet" in body(again)


@pytest.mark.django_db
def test_one_step_can_have_a_wait_of_its_own(client, citizen, opening, typed):
    assert "Løntilskuddet starter tidligst" in body(follow(client, opening, near(typed, 15)))
    quick = near(typed, 15, **{"trin-0-lead": "3"})
    assert "Løntilskuddet starter tidligst" not in body(follow(client, opening, quick))
    assert client.post(build_url(opening), quick | {"do": "save"}).status_code == 302
    package = packages(citizen).get()
    assert package.steps.get().lead_days == 3
    assert fields(client.get(edit_url(package)))["trin-0-lead"] == "3"


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", ["i morgen", "2 mdr", "300", "-1", "9" * 25])
def test_a_wait_that_cannot_be_read_is_refused_beside_its_field(client, opening, typed, wrong):
    page = body(client.post(build_url(opening), near(typed, 60, **{"trin-0-lead": wrong}) | {"do": "save"}))
    assert "Skriv ventetiden i arbejdsdage" in page


def test_every_lead_that_can_hold_has_its_words():
    from casework.jobpakke import leads
    from casework.rules.lead_times import can_hold

    known = {asked.rule.id for asked in LeadTimes().all(TODAY) if can_hold(asked.rule)}
    assert known == set(leads.DONE) == set(leads.TAKES) == set(leads.NOUNS) - {"LEAD_MENTOR"}


def test_nothing_is_offered_that_does_not_help():
    found = proposed(step(PRAKTIK, "13 uger", leads=(GRANT,)), job=date(2026, 4, 13))
    assert not [mend for mend in found.ways_out if mend.code == MendCode.DONE]
    assert mends.MendCode.SHORTEN in {mend.code for mend in found.ways_out}


# The package's own page, and the municipality's days ------------------------------------------------------------------------
@pytest.mark.django_db
def test_the_packages_page_has_a_button_for_what_is_done_and_one_to_take_it_back():
    package = jobpakker.draft(step(PRAKTIK, "4 uger", leads=()), job_in=200)
    client, [praktik] = client_of(package.caseworker), jobpakker.steps_of(package)
    assert "Bevillingen er givet" in body(client.get(detail_url(package)))
    address = reverse("casework:step_lead", args=[praktik.public_id])
    for _twice in range(2):
        assert client.post(address, {"rule": "LEAD_GRANT", "done": "on"}).status_code == 302
    praktik.refresh_from_db()
    assert praktik.leads_done == ["LEAD_GRANT"]
    assert "skrev inden Praktik: bevillingen er givet." in body(client.get(detail_url(package)))
    client.post(address, {"rule": "LEAD_GRANT"})
    praktik.refresh_from_db()
    assert praktik.leads_done == []
    assert client.post(address, {"rule": "noget andet"}).status_code == 422


@pytest.mark.django_db
def test_the_municipality_sets_its_own_days_and_what_the_plan_waits_for():
    manager = UserFactory(role_code="manager")
    client, address = client_of(manager), reverse("casework:lead_times")
    page = body(client.get(address))
    assert "Bevilling" in page and "Plads på kurset" in page
    known = rules.lead_times(manager.municipality_id).all(clock.today())
    said = {asked.rule.id: asked.days for asked in known} | {"LEAD_GRANT": 4, "LEAD_GRANT-holds": "on", "LEAD_REP": 0}
    assert client.post(address, said).status_code == 302
    own = rules.lead_times(manager.municipality_id)
    assert [(asked.rule.id, asked.days) for asked in own.held("loentilskud", clock.today())] == [("LEAD_GRANT", 4)]
    assert not own.held("kursus", clock.today())
    events = AuditEvent.objects.for_municipality(manager.municipality_id).filter(kind="lead_times.set")
    assert events.count() == 3  # the grant, the hearing, and the seat that is not waited for
    client.post(address, said)
    assert events.count() == 3
    assert client.post(address, said | {"LEAD_GRANT": "mange"}).status_code == 422
    assert client.post(address, said | {"LEAD_GRANT": -1}).status_code == 422
