"""The English catalogue is complete, up to date and compiled: what is written in Danish can be read in English.

The texts are gathered afresh from a copy of the source (gettext's xgettext is needed) and compared with the catalogue:

1. every text of today is in it, translated, not fuzzy, with the same placeholders and the same tags;
2. nothing in it is left from texts that are gone;
3. the compiled file says the same, since running needs no gettext.

To mend: `.venv/bin/python scripts/check_translations.py --gather` puts new texts into the catalogue and takes out those that
are gone, without line numbers, dates or guesses, so that two branches seldom meet in it. Translate what is empty, and run it
again: it compiles as well.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from gettext import GNUTranslations
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = Path("locale/en/LC_MESSAGES/django.po")
COMPILED = CATALOGUE.with_suffix(".mo")
SOURCES = ("manage.py", "bootstrap.py", "jobpakker", "casework", "companies", "templates", "static", "locale")
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[a-z]|%[sd%]|\{[a-z_]*\}|</?[a-z][^>]*>")
NO_XGETTEXT = "xgettext is missing; install it with: sudo apt-get install gettext"
Key = tuple[str | None, str]


def key(entry: polib.POEntry) -> Key:
    return entry.msgctxt, entry.msgid


def texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def kept(path: Path = ROOT / CATALOGUE) -> dict[Key, polib.POEntry]:
    return {key(entry): entry for entry in polib.pofile(str(path)) if not entry.obsolete}


def gathered() -> polib.POFile:
    """The texts of today with the translations that we have, as makemessages finds them in a copy."""
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place)
        for name in SOURCES:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__", "vendor"))
            else:
                shutil.copy2(source, copy / name)
        words = ["makemessages", "--locale=en", "--no-location", "--no-wrap", "--no-obsolete"]
        subprocess.run([sys.executable, "manage.py", *words], cwd=copy, check=True, capture_output=True)
        return polib.pofile(str(copy / CATALOGUE), wrapwidth=0)


# What can be wrong ------------------------------------------------------------------------------------------------------
def wrong_entries(entries: Iterable[polib.POEntry]) -> list[str]:
    """Fuzzy, empty, or not saying the same: another placeholder or tag, or another space at an end."""
    wrong = []
    for entry in entries:
        if entry.fuzzy:
            wrong.append(f"fuzzy: {entry.msgid!r}")
        elif not all(texts(entry)):
            wrong.append(f"untranslated: {entry.msgid!r}")
        else:
            wrong += [
                f"other placeholders: {entry.msgid!r} · {text!r}" for text in texts(entry) if _differs(entry, text)
            ]
    return wrong


def _differs(entry: polib.POEntry, text: str) -> bool:
    """The form for one may leave the number out; every other text holds exactly what its msgid holds."""
    meant = [_holds(msgid) for msgid in (entry.msgid, entry.msgid_plural) if msgid]
    if entry.msgid_plural and text == entry.msgstr_plural[0]:
        return not _holds(text).keys() <= meant[1].keys()
    return _holds(text) != meant[-1]


def _holds(text: str) -> Counter[str]:
    ends = Counter(f"space at {at}" for at, letter in enumerate((text[0], text[-1])) if letter.isspace())
    return Counter(PLACEHOLDER.findall(text)) + ends


def wrong_set(have: Mapping[Key, polib.POEntry], today: Mapping[Key, polib.POEntry]) -> list[str]:
    wrong = [f"not in the catalogue: {msgid!r}" for _context, msgid in today.keys() - have.keys()]
    return wrong + [f"no longer in the source: {msgid!r}" for _context, msgid in have.keys() - today.keys()]


def wrong_compiled(have: Mapping[Key, polib.POEntry], path: Path = ROOT / COMPILED) -> list[str]:
    if not path.exists():
        return [f"{path.name} is missing: gather again"]
    with path.open("rb") as file:
        says = GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    said_of = {}
    for (context, msgid), entry in have.items():
        name = f"{context}\x04{msgid}" if context else msgid
        if entry.msgid_plural:
            said_of |= {(name, form): text for form, text in entry.msgstr_plural.items()}
        else:
            said_of[name] = entry.msgstr
    said_of = {name: text for name, text in said_of.items() if text}  # what is not translated is told elsewhere
    differing = [name for name, text in said_of.items() if says.get(name) != text]
    differing += [name for name in says if name and name not in said_of]
    return [f"the compiled catalogue says something else of {name!r}: gather again" for name in differing]


def found() -> list[str]:
    if not (ROOT / CATALOGUE).exists():
        return [f"{CATALOGUE} is missing"]
    if shutil.which("xgettext") is None:
        return [NO_XGETTEXT]
    have = kept()
    today = {key(entry): entry for entry in gathered()}
    return wrong_set(have, today) + wrong_entries(have.values()) + wrong_compiled(have)


# Mending ----------------------------------------------------------------------------------------------------------------
def gather() -> list[str]:
    """Writes the catalogue anew, in the order of the source, and compiles it; returns what is left to translate."""
    catalogue = gathered()
    catalogue.metadata.pop("POT-Creation-Date", None)
    for entry in catalogue:
        if entry.fuzzy:  # gettext guesses from a text that looks alike: a wrong sentence is worse than none
            entry.flags.remove("fuzzy")
            entry.msgstr, entry.msgstr_plural = "", dict.fromkeys(entry.msgstr_plural, "")
        entry.previous_msgctxt = entry.previous_msgid = entry.previous_msgid_plural = None
    catalogue.save(str(ROOT / CATALOGUE))
    subprocess.run(["msgfmt", "--check-format", "-o", ROOT / COMPILED, ROOT / CATALOGUE], check=True)
    return wrong_entries(catalogue)


if __name__ == "__main__":
    wrong = gather() if "--gather" in sys.argv[1:] else found()
    print("\n".join(wrong))
    sys.exit(1 if wrong else 0)
