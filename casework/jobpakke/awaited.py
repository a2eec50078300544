"""What a row of the builder waits for: by when it must be done, the button that says it is, and what is too late."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from casework.jobpakke import draft as drafts
from casework.jobpakke import leads
from casework.jobpakke.leads import Lead
from casework.jobpakke.rows import LeadView
from casework.jobpakke.wanted import LeadStep, WantedStep
from casework.rules.lead_times import LeadTimes
from jobpakker.foundation.ui import dates
from jobpakker.foundation.workdays import WorkdayCalendar


class Awaited:
    """`heard`: the employees' representative has answered about the terms that hold."""

    def __init__(self, times: LeadTimes, heard: bool, *, today: date, calendar: WorkdayCalendar) -> None:
        self.times, self.heard, self.today, self.calendar = times, heard, today, calendar
        self._found: dict[
            tuple[int, date], Sequence[Lead]
        ] = {}  # a row is asked for its days by each piece of the page

    def _before(self, wanted: WantedStep, starts_on: date) -> Sequence[Lead]:
        key = id(wanted), starts_on
        if key not in self._found:
            self._found[key] = leads.before(
                wanted.kind, starts_on, today=self.today, calendar=self.calendar, heard=self.heard, times=self.times,
                own=wanted.own_lead, done=[lead.rule for lead in wanted.leads if lead.done],
            )  # fmt: skip
        return self._found[key]

    def row(self, index: int, wanted: WantedStep, starts_on: date | None) -> dict[str, Any]:
        """The leads that planning holds to, with their days where the row has one; how long they take in all as a hint."""
        if wanted.begun is not None:
            return {}
        known = {lead.rule: lead for lead in self._before(wanted, starts_on)} if starts_on else {}
        longest = max((lead.days for lead in wanted.leads), default=0)
        shown = [one for one in wanted.leads if one.rule in leads.NOUNS and (one.days or one.done)]
        return {
            "leads": [self._lead(index, wanted, one, known.get(one.rule)) for one in shown],
            "lead_hint": dates.length(longest, "working_days") if longest else "",
        }

    def _lead(self, index: int, wanted: WantedStep, lead: LeadStep, known: Lead | None) -> LeadView:
        place = f"{drafts.prefix(index)}-{lead.rule}"
        if lead.done:
            said = str(leads.DONE[lead.rule])
            return LeadView(place, said, True, False, f"undone:{index}:{lead.rule}", _("Alligevel ikke"))
        noun, takes = str(leads.NOUNS[lead.rule]), dates.length(lead.days, "working_days")
        text = _("{noun}: tager {days}").format(noun=noun, days=takes)
        if known is not None:
            text = _("{noun}: senest {day}").format(noun=noun, day=dates.show(known.by))
        late = known is not None and known.late
        # A seat is booked in one class: its days stand fast from now on.
        # A course that follows the chain beside it has no days of its own that could stand fast.
        its_own = known is not None and not (wanted.beside and not wanted.dates)
        verb = "booked" if lead.rule == leads.SEAT and its_own else "done"
        return LeadView(place, text, False, late, f"{verb}:{index}:{lead.rule}", str(leads.DONE[lead.rule]))

    def late(self, wanted: WantedStep, starts_on: date) -> dict[str, Any]:
        """What should have been done before today for the step to begin then."""
        late = leads.too_late(self._before(wanted, starts_on))
        if not late:
            return {}
        days = self.calendar.count(self.today, starts_on)
        text = _("Trinnet begynder i dag. Tjek, at det er gjort:")
        if days:
            text = _("Trinnet begynder om {days}. Tjek, at det er gjort:").format(
                days=dates.length(days, "working_days")
            )
        return {"late": [lead.sentence for lead in late], "late_text": text}

    def longest(self, wanted: WantedStep, starts_on: date) -> tuple[date, str] | None:
        """The longest of what is not done yet, as the picture shows it before the step."""
        waits_for = wanted.waits_for if wanted.begun is None else None
        if waits_for is None:
            return None
        found = next((lead for lead in self._before(wanted, starts_on) if lead.rule == waits_for.rule), None)
        return (found.by, found.short) if found else None
