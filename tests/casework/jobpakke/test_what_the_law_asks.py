"""What the rules ask and only people know: hours, the last employer, the net increase, and when LAB applies to a newcomer."""

from datetime import timedelta
from decimal import Decimal

import pytest

from casework.citizens.models import Citizen, TargetGroup
from casework.jobpakke import lawful
from jobpakker.foundation.law import LegalBasis
from tests.casework.jobpakke.bench import follow, packages
from tests.casework.jobpakke.pages import build_url, edit_url, fields
from tests.companies.pages import body

pytestmark = pytest.mark.django_db


def test_hours_of_a_step_are_held_to_full_time_and_kept(client, citizen, opening, typed):
    over = body(follow(client, opening, typed | {"trin-0-hours": "42"}))
    assert "42 timer om ugen er mere end fuld tid, som er 37." in over
    assert "lav intensitet" in body(follow(client, opening, typed | {"trin-0-hours": "7,5"}))
    client.post(build_url(opening), typed | {"trin-0-hours": "22,5", "do": "save"})
    package = packages(citizen).get()
    assert package.steps.get(position=0).weekly_hours == Decimal("22.5")
    assert fields(client.get(edit_url(package)))["trin-0-hours"] == "22,5"


@pytest.mark.parametrize("wrong", ["mange", "0", "-3", "61", "1e9", "NaN", "12,345"])
def test_hours_that_cannot_be_are_refused_beside_their_field(client, opening, typed, wrong):
    assert client.post(build_url(opening), typed | {"trin-0-hours": wrong, "do": "save"}).status_code == 422


def test_the_last_employer_is_asked_about_warned_of_and_kept(client, citizen, opening, typed):
    assert "var sidst ansat" not in body(follow(client, opening, typed))
    said = typed | {"last_employed_here": "true", "net_increase": "false"}
    page = body(follow(client, opening, said))
    assert "Borgeren var sidst ansat i denne virksomhed." in page
    assert client.post(build_url(opening), said | {"reason": "Det er aftalt.", "do": "save"}).status_code == 302
    package = packages(citizen).get()
    assert (package.last_employed_here, package.net_increase) == (True, False)
    rules = {one.finding.rule for one in lawful.of_package(package, package.steps.all())}
    assert {"PRAKTIK_KARENS", "LT_MERBESK_PRIVAT"} & rules
    shown = fields(client.get(edit_url(package)))
    assert (shown["last_employed_here"], shown["net_increase"]) == ("true", "false")
    client.post(edit_url(package), shown | {"last_employed_here": "", "do": "save"})
    package.refresh_from_db()
    assert package.last_employed_here is None


def test_who_has_been_heard_before_a_step_is_not_asked_for_again(client, opening, typed):
    asked = "skal drøftes med en repræsentant"
    assert body(follow(client, opening, typed)).count(asked) == 2  # praktik and løntilskud
    heard = typed | {"trin-0-leads": "LEAD_REP"}
    assert body(follow(client, opening, heard)).count(asked) == 1


def test_a_newcomer_is_under_integrationsloven_until_the_day_that_is_written(citizen, opening):
    Citizen.objects.for_municipality(citizen.municipality_id).filter(pk=citizen.pk).update(
        target_group=TargetGroup.INTRO_PROGRAM, lab_from=opening.starts_on
    )
    citizen.refresh_from_db()
    situation = lawful.ground(citizen, opening).situation
    assert situation.basis_on(opening.starts_on - timedelta(days=1)) == LegalBasis.INTEGRATIONSLOVEN
    assert situation.basis_on(opening.starts_on) == LegalBasis.LAB
