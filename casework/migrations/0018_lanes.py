"""A course may run along with the chain as a mentor does, in a package and in a model that packages are made from."""

from django.db import migrations, models


def beside_as_its_kind() -> models.Q:
    course, mentor = models.Q(kind="kursus"), models.Q(kind="mentor")
    return course | models.Q(kind="mentor", beside=True) | ~mentor & models.Q(beside=False)


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0017_boundary_beside_the_package"),
    ]

    operations = [
        migrations.AddField("step", "own_length", models.BooleanField("varer sin egen længde", default=False)),
        migrations.AddConstraint(
            "step", models.CheckConstraint(condition=beside_as_its_kind(), name="step_beside_as_its_kind")
        ),
        migrations.AddField("blueprintstep", "beside", models.BooleanField("ved siden af kæden", default=False)),
        migrations.AddField(
            "blueprintstep",
            "weekly_hours",
            models.DecimalField("timer om ugen", blank=True, decimal_places=1, max_digits=3, null=True),
        ),
        migrations.AddField(
            "blueprintstep", "begins_with", models.PositiveSmallIntegerField("følger fra", blank=True, null=True)
        ),
        migrations.AddField(
            "blueprintstep", "begins_with_job", models.BooleanField("følger fra jobbet", default=False)
        ),
        migrations.AddField(
            "blueprintstep", "ends_with", models.PositiveSmallIntegerField("følger til", blank=True, null=True)
        ),
        migrations.AddField("blueprintstep", "own_length", models.BooleanField("varer sin egen længde", default=False)),
        migrations.RunSQL(
            "UPDATE casework_blueprintstep SET beside = true WHERE kind = 'mentor'", migrations.RunSQL.noop
        ),
        migrations.AddConstraint(
            "blueprintstep",
            models.CheckConstraint(condition=beside_as_its_kind(), name="blueprint_step_beside_as_its_kind"),
        ),
    ]
