"""The English catalogue is complete, up to date and compiled: what is written in Danish can be read in English.

The texts are gathered afresh from a copy of the source (gettext's xgettext is needed) and compared with the catalogue:

1. every text of today is in it, translated, not fuzzy, with the same placeholders;
2. nothing in it is left from texts that are gone;
3. the compiled file says the same, since running needs no gettext.

To mend: `.venv/bin/python manage.py makemessages -l en --no-location --no-wrap`, translate, `… compilemessages`.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from gettext import GNUTranslations
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = Path("locale/en/LC_MESSAGES/django.po")
SOURCES = ("manage.py", "bootstrap.py", "jobpakker", "casework", "companies", "templates", "static", "locale")
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[a-z]|%[sd]|\{[a-z_]*\}")
Key = tuple[str | None, str]


def key(entry: polib.POEntry) -> Key:
    return entry.msgctxt, entry.msgid


def gathered() -> polib.POFile:
    """The texts of today, as makemessages finds them in a copy."""
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place)
        for name in SOURCES:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__", "vendor"))
            else:
                shutil.copy2(source, copy / name)
        (copy / CATALOGUE).unlink()
        words = ["makemessages", "--locale=en", "--no-location", "--no-wrap"]
        subprocess.run([sys.executable, "manage.py", *words], cwd=copy, check=True, capture_output=True)
        return polib.pofile(str(copy / CATALOGUE))


def texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def found() -> list[str]:
    if not (ROOT / CATALOGUE).exists():
        return [f"{CATALOGUE} is missing"]
    if shutil.which("xgettext") is None:
        return ["xgettext is missing; install it with: sudo apt-get install gettext"]
    kept = {key(entry): entry for entry in polib.pofile(str(ROOT / CATALOGUE)) if not entry.obsolete}
    today = {key(entry): entry for entry in gathered() if not entry.obsolete}
    wrong = [f"not in the catalogue: {msgid!r}" for _context, msgid in today.keys() - kept.keys()]
    wrong += [f"no longer in the source: {msgid!r}" for _context, msgid in kept.keys() - today.keys()]
    for entry in kept.values():
        if entry.fuzzy:
            wrong.append(f"fuzzy: {entry.msgid!r}")
        elif not all(texts(entry)):
            wrong.append(f"untranslated: {entry.msgid!r}")
        else:
            meant = {*PLACEHOLDER.findall(entry.msgid), *PLACEHOLDER.findall(entry.msgid_plural)}
            for text in texts(entry):
                if not set(PLACEHOLDER.findall(text)) <= meant:
                    wrong.append(f"other placeholders: {entry.msgid!r} · {text!r}")
    return wrong + _compiled(kept)


def _compiled(kept: dict[Key, polib.POEntry]) -> list[str]:
    path = (ROOT / CATALOGUE).with_suffix(".mo")
    if not path.exists():
        return [f"{path.relative_to(ROOT)} is missing: run compilemessages"]
    with path.open("rb") as file:
        says = GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    for (context, msgid), entry in kept.items():
        name = f"{context}\x04{msgid}" if context else msgid
        said = says.get((name, 0)) if entry.msgid_plural else says.get(name)
        if said != texts(entry)[0]:
            return [f"the compiled catalogue says something else of {msgid!r}: run compilemessages"]
    return []


if __name__ == "__main__":
    wrong = found()
    print("\n".join(wrong))
    sys.exit(1 if wrong else 0)
