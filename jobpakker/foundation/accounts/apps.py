from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "jobpakker.foundation.accounts"
    label = "accounts"
    verbose_name = "Medarbejdere"

    def ready(self) -> None:
        from jobpakker.foundation.accounts import checks  # noqa: F401
