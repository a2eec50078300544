"""The words for what is found in a file and what changes in a class; codes become sentences here and nowhere else."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies.files.wording import of_lines
from companies.providers.csv_lines import COLUMNS, Fault, Problem
from companies.providers.facts import SessionFacts, from_plain
from jobpakker.foundation.ui import dates

LABELS: dict[str, Promise | str] = {
    "title": gettext_lazy("Kursus"),
    "provider": gettext_lazy("Udbyder"),
    "place": gettext_lazy("Sted"),
    "starts_on": gettext_lazy("Første dag"),
    "until": gettext_lazy("Sidste dag"),
    "seats": gettext_lazy("Pladser"),
    "seats_taken": gettext_lazy("Optagne pladser"),
    "price_kr": gettext_lazy("Pris"),
    "reference": gettext_lazy("Holdnummer"),
    "cancelled": gettext_lazy("Tilstand"),
    "amu": gettext_lazy("AMU-nummer"),
    "days": gettext_lazy("Kursusdage"),
}


# What is said of a value --------------------------------------------------------------------------------------------------------
def shown(name: str, value: Any) -> str:
    """`value` as it stands in a difference, dates in ISO; "" when there is none."""
    if value is None or value == "":
        return ""
    match name:
        case "starts_on":
            return dates.show(from_plain(name, value), "short")
        case "until":
            return dates.show(dates.last_day(from_plain(name, value)), "short")
        case "price_kr":
            return price(value)
        case "cancelled":
            return _("aflyst") if value else _("åben")
        case "seats" | "seats_taken" | "days":
            return dates.number(value)
    return str(value)


def price(value: int) -> str:
    return _("{amount} kr.").format(amount=dates.number(value)) if value else _("gratis")


@dataclass(frozen=True)
class Difference:
    label: str
    old: str
    new: str


def differences(changes: Mapping[str, list[Any]]) -> list[Difference]:
    nothing = _("ikke angivet")
    return [
        Difference(str(label), shown(name, changes[name][0]) or nothing, shown(name, changes[name][1]) or nothing)
        for name, label in LABELS.items()  # the database keeps no order
        if name in changes
    ]


def named(facts: SessionFacts) -> str:
    place = f", {facts.place}" if facts.place else ""
    return f"{facts.title}, {facts.provider}{place}"


# What is wrong with a line ------------------------------------------------------------------------------------------------------
def column(name: str) -> str:
    """As it is called in our own files, with a capital: it begins a sentence."""
    return COLUMNS[name][0].capitalize()


_FAULTS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    **of_lines(column),
    Fault.YEAR: lambda f: _("Holdet begynder mere end tre år ude i fremtiden. Er årstallet rigtigt?"),
    Fault.ORDER: lambda f: _("Slut ligger før start."),
    Fault.TOO_LONG: lambda f: _("Der er mere end to år fra start til slut. Er årstallene rigtige?"),
    Fault.NO_END: lambda f: _("Skriv slut, eller hvor mange dage kurset varer."),
    Fault.TOO_MANY_DAYS: lambda f: _("{days} kursusdage kan ikke ligge mellem start og slut.").format(days=f["days"]),
    Fault.SEATS: lambda f: _("Pladser skal være mindst 1."),
    Fault.OVERBOOKED: lambda f: _("Der er flere optagne eller ledige pladser, end holdet har: {seats}.").format(
        seats=f["seats"]
    ),
    Fault.DISAGREE: lambda f: _("{taken} optagne og {free} ledige bliver ikke {seats} pladser.").format(**f),
    Fault.AMU: lambda f: _("AMU-nummeret »{text}« skal være fem cifre.").format(text=f["text"]),
    Fault.STATE: lambda f: _("Tilstanden »{text}« kendes ikke. Skriv åben eller aflyst.").format(text=f["text"]),
    Fault.REPEATED: lambda f: _("Det er det samme hold som på linje {line}.").format(line=f["line"]),
    Fault.AMBIGUOUS: lambda f: _(
        "Flere af vores hold passer på linjen. Skriv sted eller holdnummer, så den ikke kan misforstås."
    ),
    Fault.SAYS_OTHERWISE: lambda f: _("Linje {line} siger noget andet om samme kursus: dage eller AMU-nummer.").format(
        line=f["line"]
    ),
}


def of_problem(problem: Problem) -> str:
    return _FAULTS[problem.fault](problem.facts)
