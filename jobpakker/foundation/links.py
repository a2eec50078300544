"""Signed links bound to one purpose: nothing is stored, so there is no list of open doors to steal.

A token carries references and an hour of birth, never a person. What it opens, and whether it still does, is decided
by the row it points at.
"""

import logging
import re
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.utils.crypto import salted_hmac


class LinkExpired(Exception):
    """The link was ours, but its time is up."""


class LinkUnknown(Exception):
    """Not a link of ours, or made for another purpose."""


def make(purpose: str, payload: dict[str, Any]) -> str:
    return signing.dumps(payload, salt=f"jobpakker.links.{purpose}", compress=True)


def read(token: str, *, purpose: str, max_age: timedelta) -> dict[str, Any]:
    """The payload of a token made by `make` for the same purpose; raises LinkExpired or LinkUnknown."""
    try:
        return signing.loads(token, salt=f"jobpakker.links.{purpose}", max_age=max_age)
    except signing.SignatureExpired as error:
        raise LinkExpired from error
    except signing.BadSignature as error:
        raise LinkUnknown from error


def mark_of(address: str) -> str:
    """Ties a link to the address that it was mailed to, and tells nobody which that is."""
    return salted_hmac("jobpakker.links.address", address.strip().casefold(), algorithm="sha256").hexdigest()[:16]


def absolute(path: str) -> str:
    return settings.BASE_URL + path


class MaskLinks(logging.Filter):
    """Keeps the secret part of a link out of every log line."""

    PATTERN = re.compile(r"(/(?:tilsagn|adgangskode)/)[^/\s\"']+")

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        masked = self.PATTERN.sub(r"\1***", message)
        if masked != message:
            record.msg, record.args = masked, ()
        return True
