"""The real classes that a course of the plan could take: what the builder offers to put among a row's fixed dates.

One query for all rows. The value of an offer is text as a caseworker would type it, so that `fixed_dates.parse` reads it back.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casework.jobpakke import draft as drafts
from casework.jobpakke import fixed_dates
from casework.jobpakke.draft import Draft
from casework.planning.steps import StepKind
from companies.providers import queries
from companies.providers.queries import Offered
from jobpakker.foundation.ui import dates
from jobpakker.foundation.workdays import WorkdayCalendar

SHOWN = 12  # one by one; all of them stand behind the button that takes them all
LONGEST_TEXT = 1500  # of the field
Period = tuple[date, date]  # half-open


@dataclass(frozen=True)
class Offer:
    label: str
    value: str
    chosen: bool  # stands among the row's dates now
    kind: str = ""  # wave, dead, or none: what the plan would be with it
    comes_of: str = ""  # the same in words, with the day on which the plan would begin


@dataclass(frozen=True)
class Suggestions:
    """`everything` is all classes with a free seat as one text, "" when it already stands so or there is one only."""

    offers: Sequence[Offer]
    count: int
    everything: str
    notes: Sequence[str]  # what is wrong with a class that was chosen

    @property
    def all_label(self) -> str:
        return _("Lad planen vælge mellem alle {n} hold med ledige pladser").format(n=self.count)


@dataclass(frozen=True)
class Asked:
    """One row: what it is called, the dates chosen for it, and the day it would begin as things stand."""

    title: str
    chosen: Sequence[Period] = ()
    near: date | None = None


def offers(
    municipality_id: int, rows: Mapping[int, Asked], *, after: date, before: date, today: date,
    calendar: WorkdayCalendar | None = None,
) -> dict[int, Suggestions]:  # fmt: skip
    """By the number of the row: classes that begin after `after` and are over when the job begins on `before`."""
    titles = {index: row.title for index, row in rows.items() if row.title.strip()}
    found = queries.sessions_for(municipality_id, titles.values(), after=after, before=before) if titles else {}
    suggested = {}
    for index, title in titles.items():
        fits = [s for s in found.get(title, ()) if calendar is None or calendar.is_working_day(s.starts_on)]
        if fits:
            suggested[index] = _suggestions(fits, rows[index], today)
    return suggested


def _suggestions(found: Sequence[Offered], row: Asked, today: date) -> Suggestions:
    free = [session for session in found if session.free and not session.cancelled]
    near = row.near or max((session.starts_on for session in free), default=today)
    nearest = sorted(free, key=lambda session: (abs((session.starts_on - near).days), session.starts_on))[:SHOWN]
    shown = [
        Offer(
            _label(session, today),
            fixed_dates.show([_period(session)]),
            chosen=_period(session) in row.chosen,
        )
        for session in sorted(nearest, key=lambda session: (session.starts_on, session.until, session.provider))
    ]
    periods = sorted({_period(session) for session in free})
    latest = _as_many_as_fit(periods)
    everything = fixed_dates.show(latest) if len(latest) > 1 and set(latest) != set(row.chosen) else ""
    return Suggestions(shown, len(latest), everything, list(_notes(found, row.chosen, today)))


def _period(session: Offered) -> Period:
    return session.starts_on, session.until


def _as_many_as_fit(periods: Sequence[Period]) -> Sequence[Period]:
    """The latest, since plans are made from the job backwards; as many as the field holds."""
    kept = list(periods[-fixed_dates.MANY :])
    while len(fixed_dates.show(kept)) > LONGEST_TEXT:
        del kept[0]
    return kept


def _notes(found: Sequence[Offered], chosen: Iterable[Period], today: date) -> Iterable[str]:
    """A class that was chosen, and by now is full or cancelled, with none other on the same days."""
    for period in chosen:
        same = [session for session in found if _period(session) == period]
        if not same or any(session.free and not session.cancelled for session in same):
            continue
        when, provider = _when(period, today), same[0].provider
        if all(session.cancelled for session in same):
            yield _("Holdet {when} hos {provider} er aflyst.").format(when=when, provider=provider)
        else:
            yield _("Alle pladser på holdet {when} hos {provider} er optaget.").format(when=when, provider=provider)


def _label(session: Offered, today: date) -> str:
    seats = ngettext("{n} ledig", "{n} ledige", session.free).format(n=session.free)
    where = session.provider if session.exact else f"{session.title}, {session.provider}"
    return _("{when}, {seats}, {where}").format(when=_when(_period(session), today), seats=seats, where=where)


def _when(period: Period, today: date) -> str:
    """2.–13. marts · 28. februar–3. marts · 28. december 2026–8. januar 2027; the year when it is not this one."""
    first, last = period[0], dates.last_day(period[1])
    until = f"{last.day}. {dates.month(last)}" + (f" {last.year}" if last.year != today.year else "")
    if first == last:
        return until
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}.–{until}"
    since = f"{first.day}. {dates.month(first)}" + (f" {first.year}" if first.year != last.year else "")
    return f"{since}–{until}"


# The builder's page -------------------------------------------------------------------------------------------------------------
def of_draft(
    draft: Draft, *, municipality_id: int, job_starts_on: date, today: date, calendar: WorkdayCalendar,
    begun: Iterable[int] = (),
) -> dict[int, Suggestions]:  # fmt: skip
    """For the rows that are courses and have not begun."""
    over = set(begun)
    rows = {
        index: Asked(row["title"], _chosen(row["dates"], today), _near(row["seen"]))
        for index, row in enumerate(draft.rows)
        if row["kind"] == StepKind.COURSE and index not in over
    }
    return offers(municipality_id, rows, after=today, before=job_starts_on, today=today, calendar=calendar)


def schools_closed(first: date, until: date) -> str:
    """A sentence for `[first, until)` that planning chose for a course: no AMU school holds one from 24 to 31 December."""
    for year in range(first.year, until.year + 1):
        if first < date(year + 1, 1, 1) and until > date(year, 12, 24):
            return _("Kursusskolerne holder lukket 24.–31. december: vælg et hold, eller giv kurset andre datoer.")
    return ""


def _chosen(text: str, today: date) -> Sequence[Period]:
    try:
        return fixed_dates.parse(text, today=today).periods
    except fixed_dates.Unreadable:
        return ()


def _near(seen: str) -> date | None:
    shown = drafts.read_seen(seen)
    return shown[0] if shown else None
