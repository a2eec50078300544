"""A telephone number as people write it."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def clean_phone(text: str) -> str:
    """As it was written, when it can be a telephone number at all."""
    digits = re.sub(r"[\s().-]", "", text)
    if not re.fullmatch(r"(\+|00)?[0-9]{8,15}", digits):
        raise ValidationError(_("Skriv telefonnummeret med otte cifre, eller med + og landekode."), code="invalid")
    return text
