"""The builder's page in pieces that are made apart, so that an answer sends only those that a change has changed.

A template of a piece knows the piece's values and nothing else, and the print is taken of those values: the same print is the
same picture. The page tells which prints it shows, and what is folded away; a piece of either sort is not made a second time.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from zlib import crc32

from django.template.loader import get_template
from django.utils.safestring import SafeString

FOLDED = "-"  # the print that the page tells of what nobody is looking at
MOST_TOLD = 20_000  # letters


@dataclass(frozen=True)
class Piece:
    """An element of its own, which is replaced as a whole. `values` are plain: their `repr` tells all that is shown of them."""

    id: str  # of letters of ours and numbers, as are `css` and `tag`
    template: str | Callable[..., SafeString]  # of the builder, or of `drawn`; "" for one that is there or not
    values: Mapping[str, Any]
    css: str = ""
    tag: str = "div"

    @cached_property
    def print(self) -> str:
        return f"{crc32(repr((self.css, self.values)).encode()):08x}"

    @property
    def html(self) -> SafeString:
        return self._drawn("")

    @property
    def instead(self) -> SafeString:
        """To take the place of the one that the page has."""
        return self._drawn(' hx-swap-oob="true"')

    def _drawn(self, swap: str) -> SafeString:
        inside = ""
        if callable(self.template):
            inside = self.template(**self.values)
        elif self.template:
            inside = get_template(f"casework/jobpakke/{self.template}").render(dict(self.values)).strip()
        # Nothing that anybody typed comes to stand in these attributes.
        head = f'<{self.tag} id="{self.id}"{swap} class="{self.css}" data-print="{self.print}">'
        return SafeString(f"{head}{inside}</{self.tag}>")


def told(text: str) -> dict[str, str]:
    """What the page shows: prints by id, from "plan-strip:0a1b2c3d plan-what-if:-". Empty when it has not told: then all is new."""
    parts = (part.rpartition(":") for part in text[:MOST_TOLD].split())
    return {name: print_ for name, _colon, print_ in parts if name}
