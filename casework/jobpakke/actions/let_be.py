"""The holes that a plan has when it is saved are let be: somebody says why, answers for them, and until when.

The dead periods themselves lie in a topic above this one, and come to be when the plan is asked about. So what was said is kept
on the package until then; who watches the periods takes it over (`taken_over`), in the transaction that finds them.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from casework.jobpakke.actions.base import UnableTo, conclude, locked
from casework.jobpakke.events import Kind
from casework.jobpakke.models import Jobpakke
from casework.jobpakke.states import OPEN
from jobpakker.foundation.accounts.models import User

NOTHING = {"let_be_cause": "", "let_be_owner": None, "let_be_until": None, "let_be_by": None}


@transaction.atomic
def let_be(
    *, jobpakke: Jobpakke, cause: str, owner: User, until: date, by: User, at: datetime, today: date
) -> Jobpakke:
    """`until` is half-open. The days still count as dead; nobody is reminded of them before. The same words again change nothing."""
    held = locked(jobpakke)
    if held.state not in OPEN:
        raise UnableTo("package_closed")
    if until <= today:
        raise UnableTo("let_be_over")
    if owner.municipality_id != held.municipality_id or not owner.is_active:
        raise UnableTo("unknown_owner")
    said = {"let_be_cause": cause, "let_be_owner": owner, "let_be_until": until, "let_be_by": by}
    if all(getattr(held, name) == value for name, value in said.items()):
        return held
    _write(held, said)
    conclude(
        held, Kind.LET_BE, by=by, at=at, today=today, cause=cause, owner=str(owner.public_id), owner_name=owner.name,
        until=until.isoformat(),
    )  # fmt: skip
    return held


def taken_over(jobpakke: Jobpakke) -> None:
    """The dead periods have it now, or there are none any more."""
    if jobpakke.let_be_cause:
        _write(jobpakke, NOTHING)


def _write(jobpakke: Jobpakke, values: dict[str, Any]) -> None:
    Jobpakke.objects.for_municipality(jobpakke.municipality_id).filter(pk=jobpakke.pk).update(**values)
    for name, value in values.items():
        setattr(jobpakke, name, value)
