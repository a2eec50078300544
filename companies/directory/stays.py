"""Who comes to which place of work and when, read from the promises that companies have confirmed. One query."""

from datetime import date, timedelta

from django.db.models import F, Q, QuerySet

from companies.commitments.models import CommitmentVersion
from companies.commitments.states import CommitmentState
from companies.directory.places import SUPPORTED, Stay

# A promise that is asked anew, after a change of plan, still holds the place that its last confirmed version gave.
STANDING = (CommitmentState.REQUESTED, CommitmentState.CONFIRMED, CommitmentState.CHANGE_PROPOSED)


def of_company(municipality_id: int, company_id: int) -> list[Stay]:
    return _read(_confirmed(municipality_id).filter(commitment__opening__company=company_id))


def from_today(municipality_id: int, today: date) -> list[Stay]:
    """Of every company, those that may not be over: what was promised for a job that has begun is over."""
    return _read(_confirmed(municipality_id).filter(terms__job_starts_on__gt=today.isoformat()))


def _confirmed(municipality_id: int) -> QuerySet[CommitmentVersion]:
    rows = CommitmentVersion.objects.for_municipality(municipality_id).filter(
        Q(answer=CommitmentState.CONFIRMED), commitment__state__in=STANDING
    )
    newest = rows.order_by("commitment", "-number").distinct("commitment")
    return newest.annotate(company=F("commitment__opening__company"), worksite=F("commitment__opening__worksite"))


def _read(rows: QuerySet[CommitmentVersion]) -> list[Stay]:
    found = []
    for company, worksite, terms in rows.values_list("company", "worksite", "terms"):
        for step in terms["steps"]:
            if step["kind"] in SUPPORTED and step["at_the_company"]:
                until = date.fromisoformat(step["ends_on"]) + timedelta(days=1)
                found.append(Stay(company, worksite, step["kind"], date.fromisoformat(step["starts_on"]), until))
    return found
