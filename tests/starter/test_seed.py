"""The demo's municipality: all that is promised is there, nobody in it could be real, and the same day gives the same rows."""

import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from stdnum.dk import cvr

from casework.blueprints.models import Blueprint
from casework.citizens import cpr
from casework.citizens.models import Citizen
from casework.citizens.queries import open_cpr
from casework.flow.models import FlowSnapshot
from casework.green_wave import actions as green_wave
from casework.green_wave.models import CloseReason, DeadPeriod, State
from casework.jobpakke import timeline
from casework.jobpakke.models import Jobpakke, Outcome, Step
from casework.jobpakke.principles import Form, form_of
from casework.jobpakke.states import CLOSED, JobpakkeState, StepState
from casework.planning.gaps import Severity
from companies.commitments.models import CommitmentVersion, HiringCommitment
from companies.commitments.states import CommitmentState
from companies.commitments.terms import Terms
from companies.openings.models import JobOpening
from companies.providers.models import CourseSession
from companies.register.models import Company, Contact, Worksite
from jobpakker.foundation.accounts.models import ClosedDay, Municipality, User
from jobpakker.foundation.audit.models import AuditEvent
from jobpakker.foundation.notifications.models import Notification
from jobpakker.foundation.outbox.models import OutboxMessage
from jobpakker.starter import seed
from jobpakker.starter.seed import people

WEDNESDAY = date(2026, 11, 25)
ORDINARY = {Outcome.ORDINAER, Outcome.ORDINAER_DELTID}


def nine_o_clock(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=ZoneInfo("Europe/Copenhagen"))


def fill(today: date = WEDNESDAY) -> list[seed.LogIn]:
    return seed.load(today=today, at=nine_o_clock(today))


@pytest.fixture(scope="module")
def _filled(django_db_setup: None, django_db_blocker: Any) -> Iterator[int]:
    """Loaded once for the tests that only look, inside a transaction that is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        began, asked = time.monotonic(), Counter()

        def counted(execute: Any, *question: Any) -> Any:
            asked["queries"] += 1
            return execute(*question)

        with connection.execute_wrapper(counted):
            fill()
        _filled.report = f"{time.monotonic() - began:.1f} s, {asked['queries']} queries"  # type: ignore[attr-defined]
        yield Municipality.objects.get(name="Fjordby Kommune").pk
        transaction.set_rollback(True)


@pytest.fixture
def fjordby(_filled: int, django_db_blocker: Any) -> Iterator[int]:
    """The municipality's id; what a test writes is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield _filled
        transaction.set_rollback(True)


def closed(municipality: int) -> list[Jobpakke]:
    rows = Jobpakke.objects.for_municipality(municipality).filter(state__in=CLOSED)
    return list(rows.select_related("citizen", "opening__company", "opening__worksite", "commitment", "caseworker"))


# What the issue promises ------------------------------------------------------------------------------------------------------
def test_how_long_it_takes(fjordby, capsys):
    with capsys.disabled():
        print(f"\nthe demo's municipality: {_filled.report}")  # noqa: T201 - a figure, not a verdict


def test_the_people_who_work_there(fjordby):
    users = User.objects.filter(municipality=fjordby)
    roles = Counter(users.values_list("role_code", flat=True))
    assert roles == {"caseworker": 5, "company_consultant": 2, "manager": 2, "administrator": 1}
    assert len({user.team_id for user in users if user.team_id}) == 3
    assert all(user.check_password(seed.PASSWORD) for user in users)
    assert all(user.email.endswith("@fjordby.invalid") for user in users)


def test_the_log_ins_lead_with_the_best_story(fjordby):
    people = seed.log_ins()
    assert people[0].email == "mette@fjordby.invalid"
    assert len(people) == 11
    assert all(person.role and person.sentence and person.password == seed.PASSWORD for person in people)


def test_enough_of_everything(fjordby):
    def count(model: Any, **wanted: Any) -> int:
        return model.objects.for_municipality(fjordby).filter(**wanted).count()

    assert count(Citizen) >= 80
    assert count(Company) >= 15
    assert count(Blueprint) >= 12
    assert count(Blueprint, original=True) == 12
    assert count(ClosedDay) >= 8
    assert count(JobOpening, state="open") >= 18
    assert count(JobOpening, state="filled") >= 30
    assert count(JobOpening, state="withdrawn") >= 2
    assert count(FlowSnapshot) >= 20
    assert count(CourseSession, state="open") >= 12


def test_names_that_lists_and_searches_have_to_stand(fjordby):
    names = [citizen.full_name for citizen in Citizen.objects.for_municipality(fjordby)]
    letters = set("".join(names))
    assert letters >= set("æøåÅØéüłçńŚżğışŁÖÇÉžäö")
    assert Counter(names)["Lars Jensen"] == 3
    assert max(map(len, names)) > 80


def test_packages_in_every_state(fjordby):
    states = Counter(Jobpakke.objects.for_municipality(fjordby).values_list("state", flat=True))
    assert set(states) == set(JobpakkeState)
    assert states["draft"] >= 5
    assert states["active"] >= 12
    assert states["awaiting_company"] >= 4
    steps = set(Step.objects.for_municipality(fjordby).values_list("state", flat=True))
    assert steps == set(StepState)


def test_what_companies_have_answered(fjordby):
    states = set(HiringCommitment.objects.for_municipality(fjordby).values_list("state", flat=True))
    assert states == set(CommitmentState)


def test_a_company_that_has_not_answered_for_six_working_days(fjordby):
    calendar = timeline.calendar_of(fjordby)
    asked = HiringCommitment.objects.for_municipality(fjordby).filter(state=CommitmentState.REQUESTED)
    waited = sorted(calendar.count(one.asked_at.date(), WEDNESDAY) for one in asked)
    assert waited[0] == 1
    assert 6 in waited


def test_a_job_of_two_places_that_two_are_on_the_way_to(fjordby):
    opening = JobOpening.objects.for_municipality(fjordby).get(title="Lagermedarbejder på dagholdet")
    assert (opening.places, opening.jobpakker.count()) == (2, 2)


def test_forms_pure_grown_and_not_yet(fjordby):
    rows = Jobpakke.objects.for_municipality(fjordby).filter(state=JobpakkeState.ACTIVE)
    earned = [(row.promised_on, row.became_jobpakke_on) for row in rows]
    assert sum(became == promised for promised, became in earned) >= 10
    assert sum(became is not None and became > promised for promised, became in earned) == 1
    assert sum(became is None for _promised, became in earned) == 1


def test_flags_ahead_running_mended_and_past(fjordby):
    flags = DeadPeriod.objects.for_municipality(fjordby)
    open_ones = Counter(flags.filter(closed_at=None).values_list("state", flat=True))
    assert open_ones[State.FORECAST] >= 3
    assert open_ones[State.RUNNING] >= 3
    assert flags.filter(close_reason=CloseReason.MENDED).count() >= 5
    assert flags.filter(close_reason=CloseReason.PASSED).count() >= 50
    causes = set(flags.filter(closed_at=None).values_list("cause", flat=True))
    assert causes >= {"course_wait", "not_started", "citizen_stopped", "seat_cancelled", "vitas_rep"}
    assert flags.filter(closed_at=None, accepted_until__gt=WEDNESDAY).count() == 1


def test_the_first_caseworker_has_one_of_each(fjordby):
    mette = User.objects.get(email="mette@fjordby.invalid")
    mine = Jobpakke.objects.for_municipality(fjordby).filter(caseworker=mette)
    answers = {row.commitment.state if row.commitment else None for row in mine.filter(state=JobpakkeState.DRAFT)}
    assert answers == {None, CommitmentState.DECLINED, CommitmentState.CHANGE_PROPOSED}
    assert mine.filter(state=JobpakkeState.AWAITING_COMPANY).count() == 2
    flags = DeadPeriod.objects.for_municipality(fjordby).filter(jobpakke__in=mine, closed_at=None)
    assert {flag.state for flag in flags} == {State.FORECAST, State.RUNNING}
    begins = Step.objects.for_municipality(fjordby).filter(jobpakke__in=mine, beside=False, starts_on=WEDNESDAY)
    assert begins.filter(state=StepState.PLANNED).count() == 1


def test_a_citizen_waits_for_a_job_that_stands_open(fjordby):
    mette = User.objects.get(email="mette@fjordby.invalid")
    waiting = Citizen.objects.for_municipality(fjordby).filter(caseworker=mette, first_name="Amira")
    amira = waiting.get(jobpakker=None)
    assert amira.clarified_on and amira.agreed_to_first_name_on
    opening = JobOpening.objects.for_municipality(fjordby).get(title="Køkkenmedhjælper i kantinen på Havnen")
    assert opening.state == "open" and not opening.jobpakker.exists()
    assert opening.starts_on > WEDNESDAY + timedelta(weeks=26)  # the kitchen's model takes 22 weeks


def test_the_neighbour_keeps_to_itself(fjordby):
    sandoe = Municipality.objects.get(name="Sandø Kommune")
    assert User.objects.filter(municipality=sandoe).count() == 1
    theirs = {open_cpr(citizen) for citizen in Citizen.objects.for_municipality(sandoe)}
    ours = {open_cpr(citizen) for citizen in Citizen.objects.for_municipality(fjordby)}
    assert len(theirs & ours) == 2  # known in both, and each row sealed for its own municipality
    indexes = Citizen.objects.for_municipality(sandoe).values_list("cpr_index", flat=True)
    assert not Citizen.objects.for_municipality(fjordby).filter(cpr_index__in=list(indexes)).exists()


# Two years ---------------------------------------------------------------------------------------------------------------------
def test_results_after_the_seed_note(fjordby):
    packages = Jobpakke.objects.for_municipality(fjordby)
    started = packages.exclude(promised_on=None).count()
    completed = packages.filter(state=JobpakkeState.COMPLETED).count()
    ordinary = packages.filter(outcome__in=ORDINARY).count()
    assert 60 <= packages.filter(state__in=CLOSED).count() <= 95
    assert 0.36 <= ordinary / started <= 0.40
    assert 0.53 <= ordinary / completed <= 0.57
    assert set(packages.values_list("outcome", flat=True)) >= {Outcome.FLEKSJOB, Outcome.UDDANNELSE, Outcome.FLYTTET}


def test_the_purer_ones_do_better_and_lose_fewer_days(fjordby):
    jobs, lost, n = Counter(), Counter(), Counter()
    for package in closed(fjordby):
        pure = package.became_jobpakke_on == package.promised_on
        form = "pure" if pure else "grown" if package.became_jobpakke_on else "composed"
        n[form] += 1
        jobs[form] += package.outcome in ORDINARY
        lost[form] += sum(flag.working_days for flag in package.dead_periods.filter(close_reason=CloseReason.PASSED))
    assert all(count >= 10 for count in n.values())
    assert jobs["pure"] / n["pure"] > jobs["grown"] / n["grown"] > jobs["composed"] / n["composed"]
    assert lost["pure"] / n["pure"] < lost["grown"] / n["grown"] < lost["composed"] / n["composed"]


def test_it_gets_better_from_year_to_year(fjordby):
    half = WEDNESDAY - timedelta(days=365)
    lost: dict[bool, list[int]] = {True: [], False: []}
    for package in closed(fjordby):
        flags = package.dead_periods.filter(close_reason=CloseReason.PASSED)
        lost[package.ended_on > half].append(sum(flag.working_days for flag in flags))
    assert sum(lost[True]) / len(lost[True]) < sum(lost[False]) / len(lost[False])


def test_every_lost_day_of_the_past_is_a_dead_day_by_definition(fjordby):
    """The rows were written in bulk; the one definition of a dead day says the same, up to the end of each package."""
    calendar = timeline.calendar_of(fjordby)
    for package in closed(fjordby):
        until = package.ended_on + timedelta(days=1)
        gaps = timeline.dead_periods(
            package, timeline.in_order(package.steps.all()), calendar, pauses=package.pauses.all(), today=until
        )
        counted = sorted(
            (gap.starts_on, calendar.count(gap.starts_on, min(gap.until, until)))
            for gap in gaps
            if gap.starts_on < until and gap.severity != Severity.GREEN
        )
        flags = package.dead_periods.filter(close_reason=CloseReason.PASSED).order_by("starts_on")
        assert [(flag.starts_on, flag.working_days) for flag in flags] == [one for one in counted if one[1]]


def test_each_chain_of_the_past_could_have_been_walked(fjordby):
    for package in closed(fjordby):
        assert package.created_at.date() <= package.promised_on < package.ended_on <= WEDNESDAY
        assert package.citizen.referred_on < package.promised_on
        for step in package.steps.exclude(state=StepState.SUPERSEDED):
            if step.ended_until:
                assert step.started_on < step.ended_until <= max(step.until, package.ended_on + timedelta(days=1))
            if not step.beside:
                assert step.state in {StepState.DONE, StepState.BROKEN}
        if package.state == JobpakkeState.COMPLETED:
            assert package.ended_on >= package.job_starts_on
        else:
            assert package.end_reason and package.ended_on < package.job_starts_on


def test_each_promise_of_the_past_is_the_one_that_casework_sends(fjordby):
    for version in CommitmentVersion.objects.for_municipality(fjordby):
        terms = Terms.from_data(version.terms)
        assert terms.fingerprint == version.fingerprint
        assert not terms.holds_a_cpr_number


def test_the_watch_finds_nothing_to_put_right(fjordby):
    tally, differing = green_wave.drifted(municipality_id=fjordby, today=WEDNESDAY, at=nine_o_clock(WEDNESDAY))
    assert (differing, tally.failed) == ([], [])


def test_a_name_that_was_earned_is_kept_by_the_facts(fjordby):
    calendar = timeline.calendar_of(fjordby)
    rows = Jobpakke.objects.for_municipality(fjordby).filter(state=JobpakkeState.ACTIVE)
    for package in rows.select_related("citizen", "commitment__contact", "opening__company", "opening__worksite"):
        facts = timeline.facts(package, timeline.in_order(package.steps.all()), calendar)
        assert (form_of(facts) == Form.JOBPAKKE) == (package.became_jobpakke_on is not None)


def test_everything_left_a_trail_and_nothing_is_in_the_future(fjordby):
    subjects = set(AuditEvent.objects.for_municipality(fjordby).values_list("subject_id", flat=True))
    for model in (Citizen, Company, Worksite, Contact, JobOpening, HiringCommitment, Jobpakke, DeadPeriod, Blueprint):
        assert set(model.objects.for_municipality(fjordby).values_list("public_id", flat=True)) <= subjects, model
    assert not AuditEvent.objects.for_municipality(fjordby).filter(at__gt=nine_o_clock(WEDNESDAY)).exists()


def test_some_mails_are_still_to_leave_and_old_ones_have_left(fjordby):
    waiting = Notification.objects.for_municipality(fjordby).filter(sent_at=None)
    assert 5 <= waiting.count() <= 40
    left = OutboxMessage.objects.filter(kind="notification", done_at=None)
    assert left.count() == waiting.count()


# Nobody is real -----------------------------------------------------------------------------------------------------------------
def test_no_cpr_number_could_be_anyones(fjordby):
    numbers = [open_cpr(citizen) for citizen in Citizen.objects.for_municipality(fjordby)]
    assert None not in numbers
    assert len(set(numbers)) == len(numbers)
    for number in numbers:
        assert "5" <= number[6] <= "8" and "58" <= number[4:6] <= "99"  # born 1858-1899
        date(1800 + int(number[4:6]), int(number[2:4]), int(number[:2]))  # on a day that was
        assert not cpr.keeps_modulus_11(number)  # and never given to anyone while those people lived


def test_a_thousand_numbers_more():
    numbers = [people.nobodys_cpr(n) for n in range(1000)]
    assert not any(cpr.keeps_modulus_11(number) for number in numbers)
    assert all(number[6] in "5678" for number in numbers)


def test_companies_are_made_up(fjordby):
    for company in Company.objects.for_municipality(fjordby):
        assert cvr.is_valid(company.cvr) and company.cvr.startswith("9999")
    assert all(site.p_number.startswith("9") for site in Worksite.objects.for_municipality(fjordby))
    assert all(contact.email.endswith(".invalid") for contact in Contact.objects.for_municipality(fjordby))


# Again -------------------------------------------------------------------------------------------------------------------------
def test_it_is_not_mixed_into_a_municipality_that_is_there(fjordby):
    with pytest.raises(seed.AlreadyThere):
        fill()
