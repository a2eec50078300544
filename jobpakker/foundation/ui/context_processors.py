"""What the frame of every page needs: where this person may go, and in which municipality she works."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jobpakker.foundation.accounts.permissions import Permission


@dataclass(frozen=True)
class Item:
    url_name: str
    label: Promise
    permission: Permission


# In the order of a working day. A page is listed when the person may see it and the address exists.
ITEMS = (
    Item("casework:my_day", _("Min dag"), Permission.SEE_MY_DAY),
    Item("casework:flow_overview", _("Flow"), Permission.SEE_FLOW),
    Item("companies:opening_list", pgettext_lazy("flere", "Job"), Permission.SEE_OPENINGS),
    Item("casework:citizen_list", _("Borgere"), Permission.SEE_CITIZENS),
    Item("casework:jobpakke_list", _("Jobpakker"), Permission.SEE_JOBPAKKER),
    Item("casework:dead_period_list", _("Døde perioder"), Permission.SEE_DEAD_PERIODS),
    Item("casework:blueprint_list", _("Inspirationsmodeller"), Permission.SEE_BLUEPRINTS),
    Item("companies:course_session_list", _("Kurser"), Permission.SEE_COURSES),
    Item("companies:company_list", _("Virksomheder"), Permission.SEE_COMPANIES),
    Item("accounts:user_list", _("Medarbejdere"), Permission.MANAGE_USERS),
    Item("companies:reminder_settings", _("Påmindelser"), Permission.MANAGE_USERS),
    Item("casework:watch", _("Vagten"), Permission.SEE_WATCH),
    Item("audit:access_log", _("Adgangslog"), Permission.SEE_ACCESS_LOG),
)


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _items(request: HttpRequest) -> list[dict[str, Any]]:
    places = [(item, _url(item.url_name)) for item in ITEMS if request.user.can(item.permission)]
    here = [url for _item, url in places if url and request.path.startswith(url)]
    nearest = max(here, key=len, default=None)
    return [
        {
            "url": url,
            "label": item.label,
            # "page" on the page itself, "true" on the pages below it.
            "current": ("page" if request.path == url else "true") if url == nearest else "",
        }
        for item, url in places
        if url
    ]


def navigation(request: HttpRequest) -> dict[str, Any]:
    """`navigation` and `municipality` are empty before log-in; `mailbox_url` exists in the demo only.

    Looked up when the frame asks: a fragment has no frame, and pays neither for the links nor for the municipality's row.
    """
    user = getattr(request, "user", None)
    inside = user is not None and user.is_authenticated
    return {
        "navigation": SimpleLazyObject(lambda: _items(request)) if inside else [],
        "municipality": SimpleLazyObject(lambda: user.municipality) if inside else None,
        "is_demo": settings.JOBPAKKER_DEMO,
        "mailbox_url": _url("demo:mailbox") if settings.JOBPAKKER_DEMO else "",
    }
