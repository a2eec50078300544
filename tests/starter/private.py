"""Servers, ports and processes for the tests of the start itself."""

import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jobpakker.starter import servers
from jobpakker.starter.programs import account

ROOT = Path(__file__).resolve().parent.parent.parent


def free_port() -> int:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        return opened.getsockname()[1]


@contextmanager
def short_place() -> Iterator[Path]:
    """A directory with a short path, where sockets fit and the servers' account may enter."""
    place = Path(tempfile.mkdtemp(prefix="jobpakker-start-", dir="/tmp"))
    place.chmod(0o711)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


@contextmanager
def two_servers(place: Path, passwords: servers.Passwords) -> Iterator[tuple[servers.Postgres, servers.Valkey]]:
    runs_as, run = account(), place / "run"
    run.mkdir(mode=0o700)
    runs_as.own(run)
    postgres = servers.Postgres(
        data=place / "postgres", run=run, log=place / "postgres.log", passwords=passwords, runs_as=runs_as,
        settings={"fsync": "off", "max_connections": "40"},
    )  # fmt: skip
    valkey = servers.Valkey(run=run, log=place / "valkey.log", runs_as=runs_as)
    try:
        postgres.start()
        valkey.start()
        yield postgres, valkey
    finally:
        valkey.stop()
        postgres.stop()


def until(happened: Callable[[], Any], *, seconds: float, what: str) -> Any:
    deadline = time.monotonic() + seconds
    while not (answer := happened()):
        assert time.monotonic() < deadline, what
        time.sleep(0.05)
    return answer


def ended(process: subprocess.Popen[Any], sent: int = signal.SIGTERM, patience: float = 20) -> int:
    if process.poll() is None:
        process.send_signal(sent)
    try:
        return process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise
