"""Companies, their jobs, and what they have promised. Dates lie ahead of the real today, since pages read the clock."""

from datetime import timedelta
from decimal import Decimal

import factory
from stdnum.dk import cvr

from companies.commitments import actions
from companies.commitments.models import HiringCommitment
from companies.commitments.terms import Terms, TermsStep
from companies.openings.models import JobOpening
from companies.register.models import Company, Contact, Worksite
from jobpakker.foundation import clock
from tests.factories.accounts import MunicipalityFactory, UserFactory


def valid_cvr(n: int) -> str:
    """The nth number from 30000000 whose check digits are right (weights 2, 7, 6, 5, 4, 3, 2, 1; modulus 11)."""
    seven = 3_000_000 + n * 2
    while not any(cvr.is_valid(found := f"{seven}{digit}") for digit in range(10)):
        seven += 1
    return found


class CompanyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Company

    municipality = factory.SubFactory(MunicipalityFactory)
    cvr = factory.Sequence(valid_cvr)
    name = factory.Sequence(lambda n: f"Virksomhed {n} ApS")
    created_at = factory.LazyFunction(clock.now)


class WorksiteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Worksite

    company = factory.SubFactory(CompanyFactory)
    municipality = factory.SelfAttribute("company.municipality")
    p_number = factory.Sequence(lambda n: f"{1_000_000_000 + n}")
    name = factory.SelfAttribute("company.name")
    address = "Havnevej 1, 5000 Prøvby"


class ContactFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Contact

    company = factory.SubFactory(CompanyFactory)
    municipality = factory.SelfAttribute("company.municipality")
    name = factory.Sequence(lambda n: f"Kontakt {n}")
    title = "Daglig leder"
    email = factory.Sequence(lambda n: f"kontakt{n}@virksomhed.invalid")
    phone = "70 00 00 10"


class JobOpeningFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = JobOpening

    class Params:
        filled = factory.Trait(state=JobOpening.State.FILLED)
        withdrawn = factory.Trait(state=JobOpening.State.WITHDRAWN)

    company = factory.SubFactory(CompanyFactory)
    municipality = factory.SelfAttribute("company.municipality")
    worksite = factory.SubFactory(WorksiteFactory, company=factory.SelfAttribute("..company"))
    contact = factory.SubFactory(ContactFactory, company=factory.SelfAttribute("..company"))
    title = "Rengøringsassistent"
    starts_on = factory.LazyFunction(lambda: clock.today() + timedelta(days=120))
    weekly_hours = 32
    created_at = factory.LazyFunction(clock.now)
    created_by = factory.SubFactory(UserFactory, municipality=factory.SelfAttribute("..municipality"))


def terms(opening: JobOpening, **differing) -> Terms:
    """What casework would ask this company: praktik there, a course elsewhere, løntilskud there, the job."""

    def step(kind: str, title: str, from_day: int, to_day: int, *, here: bool) -> TermsStep:
        first, last = (opening.starts_on - timedelta(days=days) for days in (from_day, to_day))
        return TermsStep(kind, title, first.isoformat(), last.isoformat(), here)

    plain = {
        "job_title": opening.title,
        "company_name": opening.company.name,
        "worksite_name": opening.worksite.name,
        "job_starts_on": opening.starts_on.isoformat(),
        "weekly_hours": f"{Decimal(opening.weekly_hours).normalize():f}",
        "wage_basis": "Overenskomst mellem DI og 3F",
        "conditions": "Hvis praktikken er gået godt.",
        "candidate": "",
        "municipality": opening.municipality.name,
        "caseworker_name": opening.created_by.name,
        "caseworker_phone": opening.created_by.phone,
        "steps": (
            step("praktik", "Praktik i rengøring", 90, 63, here=True),
            step("kursus", "AMU: Rengøringshygiejne", 62, 49, here=False),
            step("loentilskud", "Løntilskud", 48, 1, here=True),
        ),
    }
    return Terms(**(plain | differing))


def asked(opening: JobOpening | None = None, *, at=None, **differing) -> HiringCommitment:
    """A commitment that waits for its answer, asked the way it is asked."""
    opening = opening or JobOpeningFactory()
    return actions.request(
        opening=opening, contact=opening.contact, terms=terms(opening, **differing), by=opening.created_by,
        at=at or clock.now(),
    )  # fmt: skip


def said_yes(commitment: HiringCommitment, *, name: str = "Mette Kontakt", at=None) -> HiringCommitment:
    newest = commitment.versions.get(number=commitment.version)
    actions.confirm(
        commitment=commitment, number=newest.number, fingerprint=newest.fingerprint, answered_by_name=name,
        at=at or clock.now(),
    )  # fmt: skip
    return commitment
