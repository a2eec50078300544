from django.apps import AppConfig


class CompaniesConfig(AppConfig):
    name = "companies"
    verbose_name = "Virksomheder"

    def ready(self) -> None:
        from companies.commitments import notifications  # noqa: F401
