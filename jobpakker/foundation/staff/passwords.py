"""The link to choose a password: who it is for, and a sign that is used up when she has chosen or logged in."""

from uuid import UUID

from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.urls import reverse

from jobpakker.foundation import links
from jobpakker.foundation.accounts.models import User


def address_for(user: User) -> str:
    """Holds until she chooses, logs in, gets another address, or the days of settings.PASSWORD_RESET_TIMEOUT are over."""
    token = f"{user.public_id.hex}.{default_token_generator.make_token(user)}"
    return links.absolute(reverse("accounts:choose_password", args=[token]))


def user_of(token: str) -> User | None:
    name, _dot, sign = token.partition(".")
    try:
        user = User.objects.filter(public_id=UUID(hex=name), is_active=True).first()
    except (ValueError, ValidationError):
        return None
    return user if user is not None and default_token_generator.check_token(user, sign) else None
