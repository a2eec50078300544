"""What happens to a job: written down in one press, changed by name, withdrawn only when nobody is asked about it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest

from companies.commitments import actions as commitments
from companies.openings import actions
from companies.openings.actions import UnableToWithdraw
from companies.openings.models import JobOpening
from companies.register.models import Company, Contact, Worksite
from jobpakker.foundation.audit.models import AuditEvent
from jobpakker.foundation.once import Taken
from tests.factories.accounts import UserFactory
from tests.factories.companies import (
    CompanyFactory,
    ContactFactory,
    JobOpeningFactory,
    WorksiteFactory,
    asked,
    said_yes,
    valid_cvr,
)

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
NEW_PERSON = {"name": "Mette", "title": "", "email": "mette@firma.invalid", "phone": ""}


def events(municipality_id):
    rows = AuditEvent.objects.for_municipality(municipality_id).order_by("pk")
    return [(event.kind, event.data) for event in rows]


def kinds(municipality_id):
    return [kind for kind, _data in events(municipality_id)]


def create(by, **other):
    plain = {
        "key": uuid4(), "company": {"cvr": valid_cvr(900), "name": "Firma ApS"}, "worksite": None, "contact": NEW_PERSON,
        "title": "Kok", "starts_on": date(2027, 3, 1), "places": 1, "weekly_hours": Decimal(37), "wage_basis": "",
        "requirements": "",
    }  # fmt: skip
    return actions.create(**(plain | other), by=by, at=AT)


def test_one_press_writes_down_the_job_its_company_and_its_contact():
    by = UserFactory()
    opening = create(by)
    assert (opening.company.name, opening.worksite.name, opening.contact.name) == ("Firma ApS", "Firma ApS", "Mette")
    assert opening.created_by == by
    assert kinds(by.municipality_id) == ["company.created", "worksite.added", "contact.added", "opening.created"]


def test_two_presses_write_down_one_of_each():
    by, key = UserFactory(), uuid4()
    assert create(by, key=key) == create(by, key=key)
    for model in (JobOpening, Company, Contact, Worksite):
        assert model.objects.for_municipality(by.municipality_id).count() == 1
    assert kinds(by.municipality_id).count("opening.created") == 1


def test_a_known_company_without_a_place_of_work_gets_one():
    company = CompanyFactory()
    opening = create(UserFactory(municipality=company.municipality), company=company)
    assert opening.worksite.company == company


def test_a_known_company_keeps_its_oldest_place_when_none_is_chosen():
    place = WorksiteFactory()
    WorksiteFactory(company=place.company)
    opening = create(UserFactory(municipality=place.municipality), company=place.company)
    assert opening.worksite == place


def test_a_number_that_somebody_else_has_just_taken_leaves_nothing_behind():
    by = UserFactory()
    CompanyFactory(municipality=by.municipality, cvr=valid_cvr(900))
    with pytest.raises(Taken):
        create(by)
    contact = ContactFactory(company__municipality=by.municipality)
    with pytest.raises(Taken):
        create(by, company=contact.company, contact=NEW_PERSON | {"email": contact.email})
    assert JobOpening.objects.for_municipality(by.municipality_id).count() == 0
    assert kinds(by.municipality_id) == []


def test_a_change_of_day_writes_down_both_days():
    opening = JobOpeningFactory(starts_on=date(2027, 3, 1), title="Kok")
    by = UserFactory(municipality=opening.municipality)
    actions.change(opening=opening, by=by, at=AT, starts_on=date(2027, 4, 1), title="Kok")
    opening.refresh_from_db()
    assert opening.starts_on == date(2027, 4, 1)
    assert events(by.municipality_id) == [
        ("opening.changed", {"fields": ["starts_on"], "from": "2027-03-01", "to": "2027-04-01"})
    ]


def test_nothing_changed_is_nothing_written():
    opening = JobOpeningFactory()
    by = UserFactory(municipality=opening.municipality)
    actions.change(opening=opening, by=by, at=AT, title=opening.title)
    assert kinds(by.municipality_id) == []


def test_withdrawing_and_opening_again_are_each_written_down_once():
    opening = JobOpeningFactory()
    by = UserFactory(municipality=opening.municipality)
    for _press in range(2):
        opening = actions.withdraw(opening=opening, by=by, at=AT)
    assert opening.state == JobOpening.State.WITHDRAWN
    for _press in range(2):
        opening = actions.reopen(opening=opening, by=by, at=AT)
    assert opening.state == JobOpening.State.OPEN
    assert kinds(by.municipality_id) == ["opening.withdrawn", "opening.reopened"]


@pytest.mark.parametrize("promise", [lambda commitment: commitment, said_yes])
def test_a_job_that_is_asked_about_or_promised_is_not_taken_away(promise):
    commitment = promise(asked(at=AT))
    with pytest.raises(UnableToWithdraw):
        actions.withdraw(opening=commitment.opening, by=commitment.asked_by, at=AT)
    commitment.opening.refresh_from_db()
    assert commitment.opening.state == JobOpening.State.OPEN


def test_when_the_promise_is_taken_back_the_job_can_be_too():
    commitment = asked(at=AT)
    commitments.withdraw(commitment=commitment, by=commitment.asked_by, at=AT)
    actions.withdraw(opening=commitment.opening, by=commitment.asked_by, at=AT)
    commitment.opening.refresh_from_db()
    assert commitment.opening.state == JobOpening.State.WITHDRAWN


def test_a_filled_job_is_neither_withdrawn_nor_opened_again():
    opening = JobOpeningFactory(filled=True)
    by = UserFactory(municipality=opening.municipality)
    actions.withdraw(opening=opening, by=by, at=AT)
    actions.reopen(opening=opening, by=by, at=AT)
    opening.refresh_from_db()
    assert opening.state == JobOpening.State.FILLED
    assert kinds(by.municipality_id) == []
