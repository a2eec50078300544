"""One way out: e-mail."""

import smtplib
from collections.abc import Callable

from django.core.mail import EmailMessage, mailers

from jobpakker.foundation.notifications.channels import smtp

FOR_GOOD = range(500, 600)  # RFC 5321 § 4.2.1: a reply that does not become another one by trying again
FOR_NOW = range(400, 500)
DOMAIN = "jobpakker"  # of our message ids


class Refused(Exception):
    """The mail server does not take this mail, and will not take it later either: no such mailbox, most often."""


class Unknown(Exception):
    """It broke while the mail was being handed over: the mail server may have it, or not, and nobody can be asked."""


def send(*, to: str, subject: str, body: str, message_id: str, leaving: Callable[[], None]) -> None:
    """Hands the mail over once. `leaving` is called just before what cannot be taken back, and stops it by raising.

    Raises `Refused` or `Unknown`; anything else that is raised means that nothing has left. The message id is the
    notification's own, so that whoever gets a report about the mail finds out which it was.
    """
    mail = EmailMessage(subject=subject, body=body, to=[to], headers={"Message-ID": f"<{message_id}@{DOMAIN}>"})
    gone = False

    def goes() -> None:
        nonlocal gone
        leaving()
        gone = True

    try:
        with mailers.default as mailer:
            if isinstance(mailer, smtp.EmailBackend):
                mailer.connection.leaving = goes
            else:  # it does not say when, so that all of it is the hand-over
                goes()
            mailer.send_messages([mail])
    except smtplib.SMTPRecipientsRefused as error:
        if all(code in FOR_GOOD for code, _text in error.recipients.values()):
            raise Refused from error
        raise
    except smtplib.SMTPDataError as error:
        if error.smtp_code in FOR_GOOD:
            raise Refused from error
        if error.smtp_code in FOR_NOW:
            raise
        raise Unknown from error
    except Exception as error:
        if gone:
            raise Unknown from error
        raise
