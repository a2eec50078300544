"""What was said of all holes of a plan at once is said of every one that it answered for. Apart from the table itself: rows that
were just written hold up a change of their table."""

from typing import Any

from django.db import migrations

from casework.planning import gaps
from jobpakker.foundation.workdays import WorkdayCalendar

LIVE = ("planned", "running", "done", "broken")


def to_every_hole(apps: Any, schema_editor: Any) -> None:
    Jobpakke, LetBe = apps.get_model("casework", "Jobpakke"), apps.get_model("casework", "LetBe")
    ClosedDay, place = apps.get_model("accounts", "ClosedDay"), schema_editor.connection.alias
    for package in Jobpakke._base_manager.using(place).exclude(let_be_cause="").prefetch_related("steps"):
        chain = {
            str(step.pk): step
            for step in package.steps.all()
            if not step.beside and step.state in LIVE and (step.state != "broken" or step.started_on)
        }
        covers = [
            gaps.Cover(name, step.started_on or step.starts_on, step.ended_until or step.until)
            for name, step in chain.items()
        ]
        closed = (
            ClosedDay._base_manager.using(place)
            .filter(municipality_id=package.municipality_id)
            .values_list("day", flat=True)
        )
        found = gaps.find(
            [*covers, gaps.job_cover(package.job_starts_on)], calendar=WorkdayCalendar.danish(frozenset(closed))
        )
        LetBe._base_manager.using(place).bulk_create(
            LetBe(
                municipality_id=package.municipality_id,
                jobpakke=package,
                after_step=chain[gap.after],
                before_step=chain.get(gap.before),
                cause=package.let_be_cause,
                owner_id=package.let_be_owner_id,
                until=package.let_be_until,
                said_by_id=package.let_be_by_id,
            )
            for gap in found
        )


def and_back(apps: Any, schema_editor: Any) -> None:
    """One answer for all: that of the last hole."""
    place = schema_editor.connection.alias
    Jobpakke, LetBe = apps.get_model("casework", "Jobpakke"), apps.get_model("casework", "LetBe")
    for said in LetBe._base_manager.using(place).order_by("after_step__position"):
        Jobpakke._base_manager.using(place).filter(pk=said.jobpakke_id).update(
            let_be_cause=said.cause,
            let_be_owner_id=said.owner_id,
            let_be_until=said.until,
            let_be_by_id=said.said_by_id,
        )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_login_try"), ("casework", "0019_let_be_by_the_hole")]

    operations = [migrations.RunPython(to_every_hole, and_back)]
