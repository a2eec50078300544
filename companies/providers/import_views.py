"""A provider's file: sent in, shown as what it would change, and applied when one has seen it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from companies.files.forms import named
from companies.files.wording import of_file
from companies.providers import importing, queries, wording
from companies.providers.comparison import Comparison
from companies.providers.csv_lines import COLUMNS, NEEDED, Content, UnreadableFile
from companies.providers.facts import SessionFacts
from companies.providers.forms import ApplyForm, ShownForm, UploadForm
from companies.providers.importing import AlreadyApplied, ChangedMeanwhile, Expired
from companies.providers.models import CourseImport
from jobpakker.foundation import clock
from jobpakker.foundation.accounts.access import requires
from jobpakker.foundation.accounts.permissions import Permission
from jobpakker.foundation.once import Taken
from jobpakker.foundation.ui import undo

PAGE_SIZE = 100


@requires(Permission.EDIT_COURSES)
@require_http_methods(["GET", "HEAD", "POST"])
def course_import(request: HttpRequest) -> HttpResponse:
    sent = request.method == "POST"
    form = UploadForm(
        request.POST if sent else None, request.FILES if sent else None,
        cancel_url=reverse("companies:course_session_list"),
    )  # fmt: skip
    if sent and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept = importing.keep(
                key=form.cleaned_data["key"], content=file.read(), file_name=named(file.name, otherwise="kurser.csv"), by=request.user,
                at=clock.now(), today=clock.today(),
            )  # fmt: skip
            return redirect("companies:course_import_preview", kept.public_id)
        except UnreadableFile as unreadable:
            form.add_error("file", of_file(unreadable.fault, unreadable.facts))
        except Taken:
            form.add_error(None, _("Filen kunne ikke gemmes. Vælg den igen."))
    context = {
        "form": form,
        "needed": [COLUMNS[name][0] for name in NEEDED],
        "others": [names[0] for name, names in COLUMNS.items() if name not in NEEDED],
    }
    return render(request, "companies/providers/course_import.html", context, status=422 if sent else 200)


@requires(Permission.EDIT_COURSES)
@require_http_methods(["GET", "HEAD", "POST"])
def course_import_preview(request: HttpRequest, public_id: UUID) -> HttpResponse:
    kept = queries.course_import(request.user, public_id)
    try:
        return _apply(request, kept) if request.method == "POST" else _preview(request, kept)
    except AlreadyApplied as already:
        if request.method == "POST":
            messages.info(request, _("Filen var allerede gemt. {what}").format(what=_came_to(already.counts)))
        else:
            messages.info(request, _("Filen er gemt. {what}").format(what=_came_to(already.counts)))
        return redirect("companies:course_session_list")
    except Expired:
        messages.warning(request, _("Der er gået mere end en time, siden filen blev læst. Vælg den igen."))
        return redirect("companies:course_import")


def _apply(request: HttpRequest, kept: CourseImport) -> HttpResponse:
    form = ApplyForm(request.POST)
    if not form.is_valid():
        return _preview(request, kept, status=422)
    try:
        counts = importing.apply(
            kept=kept, fingerprint=form.cleaned_data["fingerprint"], cancel_missing=form.cleaned_data["cancel_missing"],
            by=request.user, at=clock.now(), today=clock.today(),
        )  # fmt: skip
    except ChangedMeanwhile:
        return _preview(request, kept, changed_meanwhile=True, status=409)
    undo.done(request, _("Filen er gemt. {what}").format(what=_came_to(counts)))
    return redirect("companies:course_session_list")


def _came_to(counts: dict[str, int]) -> str:
    new, changed, cancelled = counts["new"], counts["changed"], counts["cancelled"]
    said = [
        ngettext("{n} nyt hold.", "{n} nye hold.", new).format(n=new) if new else "",
        ngettext("{n} hold rettet.", "{n} hold rettet.", changed).format(n=changed) if changed else "",
        ngettext("{n} hold aflyst.", "{n} hold aflyst.", cancelled).format(n=cancelled) if cancelled else "",
    ]
    return " ".join(filter(None, said)) or _("Ingen hold blev ændret.")


# What is shown ------------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Part:
    code: str
    label: Promise | str
    count: int
    url: str
    current: bool


@dataclass(frozen=True)
class Shown:
    """One row, whichever part it stands in."""

    line: int | None
    name: str = ""
    facts: SessionFacts | None = None
    public_id: str = ""
    differences: Sequence[wording.Difference] = ()
    sentence: str = ""


PARTS: dict[str, Promise] = {
    "fejl": gettext_lazy("Fejl"),
    "nye": gettext_lazy("Nye hold"),
    "rettet": gettext_lazy("Rettede hold"),
    "mangler": gettext_lazy("Mangler i filen"),
    "uaendret": gettext_lazy("Uændrede"),
}


def _preview(
    request: HttpRequest, kept: CourseImport, *, changed_meanwhile: bool = False, status: int = 200
) -> HttpResponse:  # fmt: skip
    compared = importing.preview(kept, at=clock.now(), today=clock.today())
    rows = _rows(compared)
    form = ShownForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    chosen = asked.get("vis") or next((code for code in PARTS if rows[code]), "nye")
    parts = [
        Part(code, label, len(rows[code]), f"?vis={code}", code == chosen)
        for code, label in PARTS.items()
        if rows[code]
    ]
    context = {
        "kept": kept,
        "compared": compared,
        "unused": Content.from_json(kept.content).unused,
        "refused": len({problem.line for problem in compared.problems}),
        "parts": parts,
        "chosen": chosen,
        "chosen_label": PARTS[chosen],
        "page": Paginator(rows[chosen], PAGE_SIZE).get_page(asked.get("side")),
        "courses": _courses(compared),
        "changed_meanwhile": changed_meanwhile,
    }
    return render(request, "companies/providers/course_import_preview.html", context, status=status)


def _rows(compared: Comparison) -> dict[str, list[Shown]]:
    return {
        "fejl": [Shown(problem.line, sentence=wording.of_problem(problem)) for problem in compared.problems],
        "nye": [Shown(row.line, wording.named(row.facts), row.facts) for row in compared.new],
        "rettet": [
            Shown(
                row.line, wording.named(row.known.facts), row.known.facts, row.known.public_id,
                wording.differences(row.differences),
            )
            for row in compared.changed
        ],
        "mangler": [Shown(None, wording.named(row.facts), row.facts, row.public_id) for row in compared.missing],
        "uaendret": [Shown(None, wording.named(row.facts), row.facts, row.public_id) for row in compared.unchanged],
    }  # fmt: skip


def _courses(compared: Comparison) -> list[dict[str, Any]]:
    """Courses that we knew, with what would change of them; new ones stand with their classes."""
    return [
        {
            "title": row.course.title,
            "differences": wording.differences(
                {
                    name: [getattr(row.old, name), getattr(row.course, name)]
                    for name in ("days", "amu")
                    if getattr(row.old, name) != getattr(row.course, name)
                }
            ),
        }
        for row in compared.courses
        if row.old is not None
    ]
