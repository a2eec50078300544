"""A PostgreSQL and a Valkey of our own, spoken to over sockets that nobody else can open.

PostgreSQL refuses to run as root, so under root both run as an account that owns nothing (see programs). Two roles: one
owns the tables and may make databases, the other is the application's and may change rows. Neither is a superuser.
"""

import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from jobpakker.starter.child import Child, dies_with_parent
from jobpakker.starter.programs import Account, UnableToStart, postgres_programs, valkey_program

SUPERUSER, OWNER, APP = "postgres", "jobpakker_owner", "jobpakker_app"
DATABASE = "jobpakker"
# Danish letters fold and compare without a locale of the machine's; the same words stand in docker-compose.yml.
INITDB_ARGS = ("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
PATIENCE = 60.0  # seconds until a server that has not answered is given up


@dataclass
class Passwords:
    """Of the three roles. The sockets lie in a private directory; this keeps others of the same account out as well."""

    postgres: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    owner: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    app: str = field(default_factory=lambda: secrets.token_urlsafe(24))


def url(role: str, password: str, run: Path, database: str = DATABASE) -> str:
    return f"postgresql://{role}:{quote(password, safe='')}@{quote(str(run), safe='')}/{database}"


def connect(role: str, password: str, run: Path, database: str) -> psycopg.Connection:
    return psycopg.connect(
        user=role, password=password, host=str(run), dbname=database, autocommit=True, connect_timeout=5
    )


class Postgres(Child):
    def __init__(
        self, *, data: Path, run: Path, log: Path, passwords: Passwords, runs_as: Account, settings: dict[str, str]
    ) -> None:
        self.data, self.run, self.passwords, self.runs_as, self.settings = data, run, passwords, runs_as, settings
        how = {"cwd": "/", **runs_as.popen_arguments()}
        super().__init__(name="PostgreSQL", command=[], log=log, stop_signal=signal.SIGINT, how=how)

    def start(self) -> None:
        """Makes the cluster the first time; then starts it and waits until it answers."""
        programs = postgres_programs(self.runs_as)
        if not self.data.exists():
            _initdb(programs, self.data, self.passwords, self.runs_as, durable=self.settings.get("fsync") != "off")
        _wait_for_the_last_one(self.data)
        given = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.run),
            "unix_socket_permissions": "0700",
            "timezone": "UTC",
            **self.settings,
        }
        options = [word for key, value in given.items() for word in ("-c", f"{key}={value}")]
        self.command = [str(programs / "postgres"), "-D", str(self.data), *options]
        super().start()
        deadline, retries = time.monotonic() + PATIENCE, 10
        while not self._answers():
            if not self.is_alive() and retries:  # the last one was killed, and its children are not quite gone
                retries -= 1
                time.sleep(0.3)
                super().start()
            self.must_live()
            if time.monotonic() > deadline:
                self.stop()
                raise UnableToStart(
                    f"PostgreSQL svarer ikke; se {self.log}. (PostgreSQL does not answer; see {self.log}.)"
                )
            time.sleep(0.03)

    def _answers(self) -> bool:
        try:
            connect(SUPERUSER, self.passwords.postgres, self.run, "postgres").close()
        except psycopg.OperationalError:
            return False
        return True


def _initdb(programs: Path, data: Path, passwords: Passwords, runs_as: Account, *, durable: bool) -> None:
    """Made beside its place and moved there whole: one that was interrupted is no cluster."""
    half = data.with_name(data.name + ".half")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(mode=0o700)
    runs_as.own(half)
    with tempfile.NamedTemporaryFile("w", prefix="jobpakker-", dir="/tmp") as password:
        password.write(passwords.postgres)
        password.flush()
        runs_as.own(Path(password.name))
        command = [
            str(programs / "initdb"), "-D", str(half), "-U", SUPERUSER, f"--pwfile={password.name}",
            "--auth=scram-sha-256", "--no-instructions", *INITDB_ARGS, *([] if durable else ["--no-sync"]),
        ]  # fmt: skip
        made = subprocess.run(  # type: ignore[call-overload]
            command,
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=dies_with_parent(signal.SIGTERM),  # noqa: PLW1509
            **runs_as.popen_arguments(),
        )
    if made.returncode:
        shutil.rmtree(half, ignore_errors=True)
        why = " ".join(made.stderr.split())
        raise UnableToStart(f"PostgreSQL kunne ikke oprettes. (PostgreSQL could not be set up: {why})")
    if data.exists():
        data.rmdir()  # only ever an empty one
    half.rename(data)


def _wait_for_the_last_one(data: Path) -> None:
    """One whose starter was killed is still putting its rows to rest.

    A file left by one that was killed itself is PostgreSQL's to judge, except when the number in it is another process
    by now, which PostgreSQL would take for itself.
    """
    held = data / "postmaster.pid"
    deadline = time.monotonic() + PATIENCE
    while held.exists():
        number = held.read_text().split("\n", 1)[0].strip()
        command = Path(f"/proc/{number}/cmdline")
        if not sys.platform.startswith("linux") or not number.isdecimal() or not command.exists():
            return
        try:
            is_postgres = os.fsencode(str(data)) in command.read_bytes()
        except OSError:
            return
        if not is_postgres:
            held.unlink(missing_ok=True)
            return
        if time.monotonic() > deadline:
            raise UnableToStart(
                f"En anden PostgreSQL (proces {number}) bruger {data}. (Another PostgreSQL uses {data}.)"
            )
        time.sleep(0.1)


class Valkey(Child):
    """Keeps nothing: a wake-up that is lost is sent again by the timetable, and the work itself waits in PostgreSQL."""

    def __init__(self, *, run: Path, log: Path, runs_as: Account) -> None:
        self.socket, self.runs_as = run / "valkey.sock", runs_as
        how = {"cwd": "/", **runs_as.popen_arguments()}
        super().__init__(name="Valkey", command=[], log=log, how=how)
        self.command = [
            str(valkey_program(runs_as)), "--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700",
            "--dir", str(run), "--save", "", "--appendonly", "no", "--daemonize", "no",
        ]  # fmt: skip

    @property
    def url(self) -> str:
        return f"redis+socket://{self.socket}?virtual_host=0"

    def start(self) -> None:
        self.socket.unlink(missing_ok=True)
        super().start()
        deadline = time.monotonic() + PATIENCE
        while not self.socket.exists():
            self.must_live()
            if time.monotonic() > deadline:
                self.stop()
                raise UnableToStart(f"Valkey svarer ikke; se {self.log}. (Valkey does not answer; see {self.log}.)")
            time.sleep(0.02)


# Two roles --------------------------------------------------------------------------------------------------------------
def make_roles(*, run: Path, passwords: Passwords) -> None:
    """The owner of the tables may make databases; the application's role may change rows. Neither is a superuser."""
    with connect(SUPERUSER, passwords.postgres, run, "postgres") as connection:
        for role, password, may in ((OWNER, passwords.owner, "CREATEDB"), (APP, passwords.app, "NOCREATEDB")):
            known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
            connection.execute(
                sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOCREATEROLE {} PASSWORD {}").format(
                    sql.SQL("ALTER" if known else "CREATE"),
                    sql.Identifier(role),
                    sql.SQL(may),
                    sql.Literal(password),
                )
            )


def make_database(name: str, *, run: Path, passwords: Passwords, template: str | None = None) -> None:
    with connect(OWNER, passwords.owner, run, "postgres") as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return
        words = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
        if template:
            words += sql.SQL(" TEMPLATE {}").format(sql.Identifier(template))
        connection.execute(words)
