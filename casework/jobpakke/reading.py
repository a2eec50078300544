"""From what was typed in the builder to what is wanted, with a sentence beside each field that cannot be read."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from casework.jobpakke import draft as drafts
from casework.jobpakke import lanes, leads, timeline
from casework.jobpakke.draft import Draft
from casework.jobpakke.forms import OWN, PlanForm, StepForm
from casework.jobpakke.models import Step
from casework.jobpakke.wanted import LeadStep, Wanted, WantedStep
from casework.planning.steps import JOB, StepKind
from casework.rules.lead_times import LeadTimes
from companies.register.models import Contact
from jobpakker.foundation.workdays import WorkdayCalendar

ROW_FIELDS = ("kind", "title", "length", "dates", "place", "hours", "lead", "to")
HEAD_FIELDS = ("job_starts_on", "company_took_part_on", "mentor_name", "conditions", "reason")


@dataclass(frozen=True)
class Trouble:
    """One field that cannot be read: its id on the page, where it stands, and what to write instead."""

    id: str
    where: str
    sentence: str


class Reading:
    """The forms of one draft. `wanted` is None while anything in it cannot be read."""

    def __init__(
        self, draft: Draft, *, today: date, calendar: WorkdayCalendar, contacts: Sequence[Contact], steps: Iterable[Step] = (),
        lead_times: LeadTimes | None = None, heard: bool = False,
    ) -> None:  # fmt: skip
        """`heard`: the employees' representative has answered about the terms that hold."""
        self.heard = [leads.REPRESENTATIVE] if heard else []
        self.draft, self.today, self.lead_times = draft, today, lead_times or LeadTimes()
        data = draft.as_data()
        self.head = PlanForm(data, today=today, contacts=contacts)
        begun = {str(step.public_id): timeline.begun(step) for step in steps}
        self.rows: list[StepForm] = []
        first: StepForm | None = None
        for index, row in enumerate(draft.rows):
            beside = lanes.is_lane(row)
            form = StepForm(
                data, prefix=drafts.prefix(index), today=today, calendar=calendar, begun=begun.get(row["id"]),
                like=None if beside else first,
            )  # fmt: skip
            first = first if beside else first or form
            self.rows.append(form)

    @cached_property
    def wanted(self) -> Wanted | None:
        if not all([self.head.is_valid(), *(row.is_valid() for row in self.rows)]):
            return None
        head = self.head.cleaned_data
        return Wanted(
            job_starts_on=head["job_starts_on"],
            steps=tuple(self._wanted(row) for row in self.rows),
            mentor_name=head["mentor_name"],
            conditions=head["conditions"],
            company_took_part_on=head["company_took_part_on"],
            last_employed_here=head["last_employed_here"],
            net_increase=head["net_increase"],
        )

    def _wanted(self, row: StepForm) -> WantedStep:
        data = row.cleaned_data
        kind = StepKind(data["kind"])
        length = row.begun.length if row.begun and row.begun.over else data["length"]
        return WantedStep(
            kind=kind, beside=row.beside, length=length, title=data["title"], place=data["place"], dates=data["dates"],
            at_the_company=data["at_the_company"], id=data["id"], begun=row.begun, weekly_hours=data["hours"], own_lead=data["lead"],
            leads=() if row.begun else self._leads(kind, data), **self._span(row),
        )  # fmt: skip

    def _leads(self, kind: StepKind, data: dict[str, Any]) -> tuple[LeadStep, ...]:
        done, own = [*data["leads"].split(), *self.heard], data["lead"]
        return tuple(
            LeadStep(asked.rule.id, asked.days if own is None else own, asked.rule.id in done)
            for asked in self.lead_times.held(kind, self.today)
        )

    def _span(self, row: StepForm) -> dict[str, Any]:
        """A lane that names what is no step of the chain goes beside the whole of it."""
        if not row.beside:
            return {}
        data = row.cleaned_data
        chain = [str(index) for index, row in enumerate(self.draft.rows) if not lanes.is_lane(row)]
        begins, ends = ((int(data[name]) if data[name] in chain else None) for name in ("from", "to"))
        own = data["kind"] == StepKind.COURSE and (data["to"] == OWN or bool(data["dates"].periods))
        return {"begins_with": begins, "begins_with_job": data["from"] == JOB, "ends_with": ends, "own_length": own}

    @property
    def typed(self) -> dict[str, Any]:
        """What can be read of the head, whatever cannot."""
        self.head.is_valid()
        return self.head.cleaned_data

    @property
    def contact(self) -> Contact | None:
        return self.typed.get("contact")

    @property
    def reason(self) -> str:
        return str(self.typed.get("reason", ""))

    @property
    def version(self) -> int | None:
        return self.typed.get("version")

    @property
    def key(self) -> UUID | None:
        try:
            return UUID(self.draft.head["key"])
        except ValueError:
            return None

    # What cannot be read ------------------------------------------------------------------------------------------------------
    def head_error(self, field: str) -> str:
        return _first(self.head, field)

    def row_errors(self, index: int) -> dict[str, str]:
        return {field: _first(self.rows[index], field) for field in ROW_FIELDS}

    @cached_property
    def troubles(self) -> list[Trouble]:
        return list(self._troubles())

    def _troubles(self) -> Iterator[Trouble]:
        for field in (*HEAD_FIELDS, "contact", "version"):
            if sentence := self.head_error(field):
                yield Trouble(field, str(self.head.fields[field].label or ""), sentence)
        for index, row in enumerate(self.rows):
            for field, sentence in self.row_errors(index).items():
                if sentence:
                    where = _("Trin {n}, {field}").format(n=index + 1, field=str(row.fields[field].label).lower())
                    yield Trouble(f"{drafts.prefix(index)}-{field}", where, sentence)


def _first(form: PlanForm | StepForm, field: str) -> str:
    errors = form.errors.get(field)
    return str(errors[0]) if errors else ""
