"""What a company has agreed to, as a calendar file (RFC 5545, pure): what happens there and when, and no person's name.

All-day events: DTEND is the day after the last. The same event keeps its UID from version to version, and its SEQUENCE rises,
so that a newer file moves what an older one put into the calendar.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.utils.translation import gettext as _

from companies.commitments import wording
from companies.commitments.terms import Terms

LONGEST_LINE = 75  # octets, RFC 5545 § 3.1


@dataclass(frozen=True)
class Event:
    uid: str
    starts_on: date
    until: date  # the day after the last
    summary: str


@dataclass(frozen=True)
class Agreement:
    """One confirmed version of the terms; `at`: when it was agreed."""

    terms: Terms
    uid: str
    version: int
    fingerprint: str
    at: datetime


def events(terms: Terms, *, uid: str) -> list[Event]:
    """The company's own steps in the order of time, and the first day of the job."""
    job = wording.inside_a_sentence(terms.job_title)
    found, turns = [], dict.fromkeys(wording.KINDS, 0)
    for step in sorted(terms.steps, key=lambda step: (step.starts_on, step.ends_on)):
        if not step.at_the_company:
            continue
        turns[step.kind] = turn = turns.get(step.kind, 0) + 1
        kind = str(wording.KINDS.get(step.kind, _("Trin hos jer")))
        found.append(
            Event(
                f"{uid}-{step.kind}-{turn}",
                date.fromisoformat(step.starts_on),
                date.fromisoformat(step.ends_on) + timedelta(days=1),
                _("{kind} hos jer, på vej mod job som {job}").format(kind=kind, job=job),
            )
        )
    day = terms.job_date
    found.append(Event(f"{uid}-job", day, day + timedelta(days=1), _("Første arbejdsdag: {job}").format(job=job)))
    return found


def calendar(agreements: Iterable[Agreement]) -> str:
    """The whole file, lines folded and ended as the standard wants."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//jobpakker//tilsagn//DA",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
    ]
    for agreement in agreements:
        lines += _events(agreement)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _events(agreement: Agreement) -> Iterator[str]:
    terms = agreement.terms
    note = _("Version {number}, kontrolkode {code}.").format(number=agreement.version, code=agreement.fingerprint[:8])
    if terms.caseworker_phone:
        note += " " + _("Spørgsmål? Ring {phone}.").format(phone=terms.caseworker_phone)
    place = terms.company_name
    if terms.worksite_name and terms.worksite_name != place:
        place = f"{place}, {terms.worksite_name}"
    for event in events(terms, uid=agreement.uid):
        yield from (
            "BEGIN:VEVENT",
            f"UID:{event.uid}@jobpakker",
            f"DTSTAMP:{agreement.at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
            f"SEQUENCE:{agreement.version}",
            f"DTSTART;VALUE=DATE:{event.starts_on:%Y%m%d}",
            f"DTEND;VALUE=DATE:{event.until:%Y%m%d}",
            f"SUMMARY:{_escaped(event.summary)}",
            f"LOCATION:{_escaped(place)}",
            f"DESCRIPTION:{_escaped(note)}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        )


def _escaped(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def _folded(line: str) -> Iterator[str]:
    """At most 75 octets a line, and never through the middle of a letter; what follows begins with a space."""
    part = ""
    for letter in line:
        if len((part + letter).encode()) > LONGEST_LINE:
            yield part
            part = " "
        part += letter
    yield part
