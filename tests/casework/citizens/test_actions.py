"""What can happen to a citizen, once and in the trail."""

from datetime import date, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from casework.citizens import actions, queries
from casework.citizens.actions import NoNumber, Stale
from casework.citizens.events import Kind, clarification_changed
from casework.citizens.models import Citizen, TargetGroup
from jobpakker.foundation.audit.models import AccessLogEntry, AuditEvent
from jobpakker.foundation.once import Taken
from tests.companies.at_once import at_once
from tests.factories.accounts import TeamFactory, UserFactory
from tests.factories.citizens import CitizenFactory

NUMBER = "6101801234"
AT = datetime(2026, 11, 25, 9, 30, tzinfo=ZoneInfo("Europe/Copenhagen"))


def create(by, *, key=None, at=AT, **differing):
    plain = {
        "first_name": "Åse", "last_name": "Aagaard", "cpr": "", "target_group": TargetGroup.KH_JOBPARAT,
        "referred_on": date(2026, 10, 1), "caseworker": by,
    }  # fmt: skip
    return actions.create(key=key or uuid4(), by=by, at=at, **(plain | differing))


def kinds(citizen):
    rows = AuditEvent.objects.for_municipality(citizen.municipality_id).filter(subject_id=citizen.public_id)
    return [Kind(event.kind) for event in rows.order_by("pk")]


# Written down -------------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_case_numbers_are_counted_per_municipality_and_year():
    here, there = UserFactory(), UserFactory()
    assert [create(here).alias, create(here).alias] == ["B-2026-0001", "B-2026-0002"]
    assert create(there).alias == "B-2026-0001"
    next_year = datetime(2026, 12, 31, 23, 30, tzinfo=ZoneInfo("UTC"))  # half past midnight in Denmark
    assert create(here, at=next_year).alias == "B-2027-0001"


@pytest.mark.django_db
def test_the_number_goes_on_beyond_four_digits():
    here = UserFactory()
    for alias in ("B-2026-9999", "B-2026-10000", "B-2026-GAMMEL"):
        CitizenFactory(caseworker=here, alias=alias)
    assert create(here).alias == "B-2026-10001"


@pytest.mark.django_db
def test_a_citizen_belongs_to_the_team_of_her_caseworker():
    here = UserFactory()
    colleague = UserFactory(municipality=here.municipality)
    assert create(here, caseworker=colleague).team == colleague.team


@pytest.mark.django_db
def test_the_cpr_number_is_sealed_and_no_column_holds_it():
    citizen = create(UserFactory(), cpr=NUMBER)
    assert queries.open_cpr(Citizen.objects.for_municipality(citizen.municipality).get()) == NUMBER
    with connection.cursor() as cursor:
        cursor.execute("SELECT c::text FROM casework_citizen c")
        assert NUMBER not in cursor.fetchone()[0]
    assert kinds(citizen) == [Kind.CREATED]
    assert NUMBER not in str(AuditEvent.objects.for_municipality(citizen.municipality).values_list("data"))


@pytest.mark.django_db
def test_a_seal_moved_to_another_row_does_not_open_and_breaks_no_page():
    one, other = CitizenFactory(cpr=NUMBER), CitizenFactory(cpr="6101801235")
    other.cpr_sealed = one.cpr_sealed
    assert queries.open_cpr(other) is None
    assert queries.masked_cpr(other) == ""


@pytest.mark.django_db
def test_a_form_sent_twice_makes_one_citizen():
    by, key = UserFactory(), uuid4()
    assert create(by, key=key, cpr=NUMBER).pk == create(by, key=key, cpr=NUMBER).pk
    assert kinds(create(by, key=key)) == [Kind.CREATED]


@pytest.mark.django_db
def test_one_cpr_number_once_in_a_municipality_and_no_word_of_it_to_another():
    here = UserFactory()
    create(here, cpr=NUMBER)
    with pytest.raises(Taken) as caught:
        create(here, cpr=NUMBER)
    assert NUMBER not in repr(caught.value)
    assert create(UserFactory(), cpr=NUMBER).alias == "B-2026-0001"


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_numbers_without_holes_or_doubles():
    by = UserFactory()
    found = at_once(lambda _n: create(by).alias, times=40)
    assert sorted(found) == [f"B-2026-{n:04}" for n in range(1, 41)]


@pytest.mark.django_db(transaction=True)
def test_one_cpr_number_at_once_makes_one_citizen_and_a_sentence_for_the_rest():
    by = UserFactory()
    found = at_once(lambda _n: create(by, cpr=NUMBER), times=30)
    assert sum(isinstance(one, Citizen) for one in found) == 1
    assert sum(isinstance(one, Taken) for one in found) == 29


# Changed ------------------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_change_writes_the_names_of_the_fields_and_never_their_values():
    citizen = CitizenFactory()
    changed = actions.change(
        citizen=citizen, version=1, by=citizen.caseworker, at=AT, last_name="Hemmelig", phone="70 00 00 01", cpr=NUMBER,
    )  # fmt: skip
    event = AuditEvent.objects.for_municipality(citizen.municipality).get(kind=Kind.CHANGED)
    assert event.data == {"fields": ["cpr", "last_name", "phone"], "version": 2}
    assert changed.version == 2
    assert changed.sort_key == "hemmelig amira"
    assert queries.open_cpr(changed) == NUMBER


@pytest.mark.django_db
def test_nothing_changed_writes_nothing():
    citizen = CitizenFactory(cpr=NUMBER)
    actions.change(citizen=citizen, version=1, by=citizen.caseworker, at=AT, last_name=citizen.last_name, cpr=NUMBER)
    citizen.refresh_from_db()
    assert (citizen.version, kinds(citizen)) == (1, [])


@pytest.mark.django_db
def test_the_second_of_two_is_told_and_nothing_of_the_first_is_undone():
    citizen = CitizenFactory()
    actions.change(citizen=citizen, version=1, by=citizen.caseworker, at=AT, phone="70 00 00 01")
    with pytest.raises(Stale) as caught:
        actions.change(citizen=citizen, version=1, by=citizen.caseworker, at=AT, phone="70 00 00 02")
    assert caught.value.current.phone == "70 00 00 01"
    citizen.refresh_from_db()
    assert (citizen.phone, citizen.version) == ("70 00 00 01", 2)


@pytest.mark.django_db
def test_a_second_press_of_the_same_button_is_no_conflict():
    citizen = CitizenFactory()
    for _press in range(2):
        actions.change(citizen=citizen, version=1, by=citizen.caseworker, at=AT, phone="70 00 00 01")
    assert kinds(citizen) == [Kind.CHANGED]


@pytest.mark.django_db(transaction=True)
def test_of_many_who_save_the_same_version_at_once_one_is_saved_and_the_rest_are_told():
    citizen = CitizenFactory()
    found = at_once(
        lambda n: actions.change(citizen=citizen, version=1, by=citizen.caseworker, at=AT, phone=f"700000{n:02}"),
        times=30,
    )
    assert sum(isinstance(one, Stale) for one in found) == 29
    citizen.refresh_from_db()
    assert citizen.version == 2
    assert [one.phone for one in found if isinstance(one, Citizen)] == [citizen.phone]


@pytest.mark.django_db
def test_a_number_that_another_citizen_has_is_refused():
    one = CitizenFactory(cpr=NUMBER)
    other = CitizenFactory(caseworker=one.caseworker)
    with pytest.raises(Taken):
        actions.change(citizen=other, version=1, by=one.caseworker, at=AT, cpr=NUMBER)
    other.refresh_from_db()
    assert (other.cpr_sealed, other.version) == (None, 1)


@pytest.mark.django_db
def test_handed_to_a_colleague_she_goes_to_that_team():
    citizen = CitizenFactory()
    colleague = UserFactory(municipality=citizen.municipality, team=TeamFactory(municipality=citizen.municipality))
    actions.change(citizen=citizen, version=1, by=citizen.caseworker, at=AT, caseworker=colleague)
    citizen.refresh_from_db()
    assert citizen.team == colleague.team


@pytest.mark.django_db
def test_a_caseworker_who_has_moved_takes_no_citizen_along_by_somebody_elses_edit():
    citizen = CitizenFactory()
    mover, old_team = citizen.caseworker, citizen.team
    mover.team = TeamFactory(municipality=citizen.municipality)
    mover.save()
    actions.change(
        citizen=citizen,
        version=1,
        by=UserFactory(municipality=citizen.municipality, team=old_team),
        at=AT,
        phone="70 00 00 01",
    )
    citizen.refresh_from_db()
    assert citizen.team == old_team


# The number shown -----------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_showing_the_number_is_written_down_twice_and_the_number_in_neither():
    citizen = CitizenFactory(cpr=NUMBER)
    by = citizen.caseworker
    assert actions.reveal_cpr(citizen=citizen, reason="opslag i VITAS", by=by, at=AT) == NUMBER
    entry = AccessLogEntry.objects.for_municipality(by.municipality).get()
    assert (entry.action, entry.citizen_id, entry.reason, entry.user_id) == (
        "reveal_cpr", citizen.public_id, "opslag i VITAS", by.pk,
    )  # fmt: skip
    assert kinds(citizen) == [Kind.CPR_REVEALED]
    assert NUMBER not in f"{vars(entry)}{list(AuditEvent.objects.for_municipality(by.municipality).values())}"


@pytest.mark.django_db
def test_without_a_number_there_is_nothing_to_show_and_nothing_to_write():
    citizen = CitizenFactory()
    with pytest.raises(NoNumber):
        actions.reveal_cpr(citizen=citizen, reason="opslag", by=citizen.caseworker, at=AT)
    assert kinds(citizen) == []


# Trin 0 and the first name ----------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_clarified_once_taken_back_once_and_announced():
    citizen, heard = CitizenFactory(), []

    def listen(sender, citizen, today, **_rest):
        heard.append((citizen.clarified_on, today))

    clarification_changed.connect(listen)
    by, today = citizen.caseworker, AT.date()
    try:
        for _press in range(2):
            actions.clarify(citizen=citizen, on=date(2026, 11, 1), by=by, at=AT, today=today)
        for _press in range(2):
            actions.take_back_clarification(citizen=citizen, by=by, at=AT, today=today)
    finally:
        clarification_changed.disconnect(listen)
    assert kinds(citizen) == [Kind.CLARIFIED, Kind.CLARIFICATION_TAKEN_BACK]
    assert heard == [(date(2026, 11, 1), today), (None, today)]


@pytest.mark.django_db
def test_the_first_name_is_for_companies_only_while_she_agrees():
    citizen = CitizenFactory(first_name="Amira")
    by = citizen.caseworker
    assert citizen.name_for_company == ""
    for _press in range(2):
        actions.agree_to_first_name(citizen=citizen, on=AT.date(), by=by, at=AT)
    assert citizen.name_for_company == "Amira"
    actions.take_back_agreement(citizen=citizen, by=by, at=AT)
    assert citizen.name_for_company == ""
    assert kinds(citizen) == [Kind.AGREED_TO_FIRST_NAME, Kind.AGREEMENT_TAKEN_BACK]
