"""What happened to a class, as sentences a Dane would say."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from companies.events import Kind
from companies.providers import wording
from companies.providers.models import CourseSession
from jobpakker.foundation.audit.models import AuditEvent


@dataclass(frozen=True)
class Happened:
    at: datetime
    who: str
    sentence: str
    differences: list[wording.Difference]


def lines(events: Iterable[AuditEvent]) -> list[Happened]:
    return [
        Happened(event.at, event.by_name, _sentence(event), wording.differences(event.data.get("changes", {})))
        for event in events
        if event.kind in SENTENCES
    ]


def _sentence(event: AuditEvent) -> str:
    if "undid" in event.data:
        return UNDONE.get(event.kind, SENTENCES[event.kind])(event.data)
    return (FROM_FILE if "import" in event.data else SENTENCES).get(event.kind, SENTENCES[event.kind])(event.data)


def _reason(data: dict[str, Any]) -> str:
    return str(CourseSession.CancelReason(data["reason"]).label)


Sentences = dict[str, Callable[[dict[str, Any]], str]]
SENTENCES: Sentences = {
    Kind.COURSE_SESSION_ADDED: lambda data: _("skrev holdet ned."),
    Kind.COURSE_SESSION_CHANGED: lambda data: _("rettede holdet."),
    Kind.COURSE_SESSION_CANCELLED: lambda data: _("skrev, at holdet er aflyst: {reason}.").format(reason=_reason(data)),
    Kind.COURSE_SESSION_REOPENED: lambda data: _("åbnede holdet igen."),
    Kind.COURSE_SESSION_REMOVED: lambda data: _("fortrød at skrive holdet ned."),
    Kind.COURSE_SEAT_TAKEN: lambda data: _("tog en plads. Ledige bagefter: {free}.").format(free=data["free"]),
    Kind.COURSE_SEAT_GIVEN_BACK: lambda data: _("gav en plads tilbage. Ledige bagefter: {free}.").format(
        free=data["free"]
    ),
}
FROM_FILE: Sentences = {
    Kind.COURSE_SESSION_ADDED: lambda data: _("hentede holdet fra en fil."),
    Kind.COURSE_SESSION_CHANGED: lambda data: _("rettede holdet efter en fil."),
    Kind.COURSE_SESSION_CANCELLED: lambda data: _("aflyste holdet, fordi det manglede i udbyderens fil."),
}
UNDONE: Sentences = {
    Kind.COURSE_SESSION_CHANGED: lambda data: _("fortrød rettelsen."),
    Kind.COURSE_SESSION_REOPENED: lambda data: _("fortrød aflysningen."),
    Kind.COURSE_SEAT_TAKEN: lambda data: _("tog pladsen igen. Ledige bagefter: {free}.").format(free=data["free"]),
    Kind.COURSE_SEAT_GIVEN_BACK: lambda data: _("fortrød pladsen. Ledige bagefter: {free}.").format(free=data["free"]),
}
