"""When a package is looked at again stands beside it, where writing it costs two small indexes and holds up no save."""

import django.db.models.deletion
from django.db import migrations, models

from jobpakker.foundation.tenancy import same_municipality


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_login_try"),
        ("casework", "0016_what_the_law_asks"),
    ]

    operations = [
        migrations.CreateModel(
            name="Boundary",
            fields=[
                ("jobpakke", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="boundary", serialize=False, to="casework.jobpakke")),
                ("next_boundary_on", models.DateField(null=True)),
                ("municipality", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.municipality", verbose_name="kommune")),
            ],
            options={"verbose_name": "næste skel"},
        ),
        # Only of those that somebody may still look at. One that has none is looked at by the next run.
        migrations.RunSQL(
            sql=[
                "INSERT INTO casework_boundary (jobpakke_id, municipality_id, next_boundary_on)"
                " SELECT id, municipality_id, next_boundary_on FROM casework_jobpakke WHERE ended_on IS NULL"
            ],
            reverse_sql=[
                "UPDATE casework_jobpakke AS package SET next_boundary_on = boundary.next_boundary_on"
                " FROM casework_boundary AS boundary WHERE boundary.jobpakke_id = package.id"
            ],
        ),
        migrations.AddIndex(
            model_name="boundary",
            index=models.Index(fields=["municipality", "next_boundary_on"], name="boundary_by_day"),
        ),
        *same_municipality("casework_boundary", ("jobpakke_id", "casework_jobpakke")),
        migrations.RemoveIndex(model_name="jobpakke", name="jobpakke_next_boundary"),
        migrations.RemoveField(model_name="jobpakke", name="next_boundary_on"),
        migrations.AddIndex(
            model_name="jobpakke",
            index=models.Index(fields=["municipality", "state"], name="jobpakke_by_state"),
        ),
    ]
