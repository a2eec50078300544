"""What can happen to a job: written down, changed, withdrawn, and opened again."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from companies.disco.lookup import code_of
from companies.events import Kind
from companies.openings.models import JobOpening
from companies.register import actions as register
from companies.register.models import Company, Contact, Worksite
from companies.talks import actions as talks
from companies.talks.models import Talk
from jobpakker.foundation.audit.record import record
from jobpakker.foundation.once import put_once

# While the company is asked, or has promised, its job is not taken away under the promise.
LIVE_COMMITMENTS = ("requested", "confirmed")


class UnableToWithdraw(Exception):
    """The company has been asked about this job, or has promised it: that is taken back first."""


@transaction.atomic
def create(
    *, key: UUID, company: Company | dict[str, str], worksite: Worksite | None, contact: Contact | dict[str, str],
    title: str, starts_on: date, places: int, weekly_hours: Decimal, wage_basis: str, requirements: str, by: Any,
    at: datetime, disco: str = "",
) -> JobOpening:  # fmt: skip
    """A job, and when they are new its company and contact too: one press while on the telephone.

    A new company is `{"cvr", "name"}`, a new contact `{"name", "title", "email", "phone"}`. Raises `Taken` when somebody
    else wrote the company's CVR number, or the contact's address, a moment ago.
    """
    found = JobOpening.objects.for_municipality(by.municipality_id).filter(public_id=key).first()
    if found is not None:
        return found
    if isinstance(company, dict):
        # The job's key serves the company too: the second press of two finds both.
        company = register.create_company(
            key=key, sector=Company.Sector.PRIVATE, worksite={}, contact=None, by=by, at=at, **company
        )
    if isinstance(contact, dict):
        contact = register.add_contact(company=company, key=key, by=by, at=at, **contact)
    if worksite is None:
        worksite = company.worksites.order_by("pk").first() or register.add_worksite(
            company=company, key=key, name=company.name, by=by, at=at
        )
    opening, new = put_once(
        JobOpening, key=key, municipality_id=by.municipality_id, company=company, worksite=worksite, contact=contact,
        title=title, disco=disco or code_of(title), starts_on=starts_on, places=places, weekly_hours=weekly_hours, wage_basis=wage_basis,
        requirements=requirements, created_at=at, created_by=by,
    )  # fmt: skip
    if new:
        record(kind=Kind.OPENING_CREATED, subject=opening, by=by, at=at, data={"starts_on": starts_on.isoformat()})
        # A job is written down while on the telephone.
        talks.happened(kind=Talk.Kind.TALKED, company=company, person=contact.name, about=title, by=by, at=at)
    return opening


@transaction.atomic
def change(*, opening: JobOpening, by: Any, at: datetime, **fields: Any) -> JobOpening:
    """What a company has been asked to confirm is frozen in its own version; a change here does not reach it.

    Another title is another kind of job, unless that is said too.
    """
    if fields.get("title", opening.title) != opening.title and fields.get("disco", opening.disco) == opening.disco:
        fields["disco"] = code_of(fields["title"])
    changed = [name for name, value in fields.items() if getattr(opening, name) != value]
    if not changed:
        return opening
    data: dict[str, Any] = {"fields": sorted(changed)}
    if "starts_on" in changed:
        data |= {"from": opening.starts_on.isoformat(), "to": fields["starts_on"].isoformat()}
    for name in changed:
        setattr(opening, name, fields[name])
    opening.save(update_fields=changed)
    record(kind=Kind.OPENING_CHANGED, subject=opening, by=by, at=at, data=data)
    return opening


@transaction.atomic
def withdraw(*, opening: JobOpening, by: Any, at: datetime) -> JobOpening:
    """Nobody is asked about it any more. Raises `UnableToWithdraw` while the company is asked about it or has promised it."""
    held = _rows(opening).select_for_update().get()
    if held.commitments.filter(state__in=LIVE_COMMITMENTS).exists():
        raise UnableToWithdraw
    return _move(held, JobOpening.State.OPEN, JobOpening.State.WITHDRAWN, Kind.OPENING_WITHDRAWN, by=by, at=at)


@transaction.atomic
def reopen(*, opening: JobOpening, by: Any, at: datetime) -> JobOpening:
    return _move(opening, JobOpening.State.WITHDRAWN, JobOpening.State.OPEN, Kind.OPENING_REOPENED, by=by, at=at)


@transaction.atomic
def fill(*, opening: JobOpening, by: Any, at: datetime) -> JobOpening:
    """Somebody was hired. A job with more places than one stays open: who looks at it sees how many are promised."""
    if opening.places > 1:
        return opening
    return _move(opening, JobOpening.State.OPEN, JobOpening.State.FILLED, Kind.OPENING_FILLED, by=by, at=at)


@transaction.atomic
def unfill(*, opening: JobOpening, by: Any, at: datetime) -> JobOpening:
    return _move(opening, JobOpening.State.FILLED, JobOpening.State.OPEN, Kind.OPENING_REOPENED, by=by, at=at)


def _move(opening: JobOpening, old: str, new: str, kind: Kind, *, by: Any, at: datetime) -> JobOpening:
    """A second press finds nothing to move, and writes nothing down."""
    moved = _rows(opening).filter(state=old).update(state=new)
    opening.refresh_from_db()
    if moved:
        record(kind=kind, subject=opening, by=by, at=at)
    return opening


def _rows(opening: JobOpening) -> Any:
    return JobOpening.objects.for_municipality(opening.municipality_id).filter(pk=opening.pk)
