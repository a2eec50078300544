"""Which run was due, by the working day; a run that was missed is caught up with, whatever day it is when somebody looks."""

from datetime import date, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine

from casework import tasks
from casework.green_wave import watch
from casework.green_wave.actions import Tally
from casework.green_wave.models import WatchRun
from casework.green_wave.watch import Job
from jobpakker.foundation.outbox import dispatch
from jobpakker.foundation.outbox.models import OutboxMessage
from tests.casework.green_wave.rows import MONDAY, at, flags, with_a_gap
from tests.factories.accounts import MunicipalityFactory

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
    for task in (tasks.detect, tasks.drift):
        monkeypatch.setattr(task, "delay", lambda *arguments, name=task.name: found.append((name, *arguments)))
    return found


def ran(municipality, day, job=Job.DETECT):
    run = watch.begin(job, municipality.pk, day, at=at(day, 6))
    watch.finish(run, Tally(), at=at(day, 6))


@pytest.mark.django_db
def test_each_municipality_gets_a_task_of_its_own_with_the_day_as_text(sent):
    one, two = MunicipalityFactory(), MunicipalityFactory()
    with time_machine.travel(at(MONDAY, 6), tick=False):
        tasks.detect_all()
    assert sent == [("green_wave.detect", one.pk, "2026-11-23"), ("green_wave.detect", two.pk, "2026-11-23")]


@pytest.mark.django_db
def test_a_second_beat_and_a_whole_day_of_asking_start_nothing_more(sent):
    one, two = MunicipalityFactory(), MunicipalityFactory()
    ran(one, MONDAY)
    for hour in range(6, 23):
        with time_machine.travel(at(MONDAY, hour), tick=False):
            tasks.detect_all()
    assert {municipality for _name, municipality, _day in sent} == {two.pk}
    ran(two, MONDAY)
    sent.clear()
    with time_machine.travel(at(MONDAY, 23), tick=False):
        tasks.detect_all()
    assert sent == []


@pytest.mark.django_db
@pytest.mark.parametrize("day", [date(2026, 12, 25), date(2026, 12, 26), date(2026, 11, 22)])
def test_on_a_holiday_and_in_a_weekend_nothing_runs(sent, day):
    municipality = MunicipalityFactory()
    ran(municipality, watch.due_day(Job.DETECT, at(day)))
    with time_machine.travel(at(day, 6), tick=False):
        tasks.detect_all()
    assert sent == []


@pytest.mark.django_db
def test_a_run_that_was_missed_is_caught_up_with_even_in_a_weekend(sent):
    """Workers that were away for ten days: the first question afterwards starts one run, of the day it is."""
    municipality = MunicipalityFactory()
    ran(municipality, date(2026, 11, 11))
    with time_machine.travel(moment("2026-11-21 11:00"), tick=False):
        tasks.detect_all()
    assert sent == [("green_wave.detect", municipality.pk, "2026-11-21")]


@pytest.mark.django_db
def test_a_run_that_never_came_to_its_end_counts_as_none(sent):
    municipality = MunicipalityFactory()
    watch.begin(Job.DETECT, municipality.pk, MONDAY, at=at(MONDAY, 6))
    with time_machine.travel(at(MONDAY, 7), tick=False):
        tasks.detect_all()
    assert len(sent) == 1


@pytest.mark.django_db
def test_the_nightly_check_is_asked_for_in_the_evening(sent):
    municipality = MunicipalityFactory()
    ran(municipality, date(2026, 11, 20), Job.DRIFT)
    with time_machine.travel(moment("2026-11-23 20:55"), tick=False):
        tasks.drift_all()
    assert sent == []
    with time_machine.travel(moment("2026-11-23 21:00"), tick=False):
        tasks.drift_all()
    assert sent == [("green_wave.drift", municipality.pk, "2026-11-23")]


# What the tasks do ---------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_task_held_up_over_midnight_leaves_the_flags_of_today_alone():
    jobpakke = with_a_gap()
    with time_machine.travel(at(MONDAY, 0), tick=False):
        tasks.detect(jobpakke.municipality_id, "2026-11-22")
    assert flags(jobpakke) == []
    assert not WatchRun.objects.for_municipality(jobpakke.municipality_id).exists()


@pytest.mark.django_db
def test_a_run_leaves_its_proof_and_asks_for_the_digests_afterwards():
    jobpakke = with_a_gap()
    with time_machine.travel(at(MONDAY, 6), tick=False):
        tasks.detect(jobpakke.municipality_id, "2026-11-23")
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
    with time_machine.travel(at(MONDAY, 6), tick=False), pytest.raises(watch.PackagesFailed, match=str(broken.pk)):
        tasks.detect(fine.municipality_id, "2026-11-23")
    run = WatchRun.objects.for_municipality(fine.municipality_id).get()
    assert (run.opened, run.failed) == (1, 1)
    assert run.finished_at is not None


@pytest.mark.django_db
def test_the_nightly_check_tells_a_difference_by_id_puts_it_right_and_shows_it(client, caplog):
    jobpakke = with_a_gap()
    with time_machine.travel(at(MONDAY, 6), tick=False):
        tasks.detect(jobpakke.municipality_id, "2026-11-23")
    [flag] = flags(jobpakke)
    type(flag).objects.for_municipality(flag.municipality_id).update(working_days=1)
    with time_machine.travel(at(MONDAY, 22), tick=False):
        tasks.drift(jobpakke.municipality_id, "2026-11-23")
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
        tasks.detect(municipality_id, "2026-11-23")
    assert [flag.working_days for flag in flags(jobpakke)] == [5]
    staff.add_closed_day(
        key=uuid4(), day=date(2026, 12, 9), reason="Flytning", at=at(MONDAY, 9),
        by=UserFactory(administrator=True, municipality=jobpakke.municipality),
    )  # fmt: skip
    with time_machine.travel(at(MONDAY, 9), tick=False):
        while dispatch.drain(at=at(MONDAY, 9)):
            pass
    assert sent == [("green_wave.detect", municipality_id, "2026-11-23")]
    with time_machine.travel(at(MONDAY, 10), tick=False):
        tasks.drift(municipality_id, "2026-11-23")
        assert WatchRun.objects.for_municipality(municipality_id).get(job=Job.DRIFT).differing == 0
        tasks.detect(municipality_id, "2026-11-23")
    assert [flag.working_days for flag in flags(jobpakke)] == [4]
