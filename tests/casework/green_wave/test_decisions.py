"""A package cannot become active with a hole that nobody has mended or answers for; and nobody's silence keeps it so unseen."""

from datetime import timedelta

import pytest

from casework.green_wave import actions, boundaries, lifting, queries
from casework.green_wave.models import Cause, Lifted
from casework.jobpakke import actions as packages
from casework.jobpakke.notifications import company_answered
from casework.jobpakke.states import JobpakkeState
from casework.jobpakke.wanted import Wanted
from jobpakker.foundation import clock
from jobpakker.foundation.audit.models import AuditEvent
from jobpakker.foundation.notifications.models import Notification
from tests.casework.green_wave.rows import flags
from tests.factories import jobpakker
from tests.factories.companies import said_yes
from tests.factories.jobpakker import COURSE, LOENTILSKUD, PRAKTIK, moment, step, working_day

pytestmark = pytest.mark.django_db


def holed(**more):
    """The company is asked; a course on dates that somebody else has set leaves days bare after it."""
    today = clock.today()
    first = working_day(today + timedelta(days=60))
    dates = f"{first:%d/%m/%Y}-{first + timedelta(days=4):%d/%m/%Y}"
    return jobpakker.awaiting(
        step(PRAKTIK, "4 uger"), step(COURSE, "5 arbejdsdage", dates=dates, at_the_company=False), step(LOENTILSKUD, "4 uger"),
        job_in=130, **more,
    )  # fmt: skip


def now():
    return clock.now()


def confirmed(**more):
    package = holed(**more)
    said_yes(package.commitment, at=now())
    package.refresh_from_db()
    return package


def accepted(package, **more):
    for flag in flags(package):
        if flag.closed_at is None and flag.kind == "inner":
            actions.accept(
                dead_period=flag, cause=Cause.COURSE_WAIT, owner=package.caseworker, until=flag.until,
                by=package.caseworker, today=clock.today(), at=now(),
            )  # fmt: skip
    package.refresh_from_db()


def test_a_plan_without_a_hole_is_active_with_the_companys_yes():
    assert jobpakker.active().state == JobpakkeState.ACTIVE


def test_a_hole_that_nobody_answers_for_keeps_it_from_being_active():
    package = confirmed()
    assert package.state == JobpakkeState.AWAITING_DECISION
    assert package.promised_on == clock.today()  # the company has promised all the same


def test_it_is_active_at_once_when_somebody_answers_for_the_last_hole():
    package = confirmed()
    accepted(package)
    assert package.state == JobpakkeState.ACTIVE
    kinds = list(
        AuditEvent.objects.for_municipality(package.municipality_id)
        .filter(subject_id=package.public_id).order_by("pk").values_list("kind", flat=True)
    )  # fmt: skip
    assert [kind for kind in kinds if kind in {"jobpakke.activated", "jobpakke.decided"}] == [
        "jobpakke.activated", "jobpakke.decided",
    ]  # fmt: skip


def test_what_was_answered_for_before_the_company_said_yes_needs_no_answer_more():
    package = holed()
    accepted(package)
    assert package.state == JobpakkeState.AWAITING_COMPANY
    said_yes(package.commitment, at=now())
    package.refresh_from_db()
    assert package.state == JobpakkeState.ACTIVE


def test_it_is_active_at_once_when_the_plan_has_no_hole_any_more():
    package = confirmed()
    wanted = Wanted(
        job_starts_on=package.job_starts_on, steps=jobpakker.chain(), company_took_part_on=package.company_took_part_on
    )
    packages.change(
        jobpakke=package, version=package.version, wanted=wanted, by=package.caseworker, at=now(), today=clock.today()
    )
    package.refresh_from_db()
    assert not queries.undecided(package, clock.today()).exists()
    assert package.state == JobpakkeState.ACTIVE


def test_an_answer_that_is_taken_back_leaves_it_waiting_again():
    package = confirmed()
    accepted(package)
    flag = next(flag for flag in flags(package) if flag.accepted_at)
    actions.withdraw_acceptance(dead_period=flag, by=package.caseworker, at=now())
    package.refresh_from_db()
    assert package.state == JobpakkeState.AWAITING_DECISION


def test_a_hole_that_comes_later_does_not_take_the_package_back():
    package = jobpakker.walking()
    running = jobpakker.steps_of(package)[0]
    packages.pause(
        key=running.public_id, jobpakke=package, reason="own_wish", starts_on=clock.today(),
        until=clock.today() + timedelta(days=7), owner=package.caseworker, agreed_with="Borgeren",
        by=package.caseworker, at=now(),
    )  # fmt: skip
    flag = next(flag for flag in flags(package) if flag.closed_at is None)
    package.refresh_from_db()
    assert package.state == JobpakkeState.ACTIVE
    for act in (
        lambda: accepted(package),
        lambda: actions.withdraw_acceptance(dead_period=flag, by=package.caseworker, at=now()),
    ):
        act()
        package.refresh_from_db()
        assert package.state == JobpakkeState.ACTIVE


def test_a_decision_that_nobody_takes_is_lifted_though_the_hole_lies_ahead():
    package = confirmed()
    worker = package.caseworker
    later = clock.today()
    seen = []
    for _ in range(12):
        later = working_day(later + timedelta(days=1))
        found = lifting.lift(municipality_id=worker.municipality_id, today=later, at=moment(later))
        seen += [flag.lifted_to for flag in flags(package) if flag.pk in {one.pk for one in found}]
    assert seen == [Lifted.TEAM_LEADER, Lifted.MANAGER]


def test_a_hole_that_is_over_leaves_nothing_to_decide():
    package = confirmed()
    flag = next(flag for flag in flags(package) if flag.closed_at is None and flag.kind == "inner")
    after = working_day(flag.until + timedelta(days=1))
    for one in jobpakker.steps_of(package):
        if one.starts_on < after and not one.beside:
            one.state, one.started_on = "running", one.starts_on
            one.save(update_fields=["state", "started_on"])
    boundaries.unknown(package)
    actions.detect(municipality_id=package.municipality_id, today=after, at=moment(after))
    actions.settle_all(municipality_id=package.municipality_id, day=after.isoformat(), at=moment(after))
    package.refresh_from_db()
    assert package.state == JobpakkeState.ACTIVE


def test_the_caseworker_is_told_that_a_decision_is_missing():
    package = confirmed()
    mail = Notification.objects.for_municipality(package.municipality_id).get(kind="jobpakke_answered")
    assert "hul, som ingen har taget stilling til" in company_answered(mail).body
