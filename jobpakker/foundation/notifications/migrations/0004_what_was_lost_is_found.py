from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0003_noted_before_it_leaves'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='notification',
            index=models.Index(condition=models.Q(('failed_at__isnull', False)), fields=['municipality', 'failed_at'], name='notification_lost'),
        ),
        migrations.RemoveIndex(
            model_name='notification',
            name='notification_not_arrived',
        ),
    ]
