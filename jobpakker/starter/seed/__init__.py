"""A believable municipality to look at: everyone in it is made up, and everything in it happened through the actions of the rooms.

Days count from `today` and chance has a fixed seed, so that the same day gives the same municipality. What is in it, and why,
stands in `people.py`, `firms.py`, `stories.py` (the chains of today) and `fates.py` (those of two years); docs/demo.md says what
to try.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from casework.blueprints import actions as blueprints
from casework.blueprints.models import Blueprint, BlueprintStep
from casework.jobpakke.models import Step
from casework.jobpakke.states import StepState
from casework.planning.steps import StepKind
from companies.commitments import reminders
from jobpakker.foundation.accounts.models import Municipality, User
from jobpakker.starter.seed import courses, firms, history, market, neighbour, people, post, rounds, trail
from jobpakker.starter.seed.ground import Ground, hashed, moment
from jobpakker.starter.seed.people import PASSWORD
from jobpakker.starter.seed.stories import Stories

__all__ = ["PASSWORD", "AlreadyThere", "LogIn", "load", "log_ins"]

SOON = timedelta(days=45)


@dataclass(frozen=True)
class LogIn:
    """One person of the demo, as the terminal and the log-in page name her."""

    name: str
    email: str
    role: str
    sentence: str = ""
    password: str = PASSWORD


class AlreadyThere(RuntimeError):
    """There is a municipality already, and nothing is mixed into it."""


def load(*, today: date, at: datetime) -> list[LogIn]:
    """Fills an empty database, inside the caller's transaction. Nothing is later than `at`. Raises `AlreadyThere`."""
    if Municipality.objects.exists():
        raise AlreadyThere
    password = hashed(PASSWORD)
    municipality = Municipality.objects.create(name="Fjordby Kommune", code="998", unit_name="Job og Virksomhed")
    ground = Ground(today=today, at=at, municipality=municipality)
    ground.hire(people.TEAMS, people.STAFF, people.DOMAIN, password)
    ground.close()
    # Its companies are given ten working days before a mail goes by itself, so that the day's stories wait for whoever looks.
    reminders.change_settings(
        municipality_id=municipality.pk, every=10, at_most=3, by=ground.users["bo"], at=moment(ground.weeks_ago(111))
    )
    blueprints.load_catalogue(municipality=municipality, at=moment(ground.weeks_ago(111)))
    consultant = ground.users["rasmus"]
    ground.register(firms.FIRMS, firms.CVR[:-1], by=consultant, first_p_number=firms.FIRST_P_NUMBER)
    models = _models(municipality)
    trail.save(history.lives(ground, models), ground.calendar)
    walking = {name: ground.refer(name, someone) for name, someone in people.WALKING.items()}
    for number, someone in enumerate(people.WAITING):
        ground.refer(f"waiting/{number}", someone)
    ground.open_free(firms.FREE, by=consultant)
    courses.load(ground, models)
    market.load(municipality, today=today)
    with rounds.held_back():
        Stories(ground, walking, models).tell()
    _done_in_time(municipality, today)
    rounds.run(ground)
    post.keep_the_newest(municipality, today=today)
    neighbour.load(today=today, at=at, password=password)
    return log_ins()


def _done_in_time(municipality: Municipality, today: date) -> None:
    """What begins within weeks has been granted, booked and heard; what lies further ahead still has it to come."""
    coming = Step.objects.for_municipality(municipality).filter(state=StepState.PLANNED).exclude(kind=StepKind.MENTOR)
    coming.filter(starts_on__lt=today + SOON).update(leads_done=["LEAD_REP", "LEAD_GRANT", "LEAD_SEAT"])


def _models(municipality: Municipality) -> dict[str, tuple[Blueprint, list[BlueprintStep]]]:
    steps: dict[int, list[BlueprintStep]] = {}
    for step in BlueprintStep.objects.for_municipality(municipality).order_by("position"):
        steps.setdefault(step.blueprint_id, []).append(step)
    return {row.code: (row, steps[row.pk]) for row in Blueprint.objects.for_municipality(municipality)}


def log_ins() -> list[LogIn]:
    """Who of the made-up people can be logged in as, the best story first; empty on a database that the demo did not fill."""
    shown = [
        *((f"{person.key}@{people.DOMAIN}", person.sentence) for person in people.STAFF),
        *((f"{person.key}@{neighbour.DOMAIN}", person.sentence) for person in neighbour.STAFF),
    ]
    there = {user.email: user for user in User.objects.filter(email__in=[email for email, _sentence in shown])}
    return [
        LogIn(name=there[email].name, email=email, role=str(there[email].role.display_name), sentence=sentence)
        for email, sentence in shown
        if email in there
    ]
