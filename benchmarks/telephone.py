#!/usr/bin/env python3
"""How long it takes to write a job down while on the telephone: `.venv/bin/python benchmarks/telephone.py`.

In a browser, with the keyboard alone, one key each fifth of a second, as a person types who is talking at the same time: a company
that we know, and one that we do not. Prints keystrokes, fields and seconds, and ends with 1 when a job takes 30 seconds or more.
"""

import os
import sys
import time
from pathlib import Path
from threading import Thread
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from ground import laid

SECONDS, KEY = 30, 0.2  # at most; between two keys


class Keys:
    """One pair of hands on a keyboard."""

    def __init__(self, page: Any) -> None:
        self.page, self.strokes, self.fields = page, 0, 0

    def write(self, text: str) -> None:
        self.page.keyboard.type(text, delay=KEY * 1000)
        self.strokes += len(text)
        self.fields += 1

    def press(self, key: str, times: int = 1) -> None:
        for _n in range(times):
            self.page.keyboard.press(key, delay=KEY * 1000)
            self.strokes += 1

    def to(self, name: str) -> None:
        """Tab until the field with this name has the focus, as one does without a mouse."""
        for _n in range(20):
            if self.page.evaluate("document.activeElement.name") == name:
                return
            self.press("Tab")
        raise AssertionError(f"no way to {name} with the keyboard")


def known_company(keys: Keys) -> None:
    keys.write("nordlys aps")
    keys.press("Tab")
    keys.page.get_by_text("Hvem taler vi med?").wait_for()
    keys.to("title")
    keys.write("Kok")
    keys.to("starts_on")
    keys.write("1/9")
    keys.press("Enter")


def new_company(keys: Keys) -> None:
    keys.write("Ny Café ApS")
    keys.to("cvr")
    keys.write("25313763")
    keys.to("contact_name")
    keys.write("Mette Holm")
    keys.to("contact_email")
    keys.write("mette@nycafe.dk")
    keys.to("title")
    keys.write("Tjener")
    keys.to("starts_on")
    keys.write("1/9")
    keys.press("Enter")


def main() -> int:
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application
    from django.urls import reverse
    from playwright.sync_api import sync_playwright

    from tests.conftest import CHROMIUM_FLAGS, chromium, session_cookie
    from tests.factories.accounts import UserFactory
    from tests.factories.companies import ContactFactory, WorksiteFactory

    contacts = [ContactFactory(company__name="Nordlys ApS")]
    contacts.append(ContactFactory(company=contacts[0].company))  # one of two is chosen already
    WorksiteFactory(company=contacts[0].company)
    user = UserFactory(municipality=contacts[0].municipality, consultant=True)

    server = ThreadedWSGIServer(("127.0.0.1", 0), WSGIRequestHandler)
    server.daemon_threads = True
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    slowest = 0.0
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=list(CHROMIUM_FLAGS))
            context = browser.new_context(base_url=url, timezone_id="Europe/Copenhagen", locale="da-DK")
            context.add_cookies([session_cookie(user, url)])
            page = context.new_page()
            print(f"A job written down with the keyboard alone, a key each {KEY:.1f} seconds:")
            for label, walk, title in (
                ("a known company", known_company, "Kok"),
                ("a new company", new_company, "Tjener"),
            ):
                page.goto(reverse("companies:opening_create"))
                keys, began = Keys(page), time.monotonic()
                walk(keys)
                page.get_by_role("heading", name=title).wait_for()
                seconds = time.monotonic() - began
                slowest = max(slowest, seconds)
                print(
                    f"  {label:<16} {keys.fields:>2} fields, {keys.strokes:>3} keystrokes, {seconds:>5.1f} seconds"
                    f"    goal: under {SECONDS}"
                )
            browser.close()
    finally:
        server.shutdown()
    return int(slowest >= SECONDS)


if __name__ == "__main__":
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps an event loop in this thread
    with laid():
        sys.exit(main())
