"""Whoever reads the access log is told in words which page of this room it was."""

from casework import presenters  # noqa: F401 - it tells the log its words
from jobpakker.foundation.accounts.checks import all_patterns
from jobpakker.foundation.audit.presenters import words


def test_every_page_of_the_room_has_words_in_the_access_log():
    pages = [name for name, _route, _pattern in all_patterns() if name.startswith("casework:")]
    assert [name for name in pages if words(name) == name] == []  # casework/presenters.py is the list
