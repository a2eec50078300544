"""How long before a step something must be done: the method's lead times as the municipality has adjusted them (pure)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from jobpakker.foundation import law
from jobpakker.foundation.law import Check, Rule, Unit
from jobpakker.foundation.workdays import WorkdayCalendar

NOT_BEFORE_THE_STEP = frozenset({"LEAD_MENTOR_RENEW", "LEAD_MAX"})  # counted back from an end that lies within the step


@dataclass(frozen=True)
class Asked:
    """One lead of a kind of step. `days` are in the rule's own unit: working days, and for some calendar days."""

    rule: Rule
    days: int
    holds: bool  # planning lets no step begin before it can be done

    def by(self, starts_on: date, calendar: WorkdayCalendar) -> date:
        """The last day on which it is done in time."""
        if self.rule.unit == Unit.WORKING_DAYS:
            return calendar.before(starts_on, self.days)
        return starts_on - timedelta(days=self.days)


class LeadTimes:
    """`own`: days and whether it holds, by rule, where the municipality has said so. A rule of 0 days is not asked for."""

    def __init__(self, own: Mapping[str, tuple[int, bool]] | None = None) -> None:
        self.own = dict(own or {})
        self._on: dict[date, tuple[Asked, ...]] = {}

    def before(self, kind: str, on: date) -> tuple[Asked, ...]:
        """What is to be done before a step of that kind that begins on that day."""
        return tuple(asked for asked in self.all(on) if kind in asked.rule.steps and asked.days)

    def held(self, kind: str, on: date) -> tuple[Asked, ...]:
        """Those that planning holds to, the longest first."""
        found = [asked for asked in self.before(kind, on) if asked.holds]
        return tuple(sorted(found, key=lambda asked: (-asked.days, asked.rule.id)))

    def all(self, on: date) -> tuple[Asked, ...]:
        """For the page that sets them: those of 0 days too."""
        if on not in self._on:
            self._on[on] = tuple(self._known(on))
        return self._on[on]

    def _known(self, on: date) -> Iterator[Asked]:
        for rule in law.on(on).rules:
            if rule.check in law.LEADS and rule.id not in NOT_BEFORE_THE_STEP:
                days, holds = self.own.get(rule.id, (rule.value or 0, rule.check == Check.LEAD_STEP))
                yield Asked(rule, days, holds and can_hold(rule))


def can_hold(rule: Rule) -> bool:
    """A lane beside the chain moves nothing, and only working days are counted from today."""
    return rule.unit == Unit.WORKING_DAYS and "mentor" not in rule.steps
