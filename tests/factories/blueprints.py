"""Inspiration models, small and readable; the whole catalogue comes from `actions.load_catalogue`."""

import factory

from casework.blueprints.models import Blueprint, BlueprintStep
from casework.planning.steps import LengthUnit, StepKind
from tests.factories.accounts import MunicipalityFactory


class BlueprintFactory(factory.django.DjangoModelFactory):
    """Praktik 4 weeks, a course of 3 working days, løntilskud 13 weeks, and a mentor beside them."""

    class Meta:
        model = Blueprint
        skip_postgeneration_save = True

    municipality = factory.SubFactory(MunicipalityFactory)
    code = factory.Sequence(lambda n: f"P{n}")
    title = "Køkkenmedhjælper"
    branch = "Køkken"
    prerequisites = "Kan læse hygiejneregler"

    @factory.post_generation
    def steps(self, create, extracted, **_more):
        if not create:
            return
        rows = extracted if extracted is not None else [
            (StepKind.VIRKSOMHEDSPRAKTIK, "Praktik i køkkenet", 4, LengthUnit.WEEKS, 2, 13, True),
            (StepKind.COURSE, "Hygiejnebevis", 3, LengthUnit.WORKDAYS, None, None, False),
            (StepKind.LOENTILSKUD, "Løntilskud i køkkenet", 13, LengthUnit.WEEKS, 8, 25, True),
            (StepKind.MENTOR, "Mentor i køkkenet", 8, LengthUnit.WEEKS, None, None, True),
        ]  # fmt: skip
        for position, (kind, title, amount, unit, least, most, here) in enumerate(rows):
            BlueprintStep.objects.for_municipality(self.municipality).create(
                municipality=self.municipality, blueprint=self, position=position, kind=kind, title=title,
                length_amount=amount, length_unit=unit, shortest_amount=least, longest_amount=most, at_the_company=here,
                beside=kind == StepKind.MENTOR,
            )  # fmt: skip
