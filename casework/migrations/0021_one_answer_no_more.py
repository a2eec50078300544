"""What stood on the package about all its holes has been carried over to each of them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("casework", "0020_to_every_hole")]

    operations = [
        migrations.RemoveConstraint(model_name="jobpakke", name="jobpakke_let_be_by_someone"),
        migrations.RemoveField(model_name="jobpakke", name="let_be_by"),
        migrations.RemoveField(model_name="jobpakke", name="let_be_cause"),
        migrations.RemoveField(model_name="jobpakke", name="let_be_owner"),
        migrations.RemoveField(model_name="jobpakke", name="let_be_until"),
    ]
