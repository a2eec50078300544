"""The pictures of the README, taken from a running demo: `.venv/bin/python scripts/pictures.py [http://127.0.0.1:8000]`.

Needs Chromium. Pictures of a page that has changed are taken anew; they show only the made-up municipality.
"""

import shutil
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
DESK, TELEPHONE = {"width": 1280, "height": 860}, {"width": 375, "height": 860}
PASSWORD = "demo-adgangskode"
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def log_in(browser: Any, address: str, email: str) -> Any:
    page = browser.new_context(viewport=DESK, locale="da-DK", timezone_id="Europe/Copenhagen").new_page()
    page.goto(f"{address}/log-ind/")
    page.fill("#id_username", email)
    page.fill("#id_password", PASSWORD)
    page.press("#id_password", "Enter")
    page.wait_for_url(lambda url: "log-ind" not in url)
    return page


def take(page: Any, name: str) -> None:
    page.screenshot(path=PICTURES / f"{name}.png")
    print(f"docs/pictures/{name}.png")


def main(address: str) -> None:
    PICTURES.mkdir(exist_ok=True)
    program = next(filter(None, map(shutil.which, PROGRAMS)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        desk = log_in(browser, address, "mette@fjordby.invalid")
        take(desk, "min-dag")
        desk.goto(f"{address}/job/")
        desk.locator("main a[href$='/jobpakke/']", has_text="Bagermedhjælper").first.click()
        desk.locator("#hits button, #hits a").first.click()
        desk.wait_for_selector("#builder")
        take(desk, "bygger")
        take(log_in(browser, address, "karen@fjordby.invalid"), "flow")
        telephone = browser.new_context(viewport=TELEPHONE, locale="da-DK").new_page()
        telephone.goto(f"{address}/demo/postkasse/")
        telephone.locator("main a", has_text="Til handling").first.click()
        telephone.goto(telephone.locator("main a[href*='/tilsagn/']").first.get_attribute("href"))
        take(telephone, "tilsagn")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://127.0.0.1:8000")
