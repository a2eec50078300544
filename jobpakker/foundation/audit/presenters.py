"""What the access log says in words. The floor knows no citizen and no page of a room: rooms tell it what theirs are called.

A room calls `pages` with the names of its pages, and one room calls `citizens` with how to name a citizen, in its app's `ready`.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jobpakker.foundation.accounts.roles import ROLES
from jobpakker.foundation.audit.models import AccessLogEntry

_FOUND = re.compile(r"(.+?) \((\d+)\)")  # what a search writes: where, and how many were found


@dataclass(frozen=True)
class Named:
    """A citizen as the log may name her: by case number, with the address of her page when the reader may see it."""

    label: str
    url: str = ""


NameCitizens = Callable[[Iterable[UUID], Any], Mapping[UUID, Named]]  # the ids, and the user who reads
_PAGES: dict[str, Promise | str] = {}
_CITIZENS: list[NameCitizens] = []


def pages(names: Mapping[str, Promise | str]) -> None:
    """What is written as `what` in the log → the words for it."""
    _PAGES.update(names)


def citizens(name: NameCitizens) -> NameCitizens:
    _CITIZENS[:] = [name]
    return name


@dataclass(frozen=True)
class Line:
    entry: AccessLogEntry
    role: str  # as it was then
    where: str
    citizen: Named | None


def lines(entries: list[AccessLogEntry], *, reader: Any) -> list[Line]:
    ids = {entry.citizen_id for entry in entries if entry.citizen_id}
    named = _CITIZENS[0](ids, reader) if _CITIZENS and ids else {}
    unknown = Named(_("ukendt borger"))
    return [
        Line(entry, _role(entry), words(entry.what), named.get(entry.citizen_id, unknown) if entry.citizen_id else None)
        for entry in entries
    ]


def _role(entry: AccessLogEntry) -> str:
    role = ROLES.get(entry.role_code)
    return str(role.display_name) if role else entry.role_code


def words(what: str) -> str:
    """A page that nobody has named is shown as it is written: the log must hide nothing."""
    if match := _FOUND.fullmatch(what):
        count = int(match[2])
        return f"{words(match[1])}: " + ngettext("{n} fundet", "{n} fundet", count).format(n=count)
    page, _blank, detail = what.partition(" ")
    if page not in _PAGES:
        return what
    return f"{_PAGES[page]}: {detail}" if detail else str(_PAGES[page])
