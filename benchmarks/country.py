"""A made-up country for the benchmarks: 98 municipalities of unequal size, and millions of steps in a minute or two.

Rows are made inside PostgreSQL, by `INSERT … SELECT`, with the foreign keys unasked and the indexes laid afterwards. Of a
hundred packages six are open; the others are history, which the watch must not feel. Columns that are not named here get the
default of their model.
"""

import json
from contextlib import contextmanager
from datetime import date
from typing import Any

MUNICIPALITIES = 98
WORKERS = 25  # caseworkers in each
OPENINGS = 40
STEPS_EACH = 5  # on average
OPEN = 6  # of every hundred packages

# A citizen's municipality: the largest has about one in ten. `c` is the number of the citizen.
PLACE = f"(1 + floor({MUNICIPALITIES} * power(((c * 2654435761) % 1000003) / 1000003.0, 1.7)))::int"


class Country:
    """Laid out by a superuser of a throw-away server (`connection` of psycopg)."""

    def __init__(self, connection: Any, *, today: date) -> None:
        self.connection, self.today = connection, today
        self.packages = self.citizens = 0
        connection.execute("SELECT setseed(0.2010)")
        connection.execute("SET session_replication_role = replica")  # nobody asks about foreign keys
        connection.execute("SET maintenance_work_mem = '512MB'")
        connection.execute("SET synchronous_commit = off")
        self._people()

    def _people(self) -> None:
        from jobpakker.foundation.accounts.models import Municipality, Team, User

        places = f"generate_series(1, {MUNICIPALITIES}) AS m"
        self._fill(
            Municipality, places, id="m", name="'Kommune ' || m", code="lpad(m::text, 3, '0')", unit_name="'Jobcenter'"
        )
        self._fill(Team, places, id="m", municipality_id="m", name="'Hold'")
        self._fill(
            User, f"{places}, generate_series(1, {WORKERS}) AS u", id=f"(m - 1) * {WORKERS} + u", municipality_id="m", team_id="m",
            name="'Sagsbehandler ' || u", email=f"'u' || ((m - 1) * {WORKERS} + u) || '@eksempel.dk'", role_code="'caseworker'",
        )  # fmt: skip
        from companies.openings.models import JobOpening
        from companies.register.models import Company, Contact, Worksite

        self._fill(Company, places, id="m", municipality_id="m", cvr="(10000000 + m)::text", name="'Firma ' || m")
        self._fill(
            Worksite,
            places,
            id="m",
            municipality_id="m",
            company_id="m",
            p_number="(1000000000 + m)::text",
            name="'Sted'",
        )
        self._fill(
            Contact, places, id="m", municipality_id="m", company_id="m", name="'Kontakt'", email="'k@eksempel.dk'"
        )
        self._fill(
            JobOpening, f"{places}, generate_series(1, {OPENINGS}) AS o", id=f"(m - 1) * {OPENINGS} + o", municipality_id="m",
            company_id="m", worksite_id="m", contact_id="m", created_by_id=f"(m - 1) * {WORKERS} + 1", title="'Job'",
            starts_on=f"'{self.today}'::date + 200", weekly_hours="37", state="'open'",
        )  # fmt: skip

    def grow(self, steps: int) -> None:
        """Until there are so many steps in all."""
        from casework.citizens.models import Citizen
        from casework.jobpakke.models import Jobpakke, Step
        from casework.planning.steps import StepKind
        from companies.commitments.models import HiringCommitment

        kinds = [str(kind) for kind in (StepKind.VIRKSOMHEDSPRAKTIK, StepKind.COURSE, StepKind.LOENTILSKUD)]
        first, last = self.packages, steps // STEPS_EACH
        citizens = last // 4
        person = (
            f"generate_series({self.citizens + 1}, {citizens}) AS c CROSS JOIN LATERAL (SELECT {PLACE} AS m) AS place"
        )
        tables = (Citizen, HiringCommitment, Jobpakke, Step)
        with self._without_indexes(*tables):
            self._fill(
                Citizen, person, id="c", municipality_id="m", team_id="m", caseworker_id=f"(m - 1) * {WORKERS} + 1 + c % {WORKERS}",
                alias="'B-' || c", first_name="'A'", last_name="c::text", sort_key="lpad(c::text, 9, '0')",
                target_group="'kh_aktivitetsparat'", referred_on=f"'{self.today}'::date - 300",
            )  # fmt: skip
            # One row a package, with all that the other tables take from it.
            self.connection.execute(
                f"""
                CREATE UNLOGGED TABLE laid AS
                SELECT n, c, m, is_open, asked, begins, slot, count,
                       begins + 3 + slot * count + (CASE WHEN random() < 0.2 THEN 5 ELSE 0 END) AS job
                FROM (
                    SELECT n, c, {PLACE} AS m, is_open, asked,
                           '{self.today}'::date - (CASE WHEN asked THEN -10 - random() * 60 WHEN is_open THEN random() * 150
                                                   ELSE 900 + random() * 2500 END)::int AS begins,
                           28 + (random() * 84)::int AS slot, (3 + n % 5)::int AS count
                    FROM (
                        SELECT n, n % 100 < {OPEN} AS is_open, n % 100 = {OPEN - 1} AS asked,
                               CASE WHEN n % 100 < {OPEN} THEN n / 100 * {OPEN} + n % 100 + 1
                                    ELSE (n::bigint * 7919) % {citizens} + 1 END AS c
                        FROM generate_series({first}, {last - 1}) AS n
                    ) AS numbered
                ) AS placed
                """  # noqa: S608 - numbers of our own
            )
            promised = "CASE WHEN is_open AND asked THEN NULL ELSE begins END"
            self._fill(
                HiringCommitment, "laid WHERE is_open OR n % 3 > 0", id="n + 1", municipality_id="m", contact_id="m",
                opening_id=f"(m - 1) * {OPENINGS} + 1 + n % {OPENINGS}", asked_by_id=f"(m - 1) * {WORKERS} + 1",
                state="CASE WHEN asked THEN 'requested' ELSE 'confirmed' END", asked_at=f"'{self.today}'::timestamptz - interval '9 days'",
                answered_at="CASE WHEN asked THEN NULL ELSE begins::timestamptz END",
            )  # fmt: skip
            self._fill(
                Jobpakke, "laid", id="n + 1", municipality_id="m", citizen_id="c",
                opening_id=f"(m - 1) * {OPENINGS} + 1 + n % {OPENINGS}",
                commitment_id="CASE WHEN is_open OR n % 3 > 0 THEN n + 1 END",
                caseworker_id=f"(m - 1) * {WORKERS} + 1 + c % {WORKERS}", created_by_id=f"(m - 1) * {WORKERS} + 1",
                state="CASE WHEN NOT is_open THEN CASE WHEN n % 3 > 0 THEN 'completed' ELSE 'broken_off' END "
                "WHEN asked THEN 'awaiting_company' ELSE 'active' END",
                promised_on=promised, job_starts_on="job", ended_on="CASE WHEN is_open THEN NULL ELSE job END",
                outcome="CASE WHEN is_open THEN '' WHEN n % 3 > 0 THEN 'ordinaer' ELSE 'afbrudt' END",
                created_at="begins::timestamptz",
            )  # fmt: skip
            # A slot a step; after three of seven steps the slot is not filled to its end.
            dated = f"""
                laid CROSS JOIN LATERAL generate_series(0, count - 1) AS k
                CROSS JOIN LATERAL (
                    SELECT begins + 3 + slot * k AS starts_on,
                           begins + 3 + slot * (k + 1) - (ARRAY[0, 0, 0, 0, 2, 4, 9])[1 + (random() * 6)::int] AS until
                    OFFSET (n + k) * 0
                ) AS dated
                CROSS JOIN LATERAL (
                    SELECT CASE WHEN until <= '{self.today}' OR NOT is_open THEN 'done'
                                WHEN starts_on <= '{self.today}' AND NOT asked AND random() > 0.03 THEN 'running'
                                ELSE 'planned' END AS state
                    OFFSET (n + k) * 0
                ) AS walked
            """  # noqa: S608
            self._fill(
                Step, dated, municipality_id="m", jobpakke_id="n + 1", position="k",
                kind=f"(ARRAY{kinds})[1 + k % 3]", title="'Trin'", length_amount="slot",
                length_unit="'days'", starts_on="dated.starts_on", until="dated.until", state="walked.state",
                started_on="CASE WHEN walked.state = 'planned' THEN NULL ELSE dated.starts_on END",
                ended_until="CASE WHEN walked.state = 'done' THEN dated.until END",
            )  # fmt: skip
            self.connection.execute("DROP TABLE laid")
        self.packages, self.citizens = last, citizens
        for model in tables:
            table = model._meta.db_table
            if model is not Step:
                self.connection.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"  # noqa: S608
                )
            self.connection.execute(f"VACUUM ANALYZE {table}")
        self.connection.execute("CHECKPOINT")

    def _fill(self, model: Any, source: str, **given: str) -> None:
        """`given` are SQL expressions by column; the rest is what a new row of the model has."""
        from django.db.models.fields import NOT_PROVIDED

        given = {"public_id": "uuidv7()", "created_at": "now()", "asked_at": "now()"} | given
        columns, words, values = [], [], []
        for field in model._meta.concrete_fields:
            if field.column in given:
                columns.append(field.column)
                words.append(given[field.column])
            elif not field.null and not field.primary_key:
                value = field.get_default() if field.default is not NOT_PROVIDED else ""
                columns.append(field.column)
                kind = field.db_type(_django())
                words.append(f"%s::{kind.split(' GENERATED')[0]}")
                values.append(json.dumps(value) if kind == "jsonb" else value)
        sql = f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) SELECT {', '.join(words)} FROM {source}"  # noqa: S608
        # A % of our own arithmetic is no place for a value.
        sql = sql.replace("%", "%%").replace("%%s::", "%s::") if values else sql
        self.connection.execute(sql, values or None)

    @contextmanager
    def _without_indexes(self, *models: Any) -> Any:
        """Those that stand for no constraint are dropped and laid again, which is quicker than keeping them."""
        tables = [model._meta.db_table for model in models]
        found = self.connection.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND NOT EXISTS "
            "(SELECT FROM pg_constraint WHERE conindid = (quote_ident(schemaname) || '.' || quote_ident(indexname))::regclass)",
            [tables],
        ).fetchall()
        for name, _definition in found:
            self.connection.execute(f'DROP INDEX "{name}"')
        yield
        for _name, definition in found:
            self.connection.execute(definition)


def _django() -> Any:
    from django.db import connection

    return connection
