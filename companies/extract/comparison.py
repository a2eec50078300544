"""An extract held against the register: what is new, what has changed and how, what stands as it did (pure).

A company is known by its CVR number, a place of work by its P-number; one without a number takes the number of the line with its
name or its address. Nothing is erased: an empty field keeps what we have, and an older figure never replaces a newer one.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from companies.extract.extract import Content, Fault, Line
from companies.files.lines import Problem, Wrong


@dataclass(frozen=True, kw_only=True)
class KnownSite:
    id: int
    p_number: str
    name: str
    address: str
    employees: int | None
    as_of: date | None
    closed_on: date | None


@dataclass(frozen=True, kw_only=True)
class KnownCompany:
    id: int
    public_id: str
    cvr: str
    name: str
    sector: str
    closed_on: date | None
    sites: tuple[KnownSite, ...]
    open_jobs: int = 0


Changes = Mapping[str, list[Any]]  # name → [old, new], dates as ISO text


@dataclass(frozen=True)
class SitePart:
    """A place of work as it is to become; `id` None: a new one."""

    id: int | None
    name: str
    p_number: str
    fields: Mapping[str, Any]
    changes: Changes
    line: int


@dataclass(frozen=True)
class Item:
    """One company of the file. `known` None: a new one."""

    line: int
    cvr: str
    name: str
    sector: str
    known: KnownCompany | None
    fields: Mapping[str, Any]
    changes: Changes
    sites: tuple[SitePart, ...]

    @property
    def differs(self) -> bool:
        return bool(self.changes) or any(site.id is None or site.changes for site in self.sites)

    @property
    def closes(self) -> bool:
        return "closed_on" in self.changes and self.changes["closed_on"][1] is not None


@dataclass(kw_only=True)
class Comparison:
    new: list[Item] = field(default_factory=list)
    changed: list[Item] = field(default_factory=list)
    unchanged: list[Item] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def changes_anything(self) -> bool:
        return bool(self.new or self.changed)

    @property
    def fingerprint(self) -> str:
        """The same only as long as applying it does the same."""
        said = [
            [item.line, item.known.id if item.known else None, item.name, item.sector, _ready(item.fields), dict(item.changes),
             [[site.id, site.name, site.p_number, _ready(site.fields), dict(site.changes)] for site in item.sites]]
            for item in (*self.new, *self.changed)
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def compare(
    content: Content, known: Iterable[KnownCompany], owners: Mapping[str, tuple[str, str]], *, today: date
) -> Comparison:
    """`known`: those with a CVR number of the file. `owners`: P-number → (CVR number, name) of whoever has it with us."""
    by_cvr = {company.cvr: company for company in known}
    found = Comparison(problems=list(content.problems))
    lines: dict[str, list[Line]] = {}
    units: dict[tuple[str, str], int] = {}
    numbers: dict[str, int] = {}
    for line in content.lines:
        try:
            first = lines.get(line.cvr, [line])[0]
            if _key(first.name) != _key(line.name):
                raise Wrong(Fault.SAYS_OTHERWISE, line=first.number)
            unit = (line.cvr, line.p_number or _key(line.site or ""))
            if unit in units:
                raise Wrong(Fault.REPEATED, line=units[unit])
            owner = owners.get(line.p_number)
            if owner and owner[0] != line.cvr:
                raise Wrong(Fault.BELONGS_TO, name=owner[1])
            if line.p_number in numbers:
                raise Wrong(Fault.REPEATED, line=numbers[line.p_number])
            units[unit] = line.number
            if line.p_number:
                numbers[line.p_number] = line.number
            lines.setdefault(line.cvr, []).append(line)
        except Wrong as wrong:
            found.problems.append(Problem(line.number, wrong.fault, wrong.facts))
    for cvr, told in lines.items():
        item = _item(told, by_cvr.get(cvr), today)
        (found.new if item.known is None else found.changed if item.differs else found.unchanged).append(item)
    found.problems.sort(key=lambda problem: problem.line)
    return found


def _item(told: Sequence[Line], known: KnownCompany | None, today: date) -> Item:
    first = told[0]
    sector = next((line.sector for line in told if line.sector), None)
    # A company closes when every line that speaks of it does; one unit that closes is a unit that closes.
    closed = _closes(told, today)
    wanted: dict[str, Any] = {"name": first.name}
    if sector:
        wanted["sector"] = sector
    if closed is not None or any(line.is_open for line in told):
        wanted["closed_on"] = closed
    old = {"name": known.name, "sector": known.sector, "closed_on": known.closed_on} if known else {}
    changes = _changes(old, wanted) if known else {}
    if known and known.closed_on and closed:  # the day of it is written down already
        changes.pop("closed_on", None)
    taken: set[int] = set()
    sites = []
    for line in told:
        part = _site(line, known, taken, today, alone=len(told) == 1)
        if part is not None:
            sites.append(part)
    return Item(
        line=first.number, cvr=first.cvr, name=first.name, sector=sector or (known.sector if known else "private"), known=known,
        fields={name: value for name, value in wanted.items() if not known or name in changes}, changes=changes,
        sites=tuple(sites),
    )  # fmt: skip


def _closes(told: Sequence[Line], today: date) -> date | None:
    if not all(line.is_open is False for line in told):
        return None
    days = [line.closed for line in told if line.closed]
    return max(days) if days else today


def _site(line: Line, known: KnownCompany | None, taken: set[int], today: date, *, alone: bool) -> SitePart | None:
    site = _match(line, known, taken, alone=alone)
    if site is not None:
        taken.add(site.id)
    elif not line.has_a_site:
        return None
    wanted: dict[str, Any] = {}
    if line.p_number:
        wanted["p_number"] = line.p_number
    if line.site or (site is None):
        wanted["name"] = line.site or line.name
    if line.address:
        wanted["address"] = line.address
    newer = site is None or site.as_of is None or (line.as_of is not None and line.as_of > site.as_of)
    if line.employees is not None and newer:
        wanted |= {"employees": line.employees, "as_of": line.as_of}
    if line.is_open is not None:
        wanted["closed_on"] = (line.closed or today) if line.is_open is False else None
    if site is None:
        return SitePart(None, wanted["name"], line.p_number, wanted, {}, line.number)
    old = {name: getattr(site, name) for name in wanted}
    changes = _changes(old, wanted)
    if site.closed_on and wanted.get("closed_on"):
        changes.pop("closed_on", None)
    fields = {name: value for name, value in wanted.items() if name in changes}
    return SitePart(site.id, site.name, line.p_number, fields, changes, line.number)


def _match(line: Line, known: KnownCompany | None, taken: set[int], *, alone: bool) -> KnownSite | None:
    """By P-number; else, among our places without one, by name or address; a company with one of each: that one."""
    if known is None:
        return None
    free = [site for site in known.sites if site.id not in taken]
    if line.p_number:
        numbered = next((site for site in free if site.p_number == line.p_number), None)
        if numbered:
            return numbered
        free = [site for site in free if not site.p_number]
    elif not line.has_a_site:
        return None
    names = {_key(line.site or line.name)}
    by_name = [site for site in free if _key(site.name) in names]
    by_place = [site for site in free if line.address and _key(site.address) == _key(line.address)]
    found = by_name or by_place
    if not found and alone and len(known.sites) == 1:
        found = free
    return found[0] if found else None


def _changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, list[Any]]:
    return {name: [_plain(old[name]), _plain(new[name])] for name in new if name in old and old[name] != new[name]}


def _ready(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in fields.items()}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _key(text: str) -> str:
    return " ".join(text.casefold().split())
