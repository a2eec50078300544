"""Citizens. The CPR numbers of the tests belong to nobody: their days are those of replacement numbers, or lie before 1900."""

from datetime import timedelta

import factory

from casework.citizens.models import Citizen, TargetGroup
from casework.citizens.sorting import name_sort_key
from jobpakker.foundation import clock
from jobpakker.foundation.sealed import blind_index, seal
from tests.factories.accounts import UserFactory


class CitizenFactory(factory.django.DjangoModelFactory):
    """Of her caseworker's team and municipality. `cpr="6101801234"` gives her a number."""

    class Meta:
        model = Citizen

    class Params:
        cpr = ""
        clarified = factory.Trait(clarified_on=factory.LazyFunction(clock.today))
        agreed = factory.Trait(agreed_to_first_name_on=factory.LazyFunction(clock.today))

    caseworker = factory.SubFactory(UserFactory)
    municipality = factory.SelfAttribute("caseworker.municipality")
    team = factory.SelfAttribute("caseworker.team")
    alias = factory.Sequence(lambda n: f"B-2020-{n + 1:04}")
    first_name = "Amira"
    last_name = factory.Sequence(lambda n: f"Borgersen {n}")
    sort_key = factory.LazyAttribute(lambda o: name_sort_key(o.first_name, o.last_name))
    target_group = TargetGroup.KH_AKTIVITETSPARAT
    referred_on = factory.LazyFunction(lambda: clock.today() - timedelta(days=60))
    created_at = factory.LazyFunction(clock.now)
    cpr_sealed = factory.LazyAttribute(lambda o: seal(o.cpr, bound_to=str(o.public_id)) if o.cpr else None)
    cpr_index = factory.LazyAttribute(
        lambda o: blind_index(o.cpr, municipality_id=o.municipality.pk) if o.cpr else None
    )
    public_id = factory.Faker("uuid4", cast_to=None)
