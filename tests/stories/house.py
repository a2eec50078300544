"""The whole site in processes of its own, on servers of its own that a test may stop: web, worker, beat, PostgreSQL, Valkey."""

import base64
import os
import re
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

from jobpakker.starter import mailbox, servers
from jobpakker.starter.child import Child
from jobpakker.starter.processes import WORKER, beat
from tests.starter.private import ROOT, free_port, short_place, two_servers, until

PATIENCE = 90  # seconds, of a busy machine

# A caseworker, a clarified citizen with a CPR number, and a company's job. Says what a test needs to find its way.
PEOPLED = """
import json
from datetime import timedelta
import django
django.setup()
from django.db import connections
from jobpakker.starter.grants import prepare
prepare(connections)
from jobpakker.foundation import clock
from tests.factories.accounts import PASSWORD
from tests.factories.blueprints import BlueprintFactory
from tests.factories.citizens import CitizenFactory
from tests.factories.companies import JobOpeningFactory
from tests.factories.jobpakker import working_day
citizen = CitizenFactory(clarified=True, agreed=True, last_name="Yildiz", cpr="6101801234")
blueprint = BlueprintFactory(municipality=citizen.municipality)
opening = JobOpeningFactory(
    company__municipality=citizen.municipality, created_by=citizen.caseworker,
    starts_on=working_day(clock.today() + timedelta(days=280)),
)
print(json.dumps({
    "email": citizen.caseworker.email, "password": PASSWORD, "citizen": str(citizen.public_id), "contact": opening.contact.email,
    "blueprint": str(blueprint.public_id), "opening": str(opening.public_id),
}))
"""


class StaysPut(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments: Any, **named: Any) -> None:
        return None


class Visitor:
    """Somebody with cookies. Answers are (status, page, where it leads)."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()), StaysPut)

    def ask(self, where: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        data = urllib.parse.urlencode(form).encode() if form is not None else None
        asked = urllib.request.Request(urllib.parse.urljoin(self.url, where), data=data)
        try:
            with self.opener.open(asked, timeout=60) as answer:
                return answer.status, answer.read().decode(), answer.geturl()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.read().decode(), refused.headers.get("Location", "")

    def send(self, where: str, page: str, **form: str) -> tuple[int, str, str]:
        """A form of that page."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token, page
        return self.ask(where, {"csrfmiddlewaretoken": token[1]} | form)


class House:
    def __init__(self, place: Path, postgres: servers.Postgres, valkey: servers.Valkey) -> None:
        self.place, self.postgres, self.valkey = place, postgres, valkey
        self.mails, self.port = place / "mails", free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        passwords = postgres.passwords
        self.environment = {
            **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
            "DJANGO_SETTINGS_MODULE": "jobpakker.settings",
            "SECRET_KEY": "kun-til-proever",
            "CPR_KEYS": "1:" + base64.b64encode(b"proever-" * 4).decode(),
            "CPR_INDEX_KEY": base64.b64encode(b"opslag--" * 4).decode(),
            "DATABASE_URL": servers.url(servers.APP, passwords.app, postgres.run),
            "DATABASE_OWNER_URL": servers.url(servers.OWNER, passwords.owner, postgres.run),
            "REDIS_URL": valkey.url,
            "EMAIL_URL": f"mailbox://{self.mails}",
            "BASE_URL": self.url,
        }
        self.logs = {name: place / f"{name}.log" for name in ("web", "worker", "beat")}
        web = [sys.executable, "-m", "gunicorn", "jobpakker.wsgi", "--worker-class=gthread", "--threads=4",
               f"--bind=127.0.0.1:{self.port}", "--no-control-socket", "--worker-tmp-dir=/tmp"]  # fmt: skip
        self.web, self.worker, self.beat = (
            Child(name=name, command=command, log=self.logs[name], how={"cwd": ROOT, "env": self.environment})
            for name, command in (("web", web), ("worker", WORKER), ("beat", beat(place)))
        )

    def peopled(self) -> str:
        return self.run(PEOPLED)

    def run(self, words: str, *arguments: str) -> str:
        """Python with the site's own settings, in a process of its own; returns the last line that it prints."""
        done = subprocess.run(
            [sys.executable, "-c", words, *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip().splitlines()[-1]

    def is_there(self) -> bool:
        try:
            return Visitor(self.url).ask("/helbred/")[0] == 200
        except OSError:
            return False

    def mail(self, to: str, subject: str, *, seconds: float = PATIENCE) -> mailbox.Mail:
        """Waits for it; where it does not come, what the processes said last is told."""
        try:
            return until(lambda: next(iter(self.found(to, subject)), None), seconds=seconds, what=f"no mail: {subject}")
        except AssertionError as error:
            waits = self.rows("SELECT kind, attempts, last_error, due_at - now(), done_at FROM outbox_outboxmessage")
            said = [log.read_text(errors="replace")[-3000:] for log in self.logs.values()]
            raise AssertionError("\n\n".join([str(error), *map(str, waits), *said])) from error

    def found(self, to: str, subject: str) -> list[mailbox.Mail]:
        return [mail for mail in mailbox.mails(directory=self.mails) if mail.to == to and subject in mail.subject]

    def rows(self, words: str) -> list[tuple[Any, ...]]:
        """What the database holds, asked past the site."""
        passwords = self.postgres.passwords
        with servers.connect(servers.APP, passwords.app, self.postgres.run, servers.DATABASE) as connection:
            return connection.execute(words).fetchall()


@contextmanager
def house() -> Iterator[House]:
    passwords = servers.Passwords()
    with short_place() as place, two_servers(place, passwords) as (postgres, valkey):
        servers.make_roles(run=postgres.run, passwords=passwords)
        servers.make_database(servers.DATABASE, run=postgres.run, passwords=passwords)
        yield House(place, postgres, valkey)
