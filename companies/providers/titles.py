"""When a course is the one that somebody means: people write titles from memory, so words count and their order does not (pure)."""

import re
import unicodedata
from collections.abc import Collection
from enum import IntEnum

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


class Close(IntEnum):
    OTHER = 0  # another course
    SAYS_LESS = 1  # than what is wanted
    SAYS_MORE = 2
    SAME = 3  # the same words, or the AMU number is named


def closeness(wanted: str, title: str, amu: str = "") -> tuple[Close, int]:
    """How near a course is to what is wanted, and, negative, how many words tell them apart: the larger, the nearer."""
    if amu and amu in AMU.findall(wanted):
        return Close.SAME, 0
    asked, offered = set(words(wanted)), set(words(title))
    if not asked or not offered:
        return Close.OTHER, 0
    apart = -len(asked ^ offered)
    if not apart:
        return Close.SAME, 0
    if asked < offered:
        return Close.SAYS_MORE, apart
    return (Close.SAYS_LESS, apart) if offered < asked else (Close.OTHER, 0)


def closest[Row](rows: Collection[tuple[tuple[Close, int], Row]]) -> list[Row]:
    """Of rows with their closeness, those that no other is nearer than, in the order given; none when all are other courses."""
    best = max((close for close, _row in rows), default=(Close.OTHER, 0))
    return [row for close, row in rows if close == best and close[0] != Close.OTHER]
