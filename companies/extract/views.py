"""An extract of the CVR register: sent in, shown as what it would change, and applied when one has seen it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from companies.extract import importing, wording
from companies.extract.comparison import Comparison, Item
from companies.extract.extract import COLUMNS, NEEDED, Content
from companies.extract.forms import ApplyForm, UploadForm
from companies.extract.models import RegisterImport
from companies.files import keeping
from companies.files.pages import ImportPreview, sent_in
from jobpakker.foundation import clock
from jobpakker.foundation.accounts.access import requires
from jobpakker.foundation.accounts.permissions import Permission

PAGE_SIZE = 100


@requires(Permission.EDIT_COMPANIES)
@require_http_methods(["GET", "HEAD", "POST"])
def register_import(request: HttpRequest) -> HttpResponse:
    sent = request.method == "POST"
    form = UploadForm(
        request.POST if sent else None, request.FILES if sent else None, cancel_url=reverse("companies:company_list")
    )
    keep = partial(importing.keep, by=request.user, at=clock.now(), today=clock.today())
    if sent and (kept := sent_in(form, keep, otherwise="cvr.csv")):
        return redirect("companies:register_import_preview", kept.public_id)
    history = importing.history(request.user.municipality_id)
    context = {
        "form": form,
        "needed": [COLUMNS[name][0] for name in NEEDED],
        "others": [names[0] for name, names in COLUMNS.items() if name not in NEEDED],
        "history": [{"row": row, "came_to": wording.came_to(row.counts)} for row in history],
    }
    return render(request, "companies/extract/register_import.html", context, status=422 if sent else 200)


@requires(Permission.EDIT_COMPANIES)
@require_http_methods(["GET", "HEAD", "POST"])
def register_import_preview(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return Preview(request, keeping.own(RegisterImport, by=request.user, public_id=public_id)).answer()


# What is shown ----------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Place:
    name: str
    differences: list[wording.Difference]  # none: a new place of work


@dataclass(frozen=True)
class Shown:
    number: int  # of the line
    sentence: str = ""
    item: Item | None = None

    @property
    def differences(self) -> list[wording.Difference]:
        return wording.differences(self.item.changes) if self.item else []

    @property
    def places(self) -> list[Place]:
        """Those that are new, or change."""
        parts = self.item.sites if self.item else ()
        return [
            Place(part.name if part.id else wording.site(part), wording.differences(part.changes))
            for part in parts
            if part.id is None or part.changes
        ]

    @property
    def warning(self) -> str:
        return wording.warning(self.item) if self.item else ""


class Preview(ImportPreview[RegisterImport, Comparison]):
    upload_page, list_page = "companies:register_import", "companies:company_list"
    back_words = gettext_lazy("Tilbage til virksomhederne")
    template = "companies/extract/register_import_preview.html"
    form = ApplyForm
    parts = {
        "fejl": gettext_lazy("Fejl"),
        "nye": gettext_lazy("Nye virksomheder"),
        "rettet": gettext_lazy("Rettede virksomheder"),
        "uaendret": gettext_lazy("Uændrede"),
    }

    def compared(self) -> Comparison:
        return importing.preview(self.kept, at=clock.now(), today=clock.today())

    def apply(self, said: Mapping[str, Any]) -> dict[str, int]:
        return importing.apply(kept=self.kept, by=self.request.user, at=clock.now(), today=clock.today(), **said)

    def came_to(self, counts: Mapping[str, int]) -> str:
        return wording.came_to(counts)

    def facts(self, compared: Comparison) -> dict[str, Any]:
        return {
            "closing": sum(item.closes for item in compared.changed),
            "unused": Content.from_json(self.kept.content).unused,
            "refused": len({problem.line for problem in compared.problems}),
        }

    def rows(self, compared: Comparison) -> dict[str, list[Shown]]:
        return {
            "fejl": [Shown(problem.line, sentence=wording.of_problem(problem)) for problem in compared.problems],
            "nye": [Shown(item.line, item=item) for item in compared.new],
            "rettet": [Shown(item.line, item=item) for item in compared.changed],
            "uaendret": [Shown(item.line, item=item) for item in compared.unchanged],
        }
