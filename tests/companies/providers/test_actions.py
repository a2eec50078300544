"""What happens to a class: each press once, with its event, and what can be taken back is taken back to what it was."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from companies.providers import actions, history, queries
from companies.providers.actions import NoneTaken, NoSeat, TooFewSeats, UnableToUndo
from companies.providers.facts import SessionFacts
from companies.providers.models import Course, CourseSession, Provider
from jobpakker.foundation.audit.models import AuditEvent
from jobpakker.foundation.once import Taken
from tests.factories.accounts import MunicipalityFactory, UserFactory
from tests.factories.providers import CourseFactory, CourseSessionFactory, ProviderFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
FACTS = SessionFacts(
    title="Truck B", provider="EUC Fjord", place="Fjordby", starts_on=date(2027, 3, 1), until=date(2027, 3, 9), seats=12,
    seats_taken=2, price_kr=1404, reference="H1",
)  # fmt: skip


@pytest.fixture
def by():
    return UserFactory()


def events(by):
    return [(e.kind, e.data) for e in AuditEvent.objects.for_municipality(by.municipality_id).order_by("pk")]


def kinds(by):
    return [kind.rpartition(".")[2] for kind, _data in events(by)]


def add(by, facts=FACTS, **other):
    return actions.add(**({"key": uuid4(), "facts": facts, "amu": "47592", "days": 6, "by": by, "at": AT} | other))


def mine(by, **other):
    return CourseSessionFactory(municipality=by.municipality, **other)


def fresh(session):
    return queries.sessions(session.municipality_id).get(pk=session.pk)


# Written down ---------------------------------------------------------------------------------------------------------------
def test_a_class_is_written_down_with_its_course_and_provider(by):
    session = add(by)
    assert fresh(session).facts == FACTS
    assert (session.course.amu, session.course.days, session.course.words) == ("47592", 6, ["b", "truck"])
    assert kinds(by) == ["added"]


def test_two_presses_write_down_one_class(by):
    key = uuid4()
    assert add(by, key=key) == add(by, key=key)
    for model in (CourseSession, Course, Provider):
        assert model.objects.for_municipality(by.municipality_id).count() == 1
    assert kinds(by) == ["added"]


def test_known_names_are_used_whatever_their_capitals(by):
    course = CourseFactory(municipality=by.municipality, title="truck  b", days=7)
    provider = ProviderFactory(municipality=by.municipality, name="euc fjord")
    session = add(by)
    assert (session.course, session.provider, session.course.days) == (course, provider, 7)


def test_the_same_class_again_is_refused_and_leaves_nothing(by):
    add(by)
    with pytest.raises(Taken):
        add(by)  # the provider's number
    add(by, FACTS.with_(reference=""))
    with pytest.raises(Taken):
        add(by, FACTS.with_(reference=""))  # course, provider, place and day
    assert kinds(by) == ["added", "added"]


def test_another_municipality_has_its_own(by):
    other = UserFactory()
    add(by)
    assert add(other).municipality_id == other.municipality_id
    assert CourseSession.objects.for_municipality(by.municipality_id).count() == 1


# Changed --------------------------------------------------------------------------------------------------------------------
def test_a_change_tells_old_and_new_and_is_a_sentence(by):
    session = add(by)
    actions.change(session=session, key=uuid4(), by=by, at=AT, seats=10, price_kr=None, until=date(2027, 3, 10))
    assert fresh(session).facts == FACTS.with_(seats=10, price_kr=None, until=date(2027, 3, 10))
    newest, oldest = history.lines(queries.events(session))
    assert (newest.who, newest.sentence, oldest.sentence) == (by.name, "rettede holdet.", "skrev holdet ned.")
    told = [(change.label, change.old, change.new) for change in newest.differences]
    assert told == [
        ("Sidste dag", "8. mar. 2027", "9. mar. 2027"), ("Pladser", "12", "10"), ("Pris", "1.404 kr.", "ikke angivet"),
    ]  # fmt: skip


def test_nothing_changed_is_nothing_written(by):
    session = add(by)
    actions.change(session=session, key=uuid4(), by=by, at=AT, seats=12, title="Truck B")
    assert kinds(by) == ["added"]


def test_another_course_and_provider_are_made_when_they_are_new(by):
    session = actions.change(session=add(by), key=uuid4(), by=by, at=AT, title="Truck A", provider="AMU Nord")
    assert (fresh(session).course.title, fresh(session).provider.name) == ("Truck A", "AMU Nord")
    assert Course.objects.for_municipality(by.municipality_id).count() == 2


def test_a_change_into_another_class_or_below_what_is_taken_is_refused(by):
    other = add(by, FACTS.with_(reference="H2"))
    session = add(by)
    with pytest.raises(Taken):
        actions.change(session=session, key=uuid4(), by=by, at=AT, reference="H2")
    with pytest.raises(TooFewSeats):
        actions.change(session=session, key=uuid4(), by=by, at=AT, seats=1)
    assert fresh(session).facts == FACTS
    assert other.reference == "H2"
    assert kinds(by) == ["added", "added"]


def test_a_change_writes_only_what_was_said(by):
    """Seats taken meanwhile are not given back by somebody who corrects the place."""
    session = add(by)
    actions.take_seat(session=fresh(session), key=uuid4(), by=by, at=AT)
    actions.change(session=session, key=uuid4(), by=by, at=AT, place="Sønderby")
    assert (fresh(session).place, fresh(session).seats_taken) == ("Sønderby", 3)


def test_a_course_is_changed_for_all_its_classes(by):
    session = add(by)
    actions.change_course(course=session.course, by=by, at=AT, title="Gaffeltruck B", days=7, amu="47592")
    course = fresh(session).course
    assert (course.title, course.days, course.words) == ("Gaffeltruck B", 7, ["b", "gaffeltruck"])
    assert events(by)[-1] == ("course.changed", {"changes": {"title": ["Truck B", "Gaffeltruck B"], "days": [6, 7]}})
    CourseFactory(municipality=by.municipality, title="Truck A")
    with pytest.raises(Taken):
        actions.change_course(course=course, by=by, at=AT, title="Truck A")


# Cancelled ------------------------------------------------------------------------------------------------------------------
def test_cancelling_and_opening_again_are_each_written_down_once(by):
    session = mine(by)
    for _press in range(2):
        actions.cancel(session=session, key=uuid4(), reason="too_few", by=by, at=AT)
    assert (session.state, session.cancelled_on, session.cancel_reason) == ("cancelled", date(2026, 11, 24), "too_few")
    for _press in range(2):
        actions.reopen(session=session, by=by, at=AT)
    assert (session.state, session.cancelled_on, session.cancel_reason) == ("open", None, "")
    assert kinds(by) == ["cancelled", "reopened"]


def test_the_day_of_a_cancellation_is_the_danish_one(by):
    session = actions.cancel(
        session=mine(by), key=uuid4(), reason="other", by=by, at=datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    )
    assert session.cancelled_on == date(2026, 11, 25)


# Seats -----------------------------------------------------------------------------------------------------------------------
def test_seats_are_taken_and_given_back(by):
    session = mine(by, seats=3, seats_taken=1)
    assert actions.take_seat(session=session, key=uuid4(), by=by, at=AT).free == 1
    assert actions.give_back(session=session, key=uuid4(), by=by, at=AT).free == 2
    assert [data["free"] for _kind, data in events(by)] == [1, 2]


def test_one_press_takes_one_seat_however_often_it_arrives(by):
    session, key = mine(by, seats=3, seats_taken=0), uuid4()
    for _press in range(3):
        actions.take_seat(session=session, key=key, by=by, at=AT)
    assert fresh(session).seats_taken == 1
    assert kinds(by) == ["seat_taken"]


@pytest.mark.parametrize("traits", [{"full": True}, {"cancelled": True}])
def test_no_seat_of_a_full_or_a_cancelled_class(by, traits):
    session = mine(by, **traits)
    with pytest.raises(NoSeat):
        actions.take_seat(session=session, key=uuid4(), by=by, at=AT)
    assert kinds(by) == []


def test_no_seat_is_given_back_that_nobody_took(by):
    with pytest.raises(NoneTaken):
        actions.give_back(session=mine(by, seats_taken=0), key=uuid4(), by=by, at=AT)


# Taken back --------------------------------------------------------------------------------------------------------------------
def undo(session, key, by):
    return actions.undo(session=session, key=key, by=by, at=AT)


def test_a_new_class_is_taken_back_entirely(by):
    session, key = None, uuid4()
    session = add(by, key=key)
    assert undo(session, key, by) is None
    assert CourseSession.objects.for_municipality(by.municipality_id).count() == 0
    assert kinds(by) == ["added", "removed"]


def test_a_new_class_that_has_been_worked_with_stays(by):
    key = uuid4()
    session = add(by, key=key)
    actions.take_seat(session=session, key=uuid4(), by=by, at=AT)
    with pytest.raises(UnableToUndo):
        undo(session, key, by)
    assert fresh(session)


def test_a_change_is_taken_back_field_by_field_and_once(by):
    session, key = add(by), uuid4()
    actions.change(session=session, key=key, by=by, at=AT, seats=10, title="Truck A", until=date(2027, 3, 10))
    actions.take_seat(session=session, key=uuid4(), by=by, at=AT)
    for _press in range(2):
        undo(session, key, by)
    assert fresh(session).facts == FACTS.with_(seats_taken=3)  # what was done to another field stays
    assert kinds(by) == ["added", "changed", "seat_taken", "changed"]
    assert history.lines(queries.events(session))[0].sentence == "fortrød rettelsen."


def test_a_change_that_somebody_has_changed_again_stays(by):
    session, key = add(by), uuid4()
    actions.change(session=session, key=key, by=by, at=AT, seats=10, place="Sønderby")
    actions.change(session=session, key=uuid4(), by=by, at=AT, seats=11)
    with pytest.raises(UnableToUndo):
        undo(session, key, by)
    assert (fresh(session).seats, fresh(session).place) == (11, "Sønderby")


def test_a_change_is_not_taken_back_into_another_class_or_below_what_is_taken(by):
    session, key = add(by), uuid4()
    actions.change(session=session, key=key, by=by, at=AT, reference="H9")
    add(by)  # takes the old number
    with pytest.raises(UnableToUndo):
        undo(session, key, by)
    wider, key = mine(by, seats=2, seats_taken=2), uuid4()
    actions.change(session=wider, key=key, by=by, at=AT, seats=3)
    actions.take_seat(session=wider, key=uuid4(), by=by, at=AT)
    with pytest.raises(UnableToUndo):
        undo(wider, key, by)


def test_a_cancellation_is_taken_back(by):
    session, key = mine(by), uuid4()
    actions.cancel(session=session, key=key, reason="moved", by=by, at=AT)
    for _press in range(2):
        undo(session, key, by)
    assert fresh(session).is_open
    assert kinds(by) == ["cancelled", "reopened"]


def test_a_seat_is_taken_back_both_ways(by):
    session, key, other = mine(by, seats=2, seats_taken=1), uuid4(), uuid4()
    actions.take_seat(session=session, key=key, by=by, at=AT)
    for _press in range(2):
        undo(session, key, by)
    assert fresh(session).seats_taken == 1
    actions.give_back(session=session, key=other, by=by, at=AT)
    undo(session, other, by)
    assert fresh(session).seats_taken == 1


def test_a_seat_that_another_has_taken_meanwhile_is_not_taken_again(by):
    session, key = mine(by, seats=1, seats_taken=1), uuid4()
    actions.give_back(session=session, key=key, by=by, at=AT)
    actions.take_seat(session=session, key=uuid4(), by=by, at=AT)
    with pytest.raises(UnableToUndo):
        undo(session, key, by)


def test_a_key_of_another_class_takes_nothing_back(by):
    session, other, key = mine(by), mine(by), uuid4()
    actions.cancel(session=other, key=key, reason="moved", by=by, at=AT)
    with pytest.raises(UnableToUndo):
        undo(session, key, by)
    assert not fresh(other).is_open


# The database says no first ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("wrong", [
    {"until": date(2027, 3, 1)}, {"seats": 0, "seats_taken": 0}, {"seats": 2, "seats_taken": 3}, {"state": "cancelled"},
    {"cancel_reason": "other"}, {"cancelled_on": date(2027, 3, 1)},
])  # fmt: skip
def test_what_cannot_be_is_refused(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        CourseSessionFactory(**({"starts_on": date(2027, 3, 1)} | wrong))


@pytest.mark.parametrize("wrong", [{"days": 0}, {"amu": "1234"}, {"amu": "12a45"}])
def test_a_course_that_cannot_be_is_refused(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        CourseFactory(**wrong)


@pytest.mark.parametrize("part", ["course", "provider"])
def test_a_class_points_at_rows_of_its_own_municipality(part):
    strange = {"course": CourseFactory, "provider": ProviderFactory}[part]()
    with pytest.raises(IntegrityError), transaction.atomic():
        CourseSessionFactory(municipality=MunicipalityFactory(), **{part: strange})
        connection.check_constraints()


def test_a_class_of_long_ago_keeps_its_history(by):
    session = mine(by, starts_on=date(2026, 11, 24) - timedelta(days=400))
    actions.cancel(session=session, key=uuid4(), reason="no_teacher", by=by, at=AT)
    assert (
        history.lines(queries.events(session))[0].sentence
        == "skrev, at holdet er aflyst: ingen underviser eller lokale."
    )
