"""Who waits for a chain: the builder's list of citizens, and the same on Min dag."""

from datetime import timedelta

import pytest

from casework.jobpakke import actions
from casework.jobpakke.models import EndReason, Outcome
from casework.jobpakke.queries import citizens_to_begin_with
from jobpakker.foundation import clock
from tests.factories.accounts import UserFactory
from tests.factories.citizens import CitizenFactory
from tests.factories.jobpakker import walking

pytestmark = pytest.mark.django_db


def test_who_has_a_job_does_not_wait_and_who_is_back_does():
    mette = UserFactory()

    def ended(outcome: Outcome):
        package = walking(citizen=CitizenFactory(caseworker=mette))
        actions.complete(jobpakke=package, outcome=outcome, on=clock.today(), by=mette, at=clock.now())
        return package.citizen

    ended(Outcome.ORDINAER)
    ended(Outcome.UDDANNELSE)
    back = ended(Outcome.TILBAGE_PAA_YDELSE)
    new = CitizenFactory(caseworker=mette, referred_on=clock.today() - timedelta(days=20))
    walking(citizen=CitizenFactory(caseworker=mette))
    assert citizens_to_begin_with(mette) == [new, back]  # back since today, however long ago the referral


def test_a_chain_that_was_broken_off_is_waited_after():
    package = walking()
    actions.break_off(jobpakke=package, reason=EndReason.OTHER, on=clock.today(), by=package.caseworker, at=clock.now())
    assert citizens_to_begin_with(package.caseworker) == [package.citizen]


def test_who_comes_again_after_a_job_waits_again():
    package = walking()
    actions.complete(
        jobpakke=package, outcome=Outcome.ORDINAER, on=clock.today() - timedelta(days=1), by=package.caseworker,
        at=clock.now(),
    )  # fmt: skip
    citizen = package.citizen
    citizen.referred_on = clock.today()
    citizen.save(update_fields=["referred_on"])
    assert citizens_to_begin_with(package.caseworker) == [citizen]
