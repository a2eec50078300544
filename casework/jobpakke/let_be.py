"""What is said of the gaps that a plan keeps, read from the builder's fields gap by gap: why, who answers for it, until when.

It is said of the gap between two rows, wherever that comes to lie. Of a gap that the plan does not have nothing is read: what
was written waits in its fields, and is left out when the plan is saved.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from casework.jobpakke import actions, timeline
from casework.jobpakke import draft as drafts
from casework.jobpakke.actions import Said, UnableTo
from casework.jobpakke.actions.base import live_steps
from casework.jobpakke.draft import Draft
from casework.jobpakke.models import Jobpakke
from casework.planning.periods import ONE_DAY
from casework.planning.steps import JOB, PlannedGap
from jobpakker.foundation.accounts.models import User
from jobpakker.foundation.ui.forms import DanishDateField, DKFDSForm

FIELDS = ("let_cause", "let_owner", "let_until")
MISSING = "missing"


def gap_causes() -> list[tuple[str, Any]]:
    """Of the dead periods, which lie in a topic above this one; that nobody knows is none."""
    flags = Jobpakke._meta.get_field("dead_periods").related_model
    return [choice for choice in flags._meta.get_field("cause").choices if choice[0] != "unknown"]  # type: ignore[union-attr]


class LetBeForm(DKFDSForm):
    """One gap is let be with a cause and an end, or not at all."""

    submit_label = ""

    let_cause = forms.ChoiceField(label=_("Hvorfor hullet er der"), required=False)
    let_owner = forms.UUIDField(label=_("Hvem har ansvaret"), required=False)
    let_until = DanishDateField(label=_("Til og med"), required=False, help_text="")

    def __init__(self, gap: PlannedGap, row: Mapping[str, str], *, today: date) -> None:
        self.gap, self.today = gap, today
        self.place = drafts.prefix(int(gap.after))
        super().__init__({f"{self.place}-{name}": row[name] for name in FIELDS}, prefix=self.place, today=today)
        self.fields["let_cause"].choices = [("", _("Vælg")), *gap_causes()]

    def clean_let_until(self) -> date | None:
        day = self.cleaned_data["let_until"]
        if day and day < self.today:
            raise ValidationError(_("Dagen er gået. Vælg i dag eller en dag, der kommer."), code="past")
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("let_until") and not data.get("let_cause") and "let_cause" in data:
            self.add_error("let_cause", ValidationError(_("Skriv, hvorfor hullet er der."), code=MISSING))
        if data.get("let_cause") and not data.get("let_until") and "let_until" in data:
            missing = ValidationError(_("Skriv, hvor længe hullet får lov at være."), code=MISSING)
            self.add_error("let_until", missing)
        return data

    def sentence(self, name: str, *, saving: bool) -> str:
        """What is wrong with a field. What is only missing may still come, until the plan is to be saved."""
        found = self.errors.as_data().get(name, ())
        return next((str(error.messages[0]) for error in found if saving or error.code != MISSING), "")


def is_said(row: Mapping[str, str]) -> bool:
    """Something is written. The owner is chosen beforehand, and says nothing alone."""
    return bool(row["let_cause"] or row["let_until"])


def read(draft: Draft, gaps: Iterable[PlannedGap], *, today: date) -> dict[str, LetBeForm]:
    """By the row before each gap: those of which something is written."""
    rows = {gap.after: (gap, draft.rows[int(gap.after)]) for gap in gaps}
    return {after: LetBeForm(gap, row, today=today) for after, (gap, row) in rows.items() if is_said(row)}


def keep(
    saved: Jobpakke, read: Iterable[LetBeForm], *, owners: Iterable[User], by: User, at: datetime, today: date
) -> None:
    """Inside the transaction that saved the plan: its steps stand in the order of the rows."""
    known = {owner.public_id: owner for owner in owners}
    answers = list(read)
    steps = {step.position: step for step in timeline.in_plan(live_steps(saved))} if answers else {}
    said = []
    for answer in answers:
        data, gap = answer.cleaned_data, answer.gap
        owner = known.get(data["let_owner"]) if data["let_owner"] else by
        if owner is None:
            raise UnableTo("unknown_owner")
        before = None if gap.before == JOB else steps[int(gap.before)]
        until = data["let_until"] + ONE_DAY
        said.append(Said(steps[int(gap.after)], before, cause=data["let_cause"], owner=owner, until=until))
    actions.let_be(jobpakke=saved, said=said, by=by, at=at, today=today)
