"""For which kinds of jobs hands are missing, as the newest half-year says that we have. One query for any number of jobs."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet, Subquery
from django.utils.translation import gettext as _

from companies.balance.lines import key
from companies.balance.models import SHORT, Area, Balance, Level


@dataclass(frozen=True)
class Shortage:
    disco: str
    title: str
    level: str
    area: str
    period: str
    source: str

    @property
    def label(self) -> str:
        """Short enough for a mark on a telephone."""
        return _("omfattende mangel") if self.level == Level.GREAT_SHORTAGE else str(Level(self.level).label)

    @property
    def told_by(self) -> str:
        """Source, area and period: what makes it something to rely on."""
        return _("{title}, {area}, {period}. Kilde: {source}").format(
            title=self.title, area=Area(self.area).label, period=period(self.period), source=self.source
        )


@dataclass(frozen=True)
class Shortages:
    by_code: dict[str, list[Shortage]] = field(default_factory=dict)

    def of(self, title: str, code: str) -> Shortage | None:
        """That of the very title, else the greatest of its kind of job."""
        found = self.by_code.get(code, [])
        same = (shortage for shortage in found if key(shortage.title) == key(title))
        return next(same, found[0] if found else None)

    @property
    def codes(self) -> list[str]:
        return sorted(self.by_code)


def newest(municipality_id: int) -> QuerySet[Balance]:
    """The rows of the newest half-year, by title. A municipality lies in one area: that of the file which last had something
    new. What was fetched for another by mistake is never mixed in.
    """
    rows = Balance.objects.for_municipality(municipality_id)
    ours = rows.filter(area=Subquery(rows.order_by("-pk").values("area")[:1]))
    return ours.filter(period=Subquery(ours.order_by("-period").values("period")[:1])).order_by("title", "pk")


def shortages(municipality_id: int) -> Shortages:
    rows = sorted(newest(municipality_id).filter(level__in=SHORT), key=lambda row: list(SHORT).index(Level(row.level)))
    found: dict[str, list[Shortage]] = {}
    for row in rows:
        made = Shortage(row.disco, row.title, row.level, row.area, row.period, row.source)
        found.setdefault(row.disco, []).append(made)
    return Shortages(found)


def period(text: str) -> str:
    """2026H2 as a Dane says it."""
    return _("{half}. halvår {year}").format(half=text[-1], year=text[:4])


def areas(rows: Iterable[Balance]) -> str:
    return ", ".join(dict.fromkeys(str(Area(row.area).label) for row in rows))
