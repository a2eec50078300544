"""What was answered for all holes of a plan at once is carried over to each of them, and back."""

from datetime import timedelta

import pytest
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from casework.jobpakke.models import Jobpakke, LetBe
from jobpakker.foundation import clock
from tests.factories import jobpakker
from tests.factories.jobpakker import COURSE, LOENTILSKUD, PRAKTIK, step

BEFORE, AFTER = ("casework", "0018_lanes"), ("casework", "0021_one_answer_no_more")


def migrated(to):
    """As the role that owns the tables."""
    executor = MigrationExecutor(connections["owner"])
    executor.migrate([to])
    return executor.loader.project_state([to]).apps.get_model("casework", "Jobpakke")


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_every_hole_that_was_answered_for_has_the_answer():
    """Two holes, of which the second lies before the job; one package without any has nothing to carry."""
    monday = jobpakker.working_day(clock.today() + timedelta(days=60))
    course = f"{monday:%d-%m-%Y}"
    package = jobpakker.draft(
        step(PRAKTIK, "4 uger", dates=f"{monday - timedelta(days=56):%d-%m-%Y}"),
        step(COURSE, "5 arbejdsdage", dates=course),
        step(LOENTILSKUD, "4 uger"),
        job_in=140,
    )
    without = jobpakker.draft()
    first, second, last = package.steps.order_by("position")
    user, until = package.caseworker, clock.today() + timedelta(days=90)
    Old = migrated(BEFORE)
    for pk, by in ((package.pk, user), (without.pk, without.caseworker)):
        said = {"let_be_cause": "course_wait", "let_be_owner_id": by.pk, "let_be_until": until, "let_be_by_id": by.pk}
        assert Old._base_manager.filter(pk=pk).update(**said) == 1
    migrated(AFTER)
    rows = LetBe.objects.across_municipalities().order_by("after_step__position")
    assert [(row.jobpakke, row.after_step, row.before_step) for row in rows] == [
        (package, first, second),
        (package, second, last),
    ]
    assert {(row.cause, row.owner, row.until, row.said_by) for row in rows} == {("course_wait", user, until, user)}
    assert migrated(BEFORE)._base_manager.get(pk=package.pk).let_be_cause == "course_wait"
    migrated(AFTER)
    assert Jobpakke.objects.across_municipalities().count() == 2
