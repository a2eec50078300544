"""Loading, copying and changing inspiration models."""

from uuid import uuid4

import pytest

from casework.blueprints import actions, catalogue, queries
from casework.blueprints.actions import Stale
from casework.blueprints.catalogue import ModelStep
from casework.blueprints.events import Kind
from casework.blueprints.lengths import parse
from casework.blueprints.models import Blueprint
from casework.planning.steps import StepKind
from jobpakker.foundation import clock
from jobpakker.foundation.audit.models import AuditEvent
from tests.companies.at_once import at_once
from tests.factories.accounts import MunicipalityFactory, UserFactory
from tests.factories.blueprints import BlueprintFactory


def load(municipality):
    return actions.load_catalogue(municipality=municipality, at=clock.now())


def rows(municipality):
    return Blueprint.objects.for_municipality(municipality)


def change(blueprint, by, *, version=1, **differing):
    plain = {
        "title": blueprint.title, "branch": blueprint.branch, "prerequisites": blueprint.prerequisites,
        "steps": queries.values(blueprint),
    }  # fmt: skip
    return actions.change(blueprint=blueprint, version=version, by=by, at=clock.now(), **(plain | differing))


def kinds(municipality):
    return [event.kind for event in AuditEvent.objects.for_municipality(municipality).order_by("pk")]


@pytest.mark.django_db
def test_the_catalogue_as_rows_says_what_the_file_says():
    municipality = MunicipalityFactory()
    assert load(municipality) == len(catalogue.models())
    for model in catalogue.models():
        assert queries.values(rows(municipality).get(code=model.code)) == model.steps


@pytest.mark.django_db
def test_loaded_twice_nothing_changes_and_the_municipalitys_own_edits_stand():
    municipality, other = MunicipalityFactory(), MunicipalityFactory()
    load(municipality)
    mine = rows(municipality).get(code="T03")
    change(mine, UserFactory(municipality=municipality), title="Kok på vej")
    before = list(rows(municipality).order_by("code").values())
    assert load(municipality) == 0
    assert list(rows(municipality).order_by("code").values()) == before
    assert load(other) == len(catalogue.models())
    assert rows(other).get(code="T03").title == "Køkkenmedhjælper"


@pytest.mark.django_db
def test_what_is_missing_is_added_and_the_rest_left_alone():
    municipality = MunicipalityFactory()
    load(municipality)
    rows(municipality).filter(code__in=["T01", "T16"]).delete()
    assert load(municipality) == 2


@pytest.mark.django_db(transaction=True)
def test_loaded_by_many_at_once_each_model_is_there_once():
    municipality = MunicipalityFactory()
    found = at_once(lambda _n: load(municipality), times=12)
    assert sorted(found)[-1] == len(catalogue.models())
    assert sum(found) == len(catalogue.models())


@pytest.mark.django_db
def test_a_change_raises_the_version_and_keeps_the_order_with_the_mentor_last():
    by = UserFactory()
    blueprint = BlueprintFactory(municipality=by.municipality)
    steps = (
        ModelStep(StepKind.MENTOR, "Mentor", parse("4 uger"), True),
        ModelStep(StepKind.COURSE, "Kursus", parse("2 arbejdsdage"), False),
        ModelStep(StepKind.VIRKSOMHEDSPRAKTIK, "Praktik", parse("6 uger (4-13)"), True),
    )
    changed = change(blueprint, by, steps=steps)
    assert changed.version == 2
    assert [step.title for step in queries.values(changed)] == ["Kursus", "Praktik", "Mentor"]
    assert str(queries.values(changed)[1].length) == "6 uger (4-13)"
    assert kinds(by.municipality) == [Kind.CHANGED]


@pytest.mark.django_db
def test_nothing_changed_is_no_new_version_and_a_second_press_no_conflict():
    by = UserFactory()
    blueprint = BlueprintFactory(municipality=by.municipality)
    assert change(blueprint, by).version == 1
    for _press in range(2):
        change(blueprint, by, title="Ny")
    blueprint.refresh_from_db()
    assert (blueprint.version, kinds(by.municipality)) == (2, [Kind.CHANGED])


@pytest.mark.django_db
def test_the_second_of_two_is_told():
    by = UserFactory()
    blueprint = BlueprintFactory(municipality=by.municipality)
    change(blueprint, by, title="Først")
    with pytest.raises(Stale):
        change(blueprint, by, title="Sidst")
    blueprint.refresh_from_db()
    assert blueprint.title == "Først"


@pytest.mark.django_db
def test_a_copy_is_the_municipalitys_own_with_the_same_steps():
    by = UserFactory()
    blueprint = BlueprintFactory(municipality=by.municipality, original=True, version=7)
    key = uuid4()
    copies = {actions.copy(blueprint=blueprint, key=key, by=by, at=clock.now()).pk for _press in range(2)}
    second = actions.copy(blueprint=blueprint, key=uuid4(), by=by, at=clock.now())
    own = rows(by.municipality).get(pk=copies.pop())
    assert not copies
    assert (own.code, own.original, own.version, own.title) == ("E01", False, 1, "Køkkenmedhjælper (egen)")
    assert queries.values(own) == queries.values(blueprint)
    assert second.code == "E02"


@pytest.mark.django_db
def test_the_length_of_a_chain_leaves_the_mentor_out():
    user = UserFactory()
    BlueprintFactory(municipality=user.municipality)
    (blueprint,) = queries.listed(user)
    assert queries.weeks(blueprint.walk) == 18  # 4 + 3 working days + 13
