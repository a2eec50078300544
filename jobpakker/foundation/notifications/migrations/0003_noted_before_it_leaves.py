from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0002_what_did_not_arrive'),
    ]

    operations = [
        migrations.AddField(
            model_name='notification',
            name='leaving_at',
            field=models.DateTimeField(null=True),
        ),
    ]
