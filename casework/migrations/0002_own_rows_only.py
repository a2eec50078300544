"""A row points only at rows of its own municipality."""

from django.db import migrations

from jobpakker.foundation.tenancy import same_municipality


class Migration(migrations.Migration):
    dependencies = [("casework", "0001_initial"), ("companies", "0002_own_rows_only")]

    operations = [
        *same_municipality("casework_citizen", ("caseworker_id", "accounts_user"), ("team_id", "accounts_team")),
        *same_municipality("casework_blueprintstep", ("blueprint_id", "casework_blueprint")),
        *same_municipality(
            "casework_jobpakke",
            ("citizen_id", "casework_citizen"),
            ("opening_id", "companies_jobopening"),
            ("commitment_id", "companies_hiringcommitment"),
            ("blueprint_id", "casework_blueprint"),
            ("caseworker_id", "accounts_user"),
            ("created_by_id", "accounts_user"),
        ),
        *same_municipality("casework_step", ("jobpakke_id", "casework_jobpakke")),
        *same_municipality(
            "casework_deadperiod",
            ("jobpakke_id", "casework_jobpakke"),
            ("after_step_id", "casework_step"),
            ("before_step_id", "casework_step"),
        ),
    ]
