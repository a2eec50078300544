"""The words for what an extract would change, and for what is wrong with a line of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from companies.extract.comparison import Changes, Item, SitePart
from companies.extract.extract import COLUMNS, Fault
from companies.files.lines import Problem
from companies.files.wording import of_lines
from companies.register.models import Company
from jobpakker.foundation.ui import dates

LABELS: dict[str, Promise] = {
    "name": gettext_lazy("Navn"),
    "sector": gettext_lazy("Sektor"),
    "p_number": gettext_lazy("P-nummer"),
    "address": gettext_lazy("Adresse"),
    "employees": gettext_lazy("Ordinært ansatte"),
    "as_of": gettext_lazy("Opgjort den"),
    "closed_on": gettext_lazy("Ophørt"),
}


@dataclass(frozen=True)
class Difference:
    label: str
    old: str
    new: str


def shown(name: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if name in {"as_of", "closed_on"}:
        return dates.show(value if isinstance(value, date) else date.fromisoformat(value), "short")
    if name == "employees":
        return dates.number(value)
    return str(Company.Sector(value).label) if name == "sector" else str(value)


def differences(changes: Changes) -> list[Difference]:
    nothing = {"closed_on": _("nej")}
    return [
        Difference(str(label), *(shown(name, value) or nothing.get(name, _("ikke angivet")) for value in changes[name]))
        for name, label in LABELS.items()
        if name in changes
    ]


def site(part: SitePart) -> str:
    """A new place of work in one line."""
    facts = [part.fields.get("address", ""), _("P-nummer {n}").format(n=part.p_number) if part.p_number else ""]
    if part.fields.get("employees") is not None:
        facts.append(
            _("{n} ordinært ansatte pr. {day}").format(
                n=shown("employees", part.fields["employees"]), day=shown("as_of", part.fields["as_of"])
            )
        )
    if part.fields.get("closed_on"):
        facts.append(_("ophørt {day}").format(day=shown("closed_on", part.fields["closed_on"])))
    return " · ".join([part.name, *filter(None, facts)])


def warning(item: Item) -> str:
    """What somebody should see before the company is closed."""
    jobs = item.known.open_jobs if item.known and item.closes else 0
    sentence = ngettext("Ophører, men har {n} åbent job hos os.", "Ophører, men har {n} åbne job hos os.", jobs)
    return sentence.format(n=jobs) if jobs else ""


def came_to(counts: Mapping[str, int]) -> str:
    new, changed, closed = counts["new"], counts["changed"], counts["closed"]
    said = [
        ngettext("{n} ny virksomhed.", "{n} nye virksomheder.", new).format(n=new) if new else "",
        ngettext("{n} virksomhed rettet.", "{n} virksomheder rettet.", changed).format(n=changed) if changed else "",
        ngettext("{n} af dem er ophørt.", "{n} af dem er ophørt.", closed).format(n=closed) if closed else "",
    ]
    return " ".join(filter(None, said)) or _("Ingen virksomheder blev ændret.")


def column(name: str) -> str:
    return {"cvr": "CVR-nummer", "p_number": "P-nummer"}.get(name, COLUMNS[name][0].capitalize())


_FAULTS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    **of_lines(column),
    Fault.CVR: lambda f: (
        _("Cifrene i CVR-nummeret »{text}« passer ikke sammen. Er der byttet om på to?").format(text=f["text"])
        if f["checksum"]
        else _("CVR-nummeret »{text}« skal være otte cifre.").format(text=f["text"])
    ),
    Fault.P_NUMBER: lambda f: _("P-nummeret »{text}« skal være ti cifre.").format(text=f["text"]),
    Fault.NO_DAY: lambda f: _("Der er et antal ansatte, men ikke hvilken dag det er fra."),
    Fault.NO_EMPLOYEES: lambda f: _("Der er en dag for antallet af ansatte, men intet antal."),
    Fault.FUTURE: lambda f: _("{column} ligger efter i dag. Er årstallet rigtigt?").format(column=column(f["column"])),
    Fault.STATE: lambda f: _("Status »{text}« kendes ikke. Skriv aktiv eller ophørt.").format(text=f["text"]),
    Fault.SECTOR: lambda f: _("Sektoren »{text}« kendes ikke. Skriv privat eller offentlig.").format(text=f["text"]),
    Fault.POSTCODE: lambda f: _("Postnummeret »{text}« skal være fire cifre.").format(text=f["text"]),
    Fault.REPEATED: lambda f: _("Det er det samme arbejdssted som på linje {line}.").format(line=f["line"]),
    Fault.SAYS_OTHERWISE: lambda f: _(
        "Linje {line} har samme CVR-nummer, men et andet navn. Ret det ene, så de ikke kan forveksles."
    ).format(line=f["line"]),
    Fault.BELONGS_TO: lambda f: _("P-nummeret hører hos os til {name}, som har et andet CVR-nummer.").format(
        name=f["name"]
    ),
}  # fmt: skip


def of_problem(problem: Problem) -> str:
    return _FAULTS[problem.fault](problem.facts)
