"""Jobs that were written down before their kind was looked up."""

from typing import Any

from django.db import migrations

from companies.disco.lookup import code_of


def look_up(apps: Any, schema_editor: Any) -> None:
    JobOpening = apps.get_model("companies", "JobOpening")
    for title in JobOpening._base_manager.filter(disco="").values_list("title", flat=True).distinct():
        if code := code_of(title):
            JobOpening._base_manager.filter(disco="", title=title).update(disco=code)


class Migration(migrations.Migration):
    dependencies = [("companies", "0009_register_openings_talks")]

    operations = [migrations.RunPython(look_up, migrations.RunPython.noop)]
