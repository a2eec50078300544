"""What the pages read about inspiration models: those of one's own municipality, in a fixed number of queries."""

import re
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.http import Http404

from casework.blueprints.catalogue import ModelStep
from casework.blueprints.lengths import LengthRange
from casework.blueprints.models import Blueprint, BlueprintStep
from casework.planning.steps import Length, LengthUnit, StepKind
from jobpakker.foundation.accounts.models import User

OWN = "E"  # the municipality's own are E01, E02 …; those of the catalogue are T01 …
# Of a step, the same in the catalogue as in a row.
AS_IT_IS = (
    "at_the_company", "beside", "weekly_hours", "begins_with", "begins_with_job", "ends_with", "own_length",
)  # fmt: skip
# Only to tell about how long a chain is, before there is a calendar to count in.
WEEKS = {LengthUnit.DAYS: 1 / 7, LengthUnit.WORKDAYS: 1 / 5, LengthUnit.WEEKS: 1.0, LengthUnit.MONTHS: 52 / 12}


def listed(user: User, *, branch: str = "") -> QuerySet[Blueprint]:
    """Each with `walk`: its steps in the order walked, lanes last. The municipality's own come first."""
    rows = Blueprint.objects.for_municipality(user.municipality_id)
    if branch:
        rows = rows.filter(branch=branch)
    steps = BlueprintStep.objects.for_municipality(user.municipality_id).order_by("position")
    return rows.prefetch_related(Prefetch("steps", steps, to_attr="walk")).order_by("code", "pk")


def branches(user: User) -> list[str]:
    rows = Blueprint.objects.for_municipality(user.municipality_id).exclude(branch="")
    return list(rows.order_by("branch").values_list("branch", flat=True).distinct())


def blueprint(user: User, public_id: UUID) -> Blueprint:
    """With `walk`. What is not there and what is another municipality's look alike."""
    found = listed(user).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def steps(blueprint: Blueprint) -> list[BlueprintStep]:
    rows = BlueprintStep.objects.for_municipality(blueprint.municipality_id).filter(blueprint=blueprint)
    return list(rows.order_by("position"))


def values(blueprint: Blueprint) -> tuple[ModelStep, ...]:
    return tuple(
        ModelStep(StepKind(step.kind), step.title, length_of(step), **{name: getattr(step, name) for name in AS_IT_IS})
        for step in steps(blueprint)
    )


def length_of(step: BlueprintStep) -> LengthRange:
    preferred = Length(step.length_amount, LengthUnit(step.length_unit))
    return LengthRange(preferred, step.shortest_amount, step.longest_amount)


def weeks(walk: list[BlueprintStep]) -> int:
    """About how many weeks from the first day to the job, with no dead day between; lanes go beside."""
    chain = (step for step in walk if not step.beside)
    return round(sum(step.length_amount * WEEKS[LengthUnit(step.length_unit)] for step in chain))


def next_own_code(municipality_id: int) -> str:
    """Only safe while the municipality is held: see `actions.copy`."""
    codes = Blueprint.objects.for_municipality(municipality_id).values_list("code", flat=True)
    taken = [int(match[1]) for code in codes if (match := re.fullmatch(rf"{OWN}(\d+)", code))]
    return f"{OWN}{max(taken, default=0) + 1:02}"
