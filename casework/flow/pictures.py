"""The charts of the page, and the address of the list behind each of their numbers."""

from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casework.flow import wording
from casework.flow.figures import BANDS, Overview
from casework.flow.forms import PeriodForm
from casework.flow.measures import Place
from jobpakker.foundation.ui import charts, dates


def link(form: PeriodForm, figure: str, view: str = "flow_list", **narrower: Any) -> str:
    """The list behind a figure, in the same team and period."""
    return reverse(f"casework:{view}", args=[figure]) + form.query(**narrower)


def transitions(found: Overview, form: PeriodForm) -> charts.Across:
    rows = [
        charts.Row(
            label=wording.transition(row.key),
            value=row.days,
            url=link(form, "doede-dage", overgang=row.key),
            css="series-dead",
            shown=ngettext("{n} dag", "{n} dage", row.days).format(n=dates.number(row.days)),
        )
        for row in found.transitions
        if row.days
    ]
    return charts.across(rows, title=_("Døde dage efter overgang"), heading=_("Overgang"), value_heading=_("Døde dage"))


def causes(found: Overview, form: PeriodForm) -> charts.Across:
    rows = [
        charts.Row(
            label=capfirst(str(row.cause.label)),
            value=row.days,
            url=link(form, "doede-dage", aarsag=row.cause),
            css="series-dead",
            shown=ngettext("{n} dag", "{n} dage", row.days).format(n=dates.number(row.days)),
        )
        for row in found.causes
    ]
    return charts.across(rows, title=_("Døde dage efter årsag"), heading=_("Årsag"), value_heading=_("Døde dage"))


def sides(found: Overview, form: PeriodForm) -> charts.Across:
    rows = [
        charts.Row(
            label=capfirst(str(row.side.label)),
            value=row.days,
            url=link(form, "doede-dage", hvis=row.side),
            css="series-dead",
            shown=ngettext("{n} dag", "{n} dage", row.days).format(n=dates.number(row.days)),
        )
        for row in found.sides
    ]
    return charts.across(rows, title=_("Hvis de døde dage er"), heading=_("Hvis"), value_heading=_("Døde dage"))


def waiting(found: Overview) -> charts.Across:
    first, second, third = BANDS
    labels = (
        _("Højst {days} arbejdsdage").format(days=first),
        _("{first}-{last} arbejdsdage").format(first=first + 1, last=second),
        _("{first}-{last} arbejdsdage").format(first=second + 1, last=third),
        _("Over {days} arbejdsdage").format(days=third),
    )
    tones = ("series-1", "series-2", "series-4", "series-dead")
    rows = [
        charts.Row(label=label, value=count, css=css)
        for label, count, css in zip(labels, found.waiting_bands, tones, strict=True)
    ]
    return charts.across(rows, title=_("Venter på et løfte"), heading=_("Har ventet"), value_heading=_("Borgere"))


def dead_by_month(found: Overview) -> charts.Columns:
    months = [dates.month(row.period.start, short=True, with_year=row.period.start.month == 1) for row in found.months]
    dead = charts.Series(label=_("Døde dage"), values=[row.dead_days for row in found.months], css="series-dead")
    return charts.columns(
        months, [dead], title=_("Døde dage måned for måned"), heading=_("Måned"),
        summary=_("{n} døde dage i perioden.").format(n=dates.number(found.dead_days)), unit=_("dage"), height=220,
    )  # fmt: skip


def throughput(found: Overview) -> charts.Columns:
    months = [dates.month(row.period.start, short=True, with_year=row.period.start.month == 1) for row in found.months]
    series = [
        charts.Series(label=_("Ordinært job"), values=[row.ordinary for row in found.months], css="series-1"),
        charts.Series(label=_("Fleksjob"), values=[row.fleksjob for row in found.months], css="series-4"),
    ]
    return charts.columns(
        months, series, title=_("Afsluttet i job måned for måned"), heading=_("Måned"),
        summary=_("{ordinary} i ordinært job og {fleksjob} i fleksjob i perioden.").format(
            ordinary=found.ordinary, fleksjob=found.fleksjob
        ),
        height=220,
    )  # fmt: skip


def trend(found: Overview) -> charts.Columns | None:
    """The cumulative flow: what has ended since the first picture at the bottom, and above it where the open ones stand."""
    if not found.trend:
        return None
    first = found.trend[0]
    days = [dates.show(snapshot.day, "short").removesuffix(f" {snapshot.day.year}") for snapshot in found.trend]
    series = [
        charts.Series(
            label=_("Afsluttet siden {day}").format(day=dates.show(first.day, "short")),
            values=[snapshot.ended - first.ended for snapshot in found.trend],
            css="series-6",
        )
    ]
    bands = (
        (wording.PLACES[Place.IN_JOB], ("in_job",), "series-3"),
        (_("I et trin"), ("praktik", "kursus", "loentilskud"), "series-1"),
        (wording.PLACES[Place.BETWEEN], ("between",), "series-dead"),
        (wording.PLACES[Place.PROMISED], ("promised",), "series-4"),
        (wording.PLACES[Place.PLANNING], ("planning",), "series-5"),
    )
    for label, names, css in bands:
        values = [sum(getattr(snapshot, name) for name in names) for snapshot in found.trend]
        series.append(charts.Series(label=str(label), values=values, css=css))
    return charts.columns(
        days, series, title=_("Kumulativt flow"), heading=_("Dag"),
        summary=_("Hvor forløbene stod dag for dag. Bliver et lag bredere, hober arbejdet sig op dér."), height=320,
    )  # fmt: skip
