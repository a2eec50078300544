"""One way out: e-mail."""

import smtplib

from django.core.mail import EmailMessage

FOR_GOOD = range(500, 600)  # RFC 5321 § 4.2.1: a reply that does not become another one by trying again


class Refused(Exception):
    """The mail server does not take this mail, and will not take it later either: no such mailbox, most often."""


def send(*, to: str, subject: str, body: str, message_id: str) -> None:
    """The message id is the notification's own, so that a mail sent twice by a crash is recognised as the same one."""
    mail = EmailMessage(subject=subject, body=body, to=[to], headers={"Message-ID": f"<{message_id}@jobpakker>"})
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as error:
        if all(code in FOR_GOOD for code, _text in error.recipients.values()):
            raise Refused from error
        raise
    except smtplib.SMTPDataError as error:
        if error.smtp_code in FOR_GOOD:
            raise Refused from error
        raise
