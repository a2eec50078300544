"""`manage.py flow_metrics FILE|-`: flow figures of an event log. Needs no database and no settings of a service."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from casework.flow import event_log

BAD_INPUT = 2


class Command(BaseCommand):
    help = "Regner flowtal ud fra en hændelseslog, CSV eller XES. (Flow figures of an event log, CSV or XES.)"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE|-", help="CSV with a header, or XES")
        for name in ("case", "activity", "start", "end"):
            usual = f"{getattr(event_log.CSV_NAMES, name)} (CSV) or {getattr(event_log.XES_NAMES, name)} (XES)"
            parser.add_argument(f"--{name}", metavar="NAME", help=f"column or attribute instead of {usual}")

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        try:
            content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        except OSError as error:
            self._refuse([f"{file}: {error.strerror}"])
        names = {name: options[name] for name in ("case", "activity", "start", "end") if options[name]}
        try:
            cases = event_log.read(content, names=names)
        except event_log.Unreadable as error:
            self._refuse(error.errors)
        self.stdout.write(json.dumps(event_log.metrics(cases), indent=2, ensure_ascii=False))

    def _refuse(self, errors: Sequence[str]) -> None:
        for line in errors:
            self.stderr.write(line)
        sys.exit(BAD_INPUT)
