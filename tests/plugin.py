"""Throw-away PostgreSQL and Valkey for one run of the tests; loaded by `-p` before Django reads its settings.

Each run has its own servers behind its own sockets, so that several runs never meet, and the environment is set here
whatever the shell held: tests can touch nobody's real database. With xdist the first process starts the servers; the
others inherit the addresses.
"""

import base64
import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from jobpakker.starter import servers
from jobpakker.starter.programs import UnableToStart, account

PREFIX = "jobpakker-test-"
HOUR = 3600
ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "jobpakker.settings",
    "SECRET_KEY": "kun-til-proever",
    "CPR_KEYS": "1:" + base64.b64encode(b"proever-" * 4).decode(),
    "CPR_INDEX_KEY": base64.b64encode(b"opslag--" * 4).decode(),
    "DJANGO_ALLOW_ASYNC_UNSAFE": "1",  # Playwright keeps an event loop in the thread of the test
}
UNSET = (
    "DEBUG",
    "JOBPAKKER_DEMO",
    "BASE_URL",
    "ALLOWED_HOSTS",
    "EMAIL_URL",
    "DEFAULT_FROM_EMAIL",
    "HASHED_STATIC",
    "BEHIND_PROXY",
)
# Nothing here outlives the run, so nothing needs to reach the disk; room for the tests of a hundred at once.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_buffers": "64MB",
    "max_connections": "250",
}
REDIS_DATABASES = 16


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker is None:
        for name in UNSET:
            os.environ.pop(name, None)
        os.environ.update(ENVIRONMENT)
        _start(early_config)
    else:
        number = int(worker.removeprefix("gw")) % REDIS_DATABASES
        os.environ["REDIS_URL"] = f"{os.environ['REDIS_URL'].partition('?')[0]}?virtual_host={number}"
    return (yield)


def _start(config: pytest.Config) -> None:
    _sweep()
    place = Path(tempfile.mkdtemp(prefix=PREFIX, dir="/tmp"))
    config.add_cleanup(lambda: shutil.rmtree(place, ignore_errors=True))
    lock = os.open(place / "lock", os.O_CREAT | os.O_RDWR, 0o600)  # held until the process is gone, however it goes
    fcntl.flock(lock, fcntl.LOCK_EX)
    place.chmod(0o711)
    try:
        _start_servers(config, place)
    except UnableToStart as error:
        raise pytest.UsageError(str(error)) from error


def _start_servers(config: pytest.Config, place: Path) -> None:
    runs_as, passwords, run = account(), servers.Passwords(), place / "run"
    run.mkdir(mode=0o700)
    runs_as.own(run)
    postgres = servers.Postgres(
        data=place / "postgres", run=run, log=place / "postgres.log", passwords=passwords, runs_as=runs_as,
        settings=SETTINGS,
    )  # fmt: skip
    config.add_cleanup(postgres.stop)
    postgres.start()
    valkey = servers.Valkey(run=run, log=place / "valkey.log", runs_as=runs_as)
    config.add_cleanup(valkey.stop)
    valkey.start()
    servers.make_roles(run=run, passwords=passwords)
    servers.make_database(servers.DATABASE, run=run, passwords=passwords)
    os.environ["DATABASE_URL"] = servers.url(servers.APP, passwords.app, run)
    os.environ["DATABASE_OWNER_URL"] = servers.url(servers.OWNER, passwords.owner, run)
    os.environ["REDIS_URL"] = valkey.url


def _sweep() -> None:
    """What runs that were killed left behind: their servers are gone, their directories are not."""
    for place in [*Path("/tmp").glob(PREFIX + "*"), *Path("/tmp").glob("jobpakker-start-*")]:
        with suppress(OSError):
            if place.stat().st_uid != os.geteuid():
                continue
            lock = place / "lock"
            if not lock.exists():
                if time.time() - place.stat().st_mtime > HOUR:
                    shutil.rmtree(place, ignore_errors=True)
                continue
            with lock.open() as held:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(place, ignore_errors=True)
