"""What was read of a file, kept for its owner alone and for an hour, until she has seen what it would do."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404

from companies.files.models import KeptFile
from jobpakker.foundation.once import put_once

KEPT = timedelta(hours=1)


class Expired(Exception):
    """The hour is over: what was read is thrown away."""


class ChangedMeanwhile(Exception):
    """Applying it would no longer do what was shown."""


class AlreadyApplied(Exception):
    """What it came to stands in `counts`."""

    def __init__(self, counts: dict[str, int]) -> None:
        super().__init__()
        self.counts = counts


def keep[File: KeptFile](
    model: type[File], *, key: UUID, content: dict[str, Any], file_name: str, by: Any, at: datetime
) -> File:  # fmt: skip
    """Her older ones go, and everybody's that are over. Inside a transaction."""
    rows = model.objects.for_municipality(by.municipality_id)
    rows.filter(made_by=by, applied_at=None).exclude(public_id=key).delete()
    rows.filter(applied_at=None, made_at__lte=at - KEPT).delete()
    kept, _new = put_once(
        model, key=key, municipality_id=by.municipality_id, made_by=by, made_at=at, content=content, file_name=file_name
    )
    return kept


def own[File: KeptFile](model: type[File], *, by: Any, public_id: UUID) -> File:
    """What she herself sent in; that of others is as unknown as what is not there. Raises `Http404`."""
    found = model.objects.for_municipality(by.municipality_id).filter(made_by=by, public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def check_open(kept: KeptFile, *, at: datetime) -> None:
    """Raises `AlreadyApplied` and `Expired`."""
    if kept.applied_at is not None:
        raise AlreadyApplied(kept.counts)
    if at - kept.made_at >= KEPT:
        raise Expired


def done(kept: KeptFile, counts: dict[str, int], *, at: datetime) -> None:
    kept.applied_at, kept.counts, kept.content = at, counts, {}
    kept.save(update_fields=["applied_at", "counts", "content"])
