"""Throw-away PostgreSQL for a benchmark that anyone can run: its own sockets and directory, gone when it ends.

Started before Django reads its settings; nothing of the machine's own databases is touched.
"""

import base64
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = {"shared_buffers": "256MB", "work_mem": "32MB", "synchronous_commit": "off", "max_connections": "40"}


@dataclass(frozen=True)
class Ground:
    place: Path
    postgres: Any
    valkey: Any  # None unless it was asked for

    def as_superuser(self) -> Any:
        """A connection of psycopg past the application's role, for making rows by the million."""
        from jobpakker.starter import servers

        return servers.connect(servers.SUPERUSER, self.postgres.passwords.postgres, self.postgres.run, servers.DATABASE)


@contextmanager
def laid(*, broker: bool = False, **settings: str) -> Iterator[Ground]:
    """A migrated, empty database as `default`, reached as the application's role; Django is set up. `broker`: with a Valkey
    of its own; `settings` are PostgreSQL's."""
    sys.path.insert(0, str(ROOT))
    from jobpakker.starter import servers
    from jobpakker.starter.programs import account

    place = Path(tempfile.mkdtemp(prefix="jobpakker-benchmark-", dir="/tmp"))
    place.chmod(0o711)
    runs_as, passwords, run = account(), servers.Passwords(), place / "run"
    run.mkdir(mode=0o700)
    runs_as.own(run)
    postgres = servers.Postgres(
        data=place / "postgres", run=run, log=place / "postgres.log", passwords=passwords, runs_as=runs_as,
        settings=SETTINGS | settings,
    )  # fmt: skip
    valkey = servers.Valkey(run=run, log=place / "valkey.log", runs_as=runs_as) if broker else None
    try:
        postgres.start()
        if valkey is not None:
            valkey.start()
        servers.make_roles(run=run, passwords=passwords)
        servers.make_database(servers.DATABASE, run=run, passwords=passwords)
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "jobpakker.settings",
            "SECRET_KEY": "kun-til-maalinger",
            "CPR_KEYS": "1:" + base64.b64encode(b"maaling-" * 4).decode(),
            "CPR_INDEX_KEY": base64.b64encode(b"opslag--" * 4).decode(),
            "DATABASE_URL": servers.url(servers.APP, passwords.app, run),
            "DATABASE_OWNER_URL": servers.url(servers.OWNER, passwords.owner, run),
            "REDIS_URL": valkey.url if valkey is not None else "redis://localhost:1/0",
        }
        import django

        django.setup()
        from django.db import connections

        from jobpakker.starter.grants import prepare

        prepare(connections)
        connections["owner"].close()
        yield Ground(place, postgres, valkey)
        connections.close_all()
    finally:
        if valkey is not None:
            valkey.stop()
        postgres.stop()
        shutil.rmtree(place, ignore_errors=True)
