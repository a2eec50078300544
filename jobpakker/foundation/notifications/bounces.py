"""Reads a mail that came back: a delivery status notification (RFC 3464). Bytes in, the number of one of our messages out."""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from uuid import UUID

from jobpakker.foundation.notifications.channels.email import DOMAIN

OURS = re.compile(rf"<([0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}})@{DOMAIN}>", re.IGNORECASE)
STATUS = {"message/delivery-status", "message/global-delivery-status"}
ORIGINAL = {"message/rfc822", "message/global"}
HEADERS_OF_ORIGINAL = {"text/rfc822-headers", "message/global-headers"}
GOT_SOMEWHERE = {"delivered", "relayed", "expanded"}


def returned(raw: bytes) -> UUID | None:
    """Which message of ours was given up. None for all else: a delay, a receipt, somebody's answer, another's mail, garbage."""
    try:
        report = message_from_bytes(raw)
        if report.get_content_type() != "multipart/report" or not _was_given_up(report):
            return None
        found = (OURS.search(mark) for mark in _marks(report))
        return next((UUID(ours[1]) for ours in found if ours), None)
    except Exception:  # noqa: BLE001 - the parser stumbles in many ways over what is no mail, and there is nobody to tell
        return None


def _parts(report: Message) -> list[Message]:
    return [part for part in report.get_payload() if isinstance(part, Message)] if report.is_multipart() else []


def _was_given_up(report: Message) -> bool:
    """A mail of ours has one recipient. Where a list took it apart, it got there if it got to anyone."""
    blocks = [block for part in _parts(report) if part.get_content_type() in STATUS for block in _parts(part)]
    actions = {str(block.get("Action", "")).strip().lower() for block in blocks}
    return "failed" in actions and not actions & GOT_SOMEWHERE


def _marks(report: Message) -> Iterator[str]:
    """Where the original's Message-ID stands: in what is sent back of it; where nothing is, in what the report answers."""
    for part in _parts(report):
        kind = part.get_content_type()
        if kind in ORIGINAL:
            yield from (str(original.get("Message-ID", "")) for original in _parts(part))
        elif kind in HEADERS_OF_ORIGINAL:
            content = part.get_payload(decode=True)
            yield str(message_from_bytes(content if isinstance(content, bytes) else b"").get("Message-ID", ""))
    yield str(report.get("In-Reply-To", ""))
    yield str(report.get("References", ""))
