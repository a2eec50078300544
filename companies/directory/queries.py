"""The list of companies, with what one would ask of each before ringing it; a fixed number of queries, however many they are."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.core.paginator import Page, Paginator
from django.db.models import (
    Case,
    Count,
    DateField,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)  # fmt: skip
from django.db.models.functions import Coalesce, Greatest

from companies.directory import stays
from companies.directory.places import Ratios, in_use, ratios
from companies.kept.models import Fate
from companies.openings.models import JobOpening
from companies.register import queries as register
from companies.register.models import Company, Contact, Worksite
from companies.talks import queries as talks
from companies.talks.models import Talk
from jobpakker.foundation.accounts.models import User

PAGE_SIZE = 50
QUIET = timedelta(days=30)  # who has heard nothing from us for so long is easily forgotten


class Show(StrEnum):
    ALL = ""
    JOBS = "job"
    FREE = "ledige"
    QUIET = "stille"
    NOBODY = "ingen"
    CLOSED = "ophoert"


class Order(StrEnum):
    NAME = ""
    FREE = "ledige"
    JOBS = "job"
    KEPT = "loefter"
    LONGEST_AGO = "laengst"


@dataclass(frozen=True)
class Row:
    company: Company  # with `open_jobs`, `open_places`, `people`, `kept`, `broken`
    last: str
    free: int | None  # praktik and løntilskud; None: nobody has said how many work there


def rows(
    user: User, *, text: str = "", sector: str = "", show: str = "", order: str = "", side: int | None = None, today: date
) -> Page[Row]:  # fmt: skip
    found = register.search(user, text)
    found = found.filter(closed_on__isnull=show != Show.CLOSED) if not text or show else found
    if sector:
        found = found.filter(sector=sector)
    found = _counted(found, user.municipality_id, today)
    page = Paginator(_ordered(_shown(found, show, today), order), PAGE_SIZE).get_page(side)
    last = talks.newest(user.municipality_id, page.object_list, user=user, today=today)
    page.object_list = [
        Row(company, last.get(company.pk, ""), None if company.allowed is None else company.free)
        for company in page.object_list
    ]
    return page


def _counted(found: QuerySet[Company], municipality_id: int, today: date) -> QuerySet[Company]:
    rule, taken = ratios(today), _taken(municipality_id, today)
    jobs = JobOpening.objects.for_municipality(municipality_id).filter(
        company=OuterRef("pk"), state=JobOpening.State.OPEN
    )
    fates = Fate.objects.for_municipality(municipality_id).filter(commitment__opening__company=OuterRef("pk"))
    last = Talk.objects.for_municipality(municipality_id).filter(company=OuterRef("pk"))
    places = Worksite.objects.for_municipality(municipality_id).filter(
        company=OuterRef("pk"), ordinary_employees__isnull=False, closed_on=None
    )
    used = [When(pk=pk, then=Value(n)) for pk, n in taken.items()]
    people = Contact.objects.for_municipality(municipality_id).filter(company=OuterRef("pk"))
    # Each figure is a question of its own, not a join: then only the rows of the page are asked.
    return found.annotate(
        open_jobs=Coalesce(_one(jobs, "company", Count("pk")), 0),
        people=Coalesce(_one(people, "company", Count("pk")), 0),
        open_places=Coalesce(_one(jobs, "company", Sum("places")), 0),
        kept=Coalesce(_one(fates.filter(kind=Fate.Kind.KEPT), "commitment__opening__company", Count("pk")), 0),
        broken=Coalesce(_one(fates.filter(kind=Fate.Kind.BROKEN), "commitment__opening__company", Count("pk")), 0),
        last_on=_one(last, "company", Max("on"), output_field=DateField()),
        allowed=_one(places, "company", Sum(_limit(rule))),
        used=Case(*used, default=0, output_field=IntegerField()) if used else Value(0),
    ).annotate(free=Greatest(Coalesce(F("allowed"), 0) - F("used"), 0))


def _one(rows: QuerySet, group: str, value: Count | Sum | Max, output_field: object = None) -> Subquery:
    summed = rows.order_by().values(group).annotate(asked=value).values("asked")
    return Subquery(summed, output_field=output_field or IntegerField())


def _limit(rule: Ratios) -> Case:
    """`Ratio.limit` in SQL, so that a list can be ordered by it; a test holds the two equal."""
    n, whens = F("ordinary_employees"), []
    for ratio in rule.rules[:1]:
        above = ratio.up_to // ratio.per + (n - ratio.up_to) / ratio.per_above
        whens = [
            When(ordinary_employees__lte=ratio.up_to, then=Greatest(n / ratio.per, Value(ratio.at_least))),
            When(ordinary_employees__gt=ratio.up_to, then=Greatest(above, Value(ratio.at_least))),
        ]
    return Case(*whens, default=Value(0), output_field=IntegerField())


def _taken(municipality_id: int, today: date) -> dict[int, int]:
    """By company, how many of its places are in use today; no place of work takes more than it has."""
    by_site: dict[tuple[int, int], list[stays.Stay]] = {}
    for stay in stays.from_today(municipality_id, today):
        if stay.covers(today):
            by_site.setdefault((stay.company, stay.worksite), []).append(stay)
    if not by_site:
        return {}
    rule = ratios(today)
    sites = Worksite.objects.for_municipality(municipality_id).filter(pk__in=[site for _company, site in by_site])
    employees = dict(sites.filter(closed_on=None).values_list("pk", "ordinary_employees"))
    taken: Counter[int] = Counter()
    for (company, site), there in by_site.items():
        known = employees.get(site)
        limit = rule.limit(known) if known is not None else None
        taken[company] += min(in_use(there, today), limit) if limit is not None else 0
    return taken


def _shown(found: QuerySet[Company], show: str, today: date) -> QuerySet[Company]:
    match show:
        case Show.JOBS:
            return found.filter(open_jobs__gt=0)
        case Show.FREE:
            return found.filter(free__gt=0)
        case Show.QUIET:
            return found.filter(Q(last_on=None) | Q(last_on__lte=today - QUIET))
        case Show.NOBODY:
            return found.filter(people=0)
    return found


def _ordered(found: QuerySet[Company], order: str) -> QuerySet[Company]:
    name = (register.danish_order("name"), "pk")
    match order:
        case Order.FREE:
            return found.order_by("-free", *name)
        case Order.JOBS:
            return found.order_by("-open_places", *name)
        case Order.KEPT:
            return found.order_by("-kept", "broken", *name)
        case Order.LONGEST_AGO:
            return found.order_by(F("last_on").asc(nulls_first=True), *name)
    return found.order_by(*name)
