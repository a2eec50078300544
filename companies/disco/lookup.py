"""Job titles as people say them, and the kind of job (DISCO-08, four digits) that each is.

The four digits are those of ISCO-08, which DISCO-08 follows to this depth. `titles.txt` is our own list of common titles;
`groups.txt` holds every code there is, except for the groups that do not occur in Denmark. A title that is not listed is as good as any: it has
the code of the longest listed title within it, or none.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Title:
    text: str
    code: str


@cache
def titles() -> tuple[Title, ...]:
    """In Danish order, for a list to choose from."""
    lines = (HERE / "titles.txt").read_text(encoding="utf-8").splitlines()
    found = [
        Title(text.strip(), code) for code, texts in (line.split(":", 1) for line in lines) for text in texts.split(",")
    ]
    return tuple(sorted(found, key=lambda title: _danish(title.text)))


@cache
def groups() -> frozenset[str]:
    return frozenset((HERE / "groups.txt").read_text(encoding="utf-8").split())


def code_of(title: str) -> str:
    """ "" when no listed title is in it: „Lagermedarbejder på dagholdet" is a lagermedarbejder, „Bisp" is nothing we know."""
    said = _words(title)
    if not said:
        return ""
    exact = _by_words().get(said)
    if exact:
        return exact
    best, found = 0, ""
    for listed, code in _by_words().items():
        if len(listed) > best and f" {listed} " in f" {said} ":
            best, found = len(listed), code
    return found


def named(code: str) -> str:
    """One of its titles, for a person to know the code by: the first of its line."""
    return _first().get(code, "")


@cache
def _by_words() -> dict[str, str]:
    return {_words(title.text): title.code for title in titles()}


@cache
def _first() -> dict[str, str]:
    lines = (HERE / "titles.txt").read_text(encoding="utf-8").splitlines()
    return {code: texts.split(",")[0].strip() for code, texts in (line.split(":", 1) for line in lines)}


def _words(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text).casefold()))


def _danish(text: str) -> str:
    return text.casefold().translate(str.maketrans("æøå", "{|}"))
