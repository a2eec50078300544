from django.apps import AppConfig


class StarterConfig(AppConfig):
    name = "jobpakker.starter"
    label = "starter"
