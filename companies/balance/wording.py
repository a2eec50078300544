"""The words for what a file of the balance came to, and for what is wrong with a line of it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from companies.balance.lines import COLUMNS, Fault
from companies.files.lines import Problem
from companies.files.wording import of_lines


def came_to(counts: Mapping[str, int]) -> str:
    new, changed = counts["new"], counts["changed"]
    said = [
        ngettext("{n} ny stilling.", "{n} nye stillinger.", new).format(n=new) if new else "",
        ngettext("{n} stilling rettet.", "{n} stillinger rettet.", changed).format(n=changed) if changed else "",
    ]
    return " ".join(filter(None, said)) or _("Intet blev ændret.")


def column(name: str) -> str:
    return "DISCO-koden" if name == "disco" else COLUMNS[name][0].capitalize()


_FAULTS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    **of_lines(column),
    Fault.DISCO: lambda f: _("»{text}« er ikke en DISCO-08-kode. Den skal være fire eller seks cifre.").format(
        text=f["text"]
    ),
    Fault.AREA: lambda f: _("Området »{text}« kendes ikke. Skriv fx Fyn eller RAR Nordjylland.").format(text=f["text"]),
    Fault.PERIOD: lambda f: _("Perioden »{text}« kendes ikke. Skriv fx 2. halvår 2026.").format(text=f["text"]),
    Fault.LEVEL: lambda f: _("Kategorien »{text}« kendes ikke. Skriv fx mangel på arbejdskraft.").format(
        text=f["text"]
    ),
    Fault.REPEATED: lambda f: _("Det er samme stilling og periode som på linje {line}.").format(line=f["line"]),
}


def of_problem(problem: Problem) -> str:
    return _FAULTS[problem.fault](problem.facts)
