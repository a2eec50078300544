"""The demo's mailbox: what was sent is there to read, its links lead on, and nothing else of the machine is shown."""

import pytest
from django.core.mail import EmailMessage, mailers
from django.urls import NoReverseMatch, reverse

from jobpakker.starter import mailbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings, tmp_path):
    settings.ROOT_URLCONF = "tests.starter.demo_urls"
    settings.MAILERS = {
        "default": {
            "BACKEND": "jobpakker.starter.mailbox.EmailBackend",
            "OPTIONS": {"directory": str(tmp_path / "mails")},
        }
    }
    return tmp_path / "mails"


def send(subject="Vil I bekræfte?", body="Åbn http://testserver/tilsagn/abc/ og svar.\n\n<b>Mette</b>"):
    with mailers["default"] as connection:
        connection.send_messages([EmailMessage(subject, body, "fra@demo.invalid", ["mette@firma.invalid"])])


def test_outside_the_demo_there_is_no_mailbox():
    with pytest.raises(NoReverseMatch):
        reverse("demo:mailbox")


def test_an_empty_mailbox_says_what_to_do_first(client, demo):
    page = client.get("/demo/postkasse/")
    assert page.status_code == 200
    assert "Her er ingen mails endnu" in page.content.decode()


def test_a_mail_is_listed_and_read_with_links_that_lead_on_and_nothing_that_runs(client, demo):
    send()
    listed = client.get("/demo/postkasse/").content.decode()
    assert "Vil I bekræfte?" in listed
    assert "mette@firma.invalid" in listed
    (name,) = [mail.name for mail in mailbox.mails()]
    page = client.get(f"/demo/postkasse/{name}/").content.decode()
    assert '<a href="http://testserver/tilsagn/abc/"' in page
    assert "<b>Mette</b>" not in page
    assert "&lt;b&gt;Mette&lt;/b&gt;" in page


def test_the_newest_stands_first_and_the_oldest_are_thrown_away(demo, monkeypatch):
    monkeypatch.setattr(mailbox, "KEPT", 3)
    names = iter(range(5))
    monkeypatch.setattr(mailbox, "name_of", lambda now: f"2026010100000{next(names)}-{'0' * 32}")
    for number in range(5):
        send(subject=f"Mail {number}")
    assert [mail.subject for mail in mailbox.mails()] == ["Mail 4", "Mail 3", "Mail 2"]


@pytest.mark.parametrize("name", ["findes-ikke", "..", "%2e%2e", "20260101000000000000-" + "0" * 32, "x" * 3000])
def test_what_is_no_mail_is_not_there(client, demo, name):
    send()
    assert client.get(f"/demo/postkasse/{name}/").status_code == 404


def test_only_we_can_read_the_files(demo):
    send()
    assert [path.stat().st_mode & 0o077 for path in (demo, *demo.glob("*.eml"))] == [0, 0]


def test_the_pages_hold_in_the_browser(new_page, demo, axe):
    send()
    for width in (320, 1280):
        page = new_page(width=width)
        page.goto("/demo/postkasse/")
        assert axe(page) == []
        page.get_by_role("link", name="Vil I bekræfte?").click()
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
