"""From a file to the balance: kept for an hour as it was read, shown as what it would change, and applied once."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from companies.balance import lines
from companies.balance.lines import Content, Line
from companies.balance.models import Balance, BalanceImport
from companies.events import Kind
from companies.files import keeping
from companies.files.keeping import ChangedMeanwhile
from companies.files.lines import Problem
from jobpakker.foundation.accounts.models import Municipality
from jobpakker.foundation.audit.record import record

BATCH = 1000


@dataclass(frozen=True)
class Changed:
    line: Line
    id: int
    old: str  # the level that we have


@dataclass(kw_only=True)
class Comparison:
    new: list[Line] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    unchanged: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def changes_anything(self) -> bool:
        return bool(self.new or self.changed)

    @property
    def fingerprint(self) -> str:
        said = (
            [[list(line.key), line.level] for line in self.new],
            [[row.id, row.old, row.line.level] for row in self.changed],
        )
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


@transaction.atomic
def keep(*, key: UUID, content: bytes, area: str, file_name: str, by: Any, at: datetime) -> BalanceImport:
    """Raises `files.lines.UnreadableFile`."""
    read = lines.read(content, area=area)
    return keeping.keep(BalanceImport, key=key, content=read.as_json(), file_name=file_name, by=by, at=at)


def preview(kept: BalanceImport, *, at: datetime) -> Comparison:
    """Against what we know now. One query. Raises `AlreadyApplied` and `Expired`."""
    keeping.check_open(kept, at=at)
    content = Content.from_json(kept.content)
    rows = Balance.objects.for_municipality(kept.municipality_id).filter(
        area=content.area, period__in={line.period for line in content.lines}
    )
    known = {(row.period, row.disco, lines.key(row.title)): row for row in rows}
    found = Comparison(problems=list(content.problems))
    for line in content.lines:
        row = known.get(line.key)
        if row is None:
            found.new.append(line)
        elif row.level != line.level:
            found.changed.append(Changed(line, row.pk, row.level))
        else:
            found.unchanged.append(line)
    return found


@transaction.atomic
def apply(*, kept: BalanceImport, fingerprint: str, by: Any, at: datetime) -> dict[str, int]:
    """Does what the preview with this fingerprint showed. Raises `ChangedMeanwhile`, and then nothing is written."""
    Municipality.objects.select_for_update(no_key=True).get(pk=kept.municipality_id)
    kept = BalanceImport.objects.for_municipality(kept.municipality_id).select_for_update().get(pk=kept.pk)
    shown = preview(kept, at=at)
    if shown.fingerprint != fingerprint:
        raise ChangedMeanwhile
    area, rows = kept.content["area"], Balance.objects.for_municipality(kept.municipality_id)
    try:
        with transaction.atomic():
            rows.bulk_create(
                [
                    Balance(
                        municipality_id=kept.municipality_id, area=area, period=line.period, disco=line.disco,
                        title=line.title, level=line.level, source=kept.file_name,
                    )
                    for line in shown.new
                ],
                batch_size=BATCH,
            )  # fmt: skip
    except IntegrityError:
        raise ChangedMeanwhile from None
    levels = {row.id: row.line.level for row in shown.changed}
    there = list(rows.filter(pk__in=levels))
    for row in there:
        row.level, row.source = levels[row.pk], kept.file_name
    rows.bulk_update(there, ["level", "source"], batch_size=BATCH)
    counts = {
        "new": len(shown.new), "changed": len(shown.changed), "refused": len({problem.line for problem in shown.problems})
    }  # fmt: skip
    keeping.done(kept, counts, at=at)
    record(kind=Kind.BALANCE_IMPORTED, subject=kept, by=by, at=at, data=counts | {"area": area})
    return counts
