"""When a course is the one that somebody means: people write titles from memory, so words count and their order does not (pure)."""

import re
import unicodedata
from collections.abc import Collection

# Words that tell no two courses apart.
_SMALL = frozenset(
    [
        "amu",
        "kursus",
        "kursuset",
        "kurset",
        "kurser",
        "hold",
        "uddannelse",
        "og",
        "i",
        "på",
        "til",
        "for",
        "med",
        "af",
        "den",
        "det",
        "de",
        "en",
        "et",
        "ved",
        "om",
    ]
)
_WORD = re.compile(r"[^\W_]+")
AMU = re.compile(r"(?<!\d)\d{5}(?!\d)")  # a fagnummer


def words(title: str) -> list[str]:
    """Each word once, in a fixed order; `["rengøringshygiejne"]` for "AMU: Rengøringshygiejne". All of them when all are small."""
    found = set(_WORD.findall(unicodedata.normalize("NFC", title).casefold()))
    return sorted(found - _SMALL or found)


def key(text: str) -> str:
    """The same for two spellings of one name: capitals and blanks do not count."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def closeness(wanted: str, title: str, amu: str = "") -> int:
    """3: the same words, or the AMU number is named. 2: the course says more than what is wanted. 1: less. 0: another course."""
    if amu and amu in AMU.findall(wanted):
        return 3
    asked, offered = set(words(wanted)), set(words(title))
    if not asked or not offered:
        return 0
    if asked == offered:
        return 3
    if asked < offered:
        return 2
    return 1 if offered < asked else 0


def closest[Row](rows: Collection[tuple[int, Row]]) -> list[Row]:
    """Of rows with their closeness, those that are as close as any, in the order given."""
    best = max((close for close, _row in rows), default=0)
    return [row for close, row in rows if close == best and best]
