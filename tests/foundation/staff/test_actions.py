"""What an administrator can do, and what nobody can."""

from uuid import uuid4

import pytest

from jobpakker.foundation import clock
from jobpakker.foundation.accounts.models import ClosedDay, Team, User
from jobpakker.foundation.audit.models import AuditEvent
from jobpakker.foundation.notifications.models import Notification
from jobpakker.foundation.once import Taken
from jobpakker.foundation.staff import actions, queries
from jobpakker.foundation.staff.actions import UnableTo
from jobpakker.foundation.staff.events import Kind
from tests.companies.at_once import at_once
from tests.factories.accounts import TeamFactory, UserFactory


@pytest.fixture
def admin(db):
    return UserFactory(administrator=True)


def kinds(user):
    return [event.kind for event in AuditEvent.objects.for_municipality(user.municipality_id).order_by("pk")]


def create(admin, *, key=None, **differing):
    plain = {"name": "Ny Hansen", "email": "Ny@Kommune.invalid", "phone": "", "role_code": "manager", "team": None}
    return actions.create_user(key=key or uuid4(), by=admin, at=clock.now(), **(plain | differing))


def test_a_new_employee_has_no_password_and_a_mail_on_the_way(admin):
    user = create(admin)
    assert (user.email, user.has_usable_password()) == ("ny@kommune.invalid", False)
    (mail,) = Notification.objects.for_municipality(admin.municipality_id)
    assert (mail.to_email, mail.context) == ("ny@kommune.invalid", {"user": str(user.public_id)})
    assert kinds(admin) == [Kind.USER_CREATED]


def test_a_double_press_makes_one(admin):
    key = uuid4()
    assert create(admin, key=key).pk == create(admin, key=key).pk


def test_an_address_that_is_somebodys_is_taken_in_any_municipality(admin):
    UserFactory(email="ny@kommune.invalid")
    with pytest.raises(Taken):
        create(admin)


def test_only_what_differs_is_written(admin):
    user = UserFactory(municipality=admin.municipality)
    changed = actions.change_user(user=user, by=admin, at=clock.now(), name="Nyt Navn", phone=user.phone)
    event = AuditEvent.objects.for_municipality(admin.municipality_id).get()
    assert (changed.name, event.data) == ("Nyt Navn", {"fields": ["name"]})
    actions.change_user(user=user, by=admin, at=clock.now(), name="Nyt Navn")
    assert len(kinds(admin)) == 1


def test_nobody_closes_herself_or_changes_her_own_role(admin):
    UserFactory(municipality=admin.municipality, administrator=True)
    with pytest.raises(UnableTo, match="self"):
        actions.deactivate(user=admin, by=admin, at=clock.now())
    with pytest.raises(UnableTo, match="self"):
        actions.change_user(user=admin, by=admin, at=clock.now(), role_code="manager")


def test_closed_and_opened_once_each(admin):
    user = UserFactory(municipality=admin.municipality)
    for _press in range(2):
        actions.deactivate(user=user, by=admin, at=clock.now())
    for _press in range(2):
        actions.activate(user=user, by=admin, at=clock.now())
    assert kinds(admin) == [Kind.USER_DEACTIVATED, Kind.USER_ACTIVATED]


@pytest.mark.django_db(transaction=True)
def test_administrators_who_close_each_other_at_once_leave_one():
    first = UserFactory(administrator=True)
    all_of_them = [first, *(UserFactory(administrator=True, municipality=first.municipality) for _n in range(11))]

    def close_the_next(number):
        actions.deactivate(user=all_of_them[(number + 1) % 12], by=all_of_them[number], at=clock.now())

    found = at_once(close_the_next, times=12)
    assert [error.code for error in found if error is not None] == ["last_administrator"]
    assert queries.administrators(first.municipality_id).count() == 1


def test_a_link_is_not_sent_twice_within_a_quarter_of_an_hour(admin):
    user = UserFactory(municipality=admin.municipality)
    at = clock.now()
    assert [actions.send_password_link(user=user, by=admin, at=at) for _press in range(2)] == [True, False]
    assert kinds(admin) == [Kind.PASSWORD_LINK_ASKED]


# Teams and closed days ------------------------------------------------------------------------------------------------------
def test_a_team_with_people_stays(admin):
    user = UserFactory(municipality=admin.municipality, is_active=False)
    with pytest.raises(UnableTo, match="in_use"):
        actions.remove_team(team=user.team, by=admin, at=clock.now())
    assert kinds(admin) == []


def test_an_empty_team_is_removed_and_brought_back_as_it_was(admin):
    team = TeamFactory(municipality=admin.municipality, name="Team Ø")
    actions.remove_team(team=team, by=admin, at=clock.now())
    removed = queries.removed(admin, Kind.TEAM_REMOVED, team.public_id)
    for _press in range(2):
        actions.restore_team(removed=removed, by=admin, at=clock.now())
    (back,) = Team.objects.for_municipality(admin.municipality_id)
    assert (back.name, back.public_id) == ("Team Ø", team.public_id)
    assert kinds(admin) == [Kind.TEAM_REMOVED, Kind.TEAM_RESTORED]


def test_a_name_that_is_used_again_meanwhile_is_taken(admin):
    team = TeamFactory(municipality=admin.municipality, name="Team Ø")
    actions.remove_team(team=team, by=admin, at=clock.now())
    TeamFactory(municipality=admin.municipality, name="Team Ø")
    with pytest.raises(Taken):
        actions.restore_team(
            removed=queries.removed(admin, Kind.TEAM_REMOVED, team.public_id), by=admin, at=clock.now()
        )


def test_a_closed_day_comes_goes_and_comes_back(admin):
    key, day = uuid4(), clock.today()
    for _press in range(2):
        closed = actions.add_closed_day(key=key, day=day, reason="Flytning", by=admin, at=clock.now())
    with pytest.raises(Taken):
        actions.add_closed_day(key=uuid4(), day=day, reason="Andet", by=admin, at=clock.now())
    actions.remove_closed_day(closed=closed, by=admin, at=clock.now())
    removed = queries.removed(admin, Kind.CLOSED_DAY_REMOVED, key)
    actions.restore_closed_day(removed=removed, by=admin, at=clock.now())
    (back,) = ClosedDay.objects.for_municipality(admin.municipality_id)
    assert (back.day, back.reason, back.public_id) == (day, "Flytning", key)
    assert kinds(admin) == [Kind.CLOSED_DAY_ADDED, Kind.CLOSED_DAY_REMOVED, Kind.CLOSED_DAY_RESTORED]


def test_nobody_of_another_municipality_is_found(admin):
    stranger = UserFactory()
    assert stranger not in queries.search(admin, text="", everyone=True)
    assert User.objects.get(pk=admin.pk) in queries.search(admin, text="", everyone=True)
