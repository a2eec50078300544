"""The words for what is wrong with a file, or with a line of any file."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from companies.files.lines import FileFault, LineFault
from companies.files.texts import TextFault
from jobpakker.foundation.ui import dates


def of_file(fault: FileFault, facts: Mapping[str, Any]) -> str:
    match fault:
        case FileFault.TOO_LARGE:
            return _("Filen er større end {mb} MB. Del den i flere.").format(mb=facts["mb"])
        case FileFault.TOO_MANY_LINES:
            return _("Filen har flere end {n} linjer. Del den i flere.").format(n=dates.number(facts["lines"]))
        case FileFault.SPREADSHEET:
            return _("Det er et regneark. Åbn det, vælg Gem som, og vælg CSV.")
        case FileFault.EMPTY:
            return _("Filen er tom.")
        case FileFault.NO_HEADER:
            names = ", ".join(facts["columns"])
            sentence = ngettext(
                "Den første linje skal være overskrifter. Denne mangler: {names}.",
                "Den første linje skal være overskrifter. Disse mangler: {names}.",
                len(facts["columns"]),
            )
            return sentence.format(names=names)
        case FileFault.MOVED_HEADER:
            return _("Overskrifterne står først på linje {line}. Slet linjerne over dem, og vælg filen igen.").format(
                line=facts["line"]
            )
        case FileFault.TWICE:
            return _("To kolonner siger det samme: den ene hedder {column}. Slet en af dem.").format(
                column=facts["column"]
            )
    return _("Filen er ikke tekst. Gem den som CSV i regnearket, og prøv igen.")


TEXTS: dict[str, Promise] = {
    TextFault.INVISIBLE: gettext_lazy("{column} rummer et usynligt tegn. Skriv feltet igen med tastaturet."),
    TextFault.FORMULA: gettext_lazy("{column} begynder med et tegn, som regneark læser som en formel. Slet tegnet."),
    TextFault.CPR: gettext_lazy("{column} ligner et CPR-nummer. Slet det: her må ikke stå noget om borgere."),
    TextFault.TOO_LONG: gettext_lazy("{column} er for lang: højst {longest} tegn."),
    TextFault.NO_LETTER: gettext_lazy("{column} rummer hverken bogstaver eller tal."),
}


def of_text(fault: str, *, column: str, longest: int) -> str:
    return str(TEXTS[fault]).format(column=column, longest=longest)


Sentences = dict[str, Callable[[Mapping[str, Any]], str]]


def of_lines(column: Callable[[str], str]) -> Sentences:
    """`column`: a field's name as it is called in our own files, with a capital: it begins a sentence."""
    return {
        LineFault.QUOTES: lambda f: _("Et anførselstegn mangler sin makker, så linjen ikke kan deles i felter."),
        LineFault.LONG_LINE: lambda f: _("Linjen er meget lang. Mangler der et linjeskift?"),
        LineFault.TOO_MANY_FIELDS: lambda f: _(
            "Linjen har flere felter end der er overskrifter. Står der et semikolon i en tekst?"
        ),
        LineFault.MISSING: lambda f: _("{column} mangler.").format(column=column(f["column"])),
        LineFault.TEXT: lambda f: of_text(f["why"], column=column(f["column"]), longest=f["longest"]),
        LineFault.DATE: lambda f: _("{column} »{text}« er ikke en dato. Skriv fx 23-11-2026.").format(
            column=column(f["column"]), text=f["text"]
        ),
        LineFault.NUMBER: lambda f: _("{column} »{text}« skal være et helt tal fra {least} til {most}.").format(
            column=column(f["column"]), text=f["text"], least=f["least"], most=dates.number(f["most"])
        ),
    }
