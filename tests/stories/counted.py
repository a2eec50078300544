"""The common case of a caseworker's work, walked in a browser and counted: from a company's job to a sent jobpakke.

What counts as weight: fields that are written in, clicks, keystrokes and pages. The same walk is measured by
`benchmarks/weight.py` and held by `test_caseworker_builds.py`.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Weight:
    """Of one walk. A page is a document that was fetched; what htmx swaps in is none."""

    fields: int = 0
    clicks: int = 0
    keystrokes: int = 0
    pages: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def interactions(self) -> int:
        """What one decides to do: each field written in, each press of a button or link."""
        return self.fields + self.clicks


class Hands:
    """A person at the page: everything she does is counted, and nothing is done that a person could not do."""

    def __init__(self, page: Any) -> None:
        self.page, self.weight = page, Weight()

    @contextmanager
    def at_work(self) -> Iterator[Weight]:
        began = time.monotonic()
        self.page.on("framenavigated", lambda frame: self.weight.pages.append(frame.url))
        yield self.weight
        self.weight.seconds = time.monotonic() - began

    def click(self, target: Any) -> None:
        self.weight.clicks += 1
        target.click()

    def write(self, target: Any, text: str) -> None:
        """Over what stood there, and on with Tab."""
        self.weight.fields += 1
        self.weight.keystrokes += len(text) + 1
        target.select_text()
        target.press_sequentially(text)
        target.press("Tab")


def builds(hands: Hands, *, citizen: str, length: str, day: str) -> None:
    """On the page of the opening: a search for the citizen, one length and the job's first day put right, and sent."""
    page = hands.page
    hands.click(page.get_by_role("link", name="Byg en jobpakke baglæns fra dette job").first)
    hands.write(page.locator("#id_q"), citizen)
    hit = page.get_by_role("button", name=citizen)
    hit.wait_for()
    hands.click(hit)
    page.locator("#builder").wait_for()
    hands.write(page.locator("#trin-2-length"), length)
    with page.expect_response("**/beregn/"):
        hands.write(page.locator("#job_starts_on"), day)
    hands.click(page.get_by_role("button", name="Gem og send til virksomheden"))
    page.get_by_text("Gemt, og tilsagnet er på vej til").wait_for()
