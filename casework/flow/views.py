"""The manager's path: where the wave breaks, why, and whether it is getting better. Every figure opens the list behind it."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from casework.flow import export, figures, pictures, queries, tables
from casework.flow.forms import NarrowForm, PeriodForm
from casework.flow.listings import FIGURES, Cell, Figure, Listing, Row
from jobpakker.foundation import clock
from jobpakker.foundation.accounts.access import requires
from jobpakker.foundation.accounts.permissions import Permission
from jobpakker.foundation.audit import access_log
from jobpakker.foundation.ui import dates

PAGE_SIZE = 50


@requires(Permission.SEE_FLOW)
@require_safe
def flow_overview(request: HttpRequest) -> HttpResponse:
    today = clock.today()
    form = PeriodForm(request.GET, teams=queries.teams(request.user), today=today)
    if not form.is_valid():
        return render(request, "casework/flow/flow_overview.html", {"form": form}, status=400)
    flow = queries.flow(request.user, period=form.period, team=form.chosen_team, today=today)
    found = figures.overview(flow)
    context = {"form": form, "found": found, **_behind(form)}
    if not found.is_empty:
        context |= _drawn(found, form)
    return render(request, "casework/flow/flow_overview.html", context)


def _behind(form: PeriodForm) -> dict[str, Any]:
    """By figure: the address of its list, and how it is counted."""
    return {
        "urls": {name.replace("-", "_"): pictures.link(form, name) for name in FIGURES},
        "counted": {name.replace("-", "_"): figure.counted for name, figure in FIGURES.items()},
    }


def _drawn(found: figures.Overview, form: PeriodForm) -> dict[str, Any]:
    return {
        "efficiency": tables.percent(found.efficiency),
        "dead_kind": "dead" if found.dead_days else "",
        "wave_kind": "wave" if found.working_days and not found.dead_days else "",
        "start_unit": _("arbejdsdage") if found.start.median is not None else "",
        "to_job_unit": _("dage") if found.to_job.median is not None else "",
        "least": figures.LEAST,
        "states": tables.states(),
        "transitions": pictures.transitions(found, form),
        "causes": pictures.causes(found, form),
        "sides": pictures.sides(found, form),
        "dead_by_month": pictures.dead_by_month(found),
        "waiting": pictures.waiting(found),
        "throughput": pictures.throughput(found),
        "trend": pictures.trend(found),
        "passed": tables.passed(found, form),
        "places": tables.places(found, form),
        "results": tables.results(found, form),
    }


@requires(Permission.SEE_FLOW)
@require_safe
def flow_list(request: HttpRequest, figure: str) -> HttpResponse:
    shown, form = _figure(request, figure)
    context = {"form": form, "figure": shown}
    if not form.is_valid():
        return render(request, "casework/flow/flow_list.html", context, status=400)
    listing = _listing(request, shown, form)
    page = Paginator(listing.rows, PAGE_SIZE).get_page(form.cleaned_data.get("side"))
    context |= {
        "listing": listing,
        "page": page,
        "columns": [column for column in listing.columns if not column.beneath],
        "rows": [_shown(row, listing) for row in page.object_list],
        "export_url": pictures.link(form, figure, "flow_export", **_narrower(form)),
        "back_query": form.query(),
    }
    return render(request, "casework/flow/flow_list.html", context)


def _shown(row: Row, listing: Listing) -> dict[str, Any]:
    cells: list[dict[str, str]] = []
    for column, cell in zip(listing.columns[1:], row.cells[1:], strict=True):
        if column.beneath:
            cells[-1]["beneath"] = _text(cell)
        else:
            css = "numeric" if column.is_number else "nowrap" if isinstance(cell, date) else ""
            cells.append({"label": column.label, "text": _text(cell), "css": css})
    return {"url": row.url, "head": row.cells[0], "cells": cells}


def _text(cell: Cell) -> str:
    if isinstance(cell, date):
        return dates.show(cell, "short")
    return cell if isinstance(cell, str) else dates.number(cell)


@requires(Permission.SEE_FLOW)
@require_safe
def flow_export(request: HttpRequest, figure: str) -> HttpResponse:
    """The same list, all of it. That it was taken out of the system is written down."""
    shown, form = _figure(request, figure)
    if not form.is_valid():
        return render(request, "casework/flow/flow_list.html", {"form": form, "figure": shown}, status=400)
    listing = _listing(request, shown, form)
    access_log.searched(user=request.user, what=f"casework:flow_export {figure} ({len(listing.rows)})")
    return export.response(listing, name=f"{figure}-{clock.today():%Y-%m-%d}")


def _figure(request: HttpRequest, name: str) -> tuple[Figure, NarrowForm]:
    shown = FIGURES.get(name)
    if shown is None:
        raise Http404
    teams = queries.teams(request.user)
    form = NarrowForm(request.GET, teams=teams, today=clock.today(), narrowed_by=shown.narrowed_by, is_now=shown.is_now)
    return shown, form


def _narrower(form: NarrowForm) -> dict[str, str]:
    return {name: form.chosen(name) for name in form.narrowed_by}


def _listing(request: HttpRequest, shown: Figure, form: NarrowForm) -> Listing:
    flow = queries.flow(request.user, period=form.period, team=form.chosen_team, today=clock.today())
    return shown.rows(flow, form)
