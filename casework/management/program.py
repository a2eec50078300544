"""What the commands for other programs have in common: a file or standard input in, JSON out; bad input ends with status 2 and a
line an error. They need no database and no settings of a service."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand

BAD_INPUT = 2


class ProgramCommand(BaseCommand):
    requires_system_checks: list[str] = []
    reads = ""  # what the file holds

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE|-", help=self.reads)

    def content(self, file: str) -> bytes:
        try:
            return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        except OSError as error:
            self.refuse([f"{file}: {error.strerror}"])

    def refuse(self, errors: Iterable[str]) -> NoReturn:
        for line in errors:
            self.stderr.write(line)
        sys.exit(BAD_INPUT)

    def answer(self, value: Any) -> None:
        """In letters that a person reads, or escaped where the terminal or the names in the input do not allow them."""
        try:
            self.stdout.write(json.dumps(value, indent=2, ensure_ascii=False))
        except UnicodeEncodeError:
            self.stdout.write(json.dumps(value, indent=2))
