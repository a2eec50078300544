"""CVR and P-numbers as people write them: with spaces, with DK before them, and checked before they are kept."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from stdnum.dk import cvr
from stdnum.exceptions import InvalidChecksum
from stdnum.exceptions import ValidationError as NotANumber


def clean_cvr(text: str) -> str:
    """Eight digits whose check digit fits (weights 2, 7, 6, 5, 4, 3, 2, 1; modulus 11)."""
    try:
        return cvr.validate(text)
    except InvalidChecksum:
        raise ValidationError(
            _("Cifrene passer ikke sammen: det kan ikke være et CVR-nummer. Er der byttet om på to?"), code="checksum"
        ) from None
    except NotANumber:
        raise ValidationError(_("Et CVR-nummer er otte cifre og begynder ikke med 0."), code="invalid") from None


def clean_p_number(text: str) -> str:
    """Ten digits; a P-number has no check digit."""
    digits = re.sub(r"[\s.-]", "", text)
    if not re.fullmatch(r"[0-9]{10}", digits):
        raise ValidationError(_("Et P-nummer er ti cifre."), code="invalid")
    return digits


def holds_a_cpr_number(text: str) -> bool:
    """Whether somewhere in free text there are ten digits that begin with a date: day, month, year, and four more."""
    return _CPR.search(text) is not None


def no_cpr_number(text: str) -> None:
    """A validator for free text that others will read."""
    if holds_a_cpr_number(text):
        raise ValidationError(_("Skriv ikke et CPR-nummer her. Slet det, og send igen."), code="cpr")


_CPR = re.compile(r"(?<!\d)(0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])\d\d[-\s\u2010-\u2015]{0,3}\d{4}(?!\d)")
