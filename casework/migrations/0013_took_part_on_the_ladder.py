"""The day the company took part in the content stands on the ladder of its job alone, and promises have a fate."""

from typing import Any

from django.db import migrations

HIRED = {"ordinaer", "ordinaer_deltid", "fleksjob"}


def to_the_ladder(apps: Any, schema_editor: Any) -> None:
    """The earliest day of a job's packages; what the ladder says already stands."""
    Jobpakke, Rung = apps.get_model("casework", "Jobpakke"), apps.get_model("companies", "RungReached")
    there = set(Rung._base_manager.filter(rung="took_part").values_list("opening_id", flat=True))
    rows = Jobpakke._base_manager.exclude(company_took_part_on=None).select_related("opening__contact")
    for package in rows.order_by("company_took_part_on", "pk"):
        if package.opening_id not in there:
            there.add(package.opening_id)
            Rung._base_manager.create(
                municipality_id=package.municipality_id, opening_id=package.opening_id, rung="took_part",
                said_on=package.company_took_part_on, said_by=package.opening.contact.name,
                written_by_id=package.caseworker_id, written_at=package.created_at,
            )


def and_back(apps: Any, schema_editor: Any) -> None:
    Jobpakke, Rung = apps.get_model("casework", "Jobpakke"), apps.get_model("companies", "RungReached")
    for rung in Rung._base_manager.filter(rung="took_part"):
        Jobpakke._base_manager.filter(opening_id=rung.opening_id).update(company_took_part_on=rung.said_on)


def fates(apps: Any, schema_editor: Any) -> None:
    Jobpakke, Fate = apps.get_model("casework", "Jobpakke"), apps.get_model("companies", "Fate")
    ended = Jobpakke._base_manager.exclude(ended_on=None).exclude(promised_on=None).exclude(commitment=None)
    Fate._base_manager.bulk_create(
        Fate(
            municipality_id=package.municipality_id, commitment_id=package.commitment_id, on=package.ended_on,
            kind="kept" if package.outcome in HIRED else "broken" if package.end_reason == "company_withdrew" else "lapsed",
        )
        for package in ended.iterator()
    )


class Migration(migrations.Migration):
    dependencies = [("casework", "0012_lane_from_the_job"), ("companies", "0009_register_openings_talks")]

    operations = [
        migrations.RunPython(to_the_ladder, and_back),
        migrations.RunPython(fates, migrations.RunPython.noop),
    ]
