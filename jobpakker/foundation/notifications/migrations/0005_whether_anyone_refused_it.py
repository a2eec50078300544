from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0004_what_was_lost_is_found'),
    ]

    operations = [
        migrations.AddField(
            model_name='notification',
            name='given_up',
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
