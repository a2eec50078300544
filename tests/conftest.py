"""What all tests share: a database made as in production, a closed network, a browser and a real worker."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.db import connections

from jobpakker.starter.child import dies_with_parent
from jobpakker.starter.grants import prepare

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
NO_CHROMIUM = (
    "Chromium mangler, så prøverne i browseren blev ikke kørt. Installér den med:  sudo apt-get install chromium\n"
    "(Chromium is missing, so the tests in the browser were not run. Install it with that command.)\n"
)


# The order --------------------------------------------------------------------------------------------------------------
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those with real transactions come last (pytest-django). Before them, and then among them, begins what asks for most time,
    so that two processes end together and neither waits minutes for the other.
    """
    items.sort(key=lambda item: (_apart(item), -_asks_for(item)))  # and otherwise as they were found


def _apart(item: pytest.Item) -> bool:
    return not {"transactional_db", "live_server"}.isdisjoint(getattr(item, "fixturenames", ()))


def _asks_for(item: pytest.Item) -> float:
    """Seconds that the test asks for beyond what all have, 0 when it asks for none."""
    mark = item.get_closest_marker("timeout")
    return float(mark.args[0]) if mark and mark.args else 0.0


# The database -----------------------------------------------------------------------------------------------------------
@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """Made as in production: the owner owns and migrates, the tests themselves come as the application's role.

    Only here may that role empty tables, since that is how tests with real transactions clean up after themselves. What
    changes tables in a test (a migration backwards and forwards) asks for `connections["owner"]`.
    """
    name = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    with django_db_blocker.unblock():
        with connections["owner"].cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
        for alias in ("owner", "default"):
            connections[alias].close()
            settings.DATABASES[alias]["NAME"] = connections[alias].settings_dict["NAME"] = name
        prepare(connections, also=", TRUNCATE")
        connections["owner"].close()
    yield
    with django_db_blocker.unblock():
        connections.close_all()


# The network ------------------------------------------------------------------------------------------------------------
def _is_near(address: object) -> bool:
    return not isinstance(address, tuple) or str(address[0]) in {"127.0.0.1", "::1", "localhost", ""}


@pytest.fixture(autouse=True, scope="session")
def closed_network() -> Iterator[None]:
    """Only this machine can be reached: a test that asks anyone else fails with a name."""
    patch = pytest.MonkeyPatch()
    for method in ("connect", "connect_ex"):
        real = getattr(socket.socket, method)

        def guarded(self: socket.socket, address: Any, _real: Any = real) -> Any:
            if not _is_near(address):
                raise RuntimeError(f"a test asked for {address}; only this machine can be reached")
            return _real(self, address)

        patch.setattr(socket.socket, method, guarded)
    yield
    patch.undo()


# The browser ------------------------------------------------------------------------------------------------------------
def chromium() -> str | None:
    """The shell without a window does the same in a third of the time; where it is not, the whole browser does it."""
    programs = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, programs)), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Headless Chromium of the machine, driven by Playwright. Missing: skipped and said at the end; a failure in CI."""
    program = chromium()
    if program is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(NO_CHROMIUM)
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=15_000)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, args=list(CHROMIUM_FLAGS))
        yield launched
        launched.close()


@pytest.fixture
def new_page(browser: Any, live_server: Any) -> Iterator[Callable[..., Any]]:
    """`page = new_page(width=360, user=caseworker, javascript=False)`: a page of its own, logged in when `user` is given.

    What the page says in its console as an error, or throws, fails the test at the end: a broken CSP is said there.
    """
    contexts, said = [], []

    def make(*, width: int = 1280, height: int = 900, user: Any = None, javascript: bool = True, **options: Any) -> Any:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            locale="en-US",  # the language is a person's own choice, never the browser's
            timezone_id="Europe/Copenhagen",
            **{"reduced_motion": "reduce"} | options,  # nothing is judged while it lights up or moves
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        if user is not None:
            context.add_cookies([session_cookie(user, live_server.url)])
        page = context.new_page()
        page.on("console", lambda m: said.append(m.text) if m.type == "error" and not _expected(m.text) else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()
    assert not said, f"said in the browser's console: {said}"


def _expected(text: str) -> bool:
    """Chromium calls every answer of 4xx an error, and refusing a form is our daily work; htmx calls it one when a newer
    change takes the place of one that is on its way.
    """
    return "the server responded with a status of 4" in text or text.startswith(
        ("htmx:afterRequest,", "htmx:sendAbort,")
    )


@pytest.fixture
def page(new_page: Callable[..., Any]) -> Any:
    """A page of someone who is not logged in."""
    return new_page()


def session_cookie(user: Any, url: str) -> dict[str, str]:
    from django.test import Client

    client = Client()
    client.force_login(user)
    return {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": url,
    }


@pytest.fixture
def axe() -> Callable[[Any], list[str]]:
    """`assert axe(page) == []`: what axe-core finds wrong on the page as it stands, one line a finding."""
    from axe_playwright_python.sync_playwright import Axe

    def look(page: Any) -> list[str]:
        page.wait_for_load_state()
        found = Axe().run(page).response["violations"]
        return [f"{v['id']}: {v['help']} · {', '.join(str(n['target']) for n in v['nodes'][:3])}" for v in found]

    return look


# The mail server ------------------------------------------------------------------------------------------------------------
@pytest.fixture
def server(settings: Any) -> Iterator[Any]:
    """A mail server over a real socket, and the mails of this process and of the worker go to it."""
    from jobpakker.settings import mailer
    from tests.mail_server import mail_server

    with mail_server() as started:
        settings.MAILERS = {"default": mailer(started.url)}
        yield started


# The worker -------------------------------------------------------------------------------------------------------------
AT_ANOTHER_TIME = """
import sys
from datetime import datetime
import time_machine
time_machine.travel(datetime.fromisoformat(sys.argv.pop(1)), tick=True).start()
from celery.__main__ import main
sys.argv[0] = "celery"
main()
"""


@pytest.fixture
def worker(request: pytest.FixtureRequest, transactional_db: None, tmp_path: Path) -> Iterator[SimpleNamespace]:
    """A real Celery worker in a process of its own, over the real broker, on the database of the tests.

    `worker.wait_for(lambda: …)` waits until something is true; `worker.mails` is the directory where its mails land, when the
    test has no mail `server`;
    `worker.stop(signal.SIGKILL)` and `worker.start()` are for the tests of what is lost (nothing). Started with a moment it
    believes that it is then, and its clock goes on from there.
    """
    import redis

    address = settings.REDIS_URL
    held = redis.Redis(
        unix_socket_path=address.removeprefix("redis+socket://").partition("?")[0], db=int(address[-2:].strip("="))
    )
    held.flushdb()
    mails = tmp_path / "mails"
    log = tmp_path / "worker.log"
    environment = os.environ | {
        "DATABASE_URL": _url_of("default"),
        "EMAIL_URL": request.getfixturevalue("server").url
        if "server" in request.fixturenames
        else f"mailbox://{mails}",
        "REDIS_URL": address,
        "PGAPPNAME": "worker",
    }
    environment.pop("DATABASE_OWNER_URL", None)
    handle = SimpleNamespace(process=None, mails=mails, log=log, broker=held)

    def start(moment: datetime | None = None) -> None:
        python = (
            [sys.executable, "-m", "celery"]
            if moment is None
            else [sys.executable, "-c", AT_ANOTHER_TIME, moment.isoformat()]
        )
        with log.open("ab") as output:
            handle.process = subprocess.Popen(
                [*python, "-A", "jobpakker", "worker", "--pool=threads", "--concurrency=2",
                 "--loglevel=INFO", "--without-gossip", "--without-mingle", "--without-heartbeat"],
                cwd=ROOT, env=environment, stdout=output, stderr=output, stdin=subprocess.DEVNULL,
                preexec_fn=dies_with_parent(signal.SIGKILL),
            )  # fmt: skip
        wait_for(listens, seconds=60)

    def listens() -> bool:
        return any(client["cmd"] == "brpop" for client in held.client_list())

    def stop(sent: int = signal.SIGTERM) -> None:
        if handle.process is not None and handle.process.poll() is None:
            handle.process.send_signal(sent)
            try:
                handle.process.wait(20)
            except subprocess.TimeoutExpired:
                handle.process.kill()
                handle.process.wait()

    def wait_for(happened: Callable[[], Any], *, seconds: float = 20) -> Any:
        deadline = time.monotonic() + seconds
        while not (answer := happened()):
            if handle.process.poll() is not None:
                pytest.fail("the worker is gone:\n" + log.read_text(errors="replace"))
            if time.monotonic() > deadline:
                pytest.fail("the worker did not do it:\n" + log.read_text(errors="replace"))
            time.sleep(0.05)
        return answer

    handle.start, handle.stop, handle.wait_for = start, stop, wait_for
    try:
        start()
        yield handle
    finally:
        stop()
        held.close()


def _url_of(alias: str) -> str:
    """The address of the tests' own database, for another process."""
    database = connections[alias].settings_dict
    from urllib.parse import quote

    return (
        f"postgresql://{database['USER']}:{quote(database['PASSWORD'], safe='')}@{quote(str(database['HOST']), safe='')}/"
        f"{database['NAME']}"
    )


@pytest.fixture
def as_owner(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """A connection as the owner of the tables, outside the test's transaction; for what the application may not do."""
    with django_db_blocker.unblock():
        owner = connections["owner"].copy()
        yield owner
        owner.close()


# What is said at the end ------------------------------------------------------------------------------------------------
MISSED = pytest.StashKey[bool]()


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    told = [report for kind in ("skipped", "failed", "error") for report in terminalreporter.stats.get(kind, [])]
    config.stash[MISSED] = any(NO_CHROMIUM.splitlines()[0] in str(report.longrepr) for report in told)


def pytest_unconfigure(config: pytest.Config) -> None:
    """After everything else that pytest has to say."""
    if config.stash.get(MISSED, False):
        print(f"\n{NO_CHROMIUM}", end="")  # noqa: T201
