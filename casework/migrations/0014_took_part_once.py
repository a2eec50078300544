from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("casework", "0013_took_part_on_the_ladder")]

    operations = [migrations.RemoveField(model_name="jobpakke", name="company_took_part_on")]
