"""`manage.py plan FILE|-`: plans chains backwards, JSON in and JSON out. Needs no database and no settings of a service."""

import json
from typing import Any

from casework.management.program import ProgramCommand
from casework.planning import exchange


class Command(ProgramCommand):
    help = "Planlægger en kæde baglæns fra jobbets første dag. (Plans a chain backwards from the first day of its job.)"
    reads = "JSON: a problem, or an array of problems"

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        content = self.content(file)
        try:
            # No number is right anywhere: as a float each is refused at its place, however long. NaN and Infinity are no JSON.
            data = json.loads(
                content.decode("utf-8-sig"), parse_int=float, parse_constant=_no_json, object_pairs_hook=_each_key_once
            )
        except RecursionError:
            self.refuse([f"{file}: not JSON that can be read (nested too deeply)"])
        except ValueError as error:
            self.refuse([f"{file}: not JSON ({error})"])
        try:
            problems = exchange.read_all(data)
        except exchange.Unreadable as error:
            self.refuse(error.errors)
        answers = [exchange.answer(problem) for problem in problems]
        self.answer(answers if isinstance(data, list) else answers[0])


def _no_json(word: str) -> None:
    raise ValueError(f"{word} is not a number")


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The usual reader would let the last one win, and half of what was meant would be gone without a word."""
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for number, (key, _) in enumerate(pairs) if key in dict(pairs[:number]))
        raise ValueError(f"{twice[:60]!r} stands twice in one object")
    return found
