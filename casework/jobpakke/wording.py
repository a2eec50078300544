"""What the pages say of states and refusals, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from casework.jobpakke.states import JobpakkeState, StepState
from companies.commitments.states import CommitmentState
from companies.openings.models import JobOpening


def unanswered(days: int, *, walked: bool) -> str:
    """What follows from sending a plan with dead working days that nobody answers for. `walked`: it was under way before."""
    if not days:
        return ""
    if walked:
        return ngettext(
            "Ingen svarer for {n} død arbejdsdag: når virksomheden er spurgt igen, går forløbet først videre, når den er lukket, "
            "eller nogen svarer for den.",
            "Ingen svarer for {n} døde arbejdsdage: når virksomheden er spurgt igen, går forløbet først videre, når de er lukket, "
            "eller nogen svarer for dem.",
            days,
        ).format(n=days)
    return ngettext(
        "Ingen svarer for {n} død arbejdsdag: forløbet går ikke i gang, før den er lukket, eller nogen svarer for den.",
        "Ingen svarer for {n} døde arbejdsdage: forløbet går ikke i gang, før de er lukket, eller nogen svarer for dem.",
        days,
    ).format(n=days)


def where(opening: JobOpening) -> str:
    """Company and worksite; once where they have the same name."""
    company, worksite = opening.company.name, opening.worksite.name
    return company if company == worksite else f"{company}, {worksite}"


# Codes of `actions.UnableTo` and of the companies' `UnableToAsk`.
REFUSED: dict[str, Promise] = {
    "no_steps": _("Der er ingen trin. Tilføj mindst ét trin før jobbet."),
    "no_plan": _("Planen kan ikke nås. Se, hvad der er i vejen."),
    "opening_closed": _("Jobbet er besat eller trukket tilbage, så der kan ikke bygges til det mere."),
    "already_open": _("Borgeren har allerede et åbent forløb. Åbn det, eller afslut det først."),
    "package_closed": _("Forløbet er afsluttet og kan ikke ændres mere."),
    "wrong_state": _("Det er allerede sket, eller en anden har lige ændret forløbet. Se, hvordan det står nu."),
    "job_date_passed": _("Den første arbejdsdag er passeret. Ret planen, før du sender den."),
    "let_be_over": _("Den dag, hullet får lov at være til, er gået. Vælg en, der kommer."),
    "unknown_owner": _("Den ansvarlige arbejder ikke her mere. Vælg en anden."),
    "back_before_it": _("Borgeren kan ikke være tilbage, før pausen begynder."),
    "in_the_future": _("Datoen kan ikke ligge efter i dag."),
    "after_its_end": _("Datoen ligger efter trinnets sidste dag."),
    "before_its_start": _("Datoen ligger før trinnet begyndte."),
    "not_yet_over": _("Trinnet er ikke slut endnu. Sluttede det før tid, så vælg Sluttede før tid."),
    "not_an_end": _("Vælg, hvad forløbet førte til."),
    "wrong_company": _("Kontaktpersonen hører til en anden virksomhed. Vælg en anden."),
    "withdrawn": _("Tilsagnet er trukket tilbage imens. Prøv igen, så bliver virksomheden spurgt forfra."),
    "seen_otherwise": _("Noget er ændret, siden du så planen her. Se den igen, og godtag den så."),
    "needs_reason": _("Planen går længere, end reglerne siger. Skriv, hvorfor du går videre."),
    "blocked": _("En regel, som kommunen har bekræftet, spærrer for planen. Ret trinnet, eller tal med din leder."),
    "cpr_in_terms": _("Der står et CPR-nummer i det, virksomheden skal læse. Slet det først."),
}

STATE_KINDS: dict[str, str] = {
    JobpakkeState.DRAFT: "neutral",
    JobpakkeState.AWAITING_COMPANY: "waiting",
    JobpakkeState.AWAITING_DECISION: "warning",
    JobpakkeState.ACTIVE: "wave",
    JobpakkeState.COMPLETED: "done",
    JobpakkeState.BROKEN_OFF: "neutral",
}
STEP_KINDS: dict[str, str] = {
    StepState.PLANNED: "neutral",
    StepState.RUNNING: "wave",
    StepState.DONE: "done",
    StepState.BROKEN: "danger",
}
COMMITMENT_KINDS: dict[str, str] = {
    CommitmentState.REQUESTED: "waiting",
    CommitmentState.CONFIRMED: "wave",
    CommitmentState.DECLINED: "danger",
    CommitmentState.CHANGE_PROPOSED: "warning",
    CommitmentState.WITHDRAWN: "neutral",
}
