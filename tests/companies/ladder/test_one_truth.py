"""„Took part" stands in one place: the builder's field, the principles and the ladder are the same row."""

from datetime import timedelta

import pytest

from casework.jobpakke import actions, timeline
from casework.jobpakke.events import Kind
from casework.jobpakke.models import EndReason, Outcome
from casework.jobpakke.principles import Form, form_of
from companies.commitments import actions as commitments
from companies.kept.models import Fate
from companies.ladder import actions as ladder
from companies.ladder import queries
from companies.ladder.models import RungReached
from companies.ladder.rungs import Rung
from jobpakker.foundation import clock
from jobpakker.foundation.audit.models import AuditEvent
from tests.casework.jobpakke.test_plan import as_wanted
from tests.factories import jobpakker
from tests.factories.citizens import CitizenFactory
from tests.factories.companies import said_yes

pytestmark = pytest.mark.django_db


def today():
    return clock.today()


def rungs(package):
    rows = RungReached.objects.for_municipality(package.municipality_id).filter(opening=package.opening)
    return {row.rung: row for row in rows}


def heard(package, on, rung=Rung.TOOK_PART):
    ladder.reach(opening=package.opening, rung=rung, on=on, said_by="Birgit", by=package.caseworker, at=clock.now())
    package.refresh_from_db()


def someone(**more):
    return CitizenFactory(clarified_on=today() - timedelta(days=40), **more)


def form(package):
    steps = timeline.in_order(package.steps.all())
    return form_of(timeline.facts(package, steps, timeline.calendar_of(package.municipality_id)))


def test_what_is_typed_in_the_builder_stands_on_the_ladder():
    package = jobpakker.draft(company_took_part_on=today() - timedelta(days=3))
    row = rungs(package)["took_part"]
    assert (row.said_on, row.said_by) == (today() - timedelta(days=3), package.opening.contact.name)
    assert package.company_took_part_on == row.said_on


def test_what_the_ladder_says_before_the_plan_is_built_is_not_taken_back_by_it():
    opening = jobpakker.draft().opening
    ladder.reach(
        opening=opening, rung=Rung.TOOK_PART, on=today(), said_by="Birgit", by=opening.created_by, at=clock.now()
    )
    package = jobpakker.draft(opening=opening, citizen=someone(caseworker=opening.created_by))  # fmt: skip
    assert rungs(package)["took_part"].said_by == "Birgit"
    assert package.company_took_part_on == today()


def test_a_chain_becomes_a_jobpakke_on_the_day_of_the_rung_not_on_the_day_it_was_written_down():
    package = jobpakker.active(on=today() - timedelta(days=20), company_took_part_on=None, citizen=someone())
    assert (form(package), package.became_jobpakke_on) == (Form.SAMMENSAT, None)
    heard(package, today() - timedelta(days=5))
    assert (form(package), package.became_jobpakke_on) == (Form.JOBPAKKE, today() - timedelta(days=5))
    kinds = AuditEvent.objects.for_municipality(package.municipality_id).filter(subject_id=package.public_id)
    assert kinds.filter(kind=Kind.EARNED, data__on=(today() - timedelta(days=5)).isoformat()).count() == 1


def test_a_rung_from_before_the_promise_makes_it_pure_from_the_promise():
    package = jobpakker.active(on=today() - timedelta(days=20), company_took_part_on=None, citizen=someone())
    heard(package, today() - timedelta(days=60))
    assert package.became_jobpakke_on == package.promised_on == today() - timedelta(days=20)


def test_a_corrected_rung_corrects_the_day_and_a_slip_of_the_hand_undoes_it():
    package = jobpakker.active(on=today() - timedelta(days=20), company_took_part_on=None, citizen=someone())
    for days in (9, 4, 12):
        heard(package, today() - timedelta(days=days))
        assert package.became_jobpakke_on == today() - timedelta(days=days)
    ladder.take_back(opening=package.opening, rung=Rung.TOOK_PART, by=package.caseworker, at=clock.now())
    package.refresh_from_db()
    assert (form(package), package.became_jobpakke_on) == (Form.SAMMENSAT, None)


def test_who_has_the_plan_open_does_not_save_an_old_day_over_the_new_one():
    package = jobpakker.active(company_took_part_on=None)
    version = package.version
    heard(package, today())
    with pytest.raises(actions.Stale):
        actions.change(
            jobpakke=package, version=version, wanted=as_wanted(package, company_took_part_on=None),
            by=package.caseworker, at=clock.now(), today=today(),
        )  # fmt: skip
    assert rungs(package)["took_part"].said_on == today()


def test_taking_it_out_of_the_plan_takes_it_off_the_ladder():
    package = jobpakker.active()
    assert form(package) == Form.JOBPAKKE
    wanted = as_wanted(package, company_took_part_on=None)
    actions.change(
        jobpakke=package, version=package.version, wanted=wanted, by=package.caseworker, at=clock.now(), today=today()
    )
    package.refresh_from_db()
    assert "took_part" not in rungs(package)
    assert (form(package), package.became_jobpakke_on) == (Form.SAMMENSAT, None)


def test_a_proposal_by_the_company_is_taking_part_and_it_said_so_itself():
    package = jobpakker.awaiting(company_took_part_on=None)
    newest = package.commitment.versions.get()
    commitments.propose_change(
        commitment=package.commitment, number=1, fingerprint=newest.fingerprint, answered_by_name="Mette Kontakt",
        starts_on=None, text="Hellere om mandagen.", at=clock.now(),
    )  # fmt: skip
    row = rungs(package)["took_part"]
    assert (row.said_by, row.written_by, row.said_on) == ("Mette Kontakt", None, today())


def test_two_packages_towards_one_job_hear_of_it_both():
    first = jobpakker.active(on=today() - timedelta(days=9), company_took_part_on=None, citizen=someone())
    first.opening.places = 2
    first.opening.save()
    second = jobpakker.awaiting(
        opening=first.opening, on=today() - timedelta(days=8),
        citizen=someone(caseworker=first.caseworker),
    )  # fmt: skip
    said_yes(second.commitment, at=jobpakker.moment(today() - timedelta(days=7)))
    heard(first, today() - timedelta(days=2))
    second.refresh_from_db()
    assert first.became_jobpakke_on == second.became_jobpakke_on == today() - timedelta(days=2)


# The last rung, and what became of the promise ------------------------------------------------------------------------------
def test_a_chain_that_ends_in_the_job_reaches_the_last_rung_and_keeps_the_promise():
    package = jobpakker.completed()
    row = rungs(package)["hired"]
    assert (row.said_on, row.said_by) == (package.ended_on, package.caseworker.name)
    assert package.commitment.fate.kind == Fate.Kind.KEPT
    package.opening.refresh_from_db()
    assert package.opening.state == "filled"
    assert queries.lines(package.opening)[-1].said.on == package.ended_on


@pytest.mark.parametrize(
    ("reason", "kind"),
    [(EndReason.COMPANY_WITHDREW, Fate.Kind.BROKEN), (EndReason.CITIZEN_STOPPED, Fate.Kind.LAPSED)],
)
def test_only_a_company_that_withdraws_breaks_its_promise(reason, kind):
    package = jobpakker.active()
    actions.break_off(jobpakke=package, reason=reason, on=today(), by=package.caseworker, at=clock.now())
    assert Fate.objects.for_municipality(package.municipality_id).get().kind == kind


def test_a_chain_without_a_promise_leaves_no_fate():
    package = jobpakker.awaiting()
    actions.break_off(
        jobpakke=package, reason=EndReason.COMPANY_WITHDREW, on=today(), by=package.caseworker, at=clock.now()
    )
    assert not Fate.objects.for_municipality(package.municipality_id).exists()


def test_an_end_that_is_no_job_is_no_rung():
    package = jobpakker.completed(outcome=Outcome.TILBAGE_PAA_YDELSE)
    assert "hired" not in rungs(package)
    assert package.commitment.fate.kind == Fate.Kind.LAPSED
