"""Run by many at once, and over people who save: no flag lost, none doubled, and no save waits. Killed: test_faults.py."""

from contextlib import contextmanager
from threading import Event, Thread

import pytest
from django.db import connection, connections, transaction

from casework.green_wave import actions, rounds, writing
from casework.green_wave.models import Actor, Cause, WatchRun
from casework.green_wave.tally import Tallies, Tally
from casework.jobpakke import actions as jobpakke_actions
from casework.jobpakke.models import Jobpakke, Step
from casework.planning.periods import ONE_DAY
from jobpakker.foundation.audit.models import AuditEvent
from jobpakker.foundation.outbox import dispatch
from jobpakker.foundation.outbox.models import OutboxMessage
from tests.casework.green_wave.rows import MONDAY, at, boundary, flags, with_a_gap
from tests.companies.at_once import at_once
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def detect(municipality_id, **options):
    return actions.detect(municipality_id=municipality_id, today=MONDAY, at=at(MONDAY), **options)


def lacking(municipality_id):
    """What a full recomputation would still write."""
    ids = list(Jobpakke.objects.for_municipality(municipality_id).values_list("pk", flat=True))
    found = actions.differences({municipality_id: ids}, [], today=MONDAY, at=at(MONDAY))
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


def test_what_many_chunks_count_in_the_same_runs_at_once_adds_up():
    """In whatever order each names them: none waits for another that waits for it."""
    places = [UserFactory().municipality_id for _ in range(6)]
    numbers = {place: [n] for n, place in enumerate(places)}
    [(number, shares)] = rounds.begin(rounds.Job.DETECT, places, [numbers], day=MONDAY, at=at(MONDAY))
    chunk = rounds.Chunk.still_out(number, shares)

    def count(turn):
        written = Tallies()
        for place in places if turn % 2 else reversed(places):
            written[place] = Tally(opened=1, changed=2, closed=3)
        with transaction.atomic():
            chunk.count(written, differing=4)

    assert at_once(count, times=40) == [None] * 40
    at_once(lambda _turn: chunk.done(Tallies(), at=at(MONDAY)), times=30)
    runs = WatchRun.objects.across_municipalities()
    assert {(run.opened, run.changed, run.closed, run.differing) for run in runs} == {(40, 80, 120, 160)}
    assert {(tuple(run.left), run.finished_at) for run in runs} == {((), at(MONDAY))}
    assert OutboxMessage.objects.filter(kind="green_wave.digests").count() == len(places)


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
    while dispatch.drain(at=at(MONDAY, 9)):  # the saves that met a run that was writing
        pass
    assert lacking(caseworker.municipality_id) == []
    assert all(len([flag for flag in flags(one) if flag.closed_at is None]) == 1 for one in packages)


def read(caseworker):
    ids = list(Jobpakke.objects.for_municipality(caseworker.municipality_id).values_list("pk", flat=True))
    return list(actions.differences({caseworker.municipality_id: ids}, [], today=MONDAY, at=at(MONDAY)))


def test_what_was_saved_after_it_was_read_is_not_written_over(caseworker):
    kept, changed = with_a_gap(caseworker=caseworker), with_a_gap(caseworker=caseworker)
    stale = read(caseworker)
    jobpakke_actions.break_step(
        step=changed.steps.get(position=0), ended_until=MONDAY, reason="other", by=caseworker, at=at(MONDAY)
    )
    with transaction.atomic():
        assert writing.claim(stale) == {kept.pk}


def test_what_is_being_rechecked_is_left_to_that_save_and_nobody_waits(caseworker):
    jobpakke, other = with_a_gap(caseworker=caseworker), with_a_gap(caseworker=caseworker)
    detect(caseworker.municipality_id)
    differences = read(caseworker)

    def saving(held, done):
        with transaction.atomic():
            jobpakke_actions.break_step(step=jobpakke.steps.get(position=0), **broken(caseworker))
            held.set()
            assert done.wait(30)

    with beside(saving), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '1ms'")
        assert writing.claim(differences) == {other.pk}
    assert lacking(caseworker.municipality_id) == []


def test_a_save_never_waits_for_a_scan_that_writes_and_its_later_knowledge_stands(caseworker):
    """The scan holds what it writes, by what it read before the save: the save goes through, and is re-checked afterwards."""
    jobpakke = with_a_gap(caseworker=caseworker)
    detect(caseworker.municipality_id)
    differences = read(caseworker)

    def writes(held, done):
        with transaction.atomic():
            assert writing.claim(differences) == {jobpakke.pk}
            held.set()
            assert done.wait(30)

    with beside(writes):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '1ms'")
            jobpakke_actions.break_step(step=jobpakke.steps.get(position=0), **broken(caseworker))
        assert [message.payload for message in OutboxMessage.objects.filter(kind="green_wave.recheck")] == [
            {"jobpakke_id": jobpakke.pk}
        ]
    while dispatch.drain(at=at(MONDAY, 9)):
        pass
    assert lacking(caseworker.municipality_id) == []
    assert flags(jobpakke)[0].cause == "ended_early"


@pytest.mark.parametrize("by_the_outbox", [False, True])
def test_a_scan_that_looks_at_one_package_alone_holds_up_no_save_of_it(caseworker, by_the_outbox):
    jobpakke = with_a_gap(caseworker=caseworker)

    def looks(held, done):
        with transaction.atomic():
            if by_the_outbox:
                actions.recheck_later(jobpakke_id=jobpakke.pk, at=at(MONDAY))
            else:
                actions.recheck_alone(jobpakke_id=jobpakke.pk, today=MONDAY, at=at(MONDAY))
            assert len(flags(jobpakke)) == 1
            held.set()
            assert done.wait(30)

    detect(caseworker.municipality_id)
    flags(jobpakke)[0].delete()
    with beside(looks), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '1ms'")
        jobpakke_actions.break_step(step=jobpakke.steps.get(position=0), **broken(caseworker))
    while dispatch.drain(at=at(MONDAY, 9)):
        pass
    assert lacking(caseworker.municipality_id) == []


def test_a_package_whose_row_came_after_it_was_read_is_not_written_over(caseworker):
    """Never looked at when the scan read it, and saved since: the first row is the one of the save."""
    jobpakke, other = with_a_gap(caseworker=caseworker), with_a_gap(caseworker=caseworker)
    stale = read(caseworker)
    jobpakke_actions.break_step(step=jobpakke.steps.get(position=0), **broken(caseworker))
    with transaction.atomic():
        assert writing.claim(stale) == {other.pk}


def test_new_working_days_outdo_a_scan_that_thinks_by_the_old_ones(caseworker):
    seen = with_a_gap(caseworker=caseworker)
    detect(caseworker.municipality_id)
    never_seen = with_a_gap(caseworker=caseworker)
    stale = read(caseworker)
    actions.forget(municipality_id=caseworker.municipality_id)
    with transaction.atomic():
        assert writing.claim(stale) == set()
    assert (boundary(seen), boundary(never_seen)) == (None, None)


def test_what_a_person_said_while_the_scan_was_thinking_stays_said(caseworker):
    jobpakke = with_a_gap(caseworker=caseworker)
    detect(caseworker.municipality_id)
    Step.objects.for_municipality(caseworker.municipality_id).filter(jobpakke=jobpakke, position=0).update(
        until=MONDAY + 2 * ONE_DAY
    )
    stale = read(caseworker)
    assert stale[0].changed
    [flag] = flags(jobpakke)
    actions.set_cause(dead_period=flag, cause=Cause.GRANT_WAIT, by=caseworker, at=at(MONDAY))
    actions.assign(dead_period=flag, acts=Actor.COMPANY, by=caseworker, at=at(MONDAY))
    with transaction.atomic():
        assert writing.claim(stale) == {jobpakke.pk}
        writing.write_flags(stale, at=at(MONDAY))
    [said] = flags(jobpakke)
    assert (said.cause, said.acts) == (Cause.GRANT_WAIT, Actor.COMPANY)
    assert said.working_days > flag.working_days


def broken(caseworker):
    return {"ended_until": MONDAY, "reason": "other", "by": caseworker, "at": at(MONDAY)}


@contextmanager
def beside(work):
    """`work` runs in a thread until it says `held`, and goes on when the block is over."""
    held, done = Event(), Event()

    def run():
        try:
            work(held, done)
        finally:
            connections.close_all()

    someone = Thread(target=run)
    someone.start()
    assert held.wait(30)
    try:
        yield
    finally:
        done.set()
        someone.join(30)


def test_a_save_never_waits_for_a_scan_that_reads_and_thinks(caseworker):
    """The scan has read everything and not yet written: a save with no patience at all goes through."""
    jobpakke = with_a_gap(caseworker=caseworker)
    with transaction.atomic():
        packages = {caseworker.municipality_id: [jobpakke.pk]}
        thinking = actions.differences(packages, [], today=MONDAY, at=at(MONDAY))
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
