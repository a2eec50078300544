"""The lists behind the figures: exactly the rows that a figure counts, for the page and for the export.

A list shows the case number, never a name: opening the case is what shows the person, and is written in the access log.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.flow import figures, wording
from casework.flow.forms import NarrowForm
from casework.flow.measures import PROMISE, Package
from casework.flow.queries import Flow
from casework.jobpakke.models import STATE_LABELS, Outcome
from casework.jobpakke.states import JobpakkeState
from jobpakker.foundation.ui import dates

type Cell = str | int | date | None


@dataclass(frozen=True, slots=True)
class Row:
    url: str  # what the case number opens
    cells: tuple[Cell, ...]  # one a column; the first is the case number


@dataclass(frozen=True, slots=True)
class Column:
    label: str
    is_number: bool = False
    is_sum: bool = False
    beneath: bool = False  # on the page it stands beneath the column before it; an export has it beside


@dataclass(frozen=True, kw_only=True)
class Listing:
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    def total(self, index: int) -> int:
        return sum(row.cells[index] or 0 for row in self.rows)  # type: ignore[misc]

    @property
    def totals(self) -> list[tuple[str, int]]:
        return [(column.label, self.total(index)) for index, column in enumerate(self.columns) if column.is_sum]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure, or several that one list can show the rows of."""

    title: Promise
    counted: Promise
    is_now: bool = False  # as things stand, whatever the period
    narrowed_by: tuple[str, ...] = ()
    rows: Callable[[Flow, NarrowForm], Listing]


# The parts of a row ------------------------------------------------------------------------------------------------------------
def _address(name: str, public_id: Any) -> str:
    try:
        return reverse(name, args=[public_id])
    except NoReverseMatch:
        return ""


def _case(package: Package, *cells: Cell) -> Row:
    """Every row of a package begins and ends alike."""
    head = (package.alias, package.job, package.company)
    return Row(_address("casework:jobpakke_detail", package.id), (*head, *cells, package.caseworker, package.team))


def _columns(*between: Column | str) -> tuple[Column, ...]:
    company, team = Column(_("Virksomhed"), beneath=True), Column(_("Team"), beneath=True)
    names = [_("Sag"), _("Job"), company, *between, _("Sagsbehandler"), team]
    return tuple(name if isinstance(name, Column) else Column(name) for name in names)


def _passes(form: NarrowForm, **values: str) -> bool:
    return all(not form.chosen(name) or form.chosen(name) == value for name, value in values.items())


# The lists ---------------------------------------------------------------------------------------------------------------------
def _open(flow: Flow, form: NarrowForm) -> Listing:
    rows = [
        _case(
            package, str(STATE_LABELS[package.state]), str(wording.PLACES[package.place]), package.place_since,
            (flow.today - package.place_since).days, package.built_on, package.job_starts_on,
        )
        for package in sorted(figures.open_packages(flow), key=lambda one: one.place_since)
        if package.place and _passes(form, sted=package.place, tilstand=package.state)
    ]  # fmt: skip
    columns = _columns(
        _("Tilstand"), _("Hvor"), _("Siden"), Column(_("Dage her"), is_number=True), _("Bygget"), _("Første arbejdsdag")
    )
    return Listing(columns=columns, rows=tuple(rows))


def _dead(flow: Flow, form: NarrowForm) -> Listing:
    return _dead_rows(figures.lost(flow), form)


def _ahead(flow: Flow, form: NarrowForm) -> Listing:
    return _dead_rows(figures.ahead(flow), form)


def _dead_rows(found: Sequence[tuple[Package, Any, int]], form: NarrowForm) -> Listing:
    rows = [
        _case(
            package, wording.transition(one.transition), one.starts_on, dates.last_day(one.until), days,
            days if one.wished else 0, str(one.cause.label), str(one.side.label), str(one.acts.label),
        )
        for package, one, days in sorted(found, key=lambda each: (-each[2], each[1].starts_on))
        if _passes(form, overgang=one.transition, aarsag=one.cause, hvis=one.side)
    ]  # fmt: skip
    columns = _columns(
        _("Overgang"),
        _("Fra"),
        _("Til og med"),
        Column(_("Arbejdsdage"), is_number=True, is_sum=True),
        Column(_("Heraf eget ønske"), is_number=True, is_sum=True),
        _("Årsag"),
        Column(_("Hvis dage"), beneath=True),
        Column(_("Hvem handler"), beneath=True),
    )
    return Listing(columns=columns, rows=tuple(rows))


def _active_days(flow: Flow, form: NarrowForm) -> Listing:
    rows = [
        _case(package, package.first_day, package.job_starts_on, days, days - dead, dead)
        for package, days, dead in sorted(figures.under_way(flow), key=lambda each: (-each[2], each[0].alias))
    ]
    columns = _columns(
        _("Første trin"), _("Første arbejdsdag"), Column(_("Arbejdsdage i alt"), is_number=True, is_sum=True),
        Column(_("Med aktivitet"), is_number=True, is_sum=True), Column(_("Døde dage"), is_number=True, is_sum=True),
    )  # fmt: skip
    return Listing(columns=columns, rows=tuple(rows))


def _crossed(flow: Flow, form: NarrowForm) -> Listing:
    """Without a choice: the transitions between steps; the way from the promise to the first step is asked for by name."""
    wanted = form.chosen("overgang")
    rows = [
        _case(package, wording.transition(one.transition), one.on, one.dead_days)
        for package, one in sorted(figures.crossings(flow), key=lambda each: (-each[1].dead_days, each[1].on))
        if (one.transition == wanted if wanted else one.before != PROMISE)
    ]
    columns = _columns(_("Overgang"), _("Passeret"), Column(_("Døde dage forinden"), is_number=True, is_sum=True))
    return Listing(columns=columns, rows=tuple(rows))


def _from_promise(flow: Flow, form: NarrowForm) -> Listing:
    rows = [
        _case(package, package.promised_on, one.on, one.dead_days)
        for package, one in sorted(figures.crossings(flow), key=lambda each: (-each[1].dead_days, each[1].on))
        if one.before == PROMISE
    ]
    columns = _columns(_("Lovet"), _("Første trin"), Column(_("Arbejdsdage imellem"), is_number=True, is_sum=True))
    return Listing(columns=columns, rows=tuple(rows))


def _asked(flow: Flow, form: NarrowForm) -> Listing:
    rows = [
        _case(package, package.asked_on, days, package.job_starts_on)
        for package, days in sorted(figures.asked(flow), key=lambda each: (-each[1], each[0].alias))
    ]
    return Listing(
        columns=_columns(_("Spurgt"), Column(_("Arbejdsdage"), is_number=True), _("Første arbejdsdag")),
        rows=tuple(rows),
    )


def _waiting(flow: Flow, form: NarrowForm) -> Listing:
    names = (
        _("Sag"),
        _("Venter siden"),
        Column(_("Arbejdsdage"), is_number=True),
        _("Afklaret"),
        _("Plan"),
        _("Sagsbehandler"),
        Column(_("Team"), beneath=True),
    )
    rows = [
        Row(
            _address("casework:citizen_detail", one.id),
            (
                one.alias, one.since, one.days, _("ja") if one.clarified else _("nej"),
                str(STATE_LABELS[JobpakkeState(one.plan)]) if one.plan else _("ingen"), one.caseworker, one.team,
            ),
        )
        for one in flow.waiting
    ]  # fmt: skip
    return Listing(
        columns=tuple(name if isinstance(name, Column) else Column(name) for name in names), rows=tuple(rows)
    )


def _arrived(flow: Flow, form: NarrowForm) -> Listing:
    rows = [
        _case(
            package, str(Outcome(package.outcome).label), str(wording.HISTORIES[package.history]), package.first_day,
            package.job_starts_on, package.days_to_job, package.ended_on,
        )
        for package in sorted(figures.arrived(flow), key=lambda one: (one.ended_on, one.alias), reverse=True)
        if _passes(form, resultat=package.result)
    ]  # fmt: skip
    columns = _columns(
        _("Resultat"),
        _("Form"),
        _("Første trin"),
        _("Første arbejdsdag"),
        Column(_("Dage fra trin til job"), is_number=True),
        _("Afsluttet"),
    )
    return Listing(columns=columns, rows=tuple(rows))


def _begun(flow: Flow, form: NarrowForm) -> Listing:
    rows = [
        _case(
            package, str(wording.HISTORIES[package.history]), package.first_day, str(wording.RESULTS[package.result]),
            package.job_starts_on, package.ended_on,
        )
        for package in sorted(figures.begun(flow), key=lambda one: (one.first_day, one.alias), reverse=True)
        if _passes(form, slags=package.history, resultat=package.result)
    ]  # fmt: skip
    columns = _columns(_("Form"), _("Første trin"), _("Resultat"), _("Første arbejdsdag"), _("Afsluttet"))
    return Listing(columns=columns, rows=tuple(rows))


FIGURES: dict[str, Figure] = {
    "i-gang": Figure(
        title=gettext_lazy("Forløb i gang"),
        counted=gettext_lazy(
            "Alle forløb, der ikke er afsluttet, som de står nu, uanset perioden. Hvert forløb står ét sted: hos det trin, der "
            "dækker i dag. Dagene er kalenderdage, siden forløbet kom dertil."
        ),
        is_now=True,
        narrowed_by=("sted", "tilstand"),
        rows=_open,
    ),
    "doede-dage": Figure(
        title=gettext_lazy("Døde dage"),
        counted=gettext_lazy(
            "Arbejdsdage i perioden, der er forbi, mellem det første trin og jobbet, hvor intet trin dækkede. Weekender, "
            "helligdage og kommunens lukkedage tæller ikke, og en mentor alene dækker ikke. En pause tæller ikke, når årsag, ansvarlig, "
            "slutdato og aftale er skrevet; borgerens eget ønske tæller, og står også for sig. Dage mellem virksomhedens løfte og "
            "det første trin står for sig."
        ),
        narrowed_by=("overgang", "aarsag", "hvis"),
        rows=_dead,
    ),
    "doede-dage-forude": Figure(
        title=gettext_lazy("Døde dage forude"),
        counted=gettext_lazy(
            "Arbejdsdage fra i dag, mellem det første trin og jobbet, som ingen trin dækker i planen. De kan stadig lukkes."
        ),
        is_now=True,
        narrowed_by=("overgang", "aarsag", "hvis"),
        rows=_ahead,
    ),
    "aktive-dage": Figure(
        title=gettext_lazy("Dage med aktivitet"),
        counted=gettext_lazy(
            "Arbejdsdage i perioden fra hvert forløbs første trin til dagen før jobbet, eller til forløbet sluttede, så vidt de er "
            "forbi. Andelen er de dage, hvor et trin dækkede, af dem alle."
        ),
        rows=_active_days,
    ),
    "overgange": Figure(
        title=gettext_lazy("Overgange"),
        counted=gettext_lazy(
            "Fra et trin til det næste, eller til jobbet, når det næste begyndte i perioden. De døde dage er alle arbejdsdage "
            "imellem, også dem før perioden."
        ),
        narrowed_by=("overgang",),
        rows=_crossed,
    ),
    "loefte-til-trin": Figure(
        title=gettext_lazy("Fra løfte til første trin"),
        counted=gettext_lazy(
            "Forløb, hvis første trin begyndte i perioden efter virksomhedens løfte: arbejdsdage imellem, uden dagen for løftet."
        ),
        rows=_from_promise,
    ),
    "tilsagn": Figure(
        title=gettext_lazy("Tilsagn, der venter på virksomheden"),
        counted=gettext_lazy(
            "Virksomheder, der er spurgt og ikke har svaret, som det står nu, uanset perioden. Arbejdsdage, siden de blev spurgt."
        ),
        is_now=True,
        rows=_asked,
    ),
    "syltekrukke": Figure(
        title=gettext_lazy("Venter på et løfte"),
        counted=gettext_lazy(
            "Borgere, som ingen virksomhed har lovet et job, som det står nu, uanset perioden. Arbejdsdage, siden de blev henvist, "
            "eller siden deres seneste forløb sluttede uden job. Trin 0, afklaringen, tæller med i ventetiden."
        ),
        is_now=True,
        rows=_waiting,
    ),
    "i-job": Figure(
        title=gettext_lazy("I job"),
        counted=gettext_lazy(
            "Forløb, der blev afsluttet i perioden med ordinært job (også på deltid) eller fleksjob; de to lægges aldrig sammen. "
            "Et forløb, der blev afbrudt, fordi borgeren fik et andet arbejde, tæller med. Tiden er kalenderdage fra det første "
            "trins første dag til jobbets, kun for ordinære job."
        ),
        narrowed_by=("resultat",),
        rows=_arrived,
    ),
    "startede": Figure(
        title=gettext_lazy("Startede forløb"),
        counted=gettext_lazy(
            "Forløb, hvis første trin begyndte i perioden, med det resultat de har nu. »Af startede« regner med dem alle, også dem "
            "der stadig er i gang; »af afsluttede« kun med dem, der er slut."
        ),
        narrowed_by=("slags", "resultat"),
        rows=_begun,
    ),
}
