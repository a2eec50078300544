"""What happened to a dead period, as sentences. Day by day growth is told once, with where it ended."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from casework.green_wave.events import Kind
from casework.green_wave.models import Actor, Cause, CloseReason, Lifted, State
from jobpakker.foundation.audit.models import AuditEvent
from jobpakker.foundation.ui import dates


@dataclass(frozen=True)
class Line:
    at: datetime
    who: str  # empty: it ran by itself, or rode along in a save
    sentence: str


def lines(events: Iterable[AuditEvent]) -> list[Line]:
    """Of `events`, newest first; of several changes of the days on end only the newest is told."""
    told: list[Line] = []
    grew = False
    for event in events:
        only_days = event.kind == Kind.CHANGED and "state" not in event.data.get("old", {})
        if event.kind in SENTENCES and not (only_days and grew):
            told.append(Line(event.at, event.by_name, SENTENCES[event.kind](event.data)))
        grew = only_days
    return told


def _days(data: dict[str, Any]) -> dict[str, str]:
    return {
        "when": dates.span(date.fromisoformat(data["starts_on"]), date.fromisoformat(data["until"])),
        "days": dates.length(data["working_days"], "working_days"),
    }


def _changed(data: dict[str, Any]) -> str:
    if data.get("old", {}).get("state") and data["state"] == State.RUNNING:
        return _("Den er begyndt: {when}, {days}.").format(**_days(data))
    return _("Den er nu {when}, {days}.").format(**_days(data))


_CLOSED = {
    CloseReason.MENDED: lambda: _("Lukket i planen: dagene er ikke længere tomme."),
    CloseReason.PASSED: lambda: _("Forbi. Dagene gik tabt og bliver i historikken."),
    CloseReason.PACKAGE_CLOSED: lambda: _("Lukket, fordi forløbet er afsluttet."),
    CloseReason.DRAFT: lambda: _("Lukket, fordi forløbet er en kladde igen."),
}

SENTENCES: dict[str, Callable[[dict[str, Any]], str]] = {
    Kind.FOUND: lambda data: _("Fundet: {when}, {days}.").format(**_days(data)),
    Kind.CHANGED: _changed,
    Kind.CLOSED: lambda data: _CLOSED[CloseReason(data["close_reason"])](),
    Kind.REOPENED: lambda data: _("Åben igen: {when}, {days}.").format(**_days(data)),
    Kind.CAUSE_SET: lambda data: _("skrev årsagen: {cause}.").format(cause=Cause(data["cause"]).label),
    Kind.ASSIGNED: lambda data: _("skrev, hvem der handler: {who}.").format(who=Actor(data["acts"]).label),
    Kind.ACCEPTED: lambda data: _("accepterede den til og med {day}. Ansvarlig: {owner}. Årsag: {cause}.").format(
        day=dates.show(dates.last_day(date.fromisoformat(data["until"])), "date"),
        owner=data["owner_name"],
        cause=Cause(data["cause"]).label,
    ),
    Kind.LIFTED: lambda data: _("Løftet til {who}, fordi ingen har svaret i {days}.").format(
        who=Lifted(data["to"]).label, days=dates.length(data["days"], "working_days")
    ),
    Kind.ACCEPTANCE_WITHDRAWN: lambda data: _("tog accepten tilbage."),
}
