from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0021_one_answer_no_more")]

    operations = [
        migrations.RemoveIndex(model_name="jobpakke", name="jobpakke_by_state"),
        migrations.AddIndex(
            model_name="jobpakke",
            index=models.Index(
                fields=["municipality", "state"], include=("id", "promised_on"), name="jobpakke_by_state"
            ),
        ),
    ]
