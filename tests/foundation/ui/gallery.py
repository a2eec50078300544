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
from jobpakker.foundation.ui import bars, charts, undo
from jobpakker.foundation.ui.forms import DanishDateField, DKFDSForm

TODAY = dt.date(2026, 4, 7)
PAGES = Path(__file__).parent / "gallery"


class GalleryForm(DKFDSForm):
    name = forms.CharField(label="Fornavn", max_length=60)
    job = forms.ChoiceField(
        label="Job",
        choices=[("", "Vælg"), ("1", "Rengøringsassistent, Hotel Fjordblik, 32 timer om ugen"), ("2", "Chauffør")],
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
    return User(
        name="Mette Holm-Kristoffersen", role_code=role, municipality=municipality, email="mette@fjordby.example"
    )


def _strip(months: int = 0) -> bars.Strip:
    day = dt.date.fromisoformat
    job_on = day("2026-08-31") + dt.timedelta(days=31 * months)
    closed = [d for d in (day("2026-03-01") + dt.timedelta(days=n) for n in range(600)) if d.weekday() > 4]
    closed += [day("2026-04-02"), day("2026-04-03"), day("2026-04-06"), day("2026-05-14"), day("2026-05-25")]
    return bars.lay_out(
        [
            bars.Lane(
                label="Ansættelse",
                bars=[
                    bars.Bar(
                        start=job_on,
                        until=job_on + dt.timedelta(days=28),
                        label="Ansat hos Hotel Fjordblik",
                        css="bar-job",
                    )
                ],
            ),
            bars.Lane(
                label="Løntilskud",
                bars=[bars.Bar(start=day("2026-06-08"), until=job_on, label="Løntilskud, 12 uger", css="bar-planned")],
            ),
            bars.Lane(
                label="Praktik",
                bars=[bars.Bar(start=day("2026-04-20"), until=day("2026-06-08"), label="Praktik, 7 uger", css="bar-2")],
            ),
            bars.Lane(
                label="Kursus",
                bars=[
                    bars.Bar(
                        start=day("2026-03-16"), until=day("2026-04-08"), label="Kursus", css="bar-past", url="#trin"
                    )
                ],
                gaps=[bars.Gap(start=day("2026-04-08"), until=day("2026-04-20"), label="8 døde dage")],
            ),
            bars.Lane(
                label="Mentor",
                bars=[bars.Bar(start=day("2026-04-20"), until=day("2026-07-06"), label="Mentor", css="bar-side")],
            ),
        ],
        title="Forløbet uge for uge",
        summary="Fem trin fra 16. marts til jobbet; ét hul på 8 arbejdsdage i april.",
        marks=[
            bars.Mark(on=TODAY, label="I dag", css="today"),
            bars.Mark(on=job_on, label="Første arbejdsdag", css="job"),
        ],
        closed=closed,
    )


def _charts() -> dict[str, charts.Columns | charts.Across]:
    months = ["nov.", "dec.", "jan.", "feb.", "marts", "april"]
    return {
        "monthly": charts.columns(
            months,
            [charts.Series(label=label, values=values, css=f"series-{n}") for n, (label, values) in enumerate({
                "Kursus": [3, 4, 6, 5, 7, 6], "Praktik": [8, 9, 9, 12, 14, 13], "Løntilskud": [5, 6, 8, 9, 9, 12],
                "Ansat": [2, 2, 4, 5, 8, None]}.items(), start=1)],
            title="Aktive jobpakker efter trin", heading="Måned", summary="Fra 18 i november til 31 i april.",
        ),
        "transitions": charts.across(
            [charts.Row(label="Kursus → praktik", value=46, css="series-dead", url="#1"),
             charts.Row(label="Praktik → løntilskud", value=12.5, css="series-dead", url="#2"),
             charts.Row(label="Løntilskud → ansættelse", value=0, css="series-dead"),
             charts.Row(label="Afklaring → kursus, alle uddannelsessteder", value=None, shown="færre end 5")],
            title="Døde dage efter overgang", heading="Overgang", value_heading="Arbejdsdage", unit="dage"),
    }  # fmt: skip


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
        "job_on": dt.date(2026, 8, 31),
        "strip": _strip(),
        "year": _strip(months=9),
        **_charts(),
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
