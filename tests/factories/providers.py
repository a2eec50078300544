"""Courses that others hold. Days lie ahead of the real today, since pages read the clock; one class a course unless told."""

from datetime import timedelta

import factory

from companies.providers.models import Course, CourseSession, Provider
from companies.providers.titles import words
from jobpakker.foundation import clock
from tests.factories.accounts import MunicipalityFactory


class ProviderFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Provider

    municipality = factory.SubFactory(MunicipalityFactory)
    name = factory.Sequence(lambda n: f"Erhvervsskole {n}")
    created_at = factory.LazyFunction(clock.now)


class CourseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Course

    municipality = factory.SubFactory(MunicipalityFactory)
    title = factory.Sequence(lambda n: f"Rengøringshygiejne {n}")
    words = factory.LazyAttribute(lambda course: words(course.title))
    days = 3
    created_at = factory.LazyFunction(clock.now)


class CourseSessionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CourseSession

    class Params:
        full = factory.Trait(seats=8, seats_taken=8)
        cancelled = factory.Trait(
            state=CourseSession.State.CANCELLED,
            cancelled_on=factory.LazyFunction(clock.today),
            cancel_reason=CourseSession.CancelReason.TOO_FEW,
        )
        begun = factory.Trait(
            starts_on=factory.LazyFunction(lambda: clock.today() - timedelta(days=1)),
        )

    municipality = factory.SubFactory(MunicipalityFactory)
    course = factory.SubFactory(CourseFactory, municipality=factory.SelfAttribute("..municipality"))
    provider = factory.SubFactory(ProviderFactory, municipality=factory.SelfAttribute("..municipality"))
    place = "Fjordby"
    starts_on = factory.LazyFunction(lambda: clock.today() + timedelta(days=40))
    until = factory.LazyAttribute(lambda session: session.starts_on + timedelta(days=3))
    seats = 12
    seats_taken = 8
    price_kr = 1404
    created_at = factory.LazyFunction(clock.now)
