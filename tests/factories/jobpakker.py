"""Packages in every state, each made the way people make it: through the actions. Dates lie around the real today."""

from datetime import date, datetime, time, timedelta
from uuid import uuid4

from django.utils import timezone

from casework.blueprints.lengths import parse
from casework.jobpakke import actions, fixed_dates
from casework.jobpakke.models import EndReason, Jobpakke, Outcome
from casework.jobpakke.states import StepState
from casework.jobpakke.wanted import LeadStep, Wanted, WantedStep
from casework.planning.steps import StepKind
from companies.openings.models import JobOpening
from jobpakker.foundation import clock
from tests.factories.citizens import CitizenFactory
from tests.factories.companies import JobOpeningFactory, said_yes

PRAKTIK, COURSE, MENTOR, LOENTILSKUD = (
    StepKind.VIRKSOMHEDSPRAKTIK,
    StepKind.COURSE,
    StepKind.MENTOR,
    StepKind.LOENTILSKUD,
)

HELD = {
    PRAKTIK: {"LEAD_REP": 12, "LEAD_GRANT": 10},
    COURSE: {"LEAD_SEAT": 20},
    LOENTILSKUD: {"LEAD_REP": 12, "LEAD_GRANT": 10},
}


def step(
    kind: StepKind, length: str, title: str = "", *, dates: str = "", today: date | None = None, **more
) -> WantedStep:
    """One row as it would be typed: `step(COURSE, "10 arbejdsdage", "Hygiejne", dates="2/3-13/3")`. What must be done before it
    is done, unless `leads` say otherwise."""
    more.setdefault("leads", tuple(LeadStep(rule, days, done=True) for rule, days in HELD.get(kind, {}).items()))
    read = fixed_dates.parse(dates, today=today or clock.today())
    return WantedStep(kind=kind, length=parse(length), title=title or str(kind).capitalize(), dates=read, **more)


def chain(*, mentor: bool = False) -> tuple[WantedStep, ...]:
    """Fourteen weeks without a gap, whatever the job's date."""
    found = (
        step(PRAKTIK, "4 uger", "Praktik i rengøring"),
        step(COURSE, "10 arbejdsdage", "AMU: Rengøringshygiejne", at_the_company=False),
        step(LOENTILSKUD, "8 uger", "Løntilskud"),
    )
    return (*found, step(MENTOR, "13 uger", "Mentor")) if mentor else found


def wanted(opening: JobOpening, *steps: WantedStep, **head) -> Wanted:
    return Wanted(job_starts_on=head.pop("job_starts_on", opening.starts_on), steps=steps or chain(), **head)


def moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(9)))


def working_day(day: date) -> date:
    """That day, or the Monday after a weekend."""
    return day + timedelta(days={5: 2, 6: 1}.get(day.weekday(), 0))


def draft(
    *steps: WantedStep, citizen=None, opening=None, on: date | None = None, job_in: int = 120, **head
) -> Jobpakke:
    """Built `on` (today), towards a job so many days after that."""
    on = on or clock.today()
    citizen = citizen or CitizenFactory(clarified=True)
    opening = opening or JobOpeningFactory(
        company__municipality=citizen.municipality, created_by=citizen.caseworker,
        starts_on=working_day(on + timedelta(days=job_in)),
    )  # fmt: skip
    return actions.build(
        key=uuid4(), citizen=citizen, opening=opening, blueprint=None, wanted=wanted(opening, *steps, **head),
        by=citizen.caseworker, at=moment(on), today=on,
    )  # fmt: skip


def awaiting(*steps: WantedStep, on: date | None = None, **more) -> Jobpakke:
    """The company has been asked."""
    on = on or clock.today()
    package = draft(*steps, on=on, **more)
    return actions.send_commitment(
        jobpakke=package, contact=package.opening.contact, by=package.caseworker, at=moment(on), today=on
    )


def active(*steps: WantedStep, on: date | None = None, **more) -> Jobpakke:
    """The company has confirmed. All principles are kept, unless the citizen or the head says otherwise."""
    on = on or clock.today()
    more.setdefault("company_took_part_on", on)
    package = awaiting(*steps, on=on, **more)
    said_yes(package.commitment, at=moment(on))
    package.refresh_from_db()
    return package


def walking(*steps: WantedStep, days: int = 14, **more) -> Jobpakke:
    """Active, and its first step began so many days ago."""
    on = working_day(clock.today() - timedelta(days=days + 7))
    package = active(*steps, on=on, job_in=110, **more)  # holidays in the chain move its start earlier
    first = steps_of(package)[0]
    actions.start_step(step=first, on=first.starts_on, by=package.caseworker, at=moment(clock.today()))
    package.refresh_from_db()
    return package


def broken(**more) -> Jobpakke:
    """Its first step ended before time, yesterday."""
    package = walking(**more)
    first = steps_of(package)[0]
    actions.break_step(
        step=first, ended_until=clock.today(), reason=EndReason.CITIZEN_STOPPED, by=package.caseworker,
        at=moment(clock.today()),
    )  # fmt: skip
    package.refresh_from_db()
    return package


def broken_off(**more) -> Jobpakke:
    package = active(**more)
    return actions.break_off(
        jobpakke=package, reason=EndReason.OTHER_PLAN, on=clock.today(), by=package.caseworker, at=moment(clock.today())
    )


def completed(*, outcome: Outcome = Outcome.ORDINAER, **more) -> Jobpakke:
    """Walked from its first step into the job, which began yesterday."""
    on = clock.today() - timedelta(days=121)
    package = active(on=on, job_in=120, **more)
    for row in steps_of(package):
        if not row.beside:
            actions.start_step(step=row, on=row.starts_on, by=package.caseworker, at=moment(clock.today()))
            actions.finish_step(step=row, by=package.caseworker, at=moment(clock.today()))
    return actions.complete(
        jobpakke=package, outcome=outcome, on=clock.today(), by=package.caseworker, at=moment(clock.today())
    )


def steps_of(package: Jobpakke) -> list:
    """Those that stand in the plan, in the order walked."""
    rows = package.steps.exclude(state=StepState.SUPERSEDED)
    return list(rows.order_by("beside", "position"))
