"""Where hands are missing: the newest half-year, and the file that it comes from."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, Q, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from companies.balance import importing, queries, wording
from companies.balance.forms import ApplyForm, ListForm, ShownForm, UploadForm
from companies.balance.importing import Comparison
from companies.balance.lines import COLUMNS, Content, Line
from companies.balance.models import Area, Balance, BalanceImport, Level
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


@requires(Permission.SEE_OPENINGS)
@require_safe
def balance_list(request: HttpRequest) -> HttpResponse:
    form = ListForm(request.GET)
    rows = queries.newest(request.user.municipality_id)
    first = rows.first()
    if text := form.value("q"):
        rows = rows.filter(Q(title__icontains=text) | Q(disco__startswith=text))
    order = Case(*[When(level=level, then=Value(n)) for n, level in enumerate(Level)], output_field=IntegerField())
    page = Paginator(rows.order_by(order, "title", "pk"), PAGE_SIZE).get_page(form.value("side"))
    context = {
        "form": form, "page": page, "known": first is not None, "area": Area(first.area).label if first else "",
        "period": queries.period(first.period) if first else "", "source": first.source if first else "",
        "may_edit": request.user.can(Permission.EDIT_OPENINGS),
    }  # fmt: skip
    return render(request, "companies/balance/balance_list.html", context, status=200 if form.is_valid() else 400)


@requires(Permission.EDIT_OPENINGS)
@require_http_methods(["GET", "HEAD", "POST"])
def balance_import(request: HttpRequest) -> HttpResponse:
    sent = request.method == "POST"
    last = Balance.objects.for_municipality(request.user.municipality_id).order_by("-pk").values_list("area", flat=True)
    form = UploadForm(
        request.POST if sent else None, request.FILES if sent else None, initial={"area": last.first()},
        cancel_url=reverse("companies:balance_list"),
    )  # fmt: skip
    if sent and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept = importing.keep(
                key=form.cleaned_data["key"], content=file.read(), area=form.cleaned_data["area"],
                file_name=named(file.name, otherwise="balance.csv"), by=request.user, at=clock.now(),
            )  # fmt: skip
            return redirect("companies:balance_import_preview", kept.public_id)
        except UnreadableFile as unreadable:
            form.add_error("file", of_file(unreadable.fault, unreadable.facts))
        except Taken:
            form.add_error(None, _("Filen kunne ikke gemmes. Vælg den igen."))
    context = {"form": form, "needed": [names[0] for names in COLUMNS.values()], "levels": Level.labels}
    return render(request, "companies/balance/balance_import.html", context, status=422 if sent else 200)


@requires(Permission.EDIT_OPENINGS)
@require_http_methods(["GET", "HEAD", "POST"])
def balance_import_preview(request: HttpRequest, public_id: UUID) -> HttpResponse:
    own = BalanceImport.objects.for_municipality(request.user.municipality_id).filter(made_by=request.user)
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
        return redirect("companies:balance_list")
    except Expired:
        messages.warning(request, _("Der er gået mere end en time, siden filen blev læst. Vælg den igen."))
        return redirect("companies:balance_import")


def _apply(request: HttpRequest, kept: BalanceImport) -> HttpResponse:
    form = ApplyForm(request.POST)
    if not form.is_valid():
        return _preview(request, kept, status=422)
    try:
        counts = importing.apply(
            kept=kept, fingerprint=form.cleaned_data["fingerprint"], by=request.user, at=clock.now()
        )
    except ChangedMeanwhile:
        return _preview(request, kept, changed_meanwhile=True, status=409)
    undo.done(request, _("Filen er gemt. {what}").format(what=wording.came_to(counts)))
    return redirect("companies:balance_list")


PARTS: dict[str, Promise] = {
    "fejl": gettext_lazy("Fejl"),
    "nye": gettext_lazy("Nye stillinger"),
    "rettet": gettext_lazy("Rettede stillinger"),
    "uaendret": gettext_lazy("Uændrede"),
}


@dataclass(frozen=True)
class Shown:
    number: int
    sentence: str = ""
    line: Line | None = None
    old: str = ""

    @property
    def level(self) -> str:
        return str(Level(self.line.level).label) if self.line else ""

    @property
    def before(self) -> str:
        return str(Level(self.old).label) if self.old else ""

    @property
    def period(self) -> str:
        return queries.period(self.line.period) if self.line else ""


def _preview(
    request: HttpRequest, kept: BalanceImport, *, changed_meanwhile: bool = False, status: int = 200
) -> HttpResponse:  # fmt: skip
    compared, content = importing.preview(kept, at=clock.now()), Content.from_json(kept.content)
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
        "kept": kept, "compared": compared, "unused": content.unused, "elsewhere": content.elsewhere,
        "area": Area(content.area).label, "refused": len(compared.problems), "parts": parts, "chosen": chosen,
        "chosen_label": PARTS[chosen], "page": Paginator(rows[chosen], PAGE_SIZE).get_page(asked.get("side")),
        "changed_meanwhile": changed_meanwhile,
    }  # fmt: skip
    return render(request, "companies/balance/balance_import_preview.html", context, status=status)


def _rows(compared: Comparison) -> dict[str, list[Any]]:
    return {
        "fejl": [Shown(problem.line, sentence=wording.of_problem(problem)) for problem in compared.problems],
        "nye": [Shown(line.number, line=line) for line in compared.new],
        "rettet": [Shown(row.line.number, line=row.line, old=row.old) for row in compared.changed],
        "uaendret": [Shown(line.number, line=line) for line in compared.unchanged],
    }
