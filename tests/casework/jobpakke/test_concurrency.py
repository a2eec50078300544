"""Many hands at the same moment: one package, one question, and no two rows that wait for each other for ever."""

from collections import Counter
from uuid import uuid4

import pytest

from casework.jobpakke import actions
from casework.jobpakke.actions import Stale, UnableTo
from casework.jobpakke.models import Jobpakke
from casework.jobpakke.states import JobpakkeState
from companies.commitments import actions as commitments
from companies.commitments.actions import UnableToAnswer
from companies.commitments.models import HiringCommitment
from jobpakker.foundation import clock
from tests.casework.jobpakke.test_plan import as_wanted
from tests.companies.at_once import at_once
from tests.factories import jobpakker
from tests.factories.citizens import CitizenFactory
from tests.factories.companies import JobOpeningFactory
from tests.factories.jobpakker import wanted

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 24


def packages():
    return Jobpakke.objects.across_municipalities()


@pytest.mark.parametrize("same_key", [True, False])
def test_a_citizen_gets_one_package_however_many_build_it(same_key):
    citizen = CitizenFactory(clarified=True)
    opening = JobOpeningFactory(company__municipality=citizen.municipality, created_by=citizen.caseworker)
    key = uuid4()

    def build(_number):
        return actions.build(
            key=key if same_key else uuid4(), citizen=citizen, opening=opening, blueprint=None, wanted=wanted(opening),
            by=citizen.caseworker, at=clock.now(), today=clock.today(),
        )  # fmt: skip

    outcomes = at_once(build, times=MANY)
    assert packages().count() == 1
    lost = [outcome for outcome in outcomes if not isinstance(outcome, Jobpakke)]
    expected = {} if same_key else {(UnableTo, "already_open"): MANY - 1}
    assert Counter((type(error), getattr(error, "code", error)) for error in lost) == expected


def test_of_many_who_save_the_same_version_one_wins_and_the_others_are_told():
    package = jobpakker.draft()

    def save(number):
        return actions.change(
            jobpakke=package, version=1, wanted=as_wanted(package, conditions=f"Vilkår {number}"), by=package.caseworker,
            at=clock.now(), today=clock.today(),
        )  # fmt: skip

    outcomes = at_once(save, times=MANY)
    assert Counter(type(outcome) for outcome in outcomes) == {Jobpakke: 1, Stale: MANY - 1}
    assert packages().get().version == 2


def test_the_desk_and_the_company_never_wait_for_each_other_for_ever():
    """Sending and breaking off take the job, the commitment and the package; an answer takes the last two in the same order."""
    package = jobpakker.awaiting()
    version = package.commitment.versions.get()

    def press(number):
        if number % 3 == 0:
            commitment = HiringCommitment.objects.across_municipalities().select_related("contact").get()
            return commitments.confirm(
                commitment=commitment,
                number=1,
                fingerprint=version.fingerprint,
                answered_by_name="Mette",
                at=clock.now(),
            )
        fresh = packages().select_related("opening", "citizen", "caseworker").get()
        if number % 3 == 1:
            plan = as_wanted(fresh, conditions=f"Vilkår {number}")
            return actions.change(
                jobpakke=fresh,
                version=fresh.version,
                wanted=plan,
                by=fresh.caseworker,
                at=clock.now(),
                today=clock.today(),
            )
        return actions.send_commitment(
            jobpakke=fresh, contact=package.opening.contact, by=fresh.caseworker, at=clock.now(), today=clock.today()
        )

    outcomes = at_once(press, times=MANY)
    refused = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert {type(error) for error in refused} <= {Stale, UnableTo, UnableToAnswer}, refused
    assert packages().get().state in {JobpakkeState.AWAITING_COMPANY, JobpakkeState.ACTIVE}
