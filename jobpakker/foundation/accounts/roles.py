"""The roles as data that a lawyer can read: who may do what, and why the role exists."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jobpakker.foundation.accounts.permissions import Permission as P


@dataclass(frozen=True)
class Role:
    code: str
    display_name: Promise
    description: Promise
    home: str  # the url name of the page that the day begins on
    permissions: frozenset[P]


CASEWORKER = Role(
    "caseworker",
    _("Sagsbehandler"),
    _("Bygger jobpakker med borger og virksomhed og holder den grønne bølge."),
    "casework:my_day",
    frozenset(
        {
            P.SEE_MY_DAY, P.SEE_CITIZENS, P.EDIT_CITIZENS, P.REVEAL_CPR, P.SEE_COMPANIES, P.EDIT_COMPANIES, P.SEE_OPENINGS,
            P.EDIT_OPENINGS, P.SEE_JOBPAKKER, P.BUILD_JOBPAKKE, P.SEND_COMMITMENT, P.SEE_DEAD_PERIODS,
            P.HANDLE_DEAD_PERIODS, P.SEE_BLUEPRINTS, P.EDIT_BLUEPRINTS, P.SEE_COURSES, P.EDIT_COURSES,
        }
    ),
)  # fmt: skip

COMPANY_CONSULTANT = Role(
    "company_consultant",
    _("Virksomhedskonsulent"),
    _("Finder job og virksomheder og følger deres tilsagn. Ser aldrig et CPR-nummer eller en ydelse."),
    "companies:opening_list",
    frozenset(
        {
            P.SEE_COMPANIES, P.EDIT_COMPANIES, P.SEE_OPENINGS, P.EDIT_OPENINGS, P.SEE_JOBPAKKER, P.SEE_DEAD_PERIODS,
            P.SEE_BLUEPRINTS, P.SEE_COURSES, P.EDIT_COURSES,
        }
    ),
)  # fmt: skip

MANAGER = Role(
    "manager",
    _("Leder"),
    _("Følger flowet i hele kommunen og ser, hvor bølgen brydes."),
    "casework:flow_overview",
    frozenset(
        {
            P.SEE_FLOW, P.SEE_WHOLE_MUNICIPALITY, P.SEE_CITIZENS, P.REVEAL_CPR, P.SEE_COMPANIES, P.SEE_OPENINGS, P.SEE_JOBPAKKER,
            P.SEE_DEAD_PERIODS, P.HANDLE_DEAD_PERIODS, P.SEE_WATCH, P.SEE_BLUEPRINTS, P.EDIT_BLUEPRINTS, P.SEE_ACCESS_LOG, P.CONFIRM_RULES,
            P.SET_LEAD_TIMES, P.SEE_COURSES,
        }
    ),
)  # fmt: skip

ADMINISTRATOR = Role(
    "administrator",
    _("Administrator"),
    _("Opretter medarbejdere, teams og lukkedage. Ser ingen borgere."),
    "accounts:user_list",
    frozenset({P.MANAGE_USERS, P.SEE_WATCH, P.SEE_ACCESS_LOG, P.SEE_BLUEPRINTS, P.SET_LEAD_TIMES}),
)

ROLES = {role.code: role for role in (CASEWORKER, COMPANY_CONSULTANT, MANAGER, ADMINISTRATOR)}
CHOICES = [(role.code, role.display_name) for role in ROLES.values()]
