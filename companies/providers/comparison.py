"""A file held against what we know: what is new, what has changed and how, what stands as it did, what is missing (pure).

Nothing is erased by a file: an empty field keeps what we have, and a class that is missing is told of, not removed.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from companies.providers.csv_lines import ONE_DAY, Content, Fault, Line, Problem
from companies.providers.facts import SessionFacts, differences, plain
from companies.providers.titles import key
from jobpakker.foundation.workdays import WorkdayCalendar


@dataclass(frozen=True)
class KnownSession:
    id: int
    public_id: str
    facts: SessionFacts


@dataclass(frozen=True)
class KnownCourse:
    title: str
    amu: str
    days: int


@dataclass(frozen=True)
class New:
    line: int
    facts: SessionFacts


@dataclass(frozen=True)
class Changed:
    line: int
    known: KnownSession
    facts: SessionFacts
    differences: Mapping[str, list[Any]]


@dataclass(frozen=True)
class CourseChange:
    """`old` is None for a course that we did not know."""

    line: int
    course: KnownCourse
    old: KnownCourse | None


@dataclass(kw_only=True)
class Comparison:
    new: list[New] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    unchanged: list[KnownSession] = field(default_factory=list)
    missing: list[KnownSession] = field(default_factory=list)  # ahead, open, among the days of the file, and not in it
    passed: list[int] = field(default_factory=list)  # the lines of classes that have begun
    problems: list[Problem] = field(default_factory=list)
    courses: list[CourseChange] = field(default_factory=list)
    providers: list[str] = field(default_factory=list)  # new ones

    @property
    def changes_anything(self) -> bool:
        return bool(self.new or self.changed or self.courses)

    @property
    def fingerprint(self) -> str:
        """The same only as long as applying it does the same: what is new, changed (from what) or missing."""
        said = {
            "new": [[row.line, _plain(row.facts)] for row in self.new],
            "changed": [[row.known.public_id, _plain(row.known.facts), _plain(row.facts)] for row in self.changed],
            "missing": [row.public_id for row in self.missing],
            "courses": [[_plain(row.course), row.old and _plain(row.old)] for row in self.courses],
            "providers": self.providers,
        }
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _plain(facts: SessionFacts | KnownCourse) -> list[Any]:
    return [plain(value) for value in vars(facts).values()]


def compare(
    content: Content, sessions: Iterable[KnownSession], courses: Iterable[KnownCourse], providers: Iterable[str], *,
    today: date, calendar: WorkdayCalendar,
) -> Comparison:  # fmt: skip
    """`sessions`: at least all those of the providers that the file names; `courses` and `providers` all of the municipality's."""
    return _Comparing(sessions, courses, providers, today, calendar).run(content)


class _Comparing:
    def __init__(
        self, sessions: Iterable[KnownSession], courses: Iterable[KnownCourse], providers: Iterable[str], today: date,
        calendar: WorkdayCalendar,
    ) -> None:  # fmt: skip
        self.today, self.calendar = today, calendar
        self.known = list(sessions)
        self.courses = {key(course.title): course for course in courses}
        self.providers = {key(name): name for name in providers}
        self.by_reference: dict[tuple[str, str], KnownSession] = {}
        self.by_day: dict[tuple[str, str, date], list[KnownSession]] = {}
        for session in self.known:
            facts = session.facts
            if facts.reference:
                self.by_reference[key(facts.provider), facts.reference] = session
            self.by_day.setdefault((key(facts.provider), key(facts.title), facts.starts_on), []).append(session)
        self.found = Comparison()
        self.said: dict[str, _Said] = {}  # of each course
        self.line_of: dict[int, int] = {}  # id of a known session → the line that is it
        self.line_of_new: dict[tuple[Any, ...], int] = {}

    def run(self, content: Content) -> Comparison:
        self.found.problems = list(content.problems)
        for line in content.lines:
            try:
                self._take(line)
            except _Unfit as unfit:
                self.found.problems.append(Problem(line.number, unfit.fault, unfit.facts))
        self.found.courses = list(self._courses())
        self.found.problems.sort(key=lambda problem: problem.line)
        if not self.found.problems:
            self.found.missing = self._missing(content.lines)
        return self.found

    def _take(self, line: Line) -> None:
        if line.starts_on <= self.today:
            self.found.passed.append(line.number)
            return
        provider = self.providers.get(key(line.provider), line.provider)
        old_course, said = self.courses.get(key(line.title)), self.said.get(key(line.title))
        title = old_course.title if old_course else said.title if said else line.title
        if said and said.contradicts(line):
            raise _Unfit(Fault.SAYS_OTHERWISE, line=said.line)
        session = self._match(line, provider, title)
        facts = self._facts(line, provider, title, session)
        if session is not None:
            if session.id in self.line_of:
                raise _Unfit(Fault.REPEATED, line=self.line_of[session.id])
            self.line_of[session.id] = line.number
            if changes := differences(session.facts, facts):
                self.found.changed.append(Changed(line.number, session, facts, changes))
            else:
                self.found.unchanged.append(session)
        else:
            self._is_new(line, facts)
        held = max(1, self.calendar.count(facts.starts_on, facts.until))
        self.said.setdefault(key(title), _Said(title, line.number, held)).add(line)
        if key(provider) not in self.providers:
            self.providers[key(provider)] = provider
            self.found.providers.append(provider)

    def _is_new(self, line: Line, facts: SessionFacts) -> None:
        same: tuple[Any, ...] = (key(facts.provider), facts.reference)
        if not facts.reference:
            same += (key(facts.title), key(facts.place), facts.starts_on)
        if same in self.line_of_new:
            raise _Unfit(Fault.REPEATED, line=self.line_of_new[same])
        self.line_of_new[same] = line.number
        self.found.new.append(New(line.number, facts))

    def _courses(self) -> Iterator[CourseChange]:
        for name, said in self.said.items():
            old = self.courses.get(name)
            days = said.days or (old.days if old else said.held)
            course = KnownCourse(said.title, said.amu or (old.amu if old else ""), days)
            if course != old:
                yield CourseChange(said.line, course, old)

    # The session --------------------------------------------------------------------------------------------------------------
    def _match(self, line: Line, provider: str, title: str) -> KnownSession | None:
        """By the provider's own number when there is one; else by course, first day and place."""
        if line.reference and (found := self.by_reference.get((key(provider), line.reference))):
            return found
        fits = self.by_day.get((key(provider), key(title), line.starts_on), [])
        if line.reference:
            fits = [session for session in fits if not session.facts.reference]
        if line.place is not None:
            fits = [session for session in fits if key(session.facts.place) in {key(line.place), ""}]
            fits = [session for session in fits if session.facts.place] or fits
        if len(fits) > 1:
            raise _Unfit(Fault.AMBIGUOUS)
        return fits[0] if fits else None

    def _facts(self, line: Line, provider: str, title: str, session: KnownSession | None) -> SessionFacts:
        old = session.facts if session else None
        taken = line.taken if line.taken is not None else line.seats - line.free if line.free is not None else None
        if taken is None:
            taken = old.seats_taken if old else 0
        if taken > line.seats:
            raise _Unfit(Fault.OVERBOOKED, seats=line.seats, taken=taken)
        until = line.until
        if until is None:
            same_start = old is not None and old.starts_on == line.starts_on
            until = old.until if old and same_start else self._after_days(line.starts_on, line.days or 1)
        return SessionFacts(
            title=title,
            provider=provider,
            place=line.place if line.place is not None else old.place if old else "",
            starts_on=line.starts_on,
            until=until,
            seats=line.seats,
            seats_taken=taken,
            price_kr=line.price_kr if line.price_kr is not None else old.price_kr if old else None,
            reference=line.reference if line.reference is not None else old.reference if old else "",
            cancelled=line.cancelled if line.cancelled is not None else old.cancelled if old else False,
        )

    def _after_days(self, starts_on: date, days: int) -> date:
        """The day after the last of so many working days, the first day counted whatever it is."""
        return self.calendar.after(starts_on, days - 1) + ONE_DAY

    def _missing(self, lines: Iterable[Line]) -> list[KnownSession]:
        ahead = [line for line in lines if line.starts_on > self.today]
        if not ahead:
            return []
        first, last = min(line.starts_on for line in ahead), max(line.starts_on for line in ahead)
        providers = {key(line.provider) for line in ahead}
        return [
            session
            for session in self.known
            if session.id not in self.line_of
            and key(session.facts.provider) in providers
            and not session.facts.cancelled
            and first <= session.facts.starts_on <= last
        ]


@dataclass
class _Said:
    """What the lines so far say of one course; lines of one file may not contradict each other."""

    title: str
    line: int  # the first that says anything
    held: int  # working days of the first class, for a course whose length nobody tells
    days: int | None = None
    amu: str | None = None

    def contradicts(self, line: Line) -> bool:
        return any(
            told is not None and said is not None and told != said
            for told, said in ((line.days, self.days), (line.amu, self.amu))
        )

    def add(self, line: Line) -> None:
        self.days = line.days if self.days is None else self.days
        self.amu = line.amu if self.amu is None else self.amu


class _Unfit(Exception):  # noqa: N818
    def __init__(self, fault: Fault, **facts: Any) -> None:
        super().__init__(fault)
        self.fault, self.facts = fault, facts
