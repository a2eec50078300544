"""`manage.py plan FILE|-`: plans chains backwards, JSON in and JSON out. Needs no database and no settings of a service."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from casework.planning import exchange

BAD_INPUT = 2


class Command(BaseCommand):
    help = "Planlægger en kæde baglæns fra jobbets første dag. (Plans a chain backwards from the first day of its job.)"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE|-", help="JSON: a problem, or an array of problems")

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        try:
            text = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        except OSError as error:
            self._refuse([f"{file}: {error.strerror}"])
        try:
            # A number too long to read is a ValueError too; NaN and Infinity are no JSON.
            data = json.loads(text.decode("utf-8-sig"), parse_constant=_no_json)
        except (ValueError, RecursionError) as error:
            self._refuse([f"{file}: not JSON ({error})"])
        try:
            problems = exchange.read_all(data)
        except exchange.Unreadable as error:
            self._refuse(error.errors)
        answers = [exchange.answer(problem) for problem in problems]
        self.stdout.write(json.dumps(answers if isinstance(data, list) else answers[0], indent=2, ensure_ascii=False))

    def _refuse(self, errors: Any) -> None:
        for line in errors:
            self.stderr.write(line)
        sys.exit(BAD_INPUT)


def _no_json(word: str) -> None:
    raise ValueError(f"{word} is not a number")
