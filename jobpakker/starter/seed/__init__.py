"""A believable municipality to look at: everyone in it is made up."""

from dataclasses import dataclass
from datetime import date, datetime

from jobpakker.foundation.accounts import roles
from jobpakker.foundation.accounts.models import Municipality, Team, User

PASSWORD = "demo-adgangskode"


@dataclass(frozen=True)
class LogIn:
    """One person of the demo, as the terminal and the log-in page name her."""

    name: str
    email: str
    role: str
    sentence: str = ""
    password: str = PASSWORD


PEOPLE = (
    ("Mette Holm", "mette@demo.invalid", roles.CASEWORKER),
    ("Jonas Krogh", "jonas@demo.invalid", roles.COMPANY_CONSULTANT),
    ("Birgit Lund", "birgit@demo.invalid", roles.MANAGER),
    ("Ali Demir", "ali@demo.invalid", roles.ADMINISTRATOR),
)


def load(*, today: date, at: datetime) -> list[LogIn]:
    """Fills an empty database, inside the caller's transaction."""
    municipality = Municipality.objects.create(name="Fjordby Kommune", code="999", unit_name="Job og Virksomhed")
    team = Team.objects.create(municipality=municipality, name="Team Vest")
    for name, email, role in PEOPLE:
        in_team = role in {roles.CASEWORKER, roles.COMPANY_CONSULTANT}
        User.objects.create_user(
            email, PASSWORD, name=name, role_code=role.code, municipality=municipality, team=team if in_team else None
        )
    return log_ins()


def log_ins() -> list[LogIn]:
    """Who of the made-up people can be logged in as; empty on a database that the demo did not fill."""
    there = set(User.objects.filter(email__in=[email for _, email, _ in PEOPLE]).values_list("email", flat=True))
    return [
        LogIn(name=name, email=email, role=str(role.display_name)) for name, email, role in PEOPLE if email in there
    ]
