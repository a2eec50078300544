"""An extract of the CVR register: sent in, shown as what it would change, and applied when one has seen it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from companies.extract import importing, wording
from companies.extract.comparison import Comparison, Item
from companies.extract.extract import COLUMNS, NEEDED, Content
from companies.extract.forms import ApplyForm, ShownForm, UploadForm
from companies.extract.models import RegisterImport
from companies.files.forms import named
from companies.files.keeping import AlreadyApplied, ChangedMeanwhile, Expired
from companies.files.lines import UnreadableFile
from companies.files.wording import of_file
from jobpakker.foundation import clock
from jobpakker.foundation.accounts.access import requires
from jobpakker.foundation.accounts.permissions import Permission
from jobpakker.foundation.once import Taken
from jobpakker.foundation.ui import undo

PAGE_SIZE = 100


@requires(Permission.EDIT_COMPANIES)
@require_http_methods(["GET", "HEAD", "POST"])
def register_import(request: HttpRequest) -> HttpResponse:
    sent = request.method == "POST"
    form = UploadForm(
        request.POST if sent else None, request.FILES if sent else None, cancel_url=reverse("companies:company_list")
    )
    if sent and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept = importing.keep(
                key=form.cleaned_data["key"], content=file.read(), file_name=named(file.name, otherwise="cvr.csv"),
                by=request.user, at=clock.now(), today=clock.today(),
            )  # fmt: skip
            return redirect("companies:register_import_preview", kept.public_id)
        except UnreadableFile as unreadable:
            form.add_error("file", of_file(unreadable.fault, unreadable.facts))
        except Taken:
            form.add_error(None, _("Filen kunne ikke gemmes. Vælg den igen."))
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
    own = RegisterImport.objects.for_municipality(request.user.municipality_id).filter(made_by=request.user)
    kept = own.filter(public_id=public_id).first()
    if kept is None:
        raise Http404
    try:
        return _apply(request, kept) if request.method == "POST" else _preview(request, kept)
    except AlreadyApplied as already:
        sentence = (
            _("Filen var allerede gemt. {what}") if request.method == "POST" else _("Filen er gemt. {what}")
        )  # fmt: skip
        messages.info(request, sentence.format(what=wording.came_to(already.counts)))
        return redirect("companies:company_list")
    except Expired:
        messages.warning(request, _("Der er gået mere end en time, siden filen blev læst. Vælg den igen."))
        return redirect("companies:register_import")


def _apply(request: HttpRequest, kept: RegisterImport) -> HttpResponse:
    form = ApplyForm(request.POST)
    if not form.is_valid():
        return _preview(request, kept, status=422)
    try:
        counts = importing.apply(
            kept=kept, fingerprint=form.cleaned_data["fingerprint"], only_known=form.cleaned_data["only_known"],
            by=request.user, at=clock.now(), today=clock.today(),
        )  # fmt: skip
    except ChangedMeanwhile:
        return _preview(request, kept, changed_meanwhile=True, status=409)
    undo.done(request, _("Filen er gemt. {what}").format(what=wording.came_to(counts)))
    return redirect("companies:company_list")


# What is shown ----------------------------------------------------------------------------------------------------------------
PARTS: dict[str, Promise] = {
    "fejl": gettext_lazy("Fejl"),
    "nye": gettext_lazy("Nye virksomheder"),
    "rettet": gettext_lazy("Rettede virksomheder"),
    "uaendret": gettext_lazy("Uændrede"),
}


@dataclass(frozen=True)
class Place:
    name: str
    differences: list[wording.Difference]  # none: a new place of work


@dataclass(frozen=True)
class Shown:
    line: int
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


def _preview(
    request: HttpRequest, kept: RegisterImport, *, changed_meanwhile: bool = False, status: int = 200
) -> HttpResponse:  # fmt: skip
    compared = importing.preview(kept, at=clock.now(), today=clock.today())
    rows = _rows(compared)
    form = ShownForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    chosen = asked.get("vis") or next((code for code in PARTS if rows[code]), "nye")
    parts = [
        {"label": label, "count": len(rows[code]), "url": f"?vis={code}", "current": code == chosen}
        for code, label in PARTS.items()
        if rows[code]
    ]
    context = {
        "kept": kept,
        "compared": compared,
        "closing": sum(item.closes for item in compared.changed),
        "unused": Content.from_json(kept.content).unused,
        "refused": len({problem.line for problem in compared.problems}),
        "parts": parts,
        "chosen": chosen,
        "chosen_label": PARTS[chosen],
        "page": Paginator(rows[chosen], PAGE_SIZE).get_page(asked.get("side")),
        "changed_meanwhile": changed_meanwhile,
    }
    return render(request, "companies/extract/register_import_preview.html", context, status=status)


def _rows(compared: Comparison) -> dict[str, list[Any]]:
    return {
        "fejl": [Shown(problem.line, sentence=wording.of_problem(problem)) for problem in compared.problems],
        "nye": [Shown(item.line, item=item) for item in compared.new],
        "rettet": [Shown(item.line, item=item) for item in compared.changed],
        "uaendret": [Shown(item.line, item=item) for item in compared.unchanged],
    }
