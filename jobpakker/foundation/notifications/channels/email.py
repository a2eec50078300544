"""One way out: e-mail."""

from django.core.mail import EmailMessage


def send(*, to: str, subject: str, body: str, message_id: str) -> None:
    """The message id is the notification's own, so that a mail sent twice by a crash is recognised as the same one."""
    EmailMessage(subject=subject, body=body, to=[to], headers={"Message-ID": f"<{message_id}@jobpakker>"}).send()
