"""What may stand in a name, a place or a number of ours, whether it was typed or came in a file (pure)."""

import re
import unicodedata
from enum import StrEnum

from companies.register.numbers import holds_a_cpr_number
from jobpakker.foundation.ui.forms import INVISIBLE

# A cell that begins with one of these is a formula to a spreadsheet: such a text would do harm in every file it is written to.
FORMULA = ("=", "+", "-", "@", "|", "%")
_INVISIBLE = re.compile(f"[{INVISIBLE}\\t\\n\\r]")


class TextFault(StrEnum):
    INVISIBLE = "invisible"
    FORMULA = "formula"
    CPR = "cpr"
    TOO_LONG = "too_long"
    NO_LETTER = "no_letter"


class Refused(ValueError):
    def __init__(self, fault: TextFault) -> None:
        super().__init__(fault)
        self.fault = fault


def clean(text: str, *, longest: int) -> str:
    """One line, blanks gathered. Raises `Refused`."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    if _INVISIBLE.search(text):
        raise Refused(TextFault.INVISIBLE)
    # A full-width = is the same sign to some programs.
    if unicodedata.normalize("NFKC", text).lstrip("' ").startswith(FORMULA):
        raise Refused(TextFault.FORMULA)
    if holds_a_cpr_number(text):
        raise Refused(TextFault.CPR)
    if len(text) > longest:
        raise Refused(TextFault.TOO_LONG)
    if text and not any(sign.isalnum() for sign in text):
        raise Refused(TextFault.NO_LETTER)
    return text
