"""What the tests of the staff pages share: logging in, reading a page, and posting a form as the page itself would."""

import re
from html import unescape

from django.test import Client

from tests.factories.accounts import UserFactory

INPUT = re.compile(r"<input\b[^>]*>")
NAME, VALUE = re.compile(r'\bname="([^"]*)"'), re.compile(r'\bvalue="([^"]*)"')
# What no browser or person writes on purpose: refused with a sentence, and never a fault of ours.
HOSTILE = [
    "a\x00b",
    "a\u202eb",
    "a\u200bb",
    "\ufeffa",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "{{ 7|add:7 }}",
    "æ" * 5000,
]


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def someone(municipality, **role):
    return UserFactory(municipality=municipality, **role)


def body(response):
    return response.content.decode()


def hidden(response, name):
    """The value of a hidden field of the page."""
    for tag in INPUT.findall(body(response)):
        found = NAME.search(tag)
        if found and found[1] == name:
            value = VALUE.search(tag)
            return unescape(value[1]) if value else ""
    raise AssertionError(f"no field {name} on the page")
