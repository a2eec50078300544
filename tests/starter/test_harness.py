"""What the other tests stand on: whose rows they are, what can be reached, and that worker and browser are real."""

import socket

import pytest
from django.db import ProgrammingError, connection, transaction

from jobpakker.foundation import clock
from jobpakker.foundation.notifications.models import Notification
from jobpakker.foundation.outbox import dispatch
from jobpakker.foundation.outbox.models import OutboxMessage
from jobpakker.starter import mailbox
from tests.factories.accounts import PASSWORD, UserFactory


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["CREATE TABLE mine (id int)", "ALTER TABLE casework_step ADD mine int", "DROP TABLE audit_auditevent",
                                   "ALTER TABLE audit_auditevent DISABLE TRIGGER append_only"])  # fmt: skip
def test_the_application_can_change_rows_and_nothing_else(words):
    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match="must be owner|permission denied"):
        cursor.execute(words)


@pytest.mark.django_db
def test_neither_role_is_a_superuser():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname FROM pg_roles WHERE rolname LIKE 'jobpakker%' AND (rolsuper OR rolbypassrls OR rolcreaterole)"
        )
        assert cursor.fetchall() == []


@pytest.mark.django_db
def test_danish_letters_fold():
    with connection.cursor() as cursor:
        cursor.execute("SELECT lower('ÆØÅ'), 'Ærø' ILIKE 'æRØ'")
        assert cursor.fetchone() == ("æøå", True)


def test_only_this_machine_can_be_reached():
    with pytest.raises(RuntimeError, match="only this machine"), socket.socket() as s:
        s.connect(("192.0.2.1", 80))


def test_a_real_worker_does_what_a_commit_left(worker):
    with transaction.atomic():
        dispatch.put("no.such.kind", at=clock.now())
    from jobpakker.foundation.outbox.tasks import drain

    drain.delay()
    worker.wait_for(lambda: OutboxMessage.objects.filter(attempts=1).exists())
    assert OutboxMessage.objects.get().last_error == "KeyError"
    assert mailbox.mails(directory=worker.mails) == []
    assert not Notification.objects.across_municipalities().exists()


def test_a_real_browser_logs_in(page, axe):
    user = UserFactory(consultant=True)
    page.goto("/log-ind/")
    assert axe(page) == []
    page.get_by_label("E-mail").fill(user.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_url(lambda url: "log-ind" not in url)
