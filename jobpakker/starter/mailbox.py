"""The demo's mails: one file each in a directory, read on a page that exists only there."""

import os
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

NAME = re.compile(r"[0-9]{20}-[0-9a-f]{32}")
KEPT = 500  # mails; older ones are thrown away


def name_of(now: datetime) -> str:
    """In the order of sending, never the same twice, and told from no other file's name."""
    return f"{now:%Y%m%d%H%M%S%f}-{uuid.uuid4().hex}"


class EmailBackend(BaseEmailBackend):
    def __init__(self, *, directory: str, **options: Any) -> None:
        super().__init__(**options)
        self.directory = Path(directory)

    def send_messages(self, email_messages: Iterable[EmailMessage]) -> int:
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        sent = 0
        for message in email_messages:
            name = name_of(timezone.now())
            half = self.directory / f".{name}"
            half.touch(mode=0o600)
            half.write_bytes(message.message().as_bytes())
            os.replace(half, self.directory / f"{name}.eml")  # a reader sees a whole mail or none
            sent += 1
        for old in sorted(self.directory.glob("*.eml"), reverse=True)[KEPT:]:
            old.unlink(missing_ok=True)
        return sent


@dataclass(frozen=True)
class Mail:
    name: str
    to: str
    subject: str
    sent_at: datetime
    body: str


def _directory() -> Path:
    return Path(settings.MAILERS["default"]["OPTIONS"]["directory"])


def _read(path: Path) -> Mail:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    body = message.get_body(preferencelist=("plain",))
    return Mail(
        name=path.stem,
        to=str(message["To"]),
        subject=str(message["Subject"]),
        sent_at=timezone.localtime(parsedate_to_datetime(str(message["Date"]))),
        body=body.get_content() if body else "",
    )


def mails(at_most: int | None = None, directory: Path | None = None) -> list[Mail]:
    """Newest first."""
    return [_read(path) for path in sorted((directory or _directory()).glob("*.eml"), reverse=True)[:at_most]]


def mail(name: str) -> Mail | None:
    path = _directory() / f"{name}.eml"
    return _read(path) if NAME.fullmatch(name) and path.exists() else None
