"""Flags open, follow their plan and close themselves, once, whoever runs and how often."""

from datetime import date, timedelta

import pytest

from casework.green_wave import actions, queries, writing
from casework.green_wave.actions import UnableTo
from casework.green_wave.comparison import NEVER, is_watched
from casework.green_wave.models import Actor, Cause, DeadPeriod
from casework.green_wave.tally import Tallies
from casework.jobpakke.models import EndReason, Jobpakke, Outcome, Step
from casework.jobpakke.states import CLOSED, JobpakkeState, StepState
from casework.planning.periods import ONE_DAY
from jobpakker.foundation.audit.models import AuditEvent
from jobpakker.foundation.outbox.models import OutboxMessage
from tests.casework.green_wave.rows import MONDAY, WEEK, at, boundary, flags, package, put, step, told, with_a_gap
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

TUESDAY = MONDAY + ONE_DAY


def recheck(jobpakke, today=MONDAY):
    """As the receiver does it, on the row as it stands."""
    fresh = Jobpakke.objects.for_municipality(jobpakke.municipality_id).get(pk=jobpakke.pk)
    actions.recheck(jobpakke=fresh, today=today, at=at(today))
    jobpakke.refresh_from_db()
    return flags(jobpakke)


def steps_of(jobpakke):
    return list(jobpakke.steps.order_by("position"))


def events(flag):
    rows = AuditEvent.objects.for_municipality(flag.municipality_id).filter(subject_id=flag.public_id)
    return list(rows.order_by("pk").values_list("kind", flat=True))


# Found -----------------------------------------------------------------------------------------------------------------
def test_a_gap_ahead_is_a_forecast_with_all_that_is_known_of_it():
    jobpakke = with_a_gap()
    [flag] = recheck(jobpakke)
    praktik, loentilskud = steps_of(jobpakke)
    assert (flag.kind, flag.state, flag.severity) == ("inner", "forecast", "warning")
    assert (flag.after_step_id, flag.before_step_id) == (praktik.pk, loentilskud.pk)
    assert (flag.starts_on, flag.until, flag.working_days) == (date(2026, 12, 5), date(2026, 12, 14), 5)
    assert flag.found_on == MONDAY
    assert flag.closed_at is None
    assert events(flag) == ["dead_period.found"]


def test_a_second_look_changes_nothing_and_says_nothing():
    jobpakke = with_a_gap()
    before = recheck(jobpakke)
    counted = AuditEvent.objects.for_municipality(jobpakke.municipality_id).count()
    assert [flag.pk for flag in recheck(jobpakke)] == [flag.pk for flag in before]
    assert AuditEvent.objects.for_municipality(jobpakke.municipality_id).count() == counted


def test_a_gap_of_no_dead_day_and_a_green_start_gap_are_no_flags():
    friday = MONDAY + timedelta(days=4)
    jobpakke = package(
        step("P", MONDAY, friday, state=StepState.RUNNING),
        step("L", friday + timedelta(days=3), friday + timedelta(days=30)),
        job=friday + timedelta(days=31),
        promised_on=MONDAY - WEEK,  # nine days from the promise are green: 4 working days here
    )
    assert recheck(jobpakke) == []


def test_a_long_wait_for_the_first_step_is_a_start_gap():
    first = MONDAY + 3 * WEEK
    jobpakke = package(step("P", first, first + 4 * WEEK - ONE_DAY), job=first + 4 * WEEK, promised_on=MONDAY)
    [flag] = recheck(jobpakke)
    assert (flag.kind, flag.after_step, flag.working_days, flag.severity) == ("start", None, 14, "notice")


def test_the_last_step_before_the_job_has_no_step_after_it():
    end = MONDAY + timedelta(days=4)
    jobpakke = package(
        step("L", MONDAY, end, state=StepState.RUNNING), job=end + timedelta(days=10), promised_on=MONDAY
    )
    [flag] = recheck(jobpakke)
    assert (flag.kind, flag.before_step, flag.until) == ("inner", None, jobpakke.job_starts_on)


@pytest.mark.parametrize(
    ("today", "state", "closed"),
    [
        (date(2026, 12, 6), "forecast", False),  # a Sunday inside the gap: its first dead day is still ahead
        (date(2026, 12, 7), "running", False),
        (date(2026, 12, 11), "running", False),
        (date(2026, 12, 12), "past", True),
    ],
)
def test_forecast_running_and_past_go_by_the_first_and_last_dead_day(today, state, closed):
    jobpakke = with_a_gap()
    recheck(jobpakke)
    [flag] = recheck(jobpakke, today)
    assert flag.state == state
    assert (flag.closed_at is not None) == closed
    assert flag.close_reason == ("passed" if closed else "")


def test_what_is_over_stays_as_history_and_is_not_found_again():
    jobpakke = with_a_gap()
    recheck(jobpakke)
    [past] = recheck(jobpakke, date(2026, 12, 12))
    [still] = recheck(jobpakke, date(2026, 12, 14))
    assert (still.pk, still.closed_at) == (past.pk, past.closed_at)


def test_a_first_check_finds_what_was_already_over():
    jobpakke = with_a_gap(today=MONDAY - 4 * WEEK)
    loentilskud = steps_of(jobpakke)[1]
    Step.objects.for_municipality(jobpakke.municipality_id).filter(pk=loentilskud.pk).update(
        state=StepState.RUNNING, started_on=loentilskud.starts_on
    )
    [flag] = recheck(jobpakke)
    assert (flag.state, flag.close_reason) == ("past", "passed")


# Not begun -------------------------------------------------------------------------------------------------------------
def not_begun(today=MONDAY):
    """Løntilskud should have begun on MONDAY, right after the praktik."""
    return package(
        step("P", MONDAY - 4 * WEEK, MONDAY - timedelta(days=3), state=StepState.DONE),
        step("L", MONDAY, MONDAY + 8 * WEEK),
        job=MONDAY + 8 * WEEK + ONE_DAY, promised_on=MONDAY - 4 * WEEK,
    )  # fmt: skip


def test_a_start_nobody_confirms_is_a_flag_the_next_day_and_grows_by_a_day_each_day():
    jobpakke = not_begun()
    assert recheck(jobpakke, MONDAY) == []
    assert boundary(jobpakke) == TUESDAY
    [flag] = recheck(jobpakke, TUESDAY)
    assert (flag.state, flag.working_days, flag.cause, flag.acts) == ("running", 1, "not_started", "caseworker")
    [grown] = recheck(jobpakke, MONDAY + timedelta(days=3))
    assert (grown.pk, grown.working_days, grown.state) == (flag.pk, 3, "running")
    assert grown.close_reason == ""


def test_a_start_told_late_mends_all_of_it():
    jobpakke = not_begun()
    recheck(jobpakke, TUESDAY)
    Step.objects.for_municipality(jobpakke.municipality_id).filter(jobpakke=jobpakke, state="planned").update(
        state="running", started_on=MONDAY
    )
    [flag] = recheck(jobpakke, TUESDAY)
    assert (flag.close_reason, flag.closed_at) == ("mended", at(TUESDAY))


def test_a_start_a_day_late_leaves_that_day_in_history():
    jobpakke = not_begun()
    recheck(jobpakke, TUESDAY)
    Step.objects.for_municipality(jobpakke.municipality_id).filter(jobpakke=jobpakke, state="planned").update(
        state="running", started_on=TUESDAY
    )
    [flag] = recheck(jobpakke, TUESDAY)
    assert (flag.state, flag.close_reason, flag.working_days) == ("past", "passed", 1)
    assert flag.cause == Cause.NOT_STARTED  # what is over keeps the reason that it had


def test_a_slip_taken_back_opens_the_same_flag_again():
    jobpakke = not_begun()
    recheck(jobpakke, TUESDAY)
    rows = Step.objects.for_municipality(jobpakke.municipality_id).filter(jobpakke=jobpakke, kind="loentilskud")
    rows.update(state="running", started_on=TUESDAY)
    [past] = recheck(jobpakke, TUESDAY)
    rows.update(state="planned", started_on=None)
    [again] = recheck(jobpakke, TUESDAY)
    assert (again.pk, again.state, again.closed_at) == (past.pk, "running", None)
    assert events(again)[-1] == "dead_period.reopened"


# Follows and closes ----------------------------------------------------------------------------------------------------
def move(jobpakke, position, **fields):
    Step.objects.for_municipality(jobpakke.municipality_id).filter(jobpakke=jobpakke, position=position).update(
        **fields
    )


def test_a_mended_gap_closes_itself_and_stays_in_history():
    jobpakke = with_a_gap()
    [flag] = recheck(jobpakke)
    move(jobpakke, 0, until=date(2026, 12, 14))
    [closed] = recheck(jobpakke, TUESDAY)
    assert (closed.pk, closed.close_reason, closed.closed_at) == (flag.pk, "mended", at(TUESDAY))
    assert events(closed) == ["dead_period.found", "dead_period.closed"]
    assert recheck(jobpakke, TUESDAY)[0].closed_at == at(TUESDAY)


@pytest.mark.parametrize(
    "change",
    [
        {"position": 0, "until": date(2026, 12, 9)},  # begins later
        {"position": 0, "until": date(2026, 12, 1)},  # begins earlier
        {"position": 1, "starts_on": date(2026, 12, 28)},  # stretches
        {"position": 1, "starts_on": date(2026, 12, 9)},  # shrinks
    ],
)
def test_a_flag_keeps_its_row_while_its_gap_lives(change):
    jobpakke = with_a_gap()
    [flag] = recheck(jobpakke)
    actions.set_cause(dead_period=flag, cause=Cause.GRANT_WAIT, by=jobpakke.caseworker, at=at(MONDAY))
    move(jobpakke, **change)
    [same] = recheck(jobpakke)
    assert same.pk == flag.pk
    assert same.cause == Cause.GRANT_WAIT
    assert (same.starts_on, same.until) != (flag.starts_on, flag.until)


def test_a_flag_keeps_its_row_when_a_new_plan_replaces_both_of_its_steps():
    jobpakke = with_a_gap()
    [flag] = recheck(jobpakke)
    old = steps_of(jobpakke)
    Step.objects.for_municipality(jobpakke.municipality_id).filter(jobpakke=jobpakke).update(state="superseded")
    for position, one in enumerate(old):
        later = timedelta(days=position)
        put(
            jobpakke,
            position,
            **step("PL"[position], one.starts_on + later, one.until - ONE_DAY + later, state=one.state),
        )
    [same] = recheck(jobpakke)
    assert (same.pk, same.working_days) == (flag.pk, 6)
    assert same.after_step_id not in {one.pk for one in old}


def test_a_step_put_into_a_gap_splits_it_in_two():
    jobpakke = with_a_gap(lost=10)
    [flag] = recheck(jobpakke)
    put(jobpakke, 5, **step("K", date(2026, 12, 8), date(2026, 12, 10)))
    first, second = recheck(jobpakke)
    assert first.pk == flag.pk
    assert (first.working_days, second.working_days) == (1, 6)


def test_two_flags_may_change_places():
    """Their first days are swapped, and no two flags of a package may begin on the same day, not even for a moment."""
    jobpakke = package(
        step("P", MONDAY, date(2026, 11, 27), state=StepState.RUNNING),
        step("K", date(2026, 12, 7), date(2026, 12, 11)),
        step("L", date(2026, 12, 21), date(2027, 2, 26)),
        job=date(2027, 3, 1), promised_on=MONDAY,
    )  # fmt: skip
    first, second = recheck(jobpakke)
    # As if each stood for the other's gap.
    rows = DeadPeriod.objects.for_municipality(jobpakke.municipality_id)
    one = {"after_step_id": first.after_step_id, "before_step_id": first.before_step_id}
    two = {"after_step_id": second.after_step_id, "before_step_id": second.before_step_id}
    rows.filter(pk=first.pk).update(**two)
    rows.filter(pk=second.pk).update(**one)
    now_first, now_second = recheck(jobpakke)
    assert (now_first.pk, now_second.pk) == (second.pk, first.pk)


def test_a_package_that_ends_closes_its_flags_and_keeps_the_days_that_were_lost():
    jobpakke = package(
        step("P", MONDAY - 4 * WEEK, MONDAY - timedelta(days=3), state=StepState.DONE),
        step("L", MONDAY, MONDAY + 8 * WEEK),
        job=MONDAY + 12 * WEEK, promised_on=MONDAY - 4 * WEEK,
    )  # fmt: skip
    thursday = MONDAY + timedelta(days=3)
    running, ahead = recheck(jobpakke, thursday)
    rows = Jobpakke.objects.for_municipality(jobpakke.municipality_id).filter(pk=jobpakke.pk)
    rows.update(state=JobpakkeState.BROKEN_OFF, outcome=Outcome.AFBRUDT, ended_on=thursday, end_reason=EndReason.OTHER)
    jobpakke.refresh_from_db()
    actions.close_all(jobpakke=jobpakke, today=thursday, at=at(thursday))
    running, ahead = flags(jobpakke)
    assert (running.state, running.close_reason, running.working_days) == ("past", "passed", 3)
    assert (ahead.state, ahead.close_reason) == ("forecast", "package_closed")
    assert ahead.closed_at == at(thursday)
    assert boundary(jobpakke) == NEVER


@pytest.mark.parametrize(
    ("state", "promised_on", "watched"),
    [
        (JobpakkeState.ACTIVE, MONDAY, True),
        (JobpakkeState.AWAITING_COMPANY, None, True),
        (JobpakkeState.DRAFT, MONDAY, True),
        (JobpakkeState.DRAFT, None, False),
    ],
)
def test_which_packages_are_watched(state, promised_on, watched):
    jobpakke = with_a_gap(state=state, promised_on=promised_on)
    assert bool(recheck(jobpakke)) == watched
    found = actions.detect(municipality_id=jobpakke.municipality_id, today=MONDAY, at=at(MONDAY), everything=True)
    assert found.packages == int(watched)


def test_a_decline_before_any_promise_takes_the_flags_off_the_desk():
    jobpakke = with_a_gap(state=JobpakkeState.AWAITING_COMPANY, promised_on=None)
    recheck(jobpakke)
    Jobpakke.objects.for_municipality(jobpakke.municipality_id).filter(pk=jobpakke.pk).update(state="draft")
    [flag] = recheck(jobpakke)
    assert flag.close_reason == "draft"


# Why -------------------------------------------------------------------------------------------------------------------
def test_what_ended_early_is_why():
    jobpakke = with_a_gap()
    move(jobpakke, 0, state=StepState.DONE, ended_until=MONDAY)
    [flag] = recheck(jobpakke)
    assert (flag.cause, flag.acts, flag.state) == ("ended_early", "company_consultant", "running")


@pytest.mark.parametrize(
    ("reason", "cause"),
    [("citizen_stopped", "citizen_stopped"), ("company_withdrew", "company_withdrew"), ("other", "ended_early")],
)
def test_the_reason_given_for_the_end_is_why(reason, cause):
    jobpakke = with_a_gap()
    move(jobpakke, 0, state=StepState.BROKEN, ended_until=MONDAY, end_reason=reason)
    [flag] = recheck(jobpakke)
    assert flag.cause == cause


def test_a_course_that_was_called_off_inside_the_gap_is_why():
    jobpakke = with_a_gap()
    called_off = step("K", date(2026, 12, 7), date(2026, 12, 11), state=StepState.BROKEN, end_reason="seat_cancelled")
    put(jobpakke, 7, **called_off)
    [flag] = recheck(jobpakke)
    assert (flag.cause, flag.acts) == ("seat_cancelled", "provider")


def test_a_course_with_a_date_that_others_set_is_why():
    jobpakke = package(
        step("P", MONDAY, date(2026, 12, 4), state=StepState.RUNNING),
        step("K", date(2026, 12, 14), date(2026, 12, 18), pinned=True),
        job=date(2026, 12, 21), promised_on=MONDAY,
    )  # fmt: skip
    [flag] = recheck(jobpakke)
    assert (flag.cause, flag.acts) == ("course_wait", "company_consultant")


def test_a_guess_follows_the_facts_until_a_person_has_said_why():
    jobpakke = with_a_gap()
    [flag] = recheck(jobpakke)
    assert flag.cause == Cause.UNKNOWN
    move(jobpakke, 0, state=StepState.DONE, ended_until=MONDAY)
    assert recheck(jobpakke)[0].cause == Cause.ENDED_EARLY
    actions.set_cause(dead_period=flag, cause=Cause.RATIO_FULL, by=jobpakke.caseworker, at=at(MONDAY))
    actions.assign(dead_period=flag, acts=Actor.COMPANY, by=jobpakke.caseworker, at=at(MONDAY))
    move(jobpakke, 0, end_reason="company_withdrew", state=StepState.BROKEN)
    [said] = recheck(jobpakke)
    assert (said.cause, said.acts) == (Cause.RATIO_FULL, Actor.COMPANY)


# People ----------------------------------------------------------------------------------------------------------------
def test_saying_the_same_twice_is_written_down_once():
    jobpakke = with_a_gap()
    [flag] = recheck(jobpakke)
    for _ in range(2):
        actions.set_cause(dead_period=flag, cause=Cause.GRANT_WAIT, by=jobpakke.caseworker, at=at(MONDAY))
        actions.assign(dead_period=flag, acts=Actor.PROVIDER, by=jobpakke.caseworker, at=at(MONDAY))
        actions.accept(
            dead_period=flag, cause=Cause.GRANT_WAIT, owner=jobpakke.caseworker, until=TUESDAY + WEEK,
            by=jobpakke.caseworker, today=MONDAY, at=at(MONDAY),
        )  # fmt: skip
    assert events(flag) == [
        "dead_period.found", "dead_period.cause_set", "dead_period.assigned", "dead_period.accepted",
    ]  # fmt: skip


def test_what_is_accepted_has_a_cause_an_owner_and_an_end_and_still_counts():
    jobpakke = with_a_gap()
    [flag] = recheck(jobpakke)
    until = date(2026, 12, 9)
    flag = actions.accept(
        dead_period=flag, cause=Cause.COURSE_WAIT, owner=jobpakke.caseworker, until=until, by=jobpakke.caseworker,
        today=MONDAY, at=at(MONDAY),
    )  # fmt: skip
    assert (flag.cause, flag.owner, flag.accepted_by) == ("course_wait", jobpakke.caseworker, jobpakke.caseworker)
    assert flag.is_accepted(date(2026, 12, 8))
    assert not flag.is_accepted(until)
    [same] = recheck(jobpakke, TUESDAY)
    assert (same.working_days, same.closed_at, same.accepted_until) == (5, None, until)
    assert not actions.withdraw_acceptance(dead_period=flag, by=jobpakke.caseworker, at=at(MONDAY)).is_accepted(TUESDAY)


def test_only_what_stands_is_accepted_and_only_by_someone_here_until_a_day_ahead():
    jobpakke = with_a_gap()
    [flag] = recheck(jobpakke)
    rest = {"dead_period": flag, "cause": Cause.UNKNOWN, "by": jobpakke.caseworker, "today": MONDAY, "at": at(MONDAY)}
    with pytest.raises(UnableTo, match="not_ahead"):
        actions.accept(owner=jobpakke.caseworker, until=MONDAY, **rest)
    with pytest.raises(UnableTo, match="unknown_owner"):
        actions.accept(owner=UserFactory(), until=TUESDAY, **rest)
    recheck(jobpakke, date(2026, 12, 13))
    with pytest.raises(UnableTo, match="closed"):
        actions.accept(owner=jobpakke.caseworker, until=TUESDAY, **rest)


# Along with a save -----------------------------------------------------------------------------------------------------
def test_a_change_to_a_package_rechecks_it_in_the_same_transaction():
    from casework.jobpakke import actions as jobpakke_actions

    jobpakke = not_begun()
    recheck(jobpakke, TUESDAY)
    [_praktik, loentilskud] = steps_of(jobpakke)
    jobpakke_actions.start_step(step=loentilskud, on=MONDAY, by=jobpakke.caseworker, at=at(TUESDAY))
    assert flags(jobpakke)[0].close_reason == "mended"


def test_a_watch_that_fails_never_takes_the_save_with_it():
    """A step in the year 2200 lies outside the calendar: the check fails, the save stands, and the outbox tries again."""
    jobpakke = package(
        step("P", date(2200, 1, 6), date(2200, 1, 10)), step("L", date(2200, 3, 3), date(2200, 4, 4)),
        job=date(2200, 5, 5), promised_on=MONDAY,
    )  # fmt: skip
    actions.package_changed(jobpakke=jobpakke, today=MONDAY, at=at(MONDAY))
    assert flags(jobpakke) == []
    assert boundary(jobpakke) is None
    message = OutboxMessage.objects.get(kind="green_wave.recheck")
    assert message.payload == {"jobpakke_id": jobpakke.pk}


# The morning run -------------------------------------------------------------------------------------------------------
def detect(jobpakke, today, **options):
    return actions.detect(municipality_id=jobpakke.municipality_id, today=today, at=at(today), **options)


def test_the_run_looks_only_where_a_day_has_come_or_nobody_has_looked():
    jobpakke = with_a_gap()
    assert detect(jobpakke, MONDAY).packages == 1  # never checked
    assert boundary(jobpakke) == date(2026, 12, 7)
    assert detect(jobpakke, TUESDAY).packages == 0
    tally = detect(jobpakke, date(2026, 12, 7))
    assert (tally.packages, tally.opened, tally.changed, tally.closed) == (1, 0, 1, 0)
    assert flags(jobpakke)[0].state == "running"


def test_a_package_on_which_nothing_can_change_is_left_alone_until_somebody_changes_it():
    jobpakke = package(
        step("L", MONDAY, MONDAY + 4 * WEEK - ONE_DAY, state=StepState.RUNNING),
        job=MONDAY + 4 * WEEK,
        promised_on=MONDAY,
    )
    detect(jobpakke, MONDAY)
    assert boundary(jobpakke) == NEVER
    assert detect(jobpakke, MONDAY + 8 * WEEK).packages == 0


def test_day_by_day_the_run_comes_to_what_a_full_recomputation_finds():
    """Ninety mornings over packages of every kind; on some nothing is looked at, on none is anything missed."""
    worker = UserFactory()
    packages = [
        with_a_gap(caseworker=worker),
        with_a_gap(caseworker=worker, lost=3, today=MONDAY + 2 * WEEK),
        package(
            step("P", MONDAY + WEEK, MONDAY + 3 * WEEK), step("K", MONDAY + 5 * WEEK, MONDAY + 6 * WEEK, pinned=True),
            step("M", MONDAY, MONDAY + 20 * WEEK), step("L", MONDAY + 6 * WEEK + ONE_DAY, MONDAY + 12 * WEEK),
            job=MONDAY + 14 * WEEK, caseworker=worker, promised_on=MONDAY - 5 * WEEK,
        ),
        package(job=MONDAY + 9 * WEEK, caseworker=worker, promised_on=MONDAY),
    ]  # fmt: skip
    looked = 0
    for morning in range(90):
        today = MONDAY + timedelta(days=morning)
        looked += detect(packages[0], today).packages
        after_run = [told(one) for one in packages]
        assert detect(packages[0], today, everything=True).opened == 0
        assert [told(one) for one in packages] == after_run, today
        assert actions.drifted(municipality_id=worker.municipality_id, today=today, at=at(today))[1] == []
    assert looked < 90 * len(packages)


def test_the_number_of_queries_does_not_grow_with_the_packages(django_assert_num_queries):
    def run_over(number):
        worker = UserFactory()
        for _ in range(number):
            with_a_gap(caseworker=worker)
        with django_assert_num_queries(7):  # ids, what is read, claim, flags, audit, and the savepoint
            actions.detect(municipality_id=worker.municipality_id, today=MONDAY, at=at(MONDAY))

    run_over(3)
    run_over(12)


def test_what_is_watched_is_said_the_same_of_a_row_and_of_many():
    caseworker = UserFactory()
    for state in JobpakkeState:
        for promised_on in (None, MONDAY):
            ended = {"ended_on": MONDAY, "outcome": "afbrudt"} if state in CLOSED else {}
            one = with_a_gap(caseworker=caseworker, promised_on=promised_on)
            Jobpakke.objects.for_municipality(one.municipality_id).filter(pk=one.pk).update(state=state, **ended)
    rows = Jobpakke.objects.for_municipality(caseworker.municipality_id).order_by("pk")
    told = [one.pk for one in rows if is_watched(one)]
    assert told == list(rows.filter(queries.watched()).values_list("pk", flat=True))
    place = caseworker.municipality_id
    assert {place: told} == queries.watched_ids([place], which=queries.EVERY)
    assert 0 < len(told) < rows.count()


def test_only_the_difference_is_written(django_assert_num_queries):
    jobpakke = with_a_gap()
    detect(jobpakke, MONDAY)
    with django_assert_num_queries(2):
        detect(jobpakke, MONDAY, everything=True)


def test_a_package_that_fails_is_left_out_and_named_by_its_id(caplog):
    worker = UserFactory()
    broken = package(
        step("P", date(2200, 1, 6), date(2200, 1, 10)), job=date(2200, 5, 5), promised_on=MONDAY, caseworker=worker
    )
    fine = with_a_gap(caseworker=worker)
    tally = detect(fine, MONDAY)
    assert tally.failed == [broken.pk]
    assert len(flags(fine)) == 1
    assert f"package {broken.pk} could not be checked" in caplog.text
    assert detect(fine, MONDAY).failed == [broken.pk]  # still never checked, so it is tried again


def test_a_package_that_cannot_be_written_is_found_among_the_others(monkeypatch):
    worker = UserFactory()
    some = [with_a_gap(caseworker=worker) for _ in range(5)]
    really = writing.write_flags

    def write(differences, *, at):
        if some[3].pk in [one.jobpakke.pk for one in differences]:
            raise ValueError
        really(differences, at=at)

    monkeypatch.setattr(writing, "write_flags", write)
    tally = detect(some[0], MONDAY)
    assert (tally.opened, tally.failed) == (4, [some[3].pk])
    assert [len(flags(one)) for one in some] == [1, 1, 1, 0, 1]
    assert detect(some[0], MONDAY).packages == 1  # it is due still


def test_another_municipality_is_not_touched():
    ours, theirs = with_a_gap(), with_a_gap()
    detect(ours, MONDAY)
    assert flags(theirs) == []


def test_a_difference_is_found_by_the_nightly_proof_told_and_put_right():
    jobpakke = with_a_gap()
    detect(jobpakke, MONDAY)
    DeadPeriod.objects.for_municipality(jobpakke.municipality_id).update(working_days=99)
    tally, differing = actions.drifted(municipality_id=jobpakke.municipality_id, today=MONDAY, at=at(MONDAY))
    assert differing == [jobpakke.pk]
    assert flags(jobpakke)[0].working_days == 99  # the proof itself writes nothing
    actions.put_right(differing, Tallies(), tally.failed, today=MONDAY, at=at(MONDAY))
    assert flags(jobpakke)[0].working_days == 5
