"""Migrations as the owner of the tables, and the application's grants: run before each new version is started."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connections

from jobpakker.starter import grants


class Command(BaseCommand):
    help = "Migrerer som tabellernes ejer og giver applikationens rolle lov til at ændre rækker."

    def handle(self, *args: Any, **options: Any) -> None:
        grants.prepare(connections, verbosity=options["verbosity"])
