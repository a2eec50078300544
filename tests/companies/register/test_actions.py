"""What happens to the register: once, written down, and never half."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from companies.register import actions
from companies.register.models import Company, Contact, Worksite
from jobpakker.foundation.audit.models import AuditEvent
from jobpakker.foundation.once import Taken
from tests.factories.accounts import UserFactory
from tests.factories.companies import CompanyFactory, ContactFactory, WorksiteFactory, valid_cvr

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)


def events(municipality_id):
    rows = AuditEvent.objects.for_municipality(municipality_id).order_by("pk")
    return [(event.kind, event.data) for event in rows]


def kinds(municipality_id):
    return [kind for kind, _data in events(municipality_id)]


def create(by, **other):
    contact = {"name": "Mette", "title": "", "email": "mette@firma.invalid", "phone": ""}
    plain = {
        "key": uuid4(),
        "cvr": valid_cvr(900),
        "name": "Firma ApS",
        "sector": "private",
        "worksite": {},
        "contact": contact,
    }
    return actions.create_company(**(plain | other), by=by, at=AT)


def test_a_company_comes_with_its_first_place_and_person():
    by = UserFactory()
    company = create(by, worksite={"p_number": "1003123456"})
    assert [(place.name, place.p_number) for place in company.worksites.all()] == [("Firma ApS", "1003123456")]
    assert [person.email for person in company.contacts.all()] == ["mette@firma.invalid"]
    assert kinds(by.municipality_id) == ["company.created", "worksite.added", "contact.added"]


def test_the_same_form_twice_is_one_company():
    by, key = UserFactory(), uuid4()
    first, second = create(by, key=key), create(by, key=key)
    assert first == second
    assert kinds(by.municipality_id) == ["company.created", "worksite.added", "contact.added"]


def test_a_cvr_number_is_taken_once_a_municipality():
    by, other = UserFactory(), UserFactory()
    create(by)
    with pytest.raises(Taken):
        create(by)
    assert create(other).municipality_id == other.municipality_id
    assert Company.objects.for_municipality(by.municipality_id).count() == 1


def test_a_p_number_that_is_taken_leaves_no_half_company_behind():
    by = UserFactory()
    WorksiteFactory(company__municipality=by.municipality, p_number="1003123456")
    with pytest.raises(Taken):
        create(by, worksite={"p_number": "1003123456"})
    assert Company.objects.for_municipality(by.municipality_id).filter(cvr=valid_cvr(900)).count() == 0
    assert kinds(by.municipality_id) == []


def test_a_strangers_key_does_not_open_a_strangers_company():
    theirs, by = CompanyFactory(), UserFactory()
    with pytest.raises(Taken):
        create(by, key=theirs.public_id)
    theirs.refresh_from_db()
    assert theirs.name != "Firma ApS"


def test_a_change_writes_down_the_names_of_the_fields_and_not_their_values():
    contact = ContactFactory(name="Mette", phone="70 00 00 10")
    by = UserFactory(municipality=contact.municipality)
    actions.change_contact(contact=contact, by=by, at=AT, name="Mette Holm", phone="70 00 00 10")
    contact.refresh_from_db()
    assert contact.name == "Mette Holm"
    assert events(by.municipality_id) == [("contact.changed", {"fields": ["name"]})]


def test_nothing_changed_is_nothing_written():
    company = CompanyFactory()
    by = UserFactory(municipality=company.municipality)
    actions.change_company(company=company, by=by, at=AT, name=company.name, sector=company.sector)
    assert kinds(by.municipality_id) == []


def test_an_address_that_another_person_of_the_company_has_is_taken():
    contact = ContactFactory()
    other = ContactFactory(company=contact.company)
    by = UserFactory(municipality=contact.municipality)
    with pytest.raises(Taken):
        actions.change_contact(contact=other, by=by, at=AT, email=contact.email)
    with pytest.raises(Taken):
        actions.add_contact(company=contact.company, key=uuid4(), by=by, at=AT, name="Ny", email=contact.email)
    assert kinds(by.municipality_id) == []


@pytest.mark.parametrize(("add", "model", "said"), [
    (actions.add_contact, Contact, {"name": "Ny", "email": "ny@firma.invalid"}),
    (actions.add_worksite, Worksite, {"name": "Lageret", "ordinary_employees": 12, "employees_as_of": date(2026, 11, 1)}),
])  # fmt: skip
def test_a_second_press_adds_nothing(add, model, said):
    company, key = CompanyFactory(), uuid4()
    by = UserFactory(municipality=company.municipality)
    assert add(company=company, key=key, by=by, at=AT, **said) == add(company=company, key=key, by=by, at=AT, **said)
    assert model.objects.for_municipality(by.municipality_id).count() == 1
    assert len(kinds(by.municipality_id)) == 1
