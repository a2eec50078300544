#!/usr/bin/env python3
"""What a jobpakke weighs in a caseworker's hands: `.venv/bin/python benchmarks/weight.py`.

Walks the common case in a browser, from the page of a company's job to a jobpakke that is sent, and prints fields written in,
clicks, keystrokes, pages and seconds. The walk is that of tests/stories/counted.py, which the tests hold to the same goals.
Ends with 1 when a goal is missed. The browser types without pausing, so that the seconds are the site's, not a person's.
"""

import os
import sys
from datetime import timedelta
from pathlib import Path
from threading import Thread

sys.path.insert(0, str(Path(__file__).resolve().parent))

from ground import laid

INTERACTIONS, PAGES = 8, 2  # at most; the pages between the job's and the one that says it is sent


def main() -> int:
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application
    from django.urls import reverse
    from playwright.sync_api import sync_playwright

    from jobpakker.foundation import clock
    from tests.conftest import CHROMIUM_FLAGS, chromium, session_cookie
    from tests.factories.blueprints import BlueprintFactory
    from tests.factories.citizens import CitizenFactory
    from tests.factories.companies import JobOpeningFactory
    from tests.factories.jobpakker import working_day
    from tests.stories.counted import Hands, builds

    citizen = CitizenFactory(clarified=True, agreed=True, last_name="Yildiz")
    BlueprintFactory(municipality=citizen.municipality)
    opening = JobOpeningFactory(
        company__municipality=citizen.municipality, created_by=citizen.caseworker,
        starts_on=working_day(clock.today() + timedelta(days=280)),
    )  # fmt: skip
    later = working_day(opening.starts_on + timedelta(days=14))

    server = ThreadedWSGIServer(("127.0.0.1", 0), WSGIRequestHandler)
    server.daemon_threads = True
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=list(CHROMIUM_FLAGS))
            context = browser.new_context(base_url=url, timezone_id="Europe/Copenhagen")
            context.add_cookies([session_cookie(citizen.caseworker, url)])
            page = context.new_page()
            page.goto(reverse("companies:opening_detail", args=[opening.public_id]))
            hands = Hands(page)
            with hands.at_work() as weight:
                builds(hands, citizen=citizen.full_name, length="10 uger", day=f"{later:%d-%m-%Y}")
            browser.close()
    finally:
        server.shutdown()
    between = len(weight.pages) - 1
    print("A jobpakke of four steps, from the page of the job to a commitment on its way:")
    print(f"  fields written in   {weight.fields:>4}")
    print(f"  clicks              {weight.clicks:>4}")
    print(f"  interactions        {weight.interactions:>4}    goal: at most {INTERACTIONS}")
    print(f"  keystrokes          {weight.keystrokes:>4}    a whole name, one length and one date")
    print(f"  pages in between    {between:>4}    goal: at most {PAGES}")
    print(f"  seconds             {weight.seconds:>6.1f}  of the site and the browser")
    return int(weight.interactions > INTERACTIONS or between > PAGES)


if __name__ == "__main__":
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps an event loop in this thread
    with laid():
        sys.exit(main())
