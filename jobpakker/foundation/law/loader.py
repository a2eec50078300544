"""Reads `parameters/*.toml` and refuses what cannot be right, naming file, rule and line of thought.

Refused: unknown or missing keys, wrong types, sources that are not listed, a rule in force twice on one day, a hole between two
versions of a rule, an error nobody has read the text of, a rule of integrationsloven for somebody under LAB.
"""

import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import Enum
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any, Never

from jobpakker.foundation.law.model import (
    ALL_GROUPS,
    INTRO_PROGRAM,
    TARGET_GROUPS,
    Book,
    Check,
    Confidence,
    Extension,
    LegalBasis,
    Need,
    Ratio,
    Regime,
    Rule,
    Sector,
    Severity,
    Source,
    StepCode,
    Unit,
)

PERIODS = frozenset({Unit.WEEKS, Unit.MONTHS, Unit.DAYS})
MEASURED = {
    Check.MAX_LENGTH: PERIODS,
    Check.RENEWAL: PERIODS,
    Check.PRIOR_PERIOD: PERIODS,
    Check.HOURS_MAX: frozenset({Unit.HOURS_PER_WEEK}),
    Check.HOURS_LOW: frozenset({Unit.HOURS_PER_WEEK}),
    Check.LEAD_TIME: frozenset({Unit.WORKING_DAYS, Unit.DAYS}),
    Check.LEAD_STEP: frozenset({Unit.WORKING_DAYS}),
}
"""Checks that count with the rule's value, and the units that they can count in."""


class UnreadableLaw(Exception):
    """The law as data cannot be read: a fault of the file, to be mended before the program starts."""

    def __init__(self, file: str, rule: str, why: str) -> None:
        super().__init__(": ".join(part for part in (file, rule, why) if part))
        self.file, self.rule, self.why = file, rule, why


def read(folder: Path) -> Book:
    """All files of the folder: `sources.toml`, `regimes.toml`, and rules in every other one."""
    sources = {row.text("key"): row for row in _rows(folder / "sources.toml", "source", "key")}
    for row in sources.values():
        row.text("title")
        row.done()
    known = frozenset(sources)
    regimes = tuple(_regime(row, known) for row in _rows(folder / "regimes.toml", "regime", "code"))
    rules: list[Rule] = []
    for path in sorted(folder.glob("*.toml")):
        if path.name not in {"sources.toml", "regimes.toml"}:
            rules += [_rule(row, known) for row in _rows(path, "rule", "id")]
    _check_versions(rules)
    _once(folder / "regimes.toml", [regime.code for regime in regimes])
    titles = {key: Source(key=key, title=row.text("title")) for key, row in sources.items()}
    return Book(tuple(rules), regimes, MappingProxyType(titles))


class _Row:
    """One table of a file. Each key is asked for by its type; `done` refuses those that nobody asked for."""

    def __init__(self, file: str, name: str, table: Mapping[str, Any]) -> None:
        self.file, self.name, self._table = file, name, table
        self._asked: set[str] = set()

    def refuse(self, why: str) -> Never:
        raise UnreadableLaw(self.file, self.name, why)

    def done(self) -> None:
        if unknown := sorted(self._table.keys() - self._asked):
            self.refuse(f"unknown key {', '.join(unknown)}")

    def _get(self, key: str, kind: type, *, needed: bool) -> Any:
        self._asked.add(key)
        value = self._table.get(key)
        if value is None:
            if needed:
                self.refuse(f"the key {key} is missing")
            return None
        if type(value) is not kind:  # exactly: True is no number, and a moment is no date
            self.refuse(f"{key} = {value!r} is not a {kind.__name__}")
        return value

    def text(self, key: str, *, empty: bool = False) -> str:
        value: str = self._get(key, str, needed=True)
        if value != value.strip() or "\n" in value or not (value or empty):
            self.refuse(f"{key} must be one line of text")
        return value

    def maybe_text(self, key: str) -> str:
        return self.text(key) if key in self._table else ""

    def day(self, key: str) -> date:
        value: date = self._get(key, date, needed=True)
        return value

    def maybe_day(self, key: str) -> date | None:
        value: date | None = self._get(key, date, needed=False)
        return value

    def number(self, key: str) -> int:
        value = self.maybe_number(key)
        return self.refuse(f"the key {key} is missing") if value is None else value

    def maybe_number(self, key: str) -> int | None:
        value: int | None = self._get(key, int, needed=False)
        if value is not None and not 0 < value <= 1000:
            self.refuse(f"{key} = {value} is not between 1 and 1000")
        return value

    def flag(self, key: str, *, needed: bool = False) -> bool:
        return bool(self._get(key, bool, needed=needed))

    def words(self, key: str, allowed: Iterable[str]) -> tuple[str, ...]:
        values = self._get(key, list, needed=True)
        wrong = [value for value in values if value not in set(allowed)]
        if not values or wrong or len(set(values)) < len(values):
            self.refuse(f"{key} = {values!r}: each must be known and named once")
        return tuple(values)

    def one_of[Word: Enum](self, key: str, read: Callable[[str], Word]) -> Word:
        value = self.text(key)
        try:
            return read(value)
        except (KeyError, ValueError):
            self.refuse(f"{key} = {value!r} is unknown")

    def tables(self, key: str) -> list["_Row"]:
        found = self._get(key, list, needed=False) or []
        if not all(isinstance(table, dict) for table in found):
            self.refuse(f"{key} must be a list of tables")
        return [_Row(self.file, f"{self.name}, {key}", table) for table in found]

    def table(self, key: str) -> "_Row | None":
        found = self._get(key, dict, needed=False)
        return None if found is None else _Row(self.file, f"{self.name}, {key}", found)

    def flags(self, key: str) -> dict[str, bool]:
        found: dict[str, Any] = self._get(key, dict, needed=False) or {}
        if not all(type(value) is bool for value in found.values()):
            self.refuse(f"{key} must say true or false")
        return found


def _rows(path: Path, name: str, key: str) -> list[_Row]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UnreadableLaw(path.name, "", str(error)) from error
    if set(content) != {name} or not isinstance(content[name], list):
        raise UnreadableLaw(path.name, "", f"holds [[{name}]] and nothing else, not {', '.join(content) or 'nothing'}")
    found = []
    for number, table in enumerate(content[name], start=1):
        label = f"{table[key]}" if isinstance(table.get(key), str) else f"{name} number {number}"
        starts = f" from {table['from']}" if isinstance(table.get("from"), date) else ""
        found.append(_Row(path.name, label + starts, table))
    _once(path, [table[key] for table in content[name] if name == "source" and key in table])
    return found


def _once(path: Path, names: list[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise UnreadableLaw(path.name, name, "is written twice")


def _period(row: _Row) -> tuple[date, date | None]:
    starts_on, until = row.day("from"), row.maybe_day("until")
    if until is not None and until <= starts_on:
        row.refuse(f"ends ({until}, half-open) before it begins")
    return starts_on, until


def _regime(row: _Row, sources: frozenset[str]) -> Regime:
    starts_on, until = _period(row)
    regime = Regime(
        code=row.text("code"),
        title=row.text("title"),
        starts_on=starts_on,
        until=until,
        adopted=row.flag("adopted", needed=True),
        confidence=row.one_of("confidence", Confidence),
        source=row.words("source", sources),
        note=row.maybe_text("note"),
    )
    row.done()
    return regime


def _rule(row: _Row, sources: frozenset[str]) -> Rule:
    starts_on, until = _period(row)
    rule = Rule(
        id=row.text("id"),
        title=row.text("title"),
        check=row.one_of("check", Check),
        steps=tuple(StepCode(code) for code in row.words("steps", list(StepCode))),
        target_groups=row.words("target_groups", (*TARGET_GROUPS, ALL_GROUPS)),
        when_job_ready=MappingProxyType(row.flags("when_job_ready")),
        sector=row.one_of("sector", Sector),
        legal_basis=row.one_of("legal_basis", LegalBasis),
        value=row.maybe_number("value"),
        unit=row.one_of("unit", Unit) if row.maybe_text("unit") else None,
        extensions=tuple(_extension(table) for table in row.tables("extensions")),
        ratio=_ratio(row.table("ratio")),
        severity=row.one_of("severity", lambda word: {"info": Severity.INFO, "warning": Severity.WARNING, "error": Severity.ERROR}[word]),
        reference=row.text("reference", empty=True),
        source=row.words("source", sources),
        confidence=row.one_of("confidence", Confidence),
        starts_on=starts_on,
        until=until,
        note=row.maybe_text("note"),
        file=row.file,
    )  # fmt: skip
    row.done()
    if why := _senseless(rule):
        row.refuse(why)
    return rule


def _extension(row: _Row) -> Extension:
    extension = Extension(
        needs=row.one_of("needs", Need), to=row.maybe_number("to"), add=row.maybe_number("add"), repeat=row.flag("repeat")
    )  # fmt: skip
    row.done()
    if (extension.to is None) == (extension.add is None):
        row.refuse("says either to (in all) or add (at a time)")
    if extension.repeat and extension.add is None:
        row.refuse("only what is added can be repeated")
    return extension


def _ratio(row: _Row | None) -> Ratio | None:
    if row is None:
        return None
    ratio = Ratio(
        per=row.number("per"),
        up_to=row.number("up_to"),
        per_above=row.number("per_above"),
        at_least=row.number("at_least"),
        counting=row.text("counting"),
        supported=row.words("supported", (StepCode.PRAKTIK, StepCode.LOENTILSKUD, "nytteindsats")),
    )
    row.done()
    if ratio.counting not in {"full_time", "heads"}:
        row.refuse(f"counting = {ratio.counting!r} is unknown")
    return ratio


def _senseless(rule: Rule) -> str:
    """Why one rule alone cannot be right; empty when it can."""
    units = MEASURED.get(rule.check)
    lengths = [extension.to for extension in rule.extensions if extension.to is not None]
    reasons = {
        "the title is one sentence with a full stop": not rule.title.endswith("."),
        "value and unit belong together": (rule.value is None) != (rule.unit is None),
        f"a rule of {rule.check} needs a value": units is not None and rule.value is None,
        f"{rule.check} cannot count in {rule.unit}": units is not None and rule.unit is not None and rule.unit not in units,
        "a ratio stands where the check is ratio, and nowhere else": (rule.check == Check.RATIO) != (rule.ratio is not None),
        "an extension needs a length to extend": bool(rule.extensions) and rule.check not in {Check.MAX_LENGTH, Check.RENEWAL},
        "an extension is longer than what it extends": any(
            later <= earlier for earlier, later in pairwise([rule.value or 0, *lengths])
        ),
        "only a rule that was read, or is surely known, may be an error": rule.severity == Severity.ERROR
        and rule.confidence not in {Confidence.SEEN, Confidence.SURE},
        "all stands alone": ALL_GROUPS in rule.target_groups and len(rule.target_groups) > 1,
        "integrationsloven is for the introduction programme, and only it": (rule.legal_basis == LegalBasis.INTEGRATIONSLOVEN)
        != (INTRO_PROGRAM in rule.target_groups),
        "when_job_ready names groups of the rule": not set(rule.when_job_ready) <= set(rule.target_groups),
        "a rule of law names its §, as LAB § ? when it was not seen; the method has none": bool(rule.reference)
        == (rule.legal_basis == LegalBasis.METHOD),
    }  # fmt: skip
    return next((why for why, wrong in reasons.items() if wrong), "")


def _check_versions(rules: list[Rule]) -> None:
    """One rule is in force at most once on a day, and without holes from its first version to its last."""
    versions: dict[str, list[Rule]] = defaultdict(list)
    for rule in rules:
        versions[rule.id].append(rule)
    for same in versions.values():
        same.sort(key=lambda rule: rule.starts_on)
        for earlier, later in pairwise(same):
            name = f"{later.id} from {later.starts_on}"
            if earlier.file != later.file:
                raise UnreadableLaw(later.file, name, f"another version stands in {earlier.file}; keep them together")
            if earlier.until is None or earlier.until > later.starts_on:
                ends = earlier.until or "no end"
                raise UnreadableLaw(
                    later.file, name, f"the version from {earlier.starts_on} is still in force ({ends})"
                )
            if earlier.until < later.starts_on:
                why = f"nothing is in force from {earlier.until} until {later.starts_on}"
                raise UnreadableLaw(later.file, name, why)
            if earlier.check != later.check:
                raise UnreadableLaw(later.file, name, f"is checked as {later.check}, before as {earlier.check}")
