"""What can happen to the register: companies, their places of work, and the people we talk to."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from companies.events import Kind
from companies.register.models import Company, Contact, Worksite
from jobpakker.foundation.audit.record import record
from jobpakker.foundation.once import Taken, put_once
from jobpakker.foundation.tenancy import TenantModel


@transaction.atomic
def create_company(
    *, key: UUID, cvr: str, name: str, sector: str, worksite: dict[str, Any], contact: dict[str, Any] | None,
    by: Any, at: datetime,
) -> Company:  # fmt: skip
    """A company with its first place of work (which takes the company's name unless it has its own) and first contact.

    Raises `Taken` when the municipality has the CVR number, or the P-number, already.
    """
    company, new = put_once(
        Company, key=key, municipality_id=by.municipality_id, cvr=cvr, name=name, sector=sector, created_at=at
    )
    if not new:
        return company
    record(kind=Kind.COMPANY_CREATED, subject=company, by=by, at=at)
    _make(Worksite, Kind.WORKSITE_ADDED, company, {"name": name} | worksite, by=by, at=at)
    if contact:
        _make(Contact, Kind.CONTACT_ADDED, company, contact, by=by, at=at)
    return company


@transaction.atomic
def change_company(*, company: Company, by: Any, at: datetime, **fields: Any) -> Company:
    return _change(company, Kind.COMPANY_CHANGED, fields, by=by, at=at)


@transaction.atomic
def add_contact(*, company: Company, key: UUID, by: Any, at: datetime, **fields: Any) -> Contact:
    return _add(Contact, Kind.CONTACT_ADDED, company, key, fields, by=by, at=at)


@transaction.atomic
def change_contact(*, contact: Contact, by: Any, at: datetime, **fields: Any) -> Contact:
    """Links that are on their way keep working: they are bound to the person, not to the address."""
    return _change(contact, Kind.CONTACT_CHANGED, fields, by=by, at=at)


@transaction.atomic
def add_worksite(*, company: Company, key: UUID, by: Any, at: datetime, **fields: Any) -> Worksite:
    return _add(Worksite, Kind.WORKSITE_ADDED, company, key, fields, by=by, at=at)


@transaction.atomic
def change_worksite(*, worksite: Worksite, by: Any, at: datetime, **fields: Any) -> Worksite:
    """A figure that somebody types was given by the company, whatever we had before."""
    figure = ("ordinary_employees", "employees_as_of")
    if any(name in fields and fields[name] != getattr(worksite, name) for name in figure):
        fields["employees_source"] = Worksite.Source.ASKED
    return _change(worksite, Kind.WORKSITE_CHANGED, fields, by=by, at=at)


def _add[Row: TenantModel](
    model: type[Row], kind: Kind, company: Company, key: UUID, fields: dict[str, Any], *, by: Any, at: datetime
) -> Row:
    row, new = put_once(model, key=key, municipality_id=company.municipality_id, company=company, **fields)
    if new:
        record(kind=kind, subject=row, by=by, at=at)
    return row


def _make(
    model: type[TenantModel], kind: Kind, company: Company, fields: dict[str, Any], *, by: Any, at: datetime
) -> None:
    try:
        with transaction.atomic():
            row = model(municipality_id=company.municipality_id, company=company, **fields)
            row.save(force_insert=True)
    except IntegrityError:
        raise Taken from None
    record(kind=kind, subject=row, by=by, at=at)


def _change[Row: TenantModel](row: Row, kind: Kind, fields: dict[str, Any], *, by: Any, at: datetime) -> Row:
    """Writes only what differs, and nothing at all when nothing does. The trail names the fields, not their values."""
    changed = [name for name, value in fields.items() if getattr(row, name) != value]
    if not changed:
        return row
    for name in changed:
        setattr(row, name, fields[name])
    _save(row, changed)
    record(kind=kind, subject=row, by=by, at=at, data={"fields": sorted(changed)})
    return row


def _save(row: TenantModel, fields: Iterable[str]) -> None:
    try:
        with transaction.atomic():
            row.save(update_fields=list(fields))
    except IntegrityError:
        raise Taken from None
