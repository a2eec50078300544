"""From a file to courses: kept for an hour as it was read, held against what we know, and applied once and just as it was shown."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from companies.events import Kind
from companies.files import keeping
from companies.files.keeping import AlreadyApplied, ChangedMeanwhile, Expired
from companies.providers import comparison, csv_lines, queries
from companies.providers.comparison import Changed, Comparison, New
from companies.providers.csv_lines import Content
from companies.providers.models import Course, CourseImport, CourseSession, Provider
from companies.providers.titles import key as spelled
from companies.providers.titles import words
from jobpakker.foundation.accounts.models import Municipality
from jobpakker.foundation.audit.record import record, record_many

__all__ = ["AlreadyApplied", "ChangedMeanwhile", "Expired", "apply", "keep", "preview"]

BATCH = 1000
Reason = CourseSession.CancelReason


@transaction.atomic
def keep(*, key: UUID, content: bytes, file_name: str, by: Any, at: datetime, today: date) -> CourseImport:
    """What can be read of a file, kept for its owner alone; her older ones go. Raises `csv_lines.UnreadableFile`."""
    read = csv_lines.read(content, today=today)
    return keeping.keep(CourseImport, key=key, content=read.as_json(), file_name=file_name, by=by, at=at)


def preview(kept: CourseImport, *, at: datetime, today: date) -> Comparison:
    """Against what we know now. Raises `AlreadyApplied` and `Expired`."""
    keeping.check_open(kept, at=at)
    content = Content.from_json(kept.content)
    known = queries.known(kept.municipality_id, providers=[line.provider for line in content.lines])
    calendar = queries.calendar_of(kept.municipality_id)
    return comparison.compare(content, *known, today=today, calendar=calendar)


@transaction.atomic
def apply(
    *, kept: CourseImport, fingerprint: str, cancel_missing: bool = False, by: Any, at: datetime, today: date
) -> dict[str, int]:  # fmt: skip
    """Does what the preview with this fingerprint showed; how many of each.

    1. One import at a time in a municipality, and this one only once.
    2. What it would do now must be what was shown: raises `ChangedMeanwhile`, and nothing is written.
    3. New courses and providers first, then classes, then the missing ones when that was chosen. Each has its audit event.
    """
    Municipality.objects.select_for_update(no_key=True).get(pk=kept.municipality_id)
    kept = CourseImport.objects.for_municipality(kept.municipality_id).select_for_update().get(pk=kept.pk)
    held = CourseSession.objects.for_municipality(kept.municipality_id).select_for_update().order_by("pk")
    list(held.filter(starts_on__gt=today).values_list("pk", flat=True))
    shown = preview(kept, at=at, today=today)
    if shown.fingerprint != fingerprint:
        raise ChangedMeanwhile
    try:
        with transaction.atomic():
            counts = _Writing(kept, by, at).write(shown, cancel_missing=cancel_missing)
    except IntegrityError:  # somebody wrote down the same class in this very moment
        raise ChangedMeanwhile from None
    keeping.done(kept, counts, at=at)
    record(kind=Kind.COURSES_IMPORTED, subject=kept, by=by, at=at, data=counts)
    return counts


class _Writing:
    def __init__(self, kept: CourseImport, by: Any, at: datetime) -> None:
        self.municipality_id, self.by, self.at = kept.municipality_id, by, at
        self.source = {"import": str(kept.public_id)}
        self.events: list[tuple[Kind, Any, dict[str, Any]]] = []

    def write(self, shown: Comparison, *, cancel_missing: bool) -> dict[str, int]:
        self._make_providers(shown)
        self._make_courses(shown)
        self._add(shown.new)
        self._change(shown.changed)
        missing = [row.id for row in shown.missing] if cancel_missing else []
        self._cancel(missing)
        record_many(self.events, at=self.at, by=self.by)
        counts = Counter(
            new=len(shown.new), changed=len(shown.changed), cancelled=len(missing), courses=len(shown.courses),
            providers=len(shown.providers), refused=len({problem.line for problem in shown.problems}),
        )  # fmt: skip
        return dict(counts)

    def _make_providers(self, shown: Comparison) -> None:
        rows = Provider.objects.for_municipality(self.municipality_id)
        rows.bulk_create(
            [Provider(municipality_id=self.municipality_id, name=name, created_at=self.at) for name in shown.providers],
            batch_size=BATCH,
        )
        # Of two that are spelled alike the first made counts.
        self.providers = {spelled(row.name): row for row in rows.order_by("-pk")}

    def _make_courses(self, shown: Comparison) -> None:
        rows = Course.objects.for_municipality(self.municipality_id)
        there = {spelled(row.title): row for row in rows.order_by("-pk")}
        made, changed = [], []
        for said in shown.courses:
            row = there.get(spelled(said.course.title))
            if row is None:
                row = Course(
                    municipality_id=self.municipality_id, title=said.course.title, words=words(said.course.title),
                    created_at=self.at,
                )  # fmt: skip
                made.append(row)
            else:
                old = {"amu": row.amu, "days": row.days}
                new = {"amu": said.course.amu, "days": said.course.days}
                changes = {name: [old[name], new[name]] for name in old if old[name] != new[name]}
                self.events.append((Kind.COURSE_CHANGED, row, self.source | {"changes": changes}))
                changed.append(row)
            row.amu, row.days = said.course.amu, said.course.days
            there[spelled(row.title)] = row
        rows.bulk_create(made, batch_size=BATCH)
        rows.bulk_update(changed, ["amu", "days"], batch_size=BATCH)
        self.courses = there

    def _add(self, new: Sequence[New]) -> None:
        rows = []
        for row in new:
            session = CourseSession(
                municipality_id=self.municipality_id, created_at=self.at, course=self.courses[spelled(row.facts.title)],
                provider=self.providers[spelled(row.facts.provider)],
            )  # fmt: skip
            self._fill(session, row.facts)
            rows.append(session)
            data = {"title": row.facts.title, "starts_on": row.facts.starts_on.isoformat()}
            self.events.append((Kind.COURSE_SESSION_ADDED, session, self.source | data))
        CourseSession.objects.for_municipality(self.municipality_id).bulk_create(rows, batch_size=BATCH)

    def _change(self, changed: Sequence[Changed]) -> None:
        there = self._by_id([row.known.id for row in changed])
        for row in changed:
            session = there[row.known.id]
            session.course = self.courses[spelled(row.facts.title)]
            session.provider = self.providers[spelled(row.facts.provider)]
            self._fill(session, row.facts)
            data = {"title": row.known.facts.title, "changes": dict(row.differences)}
            self.events.append((Kind.COURSE_SESSION_CHANGED, session, self.source | data))
        self._save(there.values())

    def _cancel(self, ids: Sequence[int]) -> None:
        there = self._by_id(ids)
        for session in there.values():
            self._cancelled(session)
            data = self.source | {"reason": session.cancel_reason}
            self.events.append((Kind.COURSE_SESSION_CANCELLED, session, data))
        self._save(there.values())

    def _by_id(self, ids: Sequence[int]) -> dict[int, CourseSession]:
        rows = CourseSession.objects.for_municipality(self.municipality_id)
        return {row.pk: row for row in rows.filter(pk__in=ids)} if ids else {}

    def _save(self, rows: Any) -> None:
        columns = [
            "course", "provider", "place", "starts_on", "until", "seats", "seats_taken", "price_kr", "reference", "state",
            "cancelled_on", "cancel_reason",
        ]  # fmt: skip
        CourseSession.objects.for_municipality(self.municipality_id).bulk_update(rows, columns, batch_size=BATCH)

    def _fill(self, session: CourseSession, facts: Any) -> None:
        for name in ("place", "starts_on", "until", "seats", "seats_taken", "price_kr", "reference"):
            setattr(session, name, getattr(facts, name))
        if facts.cancelled and session.is_open:
            self._cancelled(session)
        elif not facts.cancelled:
            session.state, session.cancelled_on, session.cancel_reason = CourseSession.State.OPEN, None, ""

    def _cancelled(self, session: CourseSession) -> None:
        session.state, session.cancel_reason = CourseSession.State.CANCELLED, Reason.OTHER
        session.cancelled_on = timezone.localdate(self.at)
