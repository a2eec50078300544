"""The inspiration models: the list, each as a staircase up to a job, and the municipality's own edits and copies."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casework.blueprints import actions, lengths, permissions, queries, wording
from casework.blueprints.forms import BlueprintForm, CopyForm, FilterForm
from casework.blueprints.models import Blueprint, BlueprintStep
from jobpakker.foundation import clock
from jobpakker.foundation.accounts.access import requires
from jobpakker.foundation.accounts.permissions import Permission
from jobpakker.foundation.ui import undo


@requires(Permission.SEE_BLUEPRINTS)
@require_GET
def blueprint_list(request: HttpRequest) -> HttpResponse:
    form = FilterForm(request.GET, branches=queries.branches(request.user))
    rows = [
        {"blueprint": found, "weeks": queries.weeks(found.walk), "chain": _chain(found.walk)}
        for found in queries.listed(request.user, branch=form.branch)
    ]
    context = {"form": form, "rows": rows, "count": len(rows), "may_load": request.user.can(Permission.EDIT_BLUEPRINTS)}
    return render(request, "casework/blueprints/blueprint_list.html", context, status=200 if form.is_valid() else 400)


@requires(Permission.EDIT_BLUEPRINTS)
@require_POST
def blueprint_load(request: HttpRequest) -> HttpResponse:
    """For a municipality that has none yet, or not all."""
    count = actions.load_catalogue(municipality=request.user.municipality, at=clock.now(), by=request.user)
    undo.done(request, _("{n} inspirationsmodeller er hentet.").format(n=count))
    return redirect("casework:blueprint_list")


@requires(Permission.SEE_BLUEPRINTS)
@require_GET
def blueprint_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    blueprint = queries.blueprint(request.user, public_id)
    context = {
        "blueprint": blueprint,
        "stairs": _chain(blueprint.walk)[::-1],
        "lanes": [(step.title, wording.span(step, blueprint.walk)) for step in blueprint.walk if step.beside],
        "weeks": queries.weeks(blueprint.walk),
        "needs": [line.strip() for line in blueprint.prerequisites.splitlines() if line.strip()],
        "may_edit": permissions.can_edit(request.user, blueprint),
        "may_build": request.user.can(Permission.BUILD_JOBPAKKE),
        "copy_form": CopyForm(),
    }
    return render(request, "casework/blueprints/blueprint_detail.html", context)


def _chain(walk: list[BlueprintStep]) -> list[dict[str, Any]]:
    return [_stair(step) for step in walk if not step.beside]


def _stair(step: BlueprintStep) -> dict[str, Any]:
    length = queries.length_of(step)
    return {
        "step": step,
        "length": lengths.show(length.preferred),
        "shortest": length.shortest,
        "longest": length.longest,
    }


@requires(Permission.EDIT_BLUEPRINTS)
@require_http_methods(["GET", "HEAD", "POST"])
def blueprint_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    blueprint = queries.blueprint(request.user, public_id)
    form = BlueprintForm(request.POST if request.method == "POST" else None, blueprint=blueprint)
    context, status = {"blueprint": blueprint, "form": form, "rows": len(form.rows)}, 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            changed = actions.change(
                blueprint=blueprint, version=form.cleaned_data["version"], steps=form.steps(), by=request.user,
                at=clock.now(), **form.head(),
            )  # fmt: skip
        except actions.Stale as stale:
            form.data = form.data.copy()
            form.data["version"] = str(stale.current.version)
            context["current"], status = queries.blueprint(request.user, public_id), 409
            context["current_steps"] = [_stair(step) for step in context["current"].walk]
        else:
            undo.done(request, _("Gemt som version {number}.").format(number=changed.version))
            return redirect(_address(changed))
    return render(request, "casework/blueprints/blueprint_edit.html", context, status=status)


@requires(Permission.EDIT_BLUEPRINTS)
@require_POST
def blueprint_copy(request: HttpRequest, public_id: UUID) -> HttpResponse:
    blueprint = queries.blueprint(request.user, public_id)
    form = CopyForm(request.POST)
    if not form.is_valid():
        return redirect(_address(blueprint))
    own = actions.copy(blueprint=blueprint, key=form.cleaned_data["key"], by=request.user, at=clock.now())
    undo.done(request, _("Kopien {code} er jeres egen. Ret den, som I vil.").format(code=own.code))
    return redirect("casework:blueprint_edit", own.public_id)


def _address(blueprint: Blueprint) -> str:
    return reverse("casework:blueprint_detail", args=[blueprint.public_id])
