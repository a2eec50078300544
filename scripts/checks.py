"""Every check that is not a test, in one list: `python3 manage.py checks`, or some of them by name. CI runs the same.

Each runs whatever the others found; the last lines say what was wrong, and the exit code is 1 when anything was.
"""

import base64
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import make_env

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
LOCKS = [*sorted((ROOT / "requirements").glob("*.lock")), ROOT / "package-lock.json"]
HOSTS = re.compile(r"[a-z+]+://(?!\S*(?:opencollective|github\.com/sponsors))\S+|--(?:extra-)?index-url|--find-links")
# Enough for Django to read its settings; no check speaks to a server.
SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "jobpakker.settings",
    "SECRET_KEY": "no-service-needs-it",
    "CPR_KEYS": "1:" + base64.b64encode(bytes(32)).decode(),
    "CPR_INDEX_KEY": base64.b64encode(bytes(32)).decode(),
    "DATABASE_URL": "postgresql://nobody@%2Fnonexistent/none",
    "REDIS_URL": "redis+socket:///nonexistent",
}


class Wrong(Exception):  # noqa: N818
    """What a check found, for a person to read."""


def run(*command: str | Path, **environment: str) -> None:
    done = subprocess.run(
        [str(word) for word in command], cwd=ROOT, env=os.environ | environment, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise Wrong(done.stdout.strip() or f"exit code {done.returncode}")


def lock_files_name_no_host() -> None:
    """A host in a lock file would send everyone else's machine there."""
    found = [
        f"{lock.name}:{number}: {line.strip()}"
        for lock in LOCKS
        for number, line in enumerate(lock.read_text().splitlines(), 1)
        if HOSTS.search(line)
    ]
    if found:
        raise Wrong("\n".join(found))


def lock_files_agree() -> None:
    """A larger lock holds the smaller one, version and hashes, so that an environment made from it fits both (bootstrap.py).
    For which systems a package is may differ: it is for those of all that ask for it.
    """
    packages = {
        lock.stem: set(re.findall(r"^\S+==\S+.*(?:\n .*)*", _without_markers(lock.read_text()), flags=re.MULTILINE))
        for lock in LOCKS[:-1]
    }
    for smaller, larger in (("prod", "run"), ("run", "test"), ("test", "dev")):
        if missing := packages[smaller] - packages[larger]:
            names = ", ".join(sorted(entry.split(" ")[0] for entry in missing))
            raise Wrong(f"{smaller}.lock has what {larger}.lock has not: {names}")


def _without_markers(lock: str) -> str:
    return re.sub(r" ;[^\n\\]*", "", lock)


def compose_file() -> None:
    """The schema first, which knows the words; then Compose itself, which knows what they mean."""
    run(BIN / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml")
    # The wheel's own command prints the error and exits 0; the program that it wraps does not.
    import compose

    program = Path(compose.__file__).parent / "docker-compose"
    with tempfile.NamedTemporaryFile("w", suffix=".env") as secrets:
        secrets.write(make_env.filled())
        secrets.flush()
        run(program, "--env-file", secrets.name, "config", "--quiet")


CHECKS: dict[str, Callable[[], None]] = {
    "format": lambda: run(BIN / "ruff", "format", "--check", "."),
    "lint": lambda: run(BIN / "ruff", "check", "."),
    "templates": lambda: run(BIN / "djlint", "--lint", "--quiet", "templates"),
    "types": lambda: run(BIN / "mypy"),
    "contracts": lambda: run(BIN / "lint-imports", "--no-cache"),
    "django": lambda: run(sys.executable, "manage.py", "check", "--fail-level", "WARNING", **SETTINGS),
    "migrations": lambda: run(
        sys.executable,
        "-W",
        "ignore::RuntimeWarning",
        "manage.py",
        "makemigrations",
        "--check",
        "--dry-run",
        **SETTINGS,
    ),
    "english": lambda: run(sys.executable, "scripts/check_translations.py", **SETTINGS),
    "locks without hosts": lock_files_name_no_host,
    "locks agree": lock_files_agree,
    "compose": compose_file,
    "dockerfile": lambda: run(BIN / "hadolint", "Dockerfile"),
}


def main(names: list[str]) -> int:
    if unknown := set(names) - set(CHECKS):
        print(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(CHECKS)}")
        return 2
    wrong = []
    for name in names or CHECKS:
        began = time.monotonic()
        try:
            CHECKS[name]()
            verdict = "ok"
        except Wrong as found:
            verdict = "WRONG"
            wrong.append(name)
            print(found)
        print(f"{name:<20} {verdict:<5} {time.monotonic() - began:5.1f} s", flush=True)
    print(f"Wrong: {', '.join(wrong)}" if wrong else "All checks are fine.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
