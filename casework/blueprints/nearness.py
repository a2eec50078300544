"""Which inspiration model is nearest to a job, by its title and kind of job (pure).

A Danish title says the trade first and the rank last: "montagemedarbejder" is nearer to "montage- og elektronikmedarbejder" than
to any other "medarbejder". So words are taken apart, and ranks count for nothing.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from companies.disco.lookup import code_of

# Ends of words that tell a rank and no trade, the longest first.
RANKS = (
    "medarbejder", "medhjælper", "funktionær", "assistent", "operatør", "arbejder", "aspirant", "personale", "hjælper", "hjælp",
    "elev", "mand",
)  # fmt: skip
# Ends of words that are a trade of their own: a lastbilchauffør is a chauffør too.
TRADES = ("chauffør", "mekaniker", "gartner", "pædagog", "montør", "sælger", "bager", "fører", "bud")
# Trades that go by another word in a model, or belong where that word says.
BELONGS = {
    "kok": "køkken", "opvasker": "køkken", "cater": "køkken", "montør": "montage", "truck": "lager", "terminal": "lager",
    "pluk": "lager", "vicevært": "ejendomsservice", "pedel": "ejendomsservice", "park": "grøn", "havemand": "grøn",
    "fabrik": "industri", "supermarked": "butik", "hjemmepleje": "ældrepleje", "plejehjem": "ældrepleje", "taxa": "flextrafik",
    "reception": "kontor", "housekeeping": "hotel", "gartner": "grøn", "portør": "hospital", "tjener": "kantine", "barista": "kantine",
}  # fmt: skip
SMALL = frozenset(
    {"i", "på", "til", "og", "af", "med", "ved", "hos", "for", "en", "et", "den", "det", "eller", "som", "fra"}
)
EXACT, SAME, PART, BRANCH, OTHER = 10.0, 5.0, 3.0, 1.0, -0.5
KIND = {4: 4.0, 3: 2.0}  # by how many digits of DISCO-08 agree


def nearness(title: str, disco: str, model: str, branch: str) -> float:
    """Higher is nearer; 0 or less has nothing in common with the job. `disco` may be empty."""
    said, there = stems(title), stems(model)
    shared = {stem: max((_alike(stem, one) for one in there), default=0.0) for stem in said}
    found = sum(shared.values()) + BRANCH * any(_alike(stem, one) for stem in said for one in stems(branch))
    found += _same_kind(disco or code(title), code(model))
    if _words(title) == _words(model):
        found += EXACT
    return found + OTHER * sum(not any(_alike(stem, one) for stem in said) for one in there) if found else 0.0


@cache
def stems(text: str) -> frozenset[str]:
    """The trades in a title: "Lager- og logistikmedarbejder" → lager, logistik."""
    found = {stem for word in _words(text) if word not in SMALL for stem in _of_word(word)}
    return frozenset(found | {BELONGS[stem] for stem in found if stem in BELONGS})


def _of_word(word: str) -> Iterable[str]:
    for end in (*RANKS, *TRADES):
        if word.endswith(end):
            rest = _bare(word.removesuffix(end))
            return [stem for stem in (rest, end if end in TRADES else "") if len(stem) > 1]
    return [_bare(word)]


def _bare(stem: str) -> str:
    """Without the s that joins it to what follows."""
    return stem[:-1] if len(stem) > 5 and stem.endswith("s") else stem


def _alike(one: str, other: str) -> float:
    """The same trade; or one word within the other, from its beginning or to its end: rutebus, bus."""
    if one == other:
        return SAME
    short, long = sorted((one, other), key=len)
    within = (len(short) > 3 and long.startswith(short)) or (len(short) > 2 and long.endswith(short))
    return PART if within else 0.0


def _same_kind(one: str, other: str) -> float:
    return next((points for digits, points in KIND.items() if one and one[:digits] == other[:digits]), 0.0)


@cache
def code(title: str) -> str:
    return code_of(title)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text).casefold())
