"""The site's own three processes: web, worker and beat."""

import http.client
import socket
import sys
import time
from pathlib import Path

from jobpakker.starter.child import Child
from jobpakker.starter.programs import UnableToStart

PYTHON = sys.executable
CELERY = [PYTHON, "-W", "ignore", "-m", "celery", "-A", "jobpakker"]
# Threads, since a pool of processes needs semaphores in /dev/shm, which not every machine lets one write.
WORKER = [
    *CELERY,
    "worker",
    "--pool=threads",
    "--concurrency=2",
    "--loglevel=INFO",
    "--without-gossip",
    "--without-mingle",
]


def web(listening: socket.socket) -> list[str]:
    """The socket is opened by the starter, so that a busy port is known before anything else is begun."""
    return [
        PYTHON, "-m", "gunicorn", "jobpakker.wsgi", "--worker-class=gthread", "--threads=8", f"--bind=fd://{listening.fileno()}",
        "--no-control-socket", "--graceful-timeout=5", "--worker-tmp-dir=/tmp",
    ]  # fmt: skip


def beat(state: Path) -> list[str]:
    return [*CELERY, "beat", "--loglevel=WARNING", f"--schedule={state / 'timetable'}", "--pidfile="]


def stop_all(children: list[Child], patience: float = 10.0) -> None:
    """All are asked at once; who does not listen is ended."""
    deadline = time.monotonic() + patience
    for child in children:
        child.ask_to_stop()
    for child in children:
        child.stop(max(0.1, deadline - time.monotonic()))


def listen(port: int, patience: float = 3.0) -> socket.socket:
    """A demo that was killed a moment ago lets go of its port within a second or two."""
    deadline = time.monotonic() + patience
    while True:
        opened = socket.socket()
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            opened.bind(("127.0.0.1", port))
            opened.listen(128)
            return opened
        except OSError as error:
            opened.close()
            if time.monotonic() > deadline or isinstance(error, PermissionError):
                other = port + 1 if port < 65535 else 8001
                raise UnableToStart(
                    f"Port {port} er optaget eller forbeholdt; vælg en anden: python3 manage.py demo --port {other}. "
                    f"(Port {port} is busy or reserved; choose another one.)"
                ) from error
            time.sleep(0.2)


def wait_for_page(process: Child, port: int, path: str, patience: float = 60.0) -> None:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if not process.is_alive():
            break
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=max(1.0, deadline - time.monotonic()))
        try:
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return
            break
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise UnableToStart(
        f"Den første side svarer ikke; se {process.log}. (The first page does not answer; see {process.log}.)"
    )
