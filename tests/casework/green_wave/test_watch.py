"""Which run was due, by the working day; a run that was missed is caught up with, whatever day it is when somebody looks."""

import json
from datetime import date, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework import tasks
from casework.green_wave import actions, queries, rounds, watch
from casework.green_wave.models import WatchRun
from casework.green_wave.tally import Tally
from casework.green_wave.watch import Job
from jobpakker.foundation.outbox import dispatch
from jobpakker.foundation.outbox.models import OutboxMessage
from tests.casework.green_wave.rows import MONDAY, WEEK, at, flags, run_here, with_a_gap
from tests.factories.accounts import MunicipalityFactory, UserFactory

HERE = ZoneInfo("Europe/Copenhagen")


def moment(text):
    return datetime.fromisoformat(text).replace(tzinfo=HERE)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-23 05:29", "2026-11-20"),  # Monday before the run: Friday's
        ("2026-11-23 05:30", "2026-11-23"),
        ("2026-11-22 12:00", "2026-11-20"),  # Sunday
        ("2026-12-25 09:00", "2026-12-24"),  # 24 December is a working day here, Christmas Day is not
        ("2026-12-28 09:00", "2026-12-28"),
        ("2027-01-01 09:00", "2026-12-31"),
        (
            "2026-04-07 04:00",
            "2026-04-01",
        ),  # the morning after Easter, before the run: Wednesday before Maundy Thursday
        ("2026-03-29 12:00", "2026-03-27"),  # the Sunday on which summer time begins
        ("2026-10-26 05:30", "2026-10-26"),  # the Monday after it ended
        ("2028-02-29 06:00", "2028-02-29"),  # a leap day
    ],
)
def test_which_run_is_due(now, due):
    assert watch.due_day(Job.DETECT, moment(now)) == date.fromisoformat(due)


def test_an_hour_goes_by_before_a_run_counts_as_missed():
    assert watch.due_day(Job.DETECT, moment("2026-11-23 06:29"), grace=watch.GRACE) == date(2026, 11, 20)
    assert watch.due_day(Job.DETECT, moment("2026-11-23 06:30"), grace=watch.GRACE) == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("now", "next_at"),
    [
        ("2026-11-23 05:00", "2026-11-23 05:30"),
        ("2026-11-23 05:30", "2026-11-24 05:30"),
        ("2026-11-20 12:00", "2026-11-23 05:30"),
        ("2026-12-24 12:00", "2026-12-28 05:30"),
    ],
)
def test_when_it_runs_next(now, next_at):
    assert watch.next_moment(Job.DETECT, moment(now)) == moment(next_at)


# What is asked of the workers --------------------------------------------------------------------------------------------
@pytest.fixture
def sent(monkeypatch):
    """What would be put on the queue; that it gets there is tested with a real worker (test_tasks.py)."""
    found = []
    monkeypatch.setattr(tasks, "send", lambda task, *arguments: found.append((task.name, *arguments)))
    return found


def ran(municipality, day, job=Job.DETECT):
    rounds.ran(job, municipality.pk, Tally(), day=day, at=at(day, 6))


def runs():
    return WatchRun.objects.across_municipalities().order_by("municipality_id", "pk")


def places_of(sent):
    """The municipalities whose packages are in the chunks."""
    ids = [run for _name, _number, shares, _day in sent for run, _ids in shares]
    return list(runs().filter(pk__in=ids).values_list("municipality_id", flat=True))


@pytest.mark.django_db
def test_each_municipality_has_a_run_of_its_own_and_small_ones_share_a_task_of_ids_and_a_day(sent):
    one, two, idle = with_a_gap(), with_a_gap(), MunicipalityFactory()
    with time_machine.travel(at(MONDAY, 6), tick=False):
        tasks.detect_all()
    first, second, third = runs()
    assert [run.municipality_id for run in runs()] == [one.municipality_id, two.municipality_id, idle.pk]
    shares = [(first.pk, [one.pk]), (second.pk, [two.pk])]
    assert sent == [("green_wave.detect_chunk", 1, shares, "2026-11-23")]
    assert ([run.left for run in runs()], third.finished_at) == ([[1], [1], []], at(MONDAY, 6))


@pytest.mark.django_db
def test_a_second_beat_and_a_whole_day_of_asking_start_nothing_more(sent):
    one, two = MunicipalityFactory(), with_a_gap().municipality
    ran(one, MONDAY)
    for hour in range(6, 23):
        with time_machine.travel(at(MONDAY, hour), tick=False):
            tasks.detect_all()
    assert places_of(sent) == [two.pk]
    ran(two, MONDAY)
    sent.clear()
    with time_machine.travel(at(MONDAY, 23), tick=False):
        tasks.detect_all()
    assert sent == []


@pytest.mark.django_db
@pytest.mark.parametrize("day", [date(2026, 12, 25), date(2026, 12, 26), date(2026, 11, 22)])
def test_on_a_holiday_and_in_a_weekend_nothing_runs(sent, day):
    ran(with_a_gap().municipality, watch.due_day(Job.DETECT, at(day)))
    with time_machine.travel(at(day, 6), tick=False):
        tasks.detect_all()
    assert (sent, runs().count()) == ([], 1)


@pytest.mark.django_db
def test_a_run_that_was_missed_is_caught_up_with_even_in_a_weekend(sent):
    """Workers that were away for ten days: the first question afterwards starts one run, of the day it is."""
    municipality = with_a_gap().municipality
    ran(municipality, date(2026, 11, 11))
    with time_machine.travel(moment("2026-11-21 11:00"), tick=False):
        tasks.detect_all()
    assert places_of(sent) == [municipality.pk]
    assert [day for _name, _number, _shares, day in sent] == ["2026-11-21"]


@pytest.mark.django_db
def test_a_run_that_never_came_to_its_end_counts_as_none_and_is_gone_on_with(sent):
    with_a_gap()
    for hour in (6, 7):
        with time_machine.travel(at(MONDAY, hour), tick=False):
            tasks.detect_all()
    assert [number for _name, number, _shares, _day in sent] == [1, 2]
    assert runs().get().left == [2]


@pytest.mark.django_db
def test_the_nightly_check_is_asked_for_in_the_evening(sent):
    municipality = with_a_gap().municipality
    actions.detect(municipality_id=municipality.pk, today=MONDAY, at=at(MONDAY, 6))
    ran(municipality, date(2026, 11, 20), Job.DRIFT)
    with time_machine.travel(moment("2026-11-23 20:55"), tick=False):
        tasks.drift_all()
    assert sent == []
    with time_machine.travel(moment("2026-11-23 21:00"), tick=False):
        tasks.drift_all()
    assert [(name, day) for name, _number, _shares, day in sent] == [("green_wave.drift_chunk", "2026-11-23")]


# In chunks ----------------------------------------------------------------------------------------------------------------
@pytest.fixture
def five(monkeypatch):
    """Five packages with a gap each, in chunks of two; and the tasks that were handed out for them, not yet begun."""
    caseworker = UserFactory()
    packages = [with_a_gap(caseworker=caseworker) for _ in range(5)]
    out = []
    monkeypatch.setattr(actions, "CHUNK", 2)
    monkeypatch.setattr(tasks, "send", lambda task, *arguments: out.append((task, arguments)))
    return packages, out


def the_run(jobpakke, job=Job.DETECT):
    return WatchRun.objects.for_municipality(jobpakke.municipality_id).get(job=job)


@pytest.mark.django_db
def test_a_large_municipality_is_handed_out_in_chunks_of_its_own(five):
    packages, out = five
    with time_machine.travel(at(MONDAY, 6), tick=False):
        tasks.detect(packages[0].municipality_id, "2026-11-23")
        run = the_run(packages[0])
        ids = [one.pk for one in packages]
        assert [(task.name, *arguments) for task, arguments in out] == [
            ("green_wave.detect_chunk", number, [(run.pk, ids[2 * number - 2 : 2 * number])], "2026-11-23")
            for number in (1, 2, 3)
        ]
        sent = [(task, json.loads(json.dumps(arguments))) for task, arguments in out]
        for task, arguments in sent[:2]:
            task(*arguments)
            assert the_run(packages[0]).finished_at is None
        sent[2][0](*sent[2][1])
    run.refresh_from_db()
    assert (run.packages, run.opened, run.left, run.finished_at) == (5, 5, [], at(MONDAY, 6))
    assert OutboxMessage.objects.filter(kind="green_wave.digests").count() == 1


def test_a_chunk_is_never_larger_than_a_chunk_and_small_municipalities_fill_it():
    packages = {1: [11, 12, 13], 2: [21, 22], 3: [31, 32, 33, 34, 35, 36], 4: [41]}
    assert actions.packed(packages, 4) == [
        {1: [11, 12, 13], 2: [21]},
        {2: [22], 3: [31, 32, 33]},
        {3: [34, 35, 36], 4: [41]},
    ]
    assert actions.packed({}, 4) == []


def municipalities(number):
    return [with_a_gap() for _ in range(number)]


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow_with_the_municipalities():
    MunicipalityFactory()  # it has nothing to do, as those of the first time have the second time

    def queries_of(number):
        municipalities(number)
        with time_machine.travel(at(MONDAY, 6), tick=False), CaptureQueriesContext(connection) as asked:
            run_here(tasks.detect_all)
        assert runs().filter(finished_at=None).count() == 0
        runs().delete()
        return len(asked)

    assert queries_of(2) == queries_of(9)


@pytest.mark.django_db
def test_each_municipality_that_shares_a_chunk_is_told_of_its_own():
    one, two, changed = with_a_gap(), with_a_gap(), with_a_gap()
    with_a_gap(caseworker=two.caseworker)
    with time_machine.travel(at(MONDAY, 6), tick=False):
        run_here(tasks.detect, changed.municipality_id, MONDAY)
        run_here(tasks.detect_all)
    assert [(run.municipality_id, run.packages, run.opened) for run in runs()] == [
        (one.municipality_id, 1, 1), (two.municipality_id, 2, 2), (changed.municipality_id, 1, 1),
    ]  # fmt: skip
    told = OutboxMessage.objects.filter(kind="green_wave.lift").values_list("payload__municipality_id", flat=True)
    assert sorted(told) == [run.municipality_id for run in runs()]


@pytest.mark.django_db
def test_what_one_municipality_cannot_have_read_stops_no_other():
    """A day that Python has no name for, among its closing days, or in one of its packages."""
    one, closed, two, package = municipalities(4)
    fine = with_a_gap(caseworker=package.caseworker)
    for statement, row in (
        ("INSERT INTO accounts_closedday (municipality_id, public_id, day, reason) VALUES (%s, gen_random_uuid(), 'infinity', '')", closed.municipality_id),
        ("UPDATE casework_step SET until = 'infinity' WHERE jobpakke_id = %s AND position = 1", package.pk),
    ):  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(statement, [row])
    with time_machine.travel(at(MONDAY, 6), tick=False), pytest.raises(rounds.PackagesFailed) as failed:
        run_here(tasks.detect_all)
    assert sorted(str(failed.value).split(", ")) == sorted([str(closed.pk), str(package.pk)])
    assert [(run.packages, run.opened, run.failed) for run in runs()] == [(1, 1, 0), (1, 0, 1), (1, 1, 0), (2, 1, 1)]
    assert not runs().filter(finished_at=None).exists()
    assert [len(flags(jobpakke)) for jobpakke in (one, two, fine)] == [1, 1, 1]


@pytest.mark.django_db
def test_of_a_chunk_that_one_municipality_waits_for_no_more_the_rest_is_done(sent):
    one, two = municipalities(2)
    with time_machine.travel(at(MONDAY, 6), tick=False):
        tasks.detect_all()
        tasks.detect(two.municipality_id, "2026-11-23")  # its limits were changed meanwhile
        [(_name, *both), (_again, *anew)] = sent
        tasks.detect_chunk(*both)
        assert [len(flags(jobpakke)) for jobpakke in (one, two)] == [1, 0]
        tasks.detect_chunk(*anew)
    assert [(run.packages, run.opened, run.left) for run in runs()] == [(1, 1, []), (1, 1, [])]


@pytest.mark.django_db
def test_a_chunk_delivered_twice_or_after_a_second_beat_counts_once(five):
    packages, out = five
    with time_machine.travel(at(MONDAY, 6), tick=False):
        tasks.detect(packages[0].municipality_id, "2026-11-23")
        first = out[:]
        first[0][0](*first[0][1])
        first[0][0](*first[0][1])
        assert (the_run(packages[0]).left, the_run(packages[0]).opened) == ([2, 3], 2)
        tasks.detect(packages[0].municipality_id, "2026-11-23")  # three packages are still due, in two chunks
        second = out[3:]
        assert [len(ids) for _task, (_number, [(_run, ids)], _day) in second] == [2, 1]
        for task, arguments in [*first, *second, *second, *first]:
            task(*arguments)
    run = the_run(packages[0])
    assert (run.packages, run.opened, run.left, run.chunks) == (5, 5, [], 5)
    assert run.finished_at is not None
    assert [len(flags(one)) for one in packages] == [1] * 5
    assert OutboxMessage.objects.filter(kind="green_wave.digests").count() == 1


@pytest.mark.django_db
def test_what_a_chunk_wrote_is_counted_with_it_or_not_written(five, monkeypatch):
    """Killed between the two, a worker would leave flags that no run has found."""
    packages, out = five

    def killed(*_arguments, **_named):
        raise KeyboardInterrupt

    with time_machine.travel(at(MONDAY, 6), tick=False):
        tasks.detect(packages[0].municipality_id, "2026-11-23")
        with monkeypatch.context() as patch:
            patch.setattr(rounds.Chunk, "count", killed)
            with pytest.raises(KeyboardInterrupt):
                out[0][0](*out[0][1])
    assert [len(flags(one)) for one in packages] == [0] * 5
    assert the_run(packages[0]).left == [1, 2, 3]


@pytest.mark.django_db
def test_the_nightly_check_is_handed_out_as_well_and_begun_anew_when_it_is_asked_for_again(five):
    packages, out = five
    with time_machine.travel(at(MONDAY, 6), tick=False):
        actions.detect(municipality_id=packages[0].municipality_id, today=MONDAY, at=at(MONDAY, 6))
    [flag] = flags(packages[0])
    type(flag).objects.for_municipality(flag.municipality_id).filter(pk=flag.pk).update(working_days=1)
    with time_machine.travel(at(MONDAY, 22), tick=False):
        tasks.drift_all()
        out[0][0](*out[0][1])
        tasks.drift_all()
        for task, arguments in out:
            task(*arguments)
    run = the_run(packages[0], Job.DRIFT)
    assert (run.packages, run.differing, run.left) == (5, 1, [])
    assert run.finished_at is not None
    assert flags(packages[0])[0].working_days == 5


@pytest.mark.django_db
def test_finding_saying_and_lifting_are_transactions_of_their_own(client):
    """Whatever is said or lifted can fail without a flag being lost, and the other way round."""
    jobpakke = with_a_gap(today=MONDAY - 2 * WEEK)
    with time_machine.travel(at(MONDAY, 6), tick=False):
        run_here(tasks.detect, jobpakke.municipality_id, MONDAY)
        assert len(flags(jobpakke)) == 1
        digests, lift = (OutboxMessage.objects.get(kind=f"green_wave.{name}") for name in ("digests", "lift"))
        for message in (digests, lift):  # as if what they need were gone
            OutboxMessage.objects.filter(pk=message.pk).update(payload={"day": "2026-11-23", "municipality_id": "x"})
        dispatch.drain(at=at(MONDAY, 6))
    assert OutboxMessage.objects.filter(done_at=None, kind__startswith="green_wave", attempts=1).count() == 2
    assert len(flags(jobpakke)) == 1
    assert the_run(jobpakke).finished_at is not None


@pytest.mark.django_db(transaction=True)
def test_a_flag_what_is_said_of_it_and_its_lifting_are_written_by_three_transactions():
    """By PostgreSQL's own mark on each row of who wrote it."""
    jobpakke = with_a_gap(today=MONDAY - 2 * WEEK, lost=10)
    UserFactory(manager=True, municipality=jobpakke.municipality)

    def written_by(table):
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT DISTINCT xmin::text FROM {table} WHERE municipality_id = %s", [jobpakke.municipality_id]
            )
            return {number for (number,) in cursor.fetchall()}

    with time_machine.travel(at(MONDAY - WEEK, 6), tick=False):
        run_here(tasks.detect, jobpakke.municipality_id, MONDAY - WEEK)
    later = MONDAY + WEEK
    with time_machine.travel(at(later, 6), tick=False):
        run_here(tasks.detect, jobpakke.municipality_id, later)
        found = written_by("casework_deadperiod")
        while dispatch.drain(at=at(later, 6)):
            pass
    lifted = written_by("casework_deadperiod") - found
    said = written_by("notifications_notification")
    assert found
    assert lifted
    assert said
    assert not (found | lifted) & said


@pytest.mark.django_db
def test_what_is_due_is_found_by_an_index_that_begins_with_the_municipality_and_holds_the_boundary():
    jobpakke = with_a_gap()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "SELECT indexdef FROM pg_indexes WHERE tablename = 'casework_boundary' AND indexdef LIKE '%next_boundary_on%'"
        )
        assert "(municipality_id, next_boundary_on)" in cursor.fetchone()[0]
    place = jobpakke.municipality_id
    assert queries.watched_ids([place], which=queries.due(MONDAY)) == {place: [jobpakke.pk]}


# What the tasks do ---------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_task_held_up_over_midnight_leaves_the_flags_of_today_alone():
    jobpakke = with_a_gap()
    with time_machine.travel(at(MONDAY, 0), tick=False):
        run_here(tasks.detect, jobpakke.municipality_id, date(2026, 11, 22))
    assert flags(jobpakke) == []
    assert not WatchRun.objects.for_municipality(jobpakke.municipality_id).exists()


@pytest.mark.django_db
def test_a_run_leaves_its_proof_and_asks_for_the_digests_afterwards():
    jobpakke = with_a_gap()
    with time_machine.travel(at(MONDAY, 6), tick=False):
        run_here(tasks.detect, jobpakke.municipality_id, MONDAY)
    run = WatchRun.objects.for_municipality(jobpakke.municipality_id).get()
    assert (run.packages, run.opened, run.closed, run.failed) == (1, 1, 0, 0)
    assert run.finished_at is not None
    message = OutboxMessage.objects.get(kind="green_wave.digests")
    assert message.payload == {"municipality_id": jobpakke.municipality_id, "day": "2026-11-23"}


@pytest.mark.django_db
def test_a_run_with_a_package_that_fails_ends_in_error_and_the_others_are_done():
    from tests.casework.green_wave.rows import package, step

    fine = with_a_gap()
    broken = package(
        step("P", date(2200, 1, 6), date(2200, 1, 10)), job=date(2200, 5, 5), promised_on=MONDAY,
        caseworker=fine.caseworker,
    )  # fmt: skip
    with time_machine.travel(at(MONDAY, 6), tick=False), pytest.raises(rounds.PackagesFailed, match=str(broken.pk)):
        run_here(tasks.detect, fine.municipality_id, MONDAY)
    run = WatchRun.objects.for_municipality(fine.municipality_id).get()
    assert (run.opened, run.failed) == (1, 1)
    assert run.finished_at is not None


@pytest.mark.django_db
def test_the_nightly_check_tells_a_difference_by_id_puts_it_right_and_shows_it(client, caplog):
    jobpakke = with_a_gap()
    with time_machine.travel(at(MONDAY, 6), tick=False):
        run_here(tasks.detect, jobpakke.municipality_id, MONDAY)
    [flag] = flags(jobpakke)
    type(flag).objects.for_municipality(flag.municipality_id).update(working_days=1)
    with time_machine.travel(at(MONDAY, 22), tick=False):
        run_here(tasks.drift_all)
        assert client.get("/helbred/vagt/").json()["jobs"][1]["with_differences"] == 1
    assert str(jobpakke.pk) in caplog.text
    assert flags(jobpakke)[0].working_days == 5
    run = WatchRun.objects.for_municipality(jobpakke.municipality_id).get(job=Job.DRIFT)
    assert (run.differing, run.changed) == (1, 1)


# The calendar --------------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_closing_day_that_is_added_counts_at_the_next_run_and_is_no_difference_meanwhile(sent):
    from jobpakker.foundation.staff import actions as staff
    from tests.factories.accounts import UserFactory

    jobpakke = with_a_gap()
    municipality_id = jobpakke.municipality_id
    with time_machine.travel(at(MONDAY, 6), tick=False):
        run_here(tasks.detect, municipality_id, MONDAY)
    assert [flag.working_days for flag in flags(jobpakke)] == [5]
    staff.add_closed_day(
        key=uuid4(), day=date(2026, 12, 9), reason="Flytning", at=at(MONDAY, 9),
        by=UserFactory(administrator=True, municipality=jobpakke.municipality),
    )  # fmt: skip
    with time_machine.travel(at(MONDAY, 9), tick=False):
        while dispatch.drain(at=at(MONDAY, 9)):
            pass
    [message] = sent
    assert message == ("green_wave.detect", municipality_id, "2026-11-23")
    with time_machine.travel(at(MONDAY, 10), tick=False):
        run_here(tasks.drift_all)
        assert WatchRun.objects.for_municipality(municipality_id).get(job=Job.DRIFT).differing == 0
        run_here(tasks.detect, municipality_id, MONDAY)
    assert [flag.working_days for flag in flags(jobpakke)] == [4]
