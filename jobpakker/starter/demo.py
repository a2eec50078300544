"""`manage.py demo`: a whole municipality on this machine, from one command, until Ctrl-C.

1. Only one demo runs in a checkout, and its port is opened first: both refusals come before anything is begun.
2. PostgreSQL and Valkey start over private sockets; servers of one's own (DATABASE_URL, REDIS_URL) are used instead.
3. Migrations run as the owner of the tables, and an empty municipality is filled as the application, in this process.
4. The web server answers its first page; then worker and beat begin, and the address and the log-ins are printed. When
   there is nothing to migrate or to fill, it begins while step 3 still looks.
5. What stops by itself is started again. Ctrl-C, TERM or a closed terminal stops all, the servers last.
"""

import argparse
import os
import shutil
import signal
import sys
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING

import psycopg

from jobpakker.starter import processes, servers
from jobpakker.starter.child import Child
from jobpakker.starter.places import ROOT, Places, environment_and_passwords, only_one, places
from jobpakker.starter.programs import Account, UnableToStart, account

if TYPE_CHECKING:
    from jobpakker.starter.seed import LogIn

SETTINGS = {"max_connections": "60", "shared_buffers": "64MB"}
FIRST_PAGE = "/log-ind/"
RESTARTS, WITHIN = 8, 60.0  # times, seconds: after that it is not bad luck


class Stopped(BaseException):
    """Ctrl-C, TERM or a closed terminal; past every `except Exception` on the way, like KeyboardInterrupt."""


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="manage.py demo",
        description="Starter en opdigtet kommune på denne maskine. (Starts a made-up municipality here.)",
    )
    parser.add_argument("--port", type=_port, default=8000, help="port på 127.0.0.1 (port on 127.0.0.1)")
    parser.add_argument(
        "--reset", action="store_true", help="glem alt og begynd forfra (forget everything, start over)"
    )
    options = parser.parse_args(arguments)
    began = time.monotonic()
    for sent in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sent, _stop)
    os.chdir(ROOT)
    try:
        with ExitStack() as stack:
            _run(stack, port=options.port, reset=options.reset, began=began)
    except UnableToStart as error:
        print(error, file=sys.stderr)
        return 1
    except Stopped:
        print("Stoppet. (Stopped.)")
    return 0


def _port(text: str) -> int:
    port = int(text)
    if not 1 <= port <= 65535:
        raise argparse.ArgumentTypeError("1-65535")
    return port


def _stop(_signal: int, _frame: object) -> None:
    for sent in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sent, signal.SIG_IGN)  # stopping is not interrupted
    raise Stopped


def _run(stack: ExitStack, *, port: int, reset: bool, began: float) -> None:
    address = f"http://127.0.0.1:{port}"
    runs_as = account()
    held = places(runs_as)
    stack.enter_context(only_one(held.state, address))
    listening = stack.enter_context(processes.listen(port))
    if reset:
        held.forget()
        held = places(runs_as)
    for log in held.logs.glob("*.log"):
        log.unlink()
    stack.callback(shutil.rmtree, held.run, ignore_errors=True)
    private = _start_servers(stack, held, runs_as, address)
    command, shared = processes.web(listening), {"pass_fds": (listening.fileno(),)}
    web = Child(name="web", command=command, log=held.logs / "web.log", how=shared)
    worker = Child(name="worker", command=processes.WORKER, log=held.logs / "worker.log")
    beat = Child(name="beat", command=processes.beat(held.state), log=held.logs / "beat.log")
    stack.callback(processes.stop_all, [web, worker, beat])
    # A second start has nothing to migrate, and the two longest waits, for Django here and there, become one.
    if _is_filled():
        web.start()
    people = _fill()
    if not web.is_alive():
        web.start()
    processes.wait_for_page(web, port, FIRST_PAGE)
    worker.start()
    beat.start()
    _say(address, people, held, seconds=time.monotonic() - began)
    _keep_alive([*private, web, worker, beat])


def _keep_alive(all_of_them: list[Child]) -> None:
    restarted_at: list[float] = []
    while True:
        time.sleep(0.5)
        for one in all_of_them:
            if one.is_alive():
                continue
            now = time.monotonic()
            restarted_at = [moment for moment in restarted_at if now - moment < WITHIN] + [now]
            if len(restarted_at) > RESTARTS:
                raise UnableToStart(f"{one.name} bliver ved med at standse; se {one.log}. ({one.name} keeps stopping.)")
            print(f"{one.name} standsede og startes igen. ({one.name} stopped and is started again.)", flush=True)
            one.start()


def _start_servers(stack: ExitStack, held: Places, runs_as: Account, address: str) -> list[Child]:
    """Sets the environment that settings, web, worker and beat read; returns the servers that are ours to keep alive."""
    made, passwords = environment_and_passwords(held)
    for name, value in made.items():
        os.environ.setdefault(name, value)
    os.environ.setdefault("EMAIL_URL", f"mailbox://{held.mails}")
    os.environ.update(
        DJANGO_SETTINGS_MODULE="jobpakker.settings", JOBPAKKER_DEMO="1", BASE_URL=address, PYTHONUNBUFFERED="1"
    )
    os.environ.pop("ALLOWED_HOSTS", None)
    private: list[Child] = []
    if not os.environ.get("DATABASE_URL"):
        postgres = servers.Postgres(
            log=held.logs / "postgres.log", run=held.run, runs_as=runs_as, data=held.postgres, passwords=passwords,
            settings=SETTINGS,
        )  # fmt: skip
        stack.callback(postgres.stop)
        postgres.start()
        servers.make_roles(run=held.run, passwords=passwords)
        servers.make_database(servers.DATABASE, run=held.run, passwords=passwords)
        os.environ["DATABASE_URL"] = servers.url(servers.APP, passwords.app, held.run)
        os.environ["DATABASE_OWNER_URL"] = servers.url(servers.OWNER, passwords.owner, held.run)
        private.append(postgres)
    if not os.environ.get("REDIS_URL"):
        valkey = servers.Valkey(log=held.logs / "valkey.log", run=held.run, runs_as=runs_as)
        stack.callback(valkey.stop)
        valkey.start()
        os.environ["REDIS_URL"] = valkey.url
        private.append(valkey)
    return private


def _is_filled() -> bool:
    """Whether every migration of ours has been run and somebody lives there, asked without waiting for Django."""
    ours = {(path.parent.parent.name, path.stem) for path in ROOT.glob("*/migrations/0*.py")}
    ours |= {(path.parent.parent.name, path.stem) for path in ROOT.glob("jobpakker/foundation/*/migrations/0*.py")}
    try:
        with psycopg.connect(os.environ["DATABASE_URL"], connect_timeout=5) as connection:
            done = set(connection.execute("SELECT app, name FROM django_migrations"))
            return ours <= done and bool(connection.execute("SELECT 1 FROM accounts_municipality LIMIT 1").fetchone())
    except psycopg.Error:
        return False


def _fill() -> "list[LogIn]":
    import django

    django.setup()
    from django.db import OperationalError, connections, transaction

    from jobpakker.foundation import clock
    from jobpakker.foundation.accounts.models import Municipality
    from jobpakker.starter import grants, seed

    try:
        grants.prepare(connections)
        if not Municipality.objects.exists():
            print("Opretter en kommune … (Making a municipality …)", flush=True)
            with transaction.atomic():
                seed.load(today=clock.today(), at=clock.now())
        return seed.log_ins()
    except OperationalError as error:
        why = " ".join(str(error).split())
        raise UnableToStart(
            f"Databasen svarer ikke; passer DATABASE_URL? (The database does not answer; is DATABASE_URL right? {why})"
        ) from error
    finally:
        connections.close_all()


def _say(address: str, people: "list[LogIn]", held: Places, *, seconds: float) -> None:
    lines = [
        "",
        f"Jobpakker kører på {address} efter {seconds:.1f} s. Ctrl-C stopper det hele. (Running; Ctrl-C stops it all.)",
        "",
        *_log_ins(people),
        f"Mails, der sendes, ligger i demoens postkasse (mails sent): {address}/demo/postkasse/",
        f"Hvad processerne siger (logs): {held.logs}",
        "",
    ]
    print("\n".join(lines), flush=True)


def _log_ins(people: "list[LogIn]") -> list[str]:
    """None on a database that the demo did not fill."""
    if not people:
        return []
    wide = max(len(person.email) for person in people)
    told = [f"  {person.email:<{wide}}  {person.role}: {person.name}" for person in people]
    return [f"Log ind med adgangskoden {people[0].password} (log in with that password) som:", *told, ""]
