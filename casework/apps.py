from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "casework"
    verbose_name = "Sagsarbejde"

    def ready(self) -> None:
        from casework import presenters, receivers  # noqa: F401
        from casework.green_wave import notifications as green_wave_notifications  # noqa: F401
        from casework.jobpakke import notifications as jobpakke_notifications  # noqa: F401
