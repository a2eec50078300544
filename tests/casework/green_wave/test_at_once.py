"""Run by many at once, and over people who save: no flag lost, none doubled, and no save waits. Killed: test_faults.py."""

from threading import Event, Thread

import pytest
from django.db import connection, connections, transaction

from casework.green_wave import actions, writing
from casework.jobpakke import actions as jobpakke_actions
from casework.jobpakke.models import Jobpakke, Step
from jobpakker.foundation.audit.models import AuditEvent
from tests.casework.green_wave.rows import MONDAY, at, flags, with_a_gap
from tests.companies.at_once import at_once
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def detect(municipality_id, **options):
    return actions.detect(municipality_id=municipality_id, today=MONDAY, at=at(MONDAY), **options)


def lacking(municipality_id):
    """What a full recomputation would still write."""
    ids = list(Jobpakke.objects.for_municipality(municipality_id).values_list("pk", flat=True))
    found = actions.differences(municipality_id, ids, [], today=MONDAY, at=at(MONDAY))
    return [difference.jobpakke.pk for difference in found if difference.flags_differ]


def found_events(municipality_id):
    return AuditEvent.objects.for_municipality(municipality_id).filter(kind="dead_period.found").count()


@pytest.fixture
def caseworker():
    return UserFactory()


def test_many_runs_at_once_are_one(caseworker):
    packages = [with_a_gap(caseworker=caseworker) for _ in range(15)]
    outcomes = at_once(lambda _number: detect(caseworker.municipality_id, everything=True), times=30)
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert [len(flags(one)) for one in packages] == [1] * 15
    assert found_events(caseworker.municipality_id) == 15
    assert sum(outcome.opened for outcome in outcomes) == 15


def test_runs_over_people_who_save_end_as_a_full_recomputation(caseworker):
    packages = [with_a_gap(caseworker=caseworker) for _ in range(6)]
    [praktik_of] = [{one.pk: one.steps.get(position=0) for one in packages}]

    def work(number):
        if number % 3 == 0:
            return detect(caseworker.municipality_id, everything=True)
        step = (
            Step.objects.for_municipality(caseworker.municipality_id)
            .select_related("jobpakke")
            .get(pk=praktik_of[packages[number % 6].pk].pk)
        )
        try:
            if number % 2:
                return jobpakke_actions.break_step(
                    step=step, ended_until=MONDAY, reason="other", by=caseworker, at=at(MONDAY)
                )
            return jobpakke_actions.take_back(step=step, by=caseworker, at=at(MONDAY))
        except jobpakke_actions.UnableTo:
            return None  # it stood otherwise; that is what saving at once is like

    outcomes = at_once(work, times=120)
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert lacking(caseworker.municipality_id) == []
    assert all(len([flag for flag in flags(one) if flag.closed_at is None]) == 1 for one in packages)


def read(caseworker):
    ids = list(Jobpakke.objects.for_municipality(caseworker.municipality_id).values_list("pk", flat=True))
    return list(actions.differences(caseworker.municipality_id, ids, [], today=MONDAY, at=at(MONDAY)))


def test_what_was_saved_after_it_was_read_is_not_written_over(caseworker):
    kept, changed = with_a_gap(caseworker=caseworker), with_a_gap(caseworker=caseworker)
    stale = read(caseworker)
    jobpakke_actions.break_step(
        step=changed.steps.get(position=0), ended_until=MONDAY, reason="other", by=caseworker, at=at(MONDAY)
    )
    with transaction.atomic():
        assert writing.claim(stale) == {kept.pk}


def test_what_is_being_saved_is_left_to_that_save_and_nobody_waits(caseworker):
    jobpakke, other = with_a_gap(caseworker=caseworker), with_a_gap(caseworker=caseworker)
    differences = read(caseworker)
    held, done = Event(), Event()

    def saving():
        try:
            with transaction.atomic():
                Jobpakke.objects.for_municipality(caseworker.municipality_id).select_for_update().get(pk=jobpakke.pk)
                held.set()
                assert done.wait(30)
        finally:
            connections.close_all()

    someone = Thread(target=saving)
    someone.start()
    assert held.wait(30)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '1ms'")
            assert writing.claim(differences) == {other.pk}
            transaction.set_rollback(True)
    finally:
        done.set()
        someone.join()
    assert detect(caseworker.municipality_id).opened == 2


def test_a_save_never_waits_for_a_scan_that_reads_and_thinks(caseworker):
    """The scan has read everything and not yet written: a save with no patience at all goes through."""
    jobpakke = with_a_gap(caseworker=caseworker)
    with transaction.atomic():
        thinking = actions.differences(caseworker.municipality_id, [jobpakke.pk], [], today=MONDAY, at=at(MONDAY))
        assert next(thinking).flags_differ

        def save():
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute("SET LOCAL lock_timeout = '1ms'")
                    jobpakke_actions.break_step(
                        step=jobpakke.steps.get(position=0), ended_until=MONDAY, reason="other", by=caseworker,
                        at=at(MONDAY),
                    )  # fmt: skip
            finally:
                connections.close_all()

        someone = Thread(target=save)
        someone.start()
        someone.join(30)
    assert flags(jobpakke)[0].cause == "ended_early"
