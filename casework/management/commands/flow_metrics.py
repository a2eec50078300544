"""`manage.py flow_metrics FILE|-`: flow figures of an event log. Needs no database and no settings of a service."""

from argparse import ArgumentParser
from typing import Any

from casework.flow import event_log
from casework.management.program import ProgramCommand


class Command(ProgramCommand):
    help = "Regner flowtal ud fra en hændelseslog, CSV eller XES. (Flow figures of an event log, CSV or XES.)"
    reads = "CSV with a header, or XES"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        for name in ("case", "activity", "start", "end"):
            usual = f"{getattr(event_log.CSV_NAMES, name)} (CSV) or {getattr(event_log.XES_NAMES, name)} (XES)"
            parser.add_argument(f"--{name}", metavar="NAME", help=f"column or attribute instead of {usual}")

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        names = {name: options[name] for name in ("case", "activity", "start", "end") if options[name]}
        try:
            cases = event_log.read(self.content(file), names=names)
        except event_log.Unreadable as error:
            self.refuse(error.errors)
        self.answer(event_log.metrics(cases))
