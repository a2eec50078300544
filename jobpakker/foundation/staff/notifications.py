"""The mail with the link to choose a password. The link is made when the mail leaves, and is stored nowhere."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jobpakker.foundation.accounts.models import User
from jobpakker.foundation.notifications.dispatch import Lost, Message, writes
from jobpakker.foundation.notifications.models import Notification
from jobpakker.foundation.staff import passwords
from jobpakker.foundation.staff.actions import CHOOSE_PASSWORD


@writes(CHOOSE_PASSWORD, called=gettext_lazy("Link til at vælge adgangskode"), lost=Lost.ASKED_FOR)
def choose_password(notification: Notification) -> Message | None:
    """Nothing to say when she has left meanwhile, or when the address was wrong and has been put right."""
    user = User.objects.filter(public_id=notification.context["user"], is_active=True).first()
    if user is None or user.email != notification.to_email:
        return None
    new = not user.has_usable_password()
    body = render_to_string(
        "accounts/emails/choose_password.txt",
        {
            "new": new,
            "address": passwords.address_for(user),
            "days": settings.PASSWORD_RESET_TIMEOUT // 86_400,
            "municipality": user.municipality,
        },
    )
    return Message(subject=_("Vælg en adgangskode til Jobpakker"), body=body)
