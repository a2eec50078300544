from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "jobpakker.foundation.notifications"
    label = "notifications"
    verbose_name = "Beskeder"

    def ready(self) -> None:
        from jobpakker.foundation.notifications import dispatch  # noqa: F401
