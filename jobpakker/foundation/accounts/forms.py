from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _


class LoginForm(AuthenticationForm):
    error_messages = {
        "invalid_login": _("E-mail og adgangskode passer ikke sammen. Prøv igen, eller ring til din administrator."),
        "inactive": _("Brugeren er lukket. Tal med din administrator."),
    }

    def clean_username(self) -> str:
        return self.cleaned_data["username"].strip().lower()
