"""Do at once and offer to undo, instead of asking "are you sure?" before every click."""

from django.contrib import messages
from django.http import HttpRequest

_MARK = "undo:"


def done(request: HttpRequest, sentence: str, *, undo_url: str = "") -> None:
    """Tell what happened; `undo_url` is an address that takes it back by POST."""
    messages.success(request, sentence, extra_tags=f"{_MARK}{undo_url}" if undo_url else "")


def url_of(extra_tags: str | None) -> str:
    for tag in (extra_tags or "").split():
        if tag.startswith(_MARK):
            return tag.removeprefix(_MARK)
    return ""
