"""A chain that worked becomes a model of the municipality's own, and a gap leads to where it can be let be."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from casework.blueprints import queries
from casework.blueprints.models import Blueprint
from casework.green_wave import actions as watch
from casework.green_wave.models import DeadPeriod
from jobpakker.foundation import clock
from jobpakker.foundation.audit.models import AuditEvent
from tests.casework.jobpakke.bench import free_monday
from tests.casework.jobpakke.pages import detail_url, edit_url, fields
from tests.companies.pages import body, client_of, someone
from tests.factories import jobpakker
from tests.factories.jobpakker import COURSE, PRAKTIK, chain, step

pytestmark = pytest.mark.django_db
BUTTON = "Gem kæden som inspirationsmodel"


def keep_url(package):
    return reverse("casework:jobpakke_keep", args=[package.public_id])


def own(package):
    return Blueprint.objects.for_municipality(package.municipality_id).filter(code__startswith=queries.OWN)


@pytest.mark.parametrize("make", [jobpakker.draft, jobpakker.walking, jobpakker.active])
def test_the_chain_is_kept_with_its_lengths_and_order(make):
    package = make(*chain(mentor=True))
    client = client_of(package.caseworker)
    assert BUTTON in body(client.get(detail_url(package)))
    response = client.post(keep_url(package), {"key": uuid4()})
    [model] = own(package)
    assert response.url == reverse("casework:blueprint_edit", args=[model.public_id])
    assert model.title == f"{package.opening.title} (egen)"
    assert [(one.title, str(one.length)) for one in queries.values(model)] == [
        ("Praktik i rengøring", "4 uger"),
        ("AMU: Rengøringshygiejne", "10 arbejdsdage"),
        ("Løntilskud", "8 uger"),
        ("Mentor", "13 uger"),
    ]
    [event] = AuditEvent.objects.for_municipality(package.municipality_id).filter(kind="blueprint.kept")
    assert event.data == {"code": model.code, "from": str(package.public_id)}


def test_a_second_press_finds_the_same_model():
    package, key = jobpakker.draft(), uuid4()
    client = client_of(package.caseworker)
    urls = {client.post(keep_url(package), {"key": key}).url for _ in range(2)}
    assert len(urls) == 1 and own(package).count() == 1


def test_what_was_broken_off_is_no_part_of_the_model():
    package = jobpakker.broken()
    client_of(package.caseworker).post(keep_url(package), {"key": uuid4()})
    assert [one.title for one in queries.values(own(package).get())] == ["AMU: Rengøringshygiejne", "Løntilskud"]


def test_strangers_chains_are_unknown_and_a_consultant_keeps_none():
    mine, theirs = jobpakker.draft(), jobpakker.draft()
    assert client_of(mine.caseworker).post(keep_url(theirs), {"key": uuid4()}).status_code == 404
    consultant = client_of(someone(mine.municipality, consultant=True, team=mine.citizen.team))
    assert consultant.post(keep_url(mine), {"key": uuid4()}).status_code == 403
    assert BUTTON not in body(consultant.get(detail_url(mine)))
    assert not own(mine) and not own(theirs)


@pytest.mark.parametrize("sent", [{"key": "x"}, {"key": "\x00"}])
def test_whatever_is_sent_nothing_breaks(sent):
    package = jobpakker.draft()
    assert client_of(package.caseworker).post(keep_url(package), sent).status_code == 302
    assert not own(package)


# A gap that is let be ----------------------------------------------------------------------------------------------------------
@pytest.fixture
def gap():
    """A package whose course lies eight weeks from now and its job seventeen, and the flag of the gap between."""
    course = free_monday(clock.today() + timedelta(days=56))
    package = jobpakker.active(
        step(PRAKTIK, "4 uger", "Praktik"), step(COURSE, "5 arbejdsdage", "AMU", dates=f"{course:%d-%m-%Y}")
    )
    watch.recheck(jobpakke=package, today=clock.today(), at=clock.now())
    flags = DeadPeriod.objects.for_municipality(package.municipality_id).filter(jobpakke=package, closed_at=None)
    return package, flags.get(after_step__title="AMU")


def test_a_gap_leads_to_its_own_page_from_the_package_and_from_the_builder(gap):
    package, flag = gap
    client = client_of(package.caseworker)
    address = reverse("casework:dead_period_detail", args=[flag.public_id])
    [row] = [gap for row in client.get(detail_url(package)).context["card"].steps for gap in row.gaps]
    assert row.url == address
    page = client.get(edit_url(package))
    assert body(page).count(f'href="{address}"') == 1
    assert client.get(address).status_code == 200


def test_a_gap_keeps_its_page_between_the_same_steps_and_one_that_is_only_drawn_has_none(gap):
    package, flag = gap
    client = client_of(package.caseworker)
    typed = fields(client.get(edit_url(package)))
    moved = client.post(edit_url(package), typed | {"trin-1-length": "3 arbejdsdage", "do": "again"})
    assert str(flag.public_id) in body(moved)
    between = fields(client.post(edit_url(package), typed | {"do": "add:2"})) | {"trin-2-length": "2 uger"}
    drawn = body(client.post(edit_url(package), between | {"do": "again"}))
    assert "data-gap" in drawn and str(flag.public_id) not in drawn
