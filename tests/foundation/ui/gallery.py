"""Every piece of the front end on a few pages, so that a browser can look at them all: the URLconf of the gallery."""

import datetime as dt
from pathlib import Path

from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from jobpakker.foundation.accounts.models import Municipality, User
from jobpakker.foundation.ui import undo
from jobpakker.foundation.ui.forms import DanishDateField, DKFDSForm

TODAY = dt.date(2026, 4, 7)
PAGES = Path(__file__).parent / "gallery"


class GalleryForm(DKFDSForm):
    name = forms.CharField(label="Fornavn", max_length=60)
    job = forms.ChoiceField(
        label="Job", choices=[("", "Vælg"), ("1", "Rengøringsassistent, Hotel Fjordblik, 32 timer om ugen"), ("2", "Chauffør")]
    )
    starts_on = DanishDateField(label="Første arbejdsdag")
    hours = forms.DecimalField(label="Timer om ugen", localize=True, help_text="Mellem 1 og 37")
    answer = forms.ChoiceField(
        label="Jeres svar", widget=forms.RadioSelect, choices=[("yes", "Vi ansætter"), ("no", "Vi kan ikke alligevel")]
    )
    days = forms.MultipleChoiceField(
        label="Dage", widget=forms.CheckboxSelectMultiple, choices=[("1", "Mandag"), ("2", "Tirsdag")], required=False
    )
    note = forms.CharField(label="Bemærkning", widget=forms.Textarea(attrs={"rows": 4}), required=False)
    agreed = forms.BooleanField(label="Borgeren har sagt ja til, at fornavnet vises for virksomheden")

    submit_label = "Gem jobbet"

    def layout(self) -> Layout:
        return Layout(
            "name",
            Row(Column("job"), Column("starts_on"), Column("hours")),
            Fieldset("Svar", "answer", "days", "note"),
            "agreed",
        )


class SearchForm(DKFDSForm):
    method = "get"
    mark_optional = False
    submit_label = "Søg"
    text = forms.CharField(label="Navn eller CPR", required=False)
    state = forms.ChoiceField(label="Tilstand", choices=[("", "Alle"), ("open", "Åben")], required=False)

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        self.helper.form_class = "form-inline"


def _user(role: str) -> User:
    municipality = Municipality(name="Fjordby Kommune", code="999", unit_name="Job og Virksomhed")
    return User(name="Mette Holm-Kristoffersen", role_code=role, municipality=municipality, email="mette@fjordby.example")


def page(request: HttpRequest, name: str) -> HttpResponse:
    if request.GET.get("anonymous") is None:
        request.user = _user(request.GET.get("role", "caseworker"))
    data = {"name": "", "starts_on": "31-04-2026", "hours": "mange"} if "errors" in request.GET else None
    if "messages" in request.GET:
        undo.done(request, "Tilsagnet er trukket tilbage.", undo_url="/fortryd/")
        messages.warning(request, "Datoen er flyttet, fordi 5. juni er en lukkedag.")
    template = engines["django"].from_string((PAGES / f"{name}.html").read_text(encoding="utf-8"))
    context = {
        "form": GalleryForm(data, today=TODAY, cancel_url="/"),
        "search": SearchForm(),
        "today": TODAY,
        "page": Paginator(range(400), 20).page(7),
        "checks": [
            {"done": True, "label": "Borgeren er afklaret"},
            {"done": True, "label": "Et konkret, ordinært job er målet"},
            {
                "done": False, "label": "Virksomheden har givet tilsagn", "why": "Sendt 2. april, intet svar endnu",
                "url": "#a", "action": "Ring til virksomheden",
            },
            {"done": False, "label": "Rollerne er navngivet"},
        ],
    }  # fmt: skip
    return HttpResponse(template.render(context, request))


def blank(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=204)


urlpatterns = [
    path("", blank, name="home"),
    path("tilgaengelighed/", blank, name="accessibility_statement"),
    path("", include(([path("log-ud/", blank, name="logout"), path("sprog/", blank, name="set_language"),
                       path("medarbejdere/", blank, name="user_list"), path("log-ind/", blank, name="login")], "accounts"))),
    path("", include(([path("job/", blank, name="opening_list"), path("virksomheder/", blank, name="company_list")], "companies"))),
    path("", include(([path("vis/", blank, name="my_day"), path("borgere/", blank, name="citizen_list"),
                       path("jobpakker/", blank, name="jobpakke_list"), path("doede/", blank, name="dead_period_list"),
                       path("flow/", blank, name="flow_overview"),
                       path("modeller/", blank, name="blueprint_list")], "casework"))),
    path("vis/<slug:name>/", page, name="gallery"),
]  # fmt: skip
