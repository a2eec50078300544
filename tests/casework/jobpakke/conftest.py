"""A citizen, a job far enough ahead, a model, and the fields of the builder as it opens."""

from datetime import timedelta

import pytest

from jobpakker.foundation import clock
from tests.casework.jobpakke.pages import fields, opened
from tests.companies.pages import client_of
from tests.factories import jobpakker
from tests.factories.blueprints import BlueprintFactory
from tests.factories.citizens import CitizenFactory
from tests.factories.companies import JobOpeningFactory


@pytest.fixture
def citizen():
    return CitizenFactory(clarified=True)


@pytest.fixture
def opening(citizen):
    return JobOpeningFactory(
        company__municipality=citizen.municipality, created_by=citizen.caseworker,
        starts_on=jobpakker.working_day(clock.today() + timedelta(days=260)),
    )  # fmt: skip


@pytest.fixture
def blueprint(citizen):
    return BlueprintFactory(municipality=citizen.municipality)


@pytest.fixture
def client(citizen):
    return client_of(citizen.caseworker)


@pytest.fixture
def typed(client, opening, citizen, blueprint):
    """The fields of the builder as it opens."""
    return fields(opened(client, opening, citizen, blueprint))
