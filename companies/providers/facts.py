"""A course session as plain values: what a form says, what a line of a file says, and what an event of the audit trail keeps (pure)."""

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any


@dataclass(frozen=True, kw_only=True)
class SessionFacts:
    """Course and provider by their names. `[starts_on, until)` is half-open, in calendar days."""

    title: str
    provider: str
    place: str = ""
    starts_on: date
    until: date
    seats: int
    seats_taken: int = 0
    price_kr: int | None = None
    reference: str = ""
    cancelled: bool = False

    @property
    def free(self) -> int:
        return max(0, self.seats - self.seats_taken)

    def with_(self, **changed: Any) -> "SessionFacts":
        return replace(self, **changed)


NAMES = tuple(field.name for field in fields(SessionFacts))
_DAYS = ("starts_on", "until")


def differences(old: SessionFacts, new: SessionFacts) -> dict[str, list[Any]]:
    """Name of each field that differs → [old, new], ready for JSON."""
    return {
        name: [plain(getattr(old, name)), plain(getattr(new, name))]
        for name in NAMES
        if getattr(old, name) != getattr(new, name)
    }


def plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def from_plain(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if name in _DAYS and value else value
