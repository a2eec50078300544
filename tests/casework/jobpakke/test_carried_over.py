"""Terms that change only where the company has nothing to answer for: its yes stands, and the package goes on."""

import pytest

from casework.jobpakke import actions
from jobpakker.foundation import clock
from tests.factories.jobpakker import active

pytestmark = pytest.mark.django_db


def send(package):
    today, at = clock.today(), clock.now()
    return actions.send_commitment(
        jobpakke=package, contact=package.commitment.contact, by=package.caseworker, at=at, today=today
    )


def standing(package):
    package.refresh_from_db()
    return package.state, package.commitment.state, package.commitment.version


def test_a_new_telephone_number_asks_nobody_anew():
    package = active()
    promised = package.promised_on
    package.caseworker.phone = "70 00 00 99"
    package.caseworker.save()
    send(package)
    assert standing(package) == ("active", "confirmed", 2)
    assert package.promised_on == promised


def test_other_hours_ask_anew_and_back_again_the_old_yes_holds():
    package = active()
    before = package.opening.weekly_hours
    for hours, expected in ((20, ("awaiting_company", "requested", 2)), (before, ("active", "confirmed", 3))):
        package.opening.weekly_hours = hours
        package.opening.save()
        send(package)
        assert standing(package) == expected
