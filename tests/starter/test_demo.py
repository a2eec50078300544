"""`manage.py demo` as a person meets it: real processes in a checkout of its own, started, refused, killed and started again."""

import hashlib
import http.cookiejar
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

from jobpakker.starter import servers
from tests.starter.private import ROOT, ended, free_port, short_place, two_servers, until

COPIED = (
    "manage.py",
    "bootstrap.py",
    "jobpakker",
    "casework",
    "companies",
    "templates",
    "static",
    "locale",
    "requirements",
)
pytestmark = pytest.mark.timeout(400)


@pytest.fixture
def checkout():
    """Another copy of the source on the same environment, so that a demo that a developer looks at is not disturbed."""
    with short_place() as place:
        copy = place / "checkout"
        copy.mkdir()
        for name in COPIED:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
            elif (ROOT / name).exists():
                shutil.copy2(ROOT / name, copy / name)
        (copy / ".venv").symlink_to(Path(sys.prefix))
        yield copy
        digest = hashlib.sha256(os.fsencode(copy)).hexdigest()[:10]
        shutil.rmtree(f"/tmp/jobpakker-{os.geteuid()}-{digest}-dev", ignore_errors=True)  # of the one that was killed


class Demo:
    def __init__(self, checkout, port, *arguments, **environment):
        self.checkout, self.port, self.url = checkout, port, f"http://127.0.0.1:{port}"
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LC_ALL") if name in os.environ}
        self.out = checkout / "said.txt"
        with self.out.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "demo", "--port", str(port), *arguments],
                cwd=checkout, env=kept | environment, stdout=out, stderr=out, stdin=subprocess.DEVNULL,
            )  # fmt: skip

    def said(self):
        return self.out.read_text()

    def ready(self):
        until(lambda: self.url in self.said() or self.process.poll() is not None, seconds=200, what="no first page")
        assert self.process.poll() is None, self.said() + self.logs()
        return self

    def logs(self):
        return "\n".join(
            log.read_text(errors="replace")[-2000:] for log in (self.checkout / ".data/logs").glob("*.log")
        )

    def children(self):
        return [
            int(pid) for pid in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        ]


def refusal(checkout, port, *arguments):
    demo = Demo(checkout, port, *arguments)
    assert demo.process.wait(90) == 1
    assert "Traceback" not in demo.said()
    assert len(demo.said().strip().splitlines()) == 1
    return demo.said()


class StaysPut(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments, **named):
        return None


class Visitor:
    """Somebody with cookies, and without a browser. The log-in page itself sends those on who are logged in."""

    def __init__(self):
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(cookies, StaysPut)

    def ask(self, url, form=None):
        data = urllib.parse.urlencode(form).encode() if form else None
        try:
            with self.opener.open(urllib.request.Request(url, data=data), timeout=20) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.code, ""

    def log_in(self, url, email, password):
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.ask(url + "/log-ind/")[1])[1]
        self.ask(url + "/log-ind/", {"csrfmiddlewaretoken": token, "username": email, "password": password})

    def is_inside(self, url):
        return self.ask(url + "/log-ind/")[0] == 302


def test_started_refused_killed_and_started_again(checkout):
    port, visitor = free_port(), Visitor()

    # The first start, from nothing.
    demo = Demo(checkout, port).ready()
    try:
        printed = re.search(r"^  (\S+@\S+)", demo.said(), flags=re.MULTILINE)[1]
        password = re.search(r"adgangskoden (\S+)", demo.said())[1]
        assert not visitor.is_inside(demo.url)
        visitor.log_in(demo.url, printed, password)
        assert visitor.is_inside(demo.url)
        assert "postkasse" in visitor.ask(demo.url + "/demo/postkasse/")[1]
        assert (checkout / ".data/secrets.json").stat().st_mode & 0o077 == 0
        before = demo.children()

        # A second one says where the first one is, and leaves it alone.
        out = demo.out.rename(checkout / "first.txt")
        assert f"kører allerede på {demo.url}" in refusal(checkout, free_port())
        demo.out = out
        assert demo.children() == before

        # What is killed is started again.
        postgres = next(pid for pid in before if b"/postgres\0" in Path(f"/proc/{pid}/cmdline").read_bytes())
        os.kill(postgres, signal.SIGKILL)
        until(
            lambda: "PostgreSQL standsede og startes igen" in demo.said(), seconds=20, what="PostgreSQL is not missed"
        )
        until(lambda: _answers(demo.url + "/helbred/"), seconds=20, what="PostgreSQL does not come back")

        # Asked to stop.
        everyone = _descendants(demo.process.pid)
        assert len(everyone) > 5
        assert ended(demo.process) == 0
        _all_gone(everyone)
    finally:
        ended(demo.process, signal.SIGKILL)

    # A busy port.
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", port))
        other.listen()
        assert f"Port {port} er optaget" in refusal(checkout, port)

    # Started again: the rows and the secrets are kept, so the visitor is still logged in. Then killed without a word.
    demo = Demo(checkout, port).ready()
    try:
        assert visitor.is_inside(demo.url)
        everyone = _descendants(demo.process.pid)
        ended(demo.process, signal.SIGKILL)
        _all_gone(everyone)
    finally:
        ended(demo.process, signal.SIGKILL)

    # Started over: nothing is there, and what was secret is another secret. Stopped in the middle of it.
    secrets = (checkout / ".data/secrets.json").read_text()
    demo = Demo(checkout, port, "--reset")
    try:
        until(lambda: "Opretter en kommune" in demo.said(), seconds=60, what="the municipality is still there")
        assert (checkout / ".data/secrets.json").read_text() != secrets
        everyone = _descendants(demo.process.pid)
        assert ended(demo.process, signal.SIGINT) == 0
        assert "Stoppet" in demo.said()
        _all_gone(everyone)
    finally:
        ended(demo.process, signal.SIGKILL)


def test_servers_of_ones_own_are_used_instead(checkout):
    """With a municipality of its own in it: the demo puts nobody beside it, and knows nobody's password."""
    passwords = servers.Passwords()
    with short_place() as place, two_servers(place, passwords) as (postgres, valkey):
        servers.make_roles(run=postgres.run, passwords=passwords)
        servers.make_database("mine", run=postgres.run, passwords=passwords)
        own = {
            "DATABASE_URL": servers.url(servers.OWNER, passwords.owner, postgres.run, "mine"),
            "REDIS_URL": valkey.url,
        }
        subprocess.run(
            [sys.executable, "manage.py", "prepare_database"], cwd=checkout, env=os.environ | own | {"DATABASE_OWNER_URL": ""},
            check=True, capture_output=True,
        )  # fmt: skip
        with servers.connect(servers.OWNER, passwords.owner, postgres.run, "mine") as connection:
            connection.execute(
                "INSERT INTO accounts_municipality (name, code, unit_name) VALUES ('Vores', '101', 'Job')"
            )
        demo = Demo(checkout, free_port(), **own)
        try:
            demo.ready()
            assert len(demo.children()) == 3  # web, worker and beat
            assert not (checkout / ".data/postgres").exists()
            assert "Sagsbehandler" not in demo.said()
        finally:
            assert ended(demo.process) == 0
        demo = Demo(checkout, free_port(), **own | {"DATABASE_URL": own["DATABASE_URL"].replace("mine", "nobodys")})
        assert demo.process.wait(90) == 1
        assert "passer DATABASE_URL?" in demo.said()
        assert "Traceback" not in demo.said()


def _answers(url):
    try:
        with urllib.request.urlopen(url, timeout=10) as response:
            return response.status == 200
    except OSError:
        return False


def _descendants(pid):
    """Each with the moment it began, so that a number that is used again is not taken for it."""
    found, waiting = {}, [pid]
    while waiting:
        one = waiting.pop()
        found[one] = _began(one)
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            waiting += [int(child) for child in task.read_text().split()]
    return found


def _began(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except OSError:
        return None


def _all_gone(everyone):
    until(
        lambda: not [pid for pid, began in everyone.items() if began and _began(pid) == began and not _is_zombie(pid)],
        seconds=15,
        what="processes are left behind",
    )


def _is_zombie(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True
