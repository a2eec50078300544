"""`manage.py read_bounces FILE|-`: one mail, as an alias of the mail server pipes it. Whatever comes, it is taken."""

import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from jobpakker.foundation import clock
from jobpakker.foundation.notifications import bounces, dispatch

AT_MOST = 10_000_000  # bytes; what tells us something stands long before that


class Command(BaseCommand):
    help = "Læser en mail, der kom retur, så det ses, at den ikke nåede frem. (Reads a mail that bounced.)"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE|-", help="a mail as it came")

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        try:
            with sys.stdin.buffer if file == "-" else Path(file).open("rb") as opened:
                public_id = bounces.returned(opened.read(AT_MOST))
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        try:
            noted = public_id is not None and dispatch.came_back(public_id=public_id, at=clock.now())
        except OperationalError:  # the mail server keeps it, and comes again
            sys.exit(os.EX_TEMPFAIL)
        self.stdout.write("noteret" if noted else "intet at notere")
