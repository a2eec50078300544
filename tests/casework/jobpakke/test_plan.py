"""Building and changing a plan: what is stored, what is kept, and what two people at once do to each other."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from casework.jobpakke import actions, timeline
from casework.jobpakke.actions import Stale, UnableTo
from casework.jobpakke.events import Kind, jobpakke_changed
from casework.jobpakke.models import EndReason, Jobpakke, Step
from casework.jobpakke.states import JobpakkeState, StepState
from casework.jobpakke.wanted import LeadStep, Wanted, WantedStep
from jobpakker.foundation import clock
from jobpakker.foundation.audit.models import AuditEvent
from tests.factories import jobpakker
from tests.factories.citizens import CitizenFactory
from tests.factories.companies import JobOpeningFactory, said_yes
from tests.factories.jobpakker import COURSE, LOENTILSKUD, MENTOR, PRAKTIK, chain, step, steps_of, wanted

pytestmark = pytest.mark.django_db


@pytest.fixture
def citizen():
    return CitizenFactory(clarified=True)


@pytest.fixture
def opening(citizen):
    return JobOpeningFactory(company__municipality=citizen.municipality, created_by=citizen.caseworker)


def build(citizen, opening, *steps, key=None, **head):
    return actions.build(
        key=key or uuid4(), citizen=citizen, opening=opening, blueprint=None, wanted=wanted(opening, *steps, **head),
        by=citizen.caseworker, at=clock.now(), today=clock.today(),
    )  # fmt: skip


def change(package, plan, *, version=None):
    return actions.change(
        jobpakke=package, version=version or package.version, wanted=plan, by=package.caseworker, at=clock.now(),
        today=clock.today(),
    )  # fmt: skip


def as_wanted(package, **head):
    """The plan as it stands, to change a little."""
    rows = tuple(
        WantedStep(
            kind=row.kind, length=timeline.length_of(row), title=row.title, place=row.place, id=row.public_id,
            at_the_company=row.at_the_company, begun=timeline.begun(row),
            leads=tuple(LeadStep(rule, 1, done=True) for rule in row.leads_done),
        )
        for row in timeline.in_plan(steps_of(package))
    )  # fmt: skip
    names = ("job_starts_on", "mentor_name", "conditions", "company_took_part_on")
    return Wanted(steps=rows, **({name: getattr(package, name) for name in names} | head))


def kinds(package):
    return list(
        AuditEvent.objects.for_municipality(package.municipality_id)
        .filter(subject_id=package.public_id)
        .order_by("pk")
        .values_list("kind", flat=True)
    )


def last_event(package, kind):
    rows = AuditEvent.objects.for_municipality(package.municipality_id)
    return rows.filter(subject_id=package.public_id, kind=kind).latest("pk")


# Building ---------------------------------------------------------------------------------------------------------------
def test_a_plan_is_stored_back_from_the_job(citizen, opening):
    package = build(citizen, opening)
    praktik, course, subsidy = steps_of(package)
    assert package.state == JobpakkeState.DRAFT
    assert package.version == 1
    assert package.caseworker == citizen.caseworker
    assert (subsidy.length_amount, subsidy.length_unit) == (8, "weeks")
    assert praktik.starts_on < course.starts_on < subsidy.starts_on < opening.starts_on
    calendar = timeline.calendar_of(citizen.municipality_id)
    assert all(calendar.is_working_day(row.starts_on) for row in (praktik, course, subsidy))
    assert calendar.count(subsidy.until, opening.starts_on) == 0
    assert calendar.count(praktik.until, course.starts_on) == calendar.count(course.until, subsidy.starts_on) == 0
    assert kinds(package) == [Kind.BUILT]


def test_a_mentor_is_stored_beside_the_chain_and_into_the_job(citizen, opening):
    package = build(citizen, opening, *chain(mentor=True))
    *chained, mentor = steps_of(package)
    assert mentor.beside and not any(row.beside for row in chained)
    assert mentor.starts_on == chained[0].starts_on
    assert mentor.until == opening.starts_on + timedelta(weeks=13)


def test_a_step_between_bounds_keeps_what_was_typed(citizen, opening):
    [row] = steps_of(build(citizen, opening, step(PRAKTIK, "6 uger (4-13)")))
    assert (row.length_amount, row.shortest_amount, row.longest_amount) == (6, 4, 13)
    assert str(timeline.length_of(row)) == "6 uger (4-13)"


def test_the_same_key_builds_once(citizen, opening):
    key = uuid4()
    assert build(citizen, opening, key=key) == build(citizen, opening, key=key)
    assert kinds(Jobpakke.objects.for_municipality(citizen.municipality_id).get()) == [Kind.BUILT]


def test_the_same_key_with_another_plan_is_not_swallowed(citizen, opening):
    key = uuid4()
    first = build(citizen, opening, key=key)
    with pytest.raises(Stale) as stale:
        build(citizen, opening, step(PRAKTIK, "2 uger"), key=key)
    assert stale.value.current == first
    assert len(steps_of(first)) == 3


def test_a_citizen_walks_one_chain_at_a_time(citizen, opening):
    build(citizen, opening)
    with pytest.raises(UnableTo, match="already_open"):
        build(citizen, opening)


def test_the_key_of_somebody_elses_package_opens_nothing(citizen, opening):
    key = build(citizen, opening).public_id
    other = CitizenFactory(caseworker=citizen.caseworker)
    with pytest.raises(UnableTo, match="already_open"):
        build(other, opening, key=key)


@pytest.mark.parametrize("state", ["withdrawn", "filled"])
def test_no_package_for_a_job_that_is_gone(citizen, state):
    opening = JobOpeningFactory(company__municipality=citizen.municipality, state=state)
    with pytest.raises(UnableTo, match="opening_closed"):
        build(citizen, opening)


def test_no_package_without_a_chain(citizen, opening):
    with pytest.raises(UnableTo, match="no_steps"):
        build(citizen, opening, step(MENTOR, "13 uger"))


def test_no_package_that_would_have_begun_already(citizen, opening):
    with pytest.raises(UnableTo, match="no_plan"):
        build(citizen, opening, step(PRAKTIK, "60 uger"))
    assert not Jobpakke.objects.for_municipality(citizen.municipality_id).exists()


def test_building_is_announced_in_its_own_transaction(citizen, opening):
    heard = []
    jobpakke_changed.connect(listener := lambda jobpakke, today, **_: heard.append((jobpakke.public_id, today)))
    package = build(citizen, opening)
    jobpakke_changed.disconnect(listener)
    assert heard == [(package.public_id, clock.today())]


# Changing ---------------------------------------------------------------------------------------------------------------
def test_a_change_moves_rows_and_says_from_where_to_where(citizen, opening):
    package = build(citizen, opening)
    praktik, course, _subsidy = steps_of(package)
    before = praktik.starts_on
    plan = as_wanted(package).with_step(2, length=step(LOENTILSKUD, "6 uger").length)
    changed = change(package, plan)
    rows = steps_of(changed)
    assert [row.pk for row in rows[:2]] == [praktik.pk, course.pk]
    assert rows[0].starts_on > before
    assert changed.version == 2
    moved = last_event(changed, Kind.CHANGED).data["changes"]
    assert moved[0]["what"] == "Praktik i rengøring"
    assert moved[0]["old"][0] == before.isoformat()
    assert moved[0]["new"][0] == rows[0].starts_on.isoformat()


def test_what_is_taken_out_is_kept_as_history(citizen, opening):
    package = build(citizen, opening)
    plan = as_wanted(package)
    change(package, replace(plan, steps=plan.steps[1:]))
    rows = Step.objects.for_municipality(citizen.municipality_id).filter(jobpakke=package)
    assert [row.state for row in rows.order_by("pk")] == [StepState.SUPERSEDED, StepState.PLANNED, StepState.PLANNED]
    gone = [moved for moved in last_event(package, Kind.CHANGED).data["changes"] if moved["new"] is None]
    assert [moved["what"] for moved in gone] == ["Praktik i rengøring"]


def test_a_step_of_another_kind_is_another_step(citizen, opening):
    package = build(citizen, opening)
    plan = as_wanted(package).with_step(0, kind=COURSE)
    first = steps_of(package)[0]
    change(package, plan)
    first.refresh_from_db()
    assert first.state == StepState.SUPERSEDED
    assert steps_of(package)[0].kind == COURSE


def test_the_id_of_a_strangers_step_is_a_new_step(citizen, opening):
    package, stranger = build(citizen, opening), jobpakker.draft()
    theirs = steps_of(stranger)[0]
    plan = as_wanted(package).with_step(0, id=theirs.public_id)
    change(package, plan)
    theirs.refresh_from_db()
    assert theirs.jobpakke_id == stranger.pk
    assert theirs.state == StepState.PLANNED


def test_saving_what_is_there_already_changes_nothing(citizen, opening):
    package = build(citizen, opening)
    change(package, as_wanted(package))
    package.refresh_from_db()
    assert package.version == 1
    assert kinds(package) == [Kind.BUILT]


def test_the_second_of_two_is_shown_what_changed(citizen, opening):
    package = build(citizen, opening)
    change(package, as_wanted(package, conditions="Kørekort"))
    with pytest.raises(Stale):
        change(package, as_wanted(package, conditions="Truckkort"), version=1)


def test_pressing_save_twice_is_no_conflict(citizen, opening):
    package = build(citizen, opening)
    plan = as_wanted(package, mentor_name="Ali Demir")
    new = replace(plan, steps=(*plan.steps, step(COURSE, "5 arbejdsdage", "Kasseapparat")))
    change(package, new, version=1)
    change(package, new, version=1)
    package.refresh_from_db()
    assert package.version == 2
    assert len(steps_of(package)) == 4


@pytest.mark.parametrize("make", [jobpakker.broken_off, jobpakker.completed])
def test_what_is_over_is_not_changed(make):
    package = make()
    with pytest.raises(UnableTo, match="package_closed"):
        change(package, as_wanted(package, conditions="Mere"))


def test_what_has_begun_stands_while_the_rest_moves():
    package = jobpakker.walking()
    first = steps_of(package)[0]
    plan = as_wanted(package, job_starts_on=package.job_starts_on + timedelta(days=14))
    change(package, plan)
    rows = steps_of(package)
    assert (rows[0].starts_on, rows[0].until, rows[0].state) == (first.starts_on, first.until, StepState.RUNNING)
    assert rows[1].starts_on > first.until


def test_what_has_begun_cannot_be_taken_out():
    package = jobpakker.walking()
    plan = as_wanted(package)
    with pytest.raises(UnableTo):
        change(package, replace(plan, steps=()))
    change(package, replace(plan, steps=plan.steps[1:]))
    assert [row.state for row in steps_of(package)].count(StepState.RUNNING) == 1


def test_a_running_step_can_last_longer():
    package = jobpakker.walking()
    first = steps_of(package)[0]
    later = package.job_starts_on + timedelta(days=21)
    plan = as_wanted(package, job_starts_on=later).with_step(0, length=step(PRAKTIK, "6 uger").length)
    change(package, plan)
    first.refresh_from_db()
    assert first.until == first.started_on + timedelta(weeks=6)
    assert first.length_amount == 6


def test_steps_that_began_over_each_other_do_not_stop_the_plan():
    package = jobpakker.walking(days=40)
    _first, second, _third = steps_of(package)
    early = second.starts_on - timedelta(days=3)
    actions.start_step(step=second, on=early, by=package.caseworker, at=clock.now())
    package.refresh_from_db()
    change(package, as_wanted(package, conditions="Kørekort"))
    package.refresh_from_db()
    assert package.conditions == "Kørekort"


def test_every_step_taken_makes_an_older_reading_stale():
    package = jobpakker.walking()
    version = package.version
    actions.break_step(
        step=steps_of(package)[0],
        ended_until=clock.today(),
        reason=EndReason.OTHER,
        by=package.caseworker,
        at=clock.now(),
    )
    with pytest.raises(Stale):
        change(package, as_wanted(package, conditions="x"), version=version)


# The company's answer ---------------------------------------------------------------------------------------------------
def test_a_confirmation_starts_the_package_and_earns_its_name():
    package = jobpakker.active(mentor_name="")
    assert package.state == JobpakkeState.ACTIVE
    assert package.promised_on == clock.today()
    assert package.became_jobpakke_on == clock.today()
    assert Kind.EARNED in kinds(package)


def test_a_citizen_clarified_later_earns_the_name_later():
    from casework.citizens import actions as citizens

    package = jobpakker.active(citizen=CitizenFactory())
    assert package.became_jobpakke_on is None
    citizens.clarify(
        citizen=package.citizen, on=clock.today(), by=package.caseworker, at=clock.now(), today=clock.today()
    )
    package.refresh_from_db()
    assert package.became_jobpakke_on == clock.today()


def test_a_changed_plan_is_asked_anew():
    package = jobpakker.active()
    change(package, as_wanted(package, job_starts_on=package.job_starts_on + timedelta(days=14)))
    package.refresh_from_db()
    sent = actions.send_commitment(
        jobpakke=package, contact=package.opening.contact, by=package.caseworker, at=clock.now(), today=clock.today()
    )
    assert sent.state == JobpakkeState.AWAITING_COMPANY
    assert sent.commitment.version == 2
    said_yes(sent.commitment)
    sent.refresh_from_db()
    assert sent.state == JobpakkeState.ACTIVE
    assert sent.promised_on == timezone.localdate()


# Looking ahead ------------------------------------------------------------------------------------------------------------
def test_a_preview_stores_nothing(citizen, opening, django_assert_num_queries):
    with django_assert_num_queries(1):  # the closing days
        proposal = actions.preview(wanted=wanted(opening), municipality_id=citizen.municipality_id, today=clock.today())
    assert proposal.plan.dead_days == 0
    assert not Jobpakke.objects.for_municipality(citizen.municipality_id).exists()
