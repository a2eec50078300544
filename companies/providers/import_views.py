"""A provider's file: sent in, shown as what it would change, and applied when one has seen it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from companies.files import keeping
from companies.files.pages import ImportPreview, sent_in
from companies.providers import importing, wording
from companies.providers.comparison import Comparison
from companies.providers.csv_lines import COLUMNS, NEEDED, Content
from companies.providers.facts import SessionFacts
from companies.providers.forms import ApplyForm, UploadForm
from companies.providers.models import CourseImport
from jobpakker.foundation import clock
from jobpakker.foundation.accounts.access import requires
from jobpakker.foundation.accounts.permissions import Permission

PAGE_SIZE = 100


@requires(Permission.EDIT_COURSES)
@require_http_methods(["GET", "HEAD", "POST"])
def course_import(request: HttpRequest) -> HttpResponse:
    sent = request.method == "POST"
    form = UploadForm(
        request.POST if sent else None, request.FILES if sent else None,
        cancel_url=reverse("companies:course_session_list"),
    )  # fmt: skip
    keep = partial(importing.keep, by=request.user, at=clock.now(), today=clock.today())
    if sent and (kept := sent_in(form, keep, otherwise="kurser.csv")):
        return redirect("companies:course_import_preview", kept.public_id)
    context = {
        "form": form,
        "needed": [COLUMNS[name][0] for name in NEEDED],
        "others": [names[0] for name, names in COLUMNS.items() if name not in NEEDED],
    }
    return render(request, "companies/providers/course_import.html", context, status=422 if sent else 200)


@requires(Permission.EDIT_COURSES)
@require_http_methods(["GET", "HEAD", "POST"])
def course_import_preview(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return Preview(request, keeping.own(CourseImport, by=request.user, public_id=public_id)).answer()


def _came_to(counts: Mapping[str, int]) -> str:
    new, changed, cancelled = counts["new"], counts["changed"], counts["cancelled"]
    said = [
        ngettext("{n} nyt hold.", "{n} nye hold.", new).format(n=new) if new else "",
        ngettext("{n} hold rettet.", "{n} hold rettet.", changed).format(n=changed) if changed else "",
        ngettext("{n} hold aflyst.", "{n} hold aflyst.", cancelled).format(n=cancelled) if cancelled else "",
    ]
    return " ".join(filter(None, said)) or _("Ingen hold blev ændret.")


# What is shown ------------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Shown:
    """One row, whichever part it stands in."""

    number: int | None  # of the line
    name: str = ""
    facts: SessionFacts | None = None
    public_id: str = ""
    differences: Sequence[wording.Difference] = ()
    sentence: str = ""


class Preview(ImportPreview[CourseImport, Comparison]):
    upload_page, list_page = "companies:course_import", "companies:course_session_list"
    back_words = gettext_lazy("Tilbage til kurserne")
    template = "companies/providers/course_import_preview.html"
    form = ApplyForm
    parts = {
        "fejl": gettext_lazy("Fejl"),
        "nye": gettext_lazy("Nye hold"),
        "rettet": gettext_lazy("Rettede hold"),
        "mangler": gettext_lazy("Mangler i filen"),
        "uaendret": gettext_lazy("Uændrede"),
    }

    def compared(self) -> Comparison:
        return importing.preview(self.kept, at=clock.now(), today=clock.today())

    def apply(self, said: Mapping[str, Any]) -> dict[str, int]:
        return importing.apply(kept=self.kept, by=self.request.user, at=clock.now(), today=clock.today(), **said)

    def came_to(self, counts: Mapping[str, int]) -> str:
        return _came_to(counts)

    def facts(self, compared: Comparison) -> dict[str, Any]:
        return {
            "unused": Content.from_json(self.kept.content).unused,
            "refused": len({problem.line for problem in compared.problems}),
            "courses": _courses(compared),
        }

    def rows(self, compared: Comparison) -> dict[str, list[Shown]]:
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
