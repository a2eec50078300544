"""All that we know of one company, for its page: size and places, promises kept and broken, contacts, jobs and its own words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from companies.commitments.models import CommitmentVersion
from companies.commitments.states import CommitmentState
from companies.directory import places, stays
from companies.directory.places import Ratios, Stay
from companies.kept.models import Fate
from companies.ladder import queries as ladder
from companies.ladder.models import CompanyWord
from companies.register.models import Company, Worksite
from jobpakker.foundation.ui import charts, dates

BACK, AHEAD = 6, 6  # months of the chart, today's between them
WORDS = 6


# Places -----------------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Site:
    """One place of work, in figures and in words."""

    worksite: Worksite
    limit: int | None  # None: nobody has said how many work there
    used: int
    free_on: date | None  # when all are taken: the next day with a free one
    overfull_on: date | None
    stale: bool  # the figure of employees is more than a year old

    @property
    def free(self) -> int:
        return max(0, (self.limit or 0) - self.used)

    @property
    def sentence(self) -> str:
        if self.worksite.closed_on:
            return _("Ophørt {day}.").format(day=dates.show(self.worksite.closed_on))
        used = ngettext("{n} plads er i brug", "{n} pladser er i brug", self.used).format(n=self.used)
        if self.limit is None:
            return _("Spørg, hvor mange der er ansat: så kan vi regne ud, hvor mange pladser der er. {used}.").format(
                used=used
            )
        allowed = ngettext(
            "Plads til {n} i praktik eller løntilskud", "Plads til {n} i praktik eller løntilskud", self.limit
        )
        return _("{allowed}. {used}, {free} ledige nu.").format(
            allowed=allowed.format(n=self.limit), used=used, free=self.free
        )

    @property
    def ahead(self) -> str:
        if self.limit is not None and self.overfull_on:
            return _("Fra {day} er der aftalt flere, end forholdet tillader.").format(day=dates.show(self.overfull_on))
        if self.free_on:
            return _("Næste plads bliver ledig {day}.").format(day=dates.show(self.free_on))
        return ""


def sites(company: Any, there: Sequence[Stay], *, today: date) -> list[Site]:
    """`company` comes with `places`."""
    rule = places.ratios(today)
    return [_site(row, [stay for stay in there if stay.worksite == row.pk], rule, today) for row in company.places]


def _site(row: Worksite, there: Sequence[Stay], rule: Ratios, today: date) -> Site:
    limit = rule.limit(row.ordinary_employees) if row.ordinary_employees is not None else None
    return Site(
        worksite=row,
        limit=limit,
        used=places.in_use(there, today),
        free_on=places.next_free_on(there, limit, today) if limit is not None else None,
        overfull_on=places.overfull_on(there, limit, today) if limit is not None else None,
        stale=row.employees_as_of is not None and today - row.employees_as_of > places.STALE,
    )


def over_time(found: Sequence[Site], there: Sequence[Stay], *, today: date) -> charts.Columns | None:
    """The most places in use, and the fewest free, in each month; nothing to draw when nobody comes and nothing is known."""
    allowed = sum(site.limit or 0 for site in found if not site.worksite.closed_on)
    if not there and not allowed:
        return None
    firsts = places.months(today, back=BACK, ahead=AHEAD)
    used = [places.peak(there, start, until) for start, until in zip(firsts, firsts[1:], strict=False)]
    return charts.columns(
        [dates.month(start, short=True) for start in firsts[:-1]],
        [
            charts.Series(label=_("I brug"), values=used, css="series-1"),
            charts.Series(label=_("Ledige"), values=[max(0, allowed - n) for n in used], css="series-2"),
        ],
        title=_("Pladser i praktik og løntilskud, måned for måned"), heading=_("Måned"),
        summary=_("Højst i brug på én dag i måneden, og hvad der så er tilbage af {n} tilladte.").format(n=allowed),
    )  # fmt: skip


# Promises ---------------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Record:
    kept: int
    broken: int
    lapsed: int
    standing: int  # confirmed, and not come to an end
    waiting: int  # asked, and not answered
    answers: int
    days: float | None  # from question to answer, calendar days, the middle one

    @property
    def sentences(self) -> list[str]:
        found = []
        if self.kept + self.broken:
            found.append(
                _("Har holdt {kept} af {all} løfter om ansættelse.").format(kept=self.kept, all=self.kept + self.broken)
            )
        if self.lapsed:
            sentence = ngettext(
                "{n} løfte faldt bort, uden at det var virksomhedens skyld.",
                "{n} løfter faldt bort, uden at det var virksomhedens skyld.", self.lapsed,
            )  # fmt: skip
            found.append(sentence.format(n=self.lapsed))
        if self.standing:
            sentence = ngettext("{n} løfte står ved magt.", "{n} løfter står ved magt.", self.standing)
            found.append(sentence.format(n=self.standing))
        if self.waiting:
            sentence = ngettext("{n} tilsagn venter på svar.", "{n} tilsagn venter på svar.", self.waiting)
            found.append(sentence.format(n=self.waiting))
        if self.days is not None:
            found.append(self._answers())
        return found or [_("Har ikke lovet noget endnu.")]

    def _answers(self) -> str:
        within = dates.length(max(1, round(self.days or 0)), "days")
        return ngettext(
            "Svarede inden for {within} ({n} svar).", "Svarer som regel inden for {within} ({n} svar).", self.answers
        ).format(within=within, n=self.answers)


def record(company: Company) -> Record:
    """`company` comes with its jobs, and their commitments with fates. One query more, for the answers."""
    commitments = [row for job in company.openings.all() for row in job.commitments.all()]
    fates = [getattr(row, "fate", None) for row in commitments]
    counted = {kind: sum(fate is not None and fate.kind == kind for fate in fates) for kind in Fate.Kind}
    open_ones = [row for row, fate in zip(commitments, fates, strict=True) if fate is None]
    days = [(answered - asked).total_seconds() / 86400 for asked, answered in _answers(company)]
    return Record(
        kept=counted[Fate.Kind.KEPT],
        broken=counted[Fate.Kind.BROKEN],
        lapsed=counted[Fate.Kind.LAPSED],
        standing=sum(row.state == CommitmentState.CONFIRMED for row in open_ones),
        waiting=sum(row.state == CommitmentState.REQUESTED for row in open_ones),
        answers=len(days),
        days=median(days) if days else None,
    )


def _answers(company: Company) -> QuerySet[Any]:
    rows = CommitmentVersion.objects.for_municipality(company.municipality_id).filter(
        commitment__opening__company=company, assurance="link", answered_at__isnull=False
    )
    return rows.values_list("created_at", "answered_at")


# Its own words ----------------------------------------------------------------------------------------------------------------
def words(company: Company) -> list[CompanyWord]:
    """Of all its jobs, the newest first."""
    rows = CompanyWord.objects.for_municipality(company.municipality_id).filter(opening__company=company)
    return list(rows.select_related("opening").order_by("-said_on", "-pk")[:WORDS])


def of(company: Any, *, today: date) -> dict[str, Any]:
    """`company` comes from `register.queries.company_with_all`."""
    there = stays.of_company(company.municipality_id, company.pk)
    found = sites(company, there, today=today)
    for job in company.jobs:
        job.rung = ladder.standing(job)
    return {
        "sites": found,
        "chart": over_time(found, there, today=today),
        "references": ", ".join(places.ratios(today).references),
        "record": record(company),
        "words": words(company),
    }
