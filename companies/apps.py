from django.apps import AppConfig


class CompaniesConfig(AppConfig):
    name = "companies"
    verbose_name = "Virksomheder"

    def ready(self) -> None:
        from companies.commitments import notifications as commitments  # noqa: F401
        from companies.hearings import notifications as hearings  # noqa: F401
        from companies.portal import notifications as portal  # noqa: F401
