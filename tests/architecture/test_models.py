"""What imports cannot say about the models."""

import pytest
from django.apps import apps
from django.db import connection

from jobpakker.foundation.tenancy import TenantModel, TenantQuerySet

OURS = [
    model for model in apps.get_models() if model.__module__.split(".")[0] in {"jobpakker", "casework", "companies"}
]
# Rows that stand above or beside the municipalities; everything else belongs to one.
NOT_OF_A_MUNICIPALITY = {
    "accounts.Municipality": "the municipality itself",
    "accounts.User": "named by e-mail at log-in, before anyone's municipality is known; carries its own",
    "accounts.LoginTry": "from before anyone is known; a keyed hash that lives a quarter of an hour",
    "audit.AuditEvent": "no foreign keys to live rows; carries municipality_id and a scoped manager",
    "audit.AccessLogEntry": "no foreign keys to live rows; carries municipality_id and a scoped manager",
    "outbox.OutboxMessage": "ids and dates only; handled by what runs by itself",
}


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_model_belongs_to_a_municipality_or_is_listed(model):
    assert issubclass(model, TenantModel) != (model._meta.label in NOT_OF_A_MUNICIPALITY)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_field_is_sorted_for_privacy_exactly_once(model):
    privacy = model.Privacy
    sorted_fields = [*privacy.personal, *privacy.secret, *privacy.neutral]
    assert sorted(sorted_fields) == sorted(field.name for field in model._meta.fields)


@pytest.mark.parametrize("model", [m for m in OURS if issubclass(m, TenantModel)], ids=lambda model: model._meta.label)
def test_tenant_rows_cannot_be_asked_for_without_saying_whose(model):
    assert isinstance(model._default_manager.all(), TenantQuerySet)


@pytest.mark.django_db
@pytest.mark.parametrize("model", [m for m in OURS if issubclass(m, TenantModel)], ids=lambda model: model._meta.label)
def test_every_reference_between_tenant_rows_is_held_to_one_municipality_by_the_database(model):
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, model._meta.db_table)
    composite = {tuple(c["columns"]) for c in constraints.values() if c["foreign_key"] and len(c["columns"]) == 2}
    for field in model._meta.fields:
        target = field.related_model
        tenant_target = target is not None and (
            issubclass(target, TenantModel) or target._meta.label == "accounts.User"
        )
        if tenant_target:
            assert (field.column, "municipality_id") in composite, f"{model._meta.label}.{field.name}"
