from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "jobpakker.foundation.audit"
    label = "audit"
    verbose_name = "Spor"
