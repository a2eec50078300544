"""A second, tiny municipality: what the first one must never see. One citizen of it is known in both."""

from datetime import date, datetime

from casework.blueprints import actions as blueprints
from casework.citizens.models import TargetGroup as G
from jobpakker.foundation.accounts import roles
from jobpakker.foundation.accounts.models import Municipality
from jobpakker.starter.seed import firms
from jobpakker.starter.seed.ground import Ground, moment
from jobpakker.starter.seed.people import Person, Someone

DOMAIN = "sandoe.invalid"
TEAM = "Team Job"
STAFF = (
    Person(
        "ellen", "Ellen Strandby", roles.CASEWORKER, TEAM, "09 50 60 11", "I en anden kommune: ser intet af Fjordbys."
    ),
)
CITIZENS = (
    # The same CPR number as the first citizen of Fjordby's: each municipality has its own row and knows of no other.
    Someone("Yusuf", "Çelik", "ellen", G.KH_AKTIVITETSPARAT, referred=20, clarified=16),
    Someone("Karla", "Sandø", "ellen", G.KH_JOBPARAT, referred=5, clarified=3, benefit=30),
)
FIRMS = (
    firms.Firm(
        "sandoe-faergen", "Sandø Færgen A/S",
        (firms.Site("Færgelejet", "Havnen 1, Sandø", 12),), (firms.Reached("Rita Bøje", "overstyrmand"),),
    ),
)  # fmt: skip
JOB = firms.Free(firms.Job("sandoe-faergen", "T03", "Cafeteriamedhjælper"), 6)


def load(*, today: date, at: datetime, password: str) -> None:
    municipality = Municipality.objects.create(name="Sandø Kommune", code="999", unit_name="Jobcenter Sandø")
    ground = Ground(today=today, at=at, municipality=municipality)
    ground.hire((TEAM,), STAFF, DOMAIN, password)
    ground.close()
    blueprints.load_catalogue(municipality=municipality, at=moment(ground.weeks_ago(111)))
    ellen = ground.users["ellen"]
    ground.register(FIRMS, firms.CVR[-1:], by=ellen, first_p_number=firms.FIRST_P_NUMBER + 5000)
    ground.open_free((JOB,), by=ellen)
    for number, someone in enumerate(CITIZENS):
        ground.refer(f"waiting/{number}", someone)
