#!/usr/bin/env python3
"""How fast the core plans backwards, as ratios measured in one run: `.venv/bin/python benchmarks/planner.py`.

Absolute times belong to the machine; what is promised are ratios, and one bound in milliseconds for a person who waits.
Ends with 1 when a goal is missed.
"""

import sys
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from math import log
from pathlib import Path
from statistics import median

import holidays

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from casework.planning.backward import plan, what_if  # noqa: E402
from casework.planning.periods import Period  # noqa: E402
from casework.planning.steps import Length, LengthUnit, StepKind, StepSpec  # noqa: E402
from jobpakker.foundation.workdays import WorkdayCalendar  # noqa: E402

TODAY, JOB = date(2026, 1, 5), date(2026, 11, 2)
P, K, L = StepKind.VIRKSOMHEDSPRAKTIK, StepKind.COURSE, StepKind.LOENTILSKUD
DAY = timedelta(days=1)
CALENDAR = WorkdayCalendar.danish()
DANISH = holidays.country_holidays("DK")


# The chains ------------------------------------------------------------------------------------------------------------------
def step(number: int, kind: StepKind, length: str, **more: object) -> StepSpec:
    return StepSpec(f"s{number}", kind, Length.parse(length), **more)  # type: ignore[arg-type]


def sessions(count: int, *, days: int = 7, every: int = 14, first: date = date(2026, 2, 2)) -> tuple[Period, ...]:
    """Courses of so many calendar days, one every so many days."""
    return tuple(Period(first + every * n * DAY, first + (every * n + days) * DAY) for n in range(count))


def typical(count: int = 6) -> list[StepSpec]:
    """Praktik, a course with dates of its own, løntilskud: the chain of most inspiration models."""
    return [step(1, P, "4 weeks"), step(2, K, "7 workdays", sessions=sessions(count)), step(3, L, "13 weeks")]


def free() -> list[StepSpec]:
    return [step(1, P, "4 weeks"), step(2, K, "7 workdays"), step(3, L, "13 weeks")]


def stretching() -> list[StepSpec]:
    """A praktik that may stretch to close the gap before the course."""
    return [step(1, P, "4 weeks", shortest=Length.parse("3 weeks"), longest=Length.parse("8 weeks")), *typical()[1:]]


def two_courses() -> list[StepSpec]:
    """As in the stores of a medicine factory: praktik, truck licence, hygiene, løntilskud that may give way by four weeks."""
    return [
        step(1, P, "4 weeks", shortest=Length.parse("3 weeks"), longest=Length.parse("8 weeks")),
        step(2, K, "7 workdays", sessions=sessions(12, days=9)),
        step(3, K, "3 workdays", sessions=sessions(12, days=3, first=date(2026, 2, 9))),
        step(4, L, "13 weeks", shortest=Length.parse("11 weeks"), longest=Length.parse("15 weeks")),
    ]


def chain_of(number: int) -> list[StepSpec]:
    """One course in three, one step in three that may stretch."""
    bounds = {"shortest": Length(2, LengthUnit.WEEKS), "longest": Length(4, LengthUnit.WEEKS)}
    found = []
    for n in range(number):
        if n % 3 == 1:
            found.append(step(n, K, "3 workdays", sessions=sessions(20, days=3, every=14)))
        else:
            found.append(step(n, P, "3 weeks", **(bounds if n % 3 == 2 else {})))
    return found


# A planner that goes day by day -----------------------------------------------------------------------------------------------
type Walked = tuple[date, date, int, int]  # first day, last day, its working days, the dead ones after it


class DayByDay:
    """What one writes first: walk the calendar, ask the holiday library of each day, and try each session.

    Lengths in weeks or working days. It says what the planner says of a step: its days, how many it works, what is lost.
    """

    def works(self, day: date) -> bool:
        return day.weekday() < 5 and day not in DANISH

    def before(self, x: date, length: Length) -> date:
        """The first day of a step of this length before X, one day back at a time, and on to a working day."""
        day, left = x, length.amount if length.unit == LengthUnit.WORKDAYS else 7 * length.amount
        while left:
            day -= DAY
            left -= length.unit != LengthUnit.WORKDAYS or self.works(day)
        while not self.works(day):
            day += DAY
        return day

    def count(self, start: date, until: date) -> int:
        found, day = 0, start
        while day < until:
            found += self.works(day)
            day += DAY
        return found

    def last_before(self, x: date) -> date:
        day = x - DAY
        while not self.works(day):
            day -= DAY
        return day

    def best(self, steps: Sequence[StepSpec], x: date) -> tuple[int, int, int, tuple[Walked, ...]] | None:
        """The fewest dead days, the least deviation, minus the latest first day that goes with them, and the steps."""
        if not steps:
            return 0, 0, -x.toordinal(), ()
        *earlier, last = steps
        found = []
        for start, end, off in self.placements(last, x):
            if start >= TODAY and (rest := self.best(earlier, start)):
                lost = self.count(end + DAY, x)
                walked = (start, end, self.count(start, end + DAY), lost)
                found.append((rest[0] + lost, rest[1] + off, rest[2], (*rest[3], walked)))
        return min(found, default=None)

    def placements(self, step: StepSpec, x: date) -> list[tuple[date, date, int]]:
        if step.sessions:
            return [(p.start, p.until - DAY, 0) for p in step.sessions if p.until <= x]
        end, preferred = self.last_before(x), self.before(x, step.length)
        if step.shortest is None or step.longest is None:
            return [(preferred, end, 0)]
        wanted, found = self.count(preferred, x), []
        day, latest = self.before(x, step.longest), x - timedelta(weeks=step.shortest.amount)
        while day <= latest:
            if self.works(day):
                found.append((day, end, abs(self.count(day, x) - wanted)))
            day += DAY
        return found


# Measuring -------------------------------------------------------------------------------------------------------------------
def seconds(run: Callable[[], object], *, least: float = 0.1) -> float:
    """Of the processor, so that what else the machine does counts less; the median of five rounds long enough to be measured."""
    run()
    times, begun = 0, time.process_time()
    while time.process_time() - begun < least:
        run()
        times += 1
    rounds = []
    for _round in range(5):
        begun = time.process_time()
        for _n in range(times):
            run()
        rounds.append((time.process_time() - begun) / times)
    return median(rounds)


def planned(steps: Sequence[StepSpec], job: date = JOB) -> Callable[[], object]:
    return lambda: plan(steps, job_starts_on=job, today=TODAY, calendar=CALENDAR)


missed: list[str] = []


def line(what: str, figure: str, goal: str = "", *, reached: bool | None = None) -> None:
    if reached is False:
        missed.append(what.strip())
    verdict = "" if reached is None else ("  reached" if reached else "  NOT REACHED")
    print(f"{what:<58}{figure:>16}{('  goal ' + goal) if goal else '':<18}{verdict}")


def speed() -> None:
    print("Plans per second of the core, one chain at a time")
    for name, chain in (
        ("praktik, kursus, løntilskud of free dates", free()),
        ("the same with six course dates", typical()),
        ("the same with a praktik of 3-8 weeks", stretching()),
        ("two courses, praktik and løntilskud that give way", two_courses()),
    ):
        line(f"  {name}", f"{1 / seconds(planned(chain)):,.0f}")


def against_a_loop() -> None:
    print("Against a planner that goes day by day, asks the holiday library and tries each choice")
    loop = DayByDay()
    for name, chain, goal in (
        ("free dates: nothing to choose", free(), 0),
        ("six course dates", typical(), 0),
        ("and a praktik of 3-8 weeks", stretching(), 40),
        ("two courses, praktik and løntilskud that give way", two_courses(), 40),
    ):
        ours = plan(chain, job_starts_on=JOB, today=TODAY, calendar=CALENDAR)
        theirs = loop.best(chain, JOB)
        assert theirs is not None
        assert theirs[0] == ours.dead_days, "the two must agree before they are compared"
        assert theirs[3][0][0] == ours.starts_on, "the two must agree before they are compared"
        ratio = seconds(lambda chain=chain: loop.best(chain, JOB)) / seconds(planned(chain))  # type: ignore[misc]
        if goal:
            line(f"  {name}", f"{ratio:,.1f} ×", f"≥ {goal} ×", reached=ratio >= goal)
        else:
            line(f"  {name}", f"{ratio:,.1f} ×")


def growth() -> None:
    print("Growth: 1 is as fast as the chain, trying every plan would be exponential")
    late = date(2027, 11, 1)
    three, twelve = seconds(planned(chain_of(3), late)), seconds(planned(chain_of(12), late))
    exponent = log(twelve / three, 4)
    line("  12 steps against 3", f"{twelve / three:.1f} ×")
    line("    exponent", f"{exponent:.2f}", "≤ 2", reached=exponent <= 2)
    one = seconds(planned(typical(1)))
    for number in (10, 50):
        chain = typical(number)
        chain[1] = step(2, K, "7 workdays", sessions=sessions(number, every=4))
        ratio = seconds(planned(chain)) / one
        line(f"  {number} sessions against 1", f"{ratio:.1f} ×", f"≤ {number} ×", reached=ratio <= number)


def many_job_dates() -> None:
    print("What if: the same chain for 250 job dates at once")
    days = [JOB + n * DAY for n in range(250)]
    for name, chain in (("six course dates", typical()), ("a praktik of 3-8 weeks", stretching())):
        at_once = seconds(lambda chain=chain: what_if(chain, job_dates=days, today=TODAY, calendar=CALENDAR))  # type: ignore[misc]
        line(f"  {name}", f"{1000 * at_once:.2f} ms", "< 10 ms", reached=at_once < 0.010)
        line("    of one plan after another", f"{250 * seconds(planned(chain)) / at_once:.1f} ×")


def against_a_solver() -> None:
    print("Against OR-tools CP-SAT, at the same optimum")
    try:
        from benchmarks.cp_sat import Chain
    except ImportError:
        line("  not run: ortools is not installed", "", "≥ 50 ×")
        return
    for name, chain in (
        ("six course dates", typical()),
        ("and a praktik of 3-8 weeks", stretching()),
        ("two courses, praktik and løntilskud that give way", two_courses()),
        ("12 steps", chain_of(12)),
    ):
        job = date(2027, 11, 1) if len(chain) > 4 else JOB
        model = Chain(chain, job_starts_on=job, today=TODAY)
        best = model.solve()
        ours = plan(chain, job_starts_on=job, today=TODAY, calendar=CALENDAR)
        assert best is not None
        same = (best.dead_days, best.starts_on) == (ours.dead_days, ours.starts_on)
        assert same, "the two must agree before they are compared"
        of_ours = seconds(planned(chain, job))
        ratio = seconds(model.make_and_solve) / of_ours
        line(f"  {name}", f"{ratio:,.0f} ×", "≥ 50 ×", reached=ratio >= 50)
        line("    solving alone, the model ready-made", f"{seconds(model.solve) / of_ours:,.0f} ×")


if __name__ == "__main__":
    for part in (speed, against_a_loop, growth, many_job_dates, against_a_solver):
        part()
    sys.exit(bool(missed))
