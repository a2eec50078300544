"""What stops while people work: the broker, then the database, then the site itself. What was saved stays saved, and what was
promised to follow follows. Everything here is a process of its own, as in production.

At the end the canaries: no CPR number and no link in any log, in the outbox or in what was queued to be said.
"""

import json
import os
import re
import signal
import time

import pytest
import redis

from jobpakker.starter import servers
from tests.casework.jobpakke.pages import fields
from tests.mail_server import mail_server
from tests.starter.private import until
from tests.stories.house import PATIENCE, Visitor, house

pytestmark = pytest.mark.timeout(900)

# A municipality with many packages that have a gap each; what a run is asked with; and how its flags stand afterwards.
WATCHED = """
import sys
from datetime import timedelta
import django
django.setup()
from jobpakker.foundation import clock
from tests.casework.green_wave.rows import many_with_a_gap
from tests.factories.accounts import MunicipalityFactory, UserFactory
user = UserFactory(municipality=MunicipalityFactory(code="999"), email="vagt@eksempel.dk")
monday = clock.today() - timedelta(days=clock.today().weekday())
print(many_with_a_gap(int(sys.argv[1]), today=monday, caseworker=user)[0].municipality_id)
"""
ASKED = """
import sys
import django
django.setup()
from casework import tasks
from jobpakker.foundation import clock
tasks.detect.delay(int(sys.argv[1]), clock.today().isoformat())
print("asked")
"""
STANDING = """
import json, sys
import django
django.setup()
from jobpakker.foundation import clock
from tests.casework.green_wave.test_faults import doubled, lacking
place = int(sys.argv[1])
print(json.dumps([doubled(place), lacking(place, clock.today(), clock.now())]))
"""
PACKAGES = 10_000 if os.environ.get("WATCH_FAULTS") == "full" else 2000

CPR = "6101801234"  # of the citizen in `house.PEOPLED`
ANSWERED_WITHIN = 20  # seconds of a save while the broker is away; on a quiet machine it is a tenth of one


class Page:
    """What `pages.fields` reads: the bytes of a page."""

    def __init__(self, text):
        self.content = text.encode()


@pytest.fixture(scope="module")
def server():
    with mail_server() as started:
        yield started


@pytest.fixture(scope="module")
def site():
    with house() as made:
        known = json.loads(made.peopled())
        children = [made.web, made.worker, made.beat]
        try:
            for child in children:
                child.start()
            until(made.is_there, seconds=PATIENCE, what="no first page")
            yield made, known
        finally:
            for child in reversed(children):
                child.stop()


def logged_in(made, known):
    visitor = Visitor(made.url)
    visitor.send("/log-ind/", visitor.ask("/log-ind/")[1], username=known["email"], password=known["password"])
    assert visitor.ask("/min-dag/")[0] == 200
    return visitor


def test_nothing_saved_is_lost_whatever_stops(site, server):
    made, known = site
    caseworker = logged_in(made, known)
    builder = f"/job/{known['opening']}/jobpakke/byg/?borger={known['citizen']}&model={known['blueprint']}"
    status, page, _where = caseworker.ask(builder)
    assert status == 200

    # The broker is away while she saves: the save succeeds at once, and the mail waits.
    made.valkey.stop()
    began = time.monotonic()
    status, answer, where = caseworker.send(builder, page, **fields(Page(page)), do="send")
    assert (status, "/jobpakker/" in where) == (302, True), answer
    assert time.monotonic() - began < ANSWERED_WITHIN
    assert "Gemt, og tilsagnet er på vej til" in caseworker.ask(where)[1]
    assert made.rows("SELECT state FROM casework_jobpakke") == [("awaiting_company",)]
    assert made.found(known["contact"], "Til handling") == []
    made.valkey.start()
    asked = made.mail(known["contact"], "Til handling: bekræft")

    # Pressed once more, it is sent once.
    status, _answer, again = caseworker.send(builder, page, **fields(Page(page)), do="send")
    assert made.rows("SELECT count(*) FROM casework_jobpakke") == [(1,)], (status, again)

    # The company answers, and everything that the broker holds is thrown away meanwhile.
    link = re.search(r"https?://\S+?(/tilsagn/\S+)", asked.body)[1]
    company = Visitor(made.url)
    terms = company.ask(link)[1]
    marks = dict(re.findall(r'name="(number|fingerprint)" value="([^"]*)"', terms))
    broker = redis.Redis(unix_socket_path=str(made.valkey.socket))
    broker.flushall()
    status, answer, _where = company.send(
        link, terms, svar="bekraeft", answered_by_name="Mette Holm", agreed="on", **marks
    )
    assert status in {200, 302}, answer
    broker.flushall()
    broker.close()
    made.mail(known["contact"], "Kvittering: I ansætter én")

    # The database is away: a calm page in Danish, also for who sends something; and the log-in is not lost.
    edit = where + "ret/"
    status, page, _where = caseworker.ask(edit)
    assert status == 200
    changed = fields(Page(page)) | {"conditions": "Når praktikken er gået godt.", "do": "save"}
    made.postgres.stop()
    for ask in (
        lambda: caseworker.ask("/min-dag/"),
        lambda: caseworker.send(edit, page, **changed),
        lambda: company.ask(link),
    ):
        status, said, _where = ask()
        assert (status, "Databasen svarer ikke lige nu" in said) == (503, True), (status, said[:500])
        assert "Traceback" not in said
        assert "psycopg" not in said
    assert caseworker.ask("/helbred/")[0] == 503
    made.postgres.start()
    until(made.is_there, seconds=PATIENCE, what="the site did not find its database again")
    assert caseworker.ask("/min-dag/")[0] == 200
    assert made.rows("SELECT state FROM casework_jobpakke") == [("active",)]
    status, answer, _where = caseworker.send(edit, page, **changed)  # sent again, as the page says
    assert status == 302, answer
    assert "Når praktikken er gået godt." in caseworker.ask(edit)[1]

    # The site and its worker are killed and started again, with a mail server: she is still inside, and the next mail leaves.
    made.environment["EMAIL_URL"] = server.url
    for child in (made.web, made.worker):
        os.killpg(child.process.pid, signal.SIGKILL)
        child.process.wait()
        child.start()
    until(made.is_there, seconds=PATIENCE, what="the site did not come back")
    assert caseworker.ask("/min-dag/")[0] == 200
    stranger = Visitor(made.url)
    server.before["END"] = made.postgres.stop
    stranger.send("/adgangskode/glemt/", stranger.ask("/adgangskode/glemt/")[1], email=known["email"])
    # While that is handed over the database is restarted, and nobody can note it: it is told, and not sent a second time.
    until(lambda: server.mails and not server.before, seconds=PATIENCE, what="the worker is not back")
    made.postgres.start()
    until(made.is_there, seconds=PATIENCE, what="the site did not find its database again")
    assert made.rows("UPDATE outbox_outboxmessage SET due_at = now() WHERE done_at IS NULL RETURNING attempts") == [
        (0,)
    ]
    lost = "SELECT sent_at FROM notifications_notification WHERE failed_at IS NOT NULL AND leaving_at IS NOT NULL"
    until(lambda: made.rows(lost) == [(None,)], seconds=PATIENCE, what="nobody was told that nobody knows")
    assert [(mail["To"], "adgangskode" in mail["Subject"]) for mail in server.mails] == [(known["email"], True)]

    # The canaries, after the number has been shown as well.
    revealed, person = f"/borgere/{known['citizen']}/cpr/", f"/borgere/{known['citizen']}/"
    status, shown, _where = caseworker.send(revealed, caseworker.ask(person)[1], **{"cpr-reason": "Opslag i VITAS"})
    assert (status, f"{CPR[:6]}-{CPR[6:]}" in shown) == (200, True)
    kept = {name: log.read_text(errors="replace") for name, log in made.logs.items()}
    kept["postgres"] = made.postgres.log.read_text(errors="replace")
    kept["outbox"] = repr(made.rows("SELECT kind, payload, last_error FROM outbox_outboxmessage"))
    kept["notifications"] = repr(made.rows("SELECT kind, to_email, context, said_once FROM notifications_notification"))
    kept["mails"] = "".join(f"{mail.subject}\n{mail.body}" for mail in made.found(known["contact"], ""))
    assert len(kept["web"]) > 100
    assert "commitment_request" in kept["notifications"]
    token = link.split("/")[2]
    for place, text in kept.items():
        assert CPR not in text, place
        assert f"{CPR[:6]}-{CPR[6:]}" not in text, place
        assert "Yildiz" not in text, place
        assert place == "mails" or token not in text, place


def test_a_run_goes_on_whatever_stops_under_it(site, server):
    """In the middle of a run PostgreSQL is restarted, and the broker goes with all that it holds."""
    made, _known = site
    place = made.run(WATCHED, str(PACKAGES))

    def flags():
        return made.rows(f"SELECT count(*) FROM casework_deadperiod WHERE municipality_id = {place}")[0][0]

    def finished():
        words = f"SELECT count(*) FROM casework_watchrun WHERE municipality_id = {place} AND finished_at IS NOT NULL"
        return made.rows(words)[0][0]

    # The worker stands still as soon as it has written something.
    made.run(ASKED, place)
    passwords, deadline = made.postgres.passwords, time.monotonic() + PATIENCE
    with servers.connect(servers.APP, passwords.app, made.postgres.run, servers.DATABASE) as connection:
        while not connection.execute(
            "SELECT 1 FROM casework_deadperiod WHERE municipality_id = %s LIMIT 1", [place]
        ).fetchone():
            assert time.monotonic() < deadline, made.logs["worker"].read_text(errors="replace")[-3000:]
        os.killpg(made.worker.process.pid, signal.SIGSTOP)
    assert 0 < flags() < PACKAGES
    made.postgres.stop()
    made.postgres.start()
    made.valkey.stop()
    made.valkey.start()  # it keeps nothing
    os.killpg(made.worker.process.pid, signal.SIGCONT)
    until(made.is_there, seconds=PATIENCE, what="the site did not find its database again")
    made.run(ASKED, place)
    until(finished, seconds=PATIENCE, what="the run did not come to its end")
    until(lambda: waiting(made) == 0, seconds=PATIENCE, what="the outbox was not emptied")
    assert made.worker.is_alive()  # it is the same one that was at work when the broker went
    assert flags() == PACKAGES
    assert json.loads(made.run(STANDING, place)) == [[], []]
    told = made.rows(
        f"SELECT to_email FROM notifications_notification WHERE municipality_id = {place} AND kind LIKE 'green_wave%'"
    )
    for (address,) in told:
        found = [*made.found(address, ""), *(mail for mail in server.mails if mail["To"] == address)]
        assert len(found) <= len([other for other in told if other == (address,)])


def waiting(made):
    return made.rows(
        "SELECT count(*) FROM outbox_outboxmessage WHERE done_at IS NULL AND gave_up_at IS NULL AND due_at <= now() + interval '5 minutes'"
    )[0][0]
