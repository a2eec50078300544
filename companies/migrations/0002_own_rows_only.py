"""A row points only at rows of its own municipality."""

from django.db import migrations

from jobpakker.foundation.tenancy import same_municipality


class Migration(migrations.Migration):
    dependencies = [("companies", "0001_initial"), ("accounts", "0001_initial")]

    operations = [
        *same_municipality("companies_worksite", ("company_id", "companies_company")),
        *same_municipality("companies_contact", ("company_id", "companies_company")),
        *same_municipality(
            "companies_jobopening",
            ("company_id", "companies_company"),
            ("worksite_id", "companies_worksite"),
            ("contact_id", "companies_contact"),
            ("created_by_id", "accounts_user"),
        ),
        *same_municipality(
            "companies_hiringcommitment",
            ("opening_id", "companies_jobopening"),
            ("contact_id", "companies_contact"),
            ("asked_by_id", "accounts_user"),
        ),
        *same_municipality("companies_commitmentversion", ("commitment_id", "companies_hiringcommitment")),
    ]
