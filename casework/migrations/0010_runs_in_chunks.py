"""A run over a municipality is handed out in chunks, and knows which of them are still out."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0009_leads_bounds_and_lanes")]

    operations = [
        migrations.AddField("watchrun", "chunks", models.PositiveIntegerField(default=0)),
        migrations.AddField("watchrun", "left", ArrayField(models.PositiveIntegerField(), default=list)),
    ]
