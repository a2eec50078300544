"""Where hands are missing: the newest half-year, and the file that it comes from."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, Q, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from companies.balance import importing, queries, wording
from companies.balance.forms import ListForm, UploadForm
from companies.balance.importing import Comparison
from companies.balance.lines import COLUMNS, Content, Line
from companies.balance.models import Area, Balance, BalanceImport, Level
from companies.files import keeping
from companies.files.pages import ImportPreview, sent_in
from jobpakker.foundation import clock
from jobpakker.foundation.accounts.access import requires
from jobpakker.foundation.accounts.permissions import Permission

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
    keep = partial(importing.keep, by=request.user, at=clock.now())
    if sent and (kept := sent_in(form, keep, otherwise="balance.csv")):
        return redirect("companies:balance_import_preview", kept.public_id)
    context = {"form": form, "needed": [names[0] for names in COLUMNS.values()], "levels": Level.labels}
    return render(request, "companies/balance/balance_import.html", context, status=422 if sent else 200)


@requires(Permission.EDIT_OPENINGS)
@require_http_methods(["GET", "HEAD", "POST"])
def balance_import_preview(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return Preview(request, keeping.own(BalanceImport, by=request.user, public_id=public_id)).answer()


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


class Preview(ImportPreview[BalanceImport, Comparison]):
    upload_page, list_page = "companies:balance_import", "companies:balance_list"
    back_words = gettext_lazy("Tilbage til listen")
    template = "companies/balance/balance_import_preview.html"
    parts = {
        "fejl": gettext_lazy("Fejl"),
        "nye": gettext_lazy("Nye stillinger"),
        "rettet": gettext_lazy("Rettede stillinger"),
        "uaendret": gettext_lazy("Uændrede"),
    }

    def compared(self) -> Comparison:
        return importing.preview(self.kept, at=clock.now())

    def apply(self, said: Mapping[str, Any]) -> dict[str, int]:
        return importing.apply(kept=self.kept, by=self.request.user, at=clock.now(), **said)

    def came_to(self, counts: Mapping[str, int]) -> str:
        return wording.came_to(counts)

    def facts(self, compared: Comparison) -> dict[str, Any]:
        content = Content.from_json(self.kept.content)
        return {
            "unused": content.unused, "elsewhere": content.elsewhere, "area": Area(content.area).label,
            "refused": len(compared.problems),
        }  # fmt: skip

    def rows(self, compared: Comparison) -> dict[str, list[Shown]]:
        return {
            "fejl": [Shown(problem.line, sentence=wording.of_problem(problem)) for problem in compared.problems],
            "nye": [Shown(line.number, line=line) for line in compared.new],
            "rettet": [Shown(row.line.number, line=row.line, old=row.old) for row in compared.changed],
            "uaendret": [Shown(line.number, line=line) for line in compared.unchanged],
        }
