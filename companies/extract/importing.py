"""From an extract to the register: kept for an hour as it was read, held against what we know, and applied once, just as it was shown."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, Prefetch, Q

from companies.events import Kind
from companies.extract import comparison, extract
from companies.extract.comparison import Comparison, Item, KnownCompany, KnownSite, SitePart
from companies.extract.extract import Content
from companies.extract.models import RegisterImport
from companies.files import keeping
from companies.files.keeping import ChangedMeanwhile
from companies.register.models import Company, Worksite
from jobpakker.foundation.accounts.models import Municipality
from jobpakker.foundation.audit.record import record, record_many

BATCH = 1000
# A field of the file → the column of a place of work.
COLUMNS = {
    "name": "name", "p_number": "p_number", "address": "address", "employees": "ordinary_employees",
    "as_of": "employees_as_of", "closed_on": "closed_on",
}  # fmt: skip


@transaction.atomic
def keep(*, key: UUID, content: bytes, file_name: str, by: Any, at: datetime, today: date) -> RegisterImport:
    """Raises `files.lines.UnreadableFile`."""
    read = extract.read(content, today=today)
    return keeping.keep(RegisterImport, key=key, content=read.as_json(), file_name=file_name, by=by, at=at)


def preview(kept: RegisterImport, *, at: datetime, today: date) -> Comparison:
    """Against what we know now. Four queries. Raises `AlreadyApplied` and `Expired`."""
    keeping.check_open(kept, at=at)
    content = Content.from_json(kept.content)
    known = _known(kept.municipality_id, {line.cvr for line in content.lines})
    owners = _owners(kept.municipality_id, {line.p_number for line in content.lines if line.p_number})
    return comparison.compare(content, known, owners, today=today)


@transaction.atomic
def apply(
    *, kept: RegisterImport, fingerprint: str, only_known: bool = False, by: Any, at: datetime, today: date
) -> dict[str, int]:  # fmt: skip
    """Does what the preview with this fingerprint showed, without the new companies when only known ones are wanted.

    One import at a time in a municipality, and this one only once. What it would do now must be what was shown: raises
    `ChangedMeanwhile`, and nothing is written. Each company and place of work has its audit event.
    """
    Municipality.objects.select_for_update(no_key=True).get(pk=kept.municipality_id)
    kept = RegisterImport.objects.for_municipality(kept.municipality_id).select_for_update().get(pk=kept.pk)
    shown = preview(kept, at=at, today=today)
    held = Company.objects.for_municipality(kept.municipality_id).select_for_update(no_key=True).order_by("pk")
    list(held.filter(pk__in=[item.known.id for item in shown.changed if item.known]).values_list("pk", flat=True))
    if shown.fingerprint != fingerprint:
        raise ChangedMeanwhile
    try:
        with transaction.atomic():
            counts = _Writing(kept, by, at).write(shown, only_known=only_known)
    except IntegrityError:  # somebody wrote down the same company in this very moment
        raise ChangedMeanwhile from None
    keeping.done(kept, counts, at=at)
    record(kind=Kind.REGISTER_IMPORTED, subject=kept, by=by, at=at, data=counts)
    return counts


def history(municipality_id: int) -> list[RegisterImport]:
    """The files that were applied, the newest first."""
    rows = RegisterImport.objects.for_municipality(municipality_id).exclude(applied_at=None)
    return list(rows.select_related("made_by").order_by("-applied_at")[:10])


class _Writing:
    def __init__(self, kept: RegisterImport, by: Any, at: datetime) -> None:
        self.municipality_id, self.by, self.at = kept.municipality_id, by, at
        self.source = {"import": str(kept.public_id)}
        self.events: list[tuple[Kind, Any, dict[str, Any]]] = []

    def write(self, shown: Comparison, *, only_known: bool) -> dict[str, int]:
        new = [] if only_known else shown.new
        made = self._make_companies(new)
        self._change_companies(shown.changed)
        parts = [(made[item.cvr], part) for item in new for part in item.sites]
        parts += [(item.known.id, part) for item in shown.changed if item.known for part in item.sites]
        self._make_sites([(company, part) for company, part in parts if part.id is None])
        self._change_sites([part for _company, part in parts if part.id is not None and part.changes])
        record_many(self.events, at=self.at, by=self.by)
        return {
            "new": len(new), "changed": len(shown.changed), "closed": sum(item.closes for item in shown.changed),
            "skipped": len(shown.new) - len(new), "refused": len({problem.line for problem in shown.problems}),
        }  # fmt: skip

    def _make_companies(self, new: list[Item]) -> dict[str, int]:
        rows = [
            Company(
                municipality_id=self.municipality_id, cvr=item.cvr, name=item.name, sector=item.sector,
                closed_on=item.fields.get("closed_on"), created_at=self.at,
            )
            for item in new
        ]  # fmt: skip
        Company.objects.for_municipality(self.municipality_id).bulk_create(rows, batch_size=BATCH)
        self.events += [(Kind.COMPANY_CREATED, row, self.source) for row in rows]
        return {row.cvr: row.pk for row in rows}

    def _change_companies(self, changed: list[Item]) -> None:
        there = self._by_id(Company, [item.known.id for item in changed if item.known])
        touched = []
        for item in changed:
            if item.known and item.changes:
                row = there[item.known.id]
                for name, value in item.fields.items():
                    setattr(row, name, value)
                touched.append(row)
                self.events.append((Kind.COMPANY_CHANGED, row, self.source | {"changes": dict(item.changes)}))
        rows = Company.objects.for_municipality(self.municipality_id)
        rows.bulk_update(touched, ["name", "sector", "closed_on"], batch_size=BATCH)

    def _make_sites(self, parts: list[tuple[int, SitePart]]) -> None:
        rows = []
        for company, part in parts:
            row = Worksite(municipality_id=self.municipality_id, company_id=company)
            self._fill(row, part)
            rows.append(row)
        Worksite.objects.for_municipality(self.municipality_id).bulk_create(rows, batch_size=BATCH)
        self.events += [(Kind.WORKSITE_ADDED, row, self.source) for row in rows]

    def _change_sites(self, parts: list[SitePart]) -> None:
        there = self._by_id(Worksite, [part.id for part in parts if part.id])
        for part in parts:
            row = there[part.id or 0]
            self._fill(row, part)
            self.events.append((Kind.WORKSITE_CHANGED, row, self.source | {"changes": dict(part.changes)}))
        columns = [*COLUMNS.values(), "employees_source"]
        Worksite.objects.for_municipality(self.municipality_id).bulk_update(there.values(), columns, batch_size=BATCH)

    def _fill(self, row: Worksite, part: SitePart) -> None:
        for name, value in part.fields.items():
            setattr(row, COLUMNS[name], value)
        if "as_of" in part.fields:
            row.employees_source = Worksite.Source.EXTRACT

    def _by_id(self, model: Any, ids: list[int]) -> dict[int, Any]:
        return {row.pk: row for row in model.objects.for_municipality(self.municipality_id).filter(pk__in=ids)}


def _known(municipality_id: int, numbers: set[str]) -> list[KnownCompany]:
    sites = Worksite.objects.for_municipality(municipality_id).order_by("pk")
    rows = (
        Company.objects.for_municipality(municipality_id)
        .filter(cvr__in=numbers)
        .annotate(open_jobs=Count("openings", filter=Q(openings__state="open")))
        .prefetch_related(Prefetch("worksites", sites, to_attr="places"))
    )
    return [
        KnownCompany(
            id=row.pk, public_id=str(row.public_id), cvr=row.cvr, name=row.name, sector=row.sector,
            closed_on=row.closed_on, open_jobs=row.open_jobs, sites=tuple(_site(site) for site in row.places),
        )
        for row in rows
    ]  # fmt: skip


def _site(row: Worksite) -> KnownSite:
    return KnownSite(
        id=row.pk, p_number=row.p_number, name=row.name, address=row.address, employees=row.ordinary_employees,
        as_of=row.employees_as_of, closed_on=row.closed_on,
    )  # fmt: skip


def _owners(municipality_id: int, numbers: set[str]) -> dict[str, tuple[str, str]]:
    rows = Worksite.objects.for_municipality(municipality_id).filter(p_number__in=numbers)
    return {p: (cvr, name) for p, cvr, name in rows.values_list("p_number", "company__cvr", "company__name")}
