"""Municipalities, teams and people."""

from functools import cache

import factory
from django.contrib.auth.hashers import make_password

from jobpakker.foundation.accounts import roles
from jobpakker.foundation.accounts.models import Municipality, Team, User

PASSWORD = "kun-til-proever"  # noqa: S105


@cache
def hashed() -> str:
    """Hashing is slow on purpose: once a run is enough."""
    return make_password(PASSWORD)


class MunicipalityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Municipality

    name = factory.Sequence(lambda n: f"Prøve {n} Kommune")
    code = factory.Sequence(lambda n: f"{n % 1000:03}")
    unit_name = "Job og Virksomhed"


class TeamFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Team

    municipality = factory.SubFactory(MunicipalityFactory)
    name = factory.Sequence(lambda n: f"Team {n}")


class UserFactory(factory.django.DjangoModelFactory):
    """A caseworker, unless another role is named as a situation."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        consultant = factory.Trait(role_code=roles.COMPANY_CONSULTANT.code)
        manager = factory.Trait(role_code=roles.MANAGER.code, team=None)
        administrator = factory.Trait(role_code=roles.ADMINISTRATOR.code, team=None)

    municipality = factory.SubFactory(MunicipalityFactory)
    team = factory.SubFactory(TeamFactory, municipality=factory.SelfAttribute("..municipality"))
    name = factory.Sequence(lambda n: f"Medarbejder {n}")
    email = factory.Sequence(lambda n: f"medarbejder{n}@kommune.invalid")
    phone = "70 00 00 00"
    role_code = roles.CASEWORKER.code
    password = factory.LazyFunction(hashed)
