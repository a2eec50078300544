"""Who was last in touch with a company, and whether it would be too soon for another of us to ring."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from companies.register.models import Company
from companies.talks import wording
from companies.talks.models import Talk
from jobpakker.foundation.accounts.models import User

# So many calendar days a company is left in peace by the rest of us, today counted: one week.
REST = timedelta(days=7)
SHOWN, MOST_READ = 10, 30


@dataclass(frozen=True)
class Line:
    talk: Talk
    sentence: str
    may_take_back: bool


@dataclass(frozen=True)
class Lately:
    """The newest contact, and the one that speaks against ringing today."""

    last: str  # a sentence; empty when nobody ever was in touch
    warning: str  # a sentence; empty when there is nothing to warn of
    colleague: User | None


def lately(company: Company, *, user: User, today: date) -> Lately:
    """One query. A colleague of any team counts; one's own contacts, and what the company did itself, warn of nothing."""
    rows = list(_rows(company)[:MOST_READ])
    if not rows:
        return Lately("", "", None)
    other = next((talk for talk in rows if talk.by_id not in {None, user.pk} and talk.on > today - REST), None)
    warning = wording.warning(other, today=today) if other else ""
    return Lately(wording.sentence(rows[0], user=user, today=today), warning, other.by if other else None)


def newest(municipality_id: int, companies: Iterable[Company], *, user: User, today: date) -> dict[int, str]:
    """By company, what was last; one query for a whole list."""
    rows = Talk.objects.for_municipality(municipality_id).filter(company__in=[company.pk for company in companies])
    latest = rows.order_by("company", "-on", "-written_at").distinct("company").select_related("by")
    return {talk.company_id: wording.sentence(talk, user=user, today=today) for talk in latest}


def history(company: Company, *, user: User, today: date) -> list[Line]:
    """The newest first."""
    return [
        Line(
            talk,
            wording.sentence(talk, user=user, today=today),
            talk.kind == Talk.Kind.TALKED and talk.by_id == user.pk,
        )
        for talk in _rows(company)[:SHOWN]
    ]


def _rows(company: Company) -> QuerySet[Talk]:
    rows = Talk.objects.for_municipality(company.municipality_id).filter(company=company)
    return rows.select_related("by").order_by("-on", "-written_at", "-pk")
