import unicodedata
from datetime import datetime
from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from jobpakker.foundation.accounts import lockout


class LoginForm(AuthenticationForm):
    """`at` is the moment of the try; see `lockout`. No sentence tells whether an address is somebody's."""

    error_messages = {
        "invalid_login": _("E-mail og adgangskode passer ikke sammen. Prøv igen, eller vælg en ny adgangskode."),
        "inactive": _("E-mail og adgangskode passer ikke sammen. Prøv igen, eller vælg en ny adgangskode."),
        "locked": _("Der er prøvet for mange gange med den e-mail. Vent et kvarter, eller vælg en ny adgangskode."),
    }

    def __init__(self, request: Any = None, *args: Any, at: datetime, **options: Any) -> None:
        super().__init__(request, *args, **options)
        self.at = at
        self.fields["username"].label = _("E-mail")
        self.fields["username"].widget.attrs |= {"inputmode": "email", "autocapitalize": "none", "spellcheck": "false"}

    def clean_username(self) -> str:
        return self.cleaned_data["username"].strip().lower()

    def clean_password(self) -> str:
        """One spelling of each letter, as when it was chosen."""
        return unicodedata.normalize("NFC", self.cleaned_data["password"])

    def clean(self) -> dict[str, Any]:
        address, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if address and password and not lockout.may_try(address, at=self.at):
            raise ValidationError(self.error_messages["locked"], code="locked")
        cleaned = super().clean()
        if self.user_cache is not None:
            lockout.forget(address)
        return cleaned
