from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "jobpakker.foundation.outbox"
    label = "outbox"
    verbose_name = "Udbakke"
