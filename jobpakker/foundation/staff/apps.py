from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "jobpakker.foundation.staff"
    label = "staff"
    verbose_name = "Administration"

    def ready(self) -> None:
        from jobpakker.foundation.staff import notifications  # noqa: F401
