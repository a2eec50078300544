"""What the application's role may do: read and change rows. The tables belong to somebody else, and so do the triggers."""

from typing import Any

from django.core.management import call_command
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor


def grant(owner: BaseDatabaseWrapper, *, to: str, also: str = "") -> None:
    """For the tables of today and of tomorrow. Run as the owner, before or after the migrations, as often as one likes."""
    quoted = owner.ops.quote_name
    role, database = quoted(to), quoted(str(owner.settings_dict["NAME"]))
    rows = f"SELECT, INSERT, UPDATE, DELETE{also}"
    with owner.cursor() as cursor:
        for words in (
            f"REVOKE ALL ON DATABASE {database} FROM PUBLIC",
            f"GRANT CONNECT ON DATABASE {database} TO {role}",
            "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
            f"GRANT USAGE ON SCHEMA public TO {role}",
            f"GRANT {rows} ON ALL TABLES IN SCHEMA public TO {role}",
            f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
            f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {rows} ON TABLES TO {role}",
            f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role}",
        ):
            cursor.execute(words)


def prepare(connections: Any, *, also: str = "", verbosity: int = 0) -> None:
    """Migrations and grants, as the owner. With one role for both there is nothing to grant."""
    owner, app = connections["owner"], connections["default"].settings_dict["USER"]
    if app and app != owner.settings_dict["USER"]:
        grant(owner, to=app, also=also)
    executor = MigrationExecutor(owner)
    if executor.migration_plan(
        executor.loader.graph.leaf_nodes()
    ):  # a second start has nothing to do, and looks no further
        call_command("migrate", database="owner", interactive=False, verbosity=verbosity)
