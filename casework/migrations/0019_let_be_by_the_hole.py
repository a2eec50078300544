"""Each hole of a plan is let be by itself: between two steps, with its own cause, owner and end."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from jobpakker.foundation.tenancy import same_municipality


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_login_try"),
        ("casework", "0018_lanes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LetBe",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("cause", models.CharField(max_length=30, verbose_name="hullet får lov at være")),
                ("until", models.DateField(verbose_name="hullet får lov at være til")),
                (
                    "after_step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="casework.step",
                        verbose_name="efter",
                    ),
                ),
                (
                    "before_step",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="casework.step",
                        verbose_name="før",
                    ),
                ),
                (
                    "jobpakke",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="let_be", to="casework.jobpakke"
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.municipality",
                        verbose_name="kommune",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ansvarlig for hullet",
                    ),
                ),
                (
                    "said_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "hul, der får lov at være",
                "constraints": [
                    models.UniqueConstraint(fields=("jobpakke", "after_step"), name="let_be_once"),
                    models.CheckConstraint(
                        condition=models.Q(("cause", ""), _negated=True), name="let_be_with_a_cause"
                    ),
                ],
            },
        ),
        *same_municipality(
            "casework_letbe",
            ("jobpakke_id", "casework_jobpakke"),
            ("after_step_id", "casework_step"),
            ("before_step_id", "casework_step"),
            ("owner_id", "accounts_user"),
            ("said_by_id", "accounts_user"),
        ),
    ]
