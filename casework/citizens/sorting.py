"""Danish order that rests on no collation of the server: many have no Danish one (pure).

a … z, æ, ø, å; "aa" stands among the å's, ä with æ, ö with ø, ü with y. Other accents do not count: é stands with e.
The key is stored, and compared byte by byte.
"""

import unicodedata

# The three characters after z, in ASCII order.
_LETTERS = str.maketrans({"æ": "{", "ä": "{", "ø": "|", "ö": "|", "å": "}", "ü": "y"})
LONGEST = 250


def danish_sort_key(text: str) -> str:
    composed = unicodedata.normalize("NFC", text).lower().replace("aa", "å").translate(_LETTERS)
    plain = "".join(c for c in unicodedata.normalize("NFKD", composed) if not unicodedata.combining(c))
    return " ".join(plain.split())


def name_sort_key(first_name: str, last_name: str) -> str:
    """By surname, as the lists show it: "Ager, Bo" before "Agersted, Anna"."""
    return danish_sort_key(f"{last_name} {first_name}")[:LONGEST]
