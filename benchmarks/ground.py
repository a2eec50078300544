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
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = {"shared_buffers": "256MB", "work_mem": "32MB", "synchronous_commit": "off", "max_connections": "40"}


@contextmanager
def laid() -> Iterator[None]:
    """A migrated, empty database as `default`, reached as the application's role; Django is set up."""
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
        settings=SETTINGS,
    )  # fmt: skip
    try:
        postgres.start()
        servers.make_roles(run=run, passwords=passwords)
        servers.make_database(servers.DATABASE, run=run, passwords=passwords)
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "jobpakker.settings",
            "SECRET_KEY": "kun-til-maalinger",
            "CPR_KEYS": "1:" + base64.b64encode(b"maaling-" * 4).decode(),
            "CPR_INDEX_KEY": base64.b64encode(b"opslag--" * 4).decode(),
            "DATABASE_URL": servers.url(servers.APP, passwords.app, run),
            "DATABASE_OWNER_URL": servers.url(servers.OWNER, passwords.owner, run),
            "REDIS_URL": "redis://localhost:1/0",  # nothing here speaks to a broker
        }
        import django

        django.setup()
        from django.db import connections

        from jobpakker.starter.grants import prepare

        prepare(connections)
        connections["owner"].close()
        yield
        connections.close_all()
    finally:
        postgres.stop()
        shutil.rmtree(place, ignore_errors=True)
