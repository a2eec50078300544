"""What the access log calls the citizens and the pages of this room, for whoever reads it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casework.citizens import permissions
from casework.citizens.models import Citizen
from jobpakker.foundation.audit import presenters
from jobpakker.foundation.audit.presenters import Named

presenters.pages(
    {
        "casework:citizen_list": _("søgning efter borgere"),
        "casework:citizen_create": _("oprettelse af en borger"),
        "casework:citizen_detail": _("borgerens side"),
        "casework:citizen_edit": _("borgerens oplysninger, rettelse"),
        "casework:citizen_reveal_cpr": _("borgerens CPR-nummer"),
        "casework:citizen_clarify": _("borgerens trin 0"),
        "casework:citizen_unclarify": _("borgerens trin 0"),
        "casework:citizen_agree": _("borgerens samtykke"),
        "casework:citizen_disagree": _("borgerens samtykke"),
        "cpr": _("CPR-nummeret"),
        "casework:jobpakke_start": _("søgning efter en borger til et job"),
        "casework:jobpakke_build": _("ny jobpakke"),
        "casework:jobpakke_preview": _("ny jobpakke"),
        "casework:jobpakke_list": _("listen over forløb"),
        "casework:jobpakke_detail": _("forløbets side"),
        "casework:jobpakke_edit": _("rettelse af forløbet"),
        "casework:jobpakke_edit_preview": _("rettelse af forløbet"),
        "casework:jobpakke_send": _("afsendelse af tilsagnet"),
        "casework:jobpakke_wish": _("virksomhedens ønske til forløbet"),
        "casework:jobpakke_remind": _("påmindelse om tilsagnet"),
        "casework:jobpakke_print": _("planen til borgeren"),
        "casework:jobpakke_keep": _("kæden gemt som inspirationsmodel"),
        "casework:jobpakke_complete": _("afslutning af forløbet"),
        "casework:jobpakke_break_off": _("afbrydelse af forløbet"),
        "casework:step_start": _("et trin i forløbet"),
        "casework:step_finish": _("et trin i forløbet"),
        "casework:step_break": _("et trin i forløbet"),
        "casework:step_lead": _("et trin i forløbet"),
        "casework:step_take_back": _("et trin i forløbet"),
        "casework:pause_create": _("en pause i forløbet"),
        "casework:pause_edit": _("en pause i forløbet"),
        "casework:pause_back": _("en pause i forløbet"),
        "casework:pause_take_back": _("en pause i forløbet"),
        "casework:pause_undo": _("en pause i forløbet"),
        "casework:my_day": _("Min dag"),
        "casework:my_day_mute": _("Min dag"),
        "casework:my_day_unmute": _("Min dag"),
        "casework:dead_period_list": _("listen over døde perioder"),
        "casework:dead_period_detail": _("en død periode"),
        "casework:dead_period_handle": _("en død periode"),
        "casework:dead_period_accept": _("en død periode"),
        "casework:dead_period_withdraw_acceptance": _("en død periode"),
        "casework:jobpakke_reason": _("begrundelsen for et hul i planen"),
        "casework:watch": _("vagtens side"),
        "casework:watch_health": _("vagtens helbred"),
        "casework:lifting_rule": _("vagtens frister"),
        "casework:thresholds": _("grænserne for døde perioder"),
        "casework:flow_overview": _("flowet"),
        "casework:flow_list": _("listen bag et tal i flowet"),
        "casework:flow_export": _("udtræk af et tal i flowet"),
        "casework:blueprint_list": _("inspirationsmodellerne"),
        "casework:blueprint_load": _("inspirationsmodellerne"),
        "casework:blueprint_detail": _("en inspirationsmodel"),
        "casework:blueprint_edit": _("en inspirationsmodel"),
        "casework:blueprint_copy": _("en inspirationsmodel"),
        "casework:rule_list": _("reglerne"),
        "casework:rule_confirm": _("en regel"),
        "casework:lead_times": _("fristerne før et trin"),
        "casework:rule_withdraw": _("en regel"),
    }
)


@presenters.citizens
def named(ids: Iterable[UUID], reader: Any) -> dict[UUID, Named]:
    """By case number, never by name: the log is read by people who see no citizens."""
    rows = Citizen.objects.for_municipality(reader.municipality_id).filter(public_id__in=ids)
    return {
        row.public_id: Named(
            row.alias,
            reverse("casework:citizen_detail", args=[row.public_id]) if permissions.can_see(reader, row) else "",
        )
        for row in rows
    }
