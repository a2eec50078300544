"""Django's way over SMTP, which asks before the mail itself goes over. Until then nothing has left, whatever breaks."""

import smtplib
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.core.mail.backends import smtp


class Connection(smtplib.SMTP):
    leaving: Callable[[], None] | None = None  # called when sender and recipient are accepted, and the mail is next

    def data(self, msg: Any) -> tuple[int, bytes]:
        if self.leaving is not None:
            self.leaving()
        return super().data(msg)


class EmailBackend(smtp.EmailBackend):
    connection_class = Connection

    def close(self) -> None:
        """A goodbye that fails changes nothing about what was accepted before it."""
        with suppress(OSError):
            super().close()
