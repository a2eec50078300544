"""What the pages of the register read: rows of one's own municipality only, in a fixed number of queries."""

from typing import Any
from uuid import UUID

from django.db.models import Exists, Func, OuterRef, Prefetch, Q, QuerySet, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Collate, Lower, Replace
from django.http import Http404

from companies.register.models import Company, Contact, Worksite
from jobpakker.foundation.accounts.models import User


def danish_order(field: str) -> Combinable:
    """a … z, æ, ø, å with "aa" among the å's, whatever collation the server has (many have no Danish one)."""
    lowered = Replace(Lower(field), Value("aa"), Value("å"))
    letters = Func(lowered, Value("æäøöåü"), Value("{{||}y"), function="translate", output_field=TextField())
    return Collate(letters, "C")


def companies_of(user: User) -> QuerySet[Company]:
    return Company.objects.for_municipality(user.municipality_id)


def search(user: User, text: str) -> QuerySet[Company]:
    """By name, CVR number, or the name or P-number of a place of work."""
    found = companies_of(user)
    if text:
        digits = text.replace(" ", "").upper().removeprefix("DK")
        place = Worksite.objects.for_municipality(user.municipality_id).filter(company=OuterRef("pk"))
        numbered = Q(cvr__startswith=digits) if digits.isdecimal() else Q()
        matching = (
            Q(name__icontains=text) | numbered | Exists(place.filter(Q(name__icontains=text) | Q(p_number=digits)))
        )
        found = found.filter(matching)
    return found


def company(user: User, public_id: UUID) -> Company:
    found = companies_of(user).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def company_with_all(user: User, public_id: UUID) -> Company:
    """With `places`, `people`, and `jobs` (each with its commitments): what the company's page shows."""
    found = (
        companies_of(user)
        .filter(public_id=public_id)
        .prefetch_related(
            Prefetch("worksites", _own(Worksite, user).order_by(danish_order("name"), "pk"), to_attr="places"),
            Prefetch("contacts", _own(Contact, user).order_by(danish_order("name"), "pk"), to_attr="people"),
            # Jobs and commitments lie above the register; they are reached through the rows alone.
            "openings__contact",
            "openings__rungs",
            "openings__commitments__contact",
            "openings__commitments__versions",
            "openings__commitments__fate",
        )
        .first()
    )
    if found is None:
        raise Http404
    found.jobs = sorted(found.openings.all(), key=lambda job: (job.starts_on, job.pk), reverse=True)
    return found


def contact(user: User, public_id: UUID) -> Contact:
    return _one(_own(Contact, user).select_related("company"), public_id)


def worksite(user: User, public_id: UUID) -> Worksite:
    return _one(_own(Worksite, user).select_related("company"), public_id)


def with_cvr(municipality_id: int, cvr: str) -> Company | None:
    return Company.objects.for_municipality(municipality_id).filter(cvr=cvr).first()


def named(municipality_id: int, text: str) -> list[Company]:
    """The companies that somebody who writes this may mean: exactly so named first, else all that hold the words."""
    rows = Company.objects.for_municipality(municipality_id)
    return list(rows.filter(name__iexact=text)[:2]) or list(rows.filter(name__icontains=text).order_by("name")[:6])


def names(municipality_id: int) -> QuerySet[Company, Any]:
    """Name and CVR number of every company that has not closed, for the field that suggests while one writes."""
    rows = Company.objects.for_municipality(municipality_id).filter(closed_on=None)
    return rows.order_by(danish_order("name"), "pk").values("name", "cvr")


def _own(model: Any, user: User) -> Any:
    return model.objects.for_municipality(user.municipality_id)


def _one(rows: Any, public_id: UUID) -> Any:
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found
